"""Whether an expected end is still to be expected, as docs/reminders.md says (rule 11), the long way.

The months that are missing are paid, one event each, and the case is told once more from its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sagsgang.domain.events.case_events import Annulled, Corrected
from sagsgang.domain.events.corrections import in_force
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import BenefitPaid
from sagsgang.domain.fold.clock import Clock
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold

BEHIND = 10**9  # positions after all others
MONTHS_AHEAD = 48  # more than any window of these types


def may_fall_due(
    happened: Sequence[Recorded], rules: Rules, deadline: str, anchor: int, end: date, now: datetime
) -> bool:
    """Whether it would fall due by an expected end, were the month before the present one, and all from then on, paid of
    which nothing is said. happened: what is known and has happened by ``now``, at which the deadline counts."""
    found = first_that_falls_due(happened, rules, deadline, anchor, now, months_before=1)
    return found is not None and found <= end


def happened_by(history: Sequence[Recorded], rules: Rules, instant: datetime) -> list[Recorded]:
    """Without what, as corrected, happened later. A correction or an annulment holds wherever it stands."""
    later = {
        one.position
        for one in in_force(history, rules.local)[0]
        if one.event.occurred > instant and not isinstance(one.event, Annulled | Corrected)
    }
    return [one for one in history if one.position not in later]


def month_after(day: date, rules: Rules) -> datetime:
    """The first instant of the month after that of a day."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return rules.start_of(first)


def first_that_falls_due(
    happened: Sequence[Recorded],
    rules: Rules,
    deadline: str,
    anchor: int,
    now: datetime,
    *,
    months_before: int = 0,
) -> date | None:
    """The end that is expected at an instant (deadlines.md, rule 22): all months from then on are paid, or from so many
    months before."""
    spoken = _spoken_of(happened, rules, deadline)
    today = rules.local_day(now)
    first = today.year * 12 + today.month - 1 - months_before
    paid = [_paid(month, now) for month in range(first, first + MONTHS_AHEAD) if month not in spoken]
    then = _instance([*happened, *paid], rules, deadline, anchor, now)
    return then.due_on if then.state == "running" else None


def _paid(month: int, now: datetime) -> Recorded:
    """That a month was paid, behind all that is recorded."""
    name = f"{month // 12:04}-{month % 12 + 1:02}"
    event = BenefitPaid(source="made up", id=name, occurred=now, month=name)
    return Recorded(BEHIND + month, "case", BEHIND + month, now, event)


def _instance(happened: Sequence[Recorded], rules: Rules, deadline: str, anchor: int, now: datetime) -> Clock:
    story = fold(happened, rules)
    story.wake(now)
    [found] = [one for one in story.clocks if (one.rule.id, one.anchor.position) == (deadline, anchor)]
    return found


def _spoken_of(happened: Sequence[Recorded], rules: Rules, deadline: str) -> set[int]:
    """The months of which an event in force says something (deadlines.md, rule 19), counted from the year 0."""
    found = set()
    for recorded in in_force(happened, rules.local)[0]:
        event = recorded.event
        version = rules.on(rules.local_day(event.occurred))
        for rule in version.case_type.deadlines if version else ():
            counted = rule.accumulation
            if rule.id != deadline or not counted or event.name not in (*counted.counted_by, *counted.reversed_by):
                continue
            local = rules.local_day(event.occurred)
            said = getattr(event, "month", None) or event.attributes.get("month") or f"{local:%Y-%m}"
            try:
                year, month = (int(part) for part in str(said).split("-"))
            except ValueError:
                continue
            found.add(year * 12 + month - 1)
    return found
