"""Questions: the queue, the cases, and the statistics."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.text import Problem
from ..projections import cases, deadlines
from ..projections.grouping import Selection
from ..projections.measures import measure
from ..projections.periods import Period
from ..projections.reader import ask
from ..projections.shared_zone import Among
from ..terminal.language import both, say
from ..terminal.output import answer
from ..terminal.statistics_tables import Statistic, show_statistic
from ..terminal.tables import show_overview, show_queue
from .asking import Asked, Desk, check_number, desk, law_of, not_empty, say_unreadable

CaseType = Annotated[
    str | None, Parameter(name="--type", help=both("Kun denne sagstype.", "This case type only."))
]
Limit = Annotated[int, Parameter(help=both("Højst så mange linjer.", "At most so many lines."))]
A_HUNDRED_YEARS = 36_525  # days


def queue(
    *,
    case_type: CaseType = None,
    unit: Annotated[str | None, Parameter(help=both("Kun denne enhed.", "This unit only."))] = None,
    responsible: Annotated[
        str | None, Parameter(help=both("Kun denne ansvarlige.", "This responsible person only."))
    ] = None,
    deadline: Annotated[str | None, Parameter(help=both("Kun denne frist.", "This deadline only."))] = None,
    overdue: Annotated[
        bool, Parameter(negative=(), help=both("Vis kun overskredne.", "Show overdue ones only."))
    ] = False,
    due_within: Annotated[
        int | None,
        Parameter(
            help=both(
                "Vis dem, hvis tid er ude inden for så mange dage; 1: dem, der udløber i dag.",
                "Show those whose time is up within so many days; 1: those due today.",
            )
        ),
    ] = None,
    limit: Limit = 50,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang queue``."""
    check_number("--limit", limit)
    if due_within is not None:
        check_number("--due-within", due_within, A_HUNDRED_YEARS)
    wanted = deadlines.Filter(case_type, unit, responsible, deadline, overdue, due_within, limit)
    among = Among(unit=unit, responsible=responsible, deadline=deadline)
    with desk(asked, case_type, among=among) as ready:
        _known_deadline(ready, deadline)
        found = ask(ready.journal, ready.moment, lambda reader: deadlines.queue(reader, wanted))
        answer(found, asked.json, lambda value: show_queue(value, ready.zone, limit))


