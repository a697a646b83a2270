"""The catalogue of what can happen in a case, in the office's words.

WARNING: the topics and field names below are the storage format. A topic, once stored, means the same for
ever. To change the fields of an event, add a new topic with a version (``decided/2``) and keep the old one;
``tests/domain/stored_events`` holds one stored example of each, decoded by a test for ever.

Every event says when it happened in the world (``occurred``). When the journal got it (``recorded``) and its
place in the one order (``position``) are given by the journal; see ``history.Recorded``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import msgspec

Value = str | int | float | bool | None


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every event says.

    source, id: who sent it and under which id; together they make the event one event, however often it is sent.
    occurred: the instant it happened, in UTC. A date-only fact (``whole_day``) happened some time on its ``day``;
    ``occurred`` is then 00:00 UTC of that day, and means nothing: the zone of its case type gives the instant.
    Events stored before ``day`` was kept say only ``occurred``, 00:00 in the zone of whoever sent them; see ``day_of``.
    case_type: the type of the case; needed on the first event of a case.
    actor: who did it. unit, responsible: who holds the case from now on, where the event says so.
    attributes: free values; those that the case type declares belong to the case from now on.
    """

    TOPIC: ClassVar[str]

    source: str
    id: str
    occurred: datetime
    whole_day: bool = False
    day: date | None = None
    case_type: str | None = None
    actor: str | None = None
    unit: str | None = None
    responsible: str | None = None
    note: str | None = None
    attributes: dict[str, Value] = {}

    @property
    def name(self) -> str:
        """The name by which a case type speaks of the event: its topic, or the action that it names."""
        return self.TOPIC


class ApplicationReceived(Event, frozen=True, kw_only=True):
    """An application came in (ansøgning modtaget)."""

    TOPIC: ClassVar[str] = "application-received"


class GuidanceGiven(Event, frozen=True, kw_only=True):
    """The citizen was guided (vejledning, forvaltningsloven § 7)."""

    TOPIC: ClassVar[str] = "guidance-given"


class InformationRequested(Event, frozen=True, kw_only=True):
    """The citizen or another party was asked for information (oplysninger indhentes).

    Where the case type says that asking suspends a term, this one act both asks and suspends.
    until: the day the clock runs again if no answer comes. awaits: what is asked for, in the sender's words, where
    several questions may be open at once.
    """

    TOPIC: ClassVar[str] = "information-requested"
    until: date | None = None
    awaits: str | None = None


class InformationReceived(Event, frozen=True, kw_only=True):
    """The information asked for came in (oplysninger modtaget). awaits: which of what was asked for."""

    TOPIC: ClassVar[str] = "information-received"
    awaits: str | None = None


class Referred(Event, frozen=True, kw_only=True):
    """The case was sent to another unit (oversendelse), which is to accept or return it."""

    TOPIC: ClassVar[str] = "referred"
    to_unit: str


class Accepted(Event, frozen=True, kw_only=True):
    """The unit that the case was referred to took it (modtaget af enheden)."""

    TOPIC: ClassVar[str] = "accepted"


class Returned(Event, frozen=True, kw_only=True):
    """The unit that the case was referred to sent it back (returneret)."""

    TOPIC: ClassVar[str] = "returned"
    to_unit: str | None = None
    reason: str | None = None


class TermExtended(Event, frozen=True, kw_only=True):
    """A term was extended (fristforlængelse), by days or until a day, with a reason.

    deadline: the id of one deadline of the case type; none means every one that is open.
    """

    TOPIC: ClassVar[str] = "term-extended"
    deadline: str | None = None
    days: int | None = None
    until: date | None = None
    reason: str | None = None


class TermOverridden(Event, frozen=True, kw_only=True):
    """A term was moved although the case type does not allow it (fravigelse): an action of its own."""

    TOPIC: ClassVar[str] = "term-overridden"
    deadline: str | None = None
    days: int | None = None
    until: date | None = None
    reason: str | None = None


