"""Where entries land: in the journal, batch by batch, or, with the reason, among the rejections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol

from ...domain.excerpt import excerpt
from ...domain.moment import EARLIEST
from ...domain.problem import Problem
from ...journal.admission import Late
from ...journal.entry import Appended, Duplicate, Outcome, Refused
from ...journal.rejections import Rejection
from ..event.input_problems import at_line, located
from ..event.offer import Offer
from ..event.sheaf import Sheaf, alike, alike_offers
from .event_store import EventStore
from .rejections_file import RejectionsFile

BATCH = 4_000
"""Events in one transaction: whatever ends an import, it leaves whole batches."""

HEAVY = 8 << 20  # bytes of records after which a batch is landed early; two batches are in memory at a time
HELD_BACK = "held-back"
_WRITTEN = Appended(0, 0, EARLIEST)  # among others: nobody asks where and when


class Tally(NamedTuple):
    """What became of an import.

    read, rejected: input records. appended, duplicates: events; one record can be several. corrected: events that the
    journal held otherwise, each set right by a correction. rejections_file: where the rejected records stand with
    their reasons; None if there are none.
    """

    read: int
    appended: int
    duplicates: int
    rejected: int
    rejections_file: str | None
    corrected: int = 0


class Landed(NamedTuple):
    """An offer and what became of each of its entries."""

    offer: Offer
    outcomes: Sequence[Outcome]


class Amender(Protocol):
    """What an import knows beyond single records: what it said before, and what it says otherwise now."""

    def before(self, offers: list[Offer]) -> list[Offer]:
        """The offers to land now; the others are kept for the end."""

    def after(self, landed: list[Landed]) -> list[Landed]:
        """What has been decided; the others are kept for the end."""

    def took(self, ids: Sequence[str]) -> None:
        """The events of these ids, of which each was its record's only one, have landed as they came."""


