"""The cases that are set aside: tried again, and those that the program still can't compute."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..domain.events.unreadable import CannotBeRead
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.upkeep.quarantine import SetAside, cases
from ..terminal.language import both
from ..terminal.output import answer, note, out
from ..terminal.tables import table, when
from .asking import Json, journal
from .listener import session_of

DIFFERS = 4


def set_aside(*, json: Json = False) -> int:
    """Carry out ``sagsgang set-aside``."""
    with journal() as opened:
        session_of(opened).bring_up_to_date(again=True)
        with opened.connect() as connection:
            found = cases(connection)
        zone = zone_of_journal(opened)
    answer({"cases": found}, json, lambda _: _show(found, zone))
    return DIFFERS if found else 0


def _show(found: list[SetAside], zone: ZoneInfo) -> None:
    if not found:
        out.print(both("Ingen sag er sat til side.", "No case is set aside."), style="green")
        return
    headings = both("Sag|Som kendt ved position|Siden|Fejl", "Case|As known at position|Since|Fault").split("|")
    out.print(
        table(
            headings,
            [[one.case, one.position, when(one.since, zone), one.error] for one in found],
        )
    )
    unreadable = [one for one in found if one.error.startswith(CannotBeRead.code)]
    if unreadable:
        note(
            both(
                "unreadable-event: hændelsen på den position kan ikke læses. Har en nyere sagsgang skrevet den, så opgrader, og "
                "kør kommandoen igen; ellers er den beskadiget: 'sagsgang doctor' viser, hvad mere der er, og databasen tages fra "
                "en sikkerhedskopi.",
                "unreadable-event: the event at that position cannot be read. If a newer sagsgang wrote it, upgrade and run "
                "this again; else it is damaged: 'sagsgang doctor' shows what else is, and the database is taken from a backup.",
            )
        )
    if len(unreadable) < len(found):
        note(
            both(
                "De andre fejl er programmets: hændelserne er i journalen, som de kom. Meld fejlen. Med en rettet udgave: kør "
                "kommandoen igen."
                if unreadable
                else "Hændelserne er i journalen; det er programmet, der fejler. Meld fejlen. Med en rettet udgave: kør "
                "kommandoen igen.",
                "The other faults are the program's: the events are in the journal as they came. Report them. With a mended "
                "version: run this again."
                if unreadable
                else "The events are in the journal; the program fails. Report the fault. With a mended version: run this "
                "again.",
            )
        )
