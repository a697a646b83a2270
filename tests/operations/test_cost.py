"""What each question may cost: connections, statements and folds, held to a ceiling that is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.written.calendar_file import shipped
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.operations.operation import Operation
from sagsgang.operations.session import Session
from sagsgang.operations.table import OPERATIONS
from sagsgang.projections.upkeep.catch_up import catch_up

from ..commands.conftest import office
from ..conftest import fresh_database
from ..journal.examples import ANNA, MONDAY, application, fleksjob
from . import quality_cases
from .counting import Cost, counted
from .silence import Silence
from .test_table import AS_OF, ASKED, OTHERWISE, filled, streams_of

__all__ = ("filled", "office")
# Of every question, its journal opened for it, where nothing was recorded since the last: the settings and the form of the
# journal; two that see that nothing is to be done; the end of the journal and its rules; three for the local time, where
# cases are of types of several zones; and in a transaction that begins and ends how far the projections are, two that see
# which cases are behind, and the question's own.
CEILING = Cost(1, 15, 0)
CEILINGS: dict[str, Cost] = {
    "cases": Cost(1, 16, 0),  # whole, and by field
    "case.show": Cost(1, 9, 1),  # no projection is asked
    "case.explain": Cost(1, 11, 2),  # of the deadlines; and of the reminders, at every position
    "case.flow": Cost(1, 14, 0),
    "stats.long-cases": Cost(1, 19, 0),  # and what its types are called
    "stats.handovers": Cost(1, 16, 0),
    "stats.events": Cost(1, 16, 0),
    "feed": Cost(1, 16, 0),  # whether the unit is known; its deadlines
    "backlog": Cost(1, 17, 0),  # the cases, at each step of the burn-down, and what ended
    "what-if": Cost(1, 7, 2 * 4),  # no projection is asked; every case of the type, under either law
    "review.show": Cost(1, 9, 1),  # as case.show
    "differences": Cost(1, 16, 0),  # how many, and those of the page
    # The clocks; the lag and who follows, before all is folded in; the outbox and the nodes; and what comes due next, of the
    # ladders and of the report calendars.
    "scheduler.status": Cost(1, 32, 0),
    "forecast": Cost(1, 4, 1),  # the rules; and the case that does not exist
    # The period's timeliness, its months and units, what is open by unit and deadline, the findings and the cases; the
    # targets, and when the last of it was recorded.
    "report.make": Cost(1, 23, 0),
    # The edition; the report twice, as published and as known now, and each question of the cases that changed.
    "report.restate": Cost(1, 51, 0),
    "report-calendar.due": Cost(1, 22, 0),  # the calendars and runs; and the units that anybody has heard of
    "import.check": Cost(1, 18, 2),  # the table of choices; what is rehearsed; its two cases, as they would be
    # The journal's end, the lag and who follows, the registry and whether it is of this journal; the calendars; the clocks,
    # the zone, and the rules.
    "status": Cost(1, 17, 0),
    "set-aside": Cost(1, 34, 0),  # it tries them again, as who writes the projections
    "targets.status": Cost(1, 19, 0),  # the targets; and of two what they measure, in the year and before
}
# Of every act in one case, its journal opened for it: what is read of the case and its rules, and decided; what is written,
# under the lock of writers; and the rows of every projection that it touches, under that of projections.
CEILING_OF_AN_ACT = Cost(2, 80, 3)
CEILINGS |= {
    "import": Cost(2, 85, 2),  # the choices of its mapping, too
    "remind": Cost(4, 110, 0),  # what came due, by the leader's lock; what is issued; and the outbox
}
# These read all that there is, or write it anew, over connections of their own beside that of the journal.
WHOLE = {"doctor", "replay", "backup", "restore", "rebuild"}
Counted = Callable[[Callable[[], object]], Cost]


@pytest.fixture
def cost_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Gives what a piece of work costs."""

    def count(work: Callable[[], object]) -> Cost:
        with counted(tmp_path, monkeypatch) as counting:
            work()
            return counting.cost

    return count


