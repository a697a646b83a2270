"""How long each unit held the cases, and where the time went in the long ones: counted by hand on small cases."""

from __future__ import annotations

import pytest
from sagsgang.domain.problem import Problem

from ..flow_office import JSV, NORTH, Office, closed_after, day

# -- time per unit ---------------------------------------------------------------------------------


def test_time_per_unit(office: Office) -> None:
    """Given a case 14 days with JSV, 4 of them on its way, and 6 with the north, and another 2 days with JSV, then JSV held
    two cases 16 days, and the north one case 6 days, after cases had waited for it 4::

        2010-01-01  A  application-received  unit=JSV responsible=07
        2010-01-11  A  referred              to_unit=North
        2010-01-15  A  accepted              responsible=12
        2010-01-19  B  application-received  unit=JSV
    """
    found = office.unit_time("2010-01-21", cases=True)
    jsv, north = found[JSV], found[NORTH]
    assert (jsv.n, jsv.held_days, jsv.waiting_days, jsv.cases) == (2, 16.0, 0.0, ["A", "B"])
    assert (jsv.median_days, jsv.p90_days, jsv.max_days) == (8.0, 12.8, 14.0)
    assert (north.n, north.held_days, north.waiting_days, north.max_days) == (1, 6.0, 4.0, 6.0)


def test_time_per_unit_is_cut_at_the_selection_and_the_moment(office: Office) -> None:
    """Given that case, when time is counted from the 5th to the 13th, then JSV has 8 days, 2 of them waited for the
    north, which held none yet; to a day after the moment asked, then it ends at the moment::

        2010-01-01  A  application-received  unit=JSV responsible=07
        2010-01-11  A  referred              to_unit=North
        2010-01-15  A  accepted              responsible=12
    """
    found = office.unit_time("2010-01-21", since=day("2010-01-05"), until=day("2010-01-13"))
    assert (found[JSV].held_days, found[JSV].n) == (8.0, 1)
    assert (found[NORTH].n, found[NORTH].held_days, found[NORTH].waiting_days) == (0, 0.0, 2.0)
    assert found[NORTH].median_days is None
    later = office.unit_time("2010-01-21", since=day("2010-01-20"), until=day("2010-03-01"))
    assert {unit: row.held_days for unit, row in later.items()} == {NORTH: 1.0}
    assert office.unit_time("2010-01-21", since=day("2009-01-01"), until=day("2010-01-01")) == {}


def test_time_per_unit_is_divided_where_periods_meet(office: Office) -> None:
    """Given a case that JSV holds from 20 January to 3 April 2010, when its days are divided by month, quarter, half and
    year, then each period has its own days, and March its 31, though its summer time took an hour::

        2010-01-20  A  application-received  unit=JSV
        2010-04-03  A  closed
    """
    months = office.unit_time("2011-01-01", period="month")
    assert {period: row.held_days for (period, _), row in months.items()} == {
        "2010-01": 12.0,
        "2010-02": 28.0,
        "2010-03": 31.0,
        "2010-04": 2.0,
    }
    assert [
        (period, row.held_days) for (period, _), row in office.unit_time("2011-01-01", period="quarter").items()
    ] == [
        ("2010-Q1", 71.0),
        ("2010-Q2", 2.0),
    ]
    for period, name in (("half", "2010-H1"), ("year", "2010")):
        assert {key: row.held_days for key, row in office.unit_time("2011-01-01", period=period).items()} == {
            (name, JSV): 73.0
        }


def test_time_by_other_fields(office: Office) -> None:
    """Given a case whose attribute changes after four days, when time is divided by it, then each value has its days; by
    responsible person, the days that the case waits for somebody at the receiver are nobody's::

        2010-01-01  A  application-received  unit=JSV responsible=07 attributes.track=short
        2010-01-05  A  action-taken          action=looked-at attributes.track=long
        2010-01-08  A  referred              to_unit=North
    """
    by_track = office.unit_time("2010-01-11", by=("track",))
    assert {group: row.held_days for group, row in by_track.items()} == {"short": 4.0, "long": 6.0}
    by_person = office.unit_time("2010-01-11", by=("responsible",))
    assert {group: (row.held_days, row.waiting_days) for group, row in by_person.items()} == {
        "07": (10.0, 0.0),
        None: (0.0, 3.0),
    }


