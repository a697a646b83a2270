"""``sagsgang calendar``, and what ``status`` says of calendars: from a file to what a case rests on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sagsgang.journal.application import Journal

from ..conftest import fresh_database
from .conftest import Ask, Call, Page

EXAMPLE = Path(__file__).parents[2] / "examples" / "foi"
SHORT = """\
id = "short"
title = { da = "Kort", en = "Short" }
holidays = { country = "GB" }
years = { first = 2000, last = 2020 }
"""
PERMIT = """\
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
calendar = "short"
[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { weeks = 4 }
met_by = ["decided"]
"""
EVENT = (
    '{"specversion": "1.0", "source": "office", "id": "1", "type": "application-received", "subject": "P-1",'
    ' "time": "2020-12-14T09:00:00Z", "data": {"casetype": "permit"}}\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a calendar that ends in 2020, a case type that counts by it, and an application."""
    (tmp_path / "short.toml").write_text(SHORT, encoding="utf-8")
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    (tmp_path / "events.jsonl").write_text(EVENT, encoding="utf-8")
    return tmp_path


def test_a_check_needs_no_database_and_notes_what_is_left_out(call: Call, folder: Path) -> None:
    """Given British holidays without a region and without a zone, when checked, then the file is in order, exit status 0,
    and both are noted with their line; with an unknown region it is a fault, exit status 1."""
    status, out, err = call(
        "postgresql://nowhere.invalid/nothing", "calendar", "check", folder / "short.toml", "--json"
    )
    told = json.loads(out)

    assert (status, err, told["errors"]) == (0, "", [])
    assert told["calendars"][0]["id"] == "short"
    assert [(one["code"], one["line"]) for one in told["notes"]] == [
        ("region-not-named", 3),
        ("zone-not-named", 3),
    ]

    wrong = folder / "wrong.toml"
    wrong.write_text(SHORT.replace('"GB"', '"GB", subdivisions = ["Ireland"]'), encoding="utf-8")
    status, out, _ = call("postgresql://nowhere.invalid/nothing", "calendar", "check", wrong)
    assert status == 1
    assert b"wrong.toml:3: GB has no region" in out


def test_publishing_says_what_is_left_out(call: Call, ask: Ask, page: Page, folder: Path, server_url: str) -> None:
    """Given the same file, when it is published, or checked together with a case type, then the notes are told too."""
    with fresh_database(server_url) as url:
        told = ask(url, "type", "check", folder / "permit.toml", "--calendar", folder / "short.toml")
        assert [one["code"] for one in told["notes"]] == ["region-not-named", "zone-not-named"]
        assert told["errors"] == []

        told = ask(url, "calendar", "publish", folder / "short.toml")
        assert told["published"][0]["id"] == "short"
        assert [one["code"] for one in told["notes"]] == ["region-not-named", "zone-not-named"]

        shown = page(url, "calendar", "publish", folder / "short.toml", language="da")
        assert "var der i forvejen" in shown
        assert "Easter Monday (ENG, NIR, WLS)" in shown


def test_a_type_in_another_zone_than_its_calendar_is_noted(call: Call, tmp_path: Path) -> None:
    """Given a type in London's time that names no calendar, when checked, then it is in order, and it is noted with the line
    of its zone that it counts Danish working days; with a calendar of London, or of every day, nothing is."""
    file, town = tmp_path / "permit.toml", tmp_path / "short.toml"
    town.write_text(
        SHORT.replace('"GB"', '"GB", subdivisions = []') + 'zone = "Europe/London"\n', encoding="utf-8"
    )

    def noted(calendar: str, *words: object) -> list[tuple[str, int]]:
        file.write_text(
            PERMIT.replace('calendar = "short"\n', f'zone = "Europe/London"\n{calendar}'), encoding="utf-8"
        )
        status, out, _ = call("postgresql://nowhere.invalid/nothing", "type", "check", file, *words, "--json")
        assert status == 0
        return [(one["code"], one["line"]) for one in json.loads(out)["notes"]]

    assert noted("") == [("calendar-of-another-zone", 3)]
    assert noted('calendar = "every-day"\n') == []
    assert noted('calendar = "short"\n', "--calendar", town) == []


def test_a_year_of_a_calendar_is_shown_by_name(ask: Ask, page: Page, server_url: str) -> None:
    """Given the calendar of the example, then 2026 has the bank holidays that gov.uk published, united, with weekdays; and
    from Monday to Friday 261 days less the 14 of them."""
    with fresh_database(server_url) as url:
        ask(url, "calendar", "publish", EXAMPLE / "calendar.toml")

        told = ask(url, "calendar", "show", "uk-foi", "--year", "2026")
        days = {one["date"]: (one["weekday"], one["name"]["en"]) for one in told["days"]}
        assert days["2026-03-17"] == ("tuesday", "Saint Patrick's Day")
        assert days["2026-04-06"] == ("monday", "Easter Monday")
        weekdays = [day for day, (weekday, _) in days.items() if weekday not in {"saturday", "sunday"}]
        assert weekdays == [
            "2026-01-01", "2026-01-02", "2026-03-17", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25",
            "2026-06-15", "2026-07-13", "2026-08-03", "2026-08-31", "2026-11-30", "2026-12-25", "2026-12-28",
        ]  # fmt: skip
        assert told["working_days"] == 261 - 14
        assert (told["position"], told["weekend"]) == (1, ["saturday", "sunday"])

        shown = page(url, "calendar", "show", "uk-foi", "--year", "2026", language="da")
        assert "2026-04-06  mandag" in shown
        assert "Arbejdsdage: 247" in shown


def test_a_calendar_that_comes_with_the_program_is_shown_before_it_is_published(
    call: Call, ask: Ask, server_url: str
) -> None:
    """Given an empty journal, then the Danish calendar is shown and listed without a position; an unknown one, a year that
    it does not cover and a moment before its publication are said, exit status 2."""
    with fresh_database(server_url) as url:
        assert call(url, "init")[0] == 0
        told = ask(url, "calendar", "show", "denmark", "--year", "2023")
        assert told["position"] is None
        assert ("2023-05-05", "Store bededag") in [(one["date"], one["name"]["da"]) for one in told["days"]]
        assert [one["id"] for one in ask(url, "calendar", "list")["calendars"]] == ["denmark", "every-day"]

        status, _, err = call(url, "calendar", "show", "danmark")
        assert (status, "Did you mean 'denmark'?" in err) == (2, True)
        status, _, err = call(url, "calendar", "show", "denmark", "--year", "1989")
        assert (status, "covers 1990 to 2100, not 1989" in err) == (2, True)

        ask(url, "calendar", "publish", EXAMPLE / "calendar.toml")
        status, _, err = call(url, "calendar", "show", "uk-foi", "--known-at", "1900-01-01")
        assert (status, "is not known" in err) == (2, True)


def test_status_says_that_a_calendar_in_use_has_ended_until_it_has_further_years(
    call: Call, ask: Ask, page: Page, folder: Path, server_url: str
) -> None:
    """Given a calendar that ended in 2020 and a case received on 14 December 2020 with four weeks, then its deadline cannot
    be computed, and status, list and the scheduler say that the calendar has ended; when it is published again to 2040,
    the deadline is due on Monday 11 January 2021, and nothing is wrong."""
    with fresh_database(server_url) as url:
        for words in (
            ("calendar", "publish", folder / "short.toml"),
            ("type", "publish", folder / "permit.toml"),
            ("append", folder / "events.jsonl"),
        ):
            assert call(url, *words)[0] == 0

        told = ask(url, "status")
        assert [problem["code"] for problem in told["problems"]] == ["calendar-ended"]
        [short] = told["calendars"]
        assert (short["id"], short["last"], short["runs_out"]) == ("short", "2020-12-31", "has")
        assert short["case_types"] == ["permit"]
        assert "short ended on 2020-12-31" in page(url, "status", language="en", width=200)
        assert [one["code"] for one in ask(url, "calendar", "list")["notes"]] == [
            "region-not-named",
            "zone-not-named",
        ]
        assert "er sluttet" in page(url, "calendar", "list", language="da", width=120)
        assert "calendar-ended" in codes_of_the_scheduler(call, url)
        assert ask(url, "case", "show", "P-1")["deadlines"][0]["due"] is None

        (folder / "short.toml").write_text(SHORT.replace("2020", "2040"), encoding="utf-8")
        ask(url, "calendar", "publish", folder / "short.toml")
        assert ask(url, "status")["problems"] == []
        assert "calendar-ended" not in codes_of_the_scheduler(call, url)
        assert ask(url, "case", "show", "P-1")["deadlines"][0]["due"] == "2021-01-11"


def codes_of_the_scheduler(call: Call, url: str) -> list[str]:
    """The problems that ``scheduler status`` finds; no node ever ran, so it ends with 1."""
    status, out, _ = call(url, "scheduler", "status", "--json")
    assert status == 1
    return [problem["code"] for problem in json.loads(out)["problems"]]


def test_a_calendar_that_nothing_uses_is_no_problem(ask: Ask, folder: Path, server_url: str) -> None:
    """Given a calendar that ended and no case type that counts by it, then it is listed as ended, and no problem."""
    with fresh_database(server_url) as url:
        ask(url, "calendar", "publish", folder / "short.toml")
        told = ask(url, "status")

        assert told["problems"] == []
        assert [one["runs_out"] for one in told["calendars"]] == ["has"]


def test_the_example_answers_as_the_act_has_it(ask: Ask, server_url: str) -> None:
    """Given the example's files, then requests are to be answered on the days worked out in the example's sources."""
    with fresh_database(server_url) as url:
        ask(url, "calendar", "publish", EXAMPLE / "calendar.toml")
        ask(url, "type", "publish", EXAMPLE / "casetype.toml")
        for received, due in (
            ("2009-03-13", "2009-04-15"),
            ("2026-03-20", "2026-04-21"),
            ("2026-08-20", "2026-09-18"),
        ):
            [answer] = ask(url, "forecast", "foi-request", "--received", received)["deadlines"]
            assert answer["due"] == due
        with Journal.open(url) as journal:
            assert journal.head().position == 2
