"""What a writer says to the database, under the lock of all writers; the two rules for it stand in ``waiting``."""

from __future__ import annotations

from typing import LiteralString

HEAD: LiteralString = """
    SELECT coalesce(head.notification_id, 0), head.recorded, clock.now, EXISTS (
        SELECT FROM sagsgang.stored_events WHERE originator_id = %s AND topic = %s)
    FROM (SELECT clock_timestamp() AS now) AS clock
    LEFT JOIN LATERAL (
        SELECT notification_id, recorded FROM sagsgang.stored_events ORDER BY notification_id DESC LIMIT 1
    ) AS head ON true"""

# LATERAL with LIMIT: one index look-up for each of the offered, however the planner reckons the table.
KNOWN: LiteralString = """
    SELECT held.source, held.event_id,
        held.notification_id, held.originator_id, held.topic, held.state, held.recorded
    FROM unnest(%b::text[], %b::text[]) AS offered (source, event_id) CROSS JOIN LATERAL (
        SELECT * FROM sagsgang.stored_events AS e
        WHERE e.source = offered.source AND e.event_id = offered.event_id LIMIT 1
    ) AS held"""

OF_SOURCE: LiteralString = "SELECT EXISTS (SELECT FROM sagsgang.stored_events WHERE source = %s)"

VERSIONS: LiteralString = """
    SELECT offered.id, latest.originator_version
    FROM unnest(%b::text[]) AS offered (id) CROSS JOIN LATERAL (
        SELECT originator_version FROM sagsgang.stored_events AS e
        WHERE e.originator_id = offered.id ORDER BY originator_version DESC LIMIT 1
    ) AS latest"""

# Until when somebody let everything be recorded as of one time, because the clock had been ahead.
ACKNOWLEDGED: LiteralString = """
    SELECT (convert_from(state, 'UTF8')::json ->> 'until')::timestamptz FROM sagsgang.stored_events
    WHERE originator_id = %s ORDER BY originator_version DESC LIMIT 1"""

# Not COPY, and prepared, as all that is large here: a client that is stopped in it holds up the others (see waiting.py).
WRITE: LiteralString = """
    INSERT INTO sagsgang.stored_events
        (notification_id, originator_id, originator_version, topic, state, source, event_id, recorded)
    SELECT * FROM unnest(
        %b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::text[], %b::text[], %b::timestamptz[])"""
# The same for events of one source that are registered at once, as those of an import mostly are: to write a column out
# for the server, and to read it there, costs as much as the row itself.
WRITE_ALIKE: LiteralString = """
    INSERT INTO sagsgang.stored_events
        (notification_id, originator_id, originator_version, topic, state, source, event_id, recorded)
    SELECT %b::bigint + number, originator_id, originator_version, topic, state, %b::text, event_id, %b::timestamptz
    FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::text[])
        WITH ORDINALITY AS e (originator_id, originator_version, topic, state, event_id, number)"""

# The library's own path: versions are the aggregate's; position and time are given here, under the same lock.
INSERT: LiteralString = """
    WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    head AS MATERIALIZED (
        SELECT notification_id, recorded FROM sagsgang.stored_events ORDER BY notification_id DESC LIMIT 1)
    INSERT INTO sagsgang.stored_events
        (originator_id, originator_version, topic, state, source, event_id, notification_id, recorded)
    SELECT e.originator_id, e.originator_version, e.topic, e.state, e.source, e.event_id,
        coalesce(head.notification_id, 0) + e.number, greatest(head.recorded, clock.now)
    FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::text[], %b::text[]) WITH ORDINALITY
        AS e (originator_id, originator_version, topic, state, source, event_id, number)
    CROSS JOIN clock LEFT JOIN head ON true
    ORDER BY e.number
    RETURNING notification_id"""
