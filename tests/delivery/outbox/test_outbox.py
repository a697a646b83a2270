"""The outbox as a table: filled from the journal, shared by nodes, and made anew when it is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from sagsgang.delivery.channels.message import NotAccepted
from sagsgang.delivery.outbox import outbox
from sagsgang.delivery.outbox.outbox import (
    IN_DOUBT,
    Depth,
    LineResult,
    begin,
    claim,
    letters,
    prepare,
    record_results,
    recover,
    tidy,
)
from sagsgang.delivery.outbox.outbox_sync import fill
from sagsgang.domain.events.reminder_events import ReminderIssued
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from ...ledger import local
from ..posting_office import PostingOffice, in_short

NOW = local("2025-04-02T08:00")
SENT_AT = "2025-04-02T08:00"


@pytest.fixture(autouse=True)
def nine_reminders(office: PostingOffice) -> None:
    """Three cases have each one reminder for the folder and two on paper, all issued at ``NOW``."""
    for case in "ABC":
        office.received(case)
    office.tick(SENT_AT)


def test_each_reminder_that_was_issued_has_one_line(office: PostingOffice) -> None:
    """Given nine reminders, when the outbox is filled twice, it has a line for each, in their order, and nothing more."""
    with office.journal.connect() as connection:
        first = fill(connection)
        assert fill(connection) == first == office.journal.head().position
        found = letters(connection, "waiting", 100)
    issued = sorted(
        (one.position, one.event.id, one.event.channel, one.case)
        for case in "ABC"
        for one in office.journal.history([case], first)[case]
        if isinstance(one.event, ReminderIssued)
    )
    assert [(one.position, one.key, one.channel, one.stream) for one in found] == issued
    assert len(found) == 9
    assert {one.recipient for one in found} == {"unit: Centrum", "responsible: abc", "team-leader: Centrum"}


def test_what_only_claims_to_be_the_schedulers_is_no_line(office: PostingOffice) -> None:
    """Given an event of that kind from another source, it is not sent."""
    [issued, *_] = [one for one in office.records() if isinstance(one, ReminderIssued)]
    foreign = ReminderIssued(
        **{**{name: getattr(issued, name) for name in issued.__struct_fields__}, "source": "x"}
    )
    office.journal.append([Entry("A", foreign)], recorded=[NOW])
    with office.journal.connect() as connection:
        fill(connection)
        assert outbox.waiting(connection) == 9


def test_lines_are_paged_in_their_order(office: PostingOffice) -> None:
    """Given nine lines, when they are asked for four at a time, each comes once."""
    with office.journal.connect() as connection:
        fill(connection)
        seen, after = [], 0
        while page := letters(connection, "waiting", 4, after):
            seen += [one.key for one in page]
            after = page[-1].position
        assert seen == [one.key for one in letters(connection, "waiting", 100)]


def test_the_tables_are_made_by_several_at_once(journal: Journal) -> None:
    """Given a journal without an outbox, when eight nodes make it at once, all succeed, and it is one."""

    def make(_: int) -> None:
        with journal.connect() as connection:
            prepare(connection)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(8)))
    with journal.connect() as connection:
        assert connection.execute("SELECT position, made_at FROM sagsgang.outbox_position").fetchall() == [(0, 0)]


def test_where_the_tables_are_no_right_to_make_any_is_needed(office: PostingOffice, server_url: str) -> None:
    """Given a user who may only read and write rows, when the outbox is prepared and filled, that is enough."""
    user = sql.Identifier("outbox_clerk_" + server_url.rpartition("/")[2][-10:].strip("?="))
    with psycopg.connect(office.journal.url) as connection:
        connection.execute(sql.SQL("CREATE ROLE {}").format(user))
        try:
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA sagsgang TO {}").format(user))
            connection.execute(
                sql.SQL("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA sagsgang TO {}").format(user)
            )
            connection.execute(sql.SQL("SET ROLE {}").format(user))
            prepare(connection)
            fill(connection)
            assert outbox.waiting(connection) == 9
        finally:
            connection.rollback()


def test_before_the_tables_are_made_there_is_nothing(journal: Journal) -> None:
    """Given no outbox, when someone looks at it, it is empty."""
    with journal.connect() as connection:
        assert outbox.depth(connection) == Depth()
        assert letters(connection, "waiting", 10) == []


def test_a_line_is_claimed_by_one_node(office: PostingOffice) -> None:
    """Given six lines on paper, when three nodes claim at once, each line is one node's."""

    def take(node: str) -> list[str]:
        with office.journal.connect() as connection:
            return [line.key for line in claim(connection, node, "paper", NOW, 3)]

    with office.journal.connect() as connection:
        fill(connection)
    with ThreadPoolExecutor(3) as pool:
        taken = [key for keys in pool.map(take, ("a", "b", "c")) for key in keys]
    assert len(taken) == len(set(taken)) == 6


