"""Restoring: a backup into a database that holds no journal yet, all of it or nothing, and read back before it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import LiteralString, NamedTuple

from psycopg import sql
from psycopg.errors import IntegrityError
from psycopg.rows import tuple_row

from ...domain.problem import BadInput, Conflict, InternalFault, Problem
from ..application import Journal
from ..connection.locks import take
from ..recorder import WRITERS
from ..schema.format import FORMAT, MARK, clock_set_aside
from .backup import Extent
from .backup_file import END, HEAD, Backup, Held, Portion, Progress, damaged, instant, newer, number
from .kept_tables import (
    EVENTS,
    JOURNAL,
    REJECTIONS,
    Connection,
    Kept,
    KeptTables,
    between,
    columns,
    copy_out,
    without_limits,
)

EMPTY: LiteralString = """
    SELECT NOT EXISTS (SELECT FROM sagsgang.stored_events) AND NOT EXISTS (SELECT FROM sagsgang.rejections)"""
SEQUENCES: LiteralString = """
    SELECT attname, pg_get_serial_sequence(format('sagsgang.%%I', %s::text), attname) FROM pg_attribute
    WHERE attrelid = format('sagsgang.%%I', %s::text)::regclass AND attnum > 0 AND NOT attisdropped
        AND pg_get_serial_sequence(format('sagsgang.%%I', %s::text), attname) IS NOT NULL"""


class Restored(NamedTuple):
    """What was restored. rows: by table. position, recorded: of the last event. left_out: how many rejections came after the
    moment, which the backup has."""

    position: int
    recorded: datetime | None
    rows: dict[str, int]
    left_out: int


class _Limit(NamedTuple):
    """Which rows of a table belong to the moment: those whose field, by its number, is at most so much, or less."""

    field: int
    most: int | datetime
    less: bool = False

    def admits(self, fields: Sequence[bytes | None]) -> bool:
        """Whether a row does."""
        field = fields[self.field]
        if isinstance(self.most, datetime):
            return instant(field) < self.most if self.less else instant(field) <= self.most
        return number(field) <= self.most


def check_known(backup: Backup) -> None:
    """Raises Problem ``backup-newer`` or ``backup-damaged`` where its rows could not be read by this program."""
    found = MARK.fullmatch(backup.manifest.journal)
    if found is None:
        raise damaged(backup.path, "manifest.json")
    if int(found[1]) > FORMAT:
        raise newer(backup.path, backup.manifest.journal)


def restore(
    journal: Journal,
    backup: Backup,
    beside: Sequence[KeptTables] = (),
    moment: Extent = Extent(),  # noqa: B008  # it does not change
    progress: Progress | None = None,
) -> Restored:
    """Put the rows of a verified backup into an empty journal, under the triggers of a journal, in one transaction.

    It is made in that too, where there is none: what fails leaves the database as it was. Rows are read back and compared
    before it is committed. moment: only what was recorded by then. Raises Problem ``restore-not-empty``,
    ``restore-differs``, ``restore-refused``, ``backup-damaged``, and as ``Journal.open``.
    """
    moment = moment.within(backup.manifest.position)
    with journal.connect() as connection, _refusals_told(), connection.transaction():
        # Others who want to write wait as long as the lock says, and are told who holds it. It is held here while rows
        # come from a client, which no limit of the server ends: there is no journal yet that they would keep from work.
        take(connection, WRITERS)
        without_limits(connection)
        with connection.cursor(row_factory=tuple_row) as cursor:
            journal.recorder.create_table_in(cursor)
            if cursor.execute(EMPTY).fetchone() != (True,):
                raise _not_empty()
        with clock_set_aside(connection):
            rows = _fill_all(connection, backup, beside, moment, progress)
        position, recorded = _head(connection)
        said = backup.manifest.position if moment.is_whole else position
        if position != rows.get(EVENTS, 0) or position != said:
            raise _differs(EVENTS)
    held = backup.manifest.held(REJECTIONS)
    return Restored(position, recorded, rows, (held.rows if held else 0) - rows.get(REJECTIONS, 0))


def _fill_all(
    connection: Connection, backup: Backup, beside: Sequence[KeptTables], moment: Extent, progress: Progress | None
) -> dict[str, int]:
    """Copy in the tables, one after another. Gives how many rows, by table."""
    rows = {}
    for table in _tables(connection, beside, moment):
        held = backup.manifest.held(table.name)
        if held is not None:
            rows[table.name] = _fill(connection, backup, table, held, _limit(backup, held, moment), progress)
    return rows


@contextmanager
def _refusals_told() -> Iterator[None]:
    """A row that the journal's triggers refuse. Raises Problem ``restore-refused``."""
    try:
        yield
    except IntegrityError as error:
        said = error.diag.message_primary or ""
        raise BadInput(
            code="restore-refused",
            da=f"Databasen afviser en række i sikkerhedskopien, som ingen journal må have; intet er indlæst. ({said}) "
            "Brug en anden sikkerhedskopi, og se efter i journalen, den er taget af.",
            en=f"The database refuses a row of the backup that no journal may have; nothing was restored. ({said}) "
            "Use another backup, and look into the journal that it was made of.",
        ) from None


