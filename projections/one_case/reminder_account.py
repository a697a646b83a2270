"""The account of a case's reminders: each step of each ladder, and why it was sent, or why not (docs/reminders.md)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

import msgspec

from ...domain.events.clock_slips import Slips
from ...domain.events.reminder_events import (
    About,
    Key,
    ReminderDelivered,
    ReminderDismissed,
    ReminderIssued,
    ReminderOffered,
    ReminderUndelivered,
    ReminderWithheld,
    SchedulerRecord,
    key_of,
)
from ...domain.facts import Ladder
from ...domain.fold.clock import Clock
from ...domain.fold.faults import computing
from ...domain.fold.law import Rules
from ...domain.fold.reminder_facts import MEETING
from ...domain.fold.rows import FactRow, rows
from ...domain.fold.story import Story
from ...domain.text import Text
from ..asking.folded_case import KnownCase
from ..queue.reminders import place_of

Subject = tuple[str, str, str]  # about, deadline, ends
ENDS = ("met", "cancelled", "lapsed", "restarted", "suspended", "expired")
WAITING = ("renewed", "also-waits", "no-longer-waits")  # the clock stands still
MEETING_LABEL = Text("Samtale", "Meeting")


class StepLine(msgspec.Struct, kw_only=True):
    """One step for one recipient.

    standing: planned, waiting (due; the scheduler has not come to it), issued, delivered, undelivered, withheld, offered
    (once more, after it could not be delivered), dismissed (somebody decided that it need not arrive); or it never came due:
    over (the deadline was over or elsewhere),
    booked-late (it lay before the deadline was recorded), before-start (before the scheduler's first start).
    at: when it came due, or comes. channel: none of what was withheld. reason: of what was withheld or could not be
    delivered, or the state that made it over. by: who offered it again or dismissed it, where it is known. event: position.
    """

    at: datetime
    step: str
    number: int
    to: str
    channel: str | None
    standing: str
    reason: str | None = None
    by: str | None = None
    since: datetime | None = None
    event: int | None = None


class LadderLines(msgspec.Struct, kw_only=True):
    """The ladder for one end of a deadline or meeting. open: whether it is open with that end. expected: whether months
    still add up to that end (``counting``), so that another may come instead."""

    about: str
    deadline: str | None
    label: Text
    ends: str
    open: bool
    expected: bool
    steps: list[StepLine]


def reminders_of(known: KnownCase, deadline: str | None = None) -> list[LadderLines]:
    """Every ladder of a case, of one deadline (or ``meeting``) alone where one is named."""
    account = _Account(known, known.journal.reminders_began(), known.journal.slips())
    return [
        lines
        for lines in account.ladders()
        if deadline is None or deadline == (MEETING if lines.about == MEETING else lines.deadline)
    ]


class _Account:
    """Goes through the ladders of one case, as far as they were known."""

    def __init__(self, known: KnownCase, began: datetime | None, slips: Slips) -> None:
        self.known = known
        self.began = began
        self.as_of = known.moment.as_of
        self.story = known.story()
        told = (*known.history, *known.publications)
        times = sorted((one.position, slips.known_at(one.recorded)) for one in told)
        self.positions = [position for position, _ in times]
        self.recorded = [recorded for _, recorded in times]
        with computing(known.case):
            self.rows = [row for row in rows(known.history, known.law) if isinstance(row.payload, Ladder)]
        self.noted: dict[str, list[tuple[int, SchedulerRecord]]] = {}
        for one in known.history:
            if isinstance(one.event, SchedulerRecord) and one.event.occurred <= self.as_of:
                self.noted.setdefault(one.event.key_in(known.case), []).append((one.position, one.event))

    def ladders(self) -> Iterator[LadderLines]:
        """The ladders that are believed now, and those that something was noted of, in the order of their ends."""
        found: dict[Subject, list[FactRow]] = {}
        for row in self.rows:
            found.setdefault(_subject(row), []).append(row)
        for (about, deadline, ends), its_rows in sorted(found.items(), key=lambda one: (one[0][2], one[0])):
            believed = [row for row in its_rows if row.withdrawn_pos is None and row.opened_at <= self.as_of]
            holds = [row for row in believed if row.answers(self.as_of, self.known.position)]
            steps = [*self._steps((about, deadline, ends), its_rows, bool(believed))]
            if steps:
                yield LadderLines(
                    about=about,
                    deadline=deadline or None,
                    label=self._label(about, deadline),
                    ends=ends,
                    open=bool(holds),
                    expected=any(ladder.expected for row in holds if isinstance(ladder := row.payload, Ladder)),
                    steps=steps,
                )

    def _steps(self, subject: Subject, its_rows: Sequence[FactRow], believed: bool) -> Iterator[StepLine]:
        """What was noted of one end, whatever the ladder says by now; and of what it says, the rest, if it is believed."""
        ladder, rules = self._ladder(its_rows)
        told = {key: notes for key, notes in self.noted.items() if _subject_of(notes[0][1]) == subject}
        lines = [_as_noted(notes) for notes in told.values()]
        for at, name, number in zip(ladder.at, ladder.steps, ladder.numbers, strict=True):
            _, step = place_of(rules, ladder.about, ladder.deadline, ladder.governed_from, name)
            for to in step.to:
                about = cast(About, ladder.about)
                key = Key(self.known.case, about, ladder.deadline or None, ladder.ends, name, number, to)
                if believed and key_of(key) not in told:
                    line = StepLine(at=at, step=name, number=number, to=to, channel=step.channel, standing="")
                    lines.append(self._as_reckoned(line, its_rows))
        yield from sorted(lines, key=lambda line: line.at)

    def _ladder(self, its_rows: Sequence[FactRow]) -> tuple[Ladder, Rules]:
        """The ladder as it was believed last, and the rules that it was reckoned by."""
        ladder = its_rows[-1].payload
        assert isinstance(ladder, Ladder)
        rules = self.known.law.rules(ladder.case_type, its_rows[-1].opened_pos)
        assert rules is not None
        return ladder, rules

    def _as_reckoned(self, line: StepLine, its_rows: Sequence[FactRow]) -> StepLine:
        """Of a step that nothing was noted of: what it waits for, or why it never came due (rules 8 and 14)."""
        if line.at > self.as_of:
            if any(row.answers(self.as_of, self.known.position) for row in its_rows):
                return msgspec.structs.replace(line, standing="planned")
            return msgspec.structs.replace(line, standing="over", reason=self._state(its_rows[-1], line.at))
        known_then = bisect_right(self.recorded, line.at)
        position = self.positions[known_then - 1] if known_then else 0
        if any(row.answers(line.at, position) for row in its_rows):
            started = self.began is not None and line.at > self.began
            return msgspec.structs.replace(line, standing="waiting" if started else "before-start")
        if all(row.opened_pos > position for row in its_rows):
            return msgspec.structs.replace(line, standing="booked-late")
        return msgspec.structs.replace(line, standing="over", reason=self._state(its_rows[-1], line.at))

    def _state(self, row: FactRow, at: datetime) -> str | None:
        """What had become by an instant of what it reminds of."""
        ladder = row.payload
        assert isinstance(ladder, Ladder)
        if ladder.about == MEETING:
            return "meeting-over"
        clock = next(
            (
                one
                for one in _clocks(self.story)
                if (one.rule.id, one.anchor.position) == (ladder.deadline, ladder.anchor)
            ),
            None,
        )
        if clock is None:
            return "annulled"
        came = ["suspended" if step.what in WAITING else step.what for step in clock.steps if step.at <= at]
        return came[-1] if came and came[-1] in ENDS else "moved"

    def _label(self, about: str, deadline: str) -> Text:
        if about == MEETING:
            return MEETING_LABEL
        labels = [clock.rule.label for clock in _clocks(self.story) if clock.rule.id == deadline]
        return labels[-1] if labels else Text(deadline, deadline)


def _clocks(story: Story | None) -> Sequence[Clock]:
    return story.clocks if story is not None else []


def _subject(row: FactRow) -> Subject:
    ladder = row.payload
    assert isinstance(ladder, Ladder)
    return ladder.about, ladder.deadline, ladder.ends


def _subject_of(event: SchedulerRecord) -> Subject:
    return event.about, event.deadline or "", event.ends


def _as_noted(notes: Sequence[tuple[int, SchedulerRecord]]) -> StepLine:
    """As the last note says; what was delivered stays delivered."""
    first = notes[0][1]
    assert isinstance(first, ReminderIssued | ReminderWithheld), "the first says when it came due"
    delivered = [one for one in notes if isinstance(one[1], ReminderDelivered)]
    position, event = (delivered or list(notes))[-1]
    return StepLine(
        at=first.due_at,
        step=first.step,
        number=first.number,
        to=first.to,
        channel=first.channel if isinstance(first, ReminderIssued) else None,
        standing=event.TOPIC.removeprefix("reminder-"),
        reason=event.reason if isinstance(event, ReminderUndelivered | ReminderWithheld) else None,
        by=event.actor if isinstance(event, ReminderOffered | ReminderDismissed) else None,
        since=event.occurred,
        event=position,
    )
