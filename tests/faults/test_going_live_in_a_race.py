"""Going live and publishing beside an import of history: whoever is first, nothing is lost or dated twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from sagsgang.domain.events.publications import WentLive
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.locks import take
from sagsgang.journal.recorder import WRITERS

from ..commands.office import PERMIT
from ..commands.program import begin, carry_out, end

MAPPING = """
recorded = "${reg}"
source = "urn:permits"
case = "P-${case}"
case_type = "permit"
id = "${row}"
occurred = "${when}"

[[event]]
event = "application-received"
"""
ROWS = 40
LOG = "row,case,when,reg\n" + "".join(f"{row},{row},2015-03-02,2015-03-03 09:{row:02}\n" for row in range(ROWS))


@contextmanager
def writers_held(database: str) -> Iterator[psycopg.Connection[tuple[int]]]:
    """Nobody writes until this ends: whoever wants to waits at the door."""
    with psycopg.connect(database) as connection:
        take(connection, WRITERS)
        yield connection


def at_the_door(database: str, count: int) -> bool:
    """Whether so many processes wait for the writers' lock, and one holds it."""
    until = monotonic() + 60
    with psycopg.connect(database, autocommit=True) as connection:
        while monotonic() < until:
            [(waiting,)] = connection.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                (WRITERS.number & 0xFFFF_FFFF,),
            ).fetchall()
            if waiting >= count:
                return True
    return False


@pytest.mark.parametrize("first", ["import", "live"])
def test_of_an_import_and_going_live_both_wait_and_one_is_first(
    database_url: str, tmp_path: Path, first: str
) -> None:
    """Given an import of history, a publication of a new version and a call to go live, each a process, all at the door of
    the journal in one moment, when it opens, then each is done or refused as a whole, as if they had come one after the
    other: history lands before the journal is live or not at all, times of registration never run backwards, and the version
    is published once; offered again, what was refused is refused still, and what landed is known."""
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    (tmp_path / "later.toml").write_text(PERMIT.replace("weeks = 4", "weeks = 5"), encoding="utf-8")
    assert carry_out(database_url, "type", "publish", "permit.toml", folder=tmp_path).status == 0
    words = {
        "import": ("import", "--mapping", "m.toml", "log.csv", "--json"),
        "live": ("live", "--json"),
        "publish": ("type", "publish", "later.toml", "--json"),
    }
    with writers_held(database_url):
        racing = {}
        for number, name in enumerate([first, *(one for one in words if one != first)], 1):
            racing[name] = begin(database_url, *words[name], folder=tmp_path)
            assert at_the_door(database_url, number), name
    told = {name: end(call) for name, call in racing.items()}
    assert told["live"].status == 0, told["live"].err
    assert told["publish"].status == 0, told["publish"].err

    with Journal.open(database_url) as journal:
        events = list(journal.read(0, journal.head().position))
    [live] = [one.position for one in events if isinstance(one.event, WentLive)]
    history = [one for one in events if one.event.source == "urn:permits"]
    assert all(before.recorded <= after.recorded for before, after in pairwise(events))
    assert len([one for one in events if one.case == "$type/permit"]) == 2
    assert (len(history) == ROWS) == (told["import"].status == 0)
    assert len(history) in (0, ROWS)
    if first == "import":
        assert len(history) == ROWS
    assert all(one.position < live and one.recorded.year == 2015 for one in history)

    again = carry_out(database_url, *words["import"], folder=tmp_path)
    if history:
        assert (again.status, json.loads(again.out)["duplicates"]) == (0, ROWS)
    else:
        assert again.status == 1
        assert "live" in again.err
