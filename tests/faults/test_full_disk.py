"""The server's own disk gets full: it is said so, what was acknowledged stands, and with room work goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest
from sagsgang.cli import run
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry, Refused
from sagsgang.journal.server.embedded import start, stop
from sagsgang.journal.server.start_failure import reason_in

from ..journal.examples import application
from ..projections.asking.test_server_settings import publish

MEBIBYTE = 1 << 20


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A home on a disk of 256 MiB, with a journal that has a case type and no case, and whose server is running."""
    home = Path(tempfile.mkdtemp(prefix="sagsgang-full-"))
    words = ["mount", "-t", "tmpfs", "-o", "size=256m,mode=700", "tmpfs", str(home)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        home.rmdir()
        pytest.skip("needs the right to mount a disk in memory")
    try:
        with Journal.open(start(home)) as journal:
            publish(journal)
        yield home
    finally:
        stop(home)
        subprocess.run(["umount", str(home)], check=True)
        home.rmdir()


@pytest.fixture
def elsewhere(small_disk: Path) -> Iterator[Path]:
    """The same, but with the server's log of changes on another disk."""
    stop(small_disk)
    changes, other = small_disk / "postgres" / "pg_wal", Path(tempfile.mkdtemp(prefix="sagsgang-changes-"))
    owner = changes.stat()
    shutil.copytree(changes, other / "pg_wal")
    for path in (other, *other.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    shutil.rmtree(changes)
    changes.symlink_to(other / "pg_wal")
    start(small_disk)
    yield small_disk
    stop(small_disk)
    shutil.rmtree(other)


def leave(home: Path, room: int) -> Path:
    """Fill the disk but for so many bytes: the file that takes the room."""
    ballast, disk = home / "ballast", os.statvfs(home)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - room)
    return ballast


def append_until_full(home: Path) -> tuple[int, Problem]:
    """Append events of 100 KB that can't be packed, one by one: how many were acknowledged, and what was said then."""
    noise = Random(1)
    with Journal.open(start(home)) as journal:
        for number in count():
            entry = Entry(f"case-{number}", application(f"{number}", note=noise.randbytes(50_000).hex()))
            try:
                [outcome] = journal.append([entry])
            except Problem as problem:
                return number, problem
            assert not isinstance(outcome, Refused)
    raise AssertionError("a disk gets full")


def held(home: Path) -> list[str]:
    """The ids of the events of the cases, in the journal's order."""
    with Journal.open(start(home)) as journal:
        events = journal.read(0, journal.head().position)
        return [recorded.event.id for recorded in events if not recorded.case.startswith("$")]


def call(home: Path, *words: str | Path) -> int:
    """A call of the program: its exit status."""
    return run(["--home", str(home), "--lang", "en", *map(str, words)])


def further(folder: Path) -> Path:
    """A file of two more events."""
    events = [
        {
            "specversion": "1.0",
            "source": "urn:later",
            "id": f"{number}",
            "type": "application-received",
            "subject": f"later-{number}",
            "time": "2024-03-04T10:00:00Z",
            "data": {"casetype": "fleksjob"},
        }
        for number in range(2)
    ]
    file = folder / "later.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in events))
    return file


def test_a_disk_that_is_full_of_changes(
    small_disk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Given a disk on which the server's log of changes can't grow, so that the server ends itself, when one appends until
    then, then it is told that the disk is full; each further command, a question too, ends with status 1 and a line that
    says so, which disk, and what to do; and when there is room, the next works: what was acknowledged is there, once and in
    order, beside at most the one that was not, and the whole is found sound."""
    ballast = leave(small_disk, 10 * MEBIBYTE)
    acknowledged, problem = append_until_full(small_disk)
    assert problem.code == "server-disk-full"
    later = further(tmp_path)
    for words in (["cases"], ["append", str(later)], ["status"]):
        capfd.readouterr()
        assert call(small_disk, *words) == 1
        [line] = capfd.readouterr().err.splitlines()
        assert line.startswith(f"sagsgang: The disk of {small_disk / 'postgres'} is full")
        assert "Give it room" in line
    ballast.unlink()
    assert call(small_disk, "append", later) == 0
    ids = held(small_disk)
    assert len(ids) - 2 - acknowledged in (0, 1)  # the last may have been written, and never been answered for
    assert ids == [*map(str, range(len(ids) - 2)), "0", "1"]
    assert call(small_disk, "doctor", "--replay") == 0


def test_a_disk_that_is_full_of_tables(elsewhere: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Given a disk on which no table can grow, while the log of changes has room elsewhere, when one appends until then,
    imports and rebuilds, then each is told that the disk is full, in one line; what was acknowledged is there, and nothing
    of what was not; questions are answered all the while; and when there is room, the same commands go on."""
    assert call(elsewhere, "append", further(tmp_path)) == 0
    assert call(elsewhere, "cases") == 0
    ballast = leave(elsewhere, 2 * MEBIBYTE)
    acknowledged, problem = append_until_full(elsewhere)
    assert problem.code == "server-disk-full"
    assert held(elsewhere) == ["0", "1", *map(str, range(acknowledged))]
    capfd.readouterr()
    assert call(elsewhere, "rebuild") == 1
    assert "The server's disk is full" in capfd.readouterr().err
    assert call(elsewhere, "status") == 0
    ballast.unlink()
    assert call(elsewhere, "rebuild") == 0
    assert call(elsewhere, "doctor", "--replay") == 0


def test_why_a_server_ended() -> None:
    """Given what a server says when it can't start, then the fault is told with what is said of it, and not that it is shut
    down, which comes after; where it names no fault, its last line."""
    full = """\
2026-03-02 10:00:00 UTC [7] PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device
2026-03-02 10:00:00 UTC [1] LOG:  startup process (PID 7) was terminated by signal 6: Aborted
2026-03-02 10:00:00 UTC [1] LOG:  database system is shut down"""
    assert reason_in(full).endswith('PANIC: could not write to file "pg_wal/xlogtemp.7": No space left on device')
    rights = """\
2026-03-02 10:00:00 UTC [1] FATAL:  data directory "/h/postgres" has invalid permissions
2026-03-02 10:00:00 UTC [1] DETAIL:  Permissions should be u=rwx (0700) or u=rwx,g=rx (0750)."""
    told = reason_in(rights)
    assert told.endswith("has invalid permissions Permissions should be u=rwx (0700) or u=rwx,g=rx (0750).")
    assert reason_in("one\ntwo\n") == "two"
    assert reason_in("") == ""
