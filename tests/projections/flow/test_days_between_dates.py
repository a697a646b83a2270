"""The days that figures tell, where cases have dates alone: whole, as on a calendar of paper.

October 2026 has 31 days; its 25th had 25 hours in Copenhagen, and 29 March 23.
"""

from __future__ import annotations

from typing import Any

from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.statistics.case_time import CaseTimes, case_times

from ..flow_office import JSV, NORTH, Office


def times(office: Office, as_of: str, **selected: Any) -> list[CaseTimes]:
    """The processing times of the office's cases."""
    selection = Selection(case_type=office.type, **selected)
    found: list[CaseTimes] = office.ask(as_of, lambda reader: case_times(reader, selection))
    return [office._named(row) for row in found]


def test_processing_times_between_dates_are_whole(office: Office) -> None:
    """Given cases of 31 days over either clock change, then every figure is 31::

    2026-10-01  A  application-received
    2026-11-01  A  closed
    2026-03-01  B  application-received
    2026-04-01  B  closed
    """
    [row] = times(office, "2027-01-01")
    assert (row.n, row.min_days, row.median_days, row.mean_days, row.p90_days, row.max_days) == (2, *[31.0] * 5)


def test_a_case_that_closed_before_it_opened_is_in_no_average(office: Office) -> None:
    """Given cases of 10 and 20 days and one closed the day before it opened, then the two make the figures; the third
    is unusable, and still among the cases behind::

        2026-06-01  A  application-received  unit=JSV
        2026-06-11  A  closed
        2026-06-01  B  application-received  unit=JSV
        2026-06-21  B  closed
        2026-06-01  C  application-received  unit=North
        2026-05-31  C  closed
    """
    [row] = times(office, "2027-01-01", cases=True)
    assert (row.n, row.unusable, row.min_days, row.mean_days) == (2, 1, 10.0, 15.0)
    assert row.cases is not None
    assert sorted(row.cases) == ["A", "B", "C"]
    by_unit = {one.group: one for one in times(office, "2027-01-01", by=("unit",))}
    assert (by_unit[NORTH].n, by_unit[NORTH].unusable, by_unit[NORTH].mean_days) == (0, 1, None)
    assert [one.case for one in office.long_cases("2027-01-01", over_days=0).rows] == ["B", "A"]


def test_over_so_many_days_counts_whole_days(office: Office) -> None:
    """Given a case from 1 October to 1 November and one open since, then neither is over 31 days on 1 November, and the
    open one is on the 2nd; both are over 30::

        2026-10-01  A  application-received  unit=JSV
        2026-11-01  A  closed
        2026-10-01  B  application-received  unit=JSV
    """
    assert office.long_cases("2026-11-01T15:00", over_days=31).rows == []
    assert [one.case for one in office.long_cases("2026-11-02", over_days=31).rows] == ["B"]
    assert {one.case: one.days for one in office.long_cases("2026-11-01T15:00", over_days=30).rows} == {
        "A": 31.0,
        "B": 31.0,
    }


def test_stretches_between_dates_are_whole(office: Office) -> None:
    """Given a case that JSV held from 1 October, sent on the 15th, and the north from 29 October to 5 November, its
    deadlines stopped from 20 to 27 October, then each stretch has the days of the calendar::

        2026-10-01  A  application-received   unit=JSV
        2026-10-15  A  referred               to_unit=North
        2026-10-20  A  information-requested
        2026-10-27  A  information-received
        2026-10-29  A  accepted
        2026-11-05  A  closed
    """
    by_unit = office.unit_time("2027-01-01")
    assert (by_unit[JSV].held_days, by_unit[NORTH].held_days, by_unit[NORTH].waiting_days) == (28.0, 7.0, 14.0)
    [sent] = office.referrals("2027-01-01")
    assert (sent.median_days, sent.max_days) == (14.0, 14.0)
    held = office.custody("A", "2027-01-01")
    assert ([one.days for one in held.stretches], held.days) == ([14.0, 14.0, 7.0], 35.0)
    [case] = office.long_cases("2027-01-01", over_days=30).rows
    assert (case.days, case.suspended_days, case.on_the_way_days) == (35.0, 7.0, 14.0)
    assert [(one.unit, one.days) for one in case.where] == [(JSV, 28.0), (NORTH, 7.0)]


def test_a_month_has_the_days_of_the_calendar(office: Office) -> None:
    """Given a case that JSV holds from September into November, then October is 31 days of it::

    2026-09-10  A  application-received  unit=JSV
    2026-11-05  A  closed
    """
    held = office.unit_time("2027-01-01", period="month")
    assert {period: row.held_days for (period, _), row in held.items()} == {
        "2026-09": 21.0,
        "2026-10": 31.0,
        "2026-11": 4.0,
    }


def test_between_instants_an_hour_counts(office: Office) -> None:
    """Given a case that opened and closed at nine, then the hour that was there twice is part of its time::

    2026-10-01T09:00  A  application-received  unit=JSV
    2026-11-01T09:00  A  closed
    """
    [row] = times(office, "2027-01-01")
    assert row.mean_days == round(31 + 1 / 24, 4)
    assert office.unit_time("2027-01-01")[JSV].held_days == row.mean_days
