"""Bringing files into the journal: events as CloudEvents, foreign logs through a mapping, and what an import would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec

from ..domain.text import Text
from ..intake.definitions.written_file import WrittenFile
from ..intake.event.event_types import known_by
from ..intake.loading import import_check, importing
from ..intake.loading.reading_logs import Log
from ..intake.mapping.mapping_file import located, parse_mapping
from ..intake.reading.present import Present
from ..intake.reading.progress import BytesRead
from ..intake.reading.remarks import ImportRemark, ImportRemarks, declared_by
from ..intake.reading.source import total_bytes
from .moments import zone_of
from .operation_help import told
from .session import Session, stands_at


class AppendAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How the events of a file are read."""

    zone: Annotated[str, told("Tidszone for rene datoer.", "Time zone of plain dates.")] = "Europe/Copenhagen"


class ImportAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How the rows of a log are read."""

    mapping: Annotated[WrittenFile, told("Mappingfilen.", "The mapping file.")]
    merge: Annotated[
        tuple[WrittenFile, ...],
        told(
            "Mappingfiler for andre logge, hver af én fil, flettet ind efter registreringstidspunkt.",
            "Mapping files of other logs, each of one file, merged in by time of registration.",
        ),
    ] = ()
    late: Annotated[
        bool,
        told(
            "Rækker registreret før journalens seneste tages med og regnes for registreret da.",
            "Rows registered before the journal's last time are taken, and count as registered then.",
        ),
    ] = False


class EventsAppended(msgspec.Struct, kw_only=True):
    """What became of a file. read, rejected: records of it. appended, duplicates: events; one record can be several.

    rejections_file: where the rejected records were written for whoever asked; the journal keeps them in any case.
    """

    read: int
    appended: int
    duplicates: int
    rejected: int
    rejections_file: str | None
    remarks: list[ImportRemark]


class LogImported(EventsAppended, kw_only=True):
    """What became of a log. corrected: events that the journal held otherwise, each set right by a correction."""

    corrected: int


def append(
    session: Session, asked: AppendAsked, events: Path | BinaryIO, rejected: Path | None = None
) -> EventsAppended:
    """Append the CloudEvents of a file or a stream. The first that is taken puts the journal live.

    rejected: the file that rejected lines are written to. Raises BadMoment, UnreadableFile, Problem as ``Journal.append``.
    """
    law, zone = session.law(), zone_of(asked.zone)
    remarks = ImportRemarks(declared_by(law))
    files = [events] if isinstance(events, Path) else []
    with _landing(session), _reading(session, files, APPENDING) as progress:
        tally = importing.append_events(
            session.journal,
            events,
            known=known_by(law),
            zone=zone,
            rejections_file=rejected,
            remarks=remarks,
            progress=progress,
            live=True,
        )
    told = tally._asdict()
    del told["corrected"]
    return EventsAppended(**told, remarks=remarks.all())


def import_log(
    session: Session,
    asked: ImportAsked,
    files: Sequence[Path],
    others: Sequence[Path] = (),
    rejected: Path | None = None,
) -> LogImported:
    """Import files that are one log in the order given.

    others: the file of each log that is merged in. rejected: the file that rejected lines are written to. Raises
    UnreadableFile, MappingError, Problem as ``Journal.append``.
    """
    law = session.law()
    remarks = ImportRemarks(declared_by(law))
    with (
        _landing(session),
        _reading(session, [*files, *others], IMPORTING) as progress,
        located(asked.mapping),
    ):
        log, *also = _logs(asked, files, others)
        tally = importing.import_log(
            session.journal,
            log.mapping,
            log.paths,
            also=also,
            known=known_by(law),
            now=Present.by(session.journal.clock),
            rejections_file=rejected,
            remarks=remarks,
            progress=progress,
            late="clamp" if asked.late else "refuse",
        )
    return LogImported(**tally._asdict(), remarks=remarks.all())


def check(
    session: Session, asked: ImportAsked, files: Sequence[Path], others: Sequence[Path] = ()
) -> import_check.ImportCheck:
    """Say what ``import_log`` would do, and keep nothing. Raises as it does."""
    with _reading(session, [*files, *others], READING) as progress, located(asked.mapping):
        return import_check.check_import(
            session.journal,
            _logs(asked, files, others),
            law=session.law(),
            now=session.journal.clock(),
            late=asked.late,
            progress=progress,
        )


def _logs(asked: ImportAsked, files: Sequence[Path], others: Sequence[Path]) -> list[Log]:
    """Each log with its mapping. Raises MappingError."""
    of_others = zip(asked.merge, others, strict=True)
    parts: list[tuple[WrittenFile, Sequence[Path]]] = [
        (asked.mapping, files),
        *((one, [path]) for one, path in of_others),
    ]
    return [Log(parse_mapping(one.text, one.name), paths) for one, paths in parts]


@contextmanager
def _reading(session: Session, files: Sequence[Path], label: Text) -> Iterator[BytesRead | None]:
    """Progress over the bytes of files; none where they can't be known beforehand."""
    total = total_bytes([file for file in files if file.is_file()])
    if not total:
        yield None
        return
    with session.listener.progress(label) as advance:
        yield lambda done: advance(done, total)


@contextmanager
def _landing(session: Session) -> Iterator[None]:
    """What ends the work in here is raised, and told beside it is what had landed by then. Then what landed is folded in."""
    began = session.journal.head().position
    try:
        yield
    except (Exception, KeyboardInterrupt):
        with suppress(Exception):  # where the database is gone nothing is known, and the error says so
            if (position := session.journal.head().position) > began:
                session.listener.note(stands_at(position))
        raise
    session.fold_in(began)


APPENDING = Text("Tilføjer", "Appending")
IMPORTING = Text("Importerer", "Importing")
READING = Text("Læser", "Reading")
