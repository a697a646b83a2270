"""Dead letters, messages that were given up: a person decides that they are offered again, or dismissed. The journal has it
first, and the outbox follows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Literal, LiteralString, NamedTuple

import msgspec

from ...domain.events.reminder_events import ReminderDismissed
from ...domain.events.report_runs import ReportDismissed
from ...journal.application import Journal
from ...journal.entry import Appended, Refused
from .line_events import Owed
from .outbox import Connection
from .outbox_sync import read, write

AT_ONCE = 500  # events written at once

# Who names one that was dismissed has changed their mind.
DEAD: LiteralString = """
    SELECT line.key, line.stream, line.round, line.position, issued.topic, issued.state
    FROM sagsgang.outbox AS line JOIN sagsgang.stored_events AS issued ON issued.notification_id = line.position
    WHERE (line.state = 'undelivered' OR line.state = 'dismissed' AND %(dismissed)s) AND NOT line.owed
        AND (%(keys)s::text[] IS NULL OR line.key = ANY(%(keys)s))
        AND (line.position, line.key) > (%(position)s, %(key)s)
    ORDER BY line.position, line.key LIMIT %(limit)s"""


class LetterDecision(NamedTuple):
    """What is decided, when, by whom if that is known, and why."""

    what: Literal["offered", "dismissed"]
    at: datetime
    by: str | None = None
    why: str = ""


class Dismissal(msgspec.Struct, frozen=True):
    """Who dismissed a message, and why."""

    by: str | None
    reason: str


def decide(
    journal: Journal,
    connection: Connection,
    keys: Collection[str] | None,
    decision: LetterDecision,
    recorded: datetime | None = None,
) -> set[str]:
    """Write what is decided on dead letters; ``fill`` brings the outbox there. keys: which; None: all that were given up.
    Gives which they were.

    Whoever decides the same on one at the same moment as another finds it decided. Where one offers what another dismisses,
    it is offered. Raises Problem as ``record_ends``.
    """
    told: set[str] = set()
    for rows in _pages(connection, keys, dismissed=decision.what == "offered" and keys is not None):
        owed = [
            Owed(
                key,
                stream,
                decision.what,
                0,
                _round(round_, decision),
                None,
                decision.at,
                decision.by,
                decision.why,
            )
            for key, stream, round_, *_ in rows
        ]
        origins = [read(topic, state, event_id=key) for key, *_, topic, state in rows]
        for one, outcome in write(journal, owed, origins, recorded):
            if isinstance(outcome, Appended):
                told.add(one.key)
            elif isinstance(outcome, Refused) and outcome.code != "id-reused":
                raise outcome.problem
    return told


def _round(failed: int, decision: LetterDecision) -> int:
    """An offer begins a round; a dismissal is of the one that failed."""
    return failed + 1 if decision.what == "offered" else failed


def _pages(connection: Connection, keys: Collection[str] | None, *, dismissed: bool) -> Iterator[list[Any]]:
    position, key = 0, ""
    while True:
        values = {
            "keys": None if keys is None else list(keys),
            "dismissed": dismissed,
            "position": position,
            "key": key,
            "limit": AT_ONCE,
        }
        with connection.transaction():
            rows = connection.execute(DEAD, values).fetchall()
        if not rows:
            return
        yield rows
        key, _, _, position, *_ = rows[-1]


def dismissal(journal: Journal, position: int | None) -> Dismissal | None:
    """What the event at a position says; None where there is none. It is kept in the journal alone."""
    if position is None:
        return None
    [found] = journal.read(position - 1, position)
    assert isinstance(found.event, ReminderDismissed | ReportDismissed)
    return Dismissal(found.event.actor, found.event.reason)
