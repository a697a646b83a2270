"""From the outbox to the channel and back into the journal: what is sent, when, and what becomes of what is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import msgspec
import pytest
from sagsgang.delivery.channels.message import InDoubt, Message, NotAccepted, Outcome
from sagsgang.delivery.sending.dispatcher import deliver
from sagsgang.domain.text import Text
from sagsgang.projections.tables.catalogue import PROJECTIONS
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild

from ...ledger import local
from ..posting_office import PERMIT, PaperChannel, PostingOffice, in_short

BUSY = NotAccepted("busy", Text("optaget", "busy"))
NO_SUCH = NotAccepted("no-such-mailbox", Text("findes ikke", "is not there"), lasting=True)
SILENT = InDoubt("no-answer", Text("intet svar", "no answer"))


@pytest.fixture(autouse=True)
def one_case(office: PostingOffice) -> None:
    """The office has one case, whose decision is due on 2 April 2025."""
    office.received()


def test_a_reminder_is_delivered_once_and_said_to_be(office: PostingOffice) -> None:
    """Given a reminder was issued, when the outbox is delivered, then it arrives, and the case says so; and not again."""
    office.tick("2025-03-26T08:00")
    assert office.deliver("2025-03-26T08:00") == (1, 0, 0, 0)
    assert office.deliver("2025-03-26T08:01") == (0, 0, 0, 0)

    [issued, delivered] = office.records()
    [message] = office.fetched()
    assert message["key"] == issued.id
    assert message["to"] == "centrum-inbox"
    assert message["language"] == "en"
    assert message["subject"] == "Deadline Wednesday 2 April 2025: Decision, case A"
    assert "Time left: 7 days" in message["text"]
    assert message["about"] == {
        "case": "A",
        "type": "permit",
        "deadline": "decision",
        "step": "week-before",
        "number": "1",
        "ends": "2025-04-02",
    }
    assert in_short(office.records()) == [("issued", "unit"), ("delivered", "unit", 1)]
    assert delivered.id == f"{issued.id}-delivered"
    assert delivered.occurred == local("2025-03-26T08:00")


def test_each_recipient_gets_their_own_message_in_order(office: PostingOffice) -> None:
    """Given several cases and a step with two recipients, when all is delivered, each gets theirs, in order of issue."""
    for case in ("B", "C"):
        office.received(case)
    office.tick("2025-04-02T08:00")
    office.deliver("2025-04-02T08:00")
    assert [(line["case"], line["to"]) for line in office.paper.lines] == [
        (case, to) for case in "ABC" for to in ("abc@example.dk", "leader@example.dk")
    ]


def test_what_is_refused_is_tried_again_after_growing_pauses_and_then_given_up(office: PostingOffice) -> None:
    """Given a channel that refuses for now, when time goes by, it is tried after 1, 3 and 5 minutes, and then given up.

    The pauses are those that the operator chose: a minute, three times as long each time, five at most, four attempts.
    """
    office.paper.outcomes.extend([BUSY] * 8)
    office.tick("2025-04-02T08:00")
    attempts = []
    for minute in range(12):
        before = len(office.paper.tried)
        office.deliver(f"2025-04-02T08:{minute:02}")
        attempts += [minute] * ((len(office.paper.tried) - before) // 2)
    assert attempts == [0, 1, 4, 9]
    assert in_short(office.records())[-2:] == [
        ("undelivered", "responsible", 4, "busy"),
        ("undelivered", "team-leader", 4, "busy"),
    ]
    assert [letter.reason for letter in office.letters("undelivered")] == [BUSY.reason] * 2
    assert office.depth().dead == 2


def test_what_would_be_refused_again_is_given_up_at_once(office: PostingOffice) -> None:
    """Given a mailbox that is not there, when a message is refused for good, it is a dead letter, and others arrive."""
    office.paper.outcomes.append(NO_SUCH)
    office.tick("2025-04-02T08:00")
    assert office.deliver("2025-04-02T08:00") == (2, 1, 0, 0)
    assert ("undelivered", "responsible", 1, "no-such-mailbox") in in_short(office.records())
    assert [line["to"] for line in office.paper.lines] == ["leader@example.dk"]


def test_a_dead_letter_is_offered_again_for_a_round_of_its_own(office: PostingOffice) -> None:
    """Given a dead letter, when an operator offers it again, it is tried as often as before, and each end is told."""
    office.paper.outcomes.extend([NO_SUCH, None, *[BUSY] * 4, None])
    office.tick("2025-04-02T08:00")
    office.deliver("2025-04-02T08:00")
    [letter] = office.letters("undelivered")
    assert office.offer_again("2025-04-02T09:00", ["not-there"]) == set()
    assert office.offer_again("2025-04-02T09:00", [letter.key]) == {letter.key}
    for minute in (0, 1, 4, 9, 14):
        office.deliver(f"2025-04-02T09:{minute:02}")
    assert office.offer_again("2025-04-02T10:00") == {letter.key}
    office.deliver("2025-04-02T10:00")

    of_the_day = [one for one in office.records() if one.step == "day" and one.to == "responsible"]
    assert in_short(of_the_day) == [
        ("issued", "responsible"),
        ("undelivered", "responsible", 1, "no-such-mailbox"),
        ("offered", "responsible", 2),
        ("undelivered", "responsible", 4, "busy"),
        ("offered", "responsible", 3),
        ("delivered", "responsible", 1),
    ]
    ids = [one.id for one in office.records() if "undelivered" in one.id]
    assert ids == [f"{letter.key}-undelivered-1", f"{letter.key}-undelivered-2"]
    assert office.depth().dead == 0


def test_what_may_have_arrived_is_not_sent_again_by_itself(office: PostingOffice) -> None:
    """Given a channel whose receivers would see a message twice, when it falls silent, the message is a dead letter."""
    office.paper.outcomes.append(SILENT)
    office.tick("2025-04-02T08:00")
    office.deliver("2025-04-02T08:00")
    office.deliver("2025-04-03T08:00")
    assert office.paper.tried == ["A", "A"]  # to the caseworker, to the leader
    assert ("undelivered", "responsible", 1, "in-doubt") in in_short(office.records())


def test_what_may_have_arrived_is_sent_again_where_that_does_no_harm(office: PostingOffice) -> None:
    """Given a repeatable channel, when it falls silent, the message is sent again."""
    office.paper.repeatable = True
    office.paper.outcomes.append(SILENT)
    office.tick("2025-04-02T08:00")
    office.deliver("2025-04-02T08:00")
    assert office.deliver("2025-04-02T08:01") == (1, 0, 0, 0)
    assert ("delivered", "responsible", 2) in in_short(office.records())


def test_what_may_have_arrived_is_not_said_to_be_withheld(office: PostingOffice) -> None:
    """Given a message in doubt that would be sent again, when it is pointless by then, the journal says that it is in
    doubt: nobody knows whether it arrived."""
    office.paper.repeatable = True
    office.paper.outcomes.append(SILENT)
    office.tick("2025-04-02T08:00")
    office.deliver("2025-04-02T08:00")
    office.told("2025-04-02T08:00:30 A decided")
    assert office.deliver("2025-04-02T08:01") == (0, 1, 0, 0)
    assert [note for note in in_short(office.records()) if "in-doubt" in note] == [
        ("undelivered", "responsible", 2, "in-doubt")
    ]


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ("decided", "met"),
        ("returned", "cancelled"),
        ("closed", "lapsed"),
        ("suspended", "suspended"),
        ("term-extended days=10 reason=more", "moved"),
        ('annulled annuls="A application-received 2025-03-03T10:00"', "annulled"),
    ],
)
def test_what_became_pointless_in_the_outbox_is_withheld(office: PostingOffice, then: str, reason: str) -> None:
    """Given a reminder that waits in the outbox, when its deadline is over or elsewhere, it is not sent, and why is told."""
    office.tick("2025-03-26T08:00")
    office.told(f"2025-03-26T09:00 A {then}")
    assert office.deliver("2025-03-26T10:00") == (0, 0, 1, 0)
    assert office.fetched() == []
    assert in_short(office.records())[-1] == ("withheld", "unit", reason)
    assert office.depth().withheld == 1


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ("meeting-held attended=true", "meeting-over"),
        ("meeting-cancelled", "meeting-over"),
        ("meeting-agreed takes_place=2025-03-14T10:00", "moved"),
    ],
)
def test_what_is_said_of_a_meeting_that_is_over_or_elsewhere_is_withheld(
    office: PostingOffice, then: str, reason: str
) -> None:
    """Given a reminder of a meeting in the outbox, when the meeting is over or agreed for another time, it is not sent."""
    office.agreed()
    office.tick("2025-03-11T19:00")
    office.told(f"2025-03-11T19:30 A {then}")
    assert office.deliver("2025-03-11T20:00") == (0, 0, 1, 0)
    assert in_short(office.records())[-1] == ("withheld", "citizen", reason)


def test_a_reminder_of_a_meeting_that_has_begun_is_withheld(office: PostingOffice) -> None:
    """Given a channel that refused until the meeting began, when it would be tried again, it is too late."""
    office.agreed(says="attributes.mobile='\"1\"'")
    office.tick("2025-03-11T19:00")
    assert office.deliver("2025-03-12T10:00") == (0, 0, 1, 0)
    assert in_short(office.records())[-1] == ("withheld", "citizen", "past")


def test_in_the_quiet_hours_nothing_is_sent(office: PostingOffice) -> None:
    """Given a step that is quiet from 21 to 8, when it is delivered late, it waits for the morning, which is no attempt."""
    office.agreed(says="attributes.mobile='\"1\"'")
    office.tick("2025-03-11T19:00")
    assert office.deliver("2025-03-11T22:30") == (0, 0, 0, 1)
    assert office.depth().oldest_waiting_at == local("2025-03-12T08:00")
    assert office.deliver("2025-03-12T07:59") == (0, 0, 0, 1)
    assert office.sms.tried == []
    assert office.deliver("2025-03-12T08:00") == (1, 0, 0, 0)
    assert in_short(office.records())[-1] == ("delivered", "citizen", 1)


def test_a_channel_that_nobody_set_up_is_a_dead_letter_in_the_end(office: PostingOffice) -> None:
    """Given a channel that is not in the operator's file, its lines wait as for one that is away, and are given up after
    the nine minutes of all pauses; offered again they arrive once it is there."""
    channels = dict(office.post.channels)
    office.post = office.posting(*(one for name, one in channels.items() if name != "paper"))
    office.tick("2025-04-02T08:00")
    office.deliver("2025-04-02T08:00")
    assert {(one.state, one.reason_code) for one in office.letters("waiting")} == {("waiting", "no-channel")}
    for minute in (1, 4, 9):
        office.deliver(f"2025-04-02T08:{minute:02}")
    assert in_short(office.records())[-1] == ("undelivered", "team-leader", 0, "no-channel")

    office.post = office.posting(*channels.values())
    office.offer_again("2025-04-02T09:00")
    assert office.deliver("2025-04-02T09:00") == (2, 0, 0, 0)


def test_lines_of_a_channel_that_nobody_set_up_are_never_in_doubt(office: PostingOffice) -> None:
    """Given a channel that is not in the operator's file, when the delivery is ended at any moment, then its lines wait:
    nothing was ever handed over."""
    for case in "BC":
        office.received(case)
    office.post = office.posting(*(one for name, one in office.post.channels.items() if name != "paper"))
    office.tick("2025-04-02T08:00")
    for moments in range(20):
        left = iter(range(moments))

        def alive(left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise NoLongerLeading

        with suppress(NoLongerLeading):
            office.deliver("2025-04-02T08:00", alive=alive)
        office.take_over("2025-04-02T08:00")
        assert office.letters("undelivered") == []


class NoLongerLeading(Exception):  # noqa: N818 - what the scheduler calls it
    """Another node leads."""


def test_a_node_that_leads_no_more_stops_after_the_message_in_hand(office: PostingOffice) -> None:
    """Given ten messages, when the node loses its lead at the fourth, three are sent and noted, and another sends the
    rest, each once."""
    for number in range(4):
        office.received(f"B{number}")
    office.tick("2025-04-01T08:00")
    office.deliver("2025-04-01T08:00")
    office.tick("2025-04-02T08:00")

    def alive() -> None:
        if len(office.paper.lines) == 3:
            raise NoLongerLeading

    with pytest.raises(NoLongerLeading):
        office.deliver("2025-04-02T08:00", "first", alive)
    depth = office.depth()
    assert (depth.waiting, depth.sending, depth.delivered) == (7, 0, 5 + 3)

    office.deliver("2025-04-02T08:00", "second")
    assert office.depth().delivered == 5 + 10
    keys = [line["key"] for line in office.paper.lines]
    assert len(keys) == len(set(keys)) == 10


def test_a_channel_that_fails_altogether_keeps_no_other_waiting(office: PostingOffice) -> None:
    """Given a channel that can't even be opened, others deliver; its lines wait, and its error is told to the caller."""

    class Broken(PaperChannel):
        @contextmanager
        def open(self) -> Iterator[PaperChannel]:
            raise MemoryError("nothing opens")
            yield self

    office.post = office.posting(Broken("files", office.folder), office.paper)
    office.tick("2025-03-26T08:00")
    office.tick("2025-04-02T08:00")
    with pytest.raises(MemoryError):
        office.deliver("2025-04-02T08:00")
    assert len(office.paper.lines) == 2
    assert office.depth().waiting == 1


