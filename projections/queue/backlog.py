"""The backlog of a duty: who is under it on a day, who is overdue, and how the overdue ones are brought to an end.

Asked of the rows of ``deadlines`` alone: the same rows, as of one day after another, with the same knowledge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, LiteralString, NamedTuple

import msgspec
from psycopg import sql

from ...domain.day_or_instant import DayOrInstant
from ...domain.rules.term import add_months
from ...domain.text import Text
from ..asking.name_check import check_unit
from ..asking.reader import Reader
from ..tables.catalogue import DEADLINES
from .queue_items import OVERDUE

Step = Literal["month", "week"]

DEFINITION = Text(
    da="Under pligten: sager med et åbent forløb af fristen på dagen kl. 00:00: det løber, er berostillet eller tæller. "
    "Overskredet: udløbet er passeret. Efterslæbet (kohorten) er dagens overskredne forløb, hvert kendt på sag, frist "
    "og nummer, hvor de end flyttes hen. still_open: så mange af dem er åbne endnu ved periodens begyndelse. "
    "newly_overdue: andre, der er overskredne da. ideal: den rette linje fra efterslæbet til nul på måldagen. Hvert "
    "punkt svares pr. sin egen dag med den samme viden; for dage, der ikke er kommet endnu, siges intet. "
    "restored_on: dagen, hvor det sidste af efterslæbet endte; kun når alle var endt på måldagen. Et forløb ender, når "
    "det opfyldes, bortfalder, startes forfra eller lukkes med sagen; ended siger hvor mange af hver. unit: enheden, "
    "der havde sagen den dag.",
    en="Under the duty: cases with an open instance of the deadline at 00:00 of the day: running, suspended or counting. "
    "Overdue: its end has passed. The backlog (the cohort) is that day's overdue instances, each known by case, "
    "deadline and number, wherever they are moved. still_open: so many of them are open yet at the period's beginning. "
    "newly_overdue: others that are overdue then. ideal: the straight line from the backlog to none on the target day. "
    "Each point is asked as of its own day with the same knowledge; of days that have not come nothing is said. "
    "restored_on: the day on which the last of the backlog ended; only where all had by the target day. An instance "
    "ends when it is met, cancelled, restarted or closed with its case; ended says how many of each. unit: the one "
    "that held the case that day.",
)


class Duty(NamedTuple):
    """Which deadline of which cases. on: the day asked; until: the target, none: no burn-down. seen_until: later
    instants have not come, or are not known. unit: of the cases on the day; None: all."""

    case_type: str
    deadline: str
    on: date
    until: date | None
    step: Step
    seen_until: datetime
    unit: str | None = None


class UnitBacklog(msgspec.Struct, kw_only=True):
    """The cases of a unit that are under the duty. counting, suspended: so many of those that are not overdue."""

    unit: str | None
    under_duty: int
    overdue: int
    not_overdue: int
    counting: int
    suspended: int


class Point(msgspec.Struct, kw_only=True):
    """One day of the burn-down. still_open, newly_overdue: none where the day has not come."""

    on: date
    still_open: int | None
    newly_overdue: int | None
    ideal: float


class DutyCase(msgspec.Struct, kw_only=True):
    """One case under the duty. days_overdue: whole days since the first overdue one, that included; none: not overdue.

    ended_on, ended_as: when and how an overdue one came to an end by the target day.
    """

    case: str
    cycle: int
    unit: str | None
    state: str
    due: DayOrInstant | None
    overdue: bool
    days_overdue: int | None
    ended_on: date | None
    ended_as: str | None


class Restoration(msgspec.Struct, kw_only=True):
    """How the backlog was brought to an end. restored: none where the target day has not come."""

    burn_down: list[Point]
    restored: bool | None
    restored_on: date | None
    ended: dict[str, int]


class Backlog(msgspec.Struct, kw_only=True):
    """The duty on a day. by_unit: the most overdue first."""

    under_duty: int
    overdue: int
    not_overdue: int
    by_unit: list[UnitBacklog]
    restoration: Restoration | None
    cases: list[DutyCase]


UNDER_DUTY: LiteralString = f"""
SELECT case_id, cycle, unit, state, due_on, due_at, overdue_from, {OVERDUE} AS is_overdue
FROM {{asked}} AS asked
WHERE case_type = %(case_type)s AND deadline = %(deadline)s AND (%(unit)s::text IS NULL OR unit = %(unit)s)
ORDER BY is_overdue DESC, overdue_from NULLS LAST, case_id, cycle
"""  # noqa: S608 - a constant

AT_A_POINT: LiteralString = f"""
SELECT count(*) FILTER (WHERE cohort.case_id IS NOT NULL),
       count(*) FILTER (WHERE cohort.case_id IS NULL AND is_overdue AND (%(unit)s::text IS NULL OR unit = %(unit)s))
FROM (SELECT *, {OVERDUE} AS is_overdue FROM {{asked}} AS every) AS asked
LEFT JOIN unnest(%(cases)s::text[], %(cycles)s::integer[]) AS cohort (case_id, cycle)
       ON cohort.case_id = asked.case_id AND cohort.cycle = asked.cycle