def test_lines_are_claimed_in_their_order_and_not_before_their_time(office: PostingOffice) -> None:
    """Given lines that are ready, when they are claimed before that and then, they come in the order of issue."""
    with office.journal.connect() as connection:
        fill(connection)
        assert claim(connection, "a", "paper", NOW - timedelta(microseconds=1), 10) == []
        found = claim(connection, "a", "paper", NOW, 10)
    assert [line.stream for line in found] == ["A", "A", "B", "B", "C", "C"]
    assert [line.position for line in found] == sorted(line.position for line in found)


def test_what_was_taken_over_may_not_be_sent_any_more(office: PostingOffice) -> None:
    """Given a node that sleeps over lines it claimed, when another took over, it gets none of them to send."""
    with office.journal.connect() as connection:
        fill(connection)
        keys = [line.key for line in claim(connection, "sleeper", "paper", NOW, 10)]
        assert begin(connection, "sleeper", keys[:1]) == set(keys[:1])
        assert recover(connection, ["files"], NOW) == (5, 1)
        assert begin(connection, "sleeper", keys[1:]) == set()
        # A line that was claimed again, by a node of another name, is not the sleeper's either.
        assert len(claim(connection, "other", "paper", NOW, 10)) == 5
        assert begin(connection, "sleeper", keys[1:]) == set()
        assert record_results(connection, "sleeper", [LineResult(keys[1], "undelivered", "x")], NOW) == set()


def test_what_was_delivered_is_delivered_even_by_a_node_that_was_put_aside(office: PostingOffice) -> None:
    """Given a line in doubt because its node was put aside while it sent, when that node says it arrived, it did."""
    with office.journal.connect() as connection:
        fill(connection)
        [key] = [line.key for line in claim(connection, "sleeper", "paper", NOW, 1)]
        begin(connection, "sleeper", [key])
        recover(connection, [], NOW)
        assert record_results(connection, "sleeper", [LineResult(key, "delivered")], NOW) == {key}
    office.deliver(SENT_AT)
    assert office.depth().delivered == 9
    assert key not in [line["key"] for line in office.paper.lines]
    assert ("delivered", "responsible", 1) in in_short(office.records())


def test_a_late_delivery_after_a_told_doubt_stands_in_the_journal_and_in_a_new_outbox(
    office: PostingOffice,
) -> None:
    """Given the journal was told of the doubt already, when the delivery is told after it, also a lost table ends there."""
    with office.journal.connect() as connection:
        fill(connection)
        [key] = [line.key for line in claim(connection, "sleeper", "paper", NOW, 1)]
        begin(connection, "sleeper", [key])
    office.take_over(SENT_AT)
    office.deliver(SENT_AT)
    with office.journal.connect() as connection:
        record_results(connection, "sleeper", [LineResult(key, "delivered")], NOW)
    office.deliver(SENT_AT)
    ends = [one for one in office.records() if one.id.startswith(key)]
    assert in_short(ends)[1:] == [("undelivered", "responsible", 1, IN_DOUBT), ("delivered", "responsible", 1)]
    drop(office, "outbox", "outbox_position")
    office.deliver(SENT_AT)
    assert (office.depth().delivered, office.depth().dead) == (9, 0)


def drop(office: PostingOffice, *tables: str) -> None:
    """Someone drops tables."""
    with office.journal.connect() as connection:
        for table in tables:
            connection.execute(sql.SQL("DROP TABLE sagsgang.{}").format(sql.Identifier(table)))


@pytest.mark.parametrize("tables", [("outbox", "outbox_position"), ("outbox",), ("outbox_position",)])
def test_a_lost_outbox_is_filled_anew_and_nothing_is_sent_twice(
    office: PostingOffice, tables: tuple[str, ...]
) -> None:
    """Given all was delivered and told, when the table or its position is lost, it comes back, and nothing is sent."""
    office.deliver(SENT_AT)
    drop(office, *tables)
    assert office.deliver("2025-04-02T09:00") == (0, 0, 0, 0)
    assert office.depth().delivered == 9
    assert len(office.paper.lines) == 6


