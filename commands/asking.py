"""What every command shares: where the data is, and how the answer is given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import sleep
from typing import Annotated

from cyclopts import Group, Parameter

from ..domain.problem import Problem
from ..journal.application import Journal
from ..journal.connection.location import Location, locate, shown
from ..journal.connection.retry import PAUSES
from ..journal.schema.format import no_journal
from ..journal.server.home import located
from ..operations.problems import empty
from ..operations.session import Installation
from ..terminal.host_clock import host_clock
from ..terminal.language import both, counted
from ..terminal.output import note

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
SOME_REJECTED = 3  # the exit status where the rest of what came was taken
DIFFERS = 4  # the exit status where the journal, or what is computed from it, does not verify
NAMED = 20  # positions that are named at most
# Where the data is, as the call said it; set by ``cli`` before a command runs.
place: ContextVar[Location] = ContextVar("place")


def check_said(name: str, word: str | None) -> None:
    """An empty word, as an unset variable leaves one, is not taken for one that was not said. Raises Problem."""
    if word is not None and not word.strip():
        raise empty(name)


def set_place(database: str | None, home: str | None) -> None:
    """Remember where the data is, from the call's words and the environment. Raises Problem ``empty-option``."""
    check_said("database", database)
    check_said("home", home)
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


def installation_of(opened: Journal) -> Installation:
    """What the journal of this call stands on."""
    return Installation(opened.url, place.get().home, opened.host or host_clock())


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
