"""Several at the same work: writers beside a rebuild, two rebuilds, first readers, and the children of a killed one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from psycopg import sql
from psycopg.errors import UndefinedTable
from sagsgang.cli import run
from sagsgang.journal.application import Journal
from sagsgang.projections.tables.catalogue import PROJECTIONS
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.generation import WORTH_SHARING, fill_share
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ..commands.program import begin, carry_out, end
from .conftest import CASES, NOW, add, copied
from .journals import one_table_each, tables, told
from .permits import cloudevents, rows
from .strikes import clear, kill

WRITERS = ("west", "east")


def test_a_rebuild_while_two_processes_append(unread: str, tmp_path: Path) -> None:
    """Given two processes that append the same log as their own cases, when the projections are rebuilt again and again
    until both have ended, then every call succeeds, both logs are there in their order, and a replay finds no
    difference."""
    for writer in WRITERS:
        (tmp_path / f"{writer}.jsonl").write_text("\n".join(cloudevents(CASES, writer)), encoding="utf-8")
    with copied(unread) as database:
        assert carry_out(database, "queue").status == 0
        writers = [begin(database, "append", f"{writer}.jsonl", "--json", folder=tmp_path) for writer in WRITERS]
        rebuilds = 0
        while rebuilds == 0 or any(writer.poll() is None for writer in writers):
            with Journal.open(database) as journal:
                assert rebuild(journal).differences == 0
            rebuilds += 1
        for finished in map(end, writers):
            assert finished.status == 0, finished.err
            assert json.loads(finished.out)["appended"] == len(list(rows(CASES)))
        events = told(database)
        for writer in WRITERS:
            ids = [one.event.id for one in events if one.event.source == f"urn:example:{writer}"]
            assert ids == [str(row.row) for row in rows(CASES)]
        with Journal.open(database) as journal:
            catch_up(journal)
            assert replay(journal).differences == []
        assert tables(database) == one_table_each()


def at_the_start(doing: Callable[[], None]) -> Callable[[int, int], None]:
    """A progress that does something once, when a rebuild has made its tables and not yet filled them."""
    left = [doing]

    def progress(done: int, total: int) -> None:
        if left:
            left.pop()()

    return progress


def test_two_rebuilds_at_once(unread: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Given a rebuild at work, when another is asked for, then that one says so in a line, with exit status 1, and the
    first ends as if nothing had been."""
    statuses: list[int] = []
    with copied(unread) as database, Journal.open(database) as journal:
        catch_up(journal)
        rebuilt = rebuild(
            journal, progress=at_the_start(lambda: statuses.append(run(["--database", database, "rebuild"])))
        )
        assert rebuilt.differences == 0
        assert replay(journal).differences == []
    out, err = capsys.readouterr()
    assert (statuses, out) == ([1], "")
    assert err.startswith("sagsgang: ")
    assert len(err.splitlines()) == 1
    assert "Unexpected" not in err


def test_first_readers_at_once(unread: str) -> None:
    """Given a journal that was never read, when three readers come at once, then each gets the answer."""
    with copied(unread) as database:
        readers = [begin(database, "queue", "--as-of", NOW.date().isoformat(), "--json") for _ in range(3)]
        answers = [end(reader) for reader in readers]
    assert [(answer.status, answer.err) for answer in answers] == [(0, "")] * 3
    assert {json.loads(answer.out)["open"] for answer in answers} == {100}


class Stopped(Exception):  # noqa: N818  # it is no error, it is what is tested
    """The rebuild ended before it was done."""


def stop() -> None:
    """End a rebuild."""
    raise Stopped


def test_a_share_of_a_killed_rebuild_that_comes_late(unread: str) -> None:
    """Given a rebuild that was killed while one of its processes was about to fill a share of the new tables, when that
    process does so in the middle of the next rebuild, then it spoils nothing: the rebuild ends, without a difference.

    A killed rebuild can't call its processes back, and what they were to fill are tables by name.
    """
    with copied(unread) as database, Journal.open(database) as journal:
        catch_up(journal)
        with suppress(Stopped):
            rebuild(journal, progress=at_the_start(stop))
        given = newest_generations(database)

        def late() -> None:
            with suppress(psycopg.Error):
                fill_share(journal, given, None, None, journal.head().position)

        assert rebuild(journal, progress=at_the_start(late)).differences == 0
        assert replay(journal).differences == []
        assert tables(database) == one_table_each()


def is_filled(database: str, table: str) -> bool:
    """Whether a table of a projection is there and holds rows."""
    with psycopg.connect(database) as connection, suppress(UndefinedTable):
        rows_of = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier("sagsgang", table))
        return connection.execute(rows_of).fetchone() is not None
    return False


def newest_generations(database: str) -> dict[str, int]:
    """The number of the newest table of each projection."""
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'sagsgang'").fetchall()
    names = [name for (name,) in found if name.rpartition("_")[2].isdigit()]
    return {
        projection: max(int(name.rpartition("_")[2]) for name in names if name.rpartition("_")[0] == projection)
        for projection in PROJECTIONS
    }


@pytest.mark.skipif((os.cpu_count() or 1) == 1, reason="one core: a rebuild shares its work with no one")
def test_the_processes_of_a_killed_rebuild_end_too(unread: str, tmp_path: Path) -> None:
    """Given a rebuild that shares its work between processes, when it alone is killed, then they end as well, and the next
    rebuild ends without a difference."""
    with copied(unread) as database:
        for number in range(WORTH_SHARING // len(list(rows(CASES))) + 1):
            add(database, tmp_path, f"more-{number}")
        call = begin(database, "rebuild", "--json")
        try:
            while call.poll() is None and not is_filled(database, "cases_1"):
                continue
            children = psutil.Process(call.pid).children()
            assert children
            kill(call)
            _, left = psutil.wait_procs(children, timeout=10)
            assert left == []
        finally:
            clear(call)
        with Journal.open(database) as journal:
            assert rebuild(journal).differences == 0
