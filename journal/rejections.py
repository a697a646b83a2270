"""Input that could not be taken: kept whole, with its reason, until it is mended and offered again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import LiteralString, NamedTuple

from psycopg.rows import tuple_row

from ..domain.text import Text
from .datastore import JournalDatastore

LONGEST_RAW = 64 * 1024 * 1024  # bytes kept of one input; the digest is of the whole

KEEP: LiteralString = """
    INSERT INTO sagsgang.rejections (origin, line, code, da, en, raw, digest)
    VALUES (%s, %s, %s, %s, %s, %b, %b) ON CONFLICT (origin, digest, code) DO NOTHING"""
LIST: LiteralString = """
    SELECT id, at, origin, line, code, da, en, raw FROM sagsgang.rejections
    WHERE id > %s ORDER BY id LIMIT %s"""


class Rejection(NamedTuple):
    """One input that was rejected: where it came from (a file's name), its line from 1, why, and its bytes."""

    origin: str
    line: int | None
    code: str
    reason: Text
    raw: bytes


class KeptRejection(NamedTuple):
    """A rejection in the journal's table: its number, and when it was first kept."""

    id: int
    at: datetime
    rejection: Rejection


class RejectionBook:
    """The journal's table of rejections."""

    datastore: JournalDatastore

    def reject(self, items: Sequence[Rejection]) -> int:
        """Keep rejections; the same bytes of the same origin for the same reason once. Returns how many were new.

        NUL characters, which PostgreSQL cannot keep in text, are taken out of everything but ``raw``.
        """
        rows = [
            (
                _text(item.origin),
                item.line,
                item.code,
                _text(item.reason.da),
                _text(item.reason.en),
                item.raw[:LONGEST_RAW],
                sha256(item.raw).digest(),
            )
            for item in items
        ]
        with self.datastore.transaction(commit=True) as cursor:
            # Not executemany: it sends in pipeline mode, which can hang on large values (see recorder._insert).
            return sum(cursor.execute(KEEP, row).rowcount for row in rows)

    def rejections(self, limit: int = 100, after: int = 0) -> list[KeptRejection]:
        """The first ``limit`` rejections with a number above ``after``, by number."""
        with self.datastore.get_connection() as conn, conn.cursor(row_factory=tuple_row) as cursor:
            rows = cursor.execute(LIST, (after, limit), binary=True).fetchall()
        return [
            KeptRejection(number, at, Rejection(origin, line, code, Text(da, en), raw))
            for number, at, origin, line, code, da, en, raw in rows
        ]


def _text(words: str) -> str:
    return words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
