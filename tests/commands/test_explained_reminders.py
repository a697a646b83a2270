"""``sagsgang case explain``: why each reminder was sent, or why not; and the story from the file to the citizen.

The cases are those of ``reminded_permits``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from ..scheduler.nodes import until
from .conftest import Ask, Call, Page
from .office import event, received, write
from .reminded_permits import CHANNELS, MOBILE, NAME, PERMIT, Office, open_office


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office after one run of its scheduler; tests here only look at it."""
    with fresh_database(server_url) as url:
        found = open_office(url, tmp_path_factory.mktemp("permits"))
        assert run(["--database", url, "scheduler", "run", "--once", "--channels", str(found.channels)]) == 0
        yield found


class Step(NamedTuple):
    """What became of a step."""

    step: str
    standing: str
    reason: str | None = None


def steps(ladder: dict[str, Any]) -> list[Step]:
    """The steps of a ladder, in order."""
    return [Step(one["step"], one["standing"], one["reason"]) for one in ladder["steps"]]


def test_each_step_says_what_became_of_it(ask: Ask, office: Office) -> None:
    """Given the four cases, then each step of their deadline says that it was delivered, why it was withheld, why it
    could not be delivered, that its time had passed when the case was recorded, or why it never came."""

    def of(case: str) -> list[Step]:
        [ladder] = ask(office.url, "case", "explain", case, "answer")["reminders"]
        return steps(ladder)

    past, *delivered = (
        Step("week-before", "withheld", "past"),
        Step("sorry", "delivered"),
        Step("overdue", "delivered"),
    )
    assert of("P-1") == [past, *delivered]
    assert of("P-2") == [
        Step("week-before", "withheld", "met"),
        Step("sorry", "over", "met"),
        Step("overdue", "over", "met"),
    ]
    assert of("P-3") == [Step("week-before", "booked-late"), *delivered]
    assert of("P-4") == [past, Step("sorry", "undelivered", "no-address"), delivered[1]]


def test_a_meeting_is_explained_by_its_word(ask: Ask, call: Call, office: Office) -> None:
    """Given a meeting before reminders began, then ``meeting`` explains its ladder and no deadline, and the whole
    case has both; in a case without meetings there is nothing to tell; a misspelt deadline is an error."""
    told = ask(office.url, "case", "explain", "P-1", "meeting")
    [ladder] = told["reminders"]
    assert (ladder["ends"], ladder["deadline"], steps(ladder)) == (
        "2024-03-12T09:00:00+00:00",
        None,
        [Step("day-before", "before-start")],
    )
    assert told["because"] == []
    whole = ask(office.url, "case", "explain", "P-1")
    assert [one["deadline"] for one in whole["reminders"]] == [None, "answer"]
    assert len(whole["because"]) == 1
    none = ask(office.url, "case", "explain", "P-2", "meeting")
    assert (none["because"], none["reminders"]) == ([], [])
    status, out, err = call(office.url, "case", "explain", "P-2", "anwser")
    assert (status != 0, out, err.count("\n")) == (True, b"", 1)


def test_the_past_is_explained_as_it_was(ask: Ask, office: Office) -> None:
    """Given 28 March 2024 as of that day and as known on it, then the first step of P-1 was due and waited, and the
    others lay ahead; of P-2, answered at noon, the first step waited too."""
    then = ("--as-of", "2024-03-28T09:00", "--known-at", "2024-03-28T09:00")
    for case in ("P-1", "P-2"):
        [ladder] = ask(office.url, "case", "explain", case, "answer", *then)["reminders"]
        assert ladder["open"]
        assert [(one.step, one.standing) for one in steps(ladder)][1:] == [
            ("sorry", "planned"),
            ("overdue", "planned"),
        ]
        assert ladder["steps"][0]["step"] == "week-before"
        assert ladder["steps"][0]["reason"] is None


@pytest.mark.parametrize(
    ("language", "case", "says"),
    [
        (
            "en",
            "P-1",
            ["Reminders · Answer 2024-04-02 · open", "week-before caseworker withheld: its time has passed"],
        ),
        (
            "en",
            "P-2",
            [
                "no longer open",
                "withheld: the deadline was met",
                "never came: the deadline was met: 2 steps (sorry, overdue)",
            ],
        ),
        ("en", "P-3", ["had passed when it was recorded: 1 step (week-before)"]),
        ("da", "P-2", ["Erindringer · Svar 2024-04-02 · ikke længere åben", "bortfaldet: fristen er opfyldt"]),
        ("da", "P-4", ["borger, sms", "kunne ikke afleveres: ingen", "teamchef, files afleveret"]),
    ],
)
def test_the_page_says_it_in_words(page: Page, office: Office, language: str, case: str, says: list[str]) -> None:
    """Given a terminal of 80 columns, then the page says of each step what became of it, in the caller's language."""
    told = page(office.url, "case", "explain", case, language=language)
    assert max(map(len, told.splitlines())) <= 80
    assert [one for one in says if one not in " ".join(told.split())] == []


