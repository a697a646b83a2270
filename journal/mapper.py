"""Events as the journal stores them: a topic, and canonical JSON that reads back to the same bytes for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from ..domain.events.case_events import Event
from ..domain.events.catalogue import CATALOGUE
from ..domain.events.publications import PUBLICATIONS
from ..domain.plain_text import is_plain, plain_event
from . import refusals
from .entry import JournalEntry

TOPICS: dict[str, type[Event]] = CATALOGUE | PUBLICATIONS

_encode = msgspec.json.Encoder(order="deterministic").encode
_DECODE: dict[str, Callable[[bytes], Event]] = {
    topic: msgspec.json.Decoder(kind).decode for topic, kind in TOPICS.items()
}


def state_of(event: Event) -> bytes:
    """The stored form of an event: the same event always gives the same bytes."""
    return _encode(event)


def event_of(topic: str, state: bytes) -> Event:
    """The event that was stored, its names in their one form. Raises Problem ``unknown-topic`` or ``unreadable-event``.

    Journals hold names that were taken before there was one form: here they get it, for every question alike.
    """
    try:
        event = _DECODE[topic](state)
        return event if is_plain(state) else plain_event(event)
    except KeyError:
        raise refusals.unknown_topic(topic) from None
    except msgspec.DecodeError as error:
        raise refusals.unreadable(topic) from error


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """An event in its place in a case: what ``eventsourcing`` saves and gives back."""

    originator_id: str
    originator_version: int
    body: Event


class EventMapper(Mapper[str]):
    """Maps case events to rows and back. Compression and encryption are the database's affair."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The row of a case event, not yet placed in the one order."""
        if not isinstance(domain_event, CaseEvent):
            raise TypeError(f"the journal stores CaseEvent, not {type(domain_event).__name__}")
        body = domain_event.body
        return JournalEntry(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=body.TOPIC,
            state=state_of(body),
            source=body.source,
            event_id=body.id,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """The case event of a row. Raises Problem as ``event_of``."""
        body = event_of(stored_event.topic, stored_event.state)
        return CaseEvent(str(stored_event.originator_id), stored_event.originator_version, body)
