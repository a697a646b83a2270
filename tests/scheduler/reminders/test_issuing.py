"""What becomes of a step that came due: issued once, or withheld because it is pointless (docs/reminders.md, 8 to 14)."""

from __future__ import annotations

import msgspec
import pytest
from psycopg import sql
from sagsgang.domain.events.reminder_events import ReminderIssued
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.tables.catalogue import FINDINGS
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.scheduler.reminders.reminder_decisions import Decisions, decide

from ...ledger import local
from ..reminding_office import LADDER, PERMIT, Office


@pytest.fixture
def office(journal: Journal) -> Office:
    """An office whose one deadline is 30 days after the application."""
    return Office(journal)


def received(office: Office, case: str = "A", says: str = "") -> None:
    """An application; received on 3 March 2025 it is due on 2 April 2025, a Wednesday."""
    office.told(
        f"2025-03-03T10:00 {case} application-received case_type=permit unit=Centrum responsible=abc id={case} {says}"
    )


def test_each_step_is_issued_when_it_comes_due_and_not_again(office: Office) -> None:
    """Given an open deadline, when the scheduler ticks, each step of the ladder is issued once, at its instant."""
    received(office)
    assert office.tick("2025-03-26T07:59") == (0, 0)
    assert office.tick("2025-03-26T08:00") == (1, 0)
    assert office.tick("2025-03-26T08:01") == (0, 0)
    assert office.tick("2025-04-02T09:00") == (1, 0)
    assert office.tick("2025-04-03T09:00") == (2, 0)
    assert office.noted("A") == [
        ("issued", "week-before", "responsible"),
        ("issued", "day", "responsible"),
        ("issued", "overdue", "responsible"),
        ("issued", "overdue", "team-leader"),
    ]


def test_what_came_due_while_nothing_ran_is_caught_up_in_order(office: Office) -> None:
    """Given three weeks without a scheduler, when it runs again, it decides on what came due, in order: the warnings are
    past, and of what is overdue each recipient is told once, by the last step.
    """
    received(office)
    office.tick("2025-03-20")
    assert office.tick("2025-04-11") == (2, 4)
    assert office.noted("A") == [
        ("withheld", "week-before", "responsible", "past"),
        ("withheld", "day", "responsible", "past"),
        ("withheld", "overdue", "responsible", "overtaken"),
        ("withheld", "overdue", "team-leader", "overtaken"),
        ("issued", "overdue#2", "responsible"),
        ("issued", "overdue#2", "team-leader"),
    ]


def test_deciding_again_over_any_window_adds_nothing(office: Office) -> None:
    """Given all is decided, when another decides over the whole time again, the journal has it all."""
    received(office)
    office.tick("2025-04-11")
    before = office.journal.head()
    catch_up(office.journal)
    again = decide(office.journal, local("2025-01-01"), local("2025-04-11"), recorded=local("2025-04-11"))
    assert again == Decisions()
    assert office.journal.head() == before


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ("decided", "met"),
        ("returned", "cancelled"),
        ("closed", "lapsed"),
        ("suspended", "suspended"),
        ("term-extended days=10 reason=more", "moved"),
        ("annulled annuls=A", "annulled"),
    ],
)
def test_a_step_that_is_pointless_by_now_is_withheld_with_its_reason(
    office: Office, then: str, reason: str
) -> None:
    """Given a step came due while nothing ran, when the deadline is over or elsewhere by then, it is not sent."""
    received(office)
    office.tick("2025-03-20")
    office.told(f"2025-03-28 A {then}")
    assert office.tick("2025-03-29") == (0, 1)
    assert office.noted("A") == [("withheld", "week-before", "responsible", reason)]


def test_steps_already_past_when_a_deadline_is_booked_late_do_not_come(office: Office) -> None:
    """Given an application that is recorded three weeks after it came, when steps lay before that, they never come."""
    received(office, says="recorded=2025-03-28")
    assert office.tick("2025-04-02T12:00") == (1, 0)
    assert office.noted("A") == [("issued", "day", "responsible")]


def test_a_deadline_that_moves_gets_a_new_ladder(office: Office) -> None:
    """Given a reminder was sent, when the term is extended, the same step comes again for the new end."""
    received(office)
    office.tick("2025-03-26T09:00")
    office.told('2025-03-27 A term-extended days=14 reason="more is needed"')
    office.tick("2025-04-09T09:00")
    assert office.noted("A") == [("issued", "week-before", "responsible")] * 2
    ends = [one.event.ends for one in _issued(office.journal, "A")]
    assert ends == ["2025-04-02", "2025-04-16"]


