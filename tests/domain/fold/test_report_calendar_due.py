"""When the runs of a report calendar come due, against holidays and a roll of the test's own."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, get_args
from zoneinfo import ZoneInfo

import holidays
import pytest
from sagsgang.domain.events.case_events import Event
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished, ReportCalendarPublished
from sagsgang.domain.fold.due_runs import due_runs, next_run, runs_of_period
from sagsgang.domain.month import month_of
from sagsgang.domain.rules.report_calendar import (
    Every,
    ReportCalendar,
    ReportRun,
    ReportWanted,
    RunDay,
    RunRecipient,
    period_of,
)
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.projections.asking.periods import Period, period_on

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
LABEL = Text("Kørsel", "Run")
OPENED = datetime(2006, 12, 1, tzinfo=UTC)
DENMARK = calendar_file.shipped()["denmark"]
EVERY: tuple[Every, ...] = get_args(Every)
EVERY_DAY = calendar_file.shipped()["every-day"]
TO = (RunRecipient(recipient="director"),)

PUBLIC = holidays.country_holidays("DK", years=range(2006, 2033))
# What the office is closed on besides public holidays, as docs/deadlines.md lists it.
CLOSED = {(6, 5), (12, 24), (12, 31)}


def run(id_: str = "status", every: Every = "month", month: int = 1, day: int = 1, **more: Any) -> ReportRun:
    """A run that sends a notice."""
    said = {"at": "08:00", "notice": Text("Nu", "Now"), "to": TO, **more}
    return ReportRun(id=id_, label=LABEL, every=every, on=RunDay(month=month, day=day), **said)


def reports(*runs: ReportRun, since: date | None = None, **more: Any) -> ReportCalendar:
    """A version of the one report calendar."""
    return ReportCalendar(id="office", title=LABEL, valid_from=since, runs=runs, **more)


def journal(*published: tuple[datetime, Any]) -> list[Recorded]:
    """What was published, each recorded at its instant; the Danish calendar before everything."""
    found: list[Recorded] = []
    for at, definition in ((OPENED, DENMARK), (OPENED, EVERY_DAY), *published):
        kind: type[Any] = ReportCalendarPublished if isinstance(definition, ReportCalendar) else CalendarPublished
        event: Event = kind(source="test", id=str(len(found)), occurred=at, definition=definition)
        found.append(Recorded(len(found) + 1, f"${definition.id}", 1, at, event))
    return found


def works(day: date) -> bool:
    """Whether the office is open, by the library of holidays and the weekdays alone."""
    return day.weekday() < 5 and day not in PUBLIC and (day.month, day.day) not in CLOSED


def reckoned(every: Every, month: int, day: int, roll: str, years: range) -> Iterator[tuple[str, date]]:
    """By hand: the name of each period that ends in these years, and the day on which its run comes due."""
    for year in years:
        for last in {"month": range(1, 13), "quarter": (3, 6, 9, 12), "half": (6, 12), "year": (12,)}[every]:
            name = {
                "month": f"{year}-{last:02}",
                "quarter": f"{year}-Q{last // 3}",
                "half": f"{year}-H{last // 6}",
                "year": str(year),
            }[every]
            due_year, due_month = (year, last + month) if last + month <= 12 else (year + 1, last + month - 12)
            due = date(due_year, due_month, min(day, calendar.monthrange(due_year, due_month)[1]))
            while roll != "none" and not works(due):
                due += timedelta(days=1) if roll == "next-working-day" else timedelta(days=-1)
            yield name, due


@pytest.mark.parametrize("roll", ["none", "next-working-day", "previous-working-day"])
@pytest.mark.parametrize(
    ("every", "month", "day"),
    [
        ("month", 1, 1),
        ("month", 1, 31),
        ("month", 2, 29),
        ("month", 12, 5),
        ("quarter", 1, 15),
        ("quarter", 3, 31),
        ("half", 1, 31),
        ("half", 6, 24),
        ("year", 1, 1),
        ("year", 2, 29),
        ("year", 12, 31),
    ],
)
def test_every_run_from_2007_to_2030_comes_on_the_day_reckoned_by_hand(
    every: Every, month: int, day: int, roll: Any
) -> None:
    """Given a day after each period and a roll, then every period from 2007 to 2030 has its run on the day that the
    holidays of Denmark and plain counting give, at 08:00 local time, and there are no others.
    """
    published = journal((OPENED, reports(run(every=every, month=month, day=day, roll=roll))))
    expected = list(reckoned(every, month, day, roll, range(2007, 2031)))

    found = due_runs(published, OPENED, datetime(2033, 1, 1, tzinfo=UTC))

    by_period = [(one.period, one.due_at.astimezone(COPENHAGEN)) for one in found]
    assert [(name, at.date()) for name, at in by_period if 2007 <= int(name[:4]) <= 2030] == expected
    assert {(at.hour, at.minute) for _, at in by_period} == {(8, 0)}


@pytest.mark.parametrize("every", EVERY)
def test_periods_are_called_what_statistics_call_them(every: Period) -> None:
    """Given any month that begins a period, then the run's period has the name under which statistics know it."""
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[every]
    for year in (2007, 2008, 2026):
        for month in range(1, 13, length):
            assert period_of(month_of(date(year, month, 1)), every) == period_on(date(year, month, 15), every)


