"""What an operation is carried out with: the journal, the present, and whoever hears of what goes on beside the answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from ..domain.fold.law import Law, Rules
from ..domain.problem import See
from ..domain.text import Text
from ..domain.words.figures import counted
from ..journal.application import Journal
from ..journal.clock import HostClock
from ..journal.connection.locks import LockHeld
from ..journal.reader import Snapshot
from ..projections.asking.folded_case import KnownCase
from ..projections.asking.name_check import unknown_case_type
from ..projections.asking.reader import COPENHAGEN, Moment, Reader, ask, on_snapshot
from ..projections.asking.shared_zone import ALL, Among, zone_of_case, zone_of_cases
from ..projections.tables.behind import Behind, of_readers
from ..projections.upkeep import quarantine
from ..projections.upkeep.catch_up import catch_up, check_rests_on, nothing_new
from .moments import BadMoment, moment_of, zone_of
from .parameters import Asked

Answer = TypeVar("Answer")
OTHERS_SECONDS = 0.25  # that a question waits for what somebody else computes
Advance = Callable[[int, int], None]
"""Takes what is done, and what there is in all."""


class Listener(Protocol):
    """Hears what goes on beside an answer."""

    def note(self, text: Text, see: See | str | None = None) -> None:
        """Something that whoever asked should know. see: the operation that says more."""

    def progress(self, label: Text) -> AbstractContextManager[Advance]:
        """How far a longer piece of work is."""

    def compute(self, journal: Journal, cases: Sequence[Behind]) -> None:
        """Large cases are behind, and whoever asks is answered meanwhile: see that somebody computes them."""


class Installation(NamedTuple):
    """What a journal stands on. url: of its database; it may hold a password. home: of the embedded server; None: it is
    another. host: the clock of this machine."""

    url: str
    home: Path | None
    host: HostClock


class Session:
    """What an operation is carried out with. ``now`` gives the present, in UTC.

    journal: None for an operation that computes from its parameters alone, and for one that opens it itself. installation:
    what it stands on, where that is more than the journal tells.
    """

    def __init__(
        self,
        journal: Journal | None,
        now: Callable[[], datetime],
        listener: Listener,
        installation: Installation | None = None,
    ) -> None:
        self._journal = journal
        self._installation = installation
        self.now = now
        self.listener = listener

    @property
    def installation(self) -> Installation:
        """What the journal stands on."""
        return self._installation or Installation(self.journal.url, None, self.journal.host or HostClock(self.now))

    @property
    def journal(self) -> Journal:
        """The journal that is asked, or written in."""
        assert self._journal is not None, "an operation that computes needs no journal"
        return self._journal

    def law(self) -> Law:
        """Everything that is published by now."""
        return self.journal.law()

    def rules(self, case_type: str) -> Rules:
        """What governs a case type by now. Raises Problem ``unknown-case-type``."""
        law = self.law()
        rules = law.rules(case_type, sys.maxsize)
        if rules is None:
            raise unknown_case_type(case_type, law.types())
        return rules

    def moment(
        self,
        asked: Asked,
        *,
        case_type: str | None = None,
        case: str | None = None,
        among: Among = ALL,
        about: Collection[str] | None = None,
        wait: float | None = OTHERS_SECONDS,
    ) -> Moment:
        """The moment that is asked about, with the projections brought up to date. Raises Problem.

        case_type, case, among: which cases it is about; where the question names no zone, the local time is theirs.
        about, wait: as of ``bring_up_to_date``.
        """
        self._check(asked, case_type, case, among)  # what is wrong with the words is said before any work
        behind = self.bring_up_to_date(about=about, wait=wait)
        # Whose zone is known now that every case is.
        return self.moment_as_projected(asked, case_type, case, among)._replace(behind=behind)

    def moment_as_projected(
        self, asked: Asked, case_type: str | None = None, case: str | None = None, among: Among = ALL
    ) -> Moment:
        """The same for what asks no projection, or whatever they hold: none is brought up to date."""
        return self._moment(asked, self._zone(asked, case_type, case, among))

    def put(self, moment: Moment, question: Callable[[Reader], Answer]) -> Answer:
        """Put a question to one consistent view of the projections."""
        return ask(self.journal, moment, question)

    def put_to_case(
        self,
        asked: Asked,
        case: str,
        question: Callable[[KnownCase], Answer],
        at: Callable[[Moment], Moment] = lambda moment: moment,
    ) -> Answer:
        """Put a question to one case as it was known at the moment that is asked about: its events answer, so no projection
        is waited for, and none brought up to date. at: which moment that is instead. Raises UnknownCase, BadMoment."""
        self._check(asked, None, case, ALL)
        end = nothing_new(self.journal)
        if end is None:
            with suppress(InsufficientPrivilege, ReadOnlySqlTransaction):
                check_rests_on(self.journal)
        if end is None or end.aside:
            self.tell_quarantined()

        def read(journal: Snapshot) -> Answer:
            recorded = journal.history([case], journal.head().position).get(case, [])
            zone = zone_of(asked.zone) if asked.zone is not None else zone_of_case(journal, recorded)
            return question(KnownCase(journal, case, at(self._moment(asked, zone)), recorded))

        return on_snapshot(self.journal, read)

    def bring_up_to_date(
        self,
        *,
        again: bool = False,
        about: Collection[str] | None = None,
        wait: float | None = OTHERS_SECONDS,
    ) -> frozenset[str]:
        """Fold in everything recorded; where that is not allowed or somebody else is at it, say so. Gives the cases that
        are behind, which is said of those that are asked about.

        again: the cases that are set aside are tried once more; else it is said that there are such.
        about: these cases alone are asked about; None: all. wait: seconds that somebody else's computing of a large case is
        waited for, and then said that it is behind; None, where what is answered is kept: until it is done.
        """
        if not again and (end := nothing_new(self.journal)) is not None:
            if end.aside:
                self.tell_quarantined()
            return frozenset()
        following = False
        try:
            with self.listener.progress(FOLLOWING) as advance:
                catch_up(self.journal, advance, again=again, about=about, wait=wait)
            following = True
        except (InsufficientPrivilege, ReadOnlySqlTransaction):
            self.listener.note(NOT_UP_TO_DATE)
        except LockHeld as held:
            self.listener.note(
                Text(
                    f"{held.text.da} Imens svares med det, projektionerne holder.",
                    f"{held.text.en} Meanwhile the answer is what the projections hold.",
                )
            )
        left_out = self._tell_behind(about, following=following)
        if not again:
            self.tell_quarantined()
        return left_out

    def _tell_behind(self, about: Collection[str] | None, *, following: bool) -> frozenset[str]:
        """Tell of large cases that are behind, and have them computed if whoever asks may. Gives all that are."""
        with self.journal.lend() as connection:
            cases = of_readers(connection)
        found = [one for one in cases if about is None or one.case in about]
        if found:
            if following:
                self.listener.compute(self.journal, found)
            self.listener.note(_behind(len(found), min(one.position for one in found)))
        return frozenset(one.case for one in cases)

    def tell_quarantined(self) -> int:
        """Say that cases are set aside, if any are. Gives how many."""
        if found := self.quarantined():
            self.listener.note(_quarantined(found), see="set-aside")
        return found

    def fold_in(self, after: int | None = None) -> None:
        """Bring up to date after something was recorded. What fails here is told, and that the record stands: the act is
        not to be taken for one that wrote nothing. The next question tries again.

        after: the position before it: large cases among those that it touched are waited for, and no others.
        """
        try:
            if after is None:
                self.bring_up_to_date()
            else:
                touched = self.journal.cases_touched(after, self.journal.head().position)
                self.bring_up_to_date(about=touched, wait=None)
        except (Exception, KeyboardInterrupt) as error:
            from .failures import text_of  # noqa: PLC0415 - read only when something went wrong

            self.listener.note(text_of(error))
            with suppress(Exception):  # where the database is gone nothing is known, and the error says so
                self.listener.note(stands_at(self.journal.head().position))

    def quarantined(self) -> int:
        """How many cases are set aside in what the answers come from."""
        with self.journal.lend() as connection:
            return quarantine.count(connection)

    def _check(self, asked: Asked, case_type: str | None, case: str | None, among: Among) -> None:
        """Raises BadMoment, Problem ``unknown-case-type`` for words that are wrong whatever the journal holds of cases."""
        if case_type is not None:
            self.rules(case_type)
        try:
            self._moment(asked, zone_of(asked.zone) if asked.zone is not None else COPENHAGEN)
        except BadMoment:
            # The first and the last day that there is are not the same everywhere.
            self.moment_as_projected(asked, case_type, case, among)

    def _moment(self, asked: Asked, zone: ZoneInfo) -> Moment:
        return Moment(
            as_of=moment_of(asked.as_of, zone) if asked.as_of is not None else self.now(),
            known_at=moment_of(asked.known_at, zone) if asked.known_at is not None else None,
            zone=zone,
        )

    def _zone(self, asked: Asked, case_type: str | None, case: str | None, among: Among) -> ZoneInfo:
        """The zone that was said, else that of the case type, of the case's type, or that the cases share."""
        if asked.zone is not None:
            return zone_of(asked.zone)
        if case_type is not None:
            return self.rules(case_type).zone
        return self.zone_of_case(case) if case is not None else zone_of_cases(self.journal, among)

    def zone_of_case(self, case: str) -> ZoneInfo:
        """The local time of a case: that of its type, or the journal's where no such case, or no such type, is known."""
        return zone_of_case(self.journal, self.journal.history([case], sys.maxsize).get(case, []))


