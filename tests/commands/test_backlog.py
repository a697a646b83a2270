"""The backlog of a duty on 1 December 2007, and its restoration by 1 June 2008. Every day was counted by hand.

The duty is a re-assessment at 12 months of benefit. A case is to be transferred at 11, and at 10 from 1 March 2008.

======  ====  ==============================================================================================
Anna    JSV   paid December 2006 to November 2007: due 30 November; re-assessed on 10 February
Bo      North paid October 2006 to October 2007: due 30 September; the benefit ended on 20 December
Carla   JSV   paid January to December 2007: due 31 December; re-assessed on 5 March
Dina    JSV   paid August to December 2007: counts
Erik    JSV   paid December 2006 to November 2007: due 30 November; re-assessed on 28 November
Freja   North paid November 2006 to October 2007: due 31 October; the case was closed on 31 May
Hans    JSV   paid July 2007 to June 2008: due 30 June; re-assessed on 20 June
Ida     JSV   paid June 2007 to May 2008: due 31 May; re-assessed on 20 May
Jens    JSV   paid May 2007 to April 2008: due 30 April; re-assessed on 20 April
======  ====  ==============================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .benefit_cases import JSV, NORTH, case, write_rules
from .conftest import Ask, Call, Page
from .office import write

DUTY = ("backlog", "--type", "benefit", "--deadline", "re-assessment")
ON = ("--on", "2007-12-01")
UNTIL = ("--until", "2008-06-01")
EVENTS = [
    *case("Anna", "2006-12", "2007-11", ("re-assessed", "2008-02-10")),
    *case("Bo", "2006-10", "2007-10", ("benefit-ended", "2007-12-20"), unit=NORTH),
    *case("Carla", "2007-01", "2007-12", ("re-assessed", "2008-03-05")),
    *case("Dina", "2007-08", "2007-12"),
    *case("Erik", "2006-12", "2007-11", ("re-assessed", "2007-11-28")),
    *case("Freja", "2006-11", "2007-10", ("closed", "2008-05-31"), unit=NORTH),
    *case("Hans", "2007-07", "2008-06", ("re-assessed", "2008-06-20")),
    *case("Ida", "2007-06", "2008-05", ("re-assessed", "2008-05-20")),
    *case("Jens", "2007-05", "2008-04", ("re-assessed", "2008-04-20")),
]


def fill(url: str, folder: Path, events: list[dict[str, Any]]) -> None:
    """Publish both versions of the rules and append events."""
    files = [str(write_rules(folder, 11)), str(write_rules(folder, 10, "2008-03-01"))]
    assert run(["--database", url, "type", "publish", *files]) == 0
    assert run(["--database", url, "append", str(write(folder / "events.jsonl", events))]) == 0


@pytest.fixture(scope="module")
def restored(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal with the cases above."""
    with fresh_database(server_url) as url:
        fill(url, tmp_path_factory.mktemp("restored"), EVENTS)
        yield url


def test_the_duty_on_a_day(ask: Ask, restored: str) -> None:
    """Given 1 December, then all but Erik, who was re-assessed in November, are under the duty: 8 cases. Overdue are
    Anna, whose term ended the day before, and Bo and Freja; Carla's runs, and four still count their months."""
    told = ask(restored, *DUTY, *ON)
    assert (told["under_duty"], told["overdue"], told["not_overdue"]) == (8, 3, 5)
    keys = ("unit", "under_duty", "overdue", "not_overdue", "counting", "suspended")
    assert [tuple(one[key] for key in keys) for one in told["by_unit"]] == [
        (NORTH, 2, 2, 0, 0, 0),
        (JSV, 6, 1, 5, 4, 0),
    ]
    assert (told["burn_down"], told["restored"], told["lead_time"]) == ([], None, [])
    assert "cases" not in told


