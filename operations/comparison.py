"""Comparing what readers are given with the journal: replay, rebuild, and the cases that can't be computed.

What differs may be evidence: it is shown before it is replaced, and kept.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from ..delivery.outbox import outbox, outbox_sync
from ..domain.events.unreadable import CannotBeRead
from ..domain.text import Text
from ..intake.loading import choices, imported_files
from ..journal.application import Journal
from ..journal.connection.locks import take
from ..journal.recorder import WRITERS
from ..projections.asking.reader import Moment
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.upkeep import quarantine
from ..projections.upkeep import rebuild as rebuilding
from ..projections.upkeep import replay as replaying
from ..projections.upkeep.catch_up import catch_up
from ..projections.upkeep.differing_rows import Each, no_each
from ..projections.upkeep.quarantine import SetAside
from ..scheduler import state
from .moments import moment_of
from .operation_help import told
from .paging import InPages, continued, part
from .session import Session

MOST_PROCESSES = 256
NAMED = 100
Name = Literal[
    "deadlines",
    "cases",
    "complaints",
    "case_time",
    "findings",
    "meetings",
    "surveys",
    "checks",
    "differences",
    "reminders",
]


class ReplayAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Up to when the journal is replayed."""

    until: Annotated[str | None, told("Som kendt på dette tidspunkt (nu).", "As known at this moment (now).")] = (
        None
    )


class JournalComparison(msgspec.Struct, kw_only=True):
    """What a comparison found. events: that were folded. differing: the first differences, as a line in English each."""

    events: int
    seconds: float
    differences: int
    differing: list[str]


class RebuildAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which projections are rebuilt, by how many processes, and whether rows that differ are replaced."""

    names: Annotated[tuple[Name, ...], told("Hvilke (alle).", "Which (all).", positional=True)] = ()
    processes: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=MOST_PROCESSES)] | None,
        told(
            "Hvor mange processer der deler arbejdet; hver har brug for hukommelse (så mange som kerner, højst 4).",
            "How many processes share the work; each needs memory (as many as cores, at most 4).",
        ),
    ] = None
    replace: Annotated[
        bool,
        told(
            "Erstat også rækker, der afviger; de gemmes i sagsgang.replaced_rows. Ellers spørges der, og uden terminal "
            "erstattes intet.",
            "Replace rows that differ too; they are kept in sagsgang.replaced_rows. Else you are asked, and without a "
            "terminal nothing is replaced.",
        ),
    ] = False


class RebuildResult(JournalComparison, kw_only=True):
    """What a rebuild did. replaced: readers use the new tables. set_aside: cases that can't be computed. went_back: what had
    rested on events that the journal lost, and no longer does."""

    replaced: bool
    set_aside: int
    went_back: list[Literal["outbox", "scheduler", "imports"]]


class SetAsideAsked(InPages, frozen=True, kw_only=True):
    """Which page of the cases that are set aside."""


class CasesSetAside(msgspec.Struct, kw_only=True):
    """The cases that the program can't compute, those first that were set aside first. total: on all pages."""

    total: int
    zone: str
    cases: list[SetAside]
    next: str | None


def replay(session: Session, asked: ReplayAsked) -> JournalComparison:
    """Fold every case anew, and compare with what the projections hold. Raises BadMoment."""
    journal = session.journal
    catch_up(journal)
    position = journal.position_at(moment_of(asked.until, zone_of_journal(journal))) if asked.until else None
    with session.listener.progress(Text("Afspiller", "Replaying")) as advance:
        done = replaying.replay(journal, position, advance)
    return JournalComparison(
        events=done.events,
        seconds=round(done.seconds, 3),
        differences=len(done.differences),
        differing=done.differences[:NAMED],
    )


def rebuild(session: Session, asked: RebuildAsked, each: Each = no_each) -> RebuildResult:
    """Fold every case anew into new tables, which readers use from then on where nothing differs, or that is to be replaced.

    each: told of every row that differs. Raises RebuildRunning.
    """
    journal = session.journal
    lacks_events = journal.lacks_events()
    with session.listener.progress(Text("Genopbygger", "Rebuilding")) as advance:
        done = rebuilding.rebuild(
            journal, asked.names, advance, processes=asked.processes, replace=asked.replace, each=each
        )
    goes_back = lacks_events and (asked.replace or (done.differences and done.replaced))
    return RebuildResult(
        events=done.events,
        seconds=round(done.seconds, 3),
        differences=done.differences,
        differing=list(done.differing),
        replaced=done.replaced,
        went_back=_go_back(session) if goes_back else [],
        set_aside=session.tell_quarantined(),
    )


def set_aside(session: Session, asked: SetAsideAsked) -> CasesSetAside:
    """Try the cases again that are set aside, and list those that still are. Raises Problem ``bad-cursor``."""
    journal = session.journal
    moment = continued(asked, Moment(session.now()))
    session.bring_up_to_date(again=True)
    with journal.lend() as connection:
        found = quarantine.cases(connection)
    unreadable = sum(one.error.startswith(CannotBeRead.code) for one in found)
    if unreadable:
        session.listener.note(UNREADABLE, see="doctor")
    if unreadable < len(found):
        session.listener.note(OTHERS_OF_THE_PROGRAM if unreadable else OF_THE_PROGRAM)
    shown, following = part(asked, moment, moment.known(journal), found)
    return CasesSetAside(total=len(found), zone=zone_of_journal(journal).key, cases=shown, next=following)


def _go_back(session: Session) -> list[Literal["outbox", "scheduler", "imports"]]:
    """Let the outbox, the scheduler and imports rest on no more than the journal has. Projections do by being rebuilt.

    Only when a person has said that the journal is the right one. Nobody writes meanwhile. Gives what went back.
    """
    journal: Journal = session.journal
    back: list[Literal["outbox", "scheduler", "imports"]] = []
    with journal.connect() as connection, connection.transaction():
        take(connection, WRITERS)
        head = journal.head().position
        if outbox.TABLES.are_there(connection) and outbox_sync.go_back(connection, head):
            back.append("outbox")
        if state.TABLES.are_there(connection) and state.go_back(connection, head):
            back.append("scheduler")
        if choices.TABLES.are_there(connection) and imported_files.go_back(connection):
            back.append("imports")
    if back:
        named = ", ".join(back)
        session.listener.note(
            Text(
                f"Også sat tilbage til position {head}, hvor journalen ender: {named}. Importerede filer læses forfra.",
                f"Also set back to position {head}, where the journal ends: {named}. Imported files are read anew.",
            )
        )
    return back


UNREADABLE = Text(
    "unreadable-event: hændelsen på den position kan ikke læses. Har en nyere sagsgang skrevet den, så opgrader, og prøv "
    "igen; ellers er den beskadiget: en undersøgelse viser, hvad mere der er, og databasen tages fra en "
    "sikkerhedskopi.",
    "unreadable-event: the event at that position cannot be read. If a newer sagsgang wrote it, upgrade and try again; else "
    "it is damaged: an examination shows what else is, and the database is taken from a backup.",
)
OF_THE_PROGRAM = Text(
    "Hændelserne er i journalen; det er programmet, der fejler. Meld fejlen. Med en rettet udgave: prøv igen.",
    "The events are in the journal; the program fails. Report the fault. With a mended version: try again.",
)
OTHERS_OF_THE_PROGRAM = Text(
    "De andre fejl er programmets: hændelserne er i journalen, som de kom. Meld fejlen. Med en rettet udgave: prøv igen.",
    "The other faults are the program's: the events are in the journal as they came. Report them. With a mended version: "
    "try again.",
)