class Suspended(Event, frozen=True, kw_only=True):
    """The clock of a term was stopped (berostillelse).

    until: the day it runs again by itself. awaits: what the case waits for, where it may wait for several things.
    """

    TOPIC: ClassVar[str] = "suspended"
    deadline: str | None = None
    until: date | None = None
    reason: str | None = None
    awaits: str | None = None


class Resumed(Event, frozen=True, kw_only=True):
    """The clock of a term runs again (genoptaget frist). awaits: what is waited for no more; none: for nothing."""

    TOPIC: ClassVar[str] = "resumed"
    deadline: str | None = None
    awaits: str | None = None


class MeetingHeld(Event, frozen=True, kw_only=True):
    """A meeting was held or missed (samtale). ``attended``: whether the citizen came."""

    TOPIC: ClassVar[str] = "meeting-held"
    attended: bool | None = None


class Decided(Event, frozen=True, kw_only=True):
    """A decision was made (afgørelse)."""

    TOPIC: ClassVar[str] = "decided"
    outcome: str | None = None


class DecisionNotified(Event, frozen=True, kw_only=True):
    """The party was told of the decision (underretning om afgørelsen): the time for complaints runs from it.

    sent_by: how it was sent (``digital-post``, ``letter``); the case type says when it is presumed to have arrived.
    """

    TOPIC: ClassVar[str] = "decision-notified"
    sent_by: str | None = None


class ComplaintReceived(Event, frozen=True, kw_only=True):
    """A complaint came in (klage modtaget). A complaint is a case of its own that concerns another.

    concerns: the case complained about. kind: about the handling or about the decision. category: what about.
    """

    TOPIC: ClassVar[str] = "complaint-received"
    concerns: str | None = None
    kind: str | None = None
    category: str | None = None


class ComplaintAnswered(Event, frozen=True, kw_only=True):
    """The citizen got an answer to the complaint (klage besvaret)."""

    TOPIC: ClassVar[str] = "complaint-answered"


class ComplaintReassessed(Event, frozen=True, kw_only=True):
    """The authority that decided looked at its decision again (genvurdering)."""

    TOPIC: ClassVar[str] = "complaint-reassessed"
    outcome: str | None = None


class ComplaintForwarded(Event, frozen=True, kw_only=True):
    """The complaint was sent on to the appeal body (videresendt)."""

    TOPIC: ClassVar[str] = "complaint-forwarded"
    to: str | None = None


class ComplaintDecided(Event, frozen=True, kw_only=True):
    """The appeal body decided the complaint (klagen afgjort)."""

    TOPIC: ClassVar[str] = "complaint-decided"
    outcome: str | None = None


class ComplaintUpheld(Event, frozen=True, kw_only=True):
    """The complainant was found to be right (medhold)."""

    TOPIC: ClassVar[str] = "complaint-upheld"


class Closed(Event, frozen=True, kw_only=True):
    """The case was closed (sagen afsluttet)."""

    TOPIC: ClassVar[str] = "closed"
    reason: str | None = None


class Reopened(Event, frozen=True, kw_only=True):
    """The case was opened again (genoptaget)."""

    TOPIC: ClassVar[str] = "reopened"
    reason: str | None = None


class Corrected(Event, frozen=True, kw_only=True):
    """An earlier event of the same case was wrong: these of its fields should have read so (rettelse).

    corrects, corrects_source: the id and source of the event (no source: this event's own).
    changes: field name to right value, in JSON form; ``attributes`` holds attribute name to right value.
    """

    TOPIC: ClassVar[str] = "corrected"
    corrects: str
    corrects_source: str | None = None
    changes: dict[str, Any]
    reason: str | None = None


class Annulled(Event, frozen=True, kw_only=True):
    """An earlier event of the same case never happened (annulleret). It stays in the journal, without effect."""

    TOPIC: ClassVar[str] = "annulled"
    annuls: str
    annuls_source: str | None = None
    reason: str | None = None


class ActionTaken(Event, frozen=True, kw_only=True):
    """An action that the case type names itself (sagsskridt), with free attributes."""

    TOPIC: ClassVar[str] = "action-taken"
    action: str

    @property
    def name(self) -> str:
        return self.action
