"""The report calendar through the commands: the file and its faults, what is due and what became of it, once more.

The office's case types and cases are those of ``office``; in December 2015 one permit falls due, in January 2016 the
others. No case was ever with the unit Nowhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Ask, Call, Page
from .office import ISLAND, append, publish

WRITTEN = """
id = "office"
title = { da = "Kontoret", en = "The office" }

[[run]]
id = "status"
label = { da = "Månedsstatus", en = "Monthly status" }
every = "month"
on = { day = 1 }
roll = "next-working-day"
report = "monthly-status"
for = "director"
to = [{ recipient = "director" }]

[[run]]
id = "nowhere"
label = { da = "Ingensteds", en = "Nowhere" }
every = "month"
on = { day = 2 }
report = "monthly-status"
for = "team"
unit = "Nowhere"
to = [{ role = "team-leader" }]

[[run]]
id = "reconciliation"
label = { da = "Samkøring", en = "Reconciliation" }
every = "quarter"
on = { day = 10 }
notice = { da = "Samkør {period}.", en = "Reconcile {period}." }
to = [{ recipient = "quality-unit", channel = "folder" }]
"""


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    """The file of the office's report calendar."""
    file = tmp_path / "calendar.toml"
    file.write_text(WRITTEN, encoding="utf-8")
    return file


@pytest.fixture
def desk(database_url: str, tmp_path: Path, calendar: Path, ask: Ask) -> str:
    """The URL of the office's journal, in which its report calendar is published today: long after 2016."""
    publish(database_url, tmp_path)
    append(database_url, tmp_path)
    ask(database_url, "report-calendar", "publish", calendar)
    return database_url


def one_run(answer: dict[str, Any], run: str, period: str) -> dict[str, Any]:
    """Of the runs of an answer, one."""
    [found] = [one for one in answer["runs"] if (one["run"], one["period"]) == (run, period)]
    return dict(found)


def test_a_file_is_checked_without_a_database(call: Call, calendar: Path) -> None:
    """Given a file in order, then the check says so with exit status 0; with a misspelt report it names file and line,
    with exit status 1; without a file the words are off.
    """
    nowhere = "postgresql://nowhere.invalid/nothing"
    status, out, _ = call(nowhere, "report-calendar", "check", calendar)
    assert (status, b"office" in out) == (0, True)

    calendar.write_text(WRITTEN.replace('report = "monthly-status"', 'report = "monthly"'), encoding="utf-8")
    status, out, _ = call(nowhere, "report-calendar", "check", calendar, "--json")
    assert status == 1
    assert b'"line": 5' in out
    assert call(nowhere, "report-calendar", "check")[0] == 2


def test_what_is_published_is_listed_and_shown(ask: Ask, call: Call, desk: str, calendar: Path) -> None:
    """Given a published calendar, then it is listed and shown with its runs, the same file again changes nothing, and
    one that is not there is an error that names those that are.
    """
    [listed] = ask(desk, "report-calendar", "list")["calendars"]
    assert (listed["id"], listed["runs"]) == ("office", ["status", "nowhere", "reconciliation"])
    shown = ask(desk, "report-calendar", "show", "office")
    assert [run["every"] for run in shown["runs"]] == ["month", "month", "quarter"]

    [again] = ask(desk, "report-calendar", "publish", calendar)["published"]
    assert (again["kind"], again["id"], again["already"]) == ("report-calendar", "office", True)
    status, _, err = call(desk, "report-calendar", "show", "offices")
    assert (status, "office" in err) == (2, True)


def test_what_comes_is_told_before_it_does(ask: Ask, desk: str) -> None:
    """Given a calendar published today, then the runs of a coming year are told with their days, rolled to working days,
    from the first day, included, to the last, excluded; nothing is told of a year before it was published.
    """
    coming = ask(desk, "report-calendar", "due", "--from", "2040-01-10T08:00", "--to", "2040-04-10T08:00")

    assert [(one["run"], one["period"], one["due"]) for one in coming["runs"]] == [
        ("reconciliation", "2039-Q4", "2040-01-10T07:00:00Z"),
        ("status", "2040-01", "2040-02-01T07:00:00Z"),
        ("nowhere", "2040-01", "2040-02-02T07:00:00Z"),
        ("status", "2040-02", "2040-03-01T07:00:00Z"),
        ("nowhere", "2040-02", "2040-03-02T07:00:00Z"),
        ("nowhere", "2040-03", "2040-04-02T06:00:00Z"),
        ("status", "2040-03", "2040-04-03T06:00:00Z"),  # 29 March to 2 April are Easter
    ]
    assert {one["status"] for one in coming["runs"]} == {"to-come"}
    past = ask(desk, "report-calendar", "due", "--from", "2015-01-01", "--to", "2016-01-01")
    assert past["runs"] == []


def test_a_run_can_be_made_by_hand_for_a_time_before_the_calendar(ask: Ask, call: Call, desk: str) -> None:
    """Given a calendar published long after 2016, when its run about December 2015 is made by hand, then it publishes an
    edition with what was known when it would have been due, the outlook shows it, and it can't be made twice.
    """
    done = ask(desk, "report-calendar", "run", "office", "status", "--period", "2015-12")

    assert (done["status"], done["due"]) == ("made", "2016-01-04T07:00:00Z")  # 1 January was a Friday
    [edition] = ask(desk, "report", "editions")["editions"]
    assert edition["digest"] == done["edition"]["digest"]
    # The rules alone were known: what is published before all cases counts as registered before them.
    known = ask(desk, "cases", "--known-at", "2016-01-04")
    assert (edition["period"], edition["position"]) == ("2015-12", known["position"])
    assert (known["open"], known["closed"]) == (0, 0)
    told = ask(desk, "report-calendar", "due", "--from", "2016-01-01", "--to", "2016-02-01")
    assert one_run(told, "status", "2015-12")["status"] == "made"
    status, _, err = call(desk, "report-calendar", "run", "office", "status", "--period", "2015-12")
    assert (status, "report publish" in err) == (1, True)


