"""What an import says otherwise than before becomes corrections: of a log that has grown, or was mended.

A record whose events the journal holds otherwise waits until all others have landed. Only then is it known whether the
same log also says what the journal holds: then two of its records claim one id, and the second is rejected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple, cast
from zoneinfo import ZoneInfo

from ...domain.events.case_events import Corrected
from ...domain.problem import Problem
from ...journal.admission import Candidate
from ...journal.entry import Duplicate, Refused
from ..event.offer import Offer, pack, unpack
from ..reading.marks import Marks
from ..reading.present import Present, present_of
from .append_batches import HEAVY, HELD_BACK, Landed, Landing, blame
from .choices import Choices, KeptChoice
from .event_store import EventStore
from .mending import Mender, Mending, corrections_of, is_overtaken

_AT_ONCE = 2_000  # waiting records that are looked up together


class Waiting(NamedTuple):
    """A record that waits for the end. overtaken: an earlier import chose another row than this one's."""

    offer: Offer
    overtaken: bool


class Amendments:
    """What an import knows beyond single records. Use it in a ``with``.

    zones: of each source in the import, the zone in which its rows are read. now: when corrections are made, where the
    log does not say it. choices: of earlier imports; None: no mapping asks for firsts or lasts.
    """

    def __init__(
        self, store: EventStore, zones: Mapping[str, ZoneInfo], *, now: datetime | Present, choices: Choices | None
    ) -> None:
        self._store = store
        self._now = present_of(now)
        self._zones = zones
        self._choices = choices
        self._corrected = {source for source in zones if store.named(source, [corrections_of("")])}
        self._ids, self._rows = Marks(), Marks()
        self._waiting = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed by ``__exit__``)

    def __enter__(self) -> Amendments:
        return self

    def __exit__(self, *_: object) -> None:
        self._ids.close()
        self._rows.close()
        self._waiting.close()

    def saw(self, name: str | None) -> None:
        """A good record of this name is in the log."""
        if name is not None:
            self._rows.add((name,))

    def before(self, offers: list[Offer]) -> list[Offer]:
        """The offers to land now. An event that was chosen from a row with a better claim waits."""
        if self._choices is None:
            return offers
        chosen = {
            (source, id_): held
            for source in self._zones
            for id_, held in self._choices.held(source, _chosen_ids(offers, source)).items()
        }
        return [self._without_overtaken(offer, chosen) for offer in offers] if chosen else offers

    def _without_overtaken(self, offer: Offer, chosen: Mapping[tuple[str, str], KeptChoice]) -> Offer:
        late = [
            index
            for index, choice in enumerate(offer.choices)
            if choice is not None
            and is_overtaken(offer, index, chosen.get((_of(offer, index).source, _of(offer, index).event_id)))
        ]
        for index in late:
            self._keep(Waiting(offer.part([index]), True))
        return offer.part([i for i in range(len(offer.entries)) if i not in late]) if late else offer

    def after(self, landed: list[Landed]) -> list[Landed]:
        """What has been decided. What the journal holds otherwise waits."""
        decided = landed
        if Refused in {type(outcome) for one in landed for outcome in one.outcomes}:
            decided = [one for one in landed if not _is_held_otherwise(one)]
            for one in landed:
                if _is_held_otherwise(one):
                    self._keep(Waiting(one.offer, False))
        if self._corrected:
            decided = self._without_corrected(decided)
        self._vouch(decided)
        return decided

    def took(self, ids: Sequence[str]) -> None:
        """The log says what the journal now holds of these events."""
        self._ids.add(ids)

    def _without_corrected(self, decided: list[Landed]) -> list[Landed]:
        """What is as it was first said, but was set right since, waits too: it is said anew."""
        repeated: dict[str, list[str]] = {}
        for one in decided:
            for candidate, outcome in zip(one.offer.candidates, one.outcomes, strict=True):
                if isinstance(outcome, Duplicate) and candidate.source in self._corrected:
                    repeated.setdefault(candidate.source, []).append(candidate.event_id)
        again = {
            (source, event.corrects)
            for source, ids in repeated.items()
            for event in Mender.corrections(self._store, source, ids)
        }
        return [self._without(one, again) for one in decided] if again else decided

    def _without(self, one: Landed, again: set[tuple[str, str]]) -> Landed:
        pairs = list(zip(one.offer.candidates, one.outcomes, strict=True))
        late = [
            index
            for index, (candidate, outcome) in enumerate(pairs)
            if isinstance(outcome, Duplicate) and (candidate.source, candidate.event_id) in again
        ]
        if not late:
            return one
        self._keep(Waiting(one.offer.part(late), False))
        rest = [index for index in range(len(pairs)) if index not in late]
        return Landed(one.offer.part(rest), [one.outcomes[index] for index in rest])

    def _vouch(self, decided: Sequence[Landed]) -> None:
        """The log says what the journal now holds of these events."""
        outcomes = [outcome for one in decided for outcome in one.outcomes]
        candidates = [candidate for one in decided for candidate in one.offer.candidates]
        self._ids.add(
            [
                one.event_id
                for one, outcome in zip(candidates, outcomes, strict=True)
                if type(outcome) is not Refused
            ]
        )
        if self._choices is not None:
            self._choose(
                [
                    (one.offer, index)
                    for one in decided
                    if one.offer.choices
                    for index, outcome in enumerate(one.outcomes)
                    if not isinstance(outcome, Refused)
                ]
            )

    def _choose(self, good: Sequence[tuple[Offer, int]]) -> None:
        if self._choices is not None:
            self._choices.keep(
                [
                    (_of(offer, index).source, _of(offer, index).event_id, offer.full_rank(index), offer.name)
                    for offer, index in good
                    if offer.choices and offer.choices[index] is not None
                ]
            )

    def settle(self, landing: Landing) -> None:
        """Land what waited: as corrections where the log says otherwise now. Everything else must have landed."""
        landing.flush()
        waiting = self._all_waiting()
        while some := _some_of(waiting):
            self._settle(some, landing)

    def _settle(self, some: list[Waiting], landing: Landing) -> None:
        offers = [one.offer for one in some]
        ids = {candidate.event_id for offer in offers for candidate in offer.candidates}
        mender = Mender(self._store, self._zones, offers, now=self._now.again(), vouched=self._ids.among(ids))
        chosen = {
            (source, id_): held
            for source in self._zones
            if self._choices
            for id_, held in self._choices.held(source, _chosen_ids(offers, source)).items()
        }
        seen = self._rows.among({held.row for held in chosen.values() if held.row is not None})
        mended: list[Mending] = []
        for one in some:
            first = _of(one.offer, 0)
            held = chosen.get((first.source, first.event_id))
            if one.overtaken and held is not None and held.row not in seen:
                landing.count(
                    Landed(one.offer, [Duplicate(0)])
                )  # its row is in another part of the log: it stands
                continue
            mended.append(mender.mend(one.offer, chosen))
        for mending in mended:
            landing.count(Landed(mending.offer, [Duplicate(0)] * mending.unchanged))
        refused = [(one.offer, one.problem) for one in mended if one.problem]
        landed = landing.write([one.amended for one in mended if not one.problem and one.amended.entries], "clamp")
        refused += [(one.offer, problem) for one in landed if (problem := _count(one, landing))]
        landing.reject(refused)
        self._ids.add(id_ for one in mended if not one.problem for id_ in one.ids)
        self._choose([(one.offer, index) for one in mended if not one.problem for index in one.stands])

    def _keep(self, waiting: Waiting) -> None:
        packed = pack(waiting.offer)
        self._waiting.write(bytes([waiting.overtaken]) + len(packed).to_bytes(4, "big") + packed)

    def _all_waiting(self) -> Iterator[Waiting]:
        self._waiting.seek(0)
        while head := self._waiting.read(5):
            yield Waiting(unpack(self._waiting.read(int.from_bytes(head[1:], "big"))), bool(head[0]))