def test_an_end_that_moves_away_and_back_is_not_reminded_of_twice(office: Office) -> None:
    """Given a clock that stops and runs again on the same day, when the end is the same, its steps were sent."""
    received(office)
    office.tick("2025-03-26T09:00")
    office.told(
        """
        2025-03-26T10:00  A  suspended
        2025-03-26T11:00  A  resumed
        """
    )
    assert office.tick("2025-04-01") == (0, 0)
    assert office.tick("2025-04-02T08:00") == (1, 0)


def test_while_a_clock_stands_nothing_comes(office: Office) -> None:
    """Given a suspended deadline, when the instants of its steps go by, none is due, then or later."""
    received(office)
    office.told("2025-03-20 A suspended")
    assert office.tick("2025-05-01") == (0, 0)


def test_what_was_due_does_not_change_when_more_is_recorded(office: Office) -> None:
    """Given a decision that is recorded late, when the step had been due before that, it was issued and stays so."""
    received(office)
    office.tick("2025-03-26T09:00")
    office.told("2025-03-20 A decided recorded=2025-03-27")
    assert office.tick("2025-04-30") == (0, 0)
    assert office.noted("A") == [("issued", "week-before", "responsible")]


def test_a_new_version_of_the_type_brings_its_steps_from_then_on(office: Office) -> None:
    """Given a case type without ladders, when a version with one is published, only steps that lie ahead come."""
    [rule] = PERMIT.deadlines
    office.publish("2025-01-02", msgspec.structs.replace(PERMIT, deadlines=(_without_ladder(rule),)))
    received(office)
    office.tick("2025-03-30")
    office.publish("2025-03-30T12:00", PERMIT)
    assert office.tick("2025-04-02T12:00") == (1, 0)
    assert office.noted("A") == [("issued", "day", "responsible")]


def test_a_type_that_gives_its_ladder_up_withholds_what_waits(office: Office) -> None:
    """Given a step came due while nothing ran, when the ladder is gone by then, it says that the rule changed."""
    received(office)
    office.tick("2025-03-20")
    [rule] = PERMIT.deadlines
    office.publish("2025-03-28", msgspec.structs.replace(PERMIT, deadlines=(_without_ladder(rule),)))
    office.tick("2025-03-29")
    assert office.noted("A") == [("withheld", "week-before", "responsible", "rule-changed")]


def test_escalation_comes_only_when_nothing_happens(journal: Journal) -> None:
    """Given a step for idle cases, when something happened within its days, it is withheld; else it is issued."""
    step = ReminderStep(id="escalate", after=Distance(7, "days"), to=("team-leader",), idle=7)
    [rule] = PERMIT.deadlines
    office = Office(
        journal,
        case_type=msgspec.structs.replace(
            PERMIT,
            expects=("guidance-given",),
            deadlines=(msgspec.structs.replace(rule, reminders=(*LADDER[:1], step)),),
        ),
    )
    received(office, case="idle")
    received(office, case="busy")
    office.tick("2025-03-27")
    office.told("2025-04-04 busy guidance-given")
    office.tick("2025-04-09T08:00")
    assert office.noted("idle")[1:] == [("issued", "escalate", "team-leader")]
    assert office.noted("busy")[1:] == [("withheld", "escalate", "team-leader", "active")]


@pytest.mark.parametrize(("day", "noted"), [
    ("2025-04-01", ("issued", "escalate", "team-leader")),
    ("2025-04-02", ("withheld", "escalate", "team-leader", "active")),
])  # fmt: skip
def test_what_has_a_date_alone_counts_for_its_local_day(
    journal: Journal, day: str, noted: tuple[str, ...]
) -> None:
    """Given a step for cases idle for 7 days that comes on 9 April at 08:00, when something is dated 2 April, then it may
    have happened after 08:00 that day, and the step is withheld; dated 1 April, it was over 7 days before."""
    step = ReminderStep(id="escalate", after=Distance(7, "days"), to=("team-leader",), idle=7)
    [rule] = PERMIT.deadlines
    ladder = msgspec.structs.replace(rule, reminders=(*LADDER[:1], step))
    type_ = msgspec.structs.replace(PERMIT, expects=("guidance-given",), deadlines=(ladder,))
    office = Office(journal, case_type=type_)
    received(office, case="busy")
    office.tick("2025-03-27")
    office.told(f"{day} busy guidance-given recorded=2025-04-04")
    office.tick("2025-04-09T08:00")
    assert office.noted("busy")[1:] == [noted]


