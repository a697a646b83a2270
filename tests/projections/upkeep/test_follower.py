"""The follower: the projections come to the journal's end by themselves, whoever is killed, stopped or cut off meanwhile."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.datastore import JournalDatastore
from sagsgang.journal.connection.locks import hold
from sagsgang.operations.session import Session
from sagsgang.projections.tables.registry import REBUILDING, ROWS, standings
from sagsgang.projections.upkeep import catch_up as catching_up
from sagsgang.projections.upkeep import checkpoint, follower
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.checkpoint import lag_of, wait_for
from sagsgang.projections.upkeep.follower import Follower, following
from sagsgang.projections.upkeep.replay import replay

from ...journal.connection.test_poolers import PGBOUNCER, pooler_to
from ...operations.counting import counted
from ...operations.silence import Silence
from ...scheduler.nodes import until
from ..followers import at_work, caught_up, comes_to_work, followed
from ..large_cases import LargeCases
from .test_cases_told_apart import late, units

LARGE = 501  # events of a case that is told apart


@pytest.fixture
def office(journal: Journal) -> LargeCases:
    """One case, that the projections hold."""
    office = LargeCases(journal)
    office.applies("A")
    catch_up(journal)
    return office


class Listening(JournalDatastore):
    """A datastore whose own connections go another way: nothing but what listens makes any here."""

    def __init__(self, url: str, way: str) -> None:
        super().__init__(url)
        self._way = JournalDatastore(way)

    def connect(self) -> psycopg.Connection[Any]:
        """By the other way."""
        return self._way.connect()


def session(journal: Journal) -> tuple[Session, Silence]:
    """One who asks, and what is said to them."""
    listener = Silence()
    return Session(journal, lambda: datetime.now(UTC), listener), listener


def test_an_append_is_seen_without_anyone_asking(office: LargeCases) -> None:
    """Given a follower, when another process appends, then the projections tell it, though nobody asked; SIGTERM ends the
    follower, and nobody is at work then."""
    journal = office.journal
    with followed(journal.url) as call:
        comes_to_work(journal, call)
        office.applies("B")
        office.corrects("A")
        caught_up(journal)
        assert units(journal) == {"A": "unit 1", "B": "Centrum"}
        call.send_signal(signal.SIGTERM)
        assert call.wait() == 0
    assert lag_of(journal).follower is None


def test_a_follower_that_was_killed_goes_on_where_it_was(office: LargeCases) -> None:
    """Given a follower that is killed while events come, when one is started again, then it folds in what came meanwhile,
    once, and nothing differs."""
    journal = office.journal
    with followed(journal.url) as call:
        comes_to_work(journal, call)
        office.corrects("A", 20)
        call.kill()
    office.corrects("A", 20)
    assert lag_of(journal).lag_events >= 20
    with followed(journal.url):
        caught_up(journal)
    assert units(journal) == {"A": "unit 40"}
    assert replay(journal).differences == []


def test_of_two_followers_one_is_at_work(office: LargeCases) -> None:
    """Given a follower at work, when a second is started, then it stands by; when the first is killed it takes over."""
    journal = office.journal
    with followed(journal.url) as first, followed(journal.url) as second:
        until(lambda: at_work(journal, first) or at_work(journal, second))
        one, other = (first, second) if at_work(journal, first) else (second, first)
        office.applies("B")
        caught_up(journal)
        assert at_work(journal, one)
        one.kill()
        comes_to_work(journal, other)
        office.applies("C")
        caught_up(journal)
    assert units(journal).keys() == {"A", "B", "C"}


def test_a_follower_that_is_stopped_is_taken_over_from(office: LargeCases) -> None:
    """Given a follower that the server ends after a second of silence, when its process is stopped, then another takes over;
    when it goes on, it stands by."""
    journal = office.journal
    with followed(journal.url, idle=1) as first:
        comes_to_work(journal, first)
        with followed(journal.url) as second:
            first.send_signal(signal.SIGSTOP)
            comes_to_work(journal, second)
            first.send_signal(signal.SIGCONT)
            office.applies("B")
            caught_up(journal)
            assert at_work(journal, second)


def test_it_follows_again_when_its_connections_are_cut(office: LargeCases) -> None:
    """Given a follower, when the server ends every connection that it has, then it is at work again and follows."""
    journal = office.journal
    with followed(journal.url) as call:
        comes_to_work(journal, call)
        with psycopg.connect(journal.url, autocommit=True) as admin:
            ended = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE %s",
                (f"sagsgang %:{call.pid}",),
            ).fetchall()
        assert ended
        office.applies("B")
        caught_up(journal)
        comes_to_work(journal, call)
        assert call.poll() is None


def test_a_large_case_is_computed_though_nobody_asks(office: LargeCases) -> None:
    """Given a follower, when so much comes of one case that it is told apart, then it is told, and behind no more."""
    journal = office.journal
    with followed(journal.url) as call:
        comes_to_work(journal, call)
        office.corrects("A", LARGE)
        caught_up(journal)
        until(lambda: late(journal) == [])
    assert units(journal) == {"A": f"unit {LARGE}"}


def test_a_question_beside_a_follower_folds_nothing(
    office: LargeCases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a follower, when one asks right after having appended, then the answer holds it, nothing is said, and the one
    who asked has folded nothing."""
    journal = office.journal
    with followed(journal.url) as call:
        comes_to_work(journal, call)
        asking, listener = session(journal)
        with counted(tmp_path, monkeypatch) as count:
            for number in range(5):
                office.applies(f"B{number}")
                asking.bring_up_to_date()
                assert f"B{number}" in units(journal)
            assert count.folded == []
    assert listener.notes == []


