"""One record that the journal holds otherwise: which of its events are corrected, and which cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ...domain.events.case_events import Corrected
from ...domain.events.encoding import event_of
from ...domain.events.history import Recorded
from ...domain.problem import Problem
from ...journal.admission import Candidate, examine
from ...journal.entry import Entry, Refused
from ..event.input_problems import Malformed
from ..event.offer import Offer
from .append_batches import named
from .choices import KeptChoice
from .event_fields import changes, corrected_fields, fields_of
from .event_store import EventStore


class Mending(NamedTuple):
    """What becomes of a record that waited.

    offer: the record. amended: with corrections in place of the events that are held otherwise, and without those that
    are held as they are (``unchanged``). ids: of the events that hold from now on. stands: the indices of the choices
    that do. problem: why the record is rejected, if it is; then nothing of it lands.
    """

    offer: Offer
    amended: Offer
    unchanged: int = 0
    ids: Sequence[str] = ()
    stands: Sequence[int] = ()
    problem: Problem | None = None


class Mender:
    """What the journal holds of some records' events, and what this import has said of them so far."""

    def __init__(
        self,
        store: EventStore,
        zones: Mapping[str, ZoneInfo],
        offers: Sequence[Offer],
        *,
        now: datetime,
        vouched: set[str],
    ) -> None:
        self._zones = zones
        self._now = now
        self._vouched = vouched
        self._held: dict[tuple[str, str], Recorded] = {}
        self._corrections: dict[tuple[str, str], list[Corrected]] = {}
        for source in zones:
            ids = [one.event_id for offer in offers for one in offer.candidates if one.source == source]
            for id_, recorded in store.identified(source, ids).items():
                self._held[source, id_] = recorded
            for event in self.corrections(store, source, ids):
                self._corrections.setdefault((source, event.corrects), []).append(event)

    @staticmethod
    def corrections(store: EventStore, source: str, ids: Sequence[str]) -> list[Corrected]:
        """The corrections that imports of this source have made of its events, those of one event in their order."""
        wanted = set(ids)
        found = store.named(source, [corrections_of(id_) for id_ in sorted(wanted)])
        return [one.event for one in found if isinstance(one.event, Corrected) and one.event.corrects in wanted]

    def mend(self, offer: Offer, chosen: Mapping[tuple[str, str], KeptChoice]) -> Mending:
        """What becomes of ``offer``. chosen: what is remembered of the choices among its events."""
        entries: list[Candidate] = []
        ids: list[str] = []
        stands: list[int] = []
        unchanged = 0
        for index, candidate in enumerate(offer.candidates):
            key = candidate.source, candidate.event_id
            held = self._held.get(key)
            if held is None:
                entries.append(candidate)
            elif _is_of_another(held, candidate):
                return self._refused(offer, index, _not_corrected(held, candidate))
            elif key not in chosen and self._is_better(held, offer, index):
                unchanged += 1
                continue
            elif found := self._changes(held, candidate):
                if candidate.event_id in self._vouched:
                    return self._refused(offer, index, _claimed_twice(held))
                correction = self._correction(candidate, found, offer.recorded or self._now)
                if isinstance(correction, Refused):
                    return self._refused(offer, index, correction.problem)
                entries.append(correction)
            else:
                unchanged += 1
            ids.append(candidate.event_id)
            if offer.choices and offer.choices[index] is not None:
                stands.append(index)
        self._vouched.update(ids)
        amended = offer._replace(entries=entries, rules=(), choices=(), read=0)
        return Mending(offer, amended, unchanged, ids, stands)

    def _changes(self, held: Recorded, candidate: Candidate) -> dict[str, Any]:
        zone = self._zones[candidate.source]
        before = corrected_fields(
            fields_of(held.event, zone), self._corrections.get((candidate.source, candidate.event_id), ())
        )
        return changes(before, fields_of(event_of(candidate.topic, candidate.state), zone))

    def _is_better(self, held: Recorded, offer: Offer, index: int) -> bool:
        """Whether the event that is held, of which no choice is remembered, is the first or last rather than this one."""
        choice = offer.choices[index] if offer.choices else None
        if choice is None or not choice.by_time:
            return False
        candidate = offer.candidates[index]
        corrections = self._corrections.get((candidate.source, candidate.event_id), [])
        before = corrected_fields({"occurred": held.event.occurred.isoformat()}, corrections)["occurred"]
        then = _instant(before, self._zones[candidate.source])
        now = event_of(candidate.topic, candidate.state).occurred
        return then > now if choice.last else then < now

    def _correction(self, candidate: Candidate, found: dict[str, Any], at: datetime) -> Candidate | Refused:
        key = candidate.source, candidate.event_id
        number = len(self._corrections.get(key, ())) + 1
        corrected = Corrected(
            source=candidate.source,
            id=f"{corrections_of(candidate.event_id)}{number:06}",
            occurred=at,
            corrects=candidate.event_id,
            changes=found,
        )
        self._corrections.setdefault(key, []).append(corrected)
        return examine(Entry(candidate.case, corrected))

    @staticmethod
    def _refused(offer: Offer, index: int, problem: Problem) -> Mending:
        return Mending(offer, offer.part([]), problem=named(offer, index, problem))


def corrections_of(id_: str) -> str:
    """How the ids begin under which imports correct the event ``id_``; of ``""``: any event."""
    return f"corrected:{id_}:" if id_ else "corrected:"


def is_overtaken(offer: Offer, index: int, held: KeptChoice | None) -> bool:
    """Whether another row was chosen by an earlier import, and has a better claim than this one."""
    choice = offer.choices[index]
    if held is None or choice is None or (held.row is not None and held.row == offer.name):
        return False
    rank = offer.full_rank(index)
    return held.rank > rank if choice.last else held.rank < rank


def _is_of_another(held: Recorded, candidate: Candidate) -> bool:
    event = event_of(candidate.topic, candidate.state)
    return (held.case, held.event.TOPIC, held.event.case_type) != (
        candidate.case,
        candidate.topic,
        event.case_type,
    )


def _instant(said: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _not_corrected(held: Recorded, candidate: Candidate) -> Malformed:
    kind = held.event.name
    return Malformed(
        code="id-reused",
        da=f"Journalen har en anden hændelse med denne kilde og dette id: {kind}, position {held.position}, i en anden "
        "sag, af en anden slags eller med en anden sagstype. Det kan ikke rettes: annullér den, eller giv den nye sit "
        "eget id.",
        en=f"The journal holds another event with this source and id: {kind}, position {held.position}, in another case, "
        "of another kind or with another case type. That cannot be corrected: annul it, or give the new one an id of its "
        "own.",
        field="id",
        position=held.position,
    )


def _claimed_twice(held: Recorded) -> Malformed:
    return Malformed(
        code="id-reused",
        da=f"En anden række i samme log har givet dette id til en anden hændelse (position {held.position}): giv hver "
        "hændelse sit eget id.",
        en=f"Another row of the same log gave this id to another event (position {held.position}): give each event an id "
        "of its own.",
        field="id",
        position=held.position,
    )
