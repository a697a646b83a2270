"""What was due, and what became of it, as docs/reminders.md says (rules 8 to 13), the long way.

A case's history is cut at every instant in question, at what had been recorded by then, and folded there and then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sagsgang.domain.events.case_events import MeetingHeld
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.inforce import in_force
from sagsgang.domain.events.office_events import MeetingAgreed, MeetingCancelled
from sagsgang.domain.facts import CasePeriod, DeadlinePeriod, Fact
from sagsgang.domain.fold.law import Law, Rules
from sagsgang.domain.fold.quality import facts_of
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.rules.reminder_step import ReminderStep

from .ladder_reference import Reached, ladder

# -- rules 8 and 9: what was due -------------------------------------------------------------------


class WasDue(NamedTuple):
    """A step that came due in a case. deadline: None for a meeting."""

    at: datetime
    deadline: str | None
    ends: date | datetime
    step: str
    number: int
    governed_from: date | None
    unit: str | None
    responsible: str | None


class Standing(NamedTuple):
    """A deadline ran, or a meeting was agreed, with this end, and its ladder. anchor: the position of what began it."""

    deadline: str | None
    ends: date | datetime
    governed_from: date | None
    anchor: int
    steps: tuple[ReminderStep, ...]
    ladder: tuple[Reached, ...]


class Cut:
    """A case as known at a position: what stood in it, as of any instant."""

    def __init__(self, history: Sequence[Recorded], rules: Rules) -> None:
        self.rules = rules
        self.events = in_force(history, rules.zone)[0]
        facts = facts_of(fold(history, rules))
        self.cases = [fact for fact in facts if isinstance(fact.payload, CasePeriod)]
        self.deadlines = [fact for fact in facts if isinstance(fact.payload, DeadlinePeriod)]

    def case_at(self, instant: datetime) -> CasePeriod | None:
        """How the case looked."""
        held: list[Any] = [fact.payload for fact in self.cases if _holds(fact, instant)]
        return held[-1] if held else None

    def standing(self, instant: datetime) -> Iterator[Standing]:
        """What could be reminded of, as of an instant."""
        for fact in self.deadlines:
            if _holds(fact, instant):
                yield from self._of_deadline(fact.payload)
        agreed = self._meeting_at(instant)
        if agreed is not None:
            yield from self._of_meeting(agreed)

    def ever_standing(self) -> Iterator[Standing]:
        """The same, whenever it was."""
        for fact in self.deadlines:
            yield from self._of_deadline(fact.payload)
        for recorded in self.events:
            if isinstance(recorded.event, MeetingAgreed):
                yield from self._of_meeting(recorded)

    def _of_deadline(self, payload: Any) -> Iterator[Standing]:
        ends = payload.due_on or payload.due_at
        if payload.state != "running" or ends is None:
            return
        [anchor] = [one for one in self.events if one.position == payload.anchor]
        version = self._version_on(anchor)
        [rule] = [one for one in version.deadlines if one.id == payload.deadline]
        yield from self._standing(payload.deadline, ends, anchor, rule.reminders or ())

    def _of_meeting(self, agreed: Recorded) -> Iterator[Standing]:
        version = self.rules.on(self.rules.local_day(agreed.event.occurred))
        if version is not None and isinstance(agreed.event, MeetingAgreed):
            steps = version.case_type.meeting_reminders or ()
            yield from self._standing(None, agreed.event.takes_place, agreed, steps)

    def _standing(
        self, deadline: str | None, ends: date | datetime, since: Recorded, steps: Sequence[ReminderStep]
    ) -> Iterator[Standing]:
        version = self.rules.on(self.rules.local_day(since.event.occurred))
        assert version is not None
        key = (tuple(steps), ends, version.calendar.id, id(version.calendar), self.rules.zone)
        if key not in _ladders:
            if len(_ladders) > 20_000:
                _ladders.clear()
            _ladders[key] = (version.calendar, tuple(ladder(steps, ends, version.calendar, self.rules.zone)))
        yield Standing(
            deadline, ends, version.case_type.valid_from, since.position, tuple(steps), _ladders[key][1]
        )

    def _version_on(self, recorded: Recorded) -> CaseType:
        version = self.rules.on(self.rules.local_day(recorded.event.occurred))
        assert version is not None
        return version.case_type

    def _meeting_at(self, instant: datetime) -> Recorded | None:
        """The meeting that was agreed and not yet held or cancelled, in an open case; closing the case ends it."""
        agreed: Recorded | None = None
        state, closed_early = "not-opened", False
        for recorded in self.events:
            event = recorded.event
            if event.occurred > instant:
                break
            version = self.rules.on(self.rules.local_day(event.occurred))
            if version is None:
                continue
            if event.name in {"not-opened": version.opens, "closed": version.reopens}.get(state, ()):
                state = "open"
            if isinstance(event, MeetingAgreed):
                agreed = recorded
            elif isinstance(event, MeetingHeld | MeetingCancelled):
                agreed = None
            if state == "not-opened":
                closed_early = closed_early or event.name in version.closes
            elif state == "open" and (closed_early or event.name in version.closes):
                state, closed_early, agreed = "closed", False, None
        return agreed if state == "open" else None


_ladders: dict[
    Any, tuple[Calendar, tuple[Reached, ...]]
] = {}  # the calendar is kept, so that its id stays its own


def _holds(fact: Fact, instant: datetime) -> bool:
    return fact.opened_at <= instant and (fact.closed_at is None or instant < fact.closed_at)


class Known:
    """One case in a journal: what had been recorded of it, and of the law, at any instant."""

    def __init__(
        self,
        history: Sequence[Recorded],
        publications: Sequence[Recorded],
        type_id: str,
        law: Law | None = None,
    ) -> None:
        """law: that of the publications, if many cases share it."""
        self.history = list(history)
        self.law = law or Law(publications)
        self.type_id = type_id
        changes = sorted([*history, *publications], key=lambda one: one.position)
        self.times = [one.recorded for one in changes]
        self.positions = [one.position for one in changes]
        self._cuts: dict[int, Cut | None] = {}

    def at(self, instant: datetime) -> Cut | None:
        """The case as known at an instant; None before there is anything to know."""
        count = bisect_right(self.times, instant)
        return self.cut(self.positions[count - 1]) if count else None

    def cut(self, position: int) -> Cut | None:
        """The case as known at a position."""
        if position not in self._cuts:
            so_far = [one for one in self.history if one.position <= position]
            rules = self.law.rules(self.type_id, position)
            self._cuts[position] = Cut(so_far, rules) if so_far and rules is not None else None
        return self._cuts[position]


def candidates(known: Known) -> list[datetime]:
    """Every instant at which a step of any ladder for any end that was ever believed in would come."""
    cuts = [cut for position in known.positions if (cut := known.cut(position)) is not None]
    return sorted({rung.at for cut in cuts for one in cut.ever_standing() for rung in one.ladder})


def was_due(known: Known) -> list[WasDue]:
    """Everything that came due in a case: each instant asked as of itself and as known then."""
    found = set()
    for instant in candidates(known):
        cut = known.at(instant)
        case = cut.case_at(instant) if cut is not None else None
        if cut is None or case is None:
            continue
        for one in cut.standing(instant):
            for rung in one.ladder:
                if rung.at == instant:
                    found.add(
                        WasDue(
                            instant,
                            one.deadline,
                            one.ends,
                            rung.step,
                            rung.number,
                            one.governed_from,
                            case.unit,
                            case.responsible,
                        )
                    )
    return sorted(found, key=lambda one: (one.at, one.deadline or "", str(one.ends), one.step, one.number))


# -- rules 11 to 13: what becomes of it ------------------------------------------------------------


def pointless(known: Known, one: WasDue, now: datetime, known_at: datetime) -> str | None:
    """Why a step that came due is pointless as of ``now``, in the words of the page's table; None: it is not."""
    then, present = known.at(one.at), known.at(known_at)
    assert then is not None
    assert present is not None
    [was] = [it for it in then.standing(one.at) if (it.deadline, it.ends) == (one.deadline, one.ends)]
    [step] = [step for step in was.steps if step.id == one.step]
    stands = [it for it in present.standing(now) if it.deadline == one.deadline]
    same = [it for it in stands if it.ends == one.ends]
    if not same:
        return _why_over(present, was, stands, now)
    if not same[0].steps:
        return "rule-changed"
    if step.before is not None and isinstance(one.ends, datetime) and now >= one.ends:
        return "past"
    if step.idle is not None:
        since = one.at - step.idle * timedelta(hours=24)
        if any(since < recorded.event.occurred <= one.at for recorded in then.events):
            return "active"
    return None


def _why_over(present: Cut, was: Standing, stands: Sequence[Standing], now: datetime) -> str:
    """What became of the very instance, or of the meeting, that was to be reminded of."""
    if was.deadline is None:
        if stands:
            return "moved"
        return "meeting-over" if any(one.position == was.anchor for one in present.events) else "annulled"
    own: list[Any] = [
        fact.payload
        for fact in present.deadlines
        if _holds(fact, now)
        and (getattr(fact.payload, "deadline", ""), _anchor(fact)) == (was.deadline, was.anchor)
    ]
    if not own:
        return "annulled"
    return "moved" if own[-1].state == "running" else str(own[-1].state)


def _anchor(fact: Fact) -> int:
    return int(getattr(fact.payload, "anchor", 0))
