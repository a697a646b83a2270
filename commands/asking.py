"""What every command shares: where the data is, the moment asked about, and how the answer is given."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from cyclopts import Group, Parameter
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from ..domain.events.inforce import type_of
from ..domain.fold.law import Law, Rules
from ..domain.text import Problem
from ..journal.application import Journal
from ..journal.embedded import start
from ..journal.format import no_journal
from ..journal.home import located
from ..journal.location import Location, locate, shown
from ..journal.waiting import LockHeld
from ..projections import behind, set_aside
from ..projections.catch_up import catch_up, check_rests_on
from ..projections.reader import Moment
from ..projections.shared_zone import ALL, Among, zone_of_cases, zone_of_journal
from ..terminal.host_clock import host_clock
from ..terminal.language import both, counted
from ..terminal.moments import moment_of, now, zone_of
from ..terminal.output import note
from ..terminal.progress import progress
from .telling_process import see_that_they_are_told

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
DIFFERS = 4  # the exit status where the journal, or what is computed from it, does not verify
NAMED = 20  # positions that are named at most
OTHERS_SECONDS = 0.25  # that a question waits for what somebody else computes
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
    url = url_of(place.get()) if make else url_of_what_is_there(place.get())
    with Journal.open(url, host=host_clock(), mend=mend, make=make) as opened:
        if opened.recorder.brought.made and not mend:
            where = str(place.get().home or shown(url))
            note(
                both(
                    f"Der var ingen journal; den er oprettet i {where}",
                    f"There was no journal; it was made in {where}",
                )
            )
        yield opened


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
    return start(location.home)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of every question."""

    as_of: Annotated[
        str | None,
        Parameter(
            group=TIME,
            help=both(
                "Hvad gjaldt i verden på denne dato eller dette tidspunkt (nu, hvis intet siges).",
                "What was true in the world at this date or instant (default now).",
            ),
        ),
    ] = None
    known_at: Annotated[
        str | None,
        Parameter(
            group=TIME,
            help=both(
                "Kun med det, som var registreret da (alt, hvis intet siges).",
                "Using only what had been recorded by then (default everything).",
            ),
        ),
    ] = None
    zone: Annotated[
        str | None,
        Parameter(
            group=TIME,
            help=both(
                "Tidszone for datoer (sagernes, hvor de har én fælles, ellers journalens).",
                "Time zone of dates (that of the cases where they share one, else the journal's).",
            ),
        ),
    ] = None
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


class Desk:
    """An open journal with projections brought up to date, and the moment that is asked about."""

    def __init__(
        self,
        opened: Journal,
        asked: Asked,
        case_type: str | None,
        case: str | None,
        among: Among = ALL,
        left_out: frozenset[str] = frozenset(),
    ) -> None:
        self.journal = opened
        self.zone = _zone(opened, asked, case_type, case, among)
        self.moment = Moment(
            as_of=moment_of(asked.as_of, self.zone) if asked.as_of is not None else now(),
            known_at=moment_of(asked.known_at, self.zone) if asked.known_at is not None else None,
            zone=self.zone,
            behind=left_out,
        )

    def instant(self, text: str | None) -> datetime | None:
        """A date or instant of the call, in the zone of the question."""
        return moment_of(text, self.zone) if text is not None else None


@contextmanager
def desk(
    asked: Asked,
    case_type: str | None = None,
    case: str | None = None,
    among: Among = ALL,
    *,
    about: Collection[str] | None = None,
    wait: float | None = OTHERS_SECONDS,
) -> Iterator[Desk]:
    """A desk for a question about cases of a type (None: all), or about one case. among: which of them.

    about, wait: as of ``bring_up_to_date``.
    """
    with journal() as opened:
        Desk(opened, asked, case_type, case, among)  # what is wrong with the words is said before any work
        left_out = bring_up_to_date(opened, about=about, wait=wait)
        yield Desk(opened, asked, case_type, case, among, left_out)  # whose zone is known now that every case is


