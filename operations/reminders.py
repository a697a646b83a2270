"""Reminding by hand: what came due in a window of time, and issuing what nobody decided on."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..domain.text import Text
from ..projections.asking.reader import Moment, Reader
from ..projections.asking.shared_zone import zone_of_journal
from ..scheduler.node import leader_duty
from ..scheduler.reminders.due_reminders import ReminderWindow, window
from . import problems
from .moments import moment_of, zone_of
from .operation_help import told
from .paging import InPages, page
from .session import Session


class WindowAsked(InPages, frozen=True, kw_only=True):
    """The window of time, and whether what nobody decided on is issued."""

    since: Annotated[str, told("Efter dette tidspunkt (ikke medregnet).", "After this moment (not included).")]
    until: Annotated[str, told("Til og med dette tidspunkt.", "Up to this moment (included).")]
    dry_run: Annotated[
        bool,
        told(
            "Vis kun, hvad der forfaldt eller vil forfalde, og hvad der blev af det.",
            "Only show what came due or will, and what became of it.",
        ),
    ] = False
    zone: Annotated[
        str | None, told("Tidszone for datoer (journalens).", "Time zone of dates (the journal's).")
    ] = None


class Reminded(ReminderWindow, kw_only=True):
    """What came due, by what became of it; and how many of it were issued and withheld now."""

    zone: str
    dry_run: bool
    issued: int
    withheld: int


def remind(session: Session, asked: WindowAsked) -> Reminded:
    """Issue what came due in a window, and was not decided on. Raises BadMoment, Problem ``bad-period``, ``far-future``."""
    journal = session.journal
    zone = zone_of(asked.zone) if asked.zone else zone_of_journal(journal)
    since, until = moment_of(asked.since, zone), moment_of(asked.until, zone)
    if since >= until:
        raise problems.period_out_of_order("since", "until")
    session.bring_up_to_date()
    issued = withheld = 0
    if not asked.dry_run:
        if until > journal.clock():
            raise problems.not_due_yet()
        decided = leader_duty.remind(journal, since, until)
        issued, withheld = decided.issued, decided.withheld
        session.fold_in()
        if decided.open_since is not None:
            session.listener.note(NOT_ALL)

    def lines(reader: Reader, limit: int, skipped: int) -> ReminderWindow:
        return window(reader, since, until, limit, skipped)

    found = page(session, asked, Moment(journal.clock(), zone=zone), lines)
    return Reminded(
        **msgspec.structs.asdict(found), zone=zone.key, dry_run=asked.dry_run, issued=issued, withheld=withheld
    )


NOT_ALL = Text(
    "Ikke alt kunne afgøres: en fejl i programmet. Sagerne står i loggen; meld fejlen, og kør igen, når den er rettet.",
    "Not all could be decided: a fault in the program. The cases stand in the log; report the fault, and run this again "
    "when it is mended.",
)
