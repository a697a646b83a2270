"""A channel that is away, as an operator sees it: which one rests, since when and why; and what ends it."""

from __future__ import annotations

import json
from pathlib import Path

from sagsgang.cli import run

from .conftest import Ask, Call
from .reminded_permits import open_office


def test_a_channel_that_is_away_is_told_and_loses_nothing(
    ask: Ask, call: Call, database_url: str, tmp_path: Path
) -> None:
    """Given a folder that is not there, when the scheduler runs once, then its messages wait, and the outbox and the status
    name the channel, when it is tried again, and why; when the folder is there and the operator offers all again, the
    next run delivers them at their first attempt."""
    office = open_office(database_url, tmp_path)
    office.files.rmdir()
    once = ["--database", database_url, "scheduler", "run", "--once", "--channels", str(office.channels)]
    assert run(once) == 0

    found = ask(database_url, "outbox", "list", "--state", "waiting")
    [resting] = found["resting"]
    assert {one["channel"] for one in found["items"]} == {resting["channel"]}
    assert (resting["reason_code"], found["next_at"]) == ("no-folder", resting["until"])
    assert resting["since"] < resting["until"]
    _, status, _ = call(database_url, "scheduler", "status", "--json")
    assert json.loads(status)["outbox"]["resting"] == [resting]
    for words in (("outbox", "list"), ("scheduler", "status")):
        page = " ".join(call(database_url, *words)[1].decode().split())
        assert f"The channel {resting['channel']} has been away since" in page
        assert resting["reason"]["en"] in page

    office.files.mkdir()
    call(database_url, "outbox", "retry", "--all")
    assert run(once) == 0
    after = ask(database_url, "outbox", "list", "--state", "delivered")
    assert (after["waiting"], after["resting"]) == (0, [])
    assert {one["key"]: one["attempts"] for one in after["items"]}.items() >= {
        (one["key"], 1) for one in found["items"]
    }
