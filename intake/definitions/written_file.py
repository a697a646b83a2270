"""Files that people write for sagsgang: UTF-8, and of a size that a person writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec

from ...domain.foreign_words import system_words
from ...domain.problem import BadInput

LARGEST_FILE = 1024 * 1024  # bytes


class WrittenFile(msgspec.Struct, frozen=True):
    """A file's text, and what its faults and notes call it."""

    name: str
    text: Annotated[str, msgspec.Meta(max_length=LARGEST_FILE)]


def written_files(paths: Iterable[Path]) -> tuple[WrittenFile, ...]:
    """The files at these paths. Raises Problem as ``read_text``."""
    return tuple(WrittenFile(str(path), read_text(path)) for path in paths)


def read_text(path: Path) -> str:
    """The text of a case type, a calendar or a mapping, as it stands in the file.

    Raises Problem: file-too-large, file-unreadable, file-not-utf8.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(
                code="file-too-large",
                da=f"{path} fylder over 1 MB; det er ikke en sagstype, kalender eller mapping.",
                en=f"{path} is larger than 1 MB; that is no case type, calendar or mapping.",
            )
        return path.read_text(encoding="utf-8")
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