def test_what_a_lost_outbox_may_have_sent_is_in_doubt(office: PostingOffice) -> None:
    """Given nine lines without an end, when the table is lost, those for the folder are sent, for who sees one of them
    twice sees it once, and those on paper are dead letters, which the journal is told; what is issued later is sent."""
    with office.journal.connect() as connection:
        fill(connection)
    drop(office, "outbox", "outbox_position")
    assert office.deliver(SENT_AT) == (3, 6, 0, 0)
    assert office.paper.lines == []
    assert {one.reason_code for one in office.letters("undelivered")} == {IN_DOUBT}
    assert ("undelivered", "team-leader", 0, IN_DOUBT) in in_short(office.records())

    office.received("D", "2025-04-03T10:00")
    office.tick("2025-05-05T08:00")
    assert office.deliver("2025-05-05T08:00")[:2] == (3, 0)
    assert [line["case"] for line in office.paper.lines] == ["D", "D"]
    assert len(office.offer_again("2025-05-05T09:00")) == 6


def test_a_first_outbox_has_nothing_in_doubt(office: PostingOffice) -> None:
    """Given an outbox made before anything was issued, when it is delivered, all is sent and nothing is in doubt."""
    assert office.deliver(SENT_AT) == (9, 0, 0, 0)


def test_a_dead_letter_stays_dead_in_a_new_outbox_with_its_round(office: PostingOffice) -> None:
    """Given a letter that was given up twice, when the table is lost, the new one has it in its second round."""
    lasting = NotAccepted("gone", Text("væk", "gone"), lasting=True)
    office.paper.outcomes.extend([lasting, None, None, None, None, None, lasting])
    office.deliver(SENT_AT)
    [key] = office.offer_again(SENT_AT)
    office.deliver(SENT_AT)
    drop(office, "outbox", "outbox_position")
    office.deliver(SENT_AT)
    [letter] = office.letters("undelivered")
    assert (letter.key, letter.round, letter.reason_code) == (key, 2, "gone")
    office.offer_again(SENT_AT)
    office.deliver(SENT_AT)
    assert office.depth().delivered == 9


def test_the_end_of_a_round_says_nothing_of_the_next_one(office: PostingOffice) -> None:
    """Given a dead letter that is offered again before the outbox has read in the journal that it was one, it is sent."""
    with office.journal.connect() as connection:
        fill(connection)
        [key] = [line.key for line in claim(connection, "dead", "paper", NOW, 1)]
        begin(connection, "dead", [key])
    office.take_over(SENT_AT)
    assert office.offer_again(SENT_AT) == {key}
    assert office.deliver(SENT_AT) == (9, 0, 0, 0)
    assert key in [line["key"] for line in office.paper.lines]


def test_depth_counts_lines_and_says_since_when_the_oldest_waits(office: PostingOffice) -> None:
    """Given lines in every state, when the depth is asked, each is counted, and a pause makes none younger."""
    busy, lasting = NotAccepted("busy", Text("o", "b")), NotAccepted("gone", Text("v", "g"), lasting=True)
    office.paper.outcomes.extend([busy, lasting])
    office.told(f"{SENT_AT} C decided")
    office.deliver(SENT_AT)
    depth = office.depth()
    assert (depth.waiting, depth.sending, depth.delivered, depth.undelivered, depth.withheld) == (1, 0, 4, 1, 3)
    assert depth.dead == 1
    assert depth.oldest_waiting_at == NOW
    assert depth.next_at == NOW + timedelta(minutes=1)


def test_settled_lines_are_forgotten_after_a_while(office: PostingOffice) -> None:
    """Given lines delivered, withheld and given up, when they are old, all but the dead letters are forgotten, and
    nothing is sent again."""
    office.paper.outcomes.append(NotAccepted("gone", Text("v", "g"), lasting=True))
    office.told(f"{SENT_AT} C decided")
    office.deliver(SENT_AT)
    with office.journal.connect() as connection:
        assert tidy(connection, NOW + timedelta(days=30), timedelta(days=31)) == 0
        assert tidy(connection, NOW + timedelta(days=32), timedelta(days=31)) == 8
    assert office.depth() == Depth(undelivered=1)
    assert office.deliver("2025-05-05T08:00") == (0, 0, 0, 0)