def test_the_burn_down(ask: Ask, restored: str) -> None:
    """Given the three overdue, with 1 June as the target, then Bo's ended in December, when the benefit did; Anna was
    re-assessed in February; Freja's case was closed on 31 May, one day before the target. Carla was overdue from 1
    January to 5 March, and is no part of the backlog. From 1 December to 1 June are 183 days: the straight line falls
    by 3/183 a day, to 3 x 152/183 = 2.49 on 1 January, and so on."""
    told = ask(restored, *DUTY, *ON, *UNTIL)
    points = [(one["on"], one["still_open"], one["newly_overdue"], one["ideal"]) for one in told["burn_down"]]
    assert points == [
        ("2007-12-01", 3, 0, 3.0),
        ("2008-01-01", 2, 1, 2.5),
        ("2008-02-01", 2, 1, 2.0),
        ("2008-03-01", 1, 1, 1.5),
        ("2008-04-01", 1, 0, 1.0),
        ("2008-05-01", 1, 0, 0.5),
        ("2008-06-01", 0, 0, 0.0),
    ]
    assert (told["restored"], told["restored_on"]) == (True, "2008-05-31")
    assert told["ended"] == {"cancelled": 1, "lapsed": 1, "met": 1}


def test_a_target_that_was_missed(ask: Ask, restored: str) -> None:
    """Given 1 May as the target, then Freja is still open, and the backlog is not restored, on no day."""
    told = ask(restored, *DUTY, *ON, "--until", "2008-05-01")
    assert (told["restored"], told["restored_on"]) == (False, None)
    assert told["burn_down"][-1]["still_open"] == 1


def test_points_by_week(ask: Ask, restored: str) -> None:
    """Given Saturday 1 December and 18 December as the target, then the points between are the Mondays 3, 10 and 17."""
    told = ask(restored, *DUTY, *ON, "--until", "2007-12-18", "--period", "week")
    assert [one["on"][-2:] for one in told["burn_down"]] == ["01", "03", "10", "17", "18"]


def test_one_unit(ask: Ask, restored: str) -> None:
    """Given Jobcenter Nord alone, then Bo and Freja are its backlog, and Carla's overdue months at JSV are not its."""
    told = ask(restored, *DUTY, *ON, *UNTIL, "--unit", NORTH)
    assert (told["under_duty"], told["overdue"]) == (2, 2)
    assert [one["newly_overdue"] for one in told["burn_down"]] == [0] * 7


def test_the_cases_behind(ask: Ask, restored: str) -> None:
    """Given the cases are asked for, then the overdue ones come first, the longest first: Bo since 1 October, which is 62
    days with that one, Freja since 1 November, 31, and Anna since that very day; each says how and when it ended."""
    told = ask(restored, *DUTY, *ON, *UNTIL, "--cases")
    keys = ("case", "due", "days_overdue", "ended_on", "ended_as")
    assert [tuple(one[key] for key in keys) for one in told["cases"][:4]] == [
        ("Bo", "2007-09-30", 62, "2007-12-20", "cancelled"),
        ("Freja", "2007-10-31", 31, "2008-05-31", "lapsed"),
        ("Anna", "2007-11-30", 1, "2008-02-10", "met"),
        ("Carla", "2007-12-31", None, None, None),
    ]
    assert len(told["cases"]) == told["under_duty"]


def test_the_lead_time_gained(ask: Ask, restored: str) -> None:
    """Given transfers at 11 months, and at 10 from March 2008, then until February a case is transferred a month before
    its duty: 30 days for Bo, Anna and Erik, 31 for Freja and Carla; median 30. In March and April it is two: 61 days
    for Ida and Hans. Jens, at 10 in February already, is due with March, at 11: 30 days, as before. The median of those
    three is 61: 31 days gained. The day of the change is that of the published version; another can be said."""
    told = ask(restored, *DUTY, *ON, "--until", "2008-07-01", "--lead", "transfer")
    rows = [(one["month"], one["n"], one["median_days"], one["min_days"]) for one in told["lead_time"]]
    assert rows == [
        ("2007-08", 1, 30.0, 30),
        ("2007-09", 1, 31.0, 31),
        ("2007-10", 2, 30.0, 30),
        ("2007-11", 1, 31.0, 31),
        ("2008-03", 2, 45.5, 30),
        ("2008-04", 1, 61.0, 61),
    ]
    change = {
        "changed_on": "2008-03-01",
        "before": {"n": 5, "median_days": 30.0},
        "after": {"n": 3, "median_days": 61.0},
        "gained_days": 31.0,
    }
    assert told["lead_changes"] == [change]
    april = ask(restored, *DUTY, *ON, "--until", "2008-07-01", "--lead", "transfer", "--changed-on", "2008-04-01")
    assert [one["after"] for one in april["lead_changes"]] == [{"n": 1, "median_days": 61.0}]