class Landing:
    """Takes offers and lands them in batches. Use it in a ``with``; what is left lands at its end.

    While one batch is written the next is taken. rejections_file: None writes none. amender: sees every batch before
    and after. late: what becomes of a registration time that may not be used.
    """

    def __init__(
        self,
        store: EventStore,
        rejections_file: Path | None,
        batch: int = BATCH,
        *,
        amender: Amender | None = None,
        late: Late = "refuse",
    ) -> None:
        self._store = store
        self._file = RejectionsFile(rejections_file)
        self._batch = batch
        self._amender = amender
        self._late = late
        self._offers: list[Offer | Sheaf] = []
        self._is_plain = True  # all that came one by one so far could be written as it came
        self._headings: dict[str, bytes] = {}  # of the files that none was rejected of yet
        self._read = self._events = self._weight = 0
        self._counts: Counter[str] = Counter()
        self._writer = ThreadPoolExecutor(1, "landing")
        self._writing: Future[None] | None = None

    def __enter__(self) -> Landing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self._writer.shutdown()
            self._file.close()
        if kind is None and self._file.problem:
            raise self._file.problem

    @property
    def tally(self) -> Tally:
        """What has landed so far; all of it after the ``with``."""
        counts = self._counts
        return Tally(
            self._read,
            counts["appended"],
            counts["duplicates"],
            counts["rejected"],
            self._file.name if counts["rejected"] else None,
            counts["corrected"],
        )

    def take(self, offer: Offer) -> bool:
        """Take one record's offer. Returns whether that began to land a batch."""
        if offer.heading:
            self._headings[offer.origin] = offer.raw
            return False
        self._read += offer.read
        if offer.entries or offer.problem:
            self._offers.append(offer)
            self._events += len(offer.entries)
            self._weight += offer.weight
        return self._begin_if_enough()

    def take_sheaf(self, sheaf: Sheaf) -> None:
        """Take the records of a sheaf."""
        self._read += sheaf.read
        if len(sheaf.ids) > self._batch:
            for offer in sheaf.offers():
                self.take(offer)
            return
        if sheaf.ids:
            self._offers.append(sheaf)
            self._events += len(sheaf.ids)
            self._weight += sheaf.weight
        self._begin_if_enough()

    def _begin_if_enough(self) -> bool:
        if self._events < self._batch and len(self._offers) < self._batch and self._weight < HEAVY:
            return False
        self._begin()
        return True

    def flush(self) -> None:
        """Land what was taken, and wait until it is there. Raises what writing raised."""
        self._begin()
        self._wait()

    def _begin(self) -> None:
        offers, self._offers = self._offers, []
        self._events = self._weight = 0
        self._wait()
        if offers:
            self._writing = self._writer.submit(self._land, offers)

    def _wait(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _land(self, taken: list[Offer | Sheaf]) -> None:
        if self._land_alike(taken):
            return
        offers = [offer for one in taken for offer in ([one] if isinstance(one, Offer) else one.offers())]
        good = [offer for offer in offers if not offer.problem]
        if self._amender:
            good = self._amender.before(good)
        landed = self._written_alike(good) or self.write(good, self._late)
        if self._amender:
            landed = self._amender.after(landed)
        refused = self._counted(landed)
        self.reject([(offer, problem) for offer in offers if (problem := offer.problem or refused.get(id(offer)))])

    def _land_alike(self, taken: list[Offer | Sheaf]) -> bool:
        """Land all events of a batch as they come, if they are in sheaves and the journal has nothing to decide."""
        sheaves = [one for one in taken if isinstance(one, Sheaf)]
        offers = [one for one in taken if isinstance(one, Offer)]
        if not sheaves or any(offer.entries for offer in offers):
            return False
        events = alike(sheaves)
        if events is None or not self._store.append_alike(events):
            return False
        if self._amender:
            self._amender.took(events.ids)
        self._counts["appended"] += len(events.ids)
        self.reject([(offer, offer.problem) for offer in offers if offer.problem])
        return True

    def _written_alike(self, offers: Sequence[Offer]) -> list[Landed]:
        """All of the offers, if the journal has nothing to decide; else none, and none is tried so again: of a log that was
        imported before, nearly every batch has something to decide."""
        events = alike_offers(offers) if self._is_plain and offers else None
        self._is_plain = events is not None and self._store.append_alike(events)
        return [Landed(offer, [_WRITTEN] * len(offer.entries)) for offer in offers] if self._is_plain else []

    def write(self, offers: Sequence[Offer], late: Late) -> list[Landed]:
        """One transaction: of each offer all entries or none."""
        entries = [entry for offer in offers for entry in offer.entries]
        if not entries:
            return [Landed(offer, ()) for offer in offers]
        times = [offer.recorded for offer in offers for _ in offer.entries if offer.recorded]
        sizes = [len(offer.entries) for offer in offers]
        outcomes = self._store.append(entries, recorded=times or None, together=sizes, late=late)
        ends = list(accumulate(sizes))
        return [
            Landed(offer, outcomes[end - size : end]) for offer, size, end in zip(offers, sizes, ends, strict=True)
        ]

    def _counted(self, landed: Sequence[Landed]) -> dict[int, Problem]:
        """Count what became of records; of those that are rejected why, by the identity of their offers."""
        kinds = Counter([type(outcome) for one in landed for outcome in one.outcomes])
        if Refused in kinds:
            return {id(one.offer): blamed for one in landed if (blamed := self.count(one))}
        self._counts["appended"] += kinds[Appended]
        self._counts["duplicates"] += kinds[Duplicate]
        return {}

    def count(self, landed: Landed, appended: str = "appended") -> Problem | None:
        """Count what became of a record's events; why it is rejected, if it is."""
        refused = False
        for outcome in landed.outcomes:
            if isinstance(outcome, Appended):
                self._counts[appended] += 1
            elif isinstance(outcome, Duplicate):
                self._counts["duplicates"] += 1
            else:
                refused = True
        return blame(landed) if refused else None

    def reject(self, rejected: Sequence[tuple[Offer, Problem]]) -> None:
        """Keep the rejected records with their reasons: in the journal's table, and in the file for the caller."""
        if not rejected:
            return
        for origin in {offer.origin for offer, _ in rejected} & self._headings.keys():
            self._store.keep_heading(origin, self._headings.pop(origin))
        self._store.reject(
            [
                Rejection(offer.origin, offer.line, problem.code, problem.text, offer.raw)
                for offer, problem in rejected
            ]
        )
        self._file.write(rejected)
        self._counts["rejected"] += len(rejected)


def blame(landed: Landed) -> Problem | None:
    """The refusal to blame for a record's rejection, with the ``[[event]]`` and the id that it is about; or None."""
    for index, outcome in enumerate(landed.outcomes):
        if isinstance(outcome, Refused) and outcome.code != HELD_BACK:
            return named(landed.offer, index, outcome.problem)
    return None


def named(offer: Offer, index: int, problem: Problem) -> Problem:
    """``problem`` of one entry of a record with what finds it in the mapping."""
    if not offer.rules:
        return problem
    entry = offer.candidates[index]
    found = located(problem, rule=offer.rules[index], name=entry.topic, columns="", id_=excerpt(entry.event_id))
    return at_line(found, offer.line)
