"""The folder that a report's files are put into: looked at before anything is published, written to last."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ..domain.foreign_words import system_words
from ..domain.problem import BadInput, Unavailable
from ..domain.text import Text
from ..journal.server.private_file import write_private


class FilesNotWritten(Unavailable):
    """A file could not be written."""

    code = "not-written"


class WrittenFiles(NamedTuple):
    """The files that stand there now. replaced: those of them that held something else before."""

    files: list[Path]
    replaced: list[Path]


def check_folder(folder: Path) -> None:
    """The folder is there or can be made, and can be written into. Raises Problem ``report-options``."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise _unfit(f"{there} er en fil, ikke en mappe", f"{there} is a file, not a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise _unfit(f"der må ikke skrives i {there}", f"{there} may not be written into")


def write(folder: Path, files: Mapping[str, bytes]) -> WrittenFiles:
    """Write the files, by name, into the folder, which is made where it is not there.

    Raises FilesNotWritten, after all that can be written has been.
    """
    done = WrittenFiles([], [])
    failed: list[tuple[Path, Text]] = []
    for name, content in files.items():
        file = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if file.exists() and file.read_bytes() != content:
                done.replaced.append(file)
            write_private(file, content)
            done.files.append(file)
        except OSError as error:
            failed.append((file, system_words(error)))
    if failed:
        raise FilesNotWritten(
            da="Ikke skrevet: " + "; ".join(f"{file}: {why.da}" for file, why in failed),
            en="Not written: " + "; ".join(f"{file}: {why.en}" for file, why in failed),
        )
    return done


def _unfit(da: str, en: str) -> BadInput:
    return BadInput(
        code="report-options",
        parameter="to",
        da=f"Filerne kan ikke stå der: {da}. Vælg en anden mappe.",
        en=f"The files can't stand there: {en}. Choose another folder.",
    )
