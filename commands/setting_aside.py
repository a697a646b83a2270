"""The cases that are set aside: tried again, and those that the program still can't compute."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..projections.set_aside import SetAside, cases
from ..projections.shared_zone import zone_of_journal
from ..terminal.language import both
from ..terminal.output import answer, note, out
from ..terminal.tables import table, when
from .asking import Json, bring_up_to_date, journal

DIFFERS = 4


def set_aside(*, json: Json = False) -> int:
    """Carry out ``sagsgang set-aside``."""
    with journal() as opened:
        bring_up_to_date(opened, again=True)
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
    note(
        both(
            "Hændelserne er i journalen; det er programmet, der fejler. Meld fejlen. Med en rettet udgave: kør kommandoen igen.",
            "The events are in the journal; the program fails. Report the fault. With a mended version: run this again.",
        )
    )
