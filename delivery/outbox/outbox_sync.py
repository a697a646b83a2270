"""The outbox and the journal: lines from what was issued, and events of what became of them.

Both go only forward and may be done again: an event that the journal has is a duplicate, and a line that is settled
stays so, unless somebody offers it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

from ...domain.events.case_events import Event
from ...domain.events.encoding import event_of as decoded
from ...domain.events.reminder_events import SOURCE, ReminderIssued
from ...domain.events.report_runs import ReportRunMade
from ...domain.problem import Problem
from ...journal.application import Journal
from ...journal.entry import Appended, Entry, Outcome, Refused
from ...log import log
from .line_events import TOPICS, Becomes, LineOutcome, Owed, event_of, lines, told_of
from .outbox import IN_DOUBT, Connection

PAGE = 2_000  # positions gone through at once
AT_ONCE = 500  # events written at once

POSITION: LiteralString = "SELECT position, made_at FROM sagsgang.outbox_position FOR UPDATE"
HEAD: LiteralString = "SELECT coalesce(max(notification_id), 0) FROM sagsgang.stored_events"
# OFFSET 0: first the page, by position. Right after a great tick the planner still takes this source for rare, and would
# find all its events anew for every page.
RECORDS: LiteralString = """
    SELECT notification_id, originator_id, recorded, topic, state
    FROM (SELECT * FROM sagsgang.stored_events WHERE notification_id > %s AND notification_id <= %s OFFSET 0) AS page
    WHERE source = %s AND topic = ANY(%s) ORDER BY notification_id"""
# What was issued before the table was made may have been sent out of another: it is as if a dead node had left it. What is
# recorded ahead of the clock, which was so once, is to be sent by the clock.
ENTER: LiteralString = """
    INSERT INTO sagsgang.outbox
        (key, kind, position, stream, channel, recipient, state, begun, ready_at, next_at, changed_at)
    SELECT key, kind, position, stream, channel, recipient,
        CASE WHEN position <= %(made_at)s THEN 'sending' ELSE 'waiting' END, position <= %(made_at)s,
        least(recorded, clock_timestamp()), least(recorded, clock_timestamp()), least(recorded, clock_timestamp())
    FROM unnest(%(keys)s::text[], %(kinds)s::text[], %(positions)s::bigint[], %(streams)s::text[], %(channels)s::text[],
            %(recipients)s::text[], %(recorded)s::timestamptz[])
        AS issued (key, kind, position, stream, channel, recipient, recorded)
    ON CONFLICT (key) DO NOTHING"""
# Delivered is delivered. A round that was given up says nothing of a later one.
SETTLE: LiteralString = """
    UPDATE sagsgang.outbox AS line SET state = told.state, begun = false, node = NULL, owed = false,
        doubted = line.doubted OR told.reason IS NOT DISTINCT FROM %(in_doubt)s,
        attempts = coalesce(told.attempts, line.attempts), round = coalesce(told.round, line.round),
        reason_da = CASE WHEN line.reason_code = told.reason THEN line.reason_da END,
        reason_en = CASE WHEN line.reason_code = told.reason THEN line.reason_en END,
        reason_code = told.reason, changed_at = told.at
    FROM unnest(%(keys)s::text[], %(states)s::text[], %(attempts)s::integer[], %(rounds)s::integer[],
            %(reasons)s::text[], %(at)s::timestamptz[]) AS told (key, state, attempts, round, reason, at)
    WHERE line.key = told.key
        AND (line.state, line.owed, line.round) IS DISTINCT FROM (told.state, false, coalesce(told.round, line.round))
        AND CASE told.state
            WHEN 'delivered' THEN true
            WHEN 'withheld' THEN line.state <> 'delivered'
            ELSE line.state NOT IN ('delivered', 'withheld') AND line.round <= told.round END"""
# As with ENTER: one that was offered again before the table was made may have been sent out of another since.
OFFER: LiteralString = """
    UPDATE sagsgang.outbox AS line SET
        state = CASE WHEN told.position <= %(made_at)s THEN 'sending' ELSE 'waiting' END,
        begun = told.position <= %(made_at)s, node = NULL, owed = false, round = told.round, attempts = 0,
        ready_at = told.at, next_at = told.at, changed_at = told.at, dismissal = NULL
    FROM unnest(%(keys)s::text[], %(rounds)s::integer[], %(at)s::timestamptz[], %(positions)s::bigint[])
        AS told (key, round, at, position)
    WHERE line.key = told.key AND line.round < told.round AND line.state NOT IN ('delivered', 'withheld')"""
# Nobody has said of a later round yet what becomes of it.
DISMISS: LiteralString = """
    UPDATE sagsgang.outbox AS line SET state = 'dismissed', begun = false, node = NULL, owed = false,
        dismissal = told.position, changed_at = told.at
    FROM unnest(%(keys)s::text[], %(rounds)s::integer[], %(at)s::timestamptz[], %(positions)s::bigint[])
        AS told (key, round, at, position)
    WHERE line.key = told.key AND line.round = told.round AND line.state NOT IN ('delivered', 'withheld')"""

OWED: LiteralString = """
    SELECT line.key, line.stream, line.state, line.attempts, line.round, line.reason_code, line.changed_at,
        issued.topic, issued.state
    FROM sagsgang.outbox AS line JOIN sagsgang.stored_events AS issued ON issued.notification_id = line.position
    WHERE line.owed ORDER BY line.position LIMIT %s"""
PAID: LiteralString = """
    UPDATE sagsgang.outbox AS line SET owed = false
    FROM unnest(%s::text[], %s::text[], %s::integer[]) AS told (key, state, round)
    WHERE line.key = told.key AND line.state = told.state AND line.round = told.round"""


class _Record(NamedTuple):
    position: int
    stream: str
    recorded: datetime
    event: Event


def fill(connection: Connection) -> int:
    """Bring the outbox up to all that the journal has. Gives the position; a page is a transaction of its own.

    The tables are there (``outbox.prepare``).
    """
    with connection.transaction():
        [(head,)] = connection.execute(HEAD).fetchall()
    while True:
        with connection.transaction():
            [(position, made_at)] = connection.execute(POSITION).fetchall()
            if position >= head:
                return int(position)
            reached = min(position + PAGE, head)
            rows = connection.execute(RECORDS, (position, reached, SOURCE, TOPICS)).fetchall()
            records = [
                _Record(at, stream, recorded, event)
                for at, stream, recorded, topic, state in rows
                if (event := read(topic, state, position=at)) is not None
            ]
            _enter(connection, records, made_at)
            _settle(connection, records)
            _decide(connection, DISMISS, "dismissed", records, made_at)
            # After their ends: an offer names the round that it begins, so one that has ended since is left alone.
            _decide(connection, OFFER, "offered", records, made_at)
            connection.execute("UPDATE sagsgang.outbox_position SET position = %s", (reached,))


def go_back(connection: Connection, head: int) -> bool:
    """Let the outbox follow on from the journal's end, of which events were lost. Gives whether it stood beyond it."""
    return bool(
        connection.execute(
            "UPDATE sagsgang.outbox_position SET position = least(position, %(head)s), made_at = least(made_at, %(head)s)"
            " WHERE greatest(position, made_at) > %(head)s",
            {"head": head},
        ).rowcount
    )


