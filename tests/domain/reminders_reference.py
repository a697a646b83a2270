"""What was due, and what became of it, as docs/reminders.md says (rules 8 to 13), the long way.

A case's history is cut at every instant in question, at what had been recorded by then, and folded there and then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sagsgang.domain.events.case_events import MeetingHeld
from sagsgang.domain.events.corrections import hold
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import MeetingAgreed, MeetingCancelled
from sagsgang.domain.facts import CasePeriod, DeadlinePeriod, Fact
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Law, Rules
from sagsgang.domain.fold.order import arrange
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.reminder_step import ReminderStep

from .expected_reference import first_that_falls_due, happened_by, may_fall_due, month_after
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
    """A deadline ran, or a meeting was agreed, with this end, and its ladder. anchor: the position of what began it.

    expected: the deadline only counted, and that end was expected. every_step: of the ladder, those left out too.
    """

    deadline: str | None
    ends: date | datetime
    governed_from: date | None
    anchor: int
    expected: bool
    every_step: tuple[ReminderStep, ...]
    steps: tuple[ReminderStep, ...]
    ladder: tuple[Reached, ...]


class Cut:
    """A case as known at a position: what stood in it, as of any instant."""

    def __init__(self, history: Sequence[Recorded], rules: Rules) -> None:
        self.rules = rules
        self.events = arrange(hold(history, rules.local)[0], rules)
        facts = facts_of(fold(history, rules))
        self.cases = [fact for fact in facts if isinstance(fact.payload, CasePeriod)]
        self.deadlines = [fact for fact in facts if isinstance(fact.payload, DeadlinePeriod)]
        self.began: dict[tuple[str, int], datetime] = {}
        for fact in self.deadlines:
            payload: Any = fact.payload
            key = payload.deadline, payload.cycle
            self.began[key] = min(self.began.get(key, fact.opened_at), fact.opened_at)
        self.next_ends: dict[Fact, tuple[datetime, date]] = {}
        for fact in self.deadlines:
            following = self._next_end(history, fact)
            if following is not None:
                self.next_ends[fact] = following

    def _next_end(self, history: Sequence[Recorded], fact: Fact) -> tuple[datetime, date] | None:
        """Rule 1: from when on another end is expected, if the one that a count shows goes by while it holds."""
        shown = fact.payload
        if not isinstance(shown, DeadlinePeriod) or shown.state != "counting" or shown.unrolled_on is None:
            return None
        gone_by = month_after(shown.unrolled_on, self.rules)
        if fact.closed_at is not None and fact.closed_at <= gone_by:
            return None
        happened = happened_by(history, self.rules, gone_by)
        end = first_that_falls_due(happened, self.rules, shown.deadline, shown.anchor, gone_by)
        return None if end is None else (gone_by, end)

    def case_at(self, instant: datetime) -> CasePeriod | None:
        """How the case looked."""
        held: list[Any] = [fact.payload for fact in self.cases if _holds(fact, instant)]
        return held[-1] if held else None

    def standing(self, instant: datetime) -> Iterator[Standing]:
        """What could be reminded of, as of an instant."""
        for fact in self.deadlines:
            if _holds(fact, instant):
                yield from self._of_deadline(fact.payload)
                if fact in self.next_ends and instant >= self.next_ends[fact][0]:
                    yield from self._of_next(fact)
        agreed = self._meeting_at(instant)
        if agreed is not None:
            yield from self._of_meeting(agreed)

    def ever_standing(self) -> Iterator[Standing]:
        """The same, whenever it was."""
        for fact in self.deadlines:
            yield from self._of_deadline(fact.payload)
            if fact in self.next_ends:
                yield from self._of_next(fact)
        for recorded in self.events:
            if isinstance(recorded.event, MeetingAgreed):
                yield from self._of_meeting(recorded)

    def _of_next(self, fact: Fact) -> Iterator[Standing]:
        """The ladder of the end that is expected when the one that a count shows has gone by: the steps of two months."""
        gone_by, end = self.next_ends[fact]
        last_of_first = month_after(self.rules.local_day(gone_by), self.rules)
        until = month_after(self.rules.local_day(last_of_first), self.rules)
        for one in self._of_deadline(fact.payload, end):
            yield one._replace(ladder=tuple(rung for rung in one.ladder if gone_by <= rung.at < until))

    def _of_deadline(self, payload: Any, another: date | None = None) -> Iterator[Standing]:
        """another: the end that is expected instead of the one that it shows, whose month has gone by."""
        ends = another or payload.due_on or payload.due_at
        if payload.state not in ("running", "counting") or ends is None:
            return
        # What a deadline that ran out has started began then, and not with the event that it names as its anchor.
        began = self.rules.local_day(self.began[payload.deadline, payload.cycle])
        version = self.rules.on(began)
        assert version is not None
        [rule] = [one for one in version.case_type.deadlines if one.id == payload.deadline]
        expected = payload.state == "counting"
        yield from self._standing(
            payload.deadline, ends, began, payload.anchor, rule.reminders or (), expected=expected
        )

    def _of_meeting(self, agreed: Recorded) -> Iterator[Standing]:
        version = self.rules.on(self.rules.local_day(agreed.event.occurred))
        if version is not None and isinstance(agreed.event, MeetingAgreed):
            steps = version.case_type.meeting_reminders or ()
            day = self.rules.local_day(agreed.event.occurred)
            yield from self._standing(None, agreed.event.takes_place, day, agreed.position, steps)

    def _standing(
        self,
        deadline: str | None,
        ends: date | datetime,
        began: date,
        anchor: int,
        every_step: Sequence[ReminderStep],
        *,
        expected: bool = False,
    ) -> Iterator[Standing]:
        version = self.rules.on(began)
        assert version is not None
        # Rule 1: of an end that is only expected, the steps before it alone.
        steps = [one for one in every_step if one.before is not None] if expected else every_step
        local = self.rules.local
        zone = local.zone_at(ends) if isinstance(ends, datetime) else local.zone_on(ends)
        key = (tuple(steps), ends, version.calendar.id, id(version.calendar), zone)
        if key not in _ladders:
            if len(_ladders) > 20_000:
                _ladders.clear()
            _ladders[key] = (version.calendar, tuple(ladder(steps, ends, version.calendar, zone)))
        yield Standing(
            deadline,
            ends,
            version.case_type.valid_from,
            anchor,
            expected,
            tuple(every_step),
            tuple(steps),
            _ladders[key][1],
        )

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

    def until(self, instant: datetime) -> list[Recorded]:
        """The events that had been recorded by then."""
        return [one for one in self.history if one.recorded <= instant]

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


class Go(NamedTuple):
    """When it is decided on: what was due up to ``now``, with what had been recorded by ``known_at``.

    due: all that came due in the case, then or later.
    """

    now: datetime
    known_at: datetime
    due: Sequence[WasDue]


def pointless(known: Known, one: WasDue, to: str, go: Go) -> str | None:
    """Why a step that came due is pointless for a recipient, in the words of the page's table; None: it is not."""
    reason = _untrue(known, one, go)
    if reason is not None:
        return reason
    step, place = step_of(known, one)
    for other in go.due:
        if (other.deadline, other.ends) != (one.deadline, one.ends) or other.at > go.now:
            continue
        its_step, its_place = step_of(known, other)
        later = other.at > one.at
        beside = other.at == one.at and its_step.channel == step.channel
        below = beside and (its_place, other.number) > (place, one.number)
        if to in its_step.to and (later or below) and _untrue(known, other, go) is None:
            return "overtaken"
    return None


