"""The surveys of users: every half-year from 2010 on, answers from 1 to 5 on the units. All answers are constructed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...domain.events.case_events import Closed
from ...domain.events.office_events import SurveyAnswered
from .docket import Docket
from .office import BENEFIT_CENTRE, JOB_CENTRES, JSV, QUALITY, caseworker, working_day

YEARS = range(2010, 2016)
BEST = 5.0
QUESTIONS = ("jobsamtale", "aktivt tilbud")
# The mean answer on each unit in 2010; it rose a little from year to year.
MEAN = {"Jobcenter 1": 3.5, "Jobcenter 2": 3.2, "Jobcenter 3": 3.7, JSV: 3.6, BENEFIT_CENTRE: 3.3}
RISE = 0.09
ANSWERS = {**dict.fromkeys(JOB_CENTRES, 9), JSV: 3, BENEFIT_CENTRE: 6}


def surveys() -> Iterator[Docket]:
    """One case a half-year."""
    for year in YEARS:
        for half, begun in ((1, date(year, 3, 15)), (2, date(year, 9, 15))):
            yield _survey(f"B-{year}-{half}", begun)


def _survey(case: str, begun: date) -> Docket:
    docket = Docket(case, "undersoegelse")
    rng = docket.rng
    first = working_day(begun)
    docket.act("survey-begun", first, after_days=0, unit=QUALITY, responsible=caseworker(QUALITY, rng))
    for unit, answers in ANSWERS.items():
        mean = MEAN[unit] + RISE * (begun.year - YEARS[0])
        for question in QUESTIONS if unit in JOB_CENTRES else QUESTIONS[:1]:
            for _ in range(answers):
                docket.put(
                    SurveyAnswered,
                    working_day(first, rng.randrange(1, 45)),
                    survey="brugerundersøgelse",
                    question=question,
                    score=float(min(5, max(1, round(rng.gauss(mean, 1.0))))),
                    best=BEST,
                    about_unit=unit,
                )
    docket.act("survey-reported", working_day(first, rng.randrange(65, 100)), after_days=0)
    docket.put(Closed, working_day(first, 110), after_days=0)
    return docket
