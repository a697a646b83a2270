"""A journal, outbox and state of the scheduler as an older version left them open, and answer the same.

``stored_state/journal.sql`` was made by version 1f2d5c7 with the office of ``reminded_permits``, as ``pg_dump --inserts`` of
PostgreSQL 18, on a server and in a process whose clocks showed 2 May 2024 (libfaketime). Comments were taken out, and bytes
that are text written as text. Its scheduler had run once, while the folder of the channel sms was not there: of six
reminders three were delivered, one could not be, and two wait for the channel. ``answers.json`` is what that version then
answered to the calls below, without what is of the instant of asking.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ..commands.conftest import Ask, Call, ask, call
from ..commands.reminded_permits import CHANNELS, SINCE, UNTIL
from ..conftest import fresh_database

__all__ = ("ask", "call")
STORED = Path(__file__).with_name("stored_state")
THEN: dict[str, Any] = json.loads((STORED / "answers.json").read_text("utf-8"))
WINDOW = ("--since", SINCE, "--until", UNTIL, "--dry-run")


@pytest.fixture
def left(server_url: str) -> Iterator[str]:
    """The URL of the database as the older version left it."""
    with fresh_database(server_url) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute((STORED / "journal.sql").read_text("utf-8"))  # type: ignore[arg-type] # pyright: ignore
        yield url


def differing(then: Any, now: Any) -> list[str]:
    """Where an answer of now says something else than that of then; what it says besides is no difference."""
    if isinstance(then, dict) and isinstance(now, dict):
        return [
            f"{name}{place}"
            for name in then
            for place in (differing(then[name], now[name]) if name in now else ["?"])
        ]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [f"[{n}]{place}" for n, one in enumerate(then) for place in differing(one, now[n])]
    return [] if then == now else [f": {then!r} is {now!r}"]


def test_it_is_brought_forward_and_answers_the_same(ask: Ask, call: Call, left: str) -> None:
    """Given what the older version left, when the outbox, the window of reminders, the queue and the status of the scheduler
    are asked for, then each says what it said then; what is wrong now, years later, is that nobody ticked since."""
    for state, then in THEN["outbox"].items():
        assert differing(then, ask(left, "outbox", "list", "--state", state)) == []
    assert differing(THEN["remind"], ask(left, "remind", *WINDOW)) == []
    assert differing(THEN["queue"], ask(left, "queue", "--as-of", "2024-05-02")) == []
    found = json.loads(call(left, "scheduler", "status", "--json")[1])
    assert differing({name: one for name, one in THEN["status"].items() if name != "healthy"}, found) == []
    assert [one["code"] for one in found["problems"]] == ["no-leader", "late", "dead-letters", "outbox-stuck"]
    assert ask(left, "replay")["differences"] == 0


def test_the_next_tick_sends_what_was_not_delivered_and_nothing_twice(ask: Ask, left: str, tmp_path: Path) -> None:
    """Given what the older version left, when the channel is there again and a node of now runs once, then it decides
    nothing anew, and sends the two messages that waited, under their keys, and no other; the one that could not be delivered
    is where it was. When it runs again, nothing happens."""
    channels, files, sms = tmp_path / "channels.toml", tmp_path / "files", tmp_path / "sms"
    channels.write_text(CHANNELS.format(folder=tmp_path), encoding="utf-8")
    files.mkdir()
    sms.mkdir()
    run = ("scheduler", "run", "--once", "--channels", channels)

    done = ask(left, *run)
    assert (done["tick"]["issued"], done["tick"]["withheld"]) == (0, 0)
    assert (done["delivered"], done["undelivered"], done["waiting"]) == (2, 0, 0)
    waited = {f"{one['key']}.json" for one in THEN["outbox"]["waiting"]["items"]}
    assert {file.name for file in sms.iterdir()} == waited
    assert list(files.iterdir()) == []
    [dead] = ask(left, "outbox", "list")["items"]
    assert differing(THEN["outbox"]["undelivered"]["items"], [dead]) == []

    again = ask(left, *run)
    assert (again["delivered"], again["undelivered"], again["waiting"]) == (0, 0, 0)
    assert ask(left, "remind", *WINDOW)["by_standing"] == {"withheld": 3, "delivered": 5, "undelivered": 1}
