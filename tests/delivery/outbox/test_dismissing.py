"""A dead letter that need not arrive any more: somebody says so and why, the journal keeps it, and the outbox follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import sql
from sagsgang.delivery.channels.message import NotAccepted
from sagsgang.delivery.outbox.dead_letters import Dismissal, LetterDecision, dismissal
from sagsgang.delivery.outbox.outbox import TABLES, LineResult, prepare, record_results
from sagsgang.delivery.sending.dispatcher import dismiss, offer_again
from sagsgang.domain.events.reminder_events import ReminderDismissed
from sagsgang.domain.text import Text
from sagsgang.journal.schema.tables import Tables

from ...ledger import local
from ..posting_office import PostingOffice, in_short

SENT_AT, LATER, LATEST = "2025-04-02T08:00", "2025-04-02T09:00", "2025-04-02T10:00"
GONE = NotAccepted("gone", Text("væk", "gone"), lasting=True)
WHY = "Borgeren er ringet op"


@pytest.fixture
def key(office: PostingOffice) -> str:
    """Of three reminders the first on paper is given up, and the others are delivered. Its key."""
    office.received()
    office.tick(SENT_AT)
    office.paper.outcomes.append(GONE)
    office.deliver(SENT_AT)
    [letter] = office.letters("undelivered")
    return letter.key


def dismissed(office: PostingOffice, keys: list[str] | None, at: str = LATER) -> set[str]:
    """Mette dismisses them."""
    return dismiss(office.journal, keys, LetterDecision("dismissed", local(at), "Mette Holm", WHY), local(at))


def counted(office: PostingOffice) -> tuple[int, int, int, int]:
    """Those that wait, were delivered, are dead letters, and were dismissed."""
    depth = office.depth()
    return depth.waiting, depth.delivered, depth.dead, depth.dismissed


def lose_the_outbox(office: PostingOffice) -> None:
    """Someone drops its tables."""
    with office.journal.connect() as connection:
        for table in ("outbox", "outbox_position"):
            connection.execute(sql.SQL("DROP TABLE sagsgang.{} CASCADE").format(sql.Identifier(table)))
        prepare(connection)


def test_the_case_says_who_dismissed_it_and_why(office: PostingOffice, key: str) -> None:
    """Given a letter given up, when somebody dismisses it, then the case has that with who and why and the round that had
    failed, it is no dead letter any more, nothing is sent, and whoever says the same again changes nothing."""
    assert dismissed(office, [key]) == {key}
    assert dismissed(office, None, LATEST) == dismissed(office, [key], LATEST) == set()

    [event] = [one for one in office.records() if isinstance(one, ReminderDismissed)]
    assert (event.id, event.key_in("A"), event.round) == (f"{key}-dismissed-1", key, 1)
    assert (event.actor, event.reason, event.occurred) == ("Mette Holm", WHY, local(LATER))
    assert counted(office) == (0, 2, 0, 1)
    [letter] = office.letters("dismissed")
    assert dismissal(office.journal, letter.dismissal) == Dismissal("Mette Holm", WHY)
    assert office.deliver(LATEST) == (0, 0, 0, 0)


def test_only_what_was_given_up_is_dismissed(office: PostingOffice, key: str) -> None:
    """Given letters that were delivered, one given up and one that nobody has, when all are named, then one is dismissed."""
    names = [letter.key for letter in office.letters("delivered")]
    assert dismissed(office, [*names, key, "0" * 32]) == {key}
    assert counted(office) == (0, 2, 0, 1)


def test_a_lost_outbox_knows_what_was_dismissed(office: PostingOffice, key: str) -> None:
    """Given a letter that was dismissed, when the outbox is lost and filled anew, then it is dismissed still, and not in
    doubt, and not sent."""
    dismissed(office, [key])
    lose_the_outbox(office)
    assert office.deliver(LATEST) == (0, 0, 0, 0)
    assert [letter.key for letter in office.letters("dismissed")] == [key]
    assert counted(office) == (0, 2, 0, 1)


def test_who_changes_their_mind_offers_it_again_by_its_key(office: PostingOffice, key: str) -> None:
    """Given a letter that was dismissed, when all that was given up is offered again, then it rests; when it is named, a new
    round begins and it is delivered; given up once more, it can be dismissed once more; a lost outbox ends there too."""
    dismissed(office, [key])
    assert office.offer_again(LATER) == set()
    assert office.offer_again(LATER, [key]) == {key}
    assert counted(office) == (1, 2, 0, 0)
    office.paper.outcomes.append(GONE)
    office.deliver(LATER)
    assert counted(office) == (0, 2, 1, 0)
    assert dismissed(office, [key], LATEST) == {key}
    lose_the_outbox(office)
    office.deliver(LATEST)
    assert counted(office) == (0, 2, 0, 1)
    ours = [
        one
        for one in in_short(office.records())
        if one[:2] in [("offered", "responsible"), ("dismissed", "responsible")]
    ]
    assert [one[0] for one in ours] == ["dismissed", "offered", "dismissed"]


def test_of_one_who_dismisses_and_one_who_offers_the_offer_stands(office: PostingOffice, key: str) -> None:
    """Given a letter that one dismisses while another offers it again, in either order, then it is tried again: nobody is
    forgotten because somebody else thought it needless."""
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(dismissed, office, [key])
        second = pool.submit(offer_again, office.journal, [key], local(LATER), local(LATER))
        first.result()
        assert second.result() == {key}
    assert counted(office) == (1, 2, 0, 0)
    lose_the_outbox(office)
    office.post = office.posting(*(one for one in office.post.channels.values() if one.name != "paper"))
    assert dismissed(office, None) == set()


def test_what_arrived_after_all_is_delivered(office: PostingOffice, key: str) -> None:
    """Given a letter that was dismissed, when a node that had been put aside says that it had delivered it, then it is."""
    dismissed(office, [key])
    with office.journal.connect() as connection:
        assert record_results(connection, "node", [LineResult(key, "delivered")], local(LATEST)) == {key}
    assert counted(office) == (0, 3, 0, 0)


def test_an_outbox_of_before_takes_a_dismissal(office: PostingOffice, key: str) -> None:
    """Given an outbox whose tables were made before letters could be dismissed, when one is, then they are brought up to
    date and nothing in them is lost."""
    with office.journal.connect() as connection:
        connection.execute("ALTER TABLE sagsgang.outbox DROP COLUMN dismissal, DROP CONSTRAINT outbox_state_check")
        connection.execute("COMMENT ON TABLE sagsgang.outbox IS 'sagsgang outbox, format 2'")
        assert Tables(TABLES.lock, TABLES.steps[:2]).are_there(connection)
    assert dismissed(office, [key]) == {key}
    assert counted(office) == (0, 2, 0, 1)
