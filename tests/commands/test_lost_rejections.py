"""Rejected lines that are gone are missed, by whoever looks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sagsgang.cli import run
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.journal.rejections import Rejection

from ..journal.clerk import hired_at

REJECTED = [Rejection("log.csv", line, "bad-row", Text("Nej.", "No."), b"%d" % line) for line in (3, 5)]


def test_a_dropped_table_is_made_anew_and_the_loss_is_told(
    journal: Journal, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Given three lines that were rejected by two calls, one of them offered twice, when the table is dropped, then the
    journal is refused until ``init``, which says what it made anew and that three are gone; so do ``rejections`` and
    ``doctor`` from then on, and a line that is rejected afterwards changes nothing about it."""
    at = ["--database", journal.url]

    def call(*words: str) -> tuple[int, Any, str]:
        capfd.readouterr()
        status = run([*at, *words, "--json"])
        out, said = capfd.readouterr()
        return status, json.loads(out) if out else None, said

    journal.reject(REJECTED)
    journal.reject(REJECTED[:1])  # it is there already
    (tmp_path / "events.jsonl").write_text("no event\n")
    assert call("append", str(tmp_path / "events.jsonl"), "--rejections", str(tmp_path / "r"))[0] == 3
    assert call("init")[1]["rejections_lost"] == 0
    with psycopg.connect(journal.url) as owner:
        owner.execute("DROP TABLE sagsgang.rejections")
    assert call("rejections")[0] == 4
    status, told, said = call("init")
    assert (status, told["rejections_lost"]) == (0, 3)
    assert {"kind": "table", "name": "rejections"} in told["put_back"]
    assert "rejections" in said
    journal.reject([REJECTED[0]._replace(line=9, raw=b"9")])
    for words, status in ((("rejections",), 0), (("init",), 0), (("doctor",), 4)):
        found = call(*words)
        assert found[0] == status
        assert "3" in (
            found[2]
            if status == 0
            else next(one["about"] for one in found[1]["checks"] if one["code"] == "rejections-lost")
        )
    assert call("init")[1]["put_back"] == []


def test_who_may_append_rejects_too_and_can_not_count(journal: Journal) -> None:
    """Given a role that may append and reject, and no more, then what it rejects is counted, and it can neither change
    what was counted nor count anything itself."""
    with hired_at(journal.url) as clerk:
        clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
        clerk.run("GRANT SELECT, INSERT ON sagsgang.stored_events, sagsgang.rejections TO {role}")
        with Journal.open(clerk.url) as appending:
            assert appending.reject(REJECTED) == 2
            assert appending.rejections_missing() is None
            for statement in (
                "INSERT INTO sagsgang.rejections_counted (kept) VALUES (9)",
                "DELETE FROM sagsgang.rejections_counted",
            ):
                with appending.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())
    with journal.connect() as connection:
        assert connection.execute("SELECT sum(kept) FROM sagsgang.rejections_counted").fetchone() == (2,)
    assert journal.rejections_missing() == 0