def test_a_channel_that_raises_may_have_sent(office: PostingOffice) -> None:
    """Given a channel that breaks its promise and raises, the message is in doubt, and the next one is sent."""

    class Raising(PaperChannel):
        def send(self, message: Message) -> Outcome:
            if not self.tried:
                self.tried.append("once")
                raise KeyError(message.to)
            return super().send(message)

    office.post = office.posting(Raising("paper", office.paper.file))
    office.tick("2025-04-02T08:00")
    assert office.deliver("2025-04-02T08:00")[:2] == (1, 1)
    assert ("undelivered", "responsible", 1, "in-doubt") in in_short(office.records())


def test_no_projection_is_needed_to_deliver(office: PostingOffice) -> None:
    """Given every projection is dropped after a tick, when the outbox is delivered and all is made anew, nothing changes."""
    office.tick("2025-03-26T08:00")
    with office.journal.connect() as connection:
        connection.execute("DELETE FROM sagsgang.projections")
    assert office.deliver("2025-03-26T08:00") == (1, 0, 0, 0)
    rebuild(office.journal, list(PROJECTIONS))
    catch_up(office.journal)
    assert office.deliver("2025-03-26T09:00") == (0, 0, 0, 0)
    assert office.tick("2025-03-26T09:00") == (0, 0)
    assert len(office.fetched()) == 1


