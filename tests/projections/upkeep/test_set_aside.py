"""A case that the program can't fold is set aside: it keeps its rows, stops nobody, and comes back when it folds again."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import sql
from psycopg.errors import CheckViolation
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.facts import CasePeriod
from sagsgang.domain.fold.rows import FactRow
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.queue_items import QueueFilter, queue
from sagsgang.projections.tables.catalogue import CASES, FOLD, PROJECTIONS
from sagsgang.projections.tables.registry import standings
from sagsgang.projections.upkeep import generation, quarantine
from sagsgang.projections.upkeep import rebuild as rebuilding
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.quarantine import SetAside
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay
from structlog.testing import capture_logs

from ...ledger import local
from ...scheduler.reminding_office import PERMIT, Office
from ..faulty_program import PERSONAL, faulty

MAY = local("2025-05-01")


@pytest.fixture
def office(journal: Journal) -> Office:
    """An office with the cases A, B and C, each with a deadline that runs; the projections hold them."""
    office = Office(journal)
    for case in "ABC":
        office.told(f"2025-03-03T10:00 {case} application-received case_type=permit unit=Centrum")
    catch_up(journal)
    return office


def decide_on(office: Office, *cases: str) -> None:
    """These cases are decided on."""
    for case in cases:
        office.told(f"2025-03-20T10:00 {case} decided")


def aside(journal: Journal) -> list[SetAside]:
    """What is set aside."""
    with journal.connect() as connection:
        return quarantine.cases(connection)


def references(journal: Journal) -> list[str]:
    """The cases that are set aside."""
    return [one.case for one in aside(journal)]


def running(journal: Journal) -> list[str]:
    """The cases whose deadline runs in May, as the queue answers."""
    found = ask(journal, Moment(MAY), lambda reader: queue(reader, QueueFilter()))
    return sorted(item.case for item in found.items)


def kept(journal: Journal, case: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that readers are given of a case, by projection."""
    with journal.connect() as connection:
        return {
            name: connection.execute(
                sql.SQL("SELECT * FROM {} WHERE case_id = %s ORDER BY n").format(
                    PROJECTIONS[name].table(standing.generation)
                ),
                (case,),
            ).fetchall()
            for name, standing in standings(connection).items()
        }


def test_a_case_that_cannot_be_folded_keeps_its_rows_and_the_others_go_on(office: Office) -> None:
    """Given cases whose deadlines run, when all are decided on and the program can't take that of A, then the others are
    met, A runs as it did, and it is set aside as known where it was last good; the log tells of it.
    """
    journal = office.journal
    good, before = journal.head().position, kept(journal, "A")
    decide_on(office, "A", "B", "C")
    with faulty("A"), capture_logs() as logs:
        assert catch_up(journal) == journal.head().position
    assert running(journal) == ["A"]
    assert kept(journal, "A") == before
    [one] = aside(journal)
    assert (one.case, one.position) == ("A", good)
    assert one.error.startswith("KeyError (faulty_program.py:")
    assert logs == [{"event": "case set aside", "log_level": "error", "case": "A", "error": one.error}]


def test_nothing_personal_is_kept_of_a_fault(office: Office) -> None:
    """Given a fault whose words are personal, when it is met, then they stand in no table and no line of the log."""
    decide_on(office, "A")
    with faulty("A"), capture_logs() as logs:
        catch_up(office.journal)
    with office.journal.connect() as connection:
        told = connection.execute("SELECT row::text FROM sagsgang.cases_set_aside AS row").fetchall()
    assert len(told) == len(PROJECTIONS)
    assert PERSONAL not in str(told) + str(logs)


def test_it_is_tried_again_when_something_happens_in_it(office: Office) -> None:
    """Given a case that is set aside, when more happens in it while the fault stands, then it stays, as known where it was
    last good; when more happens once the program is mended, then it is back, and nothing differs from the journal.
    """
    decide_on(office, "A")
    with faulty("A"):
        catch_up(office.journal)
        [first] = aside(office.journal)
        office.told("2025-03-21T10:00 A guidance-given")
        catch_up(office.journal)
        assert aside(office.journal) == [first]
    assert references(office.journal) == ["A"]
    office.told("2025-03-22T10:00 B guidance-given")
    catch_up(office.journal)
    assert references(office.journal) == ["A"]
    office.told("2025-03-23T10:00 A guidance-given")
    catch_up(office.journal)
    assert references(office.journal) == []
    assert running(office.journal) == ["B", "C"]
    assert replay(office.journal).differences == []


