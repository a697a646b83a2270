"""The file of a backup: a ZIP of the rows as PostgreSQL's COPY gives them, and a manifest that says what is in it.

Nothing but rows: the tables are made by the program that restores. Rows are in COPY's binary form, which is the same on
every machine and every version of PostgreSQL, so that equal rows are equal bytes. Every portion has its SHA-256.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple, Self
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812  # it is a class

import msgspec

from ...domain.foreign_words import system_words
from ...domain.problem import BadInput, Problem, Unknown

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 64 * 1024 * 1024  # bytes; it has some 200 for each 20,000 events
BLOCK = 1024 * 1024
# COPY's binary form: a signature, no flags, no extension; rows; and an end of -1 fields.
HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # from which a timestamptz counts its microseconds

# What reading a spoilt ZIP or manifest raises, and what of it a disk that fails does.
SPOILT = (
    *(BadZipFile, KeyError, EOFError, ZlibError, NotImplementedError, RuntimeError, ValueError, struct.error),
    *(OverflowError, OSError, msgspec.MsgspecError),
)

Progress = Callable[[int, int], None]


class Portion(msgspec.Struct, frozen=True):
    """Rows that were copied at once. first, last: positions, in the table of events; else None."""

    name: str
    rows: int
    bytes: int
    sha256: str
    first: int | None = None
    last: int | None = None


class Held(msgspec.Struct, frozen=True):
    """What is kept of a table: its columns, in their order, and its rows."""

    table: str
    columns: list[str]
    portions: list[Portion]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(portion.rows for portion in self.portions)


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself.

    journal: the format of the journal. position, recorded: of its last event in here. until: the moment as known at
    which it was made, or None for the whole; at a moment only the first ``position`` events are kept. UTC.
    """

    format: int
    program: str
    journal: str
    made_at: datetime
    position: int
    recorded: datetime | None
    until: datetime | None
    tables: list[Held]

    def held(self, table: str) -> Held | None:
        """What is kept of a table; None: nothing."""
        return next((held for held in self.tables if held.table == table), None)


class CopiedRow(NamedTuple):
    """A row of a portion: its fields as the server gave them, and all of its bytes."""

    fields: list[bytes | None]
    raw: bytes


class Writing:
    """A backup that is being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # One that failed is no backup whatever is in it: it has no manifest, and its file goes.
        with suppress(OSError, ValueError):
            self._zip.close()

    def portion(
        self, name: str, blocks: Iterator[bytes], rows: Callable[[], int], first: int | None, last: int | None
    ) -> Portion:
        """Write what COPY gives. rows: how many there were, asked at the end."""
        digest, size = sha256(), 0
        with self._zip.open(_entry(name), "w", force_zip64=True) as member:
            for block in blocks:
                digest.update(block)
                size += len(block)
                member.write(block)
        return Portion(name, rows(), size, digest.hexdigest(), first, last)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, and the ZIP's own list, without which nobody takes the file for whole."""
        self._zip.writestr(_entry(MANIFEST), msgspec.json.format(msgspec.json.encode(manifest)))
        self._zip.close()


class Backup:
    """A backup that was opened: its manifest, and its portions."""

    def __init__(self, path: Path, archive: ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._zip = archive

    def verify(self, progress: Progress | None = None) -> None:
        """Read every byte and compare it with the manifest. Raises Problem ``backup-damaged``."""
        portions = [portion for held in self.manifest.tables for portion in held.portions]
        total, done = sum(portion.bytes for portion in portions), 0
        for portion in portions:
            digest, size = sha256(), 0
            for block in self.blocks(portion):
                digest.update(block)
                size += len(block)
                if size > portion.bytes:
                    break
                if progress is not None:
                    progress(done + size, total)
            if (size, digest.hexdigest()) != (portion.bytes, portion.sha256):
                raise damaged(self.path, portion.name)
            done += size

    def blocks(self, portion: Portion) -> Iterator[bytes]:
        """The bytes of a portion. Raises Problem ``backup-damaged``."""
        with _damage_told(self.path, portion.name), self._zip.open(portion.name) as member:
            while block := member.read(BLOCK):
                yield block

    def rows(self, portion: Portion) -> Iterator[CopiedRow]:
        """The rows of a portion, one by one. Raises Problem ``backup-damaged``."""
        with _damage_told(self.path, portion.name), self._zip.open(portion.name) as member:
            if _exactly(member, len(HEAD)) != HEAD:
                raise damaged(self.path, portion.name)
            while (count := _exactly(member, 2)) != END:
                raw, fields = bytearray(count), list[bytes | None]()
                for _ in range(struct.unpack("!h", count)[0]):
                    length = _exactly(member, 4)
                    size = struct.unpack("!i", length)[0]
                    fields.append(None if size < 0 else _exactly(member, size))
                    raw += length + (fields[-1] or b"")
                yield CopiedRow(fields, bytes(raw))


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """A backup to read. Raises Problem ``no-backup``, ``backup-damaged``, ``backup-newer``."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Unknown(
            code="no-backup",
            da=f"{path} kan ikke læses: {system_words(error).da}. Nævn den fil, der er skrevet som sikkerhedskopi.",
            en=f"{path} can't be read: {system_words(error).en}. Name the file that was written as a backup.",
            see="backup",
        ) from None
    with file:
        with _damage_told(path, MANIFEST):
            archive = ZipFile(file)
            with archive.open(MANIFEST) as member:
                said = member.read(LARGEST_MANIFEST)
            found = msgspec.json.decode(said, type=_Format).format
            if found > FORMAT:
                raise newer(path, f"format {found}")
            manifest = msgspec.json.decode(said, type=Manifest)
        yield Backup(path, archive, manifest)


class _Format(msgspec.Struct, frozen=True):
    """What every manifest says, of whatever format."""

    format: int


def instant(field: bytes | None) -> datetime:
    """A field of the type timestamptz. UTC."""
    return EPOCH + timedelta(microseconds=number(field))


def number(field: bytes | None) -> int:
    """A field of the type bigint."""
    return int(struct.unpack("!q", field or b"")[0])


def damaged(path: Path, name: str) -> Problem:
    """That a backup does not hold what was written."""
    return BadInput(
        code="backup-damaged",
        da=f"{path} er ikke en hel sikkerhedskopi: {name} mangler eller er ikke, som den blev skrevet. Intet er indlæst. "
        "Hent filen igen, eller brug en anden sikkerhedskopi.",
        en=f"{path} is not a whole backup: {name} is missing or not as it was written. Nothing was restored. Fetch the "
        "file again, or use another backup.",
    )


def newer(path: Path, what: str) -> Problem:
    """That a backup was written by a newer program."""
    return BadInput(
        code="backup-newer",
        da=f"{path} er skrevet af en nyere sagsgang ({what}). Brug den, eller en senere.",
        en=f"{path} was written by a newer sagsgang ({what}). Use that, or a later one.",
    )


def _entry(name: str) -> ZipInfo:
    """A member with no date and no owner: the manifest says when, and the same rows are the same bytes."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _exactly(member: IO[bytes], size: int) -> bytes:
    found = member.read(size)
    if len(found) != size:
        raise EOFError
    return found


@contextmanager
def _damage_told(path: Path, name: str) -> Iterator[None]:
    """Whatever a spoilt file makes of the reading is told as what it is."""
    try:
        yield
    except SPOILT:
        raise damaged(path, name) from None
