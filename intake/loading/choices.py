"""What earlier imports chose as first or last: its rank, and the row that it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import LiteralString, NamedTuple

import msgspec
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction, UndefinedTable
from psycopg.rows import tuple_row

from ...journal.application import Journal
from ...journal.backup.kept_tables import Kept, KeptTables
from ...journal.schema.tables import Tables, steps_of
from ..event.offer import FullRank

TABLES = Tables(0x5A65_0006, steps_of(__package__))
# They say what was read by now, not by a moment of the past: a backup as of one leaves them out.
KEPT = KeptTables(
    TABLES,
    (Kept("import_choices", ("source", "event_id"), True), Kept("import_files", ("digest",), True)),
)

HELD: LiteralString = """
    SELECT event_id, rank, row_name FROM sagsgang.import_choices WHERE source = %s AND event_id = ANY(%s)"""
KEEP: LiteralString = """
    INSERT INTO sagsgang.import_choices (source, event_id, rank, row_name)
    SELECT source, event_id, rank, row_name
    FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[]) AS chosen (source, event_id, rank, row_name)
    ON CONFLICT (source, event_id) DO UPDATE SET rank = excluded.rank, row_name = excluded.row_name"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(FullRank).decode


class KeptChoice(NamedTuple):
    """A choice that was kept. row: what its row is known by; None: by nothing."""

    rank: FullRank
    row: str | None


class Choices:
    """The table of choices. Without the rights to it nothing is remembered: then only the events themselves are.

    remembered: whether they are there (see ``prepared``). only_read: nothing is kept, as in a rehearsal.
    """

    def __init__(self, journal: Journal, *, remembered: bool, only_read: bool = False) -> None:
        self._journal = journal
        self._only_read = only_read
        self.remembered = remembered

    def held(self, source: str, ids: Sequence[str]) -> dict[str, KeptChoice]:
        """What was chosen before under these ids."""
        if not self.remembered or not ids:
            return {}
        with (
            self._journal.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            rows = cursor.execute(HELD, (source, list(ids))).fetchall()
        return {id_: KeptChoice(_decode(rank), row) for id_, rank, row in rows}

    def keep(self, chosen: Sequence[tuple[str, str, FullRank, str | None]]) -> None:
        """Remember choices: source and id of the event, its rank, and the name of its row. The last of one id stands."""
        if not self.remembered or self._only_read or not chosen:
            return
        rows = list({one[:2]: (*one[:2], _encode(one[2]).decode(), one[3]) for one in chosen}.values())
        with self._journal.datastore.transaction(commit=True) as cursor:
            cursor.execute(KEEP, [list(column) for column in zip(*rows, strict=True)])


def are_there(journal: Journal) -> bool:
    """Whether the tables of what imports remember are there, and this user may read them."""
    try:
        with journal.lend() as connection:
            return TABLES.are_there(connection)
    except InsufficientPrivilege:
        return False


def prepared(journal: Journal) -> bool:
    """Make the tables of what imports remember. False: this user may not."""
    try:
        with journal.lend() as connection:
            TABLES.prepare(connection)
            connection.execute("SELECT FROM sagsgang.import_choices, sagsgang.import_files LIMIT 0")
    except (InsufficientPrivilege, ReadOnlySqlTransaction, UndefinedTable):
        return False
    return True
