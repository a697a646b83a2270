"""Input that could not be taken: kept whole, with its reason, until it is mended and offered again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg.errors import InsufficientPrivilege
from psycopg.rows import tuple_row

from ..domain.text import Text
from .connection.datastore import JournalDatastore

LONGEST_RAW = 64 * 1024 * 1024  # bytes kept of one input; the digest is of the whole
PORTION = 1_000  # rejections in one statement

_Row = tuple[str, int | None, str, str, str, bytes, bytes]

KEEP: LiteralString = """
    INSERT INTO sagsgang.rejections (origin, line, code, da, en, raw, digest)
    SELECT origin, line, code, da, en, raw, digest FROM unnest(
        %b::text[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::bytea[], %b::bytea[]
    ) WITH ORDINALITY AS offered (origin, line, code, da, en, raw, digest, number)
    ORDER BY number ON CONFLICT (origin, digest, code) DO NOTHING"""
# The first of so many until they weigh so much; one at least. What a row weighs is known without reading it.
LIST: LiteralString = """
    SELECT id, at, origin, line, code, da, en, raw FROM (
        SELECT *, sum(octet_length(raw)) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - octet_length(raw) AS before
        FROM (SELECT * FROM sagsgang.rejections
            WHERE id > %s AND code NOT LIKE 'heading-%%' ORDER BY id LIMIT %s) AS page
    ) AS weighed WHERE %s::bigint IS NULL OR before < %s ORDER BY id"""
# Column names stand among the rejections that they belong to, under a code of their own: the table is append-only and
# as it was, and programs that know nothing of them list them as one more line. The number makes names that come back
# after others a row of their own.
HEADINGS: LiteralString = """
    SELECT id, origin, raw FROM sagsgang.rejections WHERE code LIKE 'heading-%%' ORDER BY id"""
# How many were counted when they came, and are not there.
MISSING: LiteralString = """
    SELECT (SELECT coalesce(sum(kept), 0) FROM sagsgang.rejections_counted)::bigint
        - (SELECT count(*) FROM sagsgang.rejections)"""
LAST_HEADING: LiteralString = """
    SELECT id, raw FROM sagsgang.rejections WHERE origin = %s AND code LIKE 'heading-%%' ORDER BY id DESC LIMIT 1"""


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


class Heading(NamedTuple):
    """The line of column names under which rejected lines of ``origin`` stood, from the number ``id`` on."""

    id: int
    origin: str
    raw: bytes


def missing(connection: psycopg.Connection[Any]) -> int:
    """How many rows of rejections were counted when they came and are gone; below 0: so many more are there."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        [(count,)] = cursor.execute(MISSING).fetchall()
    return int(count)


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
            return sum(
                cursor.execute(KEEP, [list(column) for column in zip(*some, strict=True)], prepare=False).rowcount
                for some in _portions(rows)
            )

    def rejections(self, limit: int = 100, after: int = 0, heavy: int | None = None) -> list[KeptRejection]:
        """The first ``limit`` rejections with a number above ``after``, by number; fewer if they weigh ``heavy`` bytes."""
        with self.datastore.get_connection() as conn, conn.cursor(row_factory=tuple_row) as cursor:
            rows = cursor.execute(LIST, (after, limit, heavy, heavy), binary=True).fetchall()
        return [
            KeptRejection(number, at, Rejection(origin, line, code, Text(da, en), raw))
            for number, at, origin, line, code, da, en, raw in rows
        ]

    def rejections_missing(self) -> int | None:
        """How many rejected lines were kept once and are gone; None: the user may not see it."""
        try:
            with self.datastore.lend() as connection:
                return max(0, missing(connection))
        except InsufficientPrivilege:
            return None

    def keep_heading(self, origin: str, raw: bytes) -> None:
        """Keep the column names of the file ``origin``, of which lines are about to be rejected; the same ones once."""
        name = _text(origin)
        with self.datastore.transaction(commit=True) as cursor:
            last = cursor.execute(LAST_HEADING, (name,), binary=True).fetchone()
            if last is None or bytes(last["raw"]) != raw:
                code = f"heading-{last['id'] if last else 0}"
                words = ("Kolonnenavnene", "The column names")
                row = (name, 1, code, *words, raw[:LONGEST_RAW], sha256(raw).digest())
                cursor.execute(KEEP, [[value] for value in row], prepare=False)

    def headings(self) -> list[Heading]:
        """The column names kept, by number."""
        with self.datastore.get_connection() as conn, conn.cursor(row_factory=tuple_row) as cursor:
            return [Heading(*row) for row in cursor.execute(HEADINGS, binary=True).fetchall()]


def _portions(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """The rows in statements of a size that a server takes at once."""
    portion: list[_Row] = []
    weight = 0
    for row in rows:
        portion.append(row)
        weight += len(row[5])
        if len(portion) >= PORTION or weight >= LONGEST_RAW:
            yield portion
            portion, weight = [], 0
    if portion:
        yield portion


def _text(words: str) -> str:
    return words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
