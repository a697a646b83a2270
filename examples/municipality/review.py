"""The management reviews: each month in each job centre from April 2008 to the end of that year, and each quarter by
the quality control unit until 2012. The samples are drawn as anyone can draw them again; the answers are constructed,
but for one: whether a re-assessment was in time is what the record says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from ...domain.events.case_events import Closed
from ...domain.events.office_events import Answer, CheckAnswered, ErrorCorrected, SampleDrawn
from ...domain.month import first_day, month_name, month_of
from ...domain.sampling import METHOD, draw
from ...projections.quality.populations import PopulationFilter
from .docket import Docket
from .office import JOB_CENTRES, QUALITY, caseworker, instant, working_day
from .record import Look, Made, Record

LOCAL_FROM, LOCAL_UNTIL = month_of(date(2008, 3, 1)), month_of(date(2008, 12, 1))
CENTRAL_FROM, CENTRAL_UNTIL = month_of(date(2008, 4, 1)), month_of(date(2012, 10, 1))
LOCAL_SIZE, CENTRAL_SIZE = 5, 15
# The share of errors in 2008, by check; each year a fifth of them less.
ERRORS = {"documentation-basis": 0.14, "recommendation-form": 0.2, "decision-updated": 0.09}
FEWER = 0.8
TIMELY = "timely-reassessment"
NOT_APPLICABLE, NEVER_CORRECTED = 0.02, 0.01


class ReviewPlan(NamedTuple):
    """A review before it is made. months: the period it is about, from and to; job_centre: none of all."""

    case: str
    day: date
    minute: int
    period: str
    months: tuple[int, int]
    job_centre: str | None
    size: int

    @property
    def begun_at(self) -> datetime:
        """When it was begun, and at once registered: at no whole minute, so that nothing else was just then."""
        return instant(self.day, 16, self.minute) + timedelta(seconds=30)

    @property
    def drawn_at(self) -> datetime:
        """When the sample was registered."""
        return self.begun_at + timedelta(minutes=1)


def reviews() -> Iterator[Look]:
    """All reviews, each when its sample is drawn; of a period without a re-assessment there is none."""
    for plan in (*_central(), *_local()):
        yield Look(plan.begun_at, partial(_review, plan))


def _central() -> Iterator[ReviewPlan]:
    for month in range(CENTRAL_FROM, CENTRAL_UNTIL + 1, 3):
        period = f"{month // 12}-Q{month % 12 // 3 + 1}"
        day = working_day(first_day(month + 3), 6)
        yield ReviewPlan(f"T-{period}", day, 0, period, (month, month + 3), None, CENTRAL_SIZE)


def _local() -> Iterator[ReviewPlan]:
    for month in range(LOCAL_FROM, LOCAL_UNTIL + 1):
        period, day = month_name(month), working_day(first_day(month + 1))
        for number, job_centre in enumerate(JOB_CENTRES, start=1):
            case = f"T-{period}-{number}"
            yield ReviewPlan(case, day, 3 * number, period, (month, month + 1), job_centre, LOCAL_SIZE)


def _review(plan: ReviewPlan, record: Record) -> Docket | None:
    docket = Docket(plan.case, "tilsyn")
    population = _population(plan, record)
    if not population:
        return None
    unit = plan.job_centre or QUALITY
    docket.act(
        "review-begun",
        plan.day,
        at=(16, plan.minute),
        recorded=plan.begun_at,
        unit=unit,
        responsible=caseworker(unit, docket.rng),
        attributes={
            "level": "local" if plan.job_centre else "central",
            "period": plan.period,
            "reviewed_unit": plan.job_centre or "alle",
        },
    )
    sample = _draw(docket, plan, record, {case: made.job_centre for case, made in population.items()})
    answered, errors = _answer(docket, plan, sample, population)
    _follow_up(docket, answered, errors)
    return docket


def _population(plan: ReviewPlan, record: Record) -> dict[str, Made]:
    """The cases re-assessed in the period, as far as that was known on the day of the draw."""
    since, until = (instant(first_day(month)) for month in plan.months)
    return {
        made.case: made
        for made in record.made
        if made.recorded < plan.drawn_at
        and since <= made.done_at < until
        and plan.job_centre in (None, made.job_centre)
    }


def _draw(docket: Docket, plan: ReviewPlan, record: Record, population: Mapping[str, str]) -> SampleDrawn:
    """The sample is drawn a minute after the review began, from all that stood in the journal by then."""
    since, until = (instant(first_day(month)) for month in plan.months)
    chosen = PopulationFilter(
        "fleksjob",
        where=(("job_centre", plan.job_centre),) if plan.job_centre else (),
        met="re-assessment",
        met_from=since,
        met_to=until,
    )
    by = None if plan.job_centre else "job_centre"
    drawn = draw(population, plan.case, plan.size, stratified=by is not None)
    docket.put(
        SampleDrawn,
        plan.day,
        at=(16, plan.minute + 1),
        recorded=plan.drawn_at,
        method=METHOD,
        seed=plan.case,
        size=plan.size,
        as_of=instant(plan.day),
        position=record.position_before(plan.drawn_at) + len(docket.happenings),
        chosen=chosen.written(),
        by=by,
        **drawn._asdict(),
    )
    sample = docket.happenings[-1].event
    assert isinstance(sample, SampleDrawn)
    return sample


def _answer(
    docket: Docket, plan: ReviewPlan, sample: SampleDrawn, population: Mapping[str, Made]
) -> tuple[date, list[tuple[str, str]]]:
    """Every check is answered for every case. Gives the day on which that was done, and the errors."""
    rng, errors = docket.rng, []
    day = plan.day
    for one in sample.cases:
        day = working_day(day, rng.randrange(0, 3))
        for check in (*ERRORS, TIMELY):
            answer = _answer_to(docket, check, plan.day.year, population[one.case])
            docket.put(CheckAnswered, day, after_days=0, concerns=one.case, check=check, answer=answer)
            if answer == "error":
                errors.append((one.case, check))
    docket.act("checks-completed", day, after_days=0)
    docket.act("status-reported", working_day(day, 1), after_days=0)
    return day, errors


def _answer_to(docket: Docket, check: str, year: int, made: Made) -> Answer:
    if check == TIMELY:
        return "ok" if made.in_time else "error"
    if docket.rng.random() < NOT_APPLICABLE:
        return "not-applicable"
    return "error" if docket.rng.random() < ERRORS[check] * FEWER ** (year - 2008) else "ok"


def _follow_up(docket: Docket, answered: date, errors: list[tuple[str, str]]) -> None:
    """The errors are put right one by one; when all are, the review is closed."""
    rng = docket.rng
    days = [working_day(answered, rng.randrange(3, 40)) for _ in errors]
    left = 0
    for day, (case, check) in sorted(zip(days, errors, strict=True)):
        if rng.random() < NEVER_CORRECTED:
            left += 1
        else:
            docket.put(ErrorCorrected, day, after_days=0, concerns=case, check=check)
    if not left:
        day = max(days, default=working_day(answered, 1))
        docket.act("follow-up-completed", day, after_days=0)
        docket.put(Closed, working_day(day, 1), after_days=0)
