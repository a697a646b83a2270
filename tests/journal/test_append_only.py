"""Append-only: the database itself refuses to change or remove an event, whoever asks and however."""

from __future__ import annotations

import pytest
from psycopg.errors import IntegrityError
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from .examples import ANNA, application, guidance

CHANGES = [
    "UPDATE sagsgang.stored_events SET state = '{}'",
    "UPDATE sagsgang.stored_events SET recorded = recorded - interval '1 day' WHERE notification_id = 2",
    "UPDATE sagsgang.stored_events SET topic = topic WHERE false",
    "DELETE FROM sagsgang.stored_events",
    "DELETE FROM sagsgang.stored_events WHERE notification_id = 2",
    "TRUNCATE sagsgang.stored_events",
    "TRUNCATE sagsgang.stored_events CASCADE",
    """INSERT INTO sagsgang.stored_events SELECT * FROM sagsgang.stored_events
        ON CONFLICT (source, event_id) DO UPDATE SET topic = 'changed'""",
    """MERGE INTO sagsgang.stored_events AS s USING sagsgang.stored_events AS t
        ON s.notification_id = t.notification_id WHEN MATCHED THEN DELETE""",
    "WITH gone AS (DELETE FROM sagsgang.stored_events RETURNING 1) SELECT count(*) FROM gone",
]


def test_no_statement_changes_the_journal(journal: Journal) -> None:
    """Given the owner of the table, when any of these statements runs, then it fails and says what to do instead.

    Pretending to be a replica, which switches ordinary triggers off, does not help.
    """
    journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
    before = list(journal.read(0, 2))
    with journal.connect() as connection:
        connection.autocommit = True
        for role in ("origin", "replica"):
            connection.execute("SELECT set_config('session_replication_role', %s, false)", (role,))
            for change in CHANGES:
                with pytest.raises(IntegrityError, match="append-only") as refusal:
                    connection.execute(change)
                assert "corrected" in (refusal.value.diag.message_hint or "")
    assert list(journal.read(0, 9)) == before


def test_the_owner_can_not_switch_the_order_off_by_role(journal: Journal) -> None:
    """Given the owner as a replica, when it inserts a position out of order, then that is refused too."""
    journal.append([Entry(ANNA, application("a1"))])
    out_of_order = """INSERT INTO sagsgang.stored_events
        SELECT originator_id, 2, topic, state, 7, source, 'x', recorded FROM sagsgang.stored_events"""
    with journal.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(IntegrityError, match="one order"):
            connection.execute(out_of_order)