def test_what_was_annulled_by_then_is_no_activity(journal: Journal) -> None:
    """Given guidance dated 4 April, of which it was known on the 5th that it had been a mistake of 1 April, when the step
    comes on the 9th, then nothing had happened in the case for 7 days."""
    step = ReminderStep(id="escalate", after=Distance(7, "days"), to=("team-leader",), idle=7)
    [rule] = PERMIT.deadlines
    ladder = msgspec.structs.replace(rule, reminders=(*LADDER[:1], step))
    type_ = msgspec.structs.replace(PERMIT, expects=("guidance-given",), deadlines=(ladder,))
    office = Office(journal, case_type=type_)
    received(office, case="busy")
    office.tick("2025-03-27")
    office.told(
        """
        2025-04-04  busy  guidance-given  id=given
        2025-04-01  busy  annulled        annuls=given recorded=2025-04-05
        """
    )
    office.tick("2025-04-09T08:00")
    assert office.noted("busy")[1:] == [("issued", "escalate", "team-leader")]


def test_a_meeting_is_reminded_of_and_not_after_it_began(office: Office) -> None:
    """Given an agreed meeting, when its steps come due they are issued; those caught up after it began are not."""
    received(office)
    office.told("2025-03-10 A meeting-agreed takes_place=2025-03-14T13:00")
    assert office.tick("2025-03-13T10:00") == (1, 0)
    assert office.tick("2025-03-14T13:00") == (0, 1)
    assert office.noted("A") == [
        ("issued", "day-before", "citizen"),
        ("withheld", "hours-before", "citizen", "past"),
    ]


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ("meeting-cancelled", "meeting-over"),
        ("meeting-held attended=true", "meeting-over"),
        ("meeting-agreed takes_place=2025-03-20T13:00", "moved"),
        ("closed", "meeting-over"),
    ],
)
def test_a_meeting_that_will_not_be_is_not_reminded_of(office: Office, then: str, reason: str) -> None:
    """Given a reminder came due while nothing ran, when the meeting is off, held or moved by then, none is sent."""
    received(office)
    office.told("2025-03-10 A meeting-agreed takes_place=2025-03-14T13:00")
    office.tick("2025-03-12")
    office.told(f"2025-03-13T11:00 A {then}")
    office.tick("2025-03-13T12:00")
    assert office.noted("A") == [("withheld", "day-before", "citizen", reason)]


def test_what_the_scheduler_notes_changes_nothing_in_the_case(office: Office) -> None:
    """Given reminders were noted in a closed case too, when the projections are rebuilt, nothing is found or moved."""
    received(office)
    office.tick("2025-03-26T09:00")
    office.told("2025-03-28 A closed")
    office.tick("2025-04-30")
    catch_up(office.journal)
    assert rebuild(office.journal).differences == 0
    found = ask(
        office.journal,
        Moment(local("2025-05-01")),
        lambda reader: reader.rows(sql.SQL("SELECT finding FROM {}").format(reader.known(FINDINGS))),
    )
    assert found == []


def test_rebuilding_in_the_middle_changes_nothing(office: Office) -> None:
    """Given half is decided, when every projection is dropped and made anew, the rest comes as it would have."""
    received(office)
    office.tick("2025-03-26T09:00")
    with office.journal.connect() as connection, connection.transaction():
        connection.execute("DROP TABLE sagsgang.projections, sagsgang.reminders_1, sagsgang.deadlines_1")
    office.tick("2025-04-03T09:00")
    assert [note[1] for note in office.noted("A")] == ["week-before", "day", "overdue", "overdue"]


def test_the_caseworker_of_the_moment_is_addressed(office: Office) -> None:
    """Given the case changed hands after the step came due, when it is caught up, who holds it now gets it."""
    received(office)
    office.tick("2025-03-20")
    office.told("2025-03-28 A guidance-given responsible=xyz")
    office.tick("2025-03-29")
    [issued] = _issued(office.journal, "A")
    assert issued.event.addressee == "xyz"


def _issued(journal: Journal, case: str) -> list:
    history = journal.history([case], journal.head().position)[case]
    return [one for one in history if isinstance(one.event, ReminderIssued)]


def _without_ladder(rule):
    return msgspec.structs.replace(rule, reminders=msgspec.UNSET)