@contextmanager
def desk_of_case(asked: Asked, case: str) -> Iterator[Desk]:
    """A desk for a question that one case's events answer: no projection is waited for, and none is brought up to date."""
    with journal() as opened:
        with suppress(InsufficientPrivilege, ReadOnlySqlTransaction):
            check_rests_on(opened)
        say_set_aside(opened)
        yield Desk(opened, asked, None, case)


def bring_up_to_date(
    opened: Journal,
    *,
    again: bool = False,
    about: Collection[str] | None = None,
    wait: float | None = OTHERS_SECONDS,
) -> frozenset[str]:
    """Fold in everything recorded, with a progress bar where it takes long; without the right to, say so. Gives the cases
    that are behind, which is said of those that are asked about.

    again: try the cases that are set aside once more; else say that there are such.
    about: these cases alone are asked about; None: all. wait: seconds that somebody else's computing of a large case is
    waited for, and then said that it is behind; None, where what is answered is kept: until it is done.
    """
    following = False
    try:
        with progress(both("Følger journalen", "Following the journal")) as advance:
            catch_up(opened, advance, again=again, about=about, wait=wait)
        following = True
    except (InsufficientPrivilege, ReadOnlySqlTransaction):
        note(
            both(
                "Databasebrugeren må ikke føre projektionerne ajour; der svares med det, de holder.",
                "The database user may not bring the projections up to date; the answer is what they hold.",
            )
        )
    except LockHeld as held:
        note(
            both(
                f"{held.text.da} Imens svares med det, projektionerne holder.",
                f"{held.text.en} Meanwhile the answer is what the projections hold.",
            )
        )
    left_out = say_behind(opened, about, following=following)
    if not again:
        say_set_aside(opened)
    return left_out


def fold_in_recorded(opened: Journal, after: int | None = None) -> None:
    """Bring up to date after something was recorded. What fails here is told, and that the record stands: the call is not
    to be taken for one that wrote nothing. The next question tries again.

    after: the position before it: large cases among those that it touched are waited for, and no others.
    """
    try:
        if after is None:
            bring_up_to_date(opened)
        else:
            touched = opened.cases_touched(after, opened.head().position)
            bring_up_to_date(opened, about=touched, wait=None)
    except (Exception, KeyboardInterrupt) as error:
        from .ending import ended_early  # noqa: PLC0415 - read only when something went wrong

        ended_early(error)
        _say_recorded(opened)


@contextmanager
def landing(opened: Journal) -> Iterator[int]:
    """What ends the work in here is raised, and told beside it is what had landed by then. Gives the position before it."""
    began = opened.head().position
    try:
        yield began
    except (Exception, KeyboardInterrupt):
        with suppress(Exception):  # where the database is gone nothing is known, and the error says so
            if opened.head().position > began:
                _say_recorded(opened)
        raise


def _say_recorded(opened: Journal) -> None:
    with suppress(Exception):
        position = opened.head().position
        note(
            both(
                f"Det, der blev skrevet, er registreret: journalen er ved position {position}. Først derefter "
                "gik det galt.",
                f"What was written is recorded: the journal is at position {position}. Only after that it failed.",
            )
        )


def say_behind(opened: Journal, about: Collection[str] | None, *, following: bool) -> frozenset[str]:
    """Tell that large cases are behind, if any of those that are asked about are (None: all). following: whoever asks may
    bring them up to date, and sees that it is done. Gives all that are."""
    with opened.connect() as connection:
        cases = behind.of_readers(connection)
        found = [one for one in cases if about is None or one.case in about]
        if found and following:
            see_that_they_are_told(connection, opened.url, found)
    if found:
        count, position = len(found), min(one.position for one in found)
        note(
            both(
                f"{counted(count, 'stor sag', 'store sager')} gennemregnes endnu; svaret bruger det, der var kendt om "
                f"{'den' if count == 1 else 'dem'} ved position {position}. Spørg igen om lidt.",
                f"{counted(count, 'large case is', 'large cases are')} still being computed; the answer uses what was "
                f"known of {'it' if count == 1 else 'them'} at position {position}. Ask again shortly.",
            )
        )
    return frozenset(one.case for one in cases)


