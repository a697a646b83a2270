"""Nobody waits without end: a client that goes silent holds a lock no longer than the lock's limit, wherever it does so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from psycopg.conninfo import make_conninfo
from sagsgang.domain.problem import Problem
from sagsgang.domain.text import Text
from sagsgang.journal import recorder
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.locks import Hold, Lock, LockHeld, hold, take
from sagsgang.journal.entry import Appended, Duplicate, Entry
from sagsgang.journal.schema import tables
from sagsgang.projections.upkeep import follow, rebuild
from sagsgang.projections.upkeep.catch_up import catch_up

from ..examples import ANNA, BENT, application, fleksjob, guidance, many
from ..silent_wire import SilentWire
from ..wire import wire_to

# A process that appends and stops when it holds the lock; told to go on, it says what became of its event.
STOPS = """
import os, signal, sys
from sagsgang.journal import recorder
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang_tests_examples import ANNA, application
recorder.WRITERS = recorder.WRITERS._replace(idle=0.25)
admit = recorder.admit
def stopping(*words, **more):
    recorder.admit = admit
    os.kill(os.getpid(), signal.SIGSTOP)
    return admit(*words, **more)
recorder.admit = stopping
with Journal.open(sys.argv[1]) as journal:
    print(*(type(one).__name__ for one in journal.append([Entry(ANNA, application("a1"))])))
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds a lock from here on may be silent for a quarter of a second."""
    monkeypatch.setattr(recorder, "WRITERS", recorder.WRITERS._replace(idle=0.25))
    monkeypatch.setattr(tables, "CHANGE", tables.CHANGE._replace(idle=0.25))
    for room in (follow, rebuild):
        monkeypatch.setattr(room, "ROWS", room.ROWS._replace(idle=0.25))
    monkeypatch.setattr(rebuild, "REBUILDING", rebuild.REBUILDING._replace(idle=0.25))


def test_a_writer_that_is_stopped_holds_up_no_other(journal: Journal) -> None:
    """Given a process that is stopped (SIGSTOP) with the writers' lock in its hand, when another appends, then it lands;
    and when the first goes on, it learns that nothing of its own was written, tries again, and lands too."""
    script = STOPS.replace("sagsgang_tests_examples", "examples")
    stopped = subprocess.Popen(
        [sys.executable, "-c", script, journal.url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],  # where the examples are that it reads
    )
    _, status = os.waitpid(stopped.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    [outcome] = journal.append([Entry(BENT, application("b1"))])
    assert isinstance(outcome, Appended)
    assert outcome.position == 1
    os.kill(stopped.pid, signal.SIGCONT)
    assert stopped.communicate()[0].split() == ["Appended"]
    assert [one.case for one in journal.read(0, 9)] == [BENT, ANNA]


def silent_at_every_piece(
    journal: Journal,
    work: Callable[[Journal, int], object],
    other: Callable[[int], None],
    most: int,
    step: int = 1,
) -> int:
    """Let the wire of one who works go silent after each piece in turn, do the other's work then, and mend the wire.

    Gives how many times it went silent; afterwards the first has done its work too, each time.
    """
    for allowed in range(0, most, step):
        with (
            wire_to(journal.url, SilentWire) as (wire, url),
            Journal.open(url) as far,
            ThreadPoolExecutor(1) as pool,
        ):
            far.head()
            wire.sent, wire.allowed = 0, allowed
            working = pool.submit(work, far, allowed)
            while not (wire.silent.wait(0.02) or working.done()):
                continue
            silent = wire.silent.is_set()
            if silent:
                other(allowed)
            wire.mend()
            working.result()
            if not silent:
                return allowed
    raise AssertionError("the wire was to stay whole in the end")


@pytest.mark.usefixtures("impatient")
def test_wherever_an_append_goes_silent_another_lands(journal: Journal) -> None:
    """Given an append of 200 events whose network is cut after each piece of 8 KiB in turn, when another appends, then it
    lands at once or when the limit is over; and when the network is back, the first lands too, whole and once."""

    def another(number: int) -> None:
        [outcome] = journal.append([Entry(f"near-{number}", application(f"near-{number}"))])
        assert isinstance(outcome, Appended)

    def work(far: Journal, number: int) -> None:
        entries = many(20, 10, prefix=f"far-{number}-")
        outcomes = far.append(entries)
        assert [type(one) for one in outcomes] == [Appended] * 200

    times = silent_at_every_piece(journal, work, another, 100)
    assert times > 8  # the lock, the questions under it, the rows in several pieces, the commit
    assert journal.head().position == times + 200 * (times + 1)


@pytest.mark.usefixtures("impatient")
def test_wherever_following_goes_silent_another_follows(journal: Journal) -> None:
    """Given one who brings the projections up to date and whose network is cut after each piece in turn, when another does
    the same, then they are up to date every time."""
    journal.publish([fleksjob(30)])
    journal.append([Entry(ANNA, application("a1"))])
    catch_up(journal)

    def another(number: int) -> None:
        journal.append([Entry(ANNA, guidance(f"near-{number}"))])
        assert catch_up(journal) == journal.head().position

    def work(far: Journal, number: int) -> None:
        journal.append([Entry(BENT, application(f"far-{number}"))])
        with suppress(psycopg.Error, PersistenceError, LockHeld):  # nothing tries that again by itself
            catch_up(far)

    assert silent_at_every_piece(journal, work, another, 100, step=3) > 10


def test_words_for_those_who_wait_name_the_holder(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a session named 'slow import' that holds the writers' lock, when another's patience is at its end, then it is
    told who holds it, since when and what to do; nobody was ended, nothing was written, and afterwards all goes on."""
    monkeypatch.setattr(recorder, "WRITERS", recorder.WRITERS._replace(wait=0.2))
    with psycopg.connect(make_conninfo(journal.url, application_name="slow import")) as slow:
        take(slow, recorder.WRITERS)
        with pytest.raises(LockHeld) as held:
            journal.append([Entry(ANNA, application("a1"))])
        pid = slow.info.backend_pid
        assert (held.value.code, held.value.details["pid"]) == ("lock-held", pid)
        for text in (held.value.text.da, held.value.text.en):
            assert f"{pid} (slow import, " in text
            assert "idle in transaction" in text
            assert f"pg_terminate_backend({pid})" in text
            assert " UTC" in text
        assert slow.execute("SELECT 1").fetchone() == (1,)
        slow.rollback()
    assert journal.append([Entry(ANNA, application("a1"))]) != [Duplicate(1)]


