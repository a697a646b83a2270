"""Files of the caller that are read, and the one to which rejected lines are written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.problem import BadInput, Unknown
from ..intake.reading.source import UnreadableFile
from ..terminal.language import both

STANDARD_INPUT = Path("-")
DASH = "./-"
"""A dash alone as a word of a call on its way through the library: as a path it is ``-``."""
RejectionsFile = Annotated[
    Path | None,
    Parameter(
        name="--rejections",
        help=both(
            "Fil til afviste linjer (ellers NAVN.rejections.jsonl her).",
            "File for rejected lines (else NAME.rejections.jsonl here).",
        ),
    ),
]


def must_be_readable(files: Sequence[Path]) -> None:
    """A file that can't be read is said before a database is started, or a journal put live, for it."""
    for file in files:
        if file == STANDARD_INPUT:
            continue
        if not file.exists():
            raise Unknown(
                code="no-file",
                da=f"Filen {file} findes ikke.",
                en=f"There is no file {file}.",
            )
        if file.is_dir() or not os.access(file, os.R_OK):
            raise UnreadableFile(
                da=f"{file} kan ikke læses: det er en mappe, eller du har ikke rettigheden.",
                en=f"{file} can't be read: it is a folder, or you don't have the right.",
            )


def rejections_to(said: Path | None, files: Sequence[Path], *others: Path) -> Path:
    """Where rejected lines go: as the call says, and never over a file that is read. Raises Problem ``rejections-over-input``."""
    to = said or _rejections_of(files)
    read = [file for file in (*files, *others) if file != STANDARD_INPUT and file.exists()]
    if to.exists() and any(to.samefile(file) for file in read):
        raise BadInput(
            code="rejections-over-input",
            parameter="rejections",
            da=f"De afviste linjer kan ikke skrives over {to}, som læses. Vælg en anden fil.",
            en=f"The rejected lines can't be written over {to}, which is read. Choose another file.",
        )
    return to


def _rejections_of(files: Sequence[Path]) -> Path:
    """Where rejected lines go if the call does not say: beside the name of the file, of several under no one's name."""
    if len(files) > 1:
        return Path("import.rejections.jsonl")
    [file] = files
    name = "standard-input" if file == STANDARD_INPUT else file.name
    return Path(f"{name}.rejections.jsonl")
