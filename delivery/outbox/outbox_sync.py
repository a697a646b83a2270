"""The outbox and the journal: lines from what was issued, and events of what became of them.

Both go only forward and may be done again: an event that the journal has is a duplicate, and a line that is settled
stays so, unless somebody offers it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

import structlog

from ...domain.events.case_events import Event
from ...domain.events.encoding import event_of
from ...domain.events.reminder_events import SOURCE, ReminderIssued
from ...domain.events.report_runs import ReportRunMade
from ...domain.problem import Problem
from ...journal.application import Journal
from ...journal.entry import Appended, Entry, Outcome, Refused
from . import reminder_lines, report_lines
from .outbox import IN_DOUBT, Connection
from .outbox_line import Ended, Owed

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
KINDS = (reminder_lines, report_lines)
TOPICS = [event.TOPIC for kind in KINDS for event in kind.KINDS]
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

log = structlog.get_logger()


class _Record(NamedTuple):
    position: int
    stream: str
    recorded: datetime
    event: Event


class Told(NamedTuple):
    """How many ends of each kind the journal was told that it did not have."""

    delivered: int = 0
    undelivered: int = 0
    withheld: int = 0


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
            _dismiss(connection, records)
            _offer(connection, records, made_at)
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
        return event_of(topic, state)
    except Problem as problem:
        log.error("event cannot be read", topic=topic, code=problem.code, **about)
        return None


def _enter(connection: Connection, records: Sequence[_Record], made_at: int) -> None:
    fresh = [(line, one) for one in records for kind in KINDS for line in kind.lines(one.event)]
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
    told: dict[str, Ended] = {}
    for one in records:
        for kind in KINDS:
            end = kind.ended(one.event)
            # The last word counts, but for one that was delivered there is no other.
            if end is not None and (end.key not in told or told[end.key].state != "delivered"):
                told[end.key] = end
    if told:
        columns = list(zip(*told.values(), strict=True))
        names = ("keys", "states", "attempts", "rounds", "reasons", "at")
        values = {name: list(column) for name, column in zip(names, columns, strict=True)}
        connection.execute(SETTLE, {"in_doubt": IN_DOUBT, **values})


def _dismiss(connection: Connection, records: Sequence[_Record]) -> None:
    found = [(line, one) for one in records for kind in KINDS if (line := kind.dismissed(one.event)) is not None]
    latest = {line.key: (line, one.position) for line, one in found}
    if latest:
        values = {
            "keys": list(latest),
            "rounds": [line.round for line, _ in latest.values()],
            "at": [line.at for line, _ in latest.values()],
            "positions": [position for _, position in latest.values()],
        }
        connection.execute(DISMISS, values)


def _offer(connection: Connection, records: Sequence[_Record], made_at: int) -> None:
    """After their ends: an offer names the round that it begins, so one that has ended since is left alone."""
    found = [(line, one) for one in records for kind in KINDS if (line := kind.offered(one.event)) is not None]
    latest = {line.key: (line, one.position) for line, one in found}
    if latest:
        values = {
            "made_at": made_at,
            "keys": list(latest),
            "rounds": [line.round for line, _ in latest.values()],
            "at": [line.at for line, _ in latest.values()],
            "positions": [position for _, position in latest.values()],
        }
        connection.execute(OFFER, values)


def tell(journal: Journal, connection: Connection, recorded: datetime | None = None) -> Told:
    """Write the events that the outbox owes the journal. Each follows from its line alone, so telling twice is once.

    recorded: for filling a journal before it goes live. Raises Problem as ``Journal.append``, and what refuses an event.
    """
    told = Told()
    while True:
        with connection.transaction():
            rows = connection.execute(OWED, (AT_ONCE,)).fetchall()
        if not rows:
            return told
        owed = [Owed(*row) for *row, _, _ in rows]
        origins = [read(topic, state, event_id=key) for key, *_, topic, state in rows]
        written: list[str] = []
        for one, outcome in write(journal, owed, origins, recorded):
            if isinstance(outcome, Appended):
                written.append(one.state)
            elif isinstance(outcome, Refused):
                if outcome.code != "id-reused":
                    raise outcome.problem
                log.error("the journal tells another end", event_id=one.key, state=one.state)
        with connection.transaction():
            settled = ([one.key for one in owed], [one.state for one in owed], [one.round for one in owed])
            connection.execute(PAID, settled)
        told = Told(*(so_far + written.count(end) for end, so_far in told._asdict().items()))


def write(
    journal: Journal, owed: Sequence[Owed], origins: Sequence[Event | None], recorded: datetime | None
) -> Iterator[tuple[Owed, Outcome]]:
    """Write events of some lines: those of reminders into their cases, those of runs into the journal's own streams."""
    reminders = [(one, by) for one, by in zip(owed, origins, strict=True) if isinstance(by, ReminderIssued)]
    if reminders:
        entries = [Entry(one.stream, reminder_lines.event_of_end(one, by)) for one, by in reminders]
        times = None if recorded is None else [recorded] * len(entries)
        yield from zip((one for one, _ in reminders), journal.append(entries, recorded=times), strict=True)
    runs = [(one, by) for one, by in zip(owed, origins, strict=True) if isinstance(by, ReportRunMade)]
    if runs:
        events = [report_lines.event_of_end(one, by) for one, by in runs]
        yield from zip((one for one, _ in runs), journal.record(events, recorded), strict=True)
