"""``sagsgang remind``: what came due in a window of time, and issuing by hand what nobody decided on.

The cases are those of ``reminded_permits``; nine reminders came due since reminders began on 20 March 2024.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ..conftest import fresh_database
from .conftest import Ask, Call, Page
from .office import received, write
from .reminded_permits import SINCE, UNTIL, Office, open_office

WINDOW = ("--since", SINCE, "--until", UNTIL)
LINES = [
    ("2024-03-26T07:00:00Z", "P-1", "week-before", "responsible"),
    ("2024-03-26T07:00:00Z", "P-2", "week-before", "responsible"),
    ("2024-03-27T07:00:00Z", "P-4", "week-before", "responsible"),
    ("2024-04-03T05:30:00Z", "P-1", "sorry", "citizen"),  # two hours before local time since the night of 31 March
    ("2024-04-03T05:30:00Z", "P-3", "sorry", "citizen"),
    ("2024-04-03T06:00:00Z", "P-1", "overdue", "team-leader"),
    ("2024-04-03T06:00:00Z", "P-3", "overdue", "team-leader"),
    ("2024-04-04T05:30:00Z", "P-4", "sorry", "citizen"),
    ("2024-04-04T06:00:00Z", "P-4", "overdue", "team-leader"),
]


@pytest.fixture(scope="module")
def undecided(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the office, in which nothing is decided; tests here only look at it."""
    with fresh_database(server_url) as url:
        yield open_office(url, tmp_path_factory.mktemp("permits")).url


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Office:
    """The office, for tests that write."""
    return open_office(database_url, tmp_path)


def in_short(answer: dict[str, Any]) -> list[tuple[str, ...]]:
    """When each line came due, in which case, which step, for whom."""
    return [(one["at"], one["case"], one["step"], one["to"]) for one in answer["items"]]


def test_a_dry_run_says_what_would_become_of_each_and_writes_nothing(ask: Ask, undecided: str) -> None:
    """Given nine reminders that nobody decided on, then a dry run names them in the order of their instants, and
    says that the one whose deadline was met since, and the two that warn of days long past, would be withheld; the journal
    is as it was."""
    found = ask(undecided, "remind", *WINDOW, "--dry-run")
    assert in_short(found) == LINES
    assert (found["due"], found["by_standing"]) == (9, {"new": 6, "pointless": 3})
    pointless = [one for one in found["items"] if one["standing"] == "pointless"]
    assert [(one["case"], one["reason"], one["ends"]) for one in pointless] == [
        ("P-1", "past", "2024-04-02"),
        ("P-2", "met", "2024-04-02"),
        ("P-4", "past", "2024-04-03"),
    ]
    again = ask(undecided, "remind", *WINDOW, "--dry-run")
    assert (again["position"], again["by_standing"]) == (found["position"], found["by_standing"])


def test_by_hand_each_is_issued_once(ask: Ask, office: Office) -> None:
    """Given nine reminders that nobody decided on, when they are issued by hand, then six are and three are withheld;
    the second time nothing is left to do."""
    first = ask(office.url, "remind", *WINDOW)
    assert (first["issued"], first["withheld"]) == (6, 3)
    assert first["by_standing"] == {"issued": 6, "withheld": 3}
    second = ask(office.url, "remind", *WINDOW)
    assert (second["issued"], second["withheld"]) == (0, 0)
    assert second["by_standing"] == {"issued": 6, "withheld": 3}


def test_a_window_excludes_its_beginning_and_includes_its_end(ask: Ask, undecided: str) -> None:
    """Given a step that came at 8 in summer time, then the minute that ends with it has it, the
    minute that begins with it does not, and 8 o'clock is that of the zone that is asked for."""

    def at(since: str, until: str, *zone: str) -> list[str]:
        found = ask(undecided, "remind", "--since", since, "--until", until, "--dry-run", *zone)
        return [one["case"] for one in found["items"]]

    assert at("2024-04-04T07:59", "2024-04-04T08:00") == ["P-4"]
    assert at("2024-04-04T08:00", "2024-04-04T08:01") == []
    assert at("2024-04-04T05:59", "2024-04-04T06:00", "--zone", "UTC") == ["P-4"]