def test_the_lead_time_is_to_the_next_duty(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given a case paid for two years and re-assessed at the end of each, then its first transfer, due on 30 November
    2005, is 31 days before the first duty of 31 December, and not 396 before the second; and so the year after."""
    re_assessed = (("re-assessed", "2005-12-20"), ("re-assessed", "2006-12-20"))
    fill(database_url, tmp_path, case("Kaj", "2005-01", "2006-12", *re_assessed))
    told = ask(database_url, *DUTY, *ON, "--lead", "transfer")
    assert [(one["month"], one["n"], one["median_days"]) for one in told["lead_time"]] == [
        ("2005-11", 1, 31.0),
        ("2006-11", 1, 31.0),
    ]


def test_what_was_not_known_is_no_part_of_it(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given Anna's case, and Bo's registered only later, then as known before that the backlog was one, and is two now."""
    fill(database_url, tmp_path, EVENTS[:14])
    between = ask(database_url, "status")["recorded"]
    ask(database_url, "append", write(tmp_path / "late.jsonl", EVENTS))
    assert ask(database_url, *DUTY, *ON, "--known-at", between)["overdue"] == 1
    assert ask(database_url, *DUTY, *ON)["overdue"] == 3


def test_of_days_to_come_nothing_is_said(ask: Ask, restored: str) -> None:
    """Given a burn-down that lies in the far future, then no point of it says how many will be open, and whether the
    duty will have been restored is not said either."""
    told = ask(restored, *DUTY, "--on", "2090-01-01", "--until", "2090-03-01")
    assert [(one["still_open"], one["newly_overdue"]) for one in told["burn_down"]] == [(None, None)] * 3
    assert (told["restored"], told["restored_on"]) == (None, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--deadline", "reassessment", *ON), "reassessment"),
        (("--deadline", "re-assessment", *ON, "--lead", "no-such"), "no-such"),
        (("--deadline", "re-assessment", *ON, "--until", "2007-12-01"), "--until"),
        (("--deadline", "re-assessment", *ON, "--until", "2090-12-01"), "--until"),
        (("--deadline", "re-assessment", "--on", "2007-12-01T12:00"), "2007-12-01T12:00"),
        (("--deadline", "re-assessment", *ON, "--as-of", "2007-12-01"), "--as-of"),
    ],
)
def test_words_that_are_off(call: Call, restored: str, words: tuple[str, ...], said: str) -> None:
    """Given a deadline that the type does not have, or days that can't be, then status 2 and a line that names it."""
    status, out, err = call(restored, "backlog", "--type", "benefit", *words)
    assert (status, out) == (2, b"")
    assert said in err


def test_the_burn_down_drawn(ask: Ask, call: Call, restored: str, tmp_path: Path) -> None:
    """Given a target day, when a chart is wanted, then it is a picture of the form that its name says, with the days and
    the three lines in it; without a target day, or with another name, it is said why there is none."""
    drawn, pixels = tmp_path / "burn-down.svg", tmp_path / "burn-down.png"
    ask(restored, *DUTY, *ON, *UNTIL, "--chart", drawn)
    ask(restored, *DUTY, *ON, *UNTIL, "--chart", pixels)
    text = drawn.read_text(encoding="utf-8")
    for said in ("2008-06-01", "Still open", "Straight line", "Newly overdue"):
        assert said in text
    assert pixels.read_bytes().startswith(b"\x89PNG")
    for words, said in (
        ((*ON, "--chart", drawn), "--until"),
        ((*ON, *UNTIL, "--chart", tmp_path / "x.gif"), ".svg"),
    ):
        status, out, err = call(restored, *DUTY, *words)
        assert (status != 0, out) == (True, b"")
        assert said in err


def test_the_page(page: Page, restored: str) -> None:
    """Given a terminal of 80 characters, then the split, the burn-down and the day of restoration are on it."""
    told = page(restored, *DUTY, *ON, *UNTIL, "--lead", "transfer", "--cases", language="en", width=80)
    assert "8 cases under the duty, 3 overdue, 5 not" in " ".join(told.split())
    assert "Restored on 2008-05-31" in told
    assert max(map(len, told.splitlines())) <= 80
