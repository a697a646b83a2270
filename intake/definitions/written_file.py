"""Files that people write for sagsgang: UTF-8, and of a size that a person writes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec

from ...domain.foreign_words import system_words
from ...domain.problem import BadInput
from ...domain.text import Text

LARGEST_FILE = 1024 * 1024  # bytes


STANDARD_INPUT = "-"


class WrittenFile(msgspec.Struct, frozen=True):
    """A file's text, and what its faults and notes call it. unreadable: why it has no text, which is a fault of its own."""

    name: str
    text: Annotated[str, msgspec.Meta(max_length=LARGEST_FILE)]
    unreadable: Text | None = None


def written_file(path: Path) -> WrittenFile:
    """The file at this path. Raises Problem as ``read_text``."""
    return WrittenFile(str(path), read_text(path))


def written_files(paths: Iterable[Path]) -> tuple[WrittenFile, ...]:
    """The files at these paths; one that can't be read hides no other."""
    return tuple(map(_read_or_not, paths))


def _read_or_not(path: Path) -> WrittenFile:
    try:
        return written_file(path)
    except BadInput as problem:
        return WrittenFile(str(path), "", problem.text)


def read_text(path: Path) -> str:
    """The text of a case type, a calendar or a mapping, as it stands in the file; ``-`` is standard input.

    Raises Problem: file-too-large, file-unreadable, file-not-utf8.
    """
    try:
        content = _beginning_of(path)
        if len(content) > LARGEST_FILE:
            raise BadInput(
                code="file-too-large",
                da=f"{path} fylder over 1 MB; det er ingen fil, som folk skriver.",
                en=f"{path} is larger than 1 MB; that is no file that people write.",
            )
        return content.decode().replace("\r\n", "\n")
    except OSError as error:
        raise BadInput(
            code="file-unreadable",
            da=f"{path} kan ikke læses: {system_words(error).da}.",
            en=f"{path} can't be read: {system_words(error).en}.",
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            code="file-not-utf8",
            da=f"{path} er ikke UTF-8. Gem filen som UTF-8.",
            en=f"{path} is not UTF-8. Save the file as UTF-8.",
        ) from error


def _beginning_of(path: Path) -> bytes:
    """No more than may be in a file, and a byte."""
    if str(path) == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)
