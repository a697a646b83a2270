"""Backing up: everything that the journal holds at one moment, in one file, while others go on writing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, LiteralString, NamedTuple

import msgspec
from psycopg import IsolationLevel, sql
from psycopg.rows import tuple_row

from ...domain.foreign_words import system_words
from ...domain.problem import Conflict, Problem, Unavailable
from ..application import BEGINNING, Journal
from ..schema.row_faults import BrokenRule, broken_rules
from .backup_file import FORMAT, Held, Manifest, Portion, Progress, Writing
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
    is_readable,
    journal_format,
    without_limits,
)

# A portion has at most so many events, and bytes of bodies, or a single event: the server checks one at once.
AT_ONCE = 20_000
LARGEST = 64 * 1024 * 1024

PORTION: LiteralString = """
    SELECT coalesce(max(notification_id) FILTER (WHERE bytes <= %(bytes)s), min(notification_id), %(last)s) FROM (
        SELECT notification_id, sum(octet_length(state)) OVER (ORDER BY notification_id) AS bytes
        FROM sagsgang.stored_events WHERE notification_id BETWEEN %(first)s AND %(last)s
    ) AS counted"""
CLOCK: LiteralString = "SELECT clock_timestamp()"
END: LiteralString = "SELECT coalesce(max(notification_id), 0) FROM sagsgang.stored_events"
POSITION: LiteralString = """
    SELECT notification_id, recorded FROM sagsgang.stored_events
    WHERE (%(until)s::timestamptz IS NULL OR recorded <= %(until)s)
        AND (%(position)s::bigint IS NULL OR notification_id <= %(position)s)
    ORDER BY notification_id DESC LIMIT 1"""


class Extent(NamedTuple):
    """How much is kept: what was recorded by ``until`` (UTC), and up to ``position``; None: all."""

    until: datetime | None = None
    position: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all is kept."""
        return self.until is None and self.position is None

    def within(self, end: int) -> Extent:
        """The same of what ends at a position: a position at the end, or beyond it, leaves nothing out."""
        return self._replace(position=None) if self.position is not None and self.position >= end else self


class BackedUp(NamedTuple):
    """A backup that was written.

    left_out: tables beside the journal that the user may not read. rejections_left_out: how many came after the moment.
    broken: rules that its events break; it is written all the same, and no restore takes it.
    """

    path: Path
    manifest: Manifest
    left_out: list[str]
    rejections_left_out: int
    broken: list[BrokenRule]


def back_up(
    journal: Journal,
    to: Path,
    program: str,
    beside: Sequence[KeptTables] = (),
    moment: Extent = Extent(),  # noqa: B008  # it does not change
    progress: Progress | None = None,
) -> BackedUp:
    """Write a backup to a file that is not there yet, or under a name of its own into a folder that is.

    One snapshot is read, so all belongs together; nobody is kept waiting. program: the version that writes. The file
    is its owner's alone and appears under its name when it is whole. Raises Problem ``backup-exists``, ``not-written``.
    """
    into_folder = to.is_dir()
    if not into_folder and to.exists():
        raise _exists(to)
    with journal.connect() as connection, _draft(to, to if into_folder else to.parent) as (file, draft):
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            without_limits(connection)
            moment = moment.within(_end(connection))
            manifest = _begun(connection, moment, program)
            tables, left_out = _tables(connection, beside, moment)
            rejected = _rejected_by(moment)
            with Writing(file) as writing:
                held = [_held(writing, connection, table, manifest, rejected, progress) for table in tables]
                manifest = msgspec.structs.replace(manifest, tables=held)
                writing.finish(manifest)
            later = _count_rejections(connection) - next(one.rows for one in held if one.table == REJECTIONS)
            broken = broken_rules(connection, manifest.position)
        path = to / _name(manifest) if into_folder else to
        _keep(file, draft, path)
    return BackedUp(path, manifest, left_out, later, broken)


