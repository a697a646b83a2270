"""The installation: where the journal is, how far everything is, and the acts that make it and put it in operation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from psycopg.errors import UndefinedTable

from ..domain.fold.calendar_coverage import Coverage, ending
from ..domain.text import Text
from ..journal.connection.location import shown
from ..journal.entry import Appended
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.queue.calendar_coverage import calendar_coverage
from ..projections.tables.catalogue import PROJECTIONS
from ..projections.tables.registry import standings
from ..projections.upkeep.catch_up import catch_up
from ..projections.upkeep.checkpoint import Lag, lag_of
from ..projections.upkeep.follower import check_rights
from ..projections.upkeep.origin import strangers
from ..scheduler.monitoring.status import Trouble
from . import problems
from .clock import ClockReadings, clocks_of
from .moments import zone_of
from .operation_help import told
from .parameters import Nothing
from .registration import Recorded, registering
from .session import FOLLOWING, Session


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """Where a journal is. home: the folder of the embedded server; none: the database is another's."""

    database: str
    home: str | None


class InitAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The journal's time zone, and when it was registered."""

    zone: Annotated[
        str | None,
        told(
            "Journalens tidszone: den, datoer forstås i, hvor sagerne ikke har én fælles (Europe/Copenhagen).",
            "The journal's time zone: in which dates are meant where the cases share none (Europe/Copenhagen).",
        ),
    ] = None
    recorded: Recorded = None

    def __post_init__(self) -> None:
        """What is wrong with the words is said before a journal is made. Raises BadMoment, Problem ``which-words``."""
        if self.zone is not None:
            zone_of(self.zone)
        elif self.recorded is not None:
            raise problems.registered_without_zone()


class PutBack(msgspec.Struct, frozen=True):
    """Something that guards the journal, and was missing or altered."""

    kind: str
    name: str


class Initialised(Located, frozen=True, kw_only=True):
    """A journal that is there. put_back: what stands again. rejections_lost: rejected rows that are gone; none: unknown."""

    zone: str
    put_back: list[PutBack]
    rejections_lost: int | None


class InstallationStatus(Lag, frozen=True, kw_only=True):
    """How far the journal and its projections are, and what is wrong. projections: where each stands; none: nowhere yet."""

    database: str
    home: str | None
    position: int
    recorded: datetime | None
    live: bool
    zone: str
    case_types: list[str]
    projections: dict[str, int | None]
    calendars: list[Coverage]
    clock: ClockReadings
    problems: list[Trouble]


class GoneLive(msgspec.Struct, kw_only=True):
    """That the journal is live. position: where that stands; none: it was before."""

    position: int | None
    already: bool


class Followed(Lag, frozen=True, kw_only=True):
    """How far the projections are, once they were brought up to date."""

    position: int


def init(session: Session, asked: InitAsked) -> Initialised:
    """Make the journal, and choose its zone; said again with another, it is that one from then on. Raises BadMoment."""
    zone = zone_of(asked.zone) if asked.zone is not None else None
    journal = session.journal
    put_back = [PutBack(one.kind, one.name) for one in journal.recorder.brought.put_back]
    if zone is not None:
        chosen = zone.key
        registering(journal, asked.recorded, lambda at: journal.choose_zone(chosen, at or session.now(), at), zone)
        session.fold_in()
    else:
        catch_up(journal)
    if put_back:
        session.listener.note(_put_back(put_back))
    return Initialised(
        **located(session),
        zone=zone_of_journal(journal).key,
        put_back=put_back,
        rejections_lost=journal.rejections_missing(),
    )


def status(session: Session, asked: Nothing) -> InstallationStatus:
    """How far the journal and the projections are."""
    del asked
    journal = session.journal
    head = journal.head()
    lag = lag_of(journal)
    with journal.lend() as connection:
        try:
            found = standings(connection)
            strange = strangers(connection, list(PROJECTIONS))
        except UndefinedTable:  # nothing was projected yet
            found, strange = {}, []
    calendars = calendar_coverage(journal, session.now())
    clocks, off = clocks_of(session)
    return InstallationStatus(
        **located(session),
        **msgspec.structs.asdict(lag),
        position=head.position,
        recorded=head.recorded,
        live=journal.is_live(),
        zone=zone_of_journal(journal).key,
        case_types=sorted(journal.law(head.position).types()),
        projections={name: found[name].position if name in found else None for name in PROJECTIONS},
        calendars=calendars,
        clock=clocks,
        problems=[
            *_calendars_ending(calendars),
            *(Trouble.of(one) for one in off),
            *(Trouble.of(one.problem) for one in strange),
        ],
    )


def live(session: Session, asked: Nothing) -> GoneLive:
    """From now on the journal gives every time of registration itself."""
    del asked
    outcome = session.journal.go_live()
    appended = isinstance(outcome, Appended)
    return GoneLive(position=outcome.position if isinstance(outcome, Appended) else None, already=not appended)


def follow(session: Session, asked: Nothing) -> Followed:
    """Bring the projections up to date with what is recorded by now. Raises InsufficientPrivilege, LockHeld."""
    del asked
    check_rights(session.journal)
    with session.listener.progress(FOLLOWING) as advance:
        catch_up(session.journal, advance)
    return Followed(position=session.journal.head().position, **msgspec.structs.asdict(lag_of(session.journal)))


def located(session: Session) -> dict[str, Any]:
    """Where the journal of a session is, as answers say it."""
    url, home, _ = session.installation
    return {"database": shown(url), "home": str(home) if home else None}


def _calendars_ending(calendars: list[Coverage]) -> list[Trouble]:
    """The calendars in use that have run out, or will soon."""
    return [
        Trouble(code="calendar-ended" if one.runs_out == "has" else "calendar-ends", text=text)
        for one in calendars
        if (text := ending(one))
    ]


def _put_back(found: list[PutBack]) -> Text:
    """What was not as it should be, and stands again."""
    named = ", ".join(f"{one.kind} {one.name}" for one in found)
    return Text(
        f"Journalen manglede noget, eller det var ændret; det er sat tilbage, og alle rækker er efterset: {named}. "
        "Find ud af, hvem der gjorde det.",
        f"Something of the journal was missing or altered; it was put back, and every row was looked at: {named}. "
        "Find out who did it.",
    )
