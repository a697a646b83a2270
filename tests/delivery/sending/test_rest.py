"""A channel that is away rests: its lines lose nothing by it, other channels go on, and every node leaves it alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from sagsgang.delivery.channels.message import Away, NotAccepted
from sagsgang.delivery.outbox.circuit_breaker import OpenCircuit, open_circuits
from sagsgang.delivery.sending.dispatcher import deliver
from sagsgang.delivery.settings.back_off import Retry
from sagsgang.domain.text import Text
from sagsgang.scheduler.node.leadership import NoLongerLeading

from ...ledger import local
from ..posting_office import PostingOffice, in_short

GONE = Away("unreachable", Text("ingen forbindelse", "no connection"))
NEVER = NotAccepted("turned-down", Text("nej", "no"), lasting=True)
BUSY = NotAccepted("busy", Text("optaget", "busy"))
DAY = Retry()


@pytest.fixture(autouse=True)
def three_cases(office: PostingOffice) -> None:
    """Three cases, each with two reminders on paper at 8 on 2 April 2025."""
    for case in "ABC":
        office.received(case)
    office.tick("2025-04-02T08:00")


def away(office: PostingOffice, times: int = 1_000) -> None:
    """The next attempts on paper find nobody there."""
    office.paper.outcomes.extend([GONE] * times)


def rests(office: PostingOffice) -> tuple[OpenCircuit, ...]:
    """The channels that are away."""
    with office.journal.connect() as connection:
        return open_circuits(connection)


def test_lines_of_a_channel_that_is_away_wait_as_they_were(office: PostingOffice) -> None:
    """Given six lines for a channel that is away and three for another, when all are delivered, the one channel is tried
    with one message, its lines wait without an attempt counted and are due at once, and the other has all of its own."""
    away(office)
    assert office.deliver("2025-04-02T08:00") == (3, 0, 0, 6)
    assert office.paper.tried == ["A"]
    waiting = office.letters("waiting")
    assert {(one.attempts, one.round, one.next_at) for one in waiting} == {(0, 1, local("2025-04-02T08:00"))}
    assert {one.reason for one in waiting} == {GONE.reason}
    assert rests(office) == (
        OpenCircuit("paper", local("2025-04-02T08:00"), local("2025-04-02T08:01"), "unreachable", GONE.reason),
    )
    assert office.depth().resting == rests(office)
    assert office.depth().next_at == local("2025-04-02T08:01")
    assert len(office.fetched()) == 3


def test_a_repeatable_channel_that_is_away_costs_its_lines_nothing_either(office: PostingOffice) -> None:
    """Given a channel that takes its lines in one go, when it is gone after two of them, four wait as they were."""
    office.paper.repeatable = True
    office.paper.outcomes.extend([None, None, GONE])
    assert office.deliver("2025-04-02T08:00") == (5, 0, 0, 4)
    assert office.paper.tried == ["A", "A", "B"]
    assert {one.attempts for one in office.letters("waiting")} == {0}


def test_a_channel_rests_a_minute_then_longer_and_then_quarters(office: PostingOffice) -> None:
    """Given a channel that is away for an hour, when every minute another node begins to deliver, it is tried at pauses of
    one minute that double to a quarter, whichever node asks."""
    office.post = office.post._replace(retry=DAY)
    away(office)
    tried = []
    for minute in range(60):
        before = len(office.paper.tried)
        office.deliver(f"2025-04-02T08:{minute:02}", f"node {minute}")
        tried += [minute] * (len(office.paper.tried) - before)
    assert tried == [0, 1, 2, 4, 8, 16, 31, 46]
    assert {one.attempts for one in office.letters("waiting")} == {0}


def test_when_it_is_back_everything_goes_at_once(office: PostingOffice) -> None:
    """Given a channel that was away for hours, when it takes a message again, all lines go in their order at once, and
    the rest is over: when it is gone anew, that is a rest of its own."""
    office.post = office.post._replace(retry=DAY)
    away(office, 1)
    office.deliver("2025-04-02T08:00")
    assert office.deliver("2025-04-02T12:00") == (6, 0, 0, 0)
    assert [line["case"] for line in office.paper.lines] == list("AABBCC")
    assert {notes[-1] for case in "ABC" if (notes := in_short(office.records(case)))} == {
        ("delivered", "team-leader", 1)
    }
    assert rests(office) == ()

    office.received("D", "2025-04-02T13:00")
    office.tick("2025-05-02T08:00")
    away(office, 1)
    office.deliver("2025-05-02T08:00")
    [rest] = rests(office)
    assert (rest.since, rest.until) == (local("2025-05-02T08:00"), local("2025-05-02T08:01"))


def test_gone_again_after_a_few_messages_is_a_rest_of_its_own(office: PostingOffice) -> None:
    """Given a channel that was away, when it takes two messages and is gone again, it is away since then."""
    office.post = office.post._replace(retry=DAY)
    away(office, 1)
    office.deliver("2025-04-02T08:00")
    office.paper.outcomes.extend([None, None, GONE])
    assert office.deliver("2025-04-02T10:00") == (2, 0, 0, 4)
    assert [(one.since, one.until) for one in rests(office)] == [
        (local("2025-04-02T10:00"), local("2025-04-02T10:01"))
    ]


def test_attempts_of_before_are_kept_and_no_other_is_counted(office: PostingOffice) -> None:
    """Given a line that was refused once, when its channel is away and then back, the attempts are those it had."""
    office.paper.outcomes.extend([BUSY, None, None, None, None, None, GONE])
    office.deliver("2025-04-02T08:00")
    assert office.deliver("2025-04-02T08:01") == (0, 0, 0, 1)
    assert [one.attempts for one in office.letters("waiting")] == [1]
    assert office.deliver("2025-04-02T08:02") == (1, 0, 0, 0)
    assert ("delivered", "responsible", 2) in in_short(office.records())


def test_a_line_that_waited_for_its_channel_for_all_pauses_is_given_up(office: PostingOffice) -> None:
    """Given a channel that is away for longer than all pauses of the operator together, nine minutes here, when it is
    tried after that, all its lines are dead letters with its reason and no attempt; what is offered again is tried
    at once, has its time anew, and arrives when the channel is back."""
    away(office)
    for minute in range(9):
        assert office.deliver(f"2025-04-02T08:{minute:02}").undelivered == 0
    assert office.deliver("2025-04-02T08:16") == (0, 6, 0, 0)
    assert in_short(office.records("C"))[-1] == ("undelivered", "team-leader", 0, "unreachable")
    assert {one.reason for one in office.letters("undelivered")} == {GONE.reason}
    assert rests(office) == ()  # nobody waits for it

    office.offer_again("2025-04-02T08:17")
    assert office.deliver("2025-04-02T08:17") == (0, 0, 0, 6)
    assert office.deliver("2025-04-02T08:32") == (0, 6, 0, 0)
    office.offer_again("2025-04-02T08:33")
    office.paper.outcomes.clear()
    assert office.deliver("2025-04-02T08:33") == (6, 0, 0, 0)


def test_no_message_is_in_hand_while_it_is_found_away(office: PostingOffice) -> None:
    """Given a channel that says before a message that it is away, when the delivery is ended at any moment, then its lines
    wait, none is in doubt and none was tried; when it is back, all arrive."""
    office.paper.absent = GONE
    for moments in range(30):
        left = iter(range(moments))

        def alive(left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise NoLongerLeading

        with suppress(NoLongerLeading):
            office.deliver("2025-04-02T08:00", alive=alive)
        office.take_over("2025-04-02T08:00")
        assert office.letters("undelivered") == []
    assert office.paper.tried == []
    assert {one.attempts for one in office.letters("waiting")} == {0}
    office.paper.absent = None
    assert office.deliver("2025-04-02T08:01") == (6, 0, 0, 0)


def test_an_offer_is_tried_at_once_and_forgets_nothing(office: PostingOffice) -> None:
    """Given a channel that is away since eight, and a dead letter of it, when an operator offers what is none, nothing
    changes; when they offer the letter, the channel is tried at once, and is away since eight still."""
    office.paper.outcomes.append(NEVER)
    away(office)
    assert office.deliver("2025-04-02T08:00") == (3, 1, 0, 5)
    [dead] = office.letters("undelivered")
    assert office.offer_again("2025-04-02T08:00", ["nothing"]) == set()
    assert [one.until for one in rests(office)] == [local("2025-04-02T08:01")]
    office.deliver("2025-04-02T08:01")
    office.deliver("2025-04-02T08:02")
    assert [one.until for one in rests(office)] == [local("2025-04-02T08:04")]
    assert office.offer_again("2025-04-02T08:03", [dead.key]) == {dead.key}
    tried = len(office.paper.tried)
    assert office.deliver("2025-04-02T08:03").waiting == 6
    assert len(office.paper.tried) == tried + 1
    assert [one.since for one in rests(office)] == [local("2025-04-02T08:00")]


def test_what_waits_for_nothing_of_before_is_away_since_now(office: PostingOffice) -> None:
    """Given a channel that was away, and all that waited for it became pointless, when it is away again weeks later, then
    nobody says that it was all the time."""
    away(office)
    office.deliver("2025-04-02T08:00")
    for case in "ABC":
        office.told(f"2025-04-02T09:00 {case} decided")
    assert office.deliver("2025-04-02T09:00").withheld == 6
    assert rests(office) == ()
    office.received("D", at="2025-04-10T09:00")
    office.tick("2025-05-12T08:00")
    office.deliver("2025-05-12T08:00")
    assert [one.since for one in rests(office)] == [local("2025-05-12T08:00")]


def test_what_is_refused_shows_that_the_channel_is_there_again(office: PostingOffice) -> None:
    """Given a channel that was away once, when it refuses what waited, then its rest is over: the next time that it is
    away, days later, is a time of its own."""
    away(office, 1)
    office.deliver("2025-04-02T08:00")
    office.paper.outcomes.extend([NEVER] * 6)
    assert office.deliver("2025-04-02T08:01") == (0, 6, 0, 0)
    office.received("D", at="2025-04-10T09:00")
    office.tick("2025-05-12T08:00")
    away(office)
    office.deliver("2025-05-12T08:00")
    [rest] = rests(office)
    assert (rest.since, rest.until) == (local("2025-05-12T08:00"), local("2025-05-12T08:01"))


def test_time_without_a_scheduler_is_no_time_that_the_channel_was_away(office: PostingOffice) -> None:
    """Given lines that wait for long because no node ran, when one runs and finds the channel away, they wait for it."""
    away(office, 1)
    assert office.deliver("2025-04-02T20:00") == (3, 0, 0, 6)
    assert office.deliver("2025-04-02T20:01") == (6, 0, 0, 0)


def test_who_counts_hears_of_a_channel_that_is_away_once(office: PostingOffice) -> None:
    """Given someone counts, when six lines wait for a channel that is away, that is one attempt."""
    away(office)
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
    assert sorted(counted) == [("files", "delivered")] * 3 + [("paper", "away")]


def test_the_window_is_all_pauses_together() -> None:
    """Given the operator's pauses, then a line waits for its channel for as long as they are together, about a day
    if nothing is said; who tries once waits for nothing."""
    assert Retry(timedelta(minutes=1), 3.0, timedelta(minutes=5), 4).window == timedelta(minutes=1 + 3 + 5)
    assert timedelta(hours=24) <= DAY.window < timedelta(hours=25)
    assert Retry(attempts=1).window == timedelta()


def test_an_outbox_from_before_channels_rested_goes_on(office: PostingOffice) -> None:
    """Given an outbox with a dead letter that was made before there were rests, when it is delivered, all that waits
    arrives, and the dead letter and nothing else is in doubt or sent anew."""
    office.paper.outcomes.append(NotAccepted("gone", Text("væk", "gone"), lasting=True))
    office.deliver("2025-04-02T08:00")
    with office.journal.connect() as connection:
        connection.execute("DROP TABLE sagsgang.outbox_rests")
        connection.execute("COMMENT ON TABLE sagsgang.outbox IS NULL")
    office.received("D", "2025-04-02T09:00")
    office.tick("2025-05-02T08:00")
    assert office.deliver("2025-05-02T08:00")[:2] == (3, 0)
    assert [one.reason_code for one in office.letters("undelivered")] == ["gone"]
    assert len(office.paper.lines) == 5 + 2
    assert rests(office) == ()