def test_it_is_tried_again_when_rules_are_published(office: Office) -> None:
    """Given a case that no fold ever took, so that it has no row at all, when a version of a case type is published and
    the program is mended, then it is back.
    """
    with faulty("D", ApplicationReceived):
        office.told("2025-03-20T10:00 D application-received case_type=permit")
        catch_up(office.journal)
        assert running(office.journal) == ["A", "B", "C"]
        assert references(office.journal) == ["D"]
    office.publish("2025-03-21", msgspec.structs.replace(PERMIT, closes=("decided",)))
    catch_up(office.journal)
    assert references(office.journal) == []
    assert running(office.journal) == ["A", "B", "C", "D"]
    assert replay(office.journal).differences == []


def test_it_is_tried_again_when_that_is_asked_for(office: Office) -> None:
    """Given two cases that are set aside, when they are tried again and the program can take one of them, then that one
    is back, though nothing happened in it.
    """
    decide_on(office, "A", "B")
    with faulty("A"):
        with faulty("B"):
            catch_up(office.journal)
            assert references(office.journal) == ["A", "B"]
        catch_up(office.journal, again=True)
    assert references(office.journal) == ["A"]
    assert running(office.journal) == ["A", "C"]
    catch_up(office.journal, again=True)
    assert running(office.journal) == ["C"]
    assert replay(office.journal).differences == []


def test_a_rebuild_carries_its_rows_over(office: Office) -> None:
    """Given a case that is set aside, and one that no fold takes any more, when the projections are rebuilt, then both
    keep their rows and are set aside as known where they were last good; no row differs, and others go on.
    """
    journal = office.journal
    good, decided = journal.head().position, kept(journal, "A")
    decide_on(office, "A", "B")
    with faulty("A"):
        catch_up(journal)
        [before] = aside(journal)
        guided = kept(journal, "C")
        with faulty("C", ApplicationReceived), capture_logs() as logs:
            assert rebuild(journal, processes=1).differences == 0
    assert (kept(journal, "A"), kept(journal, "C")) == (decided, guided)
    found = {one.case: one for one in aside(journal)}
    assert found == {"A": before, "C": found["C"]}
    assert (before.position, found["C"].position) == (good, journal.head().position)
    assert [line["case"] for line in logs] == ["A", "C"]
    assert running(journal) == ["A", "C"]
    assert (
        rebuild(journal).differences == 0
    )  # by the mended program: what could not be computed was no other's fault
    assert (references(journal), running(journal)) == ([], ["C"])
    assert replay(journal).differences == []


def test_who_may_not_look_is_not_shut_out(office: Office, journal: Journal) -> None:
    """Given a role that was granted every table before this one was made, then it is answered as if there were none."""
    decide_on(office, "A")
    with faulty("A"):
        catch_up(journal)
    with journal.connect() as connection:
        connection.execute("CREATE ROLE sagsgang_reader_of_old")
        connection.execute("GRANT USAGE ON SCHEMA sagsgang TO sagsgang_reader_of_old")
        assert quarantine.count(connection) == 1
        connection.execute("SET LOCAL ROLE sagsgang_reader_of_old")
        assert quarantine.count(connection) == 0
        connection.rollback()


def test_a_rebuild_by_several_processes_meets_the_fault_in_each(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a rebuild that shares its work, when the program of every process has the fault, then the case is set aside
    with its rows. The processes are new ones: the fault is brought to them by the function that they are started with.
    """
    journal = office.journal
    before = kept(journal, "A")
    decide_on(office, "A", "B", "C")
    (tmp_path / "share_with_a_fault.py").write_text(
        "from sagsgang.domain.fold.story import Story\n"
        "from sagsgang.projections.upkeep.generation import fill_share_of as fill\n"
        "sound = Story.step\n"
        "def step(self, recorded):\n"
        "    if recorded.case == 'A' and recorded.event.name == 'decided':\n"
        "        raise RecursionError('too deep')\n"
        "    sound(self, recorded)\n"
        "def fill_share_of(*share):\n"
        "    Story.step = step\n"
        "    return fill(*share)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(generation, "WORTH_SHARING", 0)
    from share_with_a_fault import fill_share_of  # type: ignore[import-not-found]

    monkeypatch.setattr(generation, "fill_share_of", fill_share_of)
    rebuild(journal, processes=2)
    assert kept(journal, "A") == before
    assert [(one.case, one.error) for one in aside(journal)] == [("A", "RecursionError (share_with_a_fault.py:6)")]
    assert running(journal) == ["A"]


def test_a_rebuild_of_one_projection_leaves_the_case_aside_in_the_others(office: Office) -> None:
    """Given a case that is set aside, when the program is mended and one projection rebuilt, then the case stays set
    aside for the sake of the others, and comes back in all of them when it is tried again.
    """
    decide_on(office, "A")
    with faulty("A"):
        catch_up(office.journal)
    rebuild(office.journal, ["deadlines"])
    assert running(office.journal) == ["B", "C"]
    assert references(office.journal) == ["A"]
    catch_up(office.journal, again=True)
    assert references(office.journal) == []
    assert replay(office.journal).differences == []


def test_rows_of_another_fold_are_not_carried_over(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a case that is set aside, when a rebuild is made by another fold, then nothing is left of the case, and it is
    set aside as known nowhere.
    """
    decide_on(office, "A")
    monkeypatch.setattr(rebuilding, "FOLD", FOLD + 1)
    with faulty("A"):
        rebuild(office.journal)
    assert running(office.journal) == ["B", "C"]
    assert [(one.case, one.position) for one in aside(office.journal)] == [("A", 0)]
    assert {name: rows for name, rows in kept(office.journal, "A").items() if rows} == {}


def test_a_replay_tells_of_it_and_of_nothing_else(office: Office) -> None:
    """Given a case that is set aside, when the journal is replayed by the program with the fault, then the one difference
    is that case; by the mended program, its rows differ, and those of no other case.
    """
    decide_on(office, "A", "B")
    with faulty("A"):
        catch_up(office.journal)
        [one] = aside(office.journal)
        assert replay(office.journal).differences == [f"A: cannot be folded: {one.error}"]
        assert replay(office.journal, one.position).differences == []
    differences = replay(office.journal).differences
    assert differences
    assert [line for line in differences if " A row " not in line] == []


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, SystemExit])
def test_what_is_no_fault_of_a_case_ends_the_catching_up(office: Office, error: type[BaseException]) -> None:
    """Given a program that is out of memory or interrupted, when it follows the journal, then that is raised, nothing is
    written, and no case is set aside.
    """
    decide_on(office, "A")
    with faulty("A", error=error), pytest.raises(error):
        catch_up(office.journal)
    assert (references(office.journal), running(office.journal)) == ([], ["A", "B", "C"])


