"""Reminding by hand: what came due in a window of time, and issuing what was not."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from ..domain.problem import BadInput
from ..operations.moments import moment_of, zone_of
from ..projections.asking.shared_zone import zone_of_journal
from ..scheduler.node.leader_duty import remind as issue
from ..scheduler.reminders.due_reminders import window
from ..terminal.language import both
from ..terminal.output import answer, note
from ..terminal.reminder_pages import show_issued, show_window
from .asking import Json, check_number, journal
from .listener import session_of


def remind(
    *,
    since: Annotated[
        str, Parameter(help=both("Efter dette tidspunkt (ikke medregnet).", "After this moment (not included)."))
    ],
    until: Annotated[str, Parameter(help=both("Til og med dette tidspunkt.", "Up to this moment (included)."))],
    dry_run: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "Vis kun, hvad der forfaldt eller vil forfalde, og hvad der blev af det.",
                "Only show what came due or will, and what became of it.",
            ),
        ),
    ] = False,
    zone: Annotated[
        str | None,
        Parameter(
            help=both("Tidszone for datoer (Europe/Copenhagen).", "Time zone of dates (Europe/Copenhagen).")
        ),
    ] = None,
    limit: Annotated[int, Parameter(help=both("Højst så mange linjer.", "At most so many lines."))] = 50,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang remind``."""
    check_number("--limit", limit)
    with journal() as opened:
        local = zone_of(zone) if zone else zone_of_journal(opened)
    begins, ends = moment_of(since, local), moment_of(until, local)
    if begins >= ends:
        raise BadInput(
            code="bad-period",
            parameter="period",
            da=f"--since {since} skal ligge før --until {until}.",
            en=f"--since {since} must lie before --until {until}.",
        )
    with journal() as opened:
        session_of(opened).bring_up_to_date()
        present = opened.clock()
        issued = withheld = 0
        if not dry_run:
            if ends > present:
                raise BadInput(
                    code="far-future",
                    parameter="until",
                    da=f"--until {until} ligger i fremtiden: det forfalder først da. Vælg et tidligere tidspunkt, "
                    "eller se det med --dry-run.",
                    en=f"--until {until} lies in the future: it is not due before then. Choose an earlier moment, "
                    "or look at it with --dry-run.",
                )
            done = issue(opened, begins, ends)
            issued, withheld = done.issued, done.withheld
            session_of(opened).fold_in()
            if done.open_since is not None:
                note(
                    both(
                        "Ikke alt kunne afgøres: en fejl i programmet. Sagerne står i loggen; meld fejlen, og kør igen, når "
                        "den er rettet.",
                        "Not all could be decided: a fault in the program. The cases stand in the log; report the fault, and "
                        "run this again when it is mended.",
                    )
                )
        found = window(opened, begins, ends, opened.clock(), limit)

    def show(_: object) -> None:
        show_window(found, local)
        if not dry_run:
            show_issued(issued, withheld)

    told = {
        "since": found.since,
        "until": found.until,
        "position": found.position,
        "dry_run": dry_run,
        "due": found.due,
        "issued": issued,
        "withheld": withheld,
        "by_standing": found.by_standing,
        "items": found.items,
    }
    answer(told, json, show)
