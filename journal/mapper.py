"""How the library of events maps case events to the rows of the journal, and back."""

from __future__ import annotations

from dataclasses import dataclass

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from ..domain.events.case_events import Event
from ..domain.events.encoding import event_of, state_of
from .entry import JournalEntry


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
