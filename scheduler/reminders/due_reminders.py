"""A window of time as the scheduler sees it: what came due in it, and what became or would become of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from ...domain.events.reminder_events import SOURCE, WithheldReason
from ...domain.fold.faults import NotComputed, computing
from ...domain.text import Text
from ...domain.words.published_names import Labels
from ...projections.asking.reader import Reader
from .candidates import DuePage, DueReminder, KnownSteps, came_due
from .judge import Judge, judged

UNKNOWN = "unknown"


class WindowLine(msgspec.Struct, kw_only=True):
    """One step for one recipient. at: when it came, or comes, due. ends: the end that it reminds of.

    standing: planned (not due yet), new (not decided on), pointless (not decided on, and would be withheld), or what is
    noted: issued, delivered, undelivered, withheld. reason: why it would be withheld.
    """

    at: datetime
    case: str
    type: str
    deadline: str | None
    ends: str
    step: str
    number: int
    to: str
    channel: str
    unit: str | None
    standing: str
    reason: str | None = None
    deadline_label: Text | None = None


class ReminderWindow(msgspec.Struct, kw_only=True):
    """What came due after ``since`` up to ``until``, by what became of it; items: the first of it, in order.

    Of a step whose rules cannot be read it is not known for whom it is: it is counted as ``unknown``, and no item.
    """

    as_of: datetime
    since: datetime
    until: datetime
    position: int
    due: int
    by_standing: dict[str, int]
    items: list[WindowLine]
    next: str | None = None


def window(reader: Reader, since: datetime, until: datetime, limit: int, skipped: int = 0) -> ReminderWindow:
    """What came due, or as things stand will come due; so many lines of it, after so many others."""
    now = reader.moment.as_of
    found = ReminderWindow(
        as_of=now, since=since, until=until, position=reader.position, due=0, by_standing={}, items=[]
    )
    steps = KnownSteps(reader.journal, reader.position)
    counts, lines, labels = Counter[str](), 0, Labels(reader.law)
    for page in came_due(steps, reader, since, until):
        for line in _lines(reader, steps, page, now):
            counts[line.standing] += 1
            if skipped <= lines < skipped + limit:
                if line.deadline is not None:
                    line.deadline_label = labels.deadline(line.type, line.deadline)
                found.items.append(line)
            lines += 1
        if page.unknown:
            counts[UNKNOWN] += len(page.unknown)
    found.due, found.by_standing = counts.total(), dict(counts)
    return found


def _lines(reader: Reader, steps: KnownSteps, page: DuePage, now: datetime) -> Iterator[WindowLine]:
    ends = ("", "-delivered", "-undelivered-1", "-withheld")
    held = reader.journal.held(SOURCE, [one.key + end for one in page.due for end in ends])
    noted_of = [[held[one.key + end] for end in ends if one.key + end in held] for one in page.due]
    fresh = [one for one, noted in zip(page.due, noted_of, strict=True) if not noted]
    reasons = iter(judged(reader, steps, page._replace(due=fresh), now, _reason))
    for one, noted in zip(page.due, noted_of, strict=True):
        reason = None if noted else next(reasons)
        yield WindowLine(
            at=one.due.at,
            case=one.due.case,
            type=one.due.case_type,
            deadline=one.due.deadline or None,
            ends=one.due.ends,
            step=one.due.step,
            number=one.due.number,
            to=one.to,
            channel=one.step.channel,
            unit=one.due.unit,
            standing=_standing(noted) if noted else _to_be(one, reason, now),
            reason=reason,
        )


def _reason(judge: Judge, one: DueReminder) -> WithheldReason | None:
    """Why it would be withheld. Of a case that a fault of the program keeps from being told, nothing can be said."""
    try:
        with computing(one.due.case):
            return judge.reason(one)
    except NotComputed:
        return None


def _to_be(one: DueReminder, reason: str | None, now: datetime) -> str:
    if one.due.at > now:
        return "planned"
    return "new" if reason is None else "pointless"


def _standing(noted: Sequence[str]) -> str:
    """By the topics that are noted of one reminder: what was delivered is delivered, whatever was tried before."""
    if "reminder-delivered" in noted:
        return "delivered"
    return noted[-1].removeprefix("reminder-")
