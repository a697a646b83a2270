"""Another system's list of cases, as CSV: which cases it has and what it says of them.

A line that cannot be used is told with its number and its reason, and never stops the good ones beside it. What
looks like a person's number is refused, wherever it stands: it must not come into the journal by this door.
"""

from __future__ import annotations

import codecs
import csv
import re
import sys
from collections.abc import Collection
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import msgspec

from ...domain.foreign_words import system_words
from ...domain.person_number import is_written_in, may_stand_in
from ...domain.problem import BadInput, Problem
from ...domain.text import Text
from ..event.bounds import LARGEST_LIST, MOST_OF_A_LIST
from ..event.input_problems import Malformed
from ..event.reference import case_reference
from ..mapping.mapping import Csv, LogMapping
from .csv_rows import read_csv_rows
from .records import Record
from .source import STDIN, Source, UnreadableFile

DELIMITERS = ";,\t|"
_QUOTED = re.compile(r'"[^"]*"?')
LONGEST_VALUE = 200


class ListRow(NamedTuple):
    """A case that the other system has. line: in the file, from 1. values: column to value; an empty one is left out."""

    line: int
    key: str
    values: dict[str, str]


class BadLine(msgspec.Struct, kw_only=True):
    """A line that could not be used, and why."""

    line: int
    code: str
    reason: Text


class OtherList(NamedTuple):
    """What was read. lines: good and bad, without the header. digest: SHA-256 of the file, in hexadecimal.

    key: the column of the case's reference. encoding, delimiter: as said, or as found.
    """

    rows: list[ListRow]
    bad: list[BadLine]
    lines: int
    digest: str
    key: str
    encoding: str
    delimiter: str


def contents_of(path: Path) -> bytes:
    """A list as it lies on disk, as far as it can be read at all; ``-`` is standard input. Raises UnreadableFile."""
    if str(path) == STDIN:
        return sys.stdin.buffer.read(LARGEST_LIST + 1)
    if not path.is_file():
        raise UnreadableFile(
            da=f"Listen {path} findes ikke, eller er ingen fil.", en=f"There is no list {path}, or it is no file."
        )
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_LIST + 1)
    except OSError as error:
        raise UnreadableFile(
            da=f"{path} kan ikke læses: {system_words(error).da}.",
            en=f"{path} can't be read: {system_words(error).en}.",
        ) from None


