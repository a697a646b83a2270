"""A file that other programs fetch while it is written anew: they find the old one or the new one, whole."""

from __future__ import annotations

from errno import EINVAL, EISDIR
from pathlib import Path

from ...domain.foreign_words import system_words
from ...domain.problem import Unavailable
from ...journal.server.private_file import replaced_privately


class FeedNotWritten(Unavailable):
    """The file could not be written; what stood there stands."""

    code = "not-written"


def replace(file: Path, content: bytes) -> bool:
    """Put the content into the file; whether that changed anything. One with the same content keeps its time.

    A new one is for its owner alone; one that stands there keeps its rights. Raises NotWritten.
    """
    try:
        place = file.resolve()  # a link stays one
        if place.exists():
            if not place.is_file():
                raise OSError(EISDIR if place.is_dir() else EINVAL, "not a file")
            if place.read_bytes() == content:
                return False
        with replaced_privately(place) as new:
            new.write(content)
    except OSError as error:
        said = system_words(error)
        raise FeedNotWritten(
            da=f"{file} blev ikke skrevet: {said.da}. Det, der stod der før, står der endnu.",
            en=f"{file} was not written: {said.en}. What stood there before still does.",
        ) from error
    return True