def test_what_came_before_reminders_began_is_offered_by_hand(ask: Ask, office: Office) -> None:
    """Given a meeting nine days before reminders began, of which nobody was reminded, when the window before is gone
    through by hand, then its reminder is withheld: the meeting has passed."""
    before = ("--since", "2024-03-01", "--until", SINCE)
    [line] = ask(office.url, "remind", *before, "--dry-run")["items"]
    assert (line["case"], line["deadline"], line["standing"], line["reason"]) == ("P-1", None, "pointless", "past")
    done = ask(office.url, "remind", *before)
    assert (done["issued"], done["withheld"]) == (0, 1)


def test_what_lies_ahead_can_be_looked_at_and_not_issued(ask: Ask, call: Call, office: Office) -> None:
    """Given an application received now, then a dry run shows the three steps that will come, as things stand;
    without it a window that ends in the future is refused with status 2."""
    now = datetime.now(UTC)
    sent = [received(9, "P-9", now.isoformat(), "Centre", responsible="abc")]
    assert call(office.url, "append", write(office.channels.with_name("new.jsonl"), sent))[0] == 0
    ahead = ("--since", now.isoformat(), "--until", (now + timedelta(days=60)).isoformat())
    found = ask(office.url, "remind", *ahead, "--dry-run")
    assert [(one["case"], one["step"]) for one in found["items"]] == [
        ("P-9", "week-before"),
        ("P-9", "sorry"),
        ("P-9", "overdue"),
    ]
    assert found["by_standing"] == {"planned": 3}
    status, out, err = call(office.url, "remind", *ahead)
    assert (status, out, "--dry-run" in err) == (2, b"", True)


def test_only_so_many_lines_are_shown_and_all_are_counted(ask: Ask, call: Call, undecided: str) -> None:
    """Given a limit of two, or of none, then so many lines are shown, the nine are counted, and it is said how many
    more there are."""
    two = ask(undecided, "remind", *WINDOW, "--dry-run", "--limit", 2)
    assert (in_short(two), two["due"]) == (LINES[:2], 9)
    assert "… and 7 more" in call(undecided, "remind", *WINDOW, "--dry-run", "--limit", 2)[1].decode()
    none = ask(undecided, "remind", *WINDOW, "--dry-run", "--limit", 0)
    assert (none["items"], none["due"]) == ([], 9)


@pytest.mark.parametrize(
    ("language", "label", "says"),
    [
        (
            "en",
            "Answer",
            ["would be issued", "would be withheld: the deadline was met", "caseworker", "team leader"],
        ),
        (
            "da",
            "Svar",
            ["ville blive udstedt", "ville bortfalde: fristen er opfyldt", "sagsbehandler", "teamchef"],
        ),
    ],
)
def test_the_page_fits_a_narrow_terminal_in_both_languages(
    page: Page, undecided: str, language: str, label: str, says: list[str]
) -> None:
    """Given a terminal of 80 columns, then each reminder is one line below what becomes of it, in the caller's
    language, with the time on the clock in Copenhagen."""
    told = page(undecided, "remind", *WINDOW, "--dry-run", language=language)
    lines = told.splitlines()
    assert max(map(len, lines)) <= 80
    assert [
        line for line in lines if line.split()[:6] == ["2024-04-04", "07:30", "P-4", label, "2024-04-03", "sorry"]
    ]
    assert len([line for line in lines if line.startswith("2024-0")]) == len(LINES)
    assert [one for one in says if one not in told] == []


@pytest.mark.parametrize(
    "words",
    [
        ("--since", UNTIL, "--until", SINCE, "--dry-run"),
        ("--since", SINCE, "--until", SINCE),
        ("--since", "soon", "--until", UNTIL, "--dry-run"),
        ("--since", "", "--until", UNTIL),
        (*WINDOW, "--dry-run", "--limit", "-1"),
        (*WINDOW, "--dry-run", "--zone", "Nowhere"),
        ("--since", SINCE),
    ],
    ids=" ".join,
)
def test_words_that_are_off_issue_nothing(call: Call, undecided: str, words: tuple[str, ...]) -> None:
    """Given words that mean no window, then it is said on standard error, with status 2."""
    status, out, err = call(undecided, "remind", *words)
    assert (status, out) == (2, b"")
    assert err.startswith("sagsgang: ")
