"""A case that takes long is told apart: no other case's question waits for it, and its rows are what they would be."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sagsgang.domain.events.case_events import Decided
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.folded_case import KnownCase
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.one_case.explanation import explain
from sagsgang.projections.queue.queue_items import QueueFilter, queue
from sagsgang.projections.tables import behind
from sagsgang.projections.tables.behind import PATIENCE, Behind, Patience, TooLong
from sagsgang.projections.upkeep import follow, quarantine
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay
from sagsgang.projections.upkeep.telling_process import see_that_they_are_told
from structlog.testing import capture_logs

from ..faulty_program import faulty
from ..large_cases import MANY, MARCH, SOON, LargeCases, Stopped, stopped_at
from . import test_live_and_rebuilt
from .test_live_and_rebuilt import fill

ROOT = Path(__file__).parents[3]
SOME_TIME = MARCH + timedelta(days=20)


@pytest.fixture
def office(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> LargeCases:
    """The small case A, and L and M that were corrected so often that they are told apart; the projections hold them."""
    monkeypatch.setattr(follow, "MANY_EVENTS", MANY)
    office = LargeCases(journal)
    for case in "ALM":
        office.applies(case)
    for case in "LM":
        office.corrects(case, MANY)
    catch_up(journal)
    assert late(journal) == []
    return office


def late(journal: Journal) -> list[Behind]:
    """The cases that are behind in what readers use."""
    with journal.connect() as connection:
        return behind.of_readers(connection)


def units(journal: Journal, *left_out: str) -> dict[str, str | None]:
    """The cases whose deadline runs, each with the unit that has it, as the queue answers. left_out: may be behind."""
    moment = Moment(SOME_TIME, behind=frozenset(left_out))
    found = ask(journal, moment, lambda reader: queue(reader, QueueFilter()))
    return {item.case: item.unit for item in found.items}


@contextmanager
def told_beside(journal: Journal, case: str) -> Iterator[tuple[Stopped, Future[int]]]:
    """Somebody else brings everything up to date, and has come to the case when this begins."""

    def catch_up_too() -> int:
        with Journal.open(journal.url) as own:
            return catch_up(own)

    with ThreadPoolExecutor(1) as pool, stopped_at(case) as stopped:
        done = pool.submit(catch_up_too)
        assert stopped.began.wait(SOON)
        yield stopped, done
        stopped.go_on.set()
        done.result(SOON)


def test_no_other_cases_question_waits_for_a_case_that_is_told(office: LargeCases) -> None:
    """Given a large case that is being told, when another case is decided on and a third begins, and the queue and the other
    case are asked about, then both are answered with what came last, before the telling has ended; of the large case the
    queue says what was known before, and that it is behind. When it is told, nothing is behind and nothing differs.
    """
    journal = office.journal
    before = units(journal)["L"]
    known = journal.head().position
    office.corrects("L")
    with told_beside(journal, "L") as (_, done):
        office.happens("A", Decided(source="test", id="decided", occurred=MARCH + timedelta(days=2)))
        office.applies("B")
        assert catch_up(journal, wait=0.001) == journal.head().position
        assert units(journal, "L").keys() == {"B", "L", "M"}
        assert units(journal, "L")["L"] == before
        assert late(journal) == [("L", known)]
        assert [one.state for one in explain(KnownCase(journal, "A", Moment(SOME_TIME)))] == ["met"]
        assert replay(journal).differences == []  # L as known where its rows tell
        assert not done.done()
    assert late(journal) == []
    assert units(journal)["L"] == f"unit {office.count}"
    assert replay(journal).differences == []


def test_an_answer_of_all_cases_is_of_one_moment(office: LargeCases) -> None:
    """Given a large case that is behind, when all are asked about by one who does not know that it is, then the answer is
    what was known where its rows tell, of every case, and says that position; nobody is given two states as one.
    """
    journal = office.journal
    known, before = journal.head().position, units(journal)
    office.corrects("L")
    office.happens("A", Decided(source="test", id="decided", occurred=MARCH + timedelta(days=2)))
    office.applies("B")
    catch_up(journal, about=())
    assert late(journal) == [("L", known)]
    assert units(journal) == before
    assert ask(journal, Moment(SOME_TIME), lambda reader: reader.position) == known
    catch_up(journal)
    assert units(journal).keys() == {"B", "L", "M"}
    assert ask(journal, Moment(SOME_TIME), lambda reader: reader.position) == journal.head().position


def test_a_table_of_cases_behind_that_is_gone_is_found_out(office: LargeCases) -> None:
    """Given a large case that is behind, when the table that says so is dropped, then the next question makes the
    projections anew, and says so: the rows that tell less do not pass for what the journal says."""
    journal = office.journal
    office.corrects("L")
    catch_up(journal, about=())
    assert [one.case for one in late(journal)] == ["L"]
    with journal.connect() as connection:
        connection.execute("DROP TABLE sagsgang.cases_behind")
    with capture_logs() as logs:
        catch_up(journal, about=())
    assert [line["event"] for line in logs if "is gone" in line["event"]]
    assert (late(journal), units(journal)["L"]) == ([], f"unit {office.count}")
    assert replay(journal).differences == []


def test_who_asks_about_one_case_tells_no_other(office: LargeCases) -> None:
    """Given two large cases with news, when one is asked about, then it alone is told; when all are, the other is too."""
    journal = office.journal
    known = journal.head().position
    office.corrects("L")
    office.corrects("M")
    with stopped_at("L") as stopped:
        catch_up(journal, about=["M"])
        assert not stopped.began.is_set()
    assert late(journal) == [("L", known)]
    assert units(journal, "L")["M"] == f"unit {office.count}"
    catch_up(journal)
    assert late(journal) == []
    assert replay(journal).differences == []


def test_many_large_cases_of_one_batch_are_each_told_apart(office: LargeCases) -> None:
    """Given twenty large cases that came in one batch, when one of them is being told, then all others are told beside it
    by who asks about them.
    """
    journal = office.journal
    cases = [f"N{number}" for number in range(20)]
    for case in cases:
        office.applies(case)
        office.corrects(case, MANY)
    with told_beside(journal, "N7"):
        catch_up(journal, about=[case for case in cases if case != "N7"])
        assert [one.case for one in late(journal)] == ["N7"]
    assert late(journal) == []
    assert replay(journal).differences == []


def test_what_comes_while_a_case_is_told_is_told_too(office: LargeCases) -> None:
    """Given a large case that is being told, when more of it comes, and its rules change, and the projections go on, then
    its rows tell all that when the telling ends.
    """
    journal = office.journal
    office.corrects("L")
    with told_beside(journal, "L"):
        office.corrects("L", 3)
        catch_up(journal, about=())
        office.publishes(days=60)
        catch_up(journal, about=())
    assert [one.case for one in late(journal)] == ["M"]  # whose rules changed too
    assert units(journal, "M")["L"] == f"unit {office.count}"
    assert replay(journal).differences == []
    assert rebuild(journal, processes=1).differences == 0


def test_a_rebuild_beside_a_case_that_is_told(office: LargeCases) -> None:
    """Given a large case that is being told, when the projections are made anew and readers change over, then what was told
    for the tables of before is told again for those of now, and nothing differs.
    """
    journal = office.journal
    office.corrects("L")
    with told_beside(journal, "L") as (_, done):
        with journal.connect() as connection:  # as an upgrade leaves them
            connection.execute("UPDATE sagsgang.projections SET fold = fold - 1")
        catch_up(journal)
        assert units(journal)["L"] == f"unit {office.count}"
        assert not done.done()
    assert late(journal) == []
    assert replay(journal).differences == []


@pytest.mark.parametrize("step", ["told", "written"])
def test_a_kill_in_the_middle_loses_nothing(office: LargeCases, step: str) -> None:
    """Given one who tells a large case, when it is killed when it has told it, or has written its rows and not said so, then
    the case is behind as it was, and who comes next tells it.
    """
    journal = office.journal
    known, before = journal.head().position, units(journal)
    office.corrects("L")
    killed = subprocess.run(
        [sys.executable, "-m", "tests.projections.large_cases", step, journal.url],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert late(journal) == [("L", known)]
    assert units(journal) == before
    assert replay(journal).differences == []
    catch_up(journal)
    assert late(journal) == []
    assert units(journal)["L"] == f"unit {office.count}"
    assert replay(journal).differences == []


def test_a_large_case_that_cannot_be_told_is_set_aside(office: LargeCases) -> None:
    """Given a large case that the program can't tell, when it is brought up to date, then it is set aside as it was and no
    longer behind; with the mended program it is told again.
    """
    journal = office.journal
    known = journal.head().position
    office.happens("L", Decided(source="test", id="decided", occurred=MARCH + timedelta(days=2)))
    with faulty("L"):
        catch_up(journal)
    with journal.connect() as connection:
        [one] = quarantine.cases(connection)
    assert (one.case, one.position) == ("L", known)
    assert late(journal) == []
    assert "L" in units(journal)
    catch_up(journal, again=True)
    with journal.connect() as connection:
        assert quarantine.cases(connection) == []
    assert "L" not in units(journal)
    assert replay(journal).differences == []


@pytest.mark.parametrize(("events", "patience"), [(3, PATIENCE), (500, 0.0)], ids=["many", "slow"])
def test_rows_are_the_same_however_a_case_is_told(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, events: int, patience: float
) -> None:
    """Given generated cases and changes of rules, when every case of more than three events is told apart, or each that is
    not small, since others would not wait for it at all, and again and again only some are, then nothing ever differs from
    what the pure function makes, and a rebuild finds nothing either.
    """
    monkeypatch.setattr(follow, "MANY_EVENTS", events)
    monkeypatch.setattr(follow, "PATIENCE", patience)
    monkeypatch.setattr(behind, "WHOLE", 3)
    random = Random(17)
    seen = 0

    def some_of_them(journal: Journal) -> None:
        nonlocal seen
        catch_up(journal, about=[f"case-{number}" for number in range(700, 716) if random.random() < 0.3])
        seen += len(late(journal))

    monkeypatch.setattr(test_live_and_rebuilt, "catch_up", some_of_them)
    for begin in (700, 708):
        fill(journal, range(begin, begin + 8), random)
        assert replay(journal).differences == []
    assert seen > 20
    assert rebuild(journal, ["cases", "deadlines"], processes=1).differences == 0
    catch_up(journal)
    assert late(journal) == []
    assert replay(journal).differences == []
    for position in random.sample(range(1, journal.head().position), 3):
        assert replay(journal, position).differences == []


def test_who_asks_of_all_cases_waits_no_longer_than_it_has_patience(office: LargeCases) -> None:
    """Given a large case that nobody is telling, when one asks who has no patience, then the answer has it as it was, and a
    process of its own tells it; where somebody is telling it, none is begun.
    """
    journal = office.journal
    known = journal.head().position
    office.corrects("L")
    catch_up(journal, wait=0)
    assert late(journal) == [("L", known)]
    with journal.connect() as connection:
        process = see_that_they_are_told(connection, journal.url, late(journal))
    assert process is not None
    assert process.wait(SOON) == 0
    assert late(journal) == []
    assert replay(journal).differences == []
    office.corrects("L")
    with told_beside(journal, "L"), journal.connect() as connection:
        assert see_that_they_are_told(connection, journal.url, late(journal)) is None


def test_patience_ends() -> None:
    """Given patience of five seconds, when five have gone by, and when more have, then it has not ended, and then it has."""
    seconds = iter([100.0, 105.0, 105.1])
    patience = Patience(5, lambda: next(seconds))
    patience()
    with pytest.raises(TooLong):
        patience()


def test_large_is_said_by_events_and_by_bytes(office: LargeCases) -> None:
    """Given a case of 31 events and one of one, when it is asked which have more than 30 events, more than 31, or more than
    one byte of them, then it is the first, none, and both; and where the first had only begun, none.
    """
    journal, head = office.journal, office.journal.head().position
    assert journal.large(["A", "L"], head, events=30, size=1 << 20) == {"L"}
    assert journal.large(["A", "L"], head, events=31, size=1 << 20) == set()
    assert journal.large(["A", "L"], head, events=31, size=1) == {"A", "L"}
    assert journal.large(["A", "L"], 5, events=30, size=1 << 20) == set()
    assert journal.large([], head, events=0, size=0) == set()