def test_a_follower_that_does_nothing_is_not_waited_for_long(
    office: LargeCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given somebody who has the follower's lock and follows not, when one asks, then it is waited for a moment, and folded
    in by the one who asks; where nobody has it, it is not waited for at all."""
    journal = office.journal
    office.applies("B")
    assert not wait_for(journal, journal.head().position, seconds=float("inf"))
    monkeypatch.setattr(wait_for, "__defaults__", (0.01,))
    with hold(journal.connect(), checkpoint.FOLLOWING):
        assert lag_of(journal).follower is not None
        assert not wait_for(journal, journal.head().position)
        assert catch_up(journal) == journal.head().position
        assert wait_for(journal, journal.head().position)


@pytest.mark.parametrize("lock", [ROWS, REBUILDING])
def test_a_reader_waits_for_no_other_reader(
    office: LargeCases, monkeypatch: pytest.MonkeyPatch, lock: object
) -> None:
    """Given one who is bringing the projections up to date, or is making them anew because they are far behind, and does not
    come to an end, when another asks, then the answer is what the projections hold, and that is said."""
    journal = office.journal
    monkeypatch.setattr(catching_up, "OTHERS_SECONDS", 0.05)
    monkeypatch.setattr(catching_up, "FAR", 0 if lock is REBUILDING else 10)
    office.corrects("A", 10)
    asking, listener = session(journal)
    with hold(journal.connect(), lock):
        asking.bring_up_to_date()
        assert units(journal) == {"A": "Centrum"}
    [note] = listener.notes
    assert note.en.endswith("Meanwhile the answer is what the projections hold.")
    asking.bring_up_to_date()
    assert units(journal) == {"A": "unit 10"}


@pytest.mark.parametrize(("cases", "anew"), [("AB", False), ("ABC", True)])
def test_what_is_quicker_is_done(
    office: LargeCases, monkeypatch: pytest.MonkeyPatch, cases: str, anew: bool
) -> None:
    """Given five cases, far more events of before than came since, and batches of as many events as there are cases in what
    came, when two batches touch two cases, then they are followed; where they touch three, every case is folded once
    instead, which is less."""
    journal = office.journal
    for case in "BCDE":
        office.applies(case)
    office.corrects("A", 40)
    catch_up(journal)
    monkeypatch.setattr(catching_up, "FAR", 1)
    monkeypatch.setattr(catching_up, "BATCH", len(cases))
    for case in cases * 2:
        office.corrects(case)
    before = generation(journal)
    catch_up(journal)
    assert (generation(journal) > before) is anew
    assert replay(journal).differences == []


def generation(journal: Journal) -> int:
    """Which generation of a projection readers use."""
    with journal.connect() as connection:
        return standings(connection)["cases"].generation


def test_the_lag_is_what_is_recorded_and_not_folded_in(office: LargeCases) -> None:
    """Given projections at the journal's end, then nothing lags; when two events come, they do, since the first of them was
    recorded; when somebody asks, nothing does."""
    journal = office.journal
    assert lag_of(journal) == checkpoint.Lag(0, 0.0, None)
    office.applies("B")
    office.applies("C")
    recorded = journal.recorded_at(journal.head().position - 1)
    assert recorded is not None
    least = (journal.clock() - recorded).total_seconds()
    lag = lag_of(journal)
    most = (journal.clock() - recorded).total_seconds()
    assert lag.lag_events == 2
    assert least <= lag.lag_seconds <= most
    catch_up(journal)
    assert lag_of(journal) == checkpoint.Lag(0, 0.0, None)


def test_where_nothing_was_projected_everything_lags(journal: Journal) -> None:
    """Given a journal whose projections nobody has made, then all that it holds lags."""
    LargeCases(journal)
    assert lag_of(journal).lag_events == journal.head().position > 0


@pytest.mark.skipif(PGBOUNCER is None, reason="needs the Debian package pgbouncer")
def test_behind_a_pooler_that_keeps_sessions_it_is_told(office: LargeCases) -> None:
    """Given a pgbouncer in session mode, when a follower follows through it, then it hears and folds in what comes."""
    journal = office.journal
    with pooler_to(journal.url, "session") as url, followed(url) as call:
        comes_to_work(journal, call)
        office.applies("B")
        caught_up(journal)
        call.send_signal(signal.SIGTERM)
        assert call.stderr is not None
        said = call.stderr.read()
    assert "folded in" in said
    assert "no notifications arrive" not in said
    assert units(journal).keys() == {"A", "B"}


@pytest.mark.skipif(PGBOUNCER is None, reason="needs the Debian package pgbouncer")
def test_where_no_word_arrives_it_looks(
    office: LargeCases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a pgbouncer that gives what is notified to nobody, when a follower listens through it, then it says so once, and
    folds in what comes all the same."""
    journal = office.journal
    monkeypatch.setattr(follower, "EVERY", 0.05)
    with (
        pooler_to(journal.url, "transaction") as url,
        Journal(Listening(journal.url, url)) as own,
        following(Follower(own, "test")),
    ):
        for case in "BCD":
            office.applies(case)
            caught_up(journal)
    assert units(journal).keys() == {*"ABCD"}
    assert capsys.readouterr().out.count("no notifications arrive") == 1


def test_several_who_ask_at_once_beside_a_follower_are_all_answered(office: LargeCases) -> None:
    """Given a follower and four who append a case each and ask, at once, then each finds its own case."""
    journal = office.journal

    def append_and_ask(case: str) -> bool:
        with Journal.open(journal.url) as own:
            LargeCases.applies(office, case)
            catch_up(own)
            return case in units(own)

    with followed(journal.url) as call, ThreadPoolExecutor(4) as pool:
        comes_to_work(journal, call)
        assert all(pool.map(append_and_ask, "BCDE"))