def test_what_was_attempted_can_be_counted(office: PostingOffice) -> None:
    """Given someone counts, when lines are sent, put off and given up, each attempt is told with its channel."""
    office.paper.outcomes.extend([BUSY, NO_SUCH])
    office.tick("2025-03-26T08:00")
    office.tick("2025-04-02T08:00")
    counted: list[tuple[str, str]] = []
    now = local("2025-04-02T08:00")
    deliver(
        office.journal,
        office.post,
        "node",
        lambda: now,
        attempted=lambda channel, outcome: counted.append((channel, outcome)),
        recorded=now,
    )
    assert sorted(counted) == [("files", "delivered"), ("paper", "put-off"), ("paper", "undelivered")]


def test_a_step_that_is_gone_from_its_ladder_is_sent_with_the_usual_words(office: PostingOffice) -> None:
    """Given a reminder in the outbox, when the case type is published anew with another ladder, it still arrives."""
    office.tick("2025-03-26T08:00")
    rule = msgspec.structs.replace(PERMIT.deadlines[0], reminders=PERMIT.deadlines[0].reminders[1:])
    office.publish("2025-03-26T09:00", msgspec.structs.replace(PERMIT, deadlines=(rule,)))
    assert office.deliver("2025-03-26T10:00") == (1, 0, 0, 0)
    [message] = office.fetched()
    assert message["subject"] == "Deadline Wednesday 2 April 2025: Decision, case A"


def test_waiting_lines_are_kept_from_nobody_by_lines_that_fail(office: PostingOffice) -> None:
    """Given one line that is refused again and again, when the others are ready, they are delivered meanwhile."""
    office.received("B")
    office.paper.outcomes.append(BUSY)
    office.tick("2025-04-02T08:00")
    assert office.deliver("2025-04-02T08:00") == (5, 0, 0, 1)
    assert len(office.paper.lines) == 3
    assert office.depth().next_at == local("2025-04-02T08:00") + timedelta(minutes=1)
