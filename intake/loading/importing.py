"""Bringing files into the journal: foreign logs through a mapping, and CloudEvents as JSON lines."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from ...casework.going_live import GoingLive
from ...journal.admission import Late
from ...journal.application import Journal
from ..event.cloudevents import read_cloudevent
from ..event.event_types import KnownTypes
from ..event.input_problems import Malformed
from ..event.offer import Offer
from ..event.sheaf import Sheaf
from ..mapping.mapping import LogMapping, MappingError
from ..reading.external_sort import CHUNK
from ..reading.lines import read_lines
from ..reading.present import Present
from ..reading.progress import BytesRead, Reporter
from ..reading.remarks import ImportRemarks
from ..reading.source import Source, total_bytes
from .amendments import Amendments
from .append_batches import BATCH, Landing, Tally
from .choices import Choices, prepared
from .event_store import EventStore
from .imported_files import Before, digest_of, imported_before, keep_imported
from .reading_logs import Log, offers_to_land
from .record_offers import Reading

_OBJECTS_BETWEEN = 100_000  # made before cycles are looked for; the usual is 700


def append_events(
    journal: Journal,
    path: Path | BinaryIO,
    *,
    known: KnownTypes,
    now: datetime | None = None,
    zone: ZoneInfo,
    rejections_file: Path | None,
    remarks: ImportRemarks | None = None,
    progress: BytesRead | None = None,
    batch: int = BATCH,
    live: bool = False,
) -> Tally:
    """Append the CloudEvents of a file, of standard input (``-``) or of a stream; gzip or not.

    known: the published case types. now: the present, aware; None: the journal's clock, read per batch. zone: the
    local time of date-only facts. rejections_file: written, over an older one, if a record is rejected. remarks: what
    else is to be said is noted there. live: the first event that is taken puts the journal live. Raises UnreadableFile.
    """
    store = GoingLive(journal) if live else journal
    with collected_seldom(), Source(path) as source, Landing(store, rejections_file, batch) as landing:
        report = Reporter(progress)
        present = now or journal.clock()
        for line in read_lines(source):
            raw = line.raw.strip()
            if not raw and not line.problem:
                continue
            report.one_of(source)
            try:
                if line.problem:
                    raise line.problem
                entry = read_cloudevent(raw, known=known, now=present, zone=zone)
            except Malformed as problem:
                began = landing.take(Offer(source.origin, line.number, raw, problem=problem))
            else:
                if remarks:
                    remarks.of_event(entry.event)
                began = landing.take(Offer(source.origin, line.number, raw, [entry]))
            if began:
                present = now or journal.clock()
        if remarks:
            remarks.of_source(source, empty=landing.tally.read == 0)
        report.end_of(source)
    return landing.tally


def import_log(
    journal: Journal,
    mapping: LogMapping,
    paths: Sequence[Path],
    *,
    known: KnownTypes,
    now: datetime | Present,
    rejections_file: Path | None,
    also: Sequence[Log] = (),
    remarks: ImportRemarks | None = None,
    progress: BytesRead | None = None,
    batch: int = BATCH,
    chunk: int = CHUNK,
    late: Late = "refuse",
) -> Tally:
    """Import the rows of ``paths``, read as one log in the order given.

    now: the present, aware; or one that goes on while rows are read, which may take days. also: other logs that are merged
    in by their times of registration, which all of them must then say. Other words as in ``land_logs`` and
    ``append_events``. Raises UnreadableFile, MappingError, and Problem as ``Journal.append``.
    """
    logs = [Log(mapping, paths), *also]
    _check_mergeable(logs)
    if remarks:
        remarks.of_attributes([log.mapping for log in logs])
    remembers = prepared(journal)
    digest = digest_of(logs) if remembers else None
    if digest is not None and (before := imported_before(journal, digest)):
        if progress:
            progress(total_bytes([path for log in logs for path in log.paths]) or 0)
        return Tally(before.records, 0, before.events, 0, None)
    began = journal.head().position
    tally = land_logs(
        journal,
        logs,
        Reading(known, now, chunk, remarks=remarks),
        choices=Choices(journal, remembered=remembers) if any(log.chooses for log in logs) else None,
        rejections_file=rejections_file,
        progress=progress,
        batch=batch,
        late=late,
    )
    if digest is not None and not (tally.rejected or tally.corrected or (remarks and remarks.of_files)):
        keep_imported(journal, digest, began, Before(tally.read, tally.appended + tally.duplicates))
    return tally


def land_logs(
    store: EventStore,
    logs: Sequence[Log],
    reading: Reading,
    *,
    choices: Choices | None,
    rejections_file: Path | None = None,
    progress: BytesRead | None = None,
    batch: int = BATCH,
    late: Late = "refuse",
) -> Tally:
    """Land logs in a journal or a rehearsal.

    choices: of earlier imports. late: what becomes of a time of registration before the journal's last. Raises
    UnreadableFile, MappingError, and Problem as ``Journal.append``.
    """
    _check_mergeable(logs)
    total_bytes([path for log in logs for path in log.paths])  # raises before anything lands if a file is missing
    zones = {log.mapping.source: log.mapping.time_zone for log in logs}
    with (
        collected_seldom(),
        Amendments(store, zones, now=reading.now, choices=choices) as amendments,
        Landing(store, rejections_file, batch, amender=amendments, late=late) as landing,
        offers_to_land(logs, reading._replace(sheaves=True), progress) as offers,
    ):
        for offer in offers:
            if isinstance(offer, Sheaf):
                landing.take_sheaf(offer)
            else:
                amendments.saw(offer.name)
                landing.take(offer)
        amendments.settle(landing)
    return landing.tally


@contextmanager
def collected_seldom() -> Iterator[None]:
    """An import makes millions of small objects and hardly a cycle: looking for cycles as often as usual costs a fifth."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _check_mergeable(logs: Sequence[Log]) -> None:
    if len(logs) > 1 and not all(log.mapping.says_recorded for log in logs):
        raise MappingError(
            da="logge flettes efter deres registreringstidspunkter: skriv recorded i hver kortlægning, eller importér "
            "dem hver for sig",
            en="logs are merged by their times of registration: write recorded in each mapping, or import them one by "
            "one",
        )