def say_set_aside(opened: Journal) -> int:
    """Tell that cases are set aside, if any are. Gives how many."""
    with opened.connect() as connection:
        found = set_aside.count(connection)
    if found:
        note(
            both(
                f"{counted(found, 'sag', 'sager')} er sat til side; svaret bruger det, der sidst kunne regnes ud. "
                "Se: sagsgang set-aside",
                f"{counted(found, 'case is', 'cases are')} set aside; the answer uses what could last be computed. "
                "See: sagsgang set-aside",
            )
        )
    return found


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


def recorded_at(opened: Journal, recorded: str | None) -> datetime | None:
    """The time of registration that a call says, in the local time of the journal. Raises BadMoment."""
    return moment_of(recorded, zone_of_journal(opened)) if recorded else None


Written = TypeVar("Written")


def registering(
    opened: Journal,
    recorded: str | None,
    write: Callable[[datetime | None], Written],
    zone: ZoneInfo | None = None,
) -> Written:
    """Write rules, registered as the call says, in the journal's local time or another's; before all cases as long as there
    are none. Where the journal went live meanwhile, or got its first case, it is asked anew: the caller had said no time."""
    if recorded:
        return write(moment_of(recorded, zone or zone_of_journal(opened)))
    while True:
        at = opened.before_all_cases()
        try:
            return write(at)
        except Problem as problem:
            if at is None or problem.code not in ("journal-live", "recorded-backwards"):
                raise


def law_of(opened: Journal) -> Law:
    """Everything that is published by now."""
    return Law(opened.publications(opened.head().position))


def rules_of(law: Law, case_type: str) -> Rules:
    """What governs a case type by now. Raises Problem."""
    rules = law.rules(case_type, sys.maxsize)
    if rules is None:
        known = ", ".join(sorted(law.types())) or both("ingen", "none")
        raise Problem(
            code="unknown-case-type",
            da=f"Sagstypen {case_type!r} er ikke offentliggjort. Offentliggjorte: {known}. "
            "Offentliggør den med: sagsgang type publish FIL",
            en=f"The case type {case_type!r} is not published. Published: {known}. "
            "Publish it with: sagsgang type publish FILE",
        )
    return rules


def not_empty(option: str, word: str | None) -> None:
    """An empty word, as an unset variable leaves one, is not taken for one that was not said. Raises Problem."""
    if word is not None and not word.strip():
        raise Problem(
            code="empty-option",
            da=f"{option} er tom. Skriv en værdi, eller udelad {option}.",
            en=f"{option} is empty. Write a value, or leave {option} out.",
        )


def some_file(files: Sequence[Path]) -> None:
    """At least one file must be named. Raises Problem ``which-file``."""
    if not files:
        raise Problem(
            code="which-file",
            da="Hvilken fil? Skriv mindst ét filnavn efter kommandoen.",
            en="Which file? Write at least one file name after the command.",
        )


def check_number(option: str, number: int, most: int = 1_000_000_000) -> None:
    """A number of the call that the database and the calendar can count to. Raises Problem ``bad-number``."""
    if not 0 <= number <= most:
        raise Problem(
            code="bad-number",
            da=f"{option} skal ligge mellem 0 og {most}.",
            en=f"{option} must be from 0 to {most}.",
        )


def _zone(opened: Journal, asked: Asked, case_type: str | None, case: str | None, among: Among) -> ZoneInfo:
    """The zone that was said, else that of the case type, of the case's type, or that the cases share."""
    if asked.zone is not None:
        return zone_of(asked.zone)
    if case_type is not None:
        return rules_of(law_of(opened), case_type).zone
    return zone_of_case(opened, case) if case is not None else zone_of_cases(opened, among)


def zone_of_case(opened: Journal, case: str) -> ZoneInfo:
    """The local time of a case: that of its type, and the journal's where no such case, or no such type, is known."""
    history = opened.history([case], opened.head().position).get(case, [])
    rules = law_of(opened).rules(type_of(history), sys.maxsize)
    return rules.zone if rules else zone_of_journal(opened)