def step_of(known: Known, one: WasDue) -> tuple[ReminderStep, int]:
    """The step that came due, and its place in its ladder."""
    was = _was(known, one)
    [found] = [(step, place) for place, step in enumerate(was.every_step) if step.id == one.step]
    return found


def _was(known: Known, one: WasDue) -> Standing:
    then = known.at(one.at)
    assert then is not None
    [was] = [it for it in then.standing(one.at) if (it.deadline, it.ends) == (one.deadline, one.ends)]
    return was


def _untrue(known: Known, one: WasDue, go: Go) -> str | None:
    then, present = known.at(one.at), known.at(go.known_at)
    assert then is not None
    assert present is not None
    step, _ = step_of(known, one)
    stands = [it for it in present.standing(go.now) if it.deadline == one.deadline]
    same = [it for it in stands if it.ends == one.ends]
    if not same:
        return _why_over(present, _was(known, one), stands, go.now)
    expected = same[0].expected
    if not same[0].every_step:
        return "rule-changed"
    if step.before is not None and go.now >= _over_from(one.ends, present.rules):
        return "past"
    if expected and (step.before is None or not _may_fall_due(known, same[0], go)):
        return "not-expected"
    if step.idle is not None:
        since = one.at - step.idle * timedelta(hours=24)
        for event in (recorded.event for recorded in then.events):
            day = event.day if event.whole_day else None
            first = event.occurred if day is None else then.rules.start_of(day)
            if first <= one.at and (first > since if day is None else then.rules.end_of(day) > since):
                return "active"
    return None


def _may_fall_due(known: Known, one: Standing, go: Go) -> bool:
    present = known.at(go.known_at)
    assert present is not None
    assert one.deadline is not None
    assert isinstance(one.ends, date)
    happened = happened_by(known.until(go.known_at), present.rules, go.now)
    return may_fall_due(happened, present.rules, one.deadline, one.anchor, one.ends, go.now)


def _over_from(ends: date | datetime, rules: Rules) -> datetime:
    """The instant at which it is over: of a day, the midnight after it."""
    return ends if isinstance(ends, datetime) else rules.end_of(ends)


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
    if own[-1].state == "counting" and own[-1].due_on is None:
        return "not-expected"
    return "moved" if own[-1].state in ("running", "counting") else str(own[-1].state)


def _anchor(fact: Fact) -> int:
    return int(getattr(fact.payload, "anchor", 0))