def _end(connection: Connection) -> int:
    """The journal's last position."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        [(end,)] = cursor.execute(END).fetchall()
    return int(end)


def _count_rejections(connection: Connection) -> int:
    with connection.cursor(row_factory=tuple_row) as cursor:
        [(count,)] = cursor.execute("SELECT count(*) FROM sagsgang.rejections").fetchall()
    return int(count)


def _rejected_by(moment: Extent) -> sql.Composable:
    """Which rejections belong to the moment. They have no position: up to the one that is named belongs what was rejected
    before the next event was recorded."""
    if moment.position is not None:
        return sql.SQL(
            "at < (SELECT recorded FROM sagsgang.stored_events WHERE notification_id > {} ORDER BY notification_id LIMIT 1)"
        ).format(sql.Literal(moment.position))
    if moment.until is not None:
        return sql.SQL("at <= {}").format(sql.Literal(moment.until))
    return sql.SQL("true")


def _begun(connection: Connection, moment: Extent, program: str) -> Manifest:
    """The manifest of a backup of which nothing is written yet."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        [(made_at,)] = cursor.execute(CLOCK).fetchall()
        last = cursor.execute(POSITION, moment._asdict()).fetchone()
    position, recorded = last or (0, None)
    return Manifest(
        format=FORMAT,
        program=program,
        journal=journal_format(connection),
        made_at=made_at.astimezone(UTC),
        position=position,
        recorded=recorded and recorded.astimezone(UTC),
        until=None if moment.is_whole else moment.until or recorded or BEGINNING,
        tables=[],
    )


def _tables(connection: Connection, beside: Sequence[KeptTables], moment: Extent) -> tuple[list[Kept], list[str]]:
    """What is kept, and the names of what is there and may not be read."""
    others = [kept for one in beside for kept in one.kept if moment.is_whole or not kept.of_the_whole]
    others = [kept for kept in others if columns(connection, kept.name)]
    readable = [kept for kept in others if is_readable(connection, kept.name)]
    return [*JOURNAL, *readable], [kept.name for kept in others if kept not in readable]


def _held(
    writing: Writing,
    connection: Connection,
    table: Kept,
    manifest: Manifest,
    rejected: sql.Composable,
    progress: Progress | None,
) -> Held:
    """Copy the rows of a table that belong to the moment. rejected: which rejections do."""
    names = columns(connection, table.name)
    portions = []
    if table.name == EVENTS:
        last = 0
        while last < manifest.position:
            first, last = last + 1, _end_of_portion(connection, last + 1, manifest.position)
            name = f"{table.name}/{first:012}"
            statement = copy_out(table, names, between(first, last))
            portions.append(_portion(writing, connection, name, statement, first, last))
            if progress is not None:
                progress(last, manifest.position)
    else:
        condition = rejected if table.name == REJECTIONS else sql.SQL("true")
        portions.append(_portion(writing, connection, table.name, copy_out(table, names, condition), None, None))
    return Held(table.name, names, portions)


def _end_of_portion(connection: Connection, first: int, position: int) -> int:
    """The last position of the portion that begins with ``first``."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(PORTION, {"bytes": LARGEST, "first": first, "last": min(first + AT_ONCE - 1, position)})
        [(last,)] = cursor.fetchall()
    return int(last)


def _portion(
    writing: Writing,
    connection: Connection,
    name: str,
    statement: sql.Composed,
    first: int | None,
    last: int | None,
) -> Portion:
    with connection.cursor() as cursor:

        def blocks() -> Generator[bytes]:
            with cursor.copy(statement) as copy:
                yield from map(bytes, copy)

        # Closed also where the disk takes no more: the server would go on sending, and nothing else could be said to it.
        with closing(blocks()) as copied:
            return writing.portion(name, copied, lambda: cursor.rowcount, first, last)


def _name(manifest: Manifest) -> str:
    """A name that says how far it goes and when it was made."""
    return f"sagsgang-{manifest.position}-{manifest.made_at:%Y%m%dT%H%M%SZ}.zip"


@contextmanager
def _draft(to: Path, folder: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file of its owner's alone, in the folder where the backup is to stand. Raises Problem ``not-written``."""
    try:
        number, name = tempfile.mkstemp(dir=folder, prefix=f".{to.name}.", suffix=".half")
        try:
            with os.fdopen(number, "wb") as file:
                yield file, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(to, error) from error


def _keep(file: IO[bytes], draft: Path, path: Path) -> None:
    """Give the draft its name, unless something has that name by now; on the disk when this returns."""
    file.flush()
    os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without second names
        if path.exists():
            raise _exists(path) from None
        draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _exists(path: Path) -> Problem:
    return Conflict(
        code="backup-exists",
        da=f"{path} findes allerede, og en sikkerhedskopi skriver ikke oven i noget. Vælg et andet navn.",
        en=f"{path} is there already, and a backup writes over nothing. Choose another name.",
    )


def _not_written(path: Path, error: OSError) -> Problem:
    return Unavailable(
        code="not-written",
        da=f"{path} kan ikke skrives: {system_words(error).da}. Vælg en anden fil.",
        en=f"{path} can't be written: {system_words(error).en}. Choose another file.",
    )
