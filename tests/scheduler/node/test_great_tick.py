"""A tick in which very much came due: in constant memory, in a time that grows with what came due, and told as it goes."""

from __future__ import annotations

import tracemalloc
from typing import Any

import msgspec
import pytest
from sagsgang.delivery.settings.address_book import AddressBook
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler import state
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.node import leader_duty
from sagsgang.scheduler.node.leader_duty import LeaderDuty
from sagsgang.scheduler.node.leadership import Leadership
from sagsgang.scheduler.node.node_turns import NodeTurns, run_once
from sagsgang.scheduler.reminders import candidates, reminder_decisions
from sagsgang.scheduler.reminders.reminder_decisions import decide

from ...ledger import local
from ..reminding_office import PERMIT, Office

# Every day for so many days after the end, to two: what was missed while no scheduler ran comes due at once.
TIMES = 50
DAILY = ReminderStep(
    id="daily",
    after=Distance(1, "days"),
    every=Distance(1, "days"),
    times=TIMES,
    to=("responsible", "team-leader"),
)
DAILY_PERMIT = msgspec.structs.replace(
    PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=(DAILY,)),)
)
UNTIL = "2025-06-30"  # received on 3 March, due on 2 April, and 50 days are over on 22 May


def office_with(journal: Journal, cases: int) -> Office:
    """So many cases whose answers are long overdue."""
    office = Office(journal, case_type=DAILY_PERMIT)
    entries = [
        Entry(
            f"case-{number:05}",
            ApplicationReceived(
                source="test",
                id=str(number),
                occurred=local("2025-03-03T10:00"),
                case_type="permit",
                unit="C",
                responsible="abc",
            ),
        )
        for number in range(cases)
    ]
    outcomes = journal.append(entries, recorded=[local("2025-03-03T10:00")] * cases)
    assert all(isinstance(one, Appended) for one in outcomes)
    catch_up(journal)
    return office


def decided(office: Office, **said: Any) -> tuple[int, int]:
    """All that came due is decided on at once. Gives how many were issued and withheld."""
    until = local(UNTIL)
    done = decide(office.journal, office.decided_until, until, recorded=until, **said)
    return done.issued, done.withheld


def test_what_came_due_is_looked_at_once_and_in_constant_memory(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given 40 cases, in each of which a step came due on 50 days for two (4,000 in all), when a tick decides on all of them
    in pages of 100, then the last day's are issued and the others overtaken; of what came later in its cases each page
    brings a few rows a case, and not all of it; and never is more held than a few pages take."""
    office = office_with(journal, 40)
    monkeypatch.setattr(candidates, "AT_ONCE", 100)
    sizes: list[int] = []
    judged = reminder_decisions.judged

    def counted(reader: Any, steps: Any, page: Any, now: Any, say: Any) -> Any:
        sizes.append(len(page.together))
        return judged(reader, steps, page, now, say)

    monkeypatch.setattr(reminder_decisions, "judged", counted)
    tracemalloc.start()
    try:
        assert decided(office) == (40 * 2, 40 * 2 * (TIMES - 1))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(sizes) == 40 * TIMES // 100
    assert max(sizes) <= 2 * 100 + 2 * 40  # the page itself, and the last day's of its cases, for two each
    assert peak < 20 * 2**20
    assert decided(office) == (0, 0)


def test_a_long_tick_is_told(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given more than a page of what came due, when it is decided on, then each page is told of, by number, with the instant
    up to which all is decided."""
    office = office_with(journal, 3)
    monkeypatch.setattr(candidates, "AT_ONCE", 50)
    told: list[tuple[int, Any]] = []
    decided(office, told=lambda count, at: told.append((count, at)))
    assert [count for count, _ in told] == [100, 200, 300]
    assert [at for _, at in told] == sorted(at for _, at in told)


def test_a_ladder_that_changes_in_the_middle_of_a_tick(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given 3 cases with steps on 50 days, when the case type gets another ladder after the first page of a tick, then all
    that came due before that is decided on by the ladder that was known then, once; the next tick goes by the new one, and
    what the new one puts into the past is not reminded of."""
    office = office_with(journal, 3)
    monkeypatch.setattr(candidates, "AT_ONCE", 50)
    weekly = msgspec.structs.replace(DAILY, id="weekly", every=Distance(1, "weeks"), to=("responsible",))
    changed = msgspec.structs.replace(
        PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=(weekly,)),)
    )
    pages: list[int] = []

    def alive() -> None:
        pages.append(1)
        if len(pages) == 2:
            office.publish(UNTIL, changed)
            catch_up(journal)

    assert decided(office, alive=alive) == (3 * 2, 3 * 2 * (TIMES - 1))
    assert len(pages) == 3
    office.decided_until = local(UNTIL)
    assert office.tick("2025-07-03T12:00") == (3, 0)  # the 14th week after 3 April begins on 3 July
    assert office.tick("2025-07-09") == (0, 0)


def test_what_one_go_leaves_the_next_goes_on_with(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given 3 cases with steps on 50 days for two (300 in all), and goes that end after a page of 50 steps (100 for two),
    when one goes on after another from where something was left, then the first decides on 16 days and two of the three
    cases on the 17th; the second goes through that day again and decides on 48 steps of its page, as the third does, which
    leaves 4; and all together issue and withhold what one go would have: the last day's, and the rest."""
    office = office_with(journal, 3)
    monkeypatch.setattr(candidates, "AT_ONCE", 50)
    until, since = local(UNTIL), office.decided_until
    goes = []
    while not goes or goes[-1].left_since is not None:
        goes.append(decide(journal, since, until, recorded=until, enough=lambda: True))
        since = (goes[-1].left_since or until) - candidates.MICROSECOND
    assert [one.number for one in goes] == [100, 96, 96, 8]
    assert (sum(one.issued for one in goes), sum(one.withheld for one in goes)) == (6, 6 * (TIMES - 1))
    assert decided(office) == (0, 0)


def test_a_tick_has_an_end_and_the_next_begins_at_once(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given 3 cases with steps on 50 days for two, of which a tick decides on a page, when it ticks, then it says that
    something is left, and keeps how far it got: up to the first day on which it left a step; a node that is run once ticks
    until nothing is left, and every step is decided on once."""
    office = office_with(journal, 3)
    monkeypatch.setattr(candidates, "AT_ONCE", 50)
    monkeypatch.setattr(leader_duty, "TICK_SECONDS", -1.0)
    journal.begin_reminders(office.decided_until, local("2025-03-03T10:00"))
    work = LeaderDuty(journal, DeliverySettings({}, AddressBook()), "node", Metrics())
    work.take_over()
    first = work.tick(lambda: None)
    assert (first.issued, first.withheld, first.left) == (0, 100, True)
    with journal.connect() as connection:
        far = state.decided(connection)
    assert far is not None
    # A page of 50 steps is the 3 cases' on 16 days, and two on the 17th, at 08:00 local time; the first day is 3 April.
    assert far.until == first.until == local("2025-04-19T08:00") - candidates.MICROSECOND
    done = run_once(NodeTurns(Leadership(journal, "host:1:here"), work, Metrics()))
    assert done.tick is not None
    assert (done.tick.issued, done.tick.withheld, done.tick.left) == (6, 6 * (TIMES - 1) - 100, False)
