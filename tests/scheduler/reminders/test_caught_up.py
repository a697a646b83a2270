"""Many steps of one deadline caught up at once: only the last that still says something true (docs/reminders.md, 11, 15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sagsgang.domain.events.reminder_events import About, Key, ReminderIssued, ReminderWithheld, key_of
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry, Refused
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.reminders import candidates
from sagsgang.scheduler.reminders.reminder_decisions import Decisions, decide

from ...ledger import local
from ..reminding_office import PERMIT, Office

TO = ("responsible",)


def with_ladder(*steps: ReminderStep, **said: Any) -> Any:
    """The permit's type, with these steps for its deadline, 30 days after the application."""
    [rule] = PERMIT.deadlines
    deadlines = (msgspec.structs.replace(rule, reminders=steps),)
    return msgspec.structs.replace(
        PERMIT, expects=(*PERMIT.expects, "guidance-given", "term-overridden"), deadlines=deadlines, **said
    )


def before(days: int, **said: Any) -> ReminderStep:
    """A step so many days before."""
    return ReminderStep(**{"id": f"before-{days}", "before": Distance(days, "days"), "to": TO} | said)


def after(days: int, **said: Any) -> ReminderStep:
    """A step so many days after."""
    return ReminderStep(**{"id": f"after-{days}", "after": Distance(days, "days"), "to": TO} | said)


def received(office: Office, case: str = "A") -> None:
    """Received on 3 March 2025, due on 2 April, a Wednesday."""
    office.told(f"2025-03-03T10:00 {case} application-received case_type=permit responsible=abc unit=x")


def test_of_the_warnings_that_are_still_true_the_last_is_sent(journal: Journal) -> None:
    """Given three warnings that came due while nothing ran, and an end that lies ahead, then the last is issued and says
    all that the others did; they are withheld, each with an event."""
    office = Office(journal, case_type=with_ladder(before(14), before(7), before(2), before(0)))
    received(office)
    assert office.tick("2025-04-01") == (1, 2)
    assert office.noted("A") == [
        ("withheld", "before-14", "responsible", "overtaken"),
        ("withheld", "before-7", "responsible", "overtaken"),
        ("issued", "before-2", "responsible"),
    ]
    assert office.tick("2025-04-02T08:00") == (1, 0)


@pytest.mark.parametrize(("at", "said"), [("2025-04-02T23:59", "issued"), ("2025-04-03T00:00", "withheld")])
def test_a_warning_of_a_day_is_past_when_the_day_is_over(journal: Journal, at: str, said: str) -> None:
    """Given the step of the last day, when it is caught up to midnight, it is true; from midnight on it is past."""
    office = Office(journal, case_type=with_ladder(before(0)))
    received(office)
    office.tick(at)
    [note] = office.noted("A")
    assert note[0] == said
    assert note[-1] == ("past" if said == "withheld" else "responsible")


def test_a_step_that_says_nothing_true_overtakes_none(journal: Journal) -> None:
    """Given a step for idle cases that comes last, when something happened, then it is withheld, and the one before it,
    which is true, is sent."""
    office = Office(journal, case_type=with_ladder(after(1), after(7), after(8, idle=7)))
    received(office)
    office.told("2025-04-05 A guidance-given")
    assert office.tick("2025-04-12") == (1, 2)
    assert office.noted("A") == [
        ("withheld", "after-1", "responsible", "overtaken"),
        ("issued", "after-7", "responsible"),
        ("withheld", "after-8", "responsible", "active"),
    ]


def test_each_recipient_is_told_what_is_last_for_them(journal: Journal) -> None:
    """Given a later step for the team leader alone, then the caseworker's own is not overtaken by it."""
    office = Office(journal, case_type=with_ladder(after(1), after(2, to=("team-leader",))))
    received(office)
    assert office.tick("2025-04-12") == (2, 0)


def test_another_end_and_another_case_are_not_overtaken(journal: Journal) -> None:
    """Given two cases, and in one an end that moved, then a step of the one overtakes none of the other, and what the
    old end had says that it moved."""
    office = Office(journal, case_type=with_ladder(after(1)))
    received(office, "A")
    received(office, "B")
    office.told('2025-04-04 A term-overridden days=2 reason="a mistake"')
    assert office.tick("2025-04-12") == (2, 1)
    assert office.noted("A") == [
        ("withheld", "after-1", "responsible", "moved"),
        ("issued", "after-1", "responsible"),
    ]
    assert office.noted("B") == [("issued", "after-1", "responsible")]


def test_steps_that_a_roll_brings_together_are_one_message(journal: Journal) -> None:
    """Given a step each day after a Friday, when Saturday's and Sunday's roll to Monday, where that of Monday comes too,
    then one of the three is sent on Monday, by a scheduler that was never late. On another channel both are sent.
    """
    daily = after(1, every=Distance(1, "days"), times=3, roll="next-working-day")
    office = Office(journal, case_type=with_ladder(daily, after(3, id="sms", channel="sms")))
    office.told("2025-03-05 A application-received case_type=permit responsible=abc")
    assert office.tick("2025-04-07T07:59") == (0, 0)
    assert office.tick("2025-04-07T08:00") == (2, 2)
    assert office.noted("A") == [
        ("withheld", "after-1", "responsible", "overtaken"),
        ("withheld", "after-1#2", "responsible", "overtaken"),
        ("issued", "after-1#3", "responsible"),
        ("issued", "sms", "responsible"),
    ]


