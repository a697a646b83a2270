"""Importing a foreign log, and what an import would do: the files of the log, and of those merged in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.problem import BadInput
from ..intake.definitions.written_file import written_file
from ..intake.loading.import_check import ImportCheck
from ..operations import problems
from ..operations.table import OPERATIONS
from ..terminal.language import both
from ..terminal.loading_pages import note_rejected, note_remarks
from .adapter import Call, with_files
from .caller_files import RejectionsFile, must_be_readable, rejections_to

Files = Annotated[Path, Parameter(help=both("Loggens filer.", "The files of the log."))]
Merge = Annotated[
    list[str] | None,
    Parameter(
        negative=(),
        help=both(
            "MAPPING=FIL: en anden log, flettet ind efter registreringstidspunkt. Kan gentages.",
            "MAPPING=FILE: another log, merged in by time of registration. May be repeated.",
        ),
    ),
]


@with_files("import", instead=("merge",))
def import_(
    call: Call,
    *files: Files,
    merge: Merge = None,
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
) -> int:
    """Carry out ``sagsgang import``."""
    asked, files, others = _read(call, files, merge)
    to = rejections_to(rejections, [*files, *others], call.said["mapping"])
    if check:
        found, status = call._replace(operation=OPERATIONS["import.check"]).carry_out(asked, files, others)
        _note_unless_told(call, found)
        return status
    found, status = call.carry_out(asked, files, others, to)
    note_remarks(found.remarks)
    note_rejected(found.rejections_file)
    return status


@with_files("import.check", instead=("merge",))
def check(call: Call, *files: Files, merge: Merge = None) -> int:
    """Carry out ``sagsgang import check``."""
    found, status = call.carry_out(*_read(call, files, merge))
    _note_unless_told(call, found)
    return status


def _note_unless_told(call: Call, found: ImportCheck) -> None:
    if not call.json:
        note_remarks(found.remarks)


def _read(
    call: Call, files: tuple[Path, ...], merge: Sequence[str] | None
) -> tuple[object, tuple[Path, ...], list[Path]]:
    if not files:
        raise problems.no_file()
    merged = [_merged(said) for said in merge or ()]
    others = [file for _, file in merged]
    must_be_readable([*files, *others])
    return call.asked(merge=tuple(written_file(mapping) for mapping, _ in merged)), files, others


def _merged(said: str) -> tuple[Path, Path]:
    """``MAPPING=FILE`` of the call."""
    mapping, mark, file = said.partition("=")
    if not (mapping and mark and file):
        raise BadInput(
            code="bad-option",
            parameter="merge",
            da=f"--merge {said}: skriv MAPPING=FIL, fx --merge klager.toml=klager.csv.",
            en=f"--merge {said}: write MAPPING=FILE, for example --merge complaints.toml=complaints.csv.",
        )
    return Path(mapping), Path(file)
