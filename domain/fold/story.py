"""The fold: a case's events, in world order, under the rules, become the facts that held and when.

This is the one place where the meaning of an event is decided (docs/deadlines.md, rules 4 to 7). It is pure:
the same history and rules give the same story, whoever asks, and whenever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

import msgspec

from ..events.case_events import (
    Accepted,
    ComplaintReceived,
    Event,
    Referred,
    Returned,
)
from ..events.corrections import hold, type_of
from ..events.history import Recorded
from ..events.office_events import MeetingAgreed
from ..events.reminder_events import ReminderDelivered, SchedulerRecord
from ..events.unreadable import Unreadable, cannot_be_read
from ..facts import (
    CasePeriod,
    CaseState,
    CaseTime,
    ComplaintStep,
)
from ..moment import within_years
from ..rules.calendar import OutsideCalendar
from ..rules.casetype import MET
from . import remarks
from .beginning import Beginning
from .clock import Clock
from .clocks import Clocks
from .duration import Happened, duration
from .law import STEPS_OF_COMPLAINTS, Rules, Version
from .ledger import Ledger, LedgerEntry
from .office_facts import Holder as HeldBy
from .office_facts import OfficeRecords
from .order import arrange
from .remarks import StoryRemarks
from .reminder_facts import MEETING, LadderFacts
from .shown import shown
from .trail import twin

_json = msgspec.json.Encoder(order="deterministic")
# What a story remembers of the case itself from one event to the next.
REMEMBERED = (
    "state",
    "unit",
    "responsible",
    "referred_to",
    "concerns",
    "kind",
    "category",
    "received_at",
    "received_on",
    "attributes_json",
    "early_closing",
    "seen",
    "case_changed",
)


class Story:
    """What one case amounts to so far. ``step`` takes its events one by one, in world order."""

    def __init__(self, rules: Rules, case_type: str | None = None) -> None:
        self.rules = rules
        self.ledger = Ledger()
        self._find = StoryRemarks(self.ledger, case_type)
        self._clocks = Clocks(rules, self._find)
        self.records = OfficeRecords(self.ledger)
        self.ladders = LadderFacts(rules)
        self.seen: frozenset[str] = frozenset()  # of the names that a deadline looks back for
        self.taken: Sequence[Recorded] = ()  # where the whole was told at once: the events
        self.case_type = case_type
        self.state: CaseState = "not-opened"
        self.unit: str | None = None
        self.responsible: str | None = None
        self.referred_to: str | None = None
        self.concerns: str | None = None
        self.kind: str | None = None
        self.category: str | None = None
        self.received_at: datetime | None = None
        self.received_on: date | None = None
        self.attributes: dict[str, object] = {}
        self.attributes_json = "{}"
        self.early_closing: Recorded | None = None
        self.case_changed = True

    def fork(self, entries: Sequence[LedgerEntry] = ()) -> Story:
        """The same story, to be told on without changing this one. entries: what its ledger begins with."""
        other = twin(self)
        other.ledger = self.ledger.fork(entries)
        other._find = StoryRemarks(other.ledger, self.case_type, self.unit)
        other._clocks = self._clocks.fork(other._find)
        other.records = self.records.fork(other.ledger)
        other.ladders = twin(self.ladders)
        return other

    def stands_as(self, other: Story) -> bool:
        """Whether what comes does the same to both: then what is told from here on is told of both."""
        return self is other or (
            all(getattr(self, name) == getattr(other, name) for name in REMEMBERED)
            and self.ladders.agreed == other.ladders.agreed
            and self.records.stands_as(other.records)
            and self.ledger.stands_as(other.ledger)
            and self._clocks.stands_as(other._clocks)
        )

    # -- the facts ---------------------------------------------------------------------------------

    @property
    def has_sleepers(self) -> bool:
        """Whether something will happen by itself, with no event: a stop ends, a deadline runs out."""
        return self._clocks.has_sleepers

    @property
    def clocks(self) -> list[Clock]:
        """Every instance of a deadline, in the order in which they started."""
        return self._clocks.all

    def wake(self, until: datetime | None) -> None:
        """What happens by itself, up to and including an instant (None: all), happens."""
        for at, starts in self._clocks.wake(until):
            if starts is not None:
                self._clocks.started = set()
                self._start_after(*starts, self.seen)
            self._tell(at, everyone=False)

    def _wake_within(self, event: Event) -> None:
        """What runs out at once, because its end lies in the past when an event starts or moves it."""
        for at, starts in self._clocks.wake(event.occurred):
            if starts is not None:
                self._start_after(*starts, self.seen | {event.name})
            self._tell(at, everyone=False)

    def _start_after(self, name: str, beginning: Beginning, seen: Collection[str]) -> None:
        """Rule 27: what a deadline that ran out starts."""
        version = self.rules.on(self.rules.local_day(beginning.at))
        if version is not None and self.state == "open":
            self._clocks.start([name], beginning, version, seen)

    def ahead(self) -> Story:
        """The story if nothing more happens: what happens by itself has happened."""
        if not self.has_sleepers:
            return self
        story = self.fork(self.ledger.entries)
        story.wake(None)
        return story

    # -- one event ---------------------------------------------------------------------------------

    def step(self, recorded: Recorded, flaw: str | None = None) -> None:
        """Take the next event, as it stands in world order (``order.arrange``, ``WorldOrder.take``).

        flaw: of a correction or annulment that could not take effect, why.
        """
        event, at = recorded.event, recorded.event.occurred
        if isinstance(event, Unreadable):
            raise cannot_be_read(recorded)
        self.wake(at)
        version = self.rules.on(self.rules.local_day(at))
        self.case_type = self.case_type or event.case_type
        held_by = (self.unit, self.responsible)
        self._take_envelope(event, version)
        self._find.case_type, self._find.unit = self.case_type, self.unit
        moved = held_by != (self.unit, self.responsible)
        self.case_changed = self.case_changed or moved
        for finding in self._remarks(recorded, version, flaw):
            self._find(finding, recorded)
        if isinstance(event, SchedulerRecord):
            self._take_record(event)
        elif version is not None:
            self._take_event(recorded, version)
        if event.name in self.rules.looked_back_for:
            self.seen |= {event.name}
        self._tell(at, everyone=moved)
        self._wake_within(event)

    def _remarks(self, recorded: Recorded, version: Version | None, flaw: str | None) -> Iterator[str]:
        """What is found about an event as such, before it does anything."""
        yield from remarks.while_not_open(recorded, version, self.state)
        for finding in remarks.always(recorded, version, self.case_type, flaw):
            name = recorded.event.name
            if finding != "unexpected-event" or not any(clock.rule.names(name) for clock in self.clocks):
                yield finding

    def _take_event(self, recorded: Recorded, version: Version) -> None:
        at, name = recorded.event.occurred, recorded.event.name
        self._open(recorded, version)
        counted: dict[str, int] = {}
        met: list[str] = []
        self._clocks.started = set()
        if name in self.rules.bearing:  # no version has anything else to do with a deadline, but move it
            counted = self._clocks.count(recorded, version)
            met = self._clocks.end(recorded, at)
            self._clocks.start_over(recorded, version)
            self._clocks.stop_and_run(recorded, version)
        self._clocks.move(recorded, version)
        if self.state == "open" and (met or name in version.starts):
            names = [name, *(MET + deadline for deadline in met)]
            self._clocks.start(names, self._beginning(recorded, version), version, self.seen, counted)
        self._complain(recorded, version)
        self._record(recorded, version)
        if isinstance(recorded.event, MeetingAgreed) and not self._is_reasonable(recorded.event.takes_place):
            self._find("date-out-of-range", recorded)
        else:
            self.ladders.take(recorded, version)
        self._wake_within(recorded.event)
        if name in version.closes:
            self._close(recorded, at)
        elif self.early_closing is not None and self.state == "open":
            closing, self.early_closing = self.early_closing, None
            self._clocks.end(closing, at)
            self._close(closing, at)

    def _beginning(self, recorded: Recorded, version: Version) -> Beginning:
        """Rule 8: day zero is the day of the event, or the day on which the notice that it is presumably arrived."""
        at = recorded.event.occurred
        day: date | None = self.rules.local_day(at)
        days = version.presumed(recorded.event)
        if days and day is not None:
            try:
                day = version.calendar.add_working_days(day, days)
            except OutsideCalendar:
                day = None
        return Beginning(recorded, at, day)

    def _is_reasonable(self, instant: datetime) -> bool:
        try:
            return within_years(self.rules.local_day(instant))
        except OverflowError:
            return False

    def _take_record(self, event: SchedulerRecord) -> None:
        """What the scheduler did about the case changes nothing in it, but that the citizen was reminded."""
        if isinstance(event, ReminderDelivered) and event.about == MEETING and event.to == "citizen":
            self.records.reminded = True

    def _take_envelope(self, event: Event, version: Version | None) -> None:
        match event:
            case Referred(to_unit=to_unit):
                self.referred_to, self.case_changed = to_unit, True
            case Accepted() if self.referred_to is not None:
                self.unit, self.referred_to, self.case_changed = self.referred_to, None, True
            case Returned(to_unit=to_unit):
                self.unit, self.referred_to, self.case_changed = to_unit or self.unit, None, True
            case ComplaintReceived():
                self.concerns, self.kind = event.concerns or self.concerns, event.kind or self.kind
                self.category, self.case_changed = event.category or self.category, True
        self.unit = event.unit or self.unit
        self.responsible = event.responsible or self.responsible
        if version is None or not event.attributes:
            return
        own = {name: value for name, value in event.attributes.items() if name in version.attributes}
        if own:
            merged = {**self.attributes, **own}
            self.attributes = {name: value for name, value in merged.items() if value is not None}
            self.attributes_json = _json.encode(self.attributes).decode()
            self.case_changed = True

    # -- the case ----------------------------------------------------------------------------------

    def _open(self, recorded: Recorded, version: Version) -> None:
        name, at = recorded.event.name, recorded.event.occurred
        if self.state == "open":
            if name in version.reopens - version.opens:
                self._find("already-open", recorded)
            return
        self.case_changed = True
        if self.state == "not-opened" and name in version.opens:
            self.state, self.received_at = "open", at
            self.received_on = self.rules.local_day(at) if recorded.event.whole_day else None
        elif self.state == "closed" and name in version.reopens:
            self.state = "open"
            self.ledger.hold("case_time", (), None, at)
            self._clocks.come_back(recorded)

    def _close(self, closing: Recorded, at: datetime) -> None:
        if self.state == "closed":
            self._find("already-closed", closing)
        elif self.state == "not-opened":
            self._find("closed-before-opened", closing)
            self.early_closing = self.early_closing or closing
        else:
            self.state, self.case_changed = "closed", True
            self.ladders.close()
            self._clocks.lapse(at, closing)
            self._time(closing, at)

    def _time(self, closing: Recorded, at: datetime) -> None:
        assert self.received_at is not None
        closed = Happened(closing.event.occurred, closing.event.whole_day)
        took = duration(Happened(self.received_at, self.received_on is not None), closed, self.rules)
        payload = CaseTime(
            self.case_type or "",
            self.received_at,
            closed.at,
            took.seconds,
            self.unit,
            self.responsible,
            self.attributes_json,
            took.usable,
        )
        self.ledger.hold("case_time", (), payload, at)

    def _holder(self) -> HeldBy:
        return HeldBy(self.case_type or "", self.unit, self.responsible)

    # -- complaints and findings -------------------------------------------------------------------

    def _complain(self, recorded: Recorded, version: Version) -> None:
        if version.case_type.role != "complaint":
            return
        if self.received_at == recorded.event.occurred and recorded.event.name in version.opens:
            self._complaint_step("received", recorded.event)
        step = STEPS_OF_COMPLAINTS.get(recorded.event.name)
        if step is not None:
            self._complaint_step(step, recorded.event)

    def _complaint_step(self, step: str, event: Event) -> None:
        if self.ledger.holds("complaint", (step,)):
            return
        payload = ComplaintStep(
            step,
            self.case_type or "",
            self.kind,
            self.category,
            self.concerns,
            self.unit,
            event.source,
            self.attributes_json,
        )
        self.ledger.hold("complaint", (step,), payload, event.occurred)

    def _record(self, recorded: Recorded, version: Version) -> None:
        finding = self.records.take(recorded, version.case_type, self._holder())
        if finding is not None:
            self._find(finding, recorded)

    # -- telling -----------------------------------------------------------------------------------

    def _tell(self, at: datetime, *, everyone: bool) -> None:
        """Bring the facts in line with the state, as of ``at``."""
        if self.case_changed:
            self.case_changed = False
            self.ledger.hold("case", (), self._case_period(), at)
        for clock in self.clocks:
            if clock.changed or (everyone and clock.is_open):
                clock.changed = False
                self.ledger.hold("deadline", (clock.rule.id, str(clock.cycle)), shown(clock, self._holder()), at)
                self.ladders.tell_deadline(self.ledger, clock, self._holder(), at)
        self.ladders.tell_meeting(self.ledger, self._holder(), at, is_open=self.state == "open")

    def _case_period(self) -> CasePeriod:
        return CasePeriod(
            self.case_type or "",
            self.state,
            self.unit,
            self.responsible,
            self.referred_to,
            self.concerns,
            self.kind,
            self.category,
            self.received_at,
            self.attributes_json,
            self.received_on,
        )


def fold(history: Sequence[Recorded], rules: Rules) -> Story:
    """The story of one case: its events by position, under the rules as known."""
    events, flaws = hold(history, rules.local)
    arranged = arrange(events, rules)
    found = {flaw.recorded.position: flaw.finding for flaw in flaws}
    story = Story(rules, type_of(history))
    for recorded in arranged:
        story.step(recorded, found.get(recorded.position))
    story.taken = arranged
    return story
