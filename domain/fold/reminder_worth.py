"""Whether a reminder is still worth sending (docs/reminders.md, rules 11, 12 and 15).

It is asked when a step came due, of the rows of the projections, and once more before it is sent, of the case itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..events.reminder_events import OVER, WithheldReason
from ..facts import DeadlineState
from ..rules.reminder_step import ReminderStep


class OpenEnd(NamedTuple):
    """The end that is reminded of is open. warns: whether the step comes before it. is_over: whether it has come.

    expected: months still add up to it; still_expected: whether they can by then (asked only where it matters). was_active:
    whether something happened in the case since, of a step that is only for cases in which nothing does.
    """

    warns: bool
    is_over: bool
    expected: bool
    still_expected: Callable[[], bool]
    was_active: Callable[[], bool] = lambda: False


class ClosedDeadline(NamedTuple):
    """No such end of the deadline is open. ends: the one that was to be reminded of. state, end: of that instance of the
    deadline now; state None: the event that started it does so no more."""

    ends: str
    step: ReminderStep | None
    state: DeadlineState | None = None
    end: str | None = None


class ClosedMeeting(NamedTuple):
    """The meeting is not to come. another: another is agreed. agreed: whether the event that agreed on it still holds."""

    another: bool
    agreed: Callable[[], bool]


def why_pointless(
    end: OpenEnd | ClosedDeadline | ClosedMeeting, is_overtaken: Callable[[], bool] = lambda: False
) -> WithheldReason | None:
    """Why a reminder need not be sent; None: it must. is_overtaken: whether a later step says more, asked last."""
    if isinstance(end, ClosedDeadline):
        return _why_closed(end)
    if isinstance(end, ClosedMeeting):
        return "moved" if end.another else "meeting-over" if end.agreed() else "annulled"
    return _why_untrue(end) or ("overtaken" if is_overtaken() else None)


def _why_untrue(end: OpenEnd) -> WithheldReason | None:
    if end.expected and not end.warns:
        return "not-expected"
    if end.warns and end.is_over:
        return "past"
    if end.expected and not end.still_expected():
        return "not-expected"
    return "active" if end.was_active() else None


def _why_closed(of: ClosedDeadline) -> WithheldReason:
    ends_so = of.end == of.ends
    if of.state is None:
        return "annulled"
    if of.state == "counting" and (of.end is None or (ends_so and of.step is not None and of.step.before is None)):
        return "not-expected"
    return "rule-changed" if of.state in ("running", "counting") and ends_so else OVER[of.state]
