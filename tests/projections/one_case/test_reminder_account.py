"""The account of a case's reminders: what became of each step, against days that are told event by event.

The office of ``tests.scheduler`` receives an application on 3 March 2025, due on 2 April, a Wednesday: its steps are a week
before (26 March), the day, and three times overdue, weekly from 3 April, to the caseworker and the team leader. Of a
meeting the citizen is reminded the day before at 10:00 and two hours before.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sagsgang.domain.rules.reminder_step import Distance
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.folded_case import KnownCase, UnknownCase
from sagsgang.projections.asking.reader import Moment
from sagsgang.projections.one_case.reminder_account import LadderLines, reminders_of

from ...delivery.posting_office import PostingOffice
from ...ledger import COPENHAGEN, local
from ...scheduler.reminding_office import LADDER, PERMIT, Office

TO = {"responsible": "", "unit": "", "team-leader": " (leader)", "citizen": ""}


@pytest.fixture
def office(journal: Journal) -> Office:
    """An office whose scheduler first started on 1 January 2025."""
    journal.begin_reminders(local("2025-01-01"), local("2025-01-01"))
    return Office(journal)


def received(office: Office, says: str = "") -> None:
    """An application in case A."""
    office.told(f"2025-03-03 A application-received case_type=permit unit=Centre responsible=abc id=which {says}")


def account(
    office: Office, as_of: str, known_at: str | None = None, deadline: str | None = None
) -> list[LadderLines]:
    """The ladders of case A at a local moment."""
    moment = Moment(local(as_of), local(known_at) if known_at else None, COPENHAGEN)
    return reminders_of(KnownCase(office.journal, "A", moment), deadline)


def in_short(ladder: LadderLines) -> list[tuple[str, ...]]:
    """Each step, what became of it, and why."""
    return [
        (
            (f"{line.step}#{line.number}" if line.number > 1 else line.step) + TO[line.to],
            line.standing,
            *([line.reason] if line.reason else []),
        )
        for line in ladder.steps
    ]


def only(office: Office, as_of: str, known_at: str | None = None) -> list[tuple[str, ...]]:
    """The steps of the only ladder at a local moment."""
    [ladder] = account(office, as_of, known_at)
    return in_short(ladder)


OVERDUE = [f"overdue{number}{to}" for number in ("", "#2", "#3") for to in ("", " (leader)")]


def test_steps_ahead_are_planned_and_those_that_came_wait_for_the_scheduler(office: Office) -> None:
    """Given an open deadline, then before its first step all are planned, each with its instant; at the instant of
    the first step that one waits, until the scheduler has noted it."""
    received(office)
    [ladder] = account(office, "2025-03-26T07:59")
    assert (ladder.about, ladder.deadline, ladder.ends, ladder.open) == (
        "deadline",
        "decision",
        "2025-04-02",
        True,
    )
    assert {standing for _, standing in in_short(ladder)} == {"planned"}
    assert [line.at for line in ladder.steps[:3]] == [
        local("2025-03-26T08:00"),
        local("2025-04-02T08:00"),
        local("2025-04-03T08:00"),
    ]
    assert only(office, "2025-03-26T08:00")[:2] == [("week-before", "waiting"), ("day", "planned")]


def test_what_the_scheduler_noted_is_told_from_its_moment_on(office: Office) -> None:
    """Given a first step that was issued five minutes after its instant, then it waits until then and is issued from
    then on, with the moment and the position of the event; what follows is planned."""
    received(office)
    office.tick("2025-03-26T08:05")
    assert only(office, "2025-03-26T08:04")[0] == ("week-before", "waiting")
    [ladder] = account(office, "2025-03-26T08:05")
    assert in_short(ladder)[:2] == [("week-before", "issued"), ("day", "planned")]
    assert ladder.steps[0].since == local("2025-03-26T08:05")
    assert ladder.steps[0].event == office.journal.head().position


def test_what_was_pointless_by_the_tick_is_withheld_and_the_rest_never_came(office: Office) -> None:
    """Given a decision after the first step and before the tick, then the first step was withheld because the
    deadline was met, and the others never came, for the same reason; the ladder is open no more."""
    received(office)
    office.told("2025-03-27 A decided")
    office.tick("2025-03-28")
    [ladder] = account(office, "2025-03-28")
    assert not ladder.open
    assert in_short(ladder) == [
        ("week-before", "withheld", "met"),
        *((name, "over", "met") for name in ("day", *OVERDUE)),
    ]


def test_a_closed_case_says_so(office: Office) -> None:
    """Given a case that was closed undecided on the day after its first step was issued, then the rest never came
    because the deadline lapsed with the case."""
    received(office)
    office.tick("2025-03-26T08:05")
    office.told("2025-03-27 A closed")
    assert only(office, "2025-04-30") == [
        ("week-before", "issued"),
        *((name, "over", "lapsed") for name in ("day", *OVERDUE)),
    ]


def test_an_end_that_moved_leaves_its_ladder_behind(office: Office) -> None:
    """Given a term that was extended by a week after its first step was issued, then the ladder of the old end says
    that the step was issued and the rest never came because the end moved, and the ladder of the new one lies
    ahead."""
    received(office)
    office.tick("2025-03-26T08:05")
    office.told("2025-03-27 A term-extended deadline=decision days=7 reason=ill")
    old, new = account(office, "2025-03-28")
    assert (old.ends, old.open, new.ends, new.open) == ("2025-04-02", False, "2025-04-09", True)
    assert in_short(old) == [
        ("week-before", "issued"),
        *((name, "over", "moved") for name in ("day", *OVERDUE)),
    ]
    assert {standing for _, standing in in_short(new)} == {"planned"}


def test_what_was_recorded_late_says_which_steps_had_passed(office: Office) -> None:
    """Given an application of 3 March that was recorded on 1 April, then the step of 26 March had passed by then,
    and the day of 2 April is planned."""
    received(office, "recorded=2025-04-01")
    office.tick("2025-04-01T12:00")
    assert only(office, "2025-04-01T12:00")[:2] == [("week-before", "booked-late"), ("day", "planned")]


def test_what_came_before_the_first_start_says_so(journal: Journal) -> None:
    """Given a scheduler that first started on 1 April, then the step of 26 March came before, and that of 2 April
    comes; where none ever started, all that came did so before."""
    office = Office(journal)
    received(office)
    assert only(office, "2025-04-02T09:00")[:2] == [("week-before", "before-start"), ("day", "before-start")]
    journal.begin_reminders(local("2025-04-01"), local("2025-04-01"))
    assert only(office, "2025-04-02T09:00")[:2] == [("week-before", "before-start"), ("day", "waiting")]


def test_a_ladder_that_nobody_believes_any_more_keeps_what_was_noted(office: Office) -> None:
    """Given an application that was annulled after its first step was issued, then of its ladder that step alone is
    told; had nothing been issued, there would be no ladder."""
    received(office)
    office.tick("2025-03-26T08:05")
    office.told("2025-03-27 A annulled annuls=which")
    [ladder] = account(office, "2025-03-28")
    assert (in_short(ladder), ladder.open) == ([("week-before", "issued")], False)


def test_what_was_sent_is_told_as_it_came_due_whatever_the_type_says_by_now(office: Office) -> None:
    """Given a reminder that was issued, when the type puts its step elsewhere or leaves it out, it came due when it did."""
    received(office)
    office.tick("2025-03-26T09:00")
    [rule] = PERMIT.deadlines
    for day, reminders in (
        ("2025-03-27", (msgspec.structs.replace(LADDER[0], before=Distance(9, "days")), *LADDER[1:])),
        ("2025-03-28", LADDER[1:]),
    ):
        changed = msgspec.structs.replace(rule, reminders=reminders)
        office.publish(day, msgspec.structs.replace(PERMIT, deadlines=(changed,)))
        [ladder] = account(office, "2025-03-29")
        first = ladder.steps[0]
        assert (first.step, first.standing, first.at) == ("week-before", "issued", local("2025-03-26T08:00"))
        assert [line.step for line in ladder.steps].count("week-before") == 1


def test_a_case_that_was_closed_and_reopened_says_that_it_was_closed(office: Office) -> None:
    """Given a case closed when a step would have come, when it is open again, the step never came for that reason."""
    received(office)
    office.told(
        """
        2025-03-25  A  closed
        2025-03-27  A  reopened
        """
    )
    before, after = account(office, "2025-03-28")
    assert (before.open, after.open) == (False, True)
    assert in_short(before)[0] == ("week-before", "over", "lapsed")


def test_an_annulled_application_without_reminders_has_no_ladder(office: Office) -> None:
    """Given an application that was annulled before its first step, then the case has no ladder at all."""
    received(office)
    office.told("2025-03-04 A annulled annuls=which")
    assert account(office, "2025-03-28") == []


def test_a_meeting_has_a_ladder_by_its_own_word(office: Office) -> None:
    """Given a meeting on 12 March at 10:00 that was held, then its first step was issued, the second was withheld at
    a tick after it was held, and the word ``meeting`` names this ladder, the deadline's name the other."""
    received(office)
    office.told("2025-03-04T09:00 A meeting-agreed takes_place=2025-03-12T10:00")
    office.tick("2025-03-11T10:01")
    office.told("2025-03-12T10:00 A meeting-held recorded=2025-03-12T10:30")
    office.tick("2025-03-12T11:00")
    [meeting] = account(office, "2025-03-12T11:00", deadline="meeting")
    assert (meeting.about, meeting.deadline, meeting.ends, meeting.open) == (
        "meeting",
        None,
        local("2025-03-12T10:00").isoformat(),
        False,
    )
    assert in_short(meeting) == [("day-before", "issued"), ("hours-before", "withheld", "meeting-over")]
    [deadline] = account(office, "2025-03-12T11:00", deadline="decision")
    assert deadline.deadline == "decision"
    assert [one.about for one in account(office, "2025-03-12T11:00")] == ["meeting", "deadline"]


