"""Foreign logs into the journal, and what an import would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.problem import BadInput
from ..intake.loading.import_check import check_import
from ..intake.loading.importing import import_log
from ..intake.loading.reading_logs import Log
from ..intake.mapping.mapping_file import located, read_mapping
from ..intake.reading.present import Present
from ..intake.reading.remarks import Remarks
from ..terminal.import_pages import show_import_check
from ..terminal.language import both
from ..terminal.output import answer
from .asking import Json, journal, landing, some_file
from .filling import (
    SOME_REJECTED,
    RejectionsFile,
    bytes_read,
    declared_by,
    known_to,
    must_be_readable,
    rejections_to,
    say_remarks,
    tell,
)
from .listener import session_of


def import_(
    *files: Annotated[Path, Parameter(help=both("Loggens filer.", "The files of the log."))],
    mapping: Annotated[Path, Parameter(help=both("Mappingfilen.", "The mapping file."))],
    merge: Annotated[
        list[str] | None,
        Parameter(
            negative=(),
            help=both(
                "MAPPING=FIL: en anden log, flettet ind efter registreringstidspunkt. Kan gentages.",
                "MAPPING=FILE: another log, merged in by time of registration. May be repeated.",
            ),
        ),
    ] = None,
    late: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "Rækker registreret før journalens seneste tages med og regnes for registreret da.",
                "Rows registered before the journal's last time are taken, and count as registered then.",
            ),
        ),
    ] = False,
    check: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "Læs det hele, og sig, hvad der ville ske; intet gemmes.",
                "Read all of it and say what would happen; nothing is kept.",
            ),
        ),
    ] = False,
    rejections: RejectionsFile = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang import``."""
    some_file(files)
    also = [_merged(said) for said in merge or []]
    paths = [*files, *(path for log in also for path in log.paths)]
    must_be_readable(paths)
    to = rejections_to(rejections, paths, mapping)
    if check:
        with located(mapping):
            return _check([Log(read_mapping(mapping), files), *also], paths, late, json)
    with journal(make=True) as opened:
        with (
            bytes_read(paths, both("Importerer", "Importing")) as advance,
            landing(opened) as before,
            located(mapping),
        ):
            tally = import_log(
                opened,
                read_mapping(mapping),
                files,
                known=known_to(opened),
                now=Present.by(opened.clock),
                rejections_file=to,
                also=also,
                remarks=(remarks := Remarks(declared_by(opened))),
                progress=advance,
                late="clamp" if late else "refuse",
            )
        session_of(opened).fold_in(before)
    return tell(tally, remarks.all(), json, corrects=True)


def _check(logs: Sequence[Log], paths: Sequence[Path], late: bool, json: bool) -> int:
    with journal() as opened, bytes_read(paths, both("Læser", "Reading")) as advance:
        law, remarks = opened.law(), Remarks(declared_by(opened))
        checked = check_import(
            opened, logs, law=law, now=opened.clock(), late=late, progress=advance, remarks=remarks
        )
    if not json:
        say_remarks(remarks.all())
    answer(checked, json, lambda told: show_import_check(told, law))
    return SOME_REJECTED if checked.would_reject else 0


def _merged(said: str) -> Log:
    """``MAPPING=FILE`` of the call."""
    mapping, mark, file = said.partition("=")
    if not (mapping and mark and file):
        raise BadInput(
            code="bad-option",
            parameter="merge",
            da=f"--merge {said}: skriv MAPPING=FIL, fx --merge klager.toml=klager.csv.",
            en=f"--merge {said}: write MAPPING=FILE, for example --merge complaints.toml=complaints.csv.",
        )
    paths: Sequence[Path] = [Path(file)]
    return Log(read_mapping(Path(mapping)), paths)