def overview(
    *,
    case_type: CaseType = None,
    by: Annotated[
        str | None,
        Parameter(
            help=both(
                "Fordel efter felter, adskilt af komma: unit, type, state, responsible eller sagens oplysninger.",
                "Divide by fields, separated by commas: unit, type, state, responsible or attributes of a case.",
            )
        ),
    ] = None,
    open_only: Annotated[
        bool, Parameter(name="--open", negative=(), help=both("Vis kun åbne sager.", "Show open cases only."))
    ] = False,
    concerns: Annotated[
        str | None,
        Parameter(help=both("Kun sager, der angår denne sag.", "Only cases that concern this case.")),
    ] = None,
    limit: Limit = 50,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang cases``."""
    check_number("--limit", limit)
    not_empty("--by", by)
    fields = fields_of(by)
    wanted = cases.Filter(case_type, fields, open_only, concerns, limit)
    with desk(asked, case_type, among=Among(concerns=concerns)) as ready:
        found = ask(ready.journal, ready.moment, lambda reader: cases.overview(reader, wanted))
        answer(found, asked.json, lambda value: show_overview(value, ready.zone, fields))


# The help of each statistic; what it counts stands in projections/measures.py.
STATISTICS: dict[str, str] = {
    "case-time": both(
        "Sagsbehandlingstider: antal, median, p90, gennemsnit.\n\n"
        "Eksempel: sagsgang stats case-time --type wabo --by department",
        "Processing times: number, median, p90, mean.\n\n"
        "Example: sagsgang stats case-time --type wabo --by department",
    ),
    "cases-received": both(
        "Modtagne sager, og hvor mange af dem der er åbne og afsluttede.\n\n"
        "Eksempel: sagsgang stats cases-received --by type,unit --period month",
        "Cases received, and how many of them are open and closed.\n\n"
        "Example: sagsgang stats cases-received --by type,unit --period month",
    ),
    "complaints": both(
        "Klager modtaget, afgjort og medhold pr. periode, med ændring i procent.\n\n"
        "Eksempel: sagsgang stats complaints --period quarter --by kind",
        "Complaints received, decided and upheld per period, with the change in percent.\n\n"
        "Example: sagsgang stats complaints --period quarter --by kind",
    ),
    "timeliness": both(
        "Rettidighed: frister, der faldt i perioden, og hvor mange der blev overholdt.\n\n"
        "Eksempel: sagsgang stats timeliness --by deadline,unit --period month",
        "Timeliness: deadlines that fell due in the period, and how many were met in time.\n\n"
        "Example: sagsgang stats timeliness --by deadline,unit --period month",
    ),
    "open-deadlines": both(
        "Åbne frister: overskredne, og hvor mange der forfalder i en periode.\n\n"
        "Eksempel: sagsgang stats open-deadlines --by unit --from 2008-04-01 --to 2008-05-01 --as-of 2008-04-01",
        "Open deadlines: overdue, and how many fall due in a period.\n\n"
        "Example: sagsgang stats open-deadlines --by unit --from 2008-04-01 --to 2008-05-01 --as-of 2008-04-01",
    ),
    "attendance": both(
        "Fremmøde til samtaler, med og uden erindring.\n\n"
        "Eksempel: sagsgang stats attendance --by reminded,unit --period year",
        "Attendance at meetings, with and without a reminder.\n\n"
        "Example: sagsgang stats attendance --by reminded,unit --period year",
    ),
    "satisfaction": both(
        "Tilfredshed: svar i brugerundersøgelser, pr. enhed og periode.\n\n"
        "Eksempel: sagsgang stats satisfaction --by survey,unit --period half",
        "Satisfaction: answers in surveys of users, per unit and period.\n\n"
        "Example: sagsgang stats satisfaction --by survey,unit --period half",
    ),
    "unit-time": both(
        "Tid pr. enhed: hvor længe sager var hos hver enhed, og hvor længe de ventede på den.\n\n"
        "Eksempel: sagsgang stats unit-time --type fleksjob --from 2008-01-01 --period year",
        "Time per unit: how long cases were with each unit, and how long they waited for it.\n\n"
        "Example: sagsgang stats unit-time --type fleksjob --from 2008-01-01 --period year",
    ),
    "referrals": both(
        "Oversendelser mellem enheder: modtaget, returneret, på vej, og hvor hurtigt.\n\n"
        "Eksempel: sagsgang stats referrals --by to_unit --period quarter",
        "Referrals between units: accepted, returned, on their way, and how soon.\n\n"
        "Example: sagsgang stats referrals --by to_unit --period quarter",
    ),
    "handovers": both(
        "Overdragelser: hvor ofte arbejdet på sager gik fra én til en anden, og kom tilbage.\n\n"
        "Eksempel: sagsgang stats handovers --by from,to --period quarter",
        "Handovers: how often work on cases went from one person to another, and came back.\n\n"
        "Example: sagsgang stats handovers --by from,to --period quarter",
    ),
    "events": both(
        "Hændelser: hvor mange af hver slags, hvem der udførte dem, og i hvor mange sager.\n\n"
        "Eksempel: sagsgang stats events --by name,actor --period month",
        "Events: how many of each kind, who did them, and in how many cases.\n\n"
        "Example: sagsgang stats events --by name,actor --period month",
    ),
    "error-rates": both(
        "Fejlprocenter i tilsyn, med 95 %-interval.\n\n"
        "Eksempel: sagsgang stats error-rates --type tilsyn --by check,unit --cases",
        "Error rates of reviews, with their 95 % interval.\n\n"
        "Example: sagsgang stats error-rates --type tilsyn --by check,unit --cases",
    ),
    "quality": both(
        "Fund i sagerne: det, som nogen bør se på.\n\nEksempel: sagsgang stats quality --by finding,unit --cases",
        "Findings in the record: what someone should look at.\n\n"
        "Example: sagsgang stats quality --by finding,unit --cases",
    ),
}

stats = App(name="stats")


def _add_statistic(name: str, text: str) -> None:
    counted = measure(name)

    def statistic(
        *,
        case_type: CaseType = None,
        since: Annotated[
            str | None,
            Parameter(name="--from", help=both("Fra og med denne dato.", "From this date, included.")),
        ] = None,
        until: Annotated[
            str | None, Parameter(name="--to", help=both("Til denne dato, ikke med.", "To this date, excluded."))
        ] = None,
        period: Annotated[Period | None, Parameter(help=both("Opdel i perioder.", "Divide into periods."))] = None,
        by: Annotated[
            str | None,
            Parameter(
                help=both(
                    "Opdel efter felter, adskilt af komma: unit, type, deadline, kind, … eller sagens oplysninger.",
                    "Divide by fields, separated by commas: unit, type, deadline, kind, … or attributes of a case.",
                )
            ),
        ] = None,
        cases_behind: Annotated[
            bool,
            Parameter(
                name="--cases", negative=(), help=both("Vis sagerne bag tallene.", "List the cases behind.")
            ),
        ] = False,
        asked: Asked = Asked(),
    ) -> int:
        not_empty("--by", by)
        with desk(asked, case_type) as ready:
            in_order(ready.instant(since), ready.instant(until))
            selection = Selection(
                case_type,
                ready.instant(since),
                ready.instant(until),
                period,
                fields_of(by),
                cases_behind,
            )
            position, rows = ask(
                ready.journal, ready.moment, lambda reader: (reader.position, counted.count(reader, selection))
            )
            found = Statistic(
                measure=name,
                definition=say(counted.definition),
                as_of=ready.moment.as_of,
                known_at=ready.moment.known_at,
                zone=ready.moment.zone.key,
                position=position,
                rows=list(rows),
            )
            answer(found, asked.json, lambda value: show_statistic(value, ready.zone, selection.by))
            return say_unreadable(ready.journal)

    stats.command(statistic, name=name, help=text)


for _name, _text in STATISTICS.items():
    _add_statistic(_name, _text)
stats.command(
    f"{__package__}.flowing:longest",
    name="long-cases",
    help=both(
        "Særligt lange sager, og hvor tiden gik: enheder, på vej, berostillet.\n\n"
        "Eksempel: sagsgang stats long-cases --type fleksjob --over 365 --period year",
        "Particularly long cases, and where the time went: units, on the way, suspended.\n\n"
        "Example: sagsgang stats long-cases --type fleksjob --over 365 --period year",
    ),
)


def fields_of(by: str | None) -> tuple[str, ...]:
    """The fields of a ``--by``, separated by commas."""
    return (
        tuple(dict.fromkeys(field.strip() for field in by.split(","))) if by else ()
    )  # a field said twice is one


def in_order(since: datetime | None, until: datetime | None) -> None:
    """A selection begins before it ends. Raises Problem ``bad-period``."""
    if since is not None and until is not None and since >= until:
        raise Problem(
            code="bad-period",
            da="--from skal ligge før --to.",
            en="--from must lie before --to.",
        )


def _known_deadline(ready: Desk, deadline: str | None) -> None:
    """A misspelt deadline must not look like an empty queue. Raises Problem ``unknown-deadline``."""
    if deadline is None:
        return
    ids = {
        rule.id
        for versions in law_of(ready.journal).types().values()
        for _, one in versions
        for rule in one.deadlines
    }
    if deadline not in ids:
        named = ", ".join(sorted(ids)) or both("ingen", "none")
        raise Problem(
            code="unknown-deadline",
            da=f"Ingen sagstype har fristen {deadline!r}. Frister: {named}.",
            en=f"No case type has the deadline {deadline!r}. Deadlines: {named}.",
        )
