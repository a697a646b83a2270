"""Files that people write for sagsgang: UTF-8, and of a size that a person writes."""

from __future__ import annotations

from pathlib import Path

from ..domain.foreign_words import system_words
from ..domain.text import Problem

LARGEST_FILE = 1024 * 1024  # bytes


def read_text(path: Path) -> str:
    """The text of a case type, a calendar or a mapping, as it stands in the file.

    Raises Problem: file-too-large, file-unreadable, file-not-utf8.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Problem(
                code="file-too-large",
                da=f"{path} fylder over 1 MB; det er ikke en sagstype, kalender eller mapping.",
                en=f"{path} is larger than 1 MB; that is no case type, calendar or mapping.",
            )
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(
            code="file-unreadable",
            da=f"{path} kan ikke læses: {system_words(error).da}.",
            en=f"{path} can't be read: {system_words(error).en}.",
        ) from error
    except UnicodeDecodeError as error:
        raise Problem(
            code="file-not-utf8",
            da=f"{path} er ikke UTF-8. Gem filen som UTF-8.",
            en=f"{path} is not UTF-8. Save the file as UTF-8.",
        ) from error
