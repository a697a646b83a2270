"""CSV as rows. A record that cannot be read, by a stray quote above all, never takes the next ones with it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from .csv_header import check_header, unreadable_header
from .lines import Line, read_lines
from .malformed import Malformed, not_utf8
from .mapping import LogMapping
from .records import Record
from .source import Source


class _Feed:
    """Gives the csv reader its lines, and remembers which of them the record at hand was read from."""

    def __init__(self, lines: Iterator[Line], encoding: str) -> None:
        self._lines = lines
        self._encoding = encoding
        self._again: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        if line.problem:
            raise line.problem
        if b"\0" in line.raw:
            raise _bad_row("indeholder tegnet NUL: fjern det", "holds the character NUL: remove it")
        try:
            return line.raw.decode(self._encoding)
        except UnicodeDecodeError:
            raise not_utf8(self._encoding) from None

    def reject(self, problem: Malformed) -> Record:
        """The record at hand is malformed. Its first line is to blame; those after it are read anew."""
        culprit, *innocent = self.taken
        self._again.extendleft(reversed(innocent))
        if innocent:
            problem = _open_quote()
        return Record(culprit.number, culprit.raw.rstrip(b"\r\n"), None, problem)

    def accept(self, row: dict[str, str]) -> Record:
        """The record at hand is a row."""
        first = self.taken[0]
        raw = first.raw if len(self.taken) == 1 else b"".join(line.raw for line in self.taken)
        return Record(first.number, raw.rstrip(b"\r\n"), row)


def read_csv_rows(source: Source, mapping: LogMapping, needed: frozenset[str]) -> Iterator[Record]:
    """The records under the header. Raises MappingError if the header lacks a needed column, or has one twice."""
    form = mapping.csv
    feed = _Feed(read_lines(source), form.encoding)
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
    empty, width = frozenset(mapping.empty) | {""}, len(header)
    while header:
        feed.taken.clear()
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield feed.reject(_open_quote())
        except Malformed as problem:
            yield feed.reject(problem)
        else:
            if len(values) == width:
                row = {name: value for name, place in read if (value := values[place]) not in empty}
                yield feed.accept(row)
            elif values:
                yield feed.reject(_wrong_width(len(values), width))


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