# -- long cases ------------------------------------------------------------------------------------


def test_where_the_time_went(office: Office) -> None:
    """Given a case of 100 days, closed 10 of them, JSV 50 days of which 5 on its way, the north 40, both its deadlines
    suspended over the same 20 days, then that is told in days and percent::

        2009-11-01  A  application-received   unit=JSV
        2009-11-05  A  information-requested
        2009-11-25  A  information-received
        2009-12-16  A  referred               to_unit=North
        2009-12-21  A  accepted
        2010-01-10  A  closed
        2010-01-20  A  reopened
        2010-02-09  A  closed
    """
    [case] = office.long_cases("2010-03-01", over_days=99).rows
    assert (case.case, case.state, case.days) == ("A", "closed", 100.0)
    assert [(one.unit, one.days, one.pct) for one in case.where] == [(JSV, 50.0, 50.0), (NORTH, 40.0, 40.0)]
    assert (case.on_the_way_days, case.on_the_way_pct) == (5.0, 5.0)
    assert (case.suspended_days, case.suspended_pct) == (20.0, 20.0)
    assert (case.closed_days, case.closed_pct) == (10.0, 10.0)


def test_longer_than_so_many_days(office: Office) -> None:
    """Given cases closed after 10, 20 and 30 days and one open for 25, when those over 20 days are asked for, then the
    longest comes first, 20 days are not over 20, and the open one has its days so far::

        2010-01-01  A  application-received  unit=JSV
        2010-01-11  A  closed
        2010-01-01  B  application-received  unit=JSV
        2010-01-21  B  closed
        2010-01-01  C  application-received  unit=JSV
        2010-01-31  C  closed
        2010-01-15  D  application-received  unit=North
    """
    found = office.long_cases("2010-02-09", over_days=20)
    assert [(one.case, one.state, one.days, one.ended_at) for one in found.rows] == [
        ("C", "closed", 30.0, day("2010-01-31")),
        ("D", "open", 25.0, None),
    ]
    [group] = found.groups
    assert (group.type, group.n, group.threshold_days, group.long) == (office.type, 4, 20.0, 2)


def test_the_slowest_percent(office: Office) -> None:
    """Given cases closed after 10, 20, …, 110 days, when the slowest 20 percent are asked for, then the threshold is the
    80th percentile, 90 days, and those that took as long are among them."""
    for number in range(1, 12):
        office.told(closed_after(f"{number:02}", 10 * number, "2009-11-01"))
    found = office.long_cases("2011-01-01", slowest_pct=20.0)
    assert [one.case for one in found.rows] == ["11", "10", "09"]
    assert found.groups[0].threshold_days == 90.0
    limited = office.long_cases("2011-01-01", slowest_pct=20.0, limit=2)
    assert ([one.case for one in limited.rows], limited.groups[0].long) == (["11", "10"], 3)


def test_long_cases_by_year_of_closing(office: Office) -> None:
    """Given cases closed in 2009 and 2010 and one open at the end of 2010, when they are divided by year, then each
    counts in the year of its closing, and the open one in the year that ends with the moment asked::

        2009-03-01  A  application-received  unit=JSV
        2009-04-10  A  closed
        2009-12-01  B  application-received  unit=JSV
        2010-01-30  B  closed
        2010-06-01  C  application-received  unit=North
    """
    chosen = {"over_days": 30, "period": "year", "since": day("2009-01-01"), "until": day("2011-01-01")}
    found = office.long_cases("2011-01-01", **chosen)
    assert [(one.period, one.case) for one in found.rows] == [("2009", "A"), ("2010", "C"), ("2010", "B")]
    assert [(one.period, one.n, one.long) for one in found.groups] == [("2009", 1, 1), ("2010", 2, 2)]
    assert [one.case for one in office.long_cases("2011-06-01", **chosen).rows] == ["A", "B"]
    assert office.long_cases("2011-01-01", over_days=30, period="year").rows == found.rows


def test_long_cases_need_one_measure_of_length(office: Office) -> None:
    """Given neither or both of the two ways of choosing, then it is said what to write."""
    for wanted in ({}, {"over_days": 1, "slowest_pct": 5.0}):
        with pytest.raises(Problem) as refused:
            office.long_cases("2011-01-01", **wanted)
        assert refused.value.code == "over-or-slowest"