def _some_of(waiting: Iterator[Waiting]) -> list[Waiting]:
    """The next, as many as are looked up together: ``_AT_ONCE``, or ``HEAVY`` bytes of them."""
    some: list[Waiting] = []
    weight = 0
    for one in islice(waiting, _AT_ONCE):
        some.append(one)
        weight += one.offer.weight
        if weight >= HEAVY:
            break
    return some


def _count(landed: Landed, landing: Landing) -> Problem | None:
    """Count a mended record: its corrections and its new events apart."""
    for candidate, outcome in zip(landed.offer.candidates, landed.outcomes, strict=True):
        kind = "corrected" if candidate.topic == Corrected.TOPIC else "appended"
        landing.count(Landed(landed.offer, [outcome]), kind)
    return blame(landed)


def _is_held_otherwise(landed: Landed) -> bool:
    """Whether the record was refused for nothing but ids that the journal has with other content."""
    codes = {outcome.code for outcome in landed.outcomes if isinstance(outcome, Refused)}
    return bool(codes) and codes <= {"id-reused", HELD_BACK}


def _chosen_ids(offers: Sequence[Offer], source: str) -> list[str]:
    return [
        candidate.event_id
        for offer in offers
        if offer.choices
        for candidate, choice in zip(offer.candidates, offer.choices, strict=True)
        if choice is not None and candidate.source == source
    ]


def _of(offer: Offer, index: int) -> Candidate:
    return offer.candidates[index]
