"""Whether a step that came due is still worth sending at the moment of deciding (docs/reminders.md, rules 11 and 12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, TypeVar

from ...delivery.reminders.case_at_sending import CaseAtSending
from ...domain.events.case_events import Event
from ...domain.events.corrections import hold
from ...domain.events.history import Recorded
from ...domain.events.reminder_events import (
    SOURCE,
    ReminderIssued,
    ReminderWithheld,
    SchedulerRecord,
    WithheldReason,
)
from ...domain.fold.reminder_facts import is_still_expected
from ...domain.fold.reminder_worth import ClosedDeadline, ClosedMeeting, OpenEnd, why_pointless
from ...domain.rules.local_time import LocalTime
from ...domain.rules.reminder_step import Recipient
from ...projections.asking.reader import Reader
from ...projections.queue.reminders import Instance, Standing, Subject, instances, still_open
from .candidates import DuePage, DueReminder, KnownSteps

Said = TypeVar("Said")


def judged(
    reader: Reader,
    steps: KnownSteps,
    page: DuePage,
    now: datetime,
    say: Callable[[Judge, DueReminder], Said],
) -> list[Said]:
    """What is said of each step of a page, in its order. Histories are read as many at a time as memory holds well."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(page.due):
        places.setdefault(one.due.case, []).append(place)
    cases = sorted(places)
    opened = still_open(reader, cases)
    read = {one.due.case for one in page.together if one.step.idle is not None or one.subject.is_meeting}
    read |= {subject.case for subject, standing in opened.items() if standing.expected}
    judge = Judge(now, opened, instances(reader, cases), steps, page.together)
    found: dict[int, Said] = {}
    for some in chain([{}], map(dict, reader.journal.history_pages_of(read & places.keys(), reader.position))):
        judge.look_at(some)
        for case in some or places.keys() - read:
            found |= {place: say(judge, page.due[place]) for place in places[case]}
    return [found[place] for place in range(len(page.due))]


class Judge:
    """Says of a step that came due whether it is still worth sending at the moment of deciding."""

    def __init__(
        self,
        now: datetime,
        opened: Mapping[Subject, Standing],
        known: Mapping[tuple[str, str, int], Instance],
        steps: KnownSteps,
        together: Iterable[DueReminder],
    ) -> None:
        """opened: what is open now. known: by case, deadline and what started it, each instance of a deadline. together:
        what is decided on in the same go in these cases."""
        self.now = now
        self.opened = opened
        self.known = known
        self._steps = steps
        self._histories: Mapping[str, Sequence[Recorded]] = {}
        self._cases: dict[str, CaseAtSending] = {}
        self._together: dict[tuple[Subject, Recipient], list[DueReminder]] = {}
        for one in together:
            if one.due.at <= now:
                self._together.setdefault((one.subject, one.to), []).append(one)

    def look_at(self, histories: Mapping[str, Sequence[Recorded]]) -> None:
        """Go on with these. histories: of those cases among them that are reminded of a meeting, of an expected end, or
        only when nothing happens in them. What was remembered of others is let go."""
        self._histories, self._cases = histories, {}

    def event(self, one: DueReminder) -> SchedulerRecord:
        """What is to be noted of it."""
        reason = self.reason(one)
        if reason is not None:
            return ReminderWithheld(**self._said(one), reason=reason)
        to = self._addressee(one)
        return ReminderIssued(**self._said(one), anchor=one.due.anchor, channel=one.step.channel, addressee=to)

    def reason(self, one: DueReminder) -> WithheldReason | None:
        """Why it is pointless; None: it is not."""
        return why_pointless(self._end_of(one), lambda: self._is_overtaken(one))

    def _end_of(self, one: DueReminder) -> OpenEnd | ClosedDeadline | ClosedMeeting:
        """What became of the end that it reminds of: of the very instance that the step came due for."""
        standing, case = self.opened.get(one.subject), one.due.case
        if standing is None and one.subject.is_meeting:
            another = any(subject.case == case and subject.is_meeting for subject in self.opened)
            return ClosedMeeting(another, lambda: self._holds(case, one.due.anchor))
        if standing is None:
            instance = self.known.get((case, one.due.deadline, one.due.anchor))
            return ClosedDeadline(one.due.ends, one.step, *(instance or ()))
        return OpenEnd(
            one.step.before is not None,
            self.now >= one.over_at,
            standing.expected,
            lambda: self._is_still_expected(one, standing.anchor),
            lambda: one.step.idle is not None and self._was_active(one, timedelta(days=one.step.idle)),
        )

    def _is_overtaken(self, one: DueReminder) -> bool:
        """Whether a later step for the same end and recipient is worth sending, in the same go."""
        later = [other for other in self._together.get((one.subject, one.to), ()) if other.rank > one.rank]
        return any(
            (other.due.at > one.due.at or other.step.channel == one.step.channel)
            and why_pointless(self._end_of(other)) is None
            for other in later
        )

    def _is_still_expected(self, one: DueReminder, anchor: int) -> bool:
        case = self._cases.get(one.due.case)
        if case is None:
            rules = self._steps.rules_now(one.due.case_type)
            case = self._cases[one.due.case] = CaseAtSending(self._histories[one.due.case], rules, self.now)
        clock = case.clock(anchor, one.due.deadline)
        assert one.due.due_on is not None, "months add up to a day"
        return clock is None or is_still_expected(clock, one.due.due_on, self.now)

    def _holds(self, case: str, position: int) -> bool:
        """Whether the event at a position was not annulled."""
        return any(each.position == position for each in hold(self._histories.get(case, ()), LocalTime.of(UTC))[0])

    def _was_active(self, one: DueReminder, for_so_long: timedelta) -> bool:
        """Rule 12: as of the instant of the step, and as known then."""
        at, local = one.due.at, self._steps.rules_then(one.due).local
        known = [
            each
            for each in self._histories.get(one.due.case, ())
            if self._steps.slips.known_at(each.recorded) <= at
        ]
        return any(
            _happened_within(each.event, at - for_so_long, at, local)
            for each in hold(known, local)[0]
            if not isinstance(each.event, SchedulerRecord)
        )

    def _addressee(self, one: DueReminder) -> str | None:
        holder = self.opened[one.subject]
        match one.to:
            case "responsible":
                return holder.responsible or holder.unit
            case "unit" | "team-leader":
                return holder.unit
        return None

    def _said(self, one: DueReminder) -> dict[str, Any]:
        return {
            "source": SOURCE,
            "id": one.key,
            "occurred": self.now,
            "about": one.due.about,
            "deadline": one.due.deadline or None,
            "ends": one.due.ends,
            "step": one.due.step,
            "number": one.due.number,
            "to": one.to,
            "due_at": one.due.at,
        }


def _happened_within(event: Event, since: datetime, until: datetime, local: LocalTime) -> bool:
    """Rule 12: whether it happened after one instant and up to another; one without a time may have, on its local day."""
    if not event.whole_day:
        return since < event.occurred <= until
    day = local.day_of(event.occurred, event.day)
    return local.start_of(day) <= until and since < local.end_of(day)
