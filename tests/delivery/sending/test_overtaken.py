"""What waits in the outbox when a later step of the same end comes, and what is over by then (docs/reminders.md, 15, 17)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sagsgang.delivery.channels.message import NotAccepted
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal

from ..posting_office import PERMIT, PostingOffice, in_short

NO_SUCH_MAILBOX = NotAccepted("no-such-mailbox", Text("findes ikke", "does not exist"), lasting=True)
WORDS = Text("{due}: {days_left} tilbage, {days_over} over", "{due}: {days_left} left, {days_over} over")


def step(name: str, **said: Any) -> ReminderStep:
    """A step to the caseworker, on paper."""
    return ReminderStep(id=name, **({"to": ("responsible",), "channel": "paper"} | said))


def asking(*steps: ReminderStep, **said: Any) -> CaseType:
    """The permit with this ladder, whose end is 30 days after the application."""
    return msgspec.structs.replace(
        PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=steps, **said),)
    )


WEEK, DAY = step("week", before=Distance(7, "days")), step("day", before=Distance(0, "days"))
OVER, AGAIN = step("over", after=Distance(1, "days")), step("again", after=Distance(2, "days"))


def an_office(journal: Journal, place: Path, *steps: ReminderStep) -> PostingOffice:
    """Its one case is due on 2 April 2025."""
    office = PostingOffice(journal, place, asking(*steps))
    office.received()
    return office


def sent(office: PostingOffice) -> list[str]:
    """The steps whose messages arrived on paper, in order."""
    return [line["step"] for line in office.paper.lines]


def test_of_what_waited_for_a_channel_the_last_is_sent(journal: Journal, tmp_path: Path) -> None:
    """Given a channel that was away while three steps came due, each at its time, when it is back, then the last is sent,
    and the case says of the others that it overtook them."""
    office = an_office(journal, tmp_path, DAY, OVER, AGAIN)
    for at in ("2025-04-02T08:00", "2025-04-03T08:00", "2025-04-04T08:00"):
        assert office.tick(at) == (1, 0)
    done = office.deliver("2025-04-04T09:00")
    assert (done.delivered, done.withheld, done.waiting) == (1, 2, 0)
    assert sent(office) == ["again"]
    ends = [(one.step, *in_short([one])[0]) for one in office.records() if not one.TOPIC.endswith("issued")]
    assert sorted(ends) == [
        ("again", "delivered", "responsible", 1),
        ("day", "withheld", "responsible", "past"),
        ("over", "withheld", "responsible", "overtaken"),
    ]


def test_one_that_waits_for_another_channel_overtakes_none(journal: Journal, tmp_path: Path) -> None:
    """Given a later step on a channel of its own, whose fate nobody knows, then the earlier one is sent."""
    office = an_office(journal, tmp_path, OVER, step("again", after=Distance(2, "days"), channel="files"))
    office.tick("2025-04-03T08:00")
    office.tick("2025-04-04T08:00")
    assert office.deliver("2025-04-04T09:00").delivered == 2


def test_one_that_could_not_be_delivered_overtakes_none(journal: Journal, tmp_path: Path) -> None:
    """Given a later step that was given up, when somebody offers the earlier one again, which was given up before, then it
    is sent: a person says so."""
    office = an_office(journal, tmp_path, OVER, AGAIN)
    office.tick("2025-04-03T08:00")
    office.paper.outcomes.extend([NO_SUCH_MAILBOX] * 2)
    assert office.deliver("2025-04-03T08:00").undelivered == 1
    office.tick("2025-04-04T08:00")
    assert office.deliver("2025-04-04T08:00").undelivered == 1
    assert len(office.offer_again("2025-04-04T10:00")) == 2
    assert office.deliver("2025-04-04T10:00").delivered == 2
    assert sorted(sent(office)) == ["again", "over"]


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2025-03-26T08:00", "Wednesday 2 April 2025: 7 days left, – over"),
        ("2025-04-01T08:00", "Wednesday 2 April 2025: 1 day left, – over"),
        ("2025-04-02T23:00", "Wednesday 2 April 2025: less than 1 day left, – over"),
    ],
)
def test_a_text_says_what_is_left(journal: Journal, tmp_path: Path, at: str, says: str) -> None:
    """Given a warning that is sent later than it was issued, then it says what is left when it is sent, and never nought
    days; nothing is over."""
    office = an_office(journal, tmp_path, msgspec.structs.replace(WEEK, text=WORDS))
    office.tick("2025-03-26T08:00")
    office.deliver(at)
    assert [line["text"] for line in office.paper.lines] == [says]


def test_a_text_of_what_is_over_says_that_nothing_is_left(journal: Journal, tmp_path: Path) -> None:
    """Given a step after the end whose words speak of what is left, then a dash stands there, and the day is counted."""
    office = an_office(journal, tmp_path, msgspec.structs.replace(OVER, text=WORDS))
    office.tick("2025-04-03T08:00")
    office.deliver("2025-04-03T08:00")
    assert [line["text"] for line in office.paper.lines] == ["Wednesday 2 April 2025: – left, 1 day over"]


def test_a_warning_that_waited_until_its_day_was_over_is_withheld(journal: Journal, tmp_path: Path) -> None:
    """Given the step of the last day, when it can only be sent the day after, then it is past, also where the case type
    has the step no more: when it came due, it was a warning."""
    office = an_office(journal, tmp_path, DAY)
    office.tick("2025-04-02T08:00")
    office.publish("2025-04-02T12:00", asking(WEEK))
    office.deliver("2025-04-03T00:00")
    assert sent(office) == []
    assert in_short(office.records())[-1] == ("withheld", "responsible", "past")


def test_hours_after_an_instant_less_than_a_day_has_passed(journal: Journal, tmp_path: Path) -> None:
    """Given a deadline at 10 and a step two hours after it, then less than a day has passed, not nought days."""
    late = step("late", after=Distance(2, "hours"), text=WORDS)
    office = PostingOffice(journal, tmp_path, asking(late, term=None, given="by"))
    office.received(says="responsible=abc attributes.by=2025-04-02T10:00:00+02:00")
    office.tick("2025-04-02T12:00")
    office.deliver("2025-04-02T12:00")
    [line] = office.paper.lines
    assert line["text"].endswith("– left, less than 1 day over")


def test_a_meeting_is_reminded_of_before_the_night(journal: Journal, tmp_path: Path) -> None:
    """Given a meeting at 07:30 and quiet hours from 21:00 to 08:00, then the reminder for the hour before is out the
    evening before, and says that a day is left."""
    quiet = ReminderStep(
        id="hour",
        before=Distance(1, "hours"),
        quiet=("21:00", "08:00"),
        to=("responsible",),
        channel="paper",
        text=Text("{days_left}", "{days_left}"),
    )
    office = PostingOffice(journal, tmp_path, msgspec.structs.replace(PERMIT, meeting_reminders=(quiet,)))
    office.received()
    office.told("2025-03-10 A meeting-agreed takes_place=2025-03-12T07:30")
    assert office.tick("2025-03-11T20:00") == (1, 0)
    assert office.deliver("2025-03-11T20:00").delivered == 1
    assert [line["text"] for line in office.paper.lines] == ["1 day"]