def answer(journal: Journal, operation: Operation, asked: dict[str, Any], *streams: Any) -> object:
    """What an operation answers."""
    struct, _ = operation.types()
    return operation.function()(
        Session(journal, lambda: datetime.now(UTC), Silence()), msgspec.convert(asked, struct), *streams
    )


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(one, id=one.name)
        for one in OPERATIONS.values()
        if one.does == "reads" and one.name not in WHOLE
    ],
)
def test_no_question_costs_more(filled: str, cost_of: Counted, operation: Operation, tmp_path: Path) -> None:
    """Given an office that has recorded nothing since it was asked last, when a journal is opened and a question put, then
    one connection is made, and no more is said over it, and no more folded, than the table says."""
    asked = {"as_of": AS_OF} | ASKED.get(operation.name, OTHERWISE)
    streams, _ = streams_of(operation, tmp_path)

    def ask() -> None:
        with Journal.open(filled) as journal:
            answer(journal, operation, asked, *streams)

    with Journal.open(filled) as journal:
        catch_up(journal)
    cost, ceiling = cost_of(ask), CEILINGS.get(operation.name, CEILING)
    assert cost.connections == 1
    assert cost.statements <= ceiling.statements
    assert cost.folds <= ceiling.folds


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(one, id=one.name)
        for one in OPERATIONS.values()
        if one.does == "writes" and one.name not in WHOLE
    ],
)
def test_no_act_costs_more(
    filled: str, server_url: str, cost_of: Counted, operation: Operation, tmp_path: Path
) -> None:
    """Given an office that has recorded nothing since it was asked last, when a journal is opened and an act carried out,
    with the projections brought up to date after it, then no more connections are made, and no more is said and folded,
    than the table says."""
    asked = {"as_of": AS_OF} | ASKED.get(operation.name, OTHERWISE)
    asked = {name: value for name, value in asked.items() if value is not None}
    streams, _ = streams_of(operation, tmp_path)
    if operation.name == "reconcile":
        asked |= {"content": quality_cases.LIST, "file": "list.csv"}
    with fresh_database(server_url, copy_of=filled) as url:

        def act() -> None:
            with Journal.open(url) as journal:
                answer(journal, operation, asked, *streams)

        with Journal.open(url) as journal:
            catch_up(journal)
        cost, ceiling = cost_of(act), CEILINGS.get(operation.name, CEILING_OF_AN_ACT)
    assert all(spent <= allowed for spent, allowed in zip(cost, ceiling, strict=True)), cost


def test_a_case_is_folded_once_for_each_state_of_what_was_known(journal: Journal, cost_of: Counted) -> None:
    """Given a case type with two deadlines that was published anew twice after a case of it came, one right after the
    other, when the case is explained, then it is folded as it was known before both, after the first, and by now, however
    many deadlines it has; and once for its reminders."""
    denmark = CalendarPublished(source="office", id="any", occurred=MONDAY, definition=shipped()["denmark"])
    journal.publish([denmark, two_deadlines(30)])
    journal.append([Entry(ANNA, application("a1"))])
    journal.publish([two_deadlines(45)])
    journal.publish([two_deadlines(60)])
    catch_up(journal)
    found: Any = None

    def explain() -> None:
        nonlocal found
        found = answer(journal, OPERATIONS["case.explain"], {"ref": ANNA})

    assert cost_of(explain).folds == 3 + 1
    assert [len(one.moved_by_rules) for one in found.because] == [2, 2]


def two_deadlines(days: int) -> CaseTypePublished:
    """As ``fleksjob``, with a second deadline of so many days."""
    published = fleksjob(days)
    [decision] = published.definition.deadlines
    both = (decision, msgspec.structs.replace(decision, id="answer"))
    return msgspec.structs.replace(
        published,
        definition=msgspec.structs.replace(published.definition, deadlines=both),
        text=f"# {days} days, twice",
    )


def test_to_see_that_all_is_folded_in_costs_two_statements(journal: Journal, cost_of: Counted) -> None:
    """Given projections that are up to date, when they are brought up to date, then two statements say so, over the
    connection that is there."""
    journal.publish([fleksjob(30)])
    journal.append([Entry(ANNA, application("a1"))])
    catch_up(journal)

    def open_only() -> None:
        Journal.open(journal.url).close()

    def catch_up_too() -> None:
        with Journal.open(journal.url) as again:
            assert catch_up(again) == 2

    assert cost_of(open_only) == Cost(1, 2, 0)
    assert cost_of(catch_up_too) == Cost(1, 4, 0)
