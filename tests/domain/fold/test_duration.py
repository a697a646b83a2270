"""How long a case took. The days are counted on a calendar of paper, the clock changes are those of the EU directive
2000/84/EC: one hour back on the last Sunday of October, one hour on on the last Sunday of March."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sagsgang.domain.events.case_events import Closed, Corrected, Reopened
from sagsgang.domain.facts import CaseTime, Finding
from sagsgang.domain.fold.duration import DAY, Happened, duration, longer_from
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.rules.casetype import FindingRule
from sagsgang.domain.written.calendar_file import shipped

from ..written_cases import ANY, Case, case_type, local, received


def rules(zone: str = "Europe/Copenhagen") -> Rules:
    """A case type in a zone."""
    return Rules([case_type(zone=zone)], shipped())


def on(day: str, zone: str = "Europe/Copenhagen") -> Happened:
    """On a day, nobody knows when."""
    return Happened(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)), whole_day=True)


def at(instant: str) -> Happened:
    """At an instant, as the clock in Copenhagen shows it."""
    return Happened(local(instant), whole_day=False)


@pytest.mark.parametrize(
    ("opened", "closed", "days"),
    [
        ("2026-10-01", "2026-11-01", 31),  # 25 October has 25 hours
        ("2026-03-01", "2026-04-01", 31),  # 29 March has 23
        ("2026-02-01", "2026-03-01", 28),
        ("2024-02-01", "2024-03-01", 29),
        ("2026-01-01", "2027-01-01", 365),
        ("2026-10-25", "2026-10-25", 0),
    ],
)
def test_between_dates_there_are_whole_days(opened: str, closed: str, days: int) -> None:
    """Given two dates, then so many days lie between as the calendar has, whatever the clocks did."""
    assert duration(on(opened), on(closed), rules()) == (days * DAY, True)


def test_the_days_are_those_of_the_case_types_zone() -> None:
    """Given dates in New York, whose clocks go back on 1 November 2026, then from 25 October to 8 November are 14."""
    zone = "America/New_York"
    assert duration(on("2026-10-25", zone), on("2026-11-08", zone), rules(zone)) == (14 * DAY, True)


def test_between_instants_there_are_seconds() -> None:
    """Given two instants around the clock change, then the hour that was there twice counts: 31 days and an hour."""
    assert duration(at("2026-10-01T09:00"), at("2026-11-01T09:00"), rules()) == (31 * DAY + 3600, True)
    assert duration(at("2026-10-01T00:00"), at("2026-11-01T00:00"), rules()) == (31 * DAY + 3600, True)


@pytest.mark.parametrize(
    ("opened", "closed", "days"),
    [
        (on("2026-10-01"), at("2026-11-01T14:00"), 31),
        (at("2026-10-01T14:00"), on("2026-11-01"), 31),
        (at("2026-10-01T14:00"), on("2026-10-01"), 0),  # not 14 hours less than none
    ],
)
def test_of_a_date_alone_no_hour_is_counted(opened: Happened, closed: Happened, days: int) -> None:
    """Given a date at one end and an instant at the other, then whole local days lie between."""
    assert duration(opened, closed, rules()) == (days * DAY, True)


def test_a_case_that_closed_on_a_day_before_it_opened_is_unusable() -> None:
    """Given a closing on an earlier day, then its time is of no use; on the same day it is told as it was recorded."""
    assert not duration(on("2026-03-02"), on("2026-03-01"), rules()).usable
    assert not duration(at("2026-03-02T00:10"), at("2026-03-01T23:50"), rules()).usable
    assert duration(at("2026-03-02T01:06"), at("2026-03-02T00:00"), rules()) == (-3960, True)


def test_from_when_on_a_case_is_longer_than_so_many_days() -> None:
    """Given an opening on 1 October and 31 days, then on 1 November 31 days lie between, and on the 2nd more; given an
    instant, then after so many times 24 hours."""
    assert longer_from(on("2026-10-01"), 31, rules()) == local("2026-11-02")
    assert longer_from(at("2026-10-01T09:00"), 31, rules()) == local("2026-11-01T08:00")


def long_after(days: int) -> FindingRule:
    """A rule that finds cases open for longer."""
    return FindingRule(id="found", label=ANY, longer_than=days)


def long_at(case: Case, instant: str) -> list[str]:
    """What the rule finds as of an instant."""
    told = [(fact.opened_at, fact.payload) for fact in case.facts() if isinstance(fact.payload, Finding)]
    return [one.finding for at, one in told if one.finding == "found" and at <= local(instant)]


@pytest.mark.parametrize(
    ("closed", "whole_day", "found"),
    [
        ("2026-11-01", True, []),
        ("2026-11-01T23:00", False, []),
        ("2026-11-02", True, ["found"]),
        ("2026-11-02T09:00", False, ["found"]),
    ],
)
def test_a_case_of_31_days_is_not_longer_than_31(closed: str, whole_day: bool, found: list[str]) -> None:
    """Given a case from 1 October, then closed on 1 November it took 31 days and is not found, and a day later it is."""
    case = received("2026-10-01", case_type(findings=(long_after(31),)), whole_day=True)
    assert long_at(case.has(Closed, closed, whole_day=whole_day), "2027-01-01") == found


def test_a_case_that_opened_on_a_date_is_long_from_a_day_on() -> None:
    """Given a case from 1 October that stays open, then it is longer than 31 days from 00:00 of 2 November on."""
    case = received("2026-10-01", case_type(findings=(long_after(31),)), whole_day=True)
    assert long_at(case, "2026-11-01T23:59") == []
    assert long_at(case, "2026-11-02") == ["found"]


def times(case: Case) -> list[tuple[float, bool]]:
    """How long the case took, as it was closed and closed again."""
    payloads = [fact.payload for fact in case.facts()]
    return [(one.seconds / DAY, one.usable) for one in payloads if isinstance(one, CaseTime)]


def test_a_case_keeps_the_day_on_which_it_opened() -> None:
    """Given dates, a reopening and a correction of the opening's date, then the days are whole each time."""
    case = received("2026-10-01", whole_day=True).has(Closed, "2026-11-01", whole_day=True)
    case.has(Reopened, "2026-12-01", whole_day=True).has(Closed, "2026-12-31", whole_day=True)
    assert times(case) == [(31, True), (91, True)]
    case.has(Corrected, "2027-01-04", corrects="1", changes={"occurred": "2026-09-30"})
    assert times(case) == [(32, True), (92, True)]


def test_a_closing_before_the_opening_is_unusable_and_told() -> None:
    """Given a closing of 1 March and an application of the 2nd, then the case has a time of minus one day, unusable."""
    case = received("2026-03-02", whole_day=True).has(Closed, "2026-03-01", whole_day=True)
    assert times(case) == [(-1, False)]


def test_the_day_is_kept_beside_the_instant() -> None:
    """Given an application on a date, then the case says the day; given one at an instant, it says none."""
    for whole_day, day in ((True, date(2026, 3, 2)), (False, None)):
        [period] = [
            one.payload for one in received("2026-03-02", whole_day=whole_day).facts() if one.kind == "case"
        ]
        assert getattr(period, "received_on", None) == day
