"""Operations of reports, and of the runs of report calendars."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation, same

NARROWED = ("type", "unit", "case")
READ = Need("read", over=NARROWED)

OPERATIONS = (
    Operation(
        name="report.list",
        at="reports:listed",
        does="computes",
        needs=Need("read"),
        help=Text("Hvilke rapporter der er.", "Which reports there are."),
        example=same("report list"),
    ),
    Operation(
        name="report.make",
        at="reports:make",
        does="reads",
        needs=READ,
        help=Text(
            "Lav en rapport, som det var ved periodens udgang, som kendt nu eller på et andet tidspunkt.",
            "Make a report, as it was at the end of the period, as known now or at another time.",
        ),
        example=Text(
            "report make monthly-status --period 2008-03 --for quality --format html,pdf --to rapporter",
            "report make monthly-status --period 2008-03 --for quality --format html,pdf --to reports",
        ),
    ),
    Operation(
        name="report.publish",
        at="reports:publish",
        does="writes",
        needs=Need("record", over=NARROWED),
        help=Text(
            "Offentliggør en rapport: udgaven og dens position skrives i journalen, så den kan laves igen.",
            "Publish a report: the edition and its position are written into the journal, so that it can be made again.",
        ),
        example=same("report publish monthly-status --period 2008-03 --for committee --format pdf"),
        on_what_is_there=True,
    ),
    Operation(
        name="report.editions",
        at="reports:published",
        does="reads",
        needs=Need("read"),
        help=Text("De offentliggjorte udgaver.", "The editions that were published."),
        example=same("report editions monthly-status"),
    ),
    Operation(
        name="report.restate",
        at="reports:restated",
        does="reads",
        needs=READ,
        help=Text(
            "En udgave, som den blev offentliggjort, ved siden af det, der vides nu, og hændelserne, der gør forskellen.",
            "An edition as it was published, beside what is known now, and the events that make the difference.",
        ),
        example=same("report restate monthly-status --period 2008-03 --edition 1"),
    ),
    Operation(
        name="report-calendar.due",
        at="report_calendars:due",
        does="reads",
        needs=Need("read"),
        help=Text(
            "Hvad der har været og bliver forfaldent, og hvad der blev af det: en måned tilbage og frem, hvis intet siges.",
            "What was and will be due, and what became of it: a month back and ahead by default.",
        ),
        example=same("report-calendar due --from 2026-01-01 --to 2027-01-01"),
    ),
    Operation(
        name="report-calendar.run",
        at="report_calendars:run_again",
        does="writes",
        needs=Need("operate"),
        help=Text(
            "Lav en kørsel, der mislykkedes, eller som kalenderen kom for sent til: som kendt, da den forfaldt.",
            "Make a run that failed, or that the calendar came too late for: as known when it fell due.",
        ),
        example=same("report-calendar run bif month-director --period 2008-03"),
        on_what_is_there=True,
    ),
)
