"""What every command shares: where the data is, the moment asked about, and how the answer is given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import sleep
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import Group, Parameter

from ..domain.problem import BadInput, Problem
from ..journal.application import Journal
from ..journal.connection.location import Location, locate, shown
from ..journal.connection.retry import PAUSES
from ..journal.schema.format import no_journal
from ..journal.server.home import located
from ..operations.operation_help import parts_of
from ..operations.parameters import Asked as AskedMoment
from ..projections.asking.reader import Moment
from ..terminal.host_clock import host_clock
from ..terminal.language import both, counted, say
from ..terminal.output import note
from .listener import session_of

TIME = Group(both("Tidspunkt", "Moment"), sort_key=2)
OUTPUT = Group(both("Svar", "Answer"), sort_key=3)

Json = Annotated[
    bool,
    Parameter(
        negative=(), help=both("Ét JSON-dokument i stedet for tabeller.", "One JSON document instead of tables.")
    ),
]
Recorded = Annotated[
    str | None,
    Parameter(
        help=both(
            "Registreringstid, når en journal fyldes, før den går i drift (ellers før alle sager, så længe der "
            "ingen er).",
            "Time of registration, when a journal is filled before it goes live (else before all cases, as "
            "long as there are none).",
        )
    ),
]
# What the options of the moment mean, in the words of the operations.
TOLD = {one.name: say(parts_of(one.type)[1]) for one in msgspec.structs.fields(AskedMoment)}
SOME_REJECTED = 3  # the exit status where the rest of what came was taken
DIFFERS = 4  # the exit status where the journal, or what is computed from it, does not verify
NAMED = 20  # positions that are named at most
# Where the data is, as the call said it; set by ``cli`` before a command runs.
place: ContextVar[Location] = ContextVar("place")


def set_place(database: str | None, home: str | None) -> None:
    """Remember where the data is, from the call's words and the environment. Raises Problem ``empty-option``."""
    not_empty("--database", database)
    not_empty("--home", home)
    place.set(locate(database, home, os.environ))


@contextmanager
def journal(*, mend: bool = False, make: bool = False) -> Iterator[Journal]:
    """The journal; the embedded PostgreSQL is started when needed.

    mend: what guards it is put back where it is lost. make: an act may make it, and says so; a question makes nothing.
    Raises Problem as ``Journal.open``.
    """
    with _opened(place.get(), mend=mend, make=make) as opened:
        if opened.recorder.brought.made and not mend:
            where = str(place.get().home or shown(opened.url))
            note(
                both(
                    f"Der var ingen journal; den er oprettet i {where}",
                    f"There was no journal; it was made in {where}",
                )
            )
        yield opened


def _opened(location: Location, *, mend: bool, make: bool) -> Journal:
    """The journal. An embedded server that ends just then, killed or with its disk full, is started anew."""
    for pause in (*PAUSES, None):
        url = url_of(location) if make else url_of_what_is_there(location)
        try:
            return Journal.open(url, host=host_clock(), mend=mend, make=make)
        except Problem as problem:
            if pause is None or location.home is None or problem.code != "database-unreachable":
                raise
            sleep(pause)
    raise AssertionError("the last attempt returns or raises")


def url_of_what_is_there(location: Location) -> str:
    """As ``url_of``, for a question: no server is made for it. Raises Problem ``no-journal``."""
    if location.home is not None and not (located(location.home) / "postgres").exists():
        raise no_journal()
    return url_of(location)


def url_of(location: Location) -> str:
    """The database's URL; the embedded PostgreSQL is started when needed."""
    if location.url is not None:
        return location.url
    assert location.home is not None
    # Here and not above: who names a database needs none of what starts one.
    from ..journal.server.embedded import start  # noqa: PLC0415

    return start(location.home)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of every question."""

    as_of: Annotated[str | None, Parameter(group=TIME, help=TOLD["as_of"])] = None
    known_at: Annotated[str | None, Parameter(group=TIME, help=TOLD["known_at"])] = None
    zone: Annotated[str | None, Parameter(group=TIME, help=TOLD["zone"])] = None
    json: Annotated[
        bool,
        Parameter(
            group=OUTPUT,
            negative=(),
            help=both("Ét JSON-dokument i stedet for tabeller.", "One JSON document instead of tables."),
        ),
    ] = False


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class AskedOfPeriod(Asked):
    """The options of a question about a period: as of its end, if nothing else is said."""

    as_of: Annotated[
        str | None,
        Parameter(
            group=TIME,
            help=both(
                "Hvad gjaldt i verden på denne dato eller dette tidspunkt (periodens udgang, hvis intet siges).",
                "What was true in the world at this date or instant (default the end of the period).",
            ),
        ),
    ] = None


class Desk(NamedTuple):
    """An open journal, and the moment that is asked about."""

    journal: Journal
    moment: Moment

    @property
    def zone(self) -> ZoneInfo:
        """The local time of the question."""
        return self.moment.zone


def words_of(asked: Asked) -> AskedMoment:
    """What a call says of the moment, as operations take it."""
    return AskedMoment(as_of=asked.as_of, known_at=asked.known_at, zone=asked.zone)


@contextmanager
def desk(asked: Asked, case_type: str | None = None, *, wait: float | None) -> Iterator[Desk]:
    """A desk for a question about cases of a type (None: all), with the projections brought up to date.

    wait: as of ``Session.bring_up_to_date``.
    """
    with journal() as opened:
        yield Desk(opened, session_of(opened).moment(words_of(asked), case_type=case_type, wait=wait))


def say_unreadable(opened: Journal) -> int:
    """Name the positions that were met and could not be read, if any were. Gives the exit status."""
    found = sorted(opened.unreadable)
    if not found:
        return 0
    shown = ", ".join(str(position) for position in found[:NAMED]) + (" …" if len(found) > NAMED else "")
    note(
        both(
            f"{counted(len(found), 'hændelse', 'hændelser')} kan ikke læses og er ikke regnet med (position "
            f"{shown}). Har en "
            "nyere sagsgang skrevet dem, så opgrader; ellers er de beskadiget: tag databasen fra en sikkerhedskopi.",
            f"{counted(len(found), 'event', 'events')} cannot be read and are left out (position {shown}). If a newer "
            "sagsgang wrote them, upgrade; else they are damaged: take the database from a backup.",
        )
    )
    return DIFFERS


def not_empty(option: str, word: str | None) -> None:
    """An empty word, as an unset variable leaves one, is not taken for one that was not said. Raises Problem."""
    if word is not None and not word.strip():
        raise BadInput(
            code="empty-option",
            parameter=option.removeprefix("--"),
            da=f"{option} er tom. Skriv en værdi, eller udelad {option}.",
            en=f"{option} is empty. Write a value, or leave {option} out.",
        )


def check_number(option: str, number: int, most: int = 1_000_000_000) -> None:
    """A number of the call that the database and the calendar can count to. Raises Problem ``bad-number``."""
    if not 0 <= number <= most:
        raise BadInput(
            code="bad-number",
            parameter=option.removeprefix("--"),
            da=f"{option} skal ligge mellem 0 og {most}.",
            en=f"{option} must be from 0 to {most}.",
        )