def test_what_was_not_known_is_not_told(office: Office) -> None:
    """Given a decision of 20 March that was recorded on 27 March, after the first step was issued, then as known on
    the 26th the ladder was open and the step issued; as known later it was over on the 21st, and the step still says
    what was sent."""
    received(office)
    office.tick("2025-03-26T08:05")
    office.told("2025-03-20 A decided recorded=2025-03-27")
    [then] = account(office, "2025-03-26T12:00", "2025-03-26T12:00")
    assert (then.open, in_short(then)[0]) == (True, ("week-before", "issued"))
    [now] = account(office, "2025-03-26T12:00")
    assert (now.open, in_short(now)[0]) == (False, ("week-before", "issued"))
    assert {standing for _, standing, *_ in in_short(now)[1:]} == {"over"}


def test_a_case_that_was_not_known_yet_is_an_error(office: Office) -> None:
    """Given a moment before the case was recorded, and a case that there is not, then each is unknown."""
    received(office)
    with pytest.raises(UnknownCase):
        account(office, "2025-03-02", "2025-03-02")
    with pytest.raises(UnknownCase):
        reminders_of(KnownCase(office.journal, "B", Moment(local("2025-03-10"), None, COPENHAGEN)))


def test_what_was_delivered_stays_delivered(journal: Journal, tmp_path: Path) -> None:
    """Given a letter to the caseworker that went into the folder, and one to a citizen without a number, then the
    first is delivered and the second is not, with the reason; both from the moment on at which it was noted, and not
    before."""
    journal.begin_reminders(local("2025-01-01"), local("2025-01-01"))
    office = PostingOffice(journal, tmp_path)
    office.received()
    office.agreed(meeting="2025-03-27T10:00")
    office.tick("2025-03-26T20:00")
    office.deliver("2025-03-26T20:01")
    meeting, deadline = account(office, "2025-03-26T20:01")
    assert in_short(meeting) == [("day-before", "undelivered", "no-address")]
    assert in_short(deadline)[0] == ("week-before", "delivered")
    assert meeting.steps[0].since == deadline.steps[0].since == local("2025-03-26T20:01")
    before, _ = account(office, "2025-03-26T20:00")
    assert in_short(before) == [("day-before", "issued")]

    # The number is written, and the letter offered again: what counts is that it arrived.
    office.told("2025-03-26T20:02 A term-extended deadline=none days=1 attributes.mobile=+4520123456")
    office.offer_again("2025-03-26T20:03")
    office.deliver("2025-03-26T20:04")
    again, _ = account(office, "2025-03-26T20:04")
    assert in_short(again) == [("day-before", "delivered")]
