"""A dead letter that is offered again by hand: the journal says so, and the outbox follows what it says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import sql
from sagsgang.delivery.channels.message import InDoubt, NotAccepted
from sagsgang.delivery.outbox import dead_letters, outbox_sync
from sagsgang.delivery.outbox.dead_letters import LetterDecision
from sagsgang.delivery.outbox.outbox import LineResult, begin, claim, record_results
from sagsgang.delivery.sending.dispatcher import offer_again
from sagsgang.domain.events.reminder_events import ReminderOffered
from sagsgang.domain.text import Text

from ...ledger import local
from ..paper_channel import PaperChannel
from ..posting_office import PostingOffice, in_short

SENT_AT, LATER, LATEST = "2025-04-02T08:00", "2025-04-02T09:00", "2025-04-02T10:00"
GONE = NotAccepted("gone", Text("væk", "gone"), lasting=True)


@pytest.fixture(autouse=True)
def three_reminders(office: PostingOffice) -> None:
    """A case has one reminder for the folder and two on paper, of which the first is for the caseworker."""
    office.received()
    office.tick(SENT_AT)


def offered(office: PostingOffice) -> list[ReminderOffered]:
    """What the journal says was offered again."""
    return [one for one in office.records() if isinstance(one, ReminderOffered)]


def lose_the_outbox(office: PostingOffice) -> None:
    """Someone drops its tables."""
    with office.journal.connect() as connection:
        for table in ("outbox", "outbox_position"):
            connection.execute(sql.SQL("DROP TABLE sagsgang.{} CASCADE").format(sql.Identifier(table)))


def dead_letter(office: PostingOffice) -> str:
    """The first on paper is given up, and the others are delivered. Gives its key."""
    office.paper.outcomes.append(GONE)
    office.deliver(SENT_AT)
    [letter] = office.letters("undelivered")
    return letter.key


def test_the_journal_says_what_was_offered_again_when_and_by_whom(office: PostingOffice) -> None:
    """Given a letter given up twice, when it is offered again by one who says who that is, and then by one who does not,
    the case has both, each with the round that it began."""
    key = dead_letter(office)
    assert offer_again(office.journal, [key], local(LATER), local(LATER), by="Mette Holm") == {key}
    office.paper.outcomes.append(GONE)
    office.deliver(LATER)
    office.offer_again(LATEST)

    assert [(one.id, one.round, one.actor, one.occurred) for one in offered(office)] == [
        (f"{key}-offered-2", 2, "Mette Holm", local(LATER)),
        (f"{key}-offered-3", 3, None, local(LATEST)),
    ]
    assert {one.key_in("A") for one in offered(office)} == {key}
    assert {(one.source, one.step, one.to, one.channel) for one in offered(office)} == {
        ("urn:sagsgang:scheduler", "day", "responsible", "paper")
    }


def test_two_who_offer_the_same_letters_at_once_offer_each_once(office: PostingOffice) -> None:
    """Given two dead letters, when three operators offer all again at once, each is offered once, and sent once."""
    office.paper.outcomes.extend([GONE, GONE])
    office.deliver(SENT_AT)
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: office.offer_again(LATER), range(3)))
    assert sorted(key for answer in answers for key in answer) == sorted(one.id[:32] for one in offered(office))
    assert len(offered(office)) == 2
    assert office.deliver(LATER) == (2, 0, 0, 0)


def test_more_letters_than_are_written_at_once(office: PostingOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given more dead letters than one transaction takes, when all are offered again, none is left out."""
    monkeypatch.setattr(dead_letters, "AT_ONCE", 3)
    office.paper.outcomes.extend([GONE] * 10)
    office.deliver(SENT_AT)
    for number in range(4):
        office.received(f"B{number}", "2025-04-03T10:00")
    office.tick("2025-05-05T08:00")
    office.deliver("2025-05-05T08:00")
    dead = {letter.key for letter in office.letters("undelivered")}
    assert len(dead) == 10
    assert office.offer_again("2025-05-05T09:00") == dead
    assert {letter.key for letter in office.letters("waiting")} == dead


def test_who_ends_right_after_the_journal_was_told_loses_nothing(office: PostingOffice) -> None:
    """Given an operator's program that ends before the outbox followed, when the next node delivers, the letter is sent."""
    key = dead_letter(office)
    with office.journal.connect() as connection:
        dead_letters.decide(
            office.journal, connection, [key], LetterDecision("offered", local(LATER)), local(LATER)
        )
    [letter] = office.letters("undelivered")
    assert (letter.key, letter.round) == (key, 1)
    assert office.deliver(LATER) == (1, 0, 0, 0)


