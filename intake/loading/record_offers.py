"""From the records of a log to what each offers the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from ...domain.problem import Problem
from ..event.event_types import KnownTypes
from ..event.input_problems import at_line
from ..event.offer import Offer
from ..event.sheaf import Sheaf
from ..mapping.mapping import LogMapping, reading_all
from ..mapping.template import LogRow
from ..reading.external_sort import CHUNK, Sorting
from ..reading.present import Present
from ..reading.progress import Reporter
from ..reading.records import Record
from ..reading.remarks import ImportRemarks
from ..reading.rows import read_rows, read_sheaves
from ..reading.source import Source
from ..translation.carried import CarryKey, compile_carry_key
from ..translation.casting import Castable
from ..translation.derived import compile_columns
from ..translation.translator import Mapped, Translator, columns_of

_LOGS = 40  # bits of a record's place below the number of its log


class Placed(NamedTuple):
    """A record, the file that it stands in, and its number among those of all logs."""

    place: int
    origin: str
    line: int
    raw: bytes
    row: LogRow


class Reading(NamedTuple):
    """How the records of logs are read.

    known: the published case types. now: the present, aware; or one that goes on while rows are read, which may take days.
    chunk: how many records are in memory at a time, where they are sorted. columns: gets those that hold something and that
    no mapping names. remarks: what is to be said of the files and of what they fill is noted there. sheaves: whether
    records may come in sheaves.
    """

    known: KnownTypes
    now: datetime | Present
    chunk: int = CHUNK
    columns: set[str] | None = None
    remarks: ImportRemarks | None = None
    sheaves: bool = False


def offers_of(
    mapping: LogMapping, paths: Sequence[Path], reading: Reading, number: int, report: Reporter
) -> Iterator[Offer | Sheaf]:
    """What each record of ``paths`` offers, in the order of the files, or, where values are carried, in the order in
    which they are.

    number: of the log among those that are imported together. Raises MappingError before the first record is read.
    """
    translator = Translator(mapping, known=reading.known, now=reading.now)
    if reading.remarks:
        reading.remarks.of_columns(columns_of(mapping))
    castable = translator.castable() if reading.sheaves and reading.columns is None else None
    records = _records(mapping, paths, report, number << _LOGS, reading.columns, reading.remarks, castable)
    if mapping.carry is not None:
        records = _to_carry(mapping, records, reading.chunk)
    offers = offers_from(translator, records)
    return reading.remarks.of_offers(offers) if reading.remarks else offers


def _records(
    mapping: LogMapping,
    paths: Sequence[Path],
    report: Reporter,
    first: int,
    unused: set[str] | None,
    remarks: ImportRemarks | None,
    castable: Castable | None = None,
) -> Iterator[Placed | Offer | Sheaf]:
    needed, complete = columns_of(mapping), compile_columns(mapping) if mapping.columns else None
    read_as = mapping if unused is None else reading_all(mapping)
    place = first
    for path in paths:
        with Source(path) as source:
            origin = source.origin
            told = False
            if castable is None:
                found: Iterator[Record | Sheaf] = read_rows(source, read_as, needed, remarks)
            else:
                found = read_sheaves(source, read_as, needed, castable, remarks)
            for record in found:
                if not told and source.heading:
                    told = True
                    yield Offer(origin, 1, source.heading, read=0, heading=True)
                if isinstance(record, Sheaf):
                    report.several_of(source, record.read)
                    yield record._replace(origin=origin, place=place)
                    place += record.read
                    continue
                report.one_of(source)
                if unused is not None and record.row is not None:
                    unused |= record.row.keys() - needed
                line, raw, row, problem = record if complete is None else complete(record)
                if problem:
                    yield Offer(origin, line, raw or record.kept(), problem=at_line(problem, line), place=place)
                else:
                    yield _new(Placed, (place, origin, line, raw or record.kept(), row or {}))
                place += 1
            report.end_of(source)


def _to_carry(
    mapping: LogMapping, records: Iterator[Placed | Offer | Sheaf], chunk: int
) -> Iterator[Placed | Offer | Sheaf]:
    """The records by what holds them together, and by time."""
    assert mapping.carry is not None
    key = compile_carry_key(mapping, mapping.carry)

    def keyed(placed: Placed) -> tuple[CarryKey, int]:
        return key(placed.row), placed.place

    with Sorting(keyed, _encode, _decode, chunk=chunk, weigh=lambda placed: len(placed.raw)) as waiting:
        for record in records:
            if isinstance(record, Placed):
                waiting.add(record)
            else:
                yield record
        yield from waiting


def offers_from(translator: Translator, records: Iterator[Placed | Offer | Sheaf]) -> Iterator[Offer | Sheaf]:
    for record in records:
        if not isinstance(record, Placed):
            yield record
            continue
        place, origin, line, raw, row = record
        try:
            mapped = translator.translate(row)
        except Problem as problem:
            yield Offer(origin, line, raw, problem=at_line(problem, line), place=place)
            continue
        if mapped.recorded is None or not mapped.entries:
            # Every record comes by here: by a tuple's own way of being made, which takes a quarter of the time.
            entries, rules, _, bids, order, name = mapped
            yield _new(
                Offer, (origin, line, raw, entries, None, None, place, rules, (), 1, order, name, False, bids)
            )
        else:
            yield from _by_registration(record, mapped)


def _by_registration(record: Placed, mapped: Mapped) -> Iterator[Offer]:
    """The record's offer; one for each time of registration where its events have several. Counted once."""
    assert mapped.recorded is not None
    entries = mapped.entries
    for number, (recorded, group) in enumerate(
        groupby(sorted(range(len(entries)), key=mapped.recorded.__getitem__), mapped.recorded.__getitem__)
    ):
        indices = list(group)
        yield Offer(
            record.origin,
            record.line,
            record.raw,
            [entries[index] for index in indices],
            recorded=recorded,
            place=record.place,
            rules=[mapped.rules[index] for index in indices],
            read=0 if number else 1,
            order=mapped.order,
            name=mapped.name,
            bids=() if number else mapped.bids,
        )


_new = tuple.__new__
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Placed).decode
