"""Clocks and guards as the operator meets them: told by every command that writes, and mended by words of the program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import psycopg
import pytest

from .conftest import Ask, Call
from .office import publish, received, write

# Past the guard, as it came about before there was one: an event of a case recorded two days ahead.
AHEAD = """
    ALTER TABLE sagsgang.stored_events DISABLE TRIGGER by_the_clock;
    INSERT INTO sagsgang.stored_events
        (notification_id, originator_id, originator_version, topic, state, source, event_id, recorded)
    SELECT notification_id + 1, 'A-1', 1, 'application-received', convert_to(
        '{"source":"urn:office","id":"a","occurred":"2024-03-04T08:30:00Z","case_type":"permit"}', 'UTF8'),
        'urn:office', 'a', clock_timestamp() + interval '2 days'
    FROM sagsgang.stored_events ORDER BY notification_id DESC LIMIT 1;
    ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER by_the_clock"""
TIME = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
GO_ON = ("clock", "--go-on", "--by", "Mette Holm", "--reason", "NTP was down")


@pytest.fixture
def slipped(database_url: str, tmp_path: Path) -> str:
    """A journal whose last event is recorded two days ahead of the clock."""
    publish(database_url, tmp_path)
    with psycopg.connect(database_url) as connection:
        connection.execute(AHEAD)
    return database_url


def test_after_a_slip_the_operator_goes_on_by_an_event(call: Call, ask: Ask, slipped: str, tmp_path: Path) -> None:
    """Given a journal recorded two days ahead, then a question is answered; an append ends with status 1, the reason and
    what to run, and rejects nothing; ``clock`` ends with status 1 too, and ``status`` has it among its problems. When the
    operator goes on, saying who and why, the same file is taken, and nothing is wrong any more."""
    file = write(tmp_path / "events.jsonl", [received(1, "15/1", "2026-03-02", "Centre")])
    assert ask(slipped, "queue")["open"] == 1

    status, _, err = call(slipped, "append", file)
    assert status == 1
    assert "sagsgang clock --go-on" in err
    assert ask(slipped, "rejections")["rejections"] == []
    status, out, _ = call(slipped, "clock", "--json")
    told = json.loads(out)
    assert (status, [one["code"] for one in told["problems"]]) == (1, ["clock-slipped"])
    assert 2 * 86_400 - 600 < told["slip_seconds"] <= 2 * 86_400
    assert [one["code"] for one in ask(slipped, "status")["problems"]] == ["clock-slipped"]

    told = ask(slipped, *GO_ON)
    assert told["problems"] == []
    assert told["acknowledged_until"] == told["recorded"]
    assert ask(slipped, "append", file)["appended"] == 1
    assert ask(slipped, "status")["problems"] == []


def test_who_goes_on_says_who_and_why(call: Call, slipped: str) -> None:
    """Given a slip, when somebody goes on without a name or a reason, or with a CPR number in one, then nothing is written
    and it is said which words belong together."""
    for words in (
        ("--go-on",),
        ("--go-on", "--by", "Mette"),
        ("--by", "Mette", "--reason", "NTP"),
        ("--go-on", "--by", " ", "--reason", "NTP"),
        ("--go-on", "--by", "Mette", "--reason", "010190-1234 asked"),
    ):
        status, _, err = call(slipped, "clock", *words)
        assert status in (1, 2), words
        assert "--by" in err, words
    status, out, _ = call(slipped, "clock", "--json")
    assert (status, json.loads(out)["acknowledged_until"]) == (1, None)


def test_a_tolerance_that_is_no_number_is_said(
    call: Call, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a tolerance in the environment that is no number of seconds, then every command says what it is to be."""
    for said in ("5m", "0", "-1", "99999999", "²"):
        monkeypatch.setenv("SAGSGANG_CLOCK_TOLERANCE", said)
        status, _, err = call(database_url, "init")
        assert status == 1, said
        assert "SAGSGANG_CLOCK_TOLERANCE" in err, said


def test_a_journal_without_its_guards_is_put_back_by_init(
    call: Call, ask: Ask, database_url: str, tmp_path: Path
) -> None:
    """Given a journal whose owner dropped a trigger, then a question ends with status 4 and says what to run; ``init`` puts
    it back, and the question is answered."""
    publish(database_url, tmp_path)
    with psycopg.connect(database_url) as connection:
        connection.execute("DROP TRIGGER one_order ON sagsgang.stored_events")
    status, _, err = call(database_url, "queue")
    assert status == 4
    assert "stored_events.one_order" in err
    assert "sagsgang init" in err
    assert call(database_url, "init")[0] == 0
    assert ask(database_url, "queue")["open"] == 0


def test_clocks_are_told_in_one_time(call: Call, slipped: str) -> None:
    """Given a slip, when the clocks are shown, then every time in the answer is said in UTC, and says so: those beside one
    another and those in the sentence are compared."""
    _, out, _ = call(slipped, "clock")
    times = re.findall(rf"{TIME}( UTC)?", out.decode())
    assert len(times) >= 5
    assert set(times) == {" UTC"}
