"""What the documents publish comes out of the demonstration exactly, as the commands tell it in JSON.

002: the ombudsman's report for 2006. 001: that for 2010. 004: the action plan of 29 January 2008. 000: the inquiry.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Ask

COUNTED_ON, RESTORED_BY = "2007-12-01", "2008-06-01"
BACKLOG = f"backlog --type fleksjob --deadline re-assessment --on {COUNTED_ON} --until {RESTORED_BY}"
INQUIRY = "E-2011-0001"


# -- complaints ------------------------------------------------------------------------------------


def test_the_typical_enquiries_of_2006_are_279_129_and_53(asked: Ask) -> None:
    """002: processing time and missing answers 279, service 129, orientation 53; and there are others."""
    rows = asked("stats complaints --by via,category --from 2006-01-01 --to 2007-01-01")["rows"]
    counted = {
        row["group"]["category"]: row["received"] for row in rows if row["group"]["via"] == "borgerraadgiver"
    }
    assert counted["processing-time-and-missing-answer"] == 279
    assert counted["service"] == 129
    assert counted["orientation"] == 53
    assert counted["other"] > 0


def test_complaints_fall_and_rise_as_published(asked: Ask) -> None:
    """001: falling from 2007 to 2009, +30 % from 2009 to 2010, -34 % from 2007 to 2010."""
    rows = asked("stats complaints --by via --period year --as-of 2016-01-01")["rows"]
    ombudsman = {row["period"]: row for row in rows if row["group"] == "borgerraadgiver"}
    received = {year: ombudsman[year]["received"] for year in ("2007", "2008", "2009", "2010")}
    assert received["2007"] > received["2008"] > received["2009"]
    assert ombudsman["2010"]["change_pct"] == 30.0
    assert ombudsman["2010"]["before"] == received["2009"]
    assert received["2010"] / received["2007"] == 0.66


# -- the backlog -----------------------------------------------------------------------------------


def test_662_citizens_receive_the_benefit_and_stand_under_the_duty(asked: Ask) -> None:
    """004, 1.3: 662 cases in which the citizen receives the benefit on 1 December 2007; each is to be re-assessed."""
    groups = asked(f"cases --type fleksjob --by benefit --as-of {COUNTED_ON}")["by"]
    assert [(one["open"], one["closed"]) for one in groups if one["group"] == "receiving"] == [(662, 0)]
    assert asked(f"queue --deadline re-assessment --as-of {COUNTED_ON}")["open"] == 662


def test_the_662_are_split_into_overdue_and_not(asked: Ask) -> None:
    """004, 1.3: the cases are divided; how many were overdue is constructed, so only the sum is published."""
    found = asked(BACKLOG)
    assert found["under_duty"] == 662
    assert found["overdue"] + found["not_overdue"] == 662
    assert min(found["overdue"], found["not_overdue"]) > 100
    assert asked(f"queue --deadline re-assessment --as-of {COUNTED_ON}")["overdue"] == found["overdue"]


def test_the_overdue_ones_are_re_assessed_by_1_june_2008(asked: Ask) -> None:
    """004, 1.3: the restoration is done on 1 June 2008, and those not overdue were re-assessed in time until then."""
    found = asked(BACKLOG)
    assert found["ended"] == {"met": found["overdue"]}
    assert found["restored"] is True
    assert date(2007, 12, 1) < date.fromisoformat(found["restored_on"]) < date(2008, 6, 1)
    still_open = [point["still_open"] for point in found["burn_down"]]
    assert still_open == sorted(still_open, reverse=True)
    assert (still_open[0], still_open[-1]) == (found["overdue"], 0)
    assert {point["newly_overdue"] for point in found["burn_down"]} == {0}
    assert asked(f"queue --deadline re-assessment --overdue --as-of {RESTORED_BY}")["overdue"] == 0


# -- the changed rule ------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "months"), [("2008-02-29", 11), ("2008-03-01", 10)])
def test_the_transfer_is_at_10_months_from_1_march_2008(asked: Ask, day: str, months: int) -> None:
    """004, 1.1: 11 months until 29 February 2008, 10 from 1 March; the duty itself stays 12 within 18."""
    rules = {rule["id"]: rule for rule in asked(f"type show fleksjob --as-of {day}")["deadlines"]}
    assert rules["transfer"]["accumulation"]["months"] == months
    assert rules["re-assessment"]["accumulation"]["months"] == 12
    assert {rules[name]["accumulation"]["within"] for name in ("transfer", "re-assessment")} == {18}


def test_from_march_2008_on_transfers_fall_due_earlier(asked: Ask) -> None:
    """004, 1.1: the same open transfers on 29 January 2008, an hour before and an hour after the change was published.

    None that falls due before March moves to an earlier day; those that do move, move to the end of March or later.
    """
    question = "queue --deadline transfer --as-of 2008-01-29T00:00 --limit 1000 --known-at"
    before, after = (
        {item["case"]: item["due"] for item in asked(f"{question} 2008-01-29T{hour}:30:00+01:00")["items"]}
        for hour in (11, 12)
    )
    earlier = [case for case in before.keys() & after.keys() if after[case] < before[case]]
    assert len(earlier) > 50
    assert all(after[case] >= "2008-03-31" for case in earlier)


def test_the_job_centres_get_about_a_month_more(asked: Ask) -> None:
    """004, 1.1: from 11 to 10 months; a month has 28 to 31 days, and ends that are no working days add up to three."""
    question = (
        "backlog --type fleksjob --deadline re-assessment --on 2007-12-01 --until 2008-12-01 --lead transfer"
    )
    [change] = asked(question)["lead_changes"]
    assert change["changed_on"] == "2008-03-01"
    assert 28 <= change["gained_days"] <= 34


# -- the inquiry -----------------------------------------------------------------------------------


def test_the_inquiry_goes_as_the_committee_was_told(asked: Ask) -> None:
    """000: begun in April 2011, 30 cases, preliminary report on 26 October 2011, dialogue until the beginning of 2012,
    closed on 20 February 2015 by letter and without criticism. The three points of criticism are its checks."""
    found = asked(f"review show {INQUIRY} --as-of 2016-01-01")
    days = {step["name"]: step["occurred"][:10] for step in found["steps"]}
    assert days["inquiry-begun"].startswith("2011-04-")
    assert days["preliminary-report"] == "2011-10-26"
    assert days["dialogue-held"].startswith("2012-01-")
    assert days["closed"] == "2015-02-20"
    assert (found["attributes"]["outcome"], found["attributes"]["criticism"]) == ("letter", False)
    assert len({one["case"] for one in found["cases"]}) == 30
    assert {check["check"] for check in found["checks"] if check["error"]} == {
        "guidance",
        "application-time",
        "processing-time",
    }


def test_until_2015_the_inquiry_was_open(asked: Ask) -> None:
    """000: asked as of the day before its end, the inquiry is open and has no outcome."""
    found = asked(f"review show {INQUIRY} --as-of 2015-02-20")
    assert found["state"] == "open"
    assert "outcome" not in found["attributes"]


@pytest.mark.parametrize("case", [INQUIRY, "T-2008-03-1", "T-2008-12-3", "T-2008-Q2", "T-2011-Q1", "T-2012-Q4"])
def test_a_sample_drawn_then_is_drawn_again_today(asked: Ask, case: str) -> None:
    """Given samples recorded as drawn from what stood in the journal then, when drawn again now, then they are the same."""
    found = asked(f"sample verify {case}")
    assert found["same"] is True
    assert len(found["samples"]) == 1


# -- plans, targets and the rest -------------------------------------------------------------------


def test_the_plan_of_2007_was_due_on_1_november_2007(asked: Ask) -> None:
    """002: the plan is to reach the finance administration by 1 November 2007."""
    [submission] = asked("case explain P-2007 submission --as-of 2008-01-01")["because"]
    assert (submission["due"], submission["state"], submission["breached_at"]) == ("2007-11-01", "met", None)


@pytest.mark.parametrize(
    ("item", "due"),
    [
        ("1.1", "2008-03-01"),
        ("1.3", "2008-06-01"),
        ("3.1", "2008-04-01"),
        ("3.3", "2008-04-01"),
        ("3.4", "2008-04-01"),
    ],
)
def test_the_items_of_2008_are_due_when_the_plan_says(asked: Ask, item: str, due: str) -> None:
    """004: each item of the action plan is a case with its owner and the day that the plan gives."""
    [completion] = asked(f"case explain P-2008-{item} completion --as-of 2009-01-01")["because"]
    assert (completion["due"], completion["state"]) == (due, "met")
    assert asked(f"case show P-2008-{item}")["responsible"]


def test_reviews_begin_on_1_april_2008(asked: Ask) -> None:
    """004, 3.3 and 3.4: the first status, local and central, is of 1 April 2008; none was made before."""
    assert asked("cases --type tilsyn --as-of 2008-04-01")["open"] == 0
    assert asked("cases --type tilsyn --as-of 2008-04-02")["open"] == 3  # one in each job centre


def test_lists_are_compared_each_quarter(asked: Ask) -> None:
    """004, 3.4: each quarter from the second of 2008 on; the differences found are told, settled or open."""
    found = asked("reconcile show S-2008-Q2 --as-of 2008-07-10")
    [made] = found["runs"]
    assert made["list_on"] == "2008-06-30"
    assert made["found"] == found["open"] + found["closed"] > 0
    later = asked("reconcile show S-2008-Q2 --as-of 2009-01-01")
    assert later["open"] < found["open"]


def test_the_published_term_for_assistance_changes(asked: Ask) -> None:
    """Ten days as published in 2015, three weeks by a later edition (from 2016 here, which is a choice).

    From Monday 2 November 2015 ten days are Thursday the 12th; from Monday 11 January 2016 three weeks are 1 February.
    """
    for received, due in (("2015-11-02", "2015-11-12"), ("2016-01-11", "2016-02-01")):
        [decision] = asked(f"forecast kontanthjaelp --received {received}")["deadlines"]
        assert (decision["deadline"], decision["due"]) == ("decision", due)


def test_every_rule_of_finding_has_something_to_show(asked: Ask) -> None:
    """Given ten years of an office that errs, then each rule of its types finds something, and not everywhere."""
    for case_type in ("fleksjob", "klage", "ydelse"):
        rules = {rule["id"] for rule in asked(f"type show {case_type} --as-of 2010-01-01")["findings"]}
        rows = asked(f"stats quality --type {case_type} --by finding --as-of 2016-01-01")["rows"]
        found = {row["group"]: row["in_cases"] for row in rows}
        assert rules <= found.keys()
        cases = asked(f"cases --type {case_type} --as-of 2016-01-01 --limit 0")
        assert all(found[rule] < (cases["open"] + cases["closed"]) / 4 for rule in rules)


def test_attendance_is_better_with_a_reminder(asked: Ask) -> None:
    """002 hopes for it; that it is so here is constructed."""
    rows = {row["group"]: row for row in asked("stats attendance --by reminded --as-of 2016-01-01")["rows"]}
    assert rows["reminded"]["attendance_pct"] > rows["not-reminded"]["attendance_pct"] + 5


def test_targets_have_a_final_status(asked: Ask) -> None:
    """001: targets are reported at the half-year and at the end of the year; some were reached and some missed."""
    half = asked("targets status --year 2010 --half --as-of 2010-07-01")["items"]
    final = asked("targets status --year 2010 --as-of 2011-01-01")["items"]
    assert len(half) == len(final) == 8
    assert {one["status"] for one in final} == {"reached", "missed"}