def test_a_scheduler_that_is_never_late_sends_every_step(journal: Journal) -> None:
    """Given ticks at each step, then none is overtaken."""
    office = Office(journal, case_type=with_ladder(before(7), before(0), after(1), after(2)))
    received(office)
    for at in ("2025-03-26T08:00", "2025-04-02T08:00", "2025-04-03T08:00", "2025-04-04T08:00"):
        assert office.tick(at) == (1, 0)


@pytest.mark.parametrize("at_once", [1, 2, 3, 7])
def test_pages_make_no_difference(journal: Journal, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Given many steps of three cases, when they are decided on in pages of one, two, three or seven steps, then the last
    of each case is issued and the others are withheld, as in one page."""
    monkeypatch.setattr(candidates, "AT_ONCE", at_once)
    office = Office(journal, case_type=with_ladder(*(after(days) for days in range(1, 6))))
    for case in "ABC":
        received(office, case)
    assert office.tick("2025-04-12") == (3, 12)
    for case in "ABC":
        overtaken = [("withheld", f"after-{day}", "responsible", "overtaken") for day in range(1, 5)]
        assert office.noted(case) == [*overtaken, ("issued", "after-5", "responsible")]


def test_a_meeting_at_the_end_of_the_night_is_reminded_of_the_evening_before(journal: Journal) -> None:
    """Given a meeting at 08:00 and quiet hours from 21:00 to 08:00, when a step two hours before would be swallowed, then
    it is issued at 20:00 the evening before."""
    step = ReminderStep(id="hours", before=Distance(2, "hours"), to=("citizen",), quiet=("21:00", "08:00"))
    office = Office(journal, case_type=msgspec.structs.replace(PERMIT, meeting_reminders=(step,)))
    received(office)
    office.told("2025-03-10 A meeting-agreed takes_place=2025-03-14T08:00")
    assert office.tick("2025-03-13T19:59") == (0, 0)
    assert office.tick("2025-03-13T20:00") == (1, 0)
    assert office.tick("2025-03-14T09:00") == (0, 0)


# -- what the version before noted ---------------------------------------------------------------


def as_before(step: str, ends: str, about: About = "deadline", number: int = 1) -> ReminderIssued:
    """What the version before noted of a step, at the instant at which it came by its rules."""
    key = Key("A", about, "decision" if about == "deadline" else None, ends, step, number, "responsible")
    return ReminderIssued(
        source="urn:sagsgang:scheduler",
        id=key_of(key),
        occurred=local("2025-04-03T08:00"),
        about=key.about,
        deadline=key.deadline,
        ends=ends,
        step=step,
        number=number,
        to=key.to,
        due_at=local("2025-04-03T08:00"),
        anchor=3,
        channel="email",
    )


def test_a_key_is_what_it_was() -> None:
    """Given a reminder that the version before wrote, then its id is still the beginning of the SHA-256 of its seven parts
    as a JSON list, so that an upgraded node finds it again."""
    assert as_before("day", "2025-04-02").id == "7abc21798f24f38eea65abe4a480c22e"


def test_an_upgraded_node_issues_nothing_twice(journal: Journal) -> None:
    """Given a step of the last day at 22:00, which quiet hours carried to the morning after, where the version before
    issued it, when that version is replaced, and even when all is decided on again from the beginning, then nothing is
    issued for it again: by the new rule it comes at 20:00, and has the same key."""
    office = Office(journal, case_type=with_ladder(before(0, id="day", at="22:00", quiet=("21:00", "08:00"))))
    received(office)
    old = as_before("day", "2025-04-02")
    [outcome] = journal.append([Entry("A", old)], recorded=[old.occurred])
    assert not isinstance(outcome, Refused)
    catch_up(journal)
    now = local("2025-04-04")
    assert decide(journal, local("2025-01-01"), now, recorded=now) == Decisions()
    assert decide(journal, local("2025-04-01"), local("2025-04-02T20:00"), recorded=now) == Decisions()
    assert office.noted("A") == [("issued", "day", "responsible")]


def test_what_was_decided_stays_decided_when_more_is_caught_up(journal: Journal) -> None:
    """Given steps of which the first was issued by a run that then ended, when the rest is caught up over the whole time
    again, then the first keeps its event, and the last is issued."""
    office = Office(journal, case_type=with_ladder(after(1), after(2), after(3)))
    received(office)
    office.tick("2025-04-03T08:00")
    office.decided_until -= timedelta(days=20)
    assert office.tick("2025-04-12") == (1, 1)
    assert [note[0] for note in office.noted("A")] == ["issued", "withheld", "issued"]
    history = journal.history(["A"], journal.head().position)["A"]
    ids = [one.event.id for one in history if isinstance(one.event, ReminderIssued | ReminderWithheld)]
    assert len(ids) == len(set(ids)) == 3