def test_what_was_offered_again_and_has_no_end_is_in_doubt_in_a_new_outbox(office: PostingOffice) -> None:
    """Given two letters offered again, when the outbox is lost, the one whose channel takes it twice without harm is
    sent; the other may have been sent, and is a dead letter of that round, in doubt."""
    folder = PaperChannel("files", office.folder / "lines", repeatable=True)
    office.post = office.posting(folder, office.paper, office.sms)
    folder.outcomes.append(GONE)
    key = dead_letter_of_two(office)
    office.offer_again(LATER)
    lose_the_outbox(office)

    assert office.deliver(LATER) == (1, 1, 0, 0)
    [letter] = office.letters("undelivered")
    assert (letter.key, letter.round, letter.reason_code) == (key, 2, "in-doubt")
    assert len(folder.lines) == 1
    assert key not in [line["key"] for line in office.paper.lines]
    assert office.offer_again(LATEST) == {key}
    assert office.deliver(LATEST) == (1, 0, 0, 0)


def dead_letter_of_two(office: PostingOffice) -> str:
    """One for the folder and one on paper are given up. Gives the key of the latter."""
    office.paper.outcomes.append(GONE)
    assert office.deliver(SENT_AT) == (1, 2, 0, 0)
    [letter] = [one for one in office.letters("undelivered") if one.channel == "paper"]
    return letter.key


def test_what_was_delivered_in_a_later_round_is_delivered_in_a_new_outbox(office: PostingOffice) -> None:
    """Given a letter that arrived when it was offered again, when the outbox is lost, nothing is sent."""
    dead_letter(office)
    office.offer_again(LATER)
    office.deliver(LATER)
    lose_the_outbox(office)
    assert office.deliver(LATEST) == (0, 0, 0, 0)
    assert office.depth().delivered == 3
    assert len(office.paper.lines) == 2


def test_what_is_offered_again_out_of_a_new_outbox_is_sent(office: PostingOffice) -> None:
    """Given a dead letter, when the outbox is lost and the letter offered again after that, it is sent, in round two."""
    key = dead_letter(office)
    lose_the_outbox(office)
    assert office.offer_again(LATER) == {key}
    [letter] = office.letters("waiting")
    assert (letter.key, letter.round, letter.attempts) == (key, 2, 0)
    assert office.deliver(LATER) == (1, 0, 0, 0)


def test_a_doubt_outlives_the_outbox(office: PostingOffice) -> None:
    """Given a letter in doubt, when the outbox is lost, and the letter offered again and pointless by then, it is not said
    to be withheld: it may have arrived."""
    office.paper.outcomes.append(InDoubt("no-answer", Text("tavs", "silent")))
    office.deliver(SENT_AT)
    lose_the_outbox(office)
    office.offer_again(LATER)
    office.told(f"{LATER} A decided")
    assert office.deliver(LATER) == (0, 1, 0, 0)
    assert in_short(office.records())[-1] == ("undelivered", "responsible", 1, "in-doubt")


def test_what_is_offered_while_it_is_told_to_have_arrived_is_not_sent(office: PostingOffice) -> None:
    """Given a dead letter in doubt that is offered again, and the node that sent it wakes up and says that it arrived
    before the outbox followed, then it is delivered, and not sent again."""
    with office.journal.connect() as connection:
        outbox_sync.fill(connection)
        [key] = [line.key for line in claim(connection, "sleeper", "paper", local(SENT_AT), 1)]
        begin(connection, "sleeper", [key])
        office.take_over(SENT_AT)
        office.deliver(SENT_AT)
        dead_letters.decide(
            office.journal, connection, [key], LetterDecision("offered", local(LATER)), local(LATER)
        )
        assert record_results(connection, "sleeper", [LineResult(key, "delivered")], local(LATER)) == {key}
    office.deliver(LATER)
    assert office.depth().delivered == 3
    assert key not in [line["key"] for line in office.paper.lines]
    ends = [
        short[0] for one, short in zip(office.records(), in_short(office.records()), strict=True) if key in one.id
    ]
    assert ends == ["issued", "undelivered", "offered", "delivered"]
