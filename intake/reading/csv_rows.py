"""CSV as rows. A record that cannot be read, by a stray quote above all, never takes the next ones with it."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..event.bounds import LONGEST
from ..event.input_problems import Malformed, not_utf8, too_large
from ..event.sheaf import Sheaf
from ..mapping.mapping import Csv, LogMapping
from ..translation.casting import Castable, Casting
from .csv_header import check_header, unreadable_header
from .lines import FileLine, FileLines
from .records import Record
from .remarks import ImportRemarks
from .source import Source

# A record is no longer, so neither is a value.
csv.field_size_limit(LONGEST)

# Character sets in which a line is read alike alone and among others: none keeps a state, and the line end is its own.
_ALIKE = re.compile(r"utf-8|ascii|iso8859-\d+|cp\d+|mac-\w+|koi8-\w+")


class _Ready(NamedTuple):
    """Lines as bytes and as text, without their ends. first: the number of the first."""

    first: int
    raws: Sequence[bytes]
    texts: Sequence[str]


class _Feed:
    """Gives the csv reader its lines, and remembers which of them the record at hand was read from."""

    def __init__(self, lines: FileLines, form: Csv) -> None:
        self._lines = lines
        self._encoding = form.encoding
        self._quote = form.quote
        self._by_blocks = _ALIKE.fullmatch(codecs.lookup(form.encoding).name) is not None
        self._again: deque[FileLine] = deque()
        self.taken: list[FileLine] = []
        self._size = 0  # of what was taken

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self._size += len(line.raw)
        if line.problem:
            raise line.problem
        if self._size > LONGEST and len(self.taken) > 1:
            raise too_large(LONGEST, "Rækken", "The row")
        if b"\0" in line.raw:
            raise _bad_row("indeholder tegnet NUL: fjern det", "holds the character NUL: remove it")
        try:
            return line.raw.decode(self._encoding)
        except UnicodeDecodeError:
            raise not_utf8(self._encoding) from None

    def begin(self) -> None:
        """The next record begins."""
        self.taken.clear()
        self._size = 0

    def reject(self, problem: Malformed) -> Record:
        """The record at hand is malformed. Its first line is to blame; those after it are read anew."""
        culprit, *innocent = self.taken
        self._again.extendleft(reversed(innocent))
        if innocent:
            problem = _open_quote()
        return Record(culprit.number, culprit.raw.rstrip(b"\r\n"), None, problem)

    def ready(self) -> _Ready | None:
        """The lines that lie ready, if each of them is a record, as those without a quote are. Else none."""
        if self._again or not self._by_blocks:
            return None
        raws = self._lines.ready()
        first = self._lines.number - len(raws) + 1
        try:
            text = b"\n".join(raws).decode(self._encoding)
        except UnicodeDecodeError:
            text = self._quote
        texts = text.split("\n")
        if self._quote in text or "\0" in text or len(texts) != len(raws):
            self._again.extend(FileLine(number, raw + b"\n") for number, raw in enumerate(raws, first))
            return None
        return _Ready(first, raws, texts)

    def only_line(self) -> tuple[int, bytes] | None:
        """The number and the bytes of the line that the record at hand is; None if it is several."""
        if len(self.taken) > 1:
            return None
        return self.taken[0].number, self.taken[0].raw.rstrip(b"\r\n")

    def accept(self, row: dict[str, str]) -> Record:
        """The record at hand is a row."""
        first = self.taken[0]
        raw = first.raw if len(self.taken) == 1 else b"".join(line.raw for line in self.taken)
        return Record(first.number, raw.rstrip(b"\r\n"), row)


def read_csv_rows(source: Source, mapping: LogMapping, needed: frozenset[str]) -> Iterator[Record]:
    """The records under the header. Raises MappingError if the header lacks a needed column, or has one twice."""
    for record in _read(source, mapping, needed, lambda header, shape: None):
        assert isinstance(record, Record)
        yield record


def read_csv_sheaves(
    source: Source, mapping: LogMapping, needed: frozenset[str], castable: Castable, remarks: ImportRemarks | None
) -> Iterator[Record | Sheaf]:
    """The same, with those records in sheaves that can be cast."""
    return _read(
        source,
        mapping,
        needed,
        lambda header, shape: Casting(castable, header, shape.row_of, shape.empty, remarks),
    )


def _read(
    source: Source,
    mapping: LogMapping,
    needed: frozenset[str],
    casting_of: Callable[[Sequence[str], _Shape], Casting | None],
) -> Iterator[Record | Sheaf]:
    form = mapping.csv
    feed = _Feed(FileLines(source), form)
    reader = csv.reader(feed, delimiter=form.delimiter, quotechar=form.quote, strict=True)
    try:
        header = next(reader, [])
    except (csv.Error, Malformed) as error:
        if source.damage is None:
            raise unreadable_header(feed.taken, form, source.origin, error) from None
        yield Record(1, b"", None, source.damage)
        return
    check_header(header, feed.taken, form, source.origin, needed)
    source.heading = b"".join(line.raw for line in feed.taken).rstrip(b"\r\n")
    read = [(name, place) for place, name in enumerate(header) if mapping.reads_whole_rows or name in needed]
    shape = _Shape(read, frozenset(mapping.empty) | {""}, len(header))
    casting = casting_of(header, shape) if header else None
    while header:
        if lines := feed.ready():
            yield from shape.records_of(lines, form, casting)
        feed.begin()
        try:
            record = shape.record_of(next(reader), feed, casting)
        except StopIteration:
            break
        except csv.Error:
            record = feed.reject(_open_quote())
        except Malformed as problem:
            record = feed.reject(problem)
        if casting is not None and (record or casting.is_full):
            yield from casting.given()
        if record:
            yield record
    if casting is not None:
        yield from casting.given()


class _Shape(NamedTuple):
    """What is read of each record: columns by name and place, but for values that mean none. width: of the header."""

    read: list[tuple[str, int]]
    empty: frozenset[str]
    width: int

    def row_of(self, values: Sequence[str]) -> dict[str, str]:
        return {name: value for name, place in self.read if (value := values[place]) not in self.empty}

    def record_of(self, values: Sequence[str], feed: _Feed, casting: Casting | None) -> Record | None:
        """The record at hand; None if it is none, or was cast."""
        if len(values) == self.width:
            line = feed.only_line() if casting is not None else None
            if casting is not None and line is not None and casting.take(*line, values):
                return None
            return feed.accept(self.row_of(values))
        return feed.reject(_wrong_width(len(values), self.width)) if values else None

    def records_of(self, lines: _Ready, form: Csv, casting: Casting | None) -> Iterator[Record | Sheaf]:
        """The records of lines without a quote: one each, whatever is wrong with it; in sheaves those that are cast."""
        read, empty, width = self
        reader = csv.reader(lines.texts, delimiter=form.delimiter, quotechar=form.quote, strict=True)
        for number, raw in enumerate(lines.raws, lines.first):
            kept = raw.rstrip(b"\r")
            try:
                values = next(reader)
            except csv.Error:
                record = Record(number, kept, None, _open_quote())
            else:
                if len(values) == width:
                    if casting is not None and casting.take(number, kept, values):
                        continue
                    # As ``row_of``, written out: most rows of most files come by here.
                    record = Record(
                        number,
                        kept,
                        {name: value for name, place in read if (value := values[place]) not in empty},
                    )
                elif values:
                    record = Record(number, kept, None, _wrong_width(len(values), width))
                else:
                    continue
            if casting is not None:
                yield from casting.given()
            yield record
        if casting is not None and casting.is_full:
            yield from casting.given()


def _bad_row(da: str, en: str) -> Malformed:
    return Malformed(code="bad-row", da=f"Rækken {da}.", en=f"The row {en}.")


def _open_quote() -> Malformed:
    return _bad_row(
        "har et anførselstegn, der ikke lukkes rigtigt: fordobl tegnet, eller ret [csv] i kortlægningen",
        "has a quote that is not closed properly: double it, or mend [csv] in the mapping",
    )


def _wrong_width(found: int, wanted: int) -> Malformed:
    return _bad_row(
        f"har {found} kolonner, ikke {wanted} som første linje: se efter skilletegn i en værdi",
        f"has {found} columns, not {wanted} as the first line: look for a delimiter within a value",
    )
