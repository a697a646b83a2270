"""Bringing files into the journal: foreign logs through a mapping, and CloudEvents as JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from ..journal.application import Journal
from .cloudevents import read_cloudevent
from .event_types import Known
from .landing import BATCH, Landing, Offer, Tally
from .lines import read_lines
from .malformed import Malformed
from .mapped import Translator, columns_of
from .mapping import LogMapping, MappingError
from .records import Record
from .registration_order import CHUNK, Registered, in_order
from .rows import read_rows
from .source import Source, total_bytes

Progress = Callable[[int], None]
"""Called now and then with the bytes read so far of all files together; ``source.total_bytes`` is its end."""

_REPORTED = 1_000  # records between two reports


def append_events(
    journal: Journal,
    path: Path | BinaryIO,
    *,
    known: Known,
    now: datetime,
    zone: ZoneInfo,
    rejections_file: Path,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> Tally:
    """Append the CloudEvents of a file, of standard input (``-``) or of a stream; gzip or not.

    known: the published case types. now: the present, aware. zone: the local time of date-only facts.
    rejections_file: written, over an older one, if a record is rejected. Raises Unreadable.
    """
    with Source(path) as source, Landing(journal, rejections_file, batch) as landing:
        report = _Reporter(progress)
        for line in read_lines(source):
            raw = line.raw.strip()
            if not raw and not line.problem:
                continue
            report.one_of(source)
            try:
                if line.problem:
                    raise line.problem
                entry = read_cloudevent(raw, known=known, now=now, zone=zone)
            except Malformed as problem:
                landing.take(Offer(source.origin, line.number, raw, problem=problem))
            else:
                landing.take(Offer(source.origin, line.number, raw, [entry]))
        report.end_of(source)
    return landing.tally


def import_log(
    journal: Journal,
    mapping: LogMapping,
    paths: Sequence[Path],
    *,
    known: Known,
    now: datetime,
    rejections_file: Path,
    progress: Progress | None = None,
    batch: int = BATCH,
    chunk: int = CHUNK,
) -> Tally:
    """Import the rows of ``paths``, read as one log in the order given.

    Where the mapping says when rows were registered, all are sorted by it first, ``chunk`` of them in memory at a
    time. Other words as in ``append_events``. Raises Unreadable, MappingError, and Problem as ``Journal.append``.
    """
    total_bytes(paths)  # raises before anything lands if a file is missing
    translator = Translator(mapping, known=known, now=now)
    if translator.looks_ahead:
        _look_ahead(translator, mapping, paths)
    offers = _offers(translator, mapping, paths, _Reporter(progress))
    with Landing(journal, rejections_file, batch) as landing:
        for offer in offers if mapping.recorded is None else _by_registration(offers, landing, chunk):
            landing.take(offer)
    return landing.tally


def _by_registration(offers: Iterator[Offer], landing: Landing, chunk: int) -> Iterator[Offer]:
    """The offers that hold entries, by the time of registration; the others land as they come."""

    def registered() -> Iterator[Registered]:
        for place, offer in enumerate(offers):
            if offer.recorded is None:
                landing.take(offer)
            else:
                yield Registered(offer.recorded, place, offer.origin, offer.line, offer.raw, list(offer.entries))

    for record in in_order(registered(), chunk):
        yield Offer(record.origin, record.line, record.raw, record.entries, recorded=record.recorded)


def _offers(
    translator: Translator, mapping: LogMapping, paths: Sequence[Path], report: _Reporter
) -> Iterator[Offer]:
    for place, (source, record) in enumerate(_records(mapping, paths, report)):
        try:
            if record.problem:
                raise record.problem
            mapped = translator.translate(place, record.row or {})
        except Malformed as problem:
            yield Offer(source.origin, record.line, record.kept(), problem=problem)
        else:
            yield Offer(source.origin, record.line, record.kept(), mapped.entries, recorded=mapped.recorded)


def _look_ahead(translator: Translator, mapping: LogMapping, paths: Sequence[Path]) -> None:
    """The first of two readings: which row is the last of its kind in its case."""
    if pipe := next((path for path in paths if not path.is_file()), None):
        raise MappingError(
            da=f'only = "last" læser filen to gange, og {pipe} er ingen almindelig fil: gem den først',
            en=f'only = "last" reads the file twice, and {pipe} is no ordinary file: save it first',
        )
    for place, (_, record) in enumerate(_records(mapping, paths, _Reporter(None))):
        if record.row is not None:
            translator.look_ahead(place, record.row)


def _records(mapping: LogMapping, paths: Sequence[Path], report: _Reporter) -> Iterator[tuple[Source, Record]]:
    needed = columns_of(mapping)
    for path in paths:
        with Source(path) as source:
            for record in read_rows(source, mapping, needed):
                report.one_of(source)
                yield source, record
            report.end_of(source)


class _Reporter:
    """Says how many bytes have been read, every now and then."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._records = 0
        self._before = 0

    def one_of(self, source: Source) -> None:
        """One record more has been read of ``source``."""
        self._records += 1
        if self._progress and self._records % _REPORTED == 0:
            self._progress(self._before + source.consumed())

    def end_of(self, source: Source) -> None:
        """All of ``source`` has been read."""
        self._before += source.consumed()
        if self._progress:
            self._progress(self._before)