WHERE case_type = %(case_type)s AND deadline = %(deadline)s
"""  # noqa: S608 - a constant

ENDED = """
SELECT known.case_id, known.cycle, known.state, known.opened_at
FROM {known} AS known
JOIN unnest(%(cases)s::text[], %(cycles)s::integer[]) AS cohort (case_id, cycle)
  ON cohort.case_id = known.case_id AND cohort.cycle = known.cycle
WHERE known.deadline = %(deadline)s AND known.state IN ('met', 'cancelled', 'lapsed', 'restarted')
"""


def backlog(reader: Reader, duty: Duty) -> Backlog:
    """The duty on its day, and the restoration of what was overdue then where a target day is said.

    Raises Problem ``unknown-unit``.
    """
    check_unit(reader, duty.unit)
    cases = [
        _case(reader, duty, row)
        for row in reader.rows(
            sql.SQL(UNDER_DUTY).format(asked=reader.asked(DEADLINES)),
            **_of(duty),
            as_of=start_of(reader, duty.on),
        )
    ]
    overdue = [case for case in cases if case.overdue]
    return Backlog(
        under_duty=len(cases),
        overdue=len(overdue),
        not_overdue=len(cases) - len(overdue),
        by_unit=_by_unit(cases),
        restoration=_restoration(reader, duty, duty.until, overdue) if duty.until is not None else None,
        cases=cases,
    )


def points(on: date, until: date, step: Step) -> Iterator[date]:
    """The day itself, the first day of each month or week (Monday) after it, and the target day."""
    yield on
    month = on.replace(day=1)
    day = add_months(month, 1) if step == "month" else on + timedelta(days=7 - on.weekday())
    while day < until:
        yield day
        day = add_months(day, 1) if step == "month" else day + timedelta(days=7)
    yield until


def _of(duty: Duty) -> dict[str, Any]:
    return {"case_type": duty.case_type, "deadline": duty.deadline, "unit": duty.unit}


def start_of(reader: Reader, day: date) -> datetime:
    """00:00 local time of a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=reader.moment.zone).astimezone(UTC)


def _case(reader: Reader, duty: Duty, row: tuple[Any, ...]) -> DutyCase:
    case, cycle, unit, state, due_on, due_at, overdue_from, is_overdue = row
    since = overdue_from.astimezone(reader.moment.zone).date() if is_overdue else None
    return DutyCase(
        case=case,
        cycle=cycle,
        unit=unit,
        state=state,
        # What a count expected and what did not come is no due day (see ``deadlines``).
        due=None if state == "counting" and due_on < duty.on else due_on or due_at,
        overdue=is_overdue,
        days_overdue=(duty.on - since).days + 1 if since else None,
        ended_on=None,
        ended_as=None,
    )


def _by_unit(cases: Sequence[DutyCase]) -> list[UnitBacklog]:
    units: dict[str | None, list[DutyCase]] = {}
    for case in cases:
        units.setdefault(case.unit, []).append(case)
    found = []
    for unit, its in units.items():
        overdue = sum(case.overdue for case in its)
        found.append(
            UnitBacklog(
                unit=unit,
                under_duty=len(its),
                overdue=overdue,
                not_overdue=len(its) - overdue,
                counting=sum(case.state == "counting" for case in its),
                suspended=sum(case.state == "suspended" for case in its),
            )
        )
    return sorted(found, key=lambda one: (-one.overdue, -one.under_duty, one.unit or ""))


def _restoration(reader: Reader, duty: Duty, until: date, cohort: Sequence[DutyCase]) -> Restoration:
    members: dict[str, Any] = {"cases": [one.case for one in cohort], "cycles": [one.cycle for one in cohort]}
    burn_down = [
        Point(
            on=day,
            still_open=seen[0] if seen else None,
            newly_overdue=seen[1] if seen else None,
            ideal=round(len(cohort) * (until - day).days / (until - duty.on).days, 1),
        )
        for day in points(duty.on, until, duty.step)
        for seen in [_at_a_point(reader, duty, day, members)]
    ]
    ended: dict[str, int] = {}
    last: date | None = None
    by_instance = {(case.case, case.cycle): case for case in cohort}
    at = min(start_of(reader, until), duty.seen_until)
    query = sql.SQL(ENDED).format(known=reader.known(DEADLINES))
    for case, cycle, state, opened_at in reader.rows(query, **members, deadline=duty.deadline, as_of=at):
        one = by_instance[case, cycle]
        one.ended_on, one.ended_as = opened_at.astimezone(reader.moment.zone).date(), state
        ended[state] = ended.get(state, 0) + 1
        last = max(last or one.ended_on, one.ended_on)
    is_over = burn_down[0].still_open is not None and sum(ended.values()) == len(cohort)
    has_come = start_of(reader, until) <= duty.seen_until
    return Restoration(
        burn_down=burn_down,
        restored=True if is_over else False if has_come else None,
        restored_on=last if is_over else None,
        ended=dict(sorted(ended.items())),
    )


def _at_a_point(reader: Reader, duty: Duty, day: date, members: dict[str, Any]) -> tuple[int, int] | None:
    at = start_of(reader, day)
    if at > duty.seen_until:
        return None
    query = sql.SQL(AT_A_POINT).format(asked=reader.asked(DEADLINES))
    [(still_open, newly_overdue)] = reader.rows(query, **_of(duty), **members, as_of=at)
    return still_open, newly_overdue