def _tables(connection: Connection, beside: Sequence[KeptTables], moment: Extent) -> list[Kept]:
    for one in beside:
        one.tables.prepare(connection)
    return [*JOURNAL, *(kept for one in beside for kept in one.kept if moment.is_whole or not kept.of_the_whole)]


def _limit(backup: Backup, held: Held, moment: Extent) -> _Limit | None:
    """Which rows of a table belong to the moment. Rejections have no position: up to the one that is named belongs what was
    rejected before the next event was recorded."""
    if held.table == EVENTS and moment.position is not None:
        return _Limit(held.columns.index("notification_id"), moment.position)
    if held.table == EVENTS and moment.until is not None:
        return _Limit(held.columns.index("recorded"), moment.until)
    if held.table == REJECTIONS and moment.position is not None:
        return _Limit(held.columns.index("at"), _recorded_at(backup, moment.position + 1), less=True)
    if held.table == REJECTIONS and moment.until is not None:
        return _Limit(held.columns.index("at"), moment.until)
    return None


def _recorded_at(backup: Backup, position: int) -> datetime:
    """When the event at a position of the backup was recorded, or, if that is missing there, the next."""
    held = backup.manifest.held(EVENTS)
    assert held is not None
    at, recorded = held.columns.index("notification_id"), held.columns.index("recorded")
    for portion in held.portions:
        if portion.last is not None and portion.last >= position:
            for row in backup.rows(portion):
                if number(row.fields[at]) >= position:
                    return instant(row.fields[recorded])
    raise damaged(backup.path, EVENTS)


def _fill(
    connection: Connection,
    backup: Backup,
    table: Kept,
    held: Held,
    limit: _Limit | None,
    progress: Progress | None,
) -> int:
    """Copy in a table's portions, as far as they belong to the moment; each is read back. Gives how many rows."""
    unknown = set(held.columns) - set(columns(connection, table.name))
    if unknown:
        raise newer(backup.path, f"{table.name}: {', '.join(sorted(unknown))}")
    names = sql.SQL(", ").join(map(sql.Identifier, held.columns))
    where = sql.Identifier("sagsgang", table.name)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(where, names)
    rows = 0
    for portion in held.portions:
        digest = sha256()
        with connection.cursor() as cursor:
            with cursor.copy(statement) as copy:
                for block in _blocks(backup, portion, limit):
                    digest.update(block)
                    copy.write(block)
            taken = cursor.rowcount
        rows += taken
        first, last = portion.first, portion.first and portion.first + taken - 1
        if (
            taken
            and _read_back(connection, copy_out(table, held.columns, between(first, last))) != digest.digest()
        ):
            raise _differs(table.name)
        if limit is None and taken != portion.rows:
            raise _differs(table.name)
        if progress is not None and portion.last is not None:
            progress(portion.last, backup.manifest.position)
        if portion.first is not None and taken < portion.rows:
            break  # all that comes after was recorded later
    _go_on_counting(connection, table)
    return rows


def _blocks(backup: Backup, portion: Portion, limit: _Limit | None) -> Iterator[bytes]:
    """The bytes of a portion, or of those of its rows that the limit admits."""
    if limit is None:
        yield from backup.blocks(portion)
        return
    yield HEAD
    for row in backup.rows(portion):
        if limit.admits(row.fields):
            yield row.raw
    yield END


def _read_back(connection: Connection, statement: sql.Composed) -> bytes:
    digest = sha256()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            digest.update(block)
    return digest.digest()


def _go_on_counting(connection: Connection, table: Kept) -> None:
    """Where the server numbers rows itself, the next number follows the last one that was restored."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        for column, sequence in cursor.execute(SEQUENCES, (table.name,) * 3).fetchall():
            cursor.execute(
                sql.SQL("SELECT setval({}, max({})) FROM {} HAVING max({}) IS NOT NULL").format(
                    sql.Literal(sequence),
                    sql.Identifier(column),
                    sql.Identifier("sagsgang", table.name),
                    sql.Identifier(column),
                )
            )


def _head(connection: Connection) -> tuple[int, datetime | None]:
    with connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute("SELECT coalesce(max(notification_id), 0), max(recorded) FROM sagsgang.stored_events")
        [(position, recorded)] = row.fetchall()
    return position, recorded


def _not_empty() -> Problem:
    return Conflict(
        code="restore-not-empty",
        da="Databasen har allerede en journal med hændelser eller afviste linjer, og en sikkerhedskopi indlæses kun, hvor "
        "ingen er. Vælg en ny mappe eller en tom database.",
        en="The database has a journal with events or rejected lines already, and a backup is restored only where there "
        "is none. Choose a new folder or an empty database.",
        parameter="home",
        or_else="database",
    )


def _differs(table: str) -> Problem:
    return InternalFault(
        code="restore-differs",
        da=f"Tabellen {table} blev ikke, som sikkerhedskopien siger; intet er indlæst. Se efter, om databasen ændrer "
        "rækker (triggere, regler), og om dens disk er hel.",
        en=f"The table {table} did not become what the backup says; nothing was restored. See whether the database "
        "changes rows (triggers, rules), and whether its disk is sound.",
    )