def read(topic: str, state: bytes, **about: object) -> Event | None:
    """The event that was stored; None, and a line in the log, where it cannot be read: the other lines go on."""
    try:
        return decoded(topic, state)
    except Problem as problem:
        log.error("event cannot be read", topic=topic, code=problem.code, **about)
        return None


def _enter(connection: Connection, records: Sequence[_Record], made_at: int) -> None:
    fresh = [(line, one) for one in records for line in lines(one.event)]
    if fresh:
        values = {
            "made_at": made_at,
            "keys": [line.key for line, _ in fresh],
            "kinds": [line.kind for line, _ in fresh],
            "positions": [one.position for _, one in fresh],
            "streams": [one.stream for _, one in fresh],
            "channels": [line.channel for line, _ in fresh],
            "recipients": [line.recipient for line, _ in fresh],
            "recorded": [one.recorded for _, one in fresh],
        }
        connection.execute(ENTER, values)


def _settle(connection: Connection, records: Sequence[_Record]) -> None:
    ends: dict[str, LineOutcome] = {}
    for one in records:
        told = told_of(one.event)
        if told is None or told.state in ("offered", "dismissed"):
            continue
        # The last word counts, but for one that was delivered there is no other.
        if told.key not in ends or ends[told.key].state != "delivered":
            ends[told.key] = told
    if ends:
        values = {
            "in_doubt": IN_DOUBT,
            "keys": list(ends),
            "states": [one.state for one in ends.values()],
            "attempts": [one.attempts for one in ends.values()],
            "rounds": [one.round for one in ends.values()],
            "reasons": [one.reason for one in ends.values()],
            "at": [one.at for one in ends.values()],
        }
        connection.execute(SETTLE, values)


