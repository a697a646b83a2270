"""Histories in which deadlines were once reckoned wrongly: an end moved after its breach, a stop renewed, dates without a
time, deadlines of the party. Each figure is counted once more, from the events alone, by plain Python.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from sagsgang.domain.events.case_events import Event
from sagsgang.examples.municipality.docket import Happening

from .conftest import Ask

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
END = date(2016, 1, 1)
YEARS = range(2006, 2017)
# Public holidays from the library; 5 June, Christmas Eve and New Year's Eve by the calendar of the case types.
OFF = {
    *holidays.country_holidays("DK", years=YEARS),
    *(date(year, month, day) for year in YEARS for month, day in ((6, 5), (12, 24), (12, 31))),
}
DAY = timedelta(days=1)


def works(day: date) -> bool:
    """Whether the office is open."""
    return day.weekday() < 5 and day not in OFF


def put_off(day: date) -> date:
    """The day, or the next on which the office is open."""
    while not works(day):
        day += DAY
    return day


def nth_working_day(day: date, number: int) -> date:
    """So many working days after a day."""
    for _ in range(number):
        day = put_off(day + DAY)
    return day


def day_of(event: Event) -> date:
    """The day on which it happened: as it says, or that of its instant in Copenhagen."""
    return event.day or event.occurred.astimezone(COPENHAGEN).date()


def lives(told: Iterable[Happening], case_type: str) -> list[list[tuple[str, date]]]:
    """Of each case of a type: what happened, by name and day; without what was annulled, and without the annulments."""
    return list(events_of(told, case_type).values())


def events_of(told: Iterable[Happening], case_type: str) -> dict[str, list[tuple[str, date]]]:
    """The same, by case."""
    cases: dict[str, list[Event]] = {}
    for one in told:
        if one.event.case_type == case_type:
            cases.setdefault(one.case, []).append(one.event)
    found = {}
    for case, events in cases.items():
        annulled = {getattr(event, "annuls", None) for event in events}
        held = [
            (getattr(event, "action", event.name), day_of(event)) for event in events if event.id not in annulled
        ]
        found[case] = sorted(((name, day) for name, day in held if name != "annulled"), key=lambda one: one[1])
    return found


def first(life: Iterable[tuple[str, date]], *names: str) -> date | None:
    """The first day on which one of these happened."""
    return min((day for name, day in life if name in names), default=None)


def counted(ends: Iterable[tuple[date, date | None]]) -> dict[str, tuple[int, int, int, int]]:
    """By the year of the end: fell due, on time, late, still open, as of the last day of 2015; met: none or when."""
    found: dict[str, Counter[str]] = {}
    for due, met in ends:
        if due < END:
            outcome = "open" if met is None or met >= END else "on time" if met <= due else "late"
            found.setdefault(str(due.year), Counter())[outcome] += 1
    return {
        year: (outcomes.total(), outcomes["on time"], outcomes["late"], outcomes["open"])
        for year, outcomes in sorted(found.items())
    }


def told_by(asked: Ask, case_type: str, deadline: str, until: date = END) -> dict[str, tuple[int, int, int, int]]:
    """The same by the commands."""
    rows = asked(f"stats timeliness --type {case_type} --by deadline --period year --as-of {until}")["rows"]
    return {
        row["period"]: (row["fell_due"], row["on_time"], row["late"], row["still_open"])
        for row in rows
        if row["group"] == deadline and row["n"]
    }


# -- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "met_by"), [("answer", ["decided"]), ("notice", ["decided", "citizen-informed"])]
)
def test_access_in_time_as_counted_from_the_events(
    told: list[Happening], asked: Ask, deadline: str, met_by: list[str]
) -> None:
    """Given the requests for access, then in time are those answered (or told) within ten days until 2013 and seven
    working days from 2014 on, whatever moved the end afterwards.
    """
    ends = []
    for life in lives(told, "aktindsigt"):
        received = first(life, "application-received")
        assert received is not None
        due = put_off(received + timedelta(days=10)) if received.year < 2014 else nth_working_day(received, 7)
        ends.append((due, first(life, *met_by)))
    assert len(ends) > 150
    assert told_by(asked, "aktindsigt", deadline) == counted(ends)


def test_many_ends_were_moved_after_the_breach(told: list[Happening], asked: Ask) -> None:
    """Given requests whose end was moved when it had passed, and answered before the new end, then each is late."""
    moved = [life for life in lives(told, "aktindsigt") if first(life, "term-overridden")]
    assert len(moved) >= 5
    late = sum(row[2] + row[3] for row in told_by(asked, "aktindsigt", "answer").values())
    assert late >= len(moved)


def test_complaints_reach_the_appeal_body_within_four_weeks_altogether(told: list[Happening], asked: Ask) -> None:
    """Given the complaints about decisions, then in time are those forwarded, upheld or dismissed within four weeks of
    receipt; some that were reassessed in time were not forwarded in time, and these are late.
    """
    ends, let_lie = [], 0
    for life in lives(told, "klage-afgoerelse"):
        received = first(life, "complaint-received")
        assert received is not None
        due = put_off(received + timedelta(weeks=4))
        done = first(life, "complaint-forwarded", "complaint-upheld", "complaint-dismissed")
        reassessed = first(life, "complaint-reassessed")
        let_lie += reassessed is not None and reassessed <= due and done is not None and done > due
        ends.append((due, done))
    assert let_lie > 0
    assert told_by(asked, "klage-afgoerelse", "forwarding") == counted(ends)


def test_a_month_that_is_over_does_not_change_when_an_end_is_moved(asked: Ask) -> None:
    """Given January 2014, then as of 1 February and as of 2016 as many requests fell due, and as many in time: what was
    still open is late. A-2014-0001, moved on 3 February, is among them.
    """
    question = "stats timeliness --type aktindsigt --by deadline --from 2014-01-01 --to 2014-02-01 --cases --as-of"
    then, now = (
        next(row for row in asked(f"{question} {day}")["rows"] if row["group"] == "answer")
        for day in ("2014-02-01", "2016-01-01")
    )
    assert (then["fell_due"], then["on_time"]) == (now["fell_due"], now["on_time"])
    assert then["late"] + then["still_open"] == now["late"] + now["still_open"] > 0
    assert "A-2014-0001" in then["cases"]
    assert "A-2014-0001" in now["cases"]


def test_nothing_of_the_partys_is_timeliness(asked: Ask) -> None:
    """Given all deadlines of ten years, then no time for complaints, comments or objections is among the figures."""
    groups = {row["group"] for row in asked("stats timeliness --by deadline --as-of 2016-01-01")["rows"]}
    assert {"answer", "forwarding", "decision", "notice", "orientation", "transfer"} <= groups
    assert groups & {"complaint-period", "comments", "objection"} == set()


def test_hearings_run_out_where_nobody_answers(told: list[Happening], asked: Ask) -> None:
    """Given the hearings, then on the last day of 2015 those without comments within two weeks of the letter's arrival
    (the second working day) are over, and no finding speaks of them; counted from the events.
    """
    silent = [life for life in lives(told, "partshoering") if first(life, "comments-received") is None]
    assert len(silent) > 20
    found = asked("stats quality --type partshoering --by finding --as-of 2016-01-01")["rows"]
    assert found == []
    over = [
        life
        for life in silent
        if (sent := first(life, "hearing-sent")) and put_off(nth_working_day(sent, 2) + timedelta(weeks=2)) < END
    ]
    still = asked("queue --type partshoering --deadline comments --as-of 2016-01-01")["open"]
    assert still == len(silent) - len(over)


@pytest.mark.parametrize("day", [date(2008, 3, 27), date(2012, 6, 1), date(2015, 12, 1)])
def test_open_times_for_complaints_as_counted_from_the_events(
    told: list[Happening], asked: Ask, day: date
) -> None:
    """Given the flexjob cases, then on a day those times for complaints are open whose notice has gone out, whose four
    weeks from its arrival (a letter: two working days) have not run out, and in which no complaint was noted and the case
    was not closed.
    """
    ways: dict[tuple[str, date], str] = {
        (one.case, day_of(one.event)): str(getattr(one.event, "sent_by", ""))
        for one in told
        if one.event.name == "decision-notified"
    }
    is_open = 0
    for case, events in events_of(told, "fleksjob").items():
        held = [(name, on) for name, on in events if on < day]
        sent = [on for name, on in held if name == "decision-notified"]
        if not sent or any(name in ("complaint-noted", "closed") and on >= sent[-1] for name, on in held):
            continue
        arrived = nth_working_day(sent[-1], 2) if ways[case, sent[-1]] == "letter" else sent[-1]
        is_open += put_off(arrived + timedelta(weeks=4)) >= day
    assert is_open > 0
    assert asked(f"queue --type fleksjob --deadline complaint-period --as-of {day}")["open"] == is_open


# -- cases made by hand ----------------------------------------------------------------------------


def explained(asked: Ask, case: str, deadline: str) -> dict[str, object]:
    """Why a deadline of a case is what it is."""
    [why] = asked(f"case explain {case} {deadline} --as-of 2016-01-01")["because"]
    return dict(why)


def test_an_end_moved_after_the_breach(asked: Ask) -> None:
    """A-2014-0001: received on Wednesday 15 January 2014, of which only the day is noted. Seven working days: 16, 17, 20,
    21, 22, 23, 24 January. Moved on 3 February to the 28th, answered on the 20th: it passed on 24 January.
    """
    why = explained(asked, "A-2014-0001", "answer")
    assert (why["due"], why["state"], why["passed_on"]) == ("2014-02-28", "met", "2014-01-24")
    assert why["breached_at"] == "2014-01-24T23:00:00Z"


def test_a_stop_renewed_before_it_ended(asked: Ask) -> None:
    """R-2014-0001: a letter of Monday 6 January 2014 arrives on the 8th, the second working day; two weeks are over with
    the 22nd; the decision is due four weeks on, 19 February. From 27 January 23 days are left, given back from
    20 February on: 15 March is a Saturday, so the 17th. Decided on the 12th: in time.
    """
    comments, decision = (explained(asked, "R-2014-0001", name) for name in ("comments", "decision"))
    assert (comments["due"], comments["state"], comments["breached_at"]) == ("2014-01-22", "expired", None)
    assert (decision["due"], decision["state"], decision["breached_at"]) == ("2014-03-17", "met", None)
    steps = [(step["what"], step["until"], step["left"]) for step in decision["because"]]  # type: ignore[attr-defined]
    assert steps[1:3] == [("suspended", "2014-02-10", 23), ("renewed", "2014-02-24", 23)]


def test_dates_without_a_time_on_the_last_day(asked: Ask) -> None:
    """G-2014-0001: a letter of Tuesday 7 January 2014 arrives on the 9th, two weeks are over with Thursday the 23rd, on
    which the objection comes. Ten working days on are Thursday 6 February, on which the case is decided and closed: all
    by dates alone, and all in time.
    """
    objection, decision = (explained(asked, "G-2014-0001", name) for name in ("objection", "decision"))
    assert (objection["due"], objection["state"]) == ("2014-01-23", "met")
    assert (decision["due"], decision["state"], decision["breached_at"]) == ("2014-02-06", "met", None)


def test_the_citizen_was_to_be_told_before_the_term_passed(asked: Ask) -> None:
    """F-2007-0001: the term of six months, with 70 days given back, ended on 11 September 2007. It was extended, and the
    citizen was told nothing: the notice of delay was due on that day, extended or not.
    """
    why = explained(asked, "F-2007-0001", "orientation")
    assert (why["due"], why["passed_on"]) == ("2007-09-11", "2007-09-11")


def test_the_time_for_complaints_expires_by_itself(asked: Ask) -> None:
    """F-2007-0001: a letter of Friday 28 December 2007 arrives on the second working day after: Monday is New Year's Eve,
    Tuesday New Year's Day, so Wednesday the 2nd, Thursday 3 January 2008. Four weeks are over with Thursday the 31st.
    """
    why = explained(asked, "F-2007-0001", "complaint-period")
    assert (why["due"], why["state"], why["whose"], why["breached_at"]) == ("2008-01-31", "expired", "party", None)


def test_requests_before_2014_are_judged_by_the_act_of_their_time(asked: Ask) -> None:
    """Ten days before 2014, seven working days from then on; and the journal duty of 2013 is a source from 2014 only.

    From Monday 16 December 2013 ten days are 26 December, the second day of Christmas: put off to Friday the 27th. From
    Thursday 2 January 2014 seven working days are Monday the 13th.
    """
    for received, due in (("2013-12-16", "2013-12-27"), ("2014-01-02", "2014-01-13")):
        lines = asked(f"forecast aktindsigt --received {received}")["deadlines"]
        assert {line["due"] for line in lines} == {due}
    for case_type in ("fleksjob", "ydelse", "klage", "klage-afgoerelse"):
        sources = [
            [
                rule.get("source")
                for rule in asked(f"type show {case_type} --as-of {day}")["findings"]
                if rule["recorded_after"] == 7
            ]
            for day in ("2013-12-31", "2014-01-01")
        ]
        before, after = (set(found) for found in sources)
        assert before == {None}
        assert "Offentlighedsloven § 15 (journalisering)" in after
        assert None not in after


def test_outcomes_of_complaints_are_codes(told: list[Happening]) -> None:
    """Given how complaints about decisions ended, then each of the five codes is there, and no other."""
    outcomes = {
        getattr(one.event, "outcome", None) for one in told if one.event.case_type == "klage-afgoerelse"
    } - {None}
    assert outcomes == {"medhold", "delvis-medhold", "stadfaestelse", "hjemvisning", "afvist"}