LOCK = Lock(0x5A65_00FE, Text("Prøvelåsen", "The trial lock"), wait=0.2, idle=0.4, whole=0.8)


def test_who_trickles_is_ended_by_the_whole(journal: Journal) -> None:
    """Given a holder that says something now and then, when it has held the lock for the whole time that one may, then the
    server ends it (PostgreSQL 17 and newer)."""
    with journal.connect() as trickling:
        if trickling.info.server_version < 170000:
            pytest.skip("the server is older than PostgreSQL 17: it has no transaction_timeout")
        take(trickling, LOCK)
        said = 0
        with suppress(psycopg.Error):
            while True:
                trickling.execute("SELECT pg_sleep(0.1)")
                said += 1
        assert trickling.closed
        assert said >= 4  # beyond the limit of silence
    with journal.connect() as next_one:
        take(next_one, LOCK)


def test_waiting_is_not_counted_as_holding(journal: Journal) -> None:
    """Given one who waits for a lock nearly as long as one may hold it, when it gets it, then it has the whole time."""
    patient = LOCK._replace(wait=10, idle=10, whole=0.8)
    with journal.connect() as first, journal.connect() as second:
        take(first, patient._replace(whole=None))
        got: list[str] = []

        def wait() -> None:
            take(second, patient)
            second.execute("SELECT pg_sleep(0.5)")
            got.append("whole")

        waiting = Thread(target=wait)
        waiting.start()
        first.execute("SELECT pg_sleep(0.6)")
        first.commit()
        waiting.join()
        assert got == ["whole"]


def test_a_lock_that_is_held_for_others_is_lost_with_its_signs_of_life(journal: Journal) -> None:
    """Given a lock that is held by a connection of its own, then signs of life keep it beyond the limit of silence; without
    them it is lost, another has it, and who held it is told before anything is replaced."""
    lock = LOCK._replace(whole=None)
    with journal.connect() as watch:
        with hold(journal.connect(), lock) as held:
            watch.execute("SELECT pg_sleep(1)")  # more than twice the limit
            held.confirm()
        with journal.connect() as stopped:
            take(stopped, lock)
            take(watch, lock._replace(wait=10))
            with pytest.raises(Problem) as lost:
                Hold(stopped, lock).confirm()
            assert lost.value.code == "lock-lost"


def test_a_rebuild_beside_another_is_told_whose(journal: Journal) -> None:
    """Given a rebuild that another is at, when one begins, then it is told so and by which process of the server."""
    journal.publish([fleksjob(30)])
    catch_up(journal)
    with hold(journal.connect(), rebuild.REBUILDING), pytest.raises(rebuild.RebuildRunning) as running:
        rebuild.rebuild(journal)
    assert running.value.code == "rebuild-running"
    assert "(sagsgang " in running.value.text.en
    assert rebuild.rebuild(journal).differences == 0