@pytest.mark.parametrize(
    ("at", "day", "utc"),
    [
        ("02:30", "2026-03-29", "2026-03-29T01:30"),  # skipped: the clocks go from 02:00 to 03:00
        ("02:30", "2026-10-25", "2026-10-25T00:30"),  # twice: the first time it is 02:30, summer time
        ("08:00", "2026-03-29", "2026-03-29T06:00"),
        ("08:00", "2026-10-25", "2026-10-25T07:00"),
    ],
)
def test_a_local_time_holds_when_the_clocks_change(at: str, day: str, utc: str) -> None:
    """Given a run on the day on which the clocks change, then it comes at the local time: as much later where that is
    skipped, the first time where it comes twice.
    """
    on = date.fromisoformat(day)
    published = journal((OPENED, reports(run(day=on.day, at=at), calendar="every-day")))

    found = due_runs(published, OPENED, datetime(2027, 1, 1, tzinfo=UTC))

    assert datetime.fromisoformat(f"{utc}+00:00") in [one.due_at for one in found]


def test_windows_put_side_by_side_give_every_run_once() -> None:
    """Given the time from 2007 to 2012 cut at random instants, and at the very instants of runs, then the runs of the
    pieces, one after another, are the runs of the whole.
    """
    rng = Random(4)
    published = journal(
        (OPENED, reports(run("a"), run("b", every="quarter", day=15, roll="next-working-day"))),
        (
            datetime(2009, 4, 1, 6, 30, tzinfo=UTC),
            reports(run("a", day=3), run("c", every="year", month=2), since=date(2009, 6, 1)),
        ),
        (datetime(2010, 2, 1, tzinfo=UTC), reports(run("a", day=20), since=date(2009, 6, 1))),
    )
    begins, ends = OPENED, datetime(2012, 1, 1, tzinfo=UTC)
    whole = due_runs(published, begins, ends)
    inner = [begins + (ends - begins) * rng.random() for _ in range(200)]
    cuts = sorted([begins, ends, *inner, *(one.due_at for one in whole[::3])])

    pieces = [one for since, until in pairwise(cuts) for one in due_runs(published, since, until)]

    assert pieces == whole
    assert [one.due_at for one in whole] == sorted(one.due_at for one in whole)
    assert len({(one.run.id, one.period) for one in whole}) == len(whole) > 60


