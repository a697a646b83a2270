"""The rules of a ladder one by one (docs/reminders.md, rules 2 to 7), as a calendar on the wall shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sagsgang.domain.rules.ladder import rungs
from sagsgang.domain.rules.reminder_step import Distance, DistanceUnit, ReminderStep
from sagsgang.domain.written.calendar_file import shipped

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def step(**said: Any) -> ReminderStep:
    """A step for the caseworker."""
    return ReminderStep(id="step", to=("responsible",), **said)


def so(count: int, unit: DistanceUnit) -> Distance:
    """So far."""
    return Distance(count, unit)


def shown(end: date | datetime, **said: Any) -> list[str]:
    """When a step comes, as the wall clock in Copenhagen shows it, with its offset from UTC."""
    found = rungs([step(**said)], end, shipped()["denmark"], COPENHAGEN)
    return [one.at.astimezone(COPENHAGEN).isoformat(" ", "minutes") for one in found]


def at(local: str) -> datetime:
    """An instant; with its offset from UTC."""
    return datetime.fromisoformat(local).astimezone(UTC)


EASTER_MONDAY = date(2025, 4, 21)


@pytest.mark.parametrize(
    ("end", "said", "comes"),
    [
        (date(2025, 6, 20), {"before": so(0, "days")}, ["2025-06-20 08:00+02:00"]),
        (date(2025, 6, 20), {"before": so(14, "days")}, ["2025-06-06 08:00+02:00"]),
        (date(2025, 6, 20), {"before": so(2, "weeks")}, ["2025-06-06 08:00+02:00"]),
        (date(2024, 3, 1), {"before": so(1, "days")}, ["2024-02-29 08:00+01:00"]),
        (date(2025, 1, 2), {"before": so(2, "days")}, ["2024-12-31 08:00+01:00"]),
    ],
)
def test_days_are_counted_from_the_due_day(end: date, said: dict[str, Any], comes: list[str]) -> None:
    """Given a due day, then a step comes so many days or weeks away, over leap days and the ends of years."""
    assert shown(end, **said) == comes


def test_working_days_are_counted_one_by_one() -> None:
    """Given a due day after Easter, then working days before and after it leave out the days off and the weekends;
    and none away is the due day, working or not.
    """
    assert shown(EASTER_MONDAY, before=so(1, "working_days")) == ["2025-04-16 08:00+02:00"]
    assert shown(EASTER_MONDAY, after=so(1, "working_days")) == ["2025-04-22 08:00+02:00"]
    assert shown(date(2025, 12, 30), after=so(1, "working_days")) == ["2026-01-02 08:00+01:00"]
    assert shown(EASTER_MONDAY, before=so(0, "working_days")) == ["2025-04-21 08:00+02:00"]


def test_of_an_instant_days_are_counted_from_its_local_date() -> None:
    """Given an end at 23:30 UTC, when it is past midnight in Copenhagen, then days are counted from that date."""
    assert shown(at("2025-06-19T23:30+00:00"), before=so(1, "days")) == ["2025-06-19 08:00+02:00"]


def test_a_time_that_the_clocks_skip_comes_as_much_later() -> None:
    """Given a step at 02:30 on the last Sunday of March, then it comes at 03:30, which is as much later."""
    assert shown(date(2025, 3, 30), before=so(0, "days"), at="02:30") == ["2025-03-30 03:30+02:00"]


def test_a_time_that_comes_twice_is_meant_the_first_time() -> None:
    """Given a step at 02:30 on the last Sunday of October, then it comes before the clocks are put back."""
    assert shown(date(2025, 10, 26), before=so(0, "days"), at="02:30") == ["2025-10-26 02:30+02:00"]


def test_hours_are_counted_in_hours_and_only_from_an_instant() -> None:
    """Given a meeting in the night of a change of the clock, then 24 hours before is 24 hours; a day has no hours."""
    assert shown(at("2025-03-30T12:00+02:00"), before=so(24, "hours")) == ["2025-03-29 11:00+01:00"]
    assert shown(at("2025-10-26T12:00+01:00"), after=so(2, "hours")) == ["2025-10-26 14:00+01:00"]
    assert shown(date(2025, 3, 30), before=so(24, "hours")) == []


def test_a_roll_moves_the_day_and_keeps_the_time() -> None:
    """Given a step that falls on Good Friday, a week before its end, then it rolls to the working day before or after
    Easter."""
    friday = date(2025, 4, 25)
    before = shown(friday, before=so(1, "weeks"), at="09:15", roll="previous-working-day")
    after = shown(friday, before=so(1, "weeks"), at="09:15", roll="next-working-day")
    assert before == ["2025-04-16 09:15+02:00"]
    assert after == ["2025-04-22 09:15+02:00"]


def test_what_comes_again_is_counted_before_any_roll() -> None:
    """Given a step a day after a Friday and every week from then on, when Saturdays roll, then it comes on Mondays;
    and every second day counts from the Saturday, not from the Monday that it rolled to.
    """
    friday = date(2025, 6, 20)
    weekly = shown(friday, after=so(1, "days"), every=so(1, "weeks"), times=3, roll="next-working-day")
    assert weekly == ["2025-06-23 08:00+02:00", "2025-06-30 08:00+02:00", "2025-07-07 08:00+02:00"]
    every_other = shown(friday, after=so(1, "days"), every=so(2, "days"), times=3, roll="next-working-day")
    assert every_other == ["2025-06-23 08:00+02:00", "2025-06-23 08:00+02:00", "2025-06-25 08:00+02:00"]


@pytest.mark.parametrize(
    ("time", "comes"),
    [
        ("20:59", "2025-06-19 20:59+02:00"),
        ("21:00", "2025-06-20 08:00+02:00"),
        ("23:59", "2025-06-20 08:00+02:00"),
        ("00:00", "2025-06-19 08:00+02:00"),
        ("07:59", "2025-06-19 08:00+02:00"),
        ("08:00", "2025-06-19 08:00+02:00"),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning_of_the_same_night(time: str, comes: str) -> None:
    """Given quiet hours from 21:00, included, to 08:00, excluded, then what falls in them on the day before the end comes
    at 08:00."""
    assert shown(date(2025, 6, 20), before=so(1, "days"), at=time, quiet=("21:00", "08:00")) == [comes]


def test_quiet_hours_within_a_day_end_that_day() -> None:
    """Given quiet hours from 12:00 to 13:30, then what falls in them comes at 13:30."""
    assert shown(date(2025, 6, 20), before=so(0, "days"), at="12:10", quiet=("12:00", "13:30")) == [
        "2025-06-20 13:30+02:00"
    ]


def test_quiet_hours_never_make_a_step_come_earlier() -> None:
    """Given quiet hours that end at 02:30, when a step in hours falls at 02:15 of the hour that comes twice, the
    second time, then it waits for the second 02:30; the first one was over before.
    """
    second_0215 = at("2025-10-26T02:15+01:00")
    again = shown(at("2025-10-26T01:15+01:00"), after=so(1, "hours"), quiet=("23:00", "02:30"))
    assert at("2025-10-26T01:15+01:00") < second_0215 < at("2025-10-26T02:30+01:00")
    assert again == ["2025-10-26 02:30+01:00"]


NIGHT = ("21:00", "08:00")
EIGHT = at("2025-06-20T08:00+02:00")  # a Friday


@pytest.mark.parametrize(
    ("end", "said", "comes"),
    [
        # The night would carry it to Saturday: an hour before the night begins it is still Friday.
        (date(2025, 6, 20), {"before": so(0, "days"), "at": "21:00", "quiet": NIGHT}, "2025-06-20 20:00+02:00"),
        (date(2025, 6, 20), {"before": so(0, "days"), "at": "23:59", "quiet": NIGHT}, "2025-06-20 20:00+02:00"),
        # The meeting begins when the night ends, or in it: the evening before.
        (EIGHT, {"before": so(2, "hours"), "quiet": NIGHT}, "2025-06-19 20:00+02:00"),
        (EIGHT, {"before": so(0, "days"), "at": "07:30", "quiet": NIGHT}, "2025-06-19 20:00+02:00"),
        (at("2025-06-20T07:30+02:00"), {"before": so(1, "hours"), "quiet": NIGHT}, "2025-06-19 20:00+02:00"),
        # It is on the day of the meeting, and the night is over before it begins: nothing is carried over its end.
        (at("2025-06-20T09:00+02:00"), {"before": so(2, "hours"), "quiet": NIGHT}, "2025-06-20 08:00+02:00"),
        # Saturday at 07:30, the evening before is a Friday; Monday at 07:30, it is a Sunday, and with a roll Friday.
        (
            at("2025-06-21T07:30+02:00"),
            {"before": so(0, "days"), "at": "07:00", "quiet": NIGHT},
            "2025-06-20 20:00+02:00",
        ),
        (
            at("2025-06-23T07:30+02:00"),
            {"before": so(0, "days"), "at": "07:00", "quiet": NIGHT},
            "2025-06-22 20:00+02:00",
        ),
        (
            at("2025-06-23T07:30+02:00"),
            {"before": so(0, "days"), "at": "07:00", "quiet": NIGHT, "roll": "previous-working-day"},
            "2025-06-20 20:00+02:00",
        ),
        # Only the half hour from 08:00 to 08:30 is not quiet: it comes when that begins.
        (
            at("2025-06-20T07:30+02:00"),
            {"before": so(1, "hours"), "quiet": ("08:30", "08:00")},
            "2025-06-19 08:00+02:00",
        ),
        # Easter: the next working day after Good Friday is Tuesday, when a deadline of Sunday is over; it comes on
        # Wednesday, as Maundy Thursday is a day off too.
        (date(2025, 4, 20), {"before": so(2, "days"), "roll": "next-working-day"}, "2025-04-16 08:00+02:00"),
        (date(2025, 4, 18), {"before": so(0, "days"), "roll": "next-working-day"}, "2025-04-16 08:00+02:00"),
        # A meeting on Tuesday after Easter at 07:00: on Tuesday at 08:00 it is over.
        (
            at("2025-04-22T07:00+02:00"),
            {"before": so(1, "days"), "roll": "next-working-day"},
            "2025-04-16 08:00+02:00",
        ),
        # The roll gets no farther than the due day itself: there the end is not over.
        (date(2025, 4, 22), {"before": so(4, "days"), "roll": "next-working-day"}, "2025-04-22 08:00+02:00"),
        # Rolled back, the night does no harm: on Wednesday at 07:00 it waits until 08:00.
        (
            date(2025, 4, 20),
            {"before": so(2, "days"), "at": "07:00", "roll": "next-working-day", "quiet": NIGHT},
            "2025-04-16 08:00+02:00",
        ),
    ],
)
def test_a_warning_never_comes_when_the_end_is_over(
    end: date | datetime, said: dict[str, Any], comes: str
) -> None:
    """Given a step before an end, when the roll or the quiet hours would carry it over that end, then it comes before."""
    assert shown(end, **said) == [comes]


def test_a_warning_whose_own_time_lies_after_the_end_does_not_come() -> None:
    """Given a meeting at 08:00, when the step's own time of day is 08:00 or later on that day, then it does not come;
    just before, it does."""
    assert shown(EIGHT, before=so(0, "days"), at="08:00") == []
    assert shown(EIGHT, before=so(0, "days"), at="12:00", quiet=NIGHT) == []
    assert shown(EIGHT, before=so(0, "days"), at="07:59") == ["2025-06-20 07:59+02:00"]
    assert shown(EIGHT, before=so(2, "hours"), quiet=("21:00", "07:00")) == ["2025-06-20 07:00+02:00"]


def test_nothing_is_called_over_that_is_not() -> None:
    """Given a Friday's deadline and a step the day after, when Saturdays roll back, then it comes on Monday: on Friday
    nothing is overdue. Farther from the end it rolls back as it is told to.
    """
    friday = date(2025, 6, 20)
    assert shown(friday, after=so(1, "days"), roll="previous-working-day") == ["2025-06-23 08:00+02:00"]
    assert shown(friday, after=so(8, "days"), roll="previous-working-day") == ["2025-06-27 08:00+02:00"]
    three = at("2025-06-20T15:00+02:00")
    assert shown(three, after=so(1, "days"), roll="previous-working-day") == ["2025-06-23 08:00+02:00"]
    late = shown(three, after=so(1, "days"), at="16:00", roll="previous-working-day")
    assert late == ["2025-06-20 16:00+02:00"]  # on Friday, and the end was over an hour before


def test_the_hour_before_the_night_is_an_hour_when_the_clocks_change() -> None:
    """Given quiet hours that begin at 03:30 in the night in which the clocks go from 02:00 to 03:00, when a step would be
    swallowed, then it comes an hour before: at 01:30 by the clock.
    """
    meeting = at("2025-03-30T07:00+02:00")
    assert shown(meeting, before=so(3, "hours"), quiet=("03:30", "08:00")) == ["2025-03-30 01:30+01:00"]


def test_what_lies_outside_the_calendar_does_not_come() -> None:
    """Given a deadline on the last days that the calendar knows, or that there are, then steps that need to know
    more do not come, and the others do.
    """
    last = shipped()["denmark"].last
    assert shown(last, after=so(1, "working_days")) == []
    assert len(shown(last, before=so(1, "working_days"))) == 1
    assert len(shown(last, after=so(1, "days"), every=so(1, "days"), times=2)) == 2
    assert shown(date.max, after=so(1, "days")) == []
    assert shown(date.max, before=so(0, "days")) == ["9999-12-31 08:00+01:00"]


def test_steps_come_in_order_and_each_by_its_own_name() -> None:
    """Given steps written in any order, then they come in that of their instants, those of one instant as written."""
    steps = [
        ReminderStep(id="over", after=so(1, "days"), every=so(1, "weeks"), times=2, to=("unit",)),
        ReminderStep(id="same", before=so(0, "days"), to=("unit",)),
        ReminderStep(id="again", before=so(0, "weeks"), to=("unit",)),
        ReminderStep(id="early", before=so(3, "days"), to=("unit",)),
    ]
    found = rungs(steps, date(2025, 6, 20), shipped()["denmark"], COPENHAGEN)
    assert [(one.step, one.number) for one in found] == [
        ("early", 1),
        ("same", 1),
        ("again", 1),
        ("over", 1),
        ("over", 2),
    ]
