"""Files that were imported whole: the very same ones, through the very same mapping, hold nothing new.

What is remembered is a digest of their bytes and of the mapping, and the journal's position before. It is trusted only as
long as nothing in the journal has been corrected or annulled since: then every event of theirs is a duplicate.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, LiteralString, NamedTuple

import msgspec
import psycopg
from psycopg.rows import tuple_row

from ...domain.events.case_events import Annulled, Corrected
from ...journal.application import Journal
from .reading_logs import Log

FORM = 1
"""Raised when the same mapping makes other events of the same rows than before."""

FIND: LiteralString = "SELECT position, records, events FROM sagsgang.import_files WHERE digest = %s"
KEEP: LiteralString = """
    INSERT INTO sagsgang.import_files (digest, position, records, events) VALUES (%s, %s, %s, %s)
    ON CONFLICT (digest) DO UPDATE SET position = excluded.position, at = now()"""
FORGET: LiteralString = """
    DELETE FROM sagsgang.import_choices AS chosen WHERE NOT EXISTS (
        SELECT FROM sagsgang.stored_events AS e WHERE (e.source, e.event_id) = (chosen.source, chosen.event_id))"""
_PORTION = 1 << 20


class Before(NamedTuple):
    """What an import of the same files found: how many records, and how many events they are."""

    records: int
    events: int


def digest_of(logs: Sequence[Log]) -> bytes | None:
    """What the logs are known by; None where they cannot be read twice."""
    if not all(path.is_file() for log in logs for path in log.paths):
        return None
    digest = blake2b(b"%d" % FORM, digest_size=32)
    for log in logs:
        digest.update(msgspec.json.encode(log.mapping, order="deterministic"))
        for path in log.paths:
            content = blake2b(digest_size=32)
            with path.open("rb") as file:
                while portion := file.read(_PORTION):
                    content.update(portion)
            digest.update(content.digest())
    return digest.digest()


def imported_before(journal: Journal, digest: bytes) -> Before | None:
    """What is known of these files, if they were imported whole and nothing was set right since."""
    with journal.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
        found = cursor.execute(FIND, (digest,)).fetchall()
    for position, records, events in found:
        if position <= journal.head().position and not journal.holds_after(
            position, [Corrected.TOPIC, Annulled.TOPIC]
        ):
            return Before(records, events)
    return None


def keep_imported(journal: Journal, digest: bytes, began: int, found: Before) -> None:
    """These files were imported whole, without a rejection or a correction. began: the journal's position before."""
    with journal.datastore.transaction(commit=True) as cursor:
        cursor.execute(KEEP, (digest, began, found.records, found.events))


def go_back(connection: psycopg.Connection[Any]) -> bool:
    """Read every file anew from now on, and choose anew where what was chosen is gone: the journal lost events, and those of
    a file may be among them. Gives whether anything was known."""
    files = connection.execute("DELETE FROM sagsgang.import_files").rowcount
    return bool(files + connection.execute(FORGET).rowcount)
