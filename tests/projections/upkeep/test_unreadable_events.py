"""An event that cannot be read, of a newer program or damaged, sets its case aside by name, and stops nobody else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sagsgang.delivery.outbox import outbox
from sagsgang.delivery.outbox.outbox_sync import fill
from sagsgang.domain.events.case_events import Decided
from sagsgang.domain.events.unreadable import Unreadable
from sagsgang.domain.text import Text
from sagsgang.intake.event.export import export
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Duplicate, Entry, Refused
from sagsgang.projections.asking.folded_case import KnownCase
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.one_case.case_file import case_file
from sagsgang.projections.queue.queue_items import QueueFilter, queue
from sagsgang.projections.statistics.events import events
from sagsgang.projections.upkeep import quarantine
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ...journal.damage import damage
from ...ledger import SOURCE, local
from ...scheduler.reminding_office import PERMIT, Office

MAY = Moment(local("2025-05-01"))
BENEFIT = msgspec.structs.replace(PERMIT, id="benefit", title=Text("Ydelse", "Benefit"))


@pytest.fixture
def office(journal: Journal) -> Office:
    """An office with the cases A, B and C of one type, and Z of another, each with a deadline that runs."""
    office = Office(journal)
    office.publish("2025-01-02", BENEFIT)
    for case in "ABC":
        office.told(f"2025-03-03T10:00 {case} application-received case_type=permit unit=Centrum")
    office.told("2025-03-03T10:00 Z application-received case_type=benefit unit=Centrum")
    catch_up(journal)
    return office


def happens_unreadably(office: Office, case: str, topic: str | None = None) -> int:
    """A case is decided on, by an event that cannot be read; gives its position."""
    office.told(f"2025-03-20T10:00 {case} decided")
    position = office.journal.head().position
    damage(office.journal, position, topic)
    return position


def aside(journal: Journal) -> dict[str, str]:
    """The cases that are set aside, and why."""
    with journal.connect() as connection:
        return {one.case: one.error for one in quarantine.cases(connection)}


def running(journal: Journal) -> list[str]:
    """The cases whose deadline runs in May, as the queue answers."""
    return sorted(item.case for item in ask(journal, MAY, lambda reader: queue(reader, QueueFilter())).items)


@pytest.mark.parametrize("topic", [None, "decided/2"])
def test_the_case_is_set_aside_by_position_and_the_others_go_on(office: Office, topic: str | None) -> None:
    """Given an event of A that is damaged, or of a kind of a newer program, when others are decided on, then they are met, A
    is set aside with its position, and so it is after a rebuild; a replay tells of it and of nothing else."""
    journal = office.journal
    position = happens_unreadably(office, "A", topic)
    office.told("2025-03-20T10:00 B decided")
    assert catch_up(journal) == journal.head().position
    why = f"unreadable-event (position {position})"
    assert (running(journal), aside(journal)) == (["A", "C", "Z"], {"A": why})
    assert rebuild(journal, processes=1).differences == 0
    assert (running(journal), aside(journal)) == (["A", "C", "Z"], {"A": why})
    assert replay(journal).differences == [f"A: cannot be folded: {why}"]


def test_what_is_first_in_a_case_may_have_said_its_type(office: Office) -> None:
    """Given a case whose first event cannot be read, then it is set aside, not taken for one without a type."""
    office.told("2025-03-20T10:00 N application-received case_type=permit")
    position = office.journal.head().position
    damage(office.journal, position)
    catch_up(office.journal)
    assert aside(office.journal) == {"N": f"unreadable-event (position {position})"}


def test_an_annulment_lets_the_case_go_on(office: Office) -> None:
    """Given a case with an event that cannot be read, when it is annulled by the source and id that the journal has of it,
    then the case is back, as if it had not happened; a correction of it changes nothing."""
    journal = office.journal
    happens_unreadably(office, "A")
    catch_up(journal)
    assert list(aside(journal)) == ["A"]
    office.told('2025-03-21T10:00 A annulled annuls="A decided 2025-03-20T10:00" annuls_source=urn:example:office')
    catch_up(journal)
    assert (running(journal), aside(journal)) == (["A", "B", "C", "Z"], {})
    assert replay(journal).differences == []


def test_rules_that_cannot_be_read_set_the_cases_of_their_type_aside(office: Office) -> None:
    """Given a version of a case type whose publication cannot be read, when something happens, then the cases of that type
    keep what they answered, those of another go on, and the same version published once more is in force."""
    journal = office.journal
    version = msgspec.structs.replace(PERMIT, closes=("decided",))
    office.publish("2025-03-10", version)
    position = journal.head().position
    damage(journal, position)
    for case in "AZ":
        office.told(f"2025-03-20T10:00 {case} decided")
    catch_up(journal)
    why = f"unreadable-event (position {position})"
    assert aside(journal) == dict.fromkeys("ABC", why)
    assert running(journal) == ["A", "B", "C"]
    assert rebuild(journal, processes=1).differences == 0
    assert (running(journal), aside(journal)) == (["A", "B", "C"], dict.fromkeys("ABC", why))
    office.publish("2025-03-21", version)
    assert journal.head().position > position + 2  # it was no duplicate: nobody knew what was in force
    catch_up(journal)
    assert (running(journal), aside(journal)) == (["B", "C"], {})
    assert replay(journal).differences == []


def test_what_tells_of_events_tells_of_the_rest(office: Office) -> None:
    """Given a case with a guidance, and a decision that cannot be read, when it is shown, handed out and counted, then that
    is told of all others, and the position named."""
    journal = office.journal
    office.told("2025-03-04T10:00 A guidance-given")
    position = happens_unreadably(office, "A")
    catch_up(journal)
    shown = case_file(KnownCase(journal, "A", MAY))
    assert [(line.name, line.standing) for line in shown.events] == [
        ("application-received", "in-force"),
        ("guidance-given", "in-force"),
        ("decided", "unreadable"),
    ]
    assert (shown.unreadable, shown.state, shown.deadlines) == ([position], "not-computed", [])
    for as_of in (None, MAY.as_of):
        handed = list(export(journal, position, as_of))
        assert [one.position for one in handed if one.unreadable] == [position]
        assert sum(one.line is not None for one in handed) == 5  # four applications and a guidance
    counted = ask(journal, MAY, lambda reader: events(reader, Selection(None, None, None, None, (), False)))
    assert {one.group: one.n for one in counted} == {"application-received": 4, "guidance-given": 1}
    assert journal.unreadable == {position: "decided"}


def test_whoever_sends_another_under_its_id_is_told_so(office: Office) -> None:
    """Given an event that cannot be read, when another comes under its source and id, beside a good one, then it alone is
    refused, as one whose id was used."""
    journal = office.journal
    happens_unreadably(office, "A")
    said: dict[str, Any] = {"source": SOURCE, "occurred": local("2025-03-22T10:00")}
    other, good = journal.append(
        [Entry("A", Decided(id="A decided 2025-03-20T10:00", **said)), Entry("B", Decided(id="new", **said))]
    )
    assert isinstance(other, Refused)
    assert other.code == "id-reused"
    assert not isinstance(good, Refused | Duplicate)


def test_the_outbox_goes_on(office: Office) -> None:
    """Given reminders of three cases that were issued, one by an event that cannot be read, when the outbox is brought up to
    the journal, then it holds the lines of the other two."""
    journal = office.journal
    with journal.connect() as connection:
        outbox.prepare(connection)
    office.tick("2025-03-28")
    head = journal.head().position
    issued = [one for one in journal.read(0, head) if one.event.TOPIC == "reminder-issued"]
    assert len(issued) == 4
    damage(journal, issued[0].position)
    with journal.connect() as connection:
        assert fill(connection) == head
        [(lines,)] = connection.execute("SELECT count(*) FROM sagsgang.outbox").fetchall()
    assert lines == 3
    assert isinstance(next(iter(journal.read(issued[0].position - 1, head))).event, Unreadable)