def stands_at(position: int) -> Text:
    """That what was written is recorded, though the work went wrong after that."""
    return Text(
        f"Det, der blev skrevet, er registreret: journalen er ved position {position}. Først derefter gik det galt.",
        f"What was written is recorded: the journal is at position {position}. Only after that it failed.",
    )


FOLLOWING = Text("Følger journalen", "Following the journal")
NOT_UP_TO_DATE = Text(
    "Databasebrugeren må ikke føre projektionerne ajour; der svares med det, de holder.",
    "The database user may not bring the projections up to date; the answer is what they hold.",
)


def _behind(found: int, position: int) -> Text:
    cases = counted(found, Text("stor sag", "large case"), Text("store sager", "large cases"))
    return Text(
        f"{cases.da} gennemregnes endnu; svaret bruger det, der var kendt om {'den' if found == 1 else 'dem'} ved "
        f"position {position}. Spørg igen om lidt.",
        f"{cases.en} {'is' if found == 1 else 'are'} still being computed; the answer uses what was known of "
        f"{'it' if found == 1 else 'them'} at position {position}. Ask again shortly.",
    )


def _quarantined(found: int) -> Text:
    cases = counted(found, Text("sag", "case"), Text("sager", "cases"))
    return Text(
        f"{cases.da} er sat til side; svaret bruger det, der sidst kunne regnes ud.",
        f"{cases.en} {'is' if found == 1 else 'are'} set aside; the answer uses what could last be computed.",
    )