def test_a_calendar_published_later_than_a_run_would_have_been_due_does_not_bring_it_about() -> None:
    """Given a calendar recorded on 1 April 2008 at 08:00:01 local time, then its run of 08:00 that day does not come,
    and that of 1 May does; recorded at 08:00 sharp, both come.
    """
    due = datetime(2008, 4, 1, 6, tzinfo=UTC)  # 08:00 in summer
    june = datetime(2008, 5, 15, tzinfo=UTC)

    late = due_runs(journal((due + timedelta(seconds=1), reports(run()))), OPENED, june)
    timely = due_runs(journal((due, reports(run()))), OPENED, june)

    assert [one.period for one in late] == ["2008-04"]
    assert [one.period for one in timely] == ["2008-03", "2008-04"]


def test_what_was_due_never_changes_by_what_is_published_later() -> None:
    """Given a calendar and everything that came due until May 2009, when other versions, other working days, or no runs
    at all are published in May, then what was due until then is the same.
    """
    may = datetime(2009, 5, 1, tzinfo=UTC)
    first = (OPENED, reports(run("a", roll="next-working-day"), run("b", every="quarter", day=31)))
    before = due_runs(journal(first), OPENED, may)
    closed = calendar_file.parse(
        'id = "denmark"\ntitle = { da = "D", en = "D" }\nweekend = ["monday", "tuesday"]\n'
        "years = { first = 2000, last = 2020 }\n",
        "own.toml",
    )[0]
    assert closed is not None

    for later in (reports(run("a", day=2)), reports(), closed, reports(run("a"), since=date(2007, 1, 1))):
        assert due_runs(journal(first, (may, later)), OPENED, may - timedelta(microseconds=1)) == before


def test_a_run_that_a_later_version_moves_comes_once_for_each_period() -> None:
    """Given runs on the 1st, and on 2 April a version with runs on the 5th, then March is reported on 1 April alone,
    and April on 5 May; the other way round, February is reported on 5 March and March on 1 April.
    """
    second_april = datetime(2008, 4, 2, tzinfo=UTC)
    until = datetime(2008, 5, 20, tzinfo=UTC)

    later = due_runs(journal((OPENED, reports(run())), (second_april, reports(run(day=5)))), OPENED, until)
    assert [(one.period, one.due_at.day) for one in later][-2:] == [("2008-03", 1), ("2008-04", 5)]

    earlier = due_runs(
        journal((OPENED, reports(run(day=5))), (datetime(2008, 3, 20, tzinfo=UTC), reports(run()))), OPENED, until
    )
    assert [(one.period, one.due_at.day) for one in earlier][-3:] == [
        ("2008-02", 5),
        ("2008-03", 1),
        ("2008-04", 1),
    ]


def test_a_version_governs_from_its_day_on() -> None:
    """Given a version from 1 April 2008 published in January, then the runs of February and March follow the one
    before, and that of 1 April follows it.
    """
    january = datetime(2008, 1, 10, tzinfo=UTC)
    published = journal((OPENED, reports(run("old"))), (january, reports(run("new"), since=date(2008, 4, 1))))

    found = due_runs(published, january, datetime(2008, 4, 30, tzinfo=UTC))

    assert [(one.run.id, one.period) for one in found] == [
        ("old", "2008-01"),
        ("old", "2008-02"),
        ("new", "2008-03"),
    ]


def test_working_days_are_those_known_when_the_run_comes_due() -> None:
    """Given a calendar of working days that is published anew in 2008 with 1 October closed, then the run of October
    2008 rolls to the 2nd, and that of October 2007, a Monday, did not.
    """
    own = (
        'id = "own"\ntitle = { da = "E", en = "O" }\nweekend = ["saturday", "sunday"]\n'
        "years = { first = 2000, last = 2020 }\n"
    )
    open_, _ = calendar_file.parse(own, "own.toml")
    closed, _ = calendar_file.parse(
        own + '[[also]]\nday = "10-01"\nname = { da = "Flytning", en = "Moving" }\n', "own.toml"
    )
    assert open_ is not None
    assert closed is not None
    published = journal(
        (OPENED, open_),
        (OPENED, reports(run(roll="next-working-day"), calendar="own")),
        (datetime(2008, 5, 1, tzinfo=UTC), closed),
    )

    found = {
        one.period: one.due_at.date() for one in due_runs(published, OPENED, datetime(2009, 1, 1, tzinfo=UTC))
    }

    assert found["2007-09"] == date(2007, 10, 1)
    assert found["2008-09"] == date(2008, 10, 2)


