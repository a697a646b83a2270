"""Calendars that end, against what relies on them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import (
    STREAMS,
    CalendarPublished,
    CaseTypePublished,
    ReportCalendarPublished,
)
from sagsgang.domain.fold.calendar_coverage import Coverage, coverage, ending
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import Accumulation, CaseType, DeadlineRule, Term
from sagsgang.domain.rules.report_calendar import ReportCalendar, ReportRun, RunDay
from sagsgang.domain.text import Text

NAME = Text("x", "x")
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def calendar(last: date, id_: str = "town", zone: str = "Europe/Copenhagen") -> Calendar:
    """A calendar that ends on a day."""
    return Calendar(id=id_, title=NAME, zone=zone, first=date(2000, 1, 1), last=last)


def case_type(*rules: DeadlineRule, calendar: str = "town", **says: object) -> CaseType:
    """A case type that counts by a calendar."""
    return CaseType(id="permit", title=NAME, calendar=calendar, deadlines=rules, **says)  # type: ignore[arg-type]


def deadline(**says: object) -> DeadlineRule:
    """A deadline of a case type."""
    return DeadlineRule(id="decision", label=NAME, after=("application-received",), **says)  # type: ignore[arg-type]


def told(*definitions: Calendar | CaseType | ReportCalendar, now: datetime = NOON) -> list[Coverage]:
    """The coverage after these were published, in this order."""
    kinds = {
        Calendar: CalendarPublished,
        CaseType: CaseTypePublished,
        ReportCalendar: ReportCalendarPublished,
    }
    published = []
    for position, one in enumerate(definitions, start=1):
        kind = kinds[type(one)]
        event = kind(source="office", id=str(position), occurred=NOON, definition=one)
        published.append(Recorded(position, STREAMS[kind] + one.id, position, NOON, event))
    return coverage(published, now)


@pytest.mark.parametrize(
    ("last", "runs_out", "days_left"),
    [
        (date(2026, 11, 29), "has", -1),
        (date(2026, 11, 30), "soon", 0),  # it still covers today
        (date(2027, 11, 29), "soon", 364),
        (date(2027, 11, 30), None, 365),
    ],
)
def test_a_calendar_runs_out_soon_when_less_than_a_year_is_left(
    last: date, runs_out: str | None, days_left: int
) -> None:
    """Given a calendar in use, then it has run out after its last day, and soon does in the 365 days before it."""
    [found] = told(calendar(last), case_type(deadline(term=Term(2, "weeks"))))

    assert (found.runs_out, found.days_left) == (runs_out, days_left)
    assert (ending(found) is None) == (runs_out is None)


@pytest.mark.parametrize(
    ("rule", "needed_until"),
    [
        (deadline(term=Term(2, "weeks")), date(2027, 11, 30)),
        (deadline(term=Term(730, "days")), date(2028, 11, 29)),  # 2028 is a leap year
        (deadline(on=date(2040, 6, 1)), date(2040, 6, 1)),
    ],
)
def test_a_long_term_needs_a_long_calendar(rule: DeadlineRule, needed_until: date) -> None:
    """Given a deadline that starts today and ends in two years, or on a day far off, then the calendar is needed until
    then, however many years it has left."""
    [found] = told(calendar(date(2027, 12, 31)), case_type(rule))

    assert found.needed_until == needed_until
    assert found.runs_out == (None if needed_until <= date(2027, 12, 31) else "soon")


@pytest.mark.parametrize(
    "rule",
    [
        deadline(term=Term(24, "months")),
        deadline(term=Term(104, "weeks")),
        deadline(term=Term(500, "working_days")),  # two years have 521 or 522 days from Monday to Friday
        DeadlineRule(
            id="duty",
            label=NAME,
            after=("benefit-paid",),
            accumulation=Accumulation(
                months=12,
                within=24,
                counted_by=("benefit-paid",),
                starts_over_by=(),
                part_months="count",
                when_below="stays",
                on_change="by-month",
                falls_due="last-day",
            ),
        ),
    ],
)
def test_two_years_in_whatever_unit_reach_beyond_one(rule: DeadlineRule) -> None:
    """Given a deadline of about two years in any unit, then a calendar with eighteen months left ends too soon."""
    [found] = told(calendar(date(2028, 5, 31)), case_type(rule))

    assert found.runs_out == "soon"


def test_today_is_the_day_of_the_calendars_own_zone() -> None:
    """Given New Year's Eve at 23:30 in London, then London's calendar still has its last day, and Copenhagen's ended."""
    now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    ended, still = told(
        calendar(date(2026, 12, 31), "dk"), calendar(date(2026, 12, 31), "gb", "Europe/London"), now=now
    )

    assert (ended.id, ended.runs_out) == ("dk", "has")
    assert (still.id, still.runs_out, still.days_left) == ("gb", "soon", 0)


def test_only_what_is_in_force_or_comes_relies_on_a_calendar() -> None:
    """Given a type that went from an old calendar to a new one, and will go to a third, then the old one, long ended, is
    in nobody's use and nothing is said of it; both others are."""
    found = told(
        calendar(date(2015, 12, 31), "old"),
        calendar(date(2026, 12, 31), "present"),
        calendar(date(2026, 12, 31), "to-come"),
        case_type(calendar="old"),
        case_type(calendar="present", valid_from=date(2014, 1, 1)),
        case_type(calendar="to-come", valid_from=date(2027, 1, 1)),
    )

    assert [(one.id, one.case_types) for one in found] == [
        ("old", ()),
        ("present", ("permit",)),
        ("to-come", ("permit",)),
    ]
    assert [one.id for one in found if ending(one)] == ["present", "to-come"]


def test_a_version_published_again_counts_alone() -> None:
    """Given a type published anew for the same days with another calendar, then only the later one relies on its own."""
    old, new = told(
        calendar(date(2026, 1, 1), "a"),
        calendar(date(2099, 12, 31), "b"),
        case_type(calendar="a"),
        case_type(calendar="b"),
    )

    assert (old.in_use, new.in_use) == (False, True)


def test_a_calendar_with_further_years_takes_the_place_of_the_one_before() -> None:
    """Given a calendar that ended and was published again with further years, then nothing is wrong any more."""
    before, after = calendar(date(2026, 1, 1)), calendar(date(2050, 12, 31))

    [ended] = told(before, case_type())
    [mended] = told(before, case_type(), after)

    assert (ended.runs_out, mended.runs_out, mended.position) == ("has", None, 3)


def test_a_report_calendar_relies_on_working_days_too() -> None:
    """Given a report calendar with runs, then its working days are in use; one without runs needs none."""
    run = ReportRun(id="status", label=NAME, every="month", on=RunDay(day=1), notice=NAME)
    reports = ReportCalendar(id="bif", title=NAME, calendar="town", runs=(run,))
    over = ReportCalendar(id="bif", title=NAME, calendar="town", valid_from=date(2020, 1, 1))

    [used] = told(calendar(date(2026, 1, 1)), reports)
    [unused] = told(calendar(date(2026, 1, 1)), reports, over)

    assert used.report_calendars == ("bif",)
    said = ending(used)
    assert said is not None
    assert "2026-01-01" in said.en
    assert "bif" in said.da
    assert (unused.in_use, ending(unused)) == (False, None)
