"""A journal of which an event was damaged, as a disk or a hand does it, past the triggers that refuse that."""

from __future__ import annotations

from psycopg import sql
from sagsgang.journal.application import Journal


def damage(journal: Journal, position: int, topic: str | None = None) -> None:
    """Where the event was, there is one of a kind that only a newer program knows, or bytes that are no event."""
    with journal.connect() as connection:
        triggers = connection.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'sagsgang.stored_events'::regclass AND NOT tgisinternal"
        ).fetchall()
        connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE sagsgang.stored_events SET topic = coalesce(%s, topic), state = CASE WHEN %s::text IS NULL"
            " THEN 'x'::bytea ELSE state END WHERE notification_id = %s",
            (topic, topic, position),
        )
        for (trigger,) in triggers:
            connection.execute(
                sql.SQL("ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER {}").format(
                    sql.Identifier(trigger)
                )
            )
        connection.commit()