def test_a_run_with_units_comes_once_for_each() -> None:
    """Given a report for two units, then the run comes for both at one instant, in the order of their names, and a unit
    that a later version adds has its first when that is known.
    """
    wanted = ReportWanted(report="monthly-status", audience="team", units=("Vest", "Øst"))
    more = ReportWanted(report="monthly-status", audience="team", units=("Vest", "Øst", "Nord"))
    published = journal(
        (OPENED, reports(run(notice=None, report=wanted))),
        (datetime(2007, 1, 15, tzinfo=UTC), reports(run(notice=None, report=more))),
    )

    found = due_runs(published, datetime(2006, 12, 31, tzinfo=UTC), datetime(2007, 2, 28, tzinfo=UTC))

    assert [(one.period, one.unit) for one in found] == [
        ("2006-12", "Vest"),
        ("2006-12", "Øst"),
        ("2007-01", "Nord"),
        ("2007-01", "Vest"),
        ("2007-01", "Øst"),
    ]


def test_the_next_run_is_the_first_of_those_to_come() -> None:
    """Given a yearly and a quarterly run, then the next after an instant is the first of all that come after it, also
    where it comes far off or its version governs later; without runs there is none.
    """
    yearly = run("a", every="year", month=12, day=31)
    published = journal((OPENED, reports(yearly)))
    after = datetime(2008, 12, 31, 12, tzinfo=UTC)
    found = next_run(published, after)
    assert found is not None
    assert (found.period, found.due_at) == ("2008", datetime(2009, 12, 31, 7, tzinfo=UTC))

    governing_later = journal((OPENED, reports(run("b", every="quarter"), since=date(2020, 1, 1))))
    found = next_run(governing_later, after)
    assert found is not None
    assert (found.period, found.due_at) == ("2019-Q4", datetime(2020, 1, 1, 7, tzinfo=UTC))

    assert next_run(journal((OPENED, reports())), after) is None
    assert next_run([], after) is None


def test_a_run_of_a_period_is_found_whether_or_not_it_was_known_in_time() -> None:
    """Given a calendar published in May, then its run about March is found with the instant at which it would have been
    due; one about a time before the calendar governs is not, nor a run that there is none of.
    """
    may = datetime(2008, 5, 1, tzinfo=UTC)
    published = journal((may, reports(run(), since=date(2008, 2, 1))))
    march, december = month_of(date(2008, 3, 1)), month_of(date(2007, 12, 1))

    [found] = runs_of_period(published, "office", "status", "2008-03", march)
    assert found.due_at == datetime(2008, 4, 1, 6, tzinfo=UTC)
    assert runs_of_period(published, "office", "status", "2007-12", december) == []
    assert runs_of_period(published, "office", "status", "2008-Q1", month_of(date(2008, 1, 1))) == []
    assert runs_of_period(published, "office", "other", "2008-03", march) == []
    assert runs_of_period(published, "elsewhere", "status", "2008-03", march) == []


def test_beyond_its_working_days_a_calendar_has_no_runs() -> None:
    """Given working days until 2100, then no run that rolls comes after them, and no error either."""
    published = journal((OPENED, reports(run(roll="next-working-day"))))
    found = due_runs(published, datetime(2100, 10, 1, tzinfo=UTC), datetime(2101, 12, 1, tzinfo=UTC))
    assert [one.period for one in found] == ["2100-09", "2100-10", "2100-11"]