def test_nobody_is_named_in_an_explanation(call: Call, office: Office) -> None:
    """Given reminders that told citizens their names, then neither a name nor a number is in an explanation."""
    for case in ("P-1", "P-3"):
        for form in ((), ("--json",)):
            out = call(office.url, "case", "explain", case, *form)[1].decode()
            assert [word for word in (NAME, MOBILE) if word in out] == []


def test_the_story_of_a_meeting(ask: Ask, call: Call, database_url: str, tmp_path: Path) -> None:
    """Given an office that publishes a type whose citizens are reminded two hours before a meeting, starts its
    scheduler, and only then agrees meetings with two citizens for two hours from now, when the scheduler runs again
    and again, then each citizen has one message in the right language with the right time, a meeting that is
    cancelled has none, the case says so, nothing waits, and the number and the name stand in the journal and in the
    message alone."""
    type_file, channels = tmp_path / "permit.toml", tmp_path / "channels.toml"
    type_file.write_text(
        PERMIT.split("[[meeting_reminder]]")[0]
        + '[[meeting_reminder]]\nid = "two-hours"\nbefore = { hours = 2 }\nto = "citizen"\nchannel = "sms"\n'
        + 'subject = { da = "Samtale", en = "Meeting" }\n'
        + 'text = { da = "{name}: {meeting}", en = "{name}: {meeting}" }\ntells = ["name"]\n',
        encoding="utf-8",
    )
    channels.write_text(CHANNELS.format(folder=tmp_path), encoding="utf-8")
    sms = tmp_path / "sms"
    sms.mkdir()
    (tmp_path / "files").mkdir()

    def tick() -> Any:
        return ask(database_url, "scheduler", "run", "--once", "--channels", channels)

    assert call(database_url, "type", "publish", type_file)[0] == 0
    assert tick()["tick"]["issued"] == 0

    meets = (datetime.now(UTC) + timedelta(hours=2, seconds=10)).replace(microsecond=0)
    at, later = (datetime.now(UTC) - timedelta(minutes=minutes) for minutes in (2, 1))
    events = []
    for number, language in enumerate(("da", "en", "da"), 1):
        case, person = f"M-{number}", {"name": f"{NAME} {number}", "mobile": MOBILE, "language": language}
        events.append(received(f"{case}-1", case, at.isoformat(), "Centre", attributes=person))
        events.append(event(f"{case}-2", case, "meeting-agreed", at.isoformat(), takes_place=meets.isoformat()))
    events.append(event("M-3-3", "M-3", "meeting-cancelled", later.isoformat(), reason="moved away"))
    assert call(database_url, "append", write(tmp_path / "events.jsonl", events))[0] == 0

    done = until(lambda: (ticked := tick())["tick"]["issued"] and ticked)
    assert (done["tick"]["issued"], done["tick"]["withheld"], done["delivered"], done["waiting"]) == (2, 0, 2, 0)
    assert tick()["delivered"] == 0

    found = Office(database_url, channels, tmp_path / "files", sms).fetched(sms)
    assert [(one["about"]["case"], one["language"], one["to"], one["subject"]) for one in found] == [
        ("M-1", "da", MOBILE, "Samtale"),
        ("M-2", "en", MOBILE, "Meeting"),
    ]
    for number, one in enumerate(found, 1):
        assert one["text"].startswith(f"{NAME} {number}: ")
        assert str(meets.year) in one["text"]
    [ladder] = ask(database_url, "case", "explain", "M-1", "meeting")["reminders"]
    assert steps(ladder) == [Step("two-hours", "delivered")]
    [ladder] = ask(database_url, "case", "explain", "M-3", "meeting")["reminders"]
    assert steps(ladder) == [Step("two-hours", "over", "meeting-over")]
    assert ask(database_url, "outbox", "list", "--state", "waiting")["items"] == []

    assert not [file.name for file in tmp_path.rglob("*") if NAME in file.name or MOBILE in file.name]
    with psycopg.connect(database_url) as connection:
        issued = connection.execute(
            "SELECT convert_from(state, 'UTF8') FROM sagsgang.stored_events WHERE topic LIKE 'reminder%%'"
        ).fetchall()
    assert len(issued) >= 4
    assert not [row for row in issued if NAME in row[0] or MOBILE in row[0]]