def test_a_database_that_gives_up_sets_nothing_aside(office: Office) -> None:
    """Given a table of a projection that takes no row, when the journal is followed, then the database's error is raised
    and no case is blamed for it.
    """
    decide_on(office, "A")
    with office.journal.connect() as connection:
        table = PROJECTIONS["deadlines"].table(standings(connection)["deadlines"].generation)
        connection.execute(sql.SQL("ALTER TABLE {} ADD CHECK (case_id = '') NOT VALID").format(table))
        connection.commit()
    with pytest.raises(psycopg.Error):
        catch_up(office.journal)
    assert references(office.journal) == []


def row(closed_day: int | None, closed_pos: int | None, withdrawn_pos: int | None) -> FactRow:
    """A row that was opened on 10 May at position 5."""
    nothing = CasePeriod("permit", "open", None, None, None, None, None, None, None, "{}")
    made = FactRow(0, ("case", (), nothing, datetime(2025, 5, 10, tzinfo=UTC)), 5)
    made.closed_at = None if closed_day is None else datetime(2025, 5, closed_day, tzinfo=UTC)
    made.closed_pos, made.withdrawn_pos = closed_pos, withdrawn_pos
    return made


@pytest.mark.parametrize(
    ("moments", "well_formed"),
    [
        ((None, None, None), True),
        ((10, 5, 6), True),
        ((9, 5, None), False),
        ((10, 4, None), False),
        ((None, 5, None), False),
        ((10, None, None), False),
        ((None, None, 5), False),
    ],
)
def test_a_row_that_no_table_takes_is_a_fault_of_its_case(
    office: Office, moments: tuple[Any, Any, Any], well_formed: bool
) -> None:
    """Given a row opened on 10 May at position 5, closed and withdrawn then and there, when it is checked, then it is
    refused just where the table refuses it, with which the rows of all other cases would be refused.
    """
    if well_formed:
        row(*moments).check()
    else:
        with pytest.raises(ValueError, match="ends before it begins"):
            row(*moments).check()
    with office.journal.connect() as connection:
        table = CASES.table(standings(connection)["cases"].generation)
        values = CASES.values("X", row(*moments))
        places = sql.SQL(", ").join([sql.Placeholder()] * len(values))
        with nullcontext() if well_formed else pytest.raises(CheckViolation):
            connection.execute(sql.SQL("INSERT INTO {} VALUES ({})").format(table, places), values)


def test_a_table_of_cases_set_aside_that_is_gone_is_found_out_again(office: Office) -> None:
    """Given a case that is set aside, and a decision in it since, when the table that says so is dropped, then the next
    question makes the projections anew and finds out again: the old rows do not pass for what the journal says."""
    journal = office.journal
    with faulty("A"):
        decide_on(office, "A", "B")
        catch_up(journal)
        assert references(journal) == ["A"]
        with journal.connect() as connection:
            connection.execute("DROP TABLE sagsgang.cases_set_aside")
        with capture_logs() as logs:
            catch_up(journal)
        assert references(journal) == ["A"]
    assert any("is gone" in line["event"] for line in logs)
    catch_up(journal, again=True)
    assert references(journal) == []
    assert replay(journal).differences == []