def test_a_run_that_fails_by_hand_is_noted_with_its_reason(ask: Ask, call: Call, desk: str) -> None:
    """Given a run about a unit that there is not, when it is made by hand, then the exit status is 1, the reason is told
    and stands in the outlook; the second time it fails again, as another attempt.
    """
    words = ("report-calendar", "run", "office", "nowhere", "--period", "2015-12", "--unit", "Nowhere")
    for _ in range(2):
        status, out, _ = call(desk, *words)
        assert (status, b"Nowhere" in out) == (1, True)

    told = ask(desk, "report-calendar", "due", "--from", "2016-01-01", "--to", "2016-02-01")
    failed = one_run(told, "nowhere", "2015-12")
    assert (failed["status"], failed["reason"]) == ("failed", "unknown-unit")
    assert "Nowhere" in failed["text"]["da"]


OFF = (
    ("run", "office", "status", "--period", "2015"),
    ("run", "office", "status", "--period", "2090-01"),
    ("run", "office", "stauts", "--period", "2015-12"),
    ("run", "elsewhere", "status", "--period", "2015-12"),
    ("run", "office", "status", "--period", "2015-13"),
    ("run", "office", "nowhere", "--period", "2015-12", "--unit", ""),
    ("due", "--from", "2016-01-02", "--to", "2016-01-01"),
    ("due", "--from", "soon"),
)


def test_a_unit_that_nobody_knows_is_told_and_is_no_fault(
    call: Call, ask: Ask, desk: str, page: Page, calendar: Path
) -> None:
    """Given a calendar that names a unit without a case, then publishing it and what comes of it tell of that unit, in
    the reader's language, and the status is 0; of a unit that has cases nothing is said.
    """
    comes = ("report-calendar", "due", "--from", "2090-01-01", "--to", "2090-02-01")
    [note] = ask(desk, "report-calendar", "publish", calendar)["notes"]
    assert "'Nowhere'" in note["en"]
    assert ask(desk, *comes)["notes"] == [note]
    assert "Until then the reports about it fail." in " ".join(page(desk, *comes, language="en").split())
    assert "Så længe mislykkes rapporterne om det." in " ".join(page(desk, *comes, language="da").split())

    calendar.write_text(WRITTEN.replace('unit = "Nowhere"', f'unit = "{ISLAND}"'), encoding="utf-8")
    assert ask(desk, "report-calendar", "publish", calendar)["notes"] == []


def test_words_that_are_off_say_so(call: Call, desk: str) -> None:
    """Given words that mean no run or no time, then the exit status is 2, and a line says what is wrong."""
    told = [call(desk, "report-calendar", *words) for words in OFF]
    assert [(status, out, err.count("\n")) for status, out, err in told] == [(2, b"", 1)] * len(OFF)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("office", "nowhere", "--period", "2015-12"), ["--unit", "Known: Nowhere."]),
        (("office", "nowhere", "--period", "2015-12", "--unit", "Nowere"), ["--unit", 'Did you mean "Nowhere"?']),
        (("office", "status", "--period", "2015-12", "--unit", "Nowhere"), ["leave the unit out. (--unit)"]),
        (("office", "stauts", "--period", "2015-12"), ["calendar 'office'", "report-calendar show"]),
        (
            ("elsewhere", "status", "--period", "2015-12"),
            ["no report calendar 'elsewhere'", "report-calendar list"],
        ),
        (("office", "status", "--period", "9999-12"), ["from 1000 to 8999"]),
    ],
    ids=" ".join,
)
def test_a_run_that_there_is_not_is_told_with_what_to_write(
    call: Call, desk: str, words: tuple[str, ...], says: list[str]
) -> None:
    """Given no unit or another one where the run is made for each, one where it is not, a run, a calendar or a year that
    there is not, then the error says what to write, or where to look, and nothing is made."""
    status, out, err = call(desk, "report-calendar", "run", *words)
    assert (status, out) == (2, b"")
    assert [one for one in says if one not in err] == []


def test_the_first_and_the_last_day_that_can_be_asked_about(ask: Ask, call: Call, desk: str) -> None:
    """Given the first and the last day of the years that an error names, then what is due from them is answered; from
    the days beside them, the error names the years."""
    for day in ("1900-01-01", "2100-12-31"):
        assert ask(desk, "report-calendar", "due", "--from", day, "--to", day)["runs"] == []
    for day in ("1899-12-31", "0001-01-01", "0000-01-01", "2101-01-01", "9999-12-31"):
        status, _, err = call(desk, "report-calendar", "due", "--from", day)
        assert (status, "outside the years 1900 to 2100" in err) == (2, True)


def test_people_read_tables_in_their_language(desk: str, ask: Ask, page: Page) -> None:
    """Given Danish and English, then the calendar, its list and what is due are told in each, and no word of one
    stands in the other.
    """
    ask(desk, "report-calendar", "run", "office", "status", "--period", "2015-12")
    due = ("report-calendar", "due", "--from", "2016-01-01", "--to", "2016-02-01")
    for words, danish, english in (
        (due, "Forfalder", "Due"),
        (("report-calendar", "list"), "Kørsler", "Runs"),
        (("report-calendar", "show", "office"), "hver måned", "every month"),
    ):
        for language, here, not_here in (("da", danish, english), ("en", english, danish)):
            told = page(desk, *words, language=language)
            assert here in told
            assert not_here not in told