def _decide(
    connection: Connection, query: LiteralString, what: Becomes, records: Sequence[_Record], made_at: int
) -> None:
    """What persons decided on messages that were given up; the last word on each counts."""
    found = [(told, one) for one in records if (told := told_of(one.event)) is not None and told.state == what]
    latest = {told.key: (told, one.position) for told, one in found}
    if latest:
        values = {
            "made_at": made_at,
            "keys": list(latest),
            "rounds": [told.round for told, _ in latest.values()],
            "at": [told.at for told, _ in latest.values()],
            "positions": [position for _, position in latest.values()],
        }
        connection.execute(query, values)


def record_ends(journal: Journal, connection: Connection, recorded: datetime | None = None) -> Counter[Becomes]:
    """Write the events that the outbox owes the journal. Each follows from its line alone, so telling twice is once.

    recorded: for filling a journal before it goes live. Gives how many ends of each kind the journal did not have. Raises
    Problem as ``Journal.append``, and what refuses an event.
    """
    told = Counter[Becomes]()
    while True:
        with connection.transaction():
            rows = connection.execute(OWED, (AT_ONCE,)).fetchall()
        if not rows:
            return told
        owed = [Owed(*row) for *row, _, _ in rows]
        origins = [read(topic, state, event_id=key) for key, *_, topic, state in rows]
        for one, outcome in write(journal, owed, origins, recorded):
            if isinstance(outcome, Appended):
                told[one.state] += 1
            elif isinstance(outcome, Refused):
                if outcome.code != "id-reused":
                    raise outcome.problem
                log.error("the journal tells another end", event_id=one.key, state=one.state)
        with connection.transaction():
            settled = ([one.key for one in owed], [one.state for one in owed], [one.round for one in owed])
            connection.execute(PAID, settled)


def write(
    journal: Journal, owed: Sequence[Owed], origins: Sequence[Event | None], recorded: datetime | None
) -> Iterator[tuple[Owed, Outcome]]:
    """Write events of some lines: those of reminders into their cases, those of runs into the journal's own streams."""
    reminders = [(one, by) for one, by in zip(owed, origins, strict=True) if isinstance(by, ReminderIssued)]
    if reminders:
        entries = [Entry(one.stream, event_of(one, by)) for one, by in reminders]
        times = None if recorded is None else [recorded] * len(entries)
        yield from zip((one for one, _ in reminders), journal.append(entries, recorded=times), strict=True)
    runs = [(one, by) for one, by in zip(owed, origins, strict=True) if isinstance(by, ReportRunMade)]
    if runs:
        events = [event_of(one, by) for one, by in runs]
        yield from zip((one for one, _ in runs), journal.record(events, recorded), strict=True)