def read_list(
    content: bytes,
    name: str,
    *,
    key: str | None = None,
    columns: Collection[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
) -> OtherList:
    """The list in a CSV file of this name (gzip or not). key: the column of the reference; None: the first one.

    columns: others. encoding, delimiter: None finds them out. Raises Problem ``empty-list``, ``unknown-encoding``,
    ``damaged-file``, ``wrong-file``, ``list-too-large``; and MappingError where a column is not there.
    """
    data = _unpacked(content, name)
    if b"\r" in data and b"\n" not in data:  # the line ends of old Macs, and of some spreadsheets still
        data = data.replace(b"\r", b"\n")
    found = encoding or _encoding_of(data)
    _check_encoding(found, data)
    header = data.removeprefix(codecs.BOM_UTF8).split(b"\n", 1)[0].decode(found, errors="replace").rstrip("\r")
    if not header.strip():
        raise BadInput(
            code="empty-list",
            da=f"{name} begynder ikke med en linje med kolonnenavne.",
            en=f"{name} does not begin with a line of column names.",
        )
    mark = delimiter or max(DELIMITERS, key=_QUOTED.sub("", header).count)
    key = key or _first_column(header, mark)
    mapping = LogMapping(source=name, csv=Csv(delimiter=mark, encoding=found), rules=())
    rows: dict[str, ListRow] = {}
    bad: list[BadLine] = []
    lines = 0
    with Source(BytesIO(data), name) as source:
        for record in read_csv_rows(source, mapping, frozenset({key, *columns})):
            lines += 1
            if lines > MOST_OF_A_LIST:
                raise _too_large(name)
            try:
                row = _row(record, key)
                _is_new(row, rows)
            except Malformed as problem:
                bad.append(BadLine(line=record.line, code=problem.code, reason=problem.text))
            else:
                rows[row.key] = row
    return OtherList(list(rows.values()), bad, lines, sha256(content).hexdigest(), key, found, mark)


def _too_large(name: str) -> Problem:
    most = LARGEST_LIST >> 20
    return BadInput(
        code="list-too-large",
        da=f"Listen {name} er for stor: højst {most} MiB pakket ud og {MOST_OF_A_LIST} linjer. Del den, fx efter enhed, og "
        "afgræns sagerne på samme måde.",
        en=f"The list {name} is too large: at most {most} MiB unpacked, and {MOST_OF_A_LIST} lines. Split it, by unit for "
        "example, and narrow the cases down alike.",
    )


def _first_column(header: str, delimiter: str) -> str:
    """Raises Problem ``empty-list`` where the line is none of columns."""
    try:
        return next(csv.reader([header], delimiter=delimiter))[0]
    except csv.Error:
        raise BadInput(
            code="empty-list",
            da="Listens første linje kan ikke læses som kolonnenavne: gem den som CSV med almindelige linjeskift.",
            en="The list's first line can't be read as column names: save it as CSV with ordinary line ends.",
        ) from None


def _unpacked(content: bytes, name: str) -> bytes:
    with Source(BytesIO(content), name) as source:
        data = source.stream.read(LARGEST_LIST + 1)
        if len(data) > LARGEST_LIST:
            raise _too_large(name)
        if source.damage:  # what is missing in a part of a list is missing nowhere
            raise source.damage
    return data


def _row(record: Record, key: str) -> ListRow:
    """Raises Malformed where the record is no row, or has no reference that can be kept, or holds a person's number."""
    if record.problem is not None:
        raise record.problem
    values = {name: " ".join(value.split()) for name, value in (record.row or {}).items()}
    case = values.pop(key, "")
    if not case:
        raise Malformed(
            code="no-key",
            da=f"Linjen har intet i kolonnen {key}: skriv sagens nummer.",
            en=f"The line has nothing in the column {key}: write the case's number.",
        )
    if is_written_in(case):
        raise Malformed(
            code="personal-key",
            da=f"Kolonnen {key} ligner et CPR-nummer: dan listen med sagens nummer i stedet.",
            en=f"The column {key} looks like a CPR number: make the list with the case's number instead.",
        )
    for name, value in values.items():
        if may_stand_in(value):
            raise Malformed(
                code="personal-value",
                da=f"Kolonnen {name} ligner et CPR-nummer og sammenlignes ikke: udelad den.",
                en=f"The column {name} looks like a CPR number and is not compared: leave it out.",
            )
        if len(value) > LONGEST_VALUE:
            raise Malformed(
                code="too-large",
                da=f"Kolonnen {name} er længere end {LONGEST_VALUE} tegn og sammenlignes ikke.",
                en=f"The column {name} is longer than {LONGEST_VALUE} characters and is not compared.",
            )
    return ListRow(
        record.line, case_reference(case, key), {name: value for name, value in values.items() if value}
    )


def _is_new(row: ListRow, rows: dict[str, ListRow]) -> None:
    """A case that stands in the list twice counts as its first line says. Raises Malformed."""
    before = rows.get(row.key)
    if before is not None:
        raise Malformed(
            code="duplicate-key",
            da=f"Sagen står allerede i linje {before.line}; den linje gælder.",
            en=f"The case stands in line {before.line} already; that line counts.",
        )


def _encoding_of(data: bytes) -> str:
    """UTF-8, unless most of the lines that could tell are not; then that of western Windows."""
    telling = [line for line in data.split(b"\n") if not line.isascii()]
    broken = sum(not _is_utf8(line) for line in telling)
    return "cp1252" if broken * 2 > len(telling) else "utf-8"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _check_encoding(name: str, data: bytes) -> None:
    """Lines are told apart as bytes, so an encoding must hold ASCII as it is. Raises Problem ``unknown-encoding``."""
    try:
        known = "a;\n".encode(name) == b"a;\n"
    except (LookupError, UnicodeError):
        known = False
    if not known or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput(
            code="unknown-encoding",
            da="Listens tegnsæt kan ikke bruges: gem den som UTF-8, eller sig tegnsættet cp1252.",
            en="The list's encoding can't be used: save it as UTF-8, or say the encoding cp1252.",
        )
