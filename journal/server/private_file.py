"""Files for their owner alone: what they hold names cases and persons. One that stands there keeps the rights it has.

So whoever wants others to read a file gives it the rights once, and it keeps them however often it is written anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import BinaryIO

OWNERS_ALONE = 0o600


def open_private(file: Path) -> BinaryIO:
    """The file, emptied; made for its owner alone where it is not there. Raises OSError."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNERS_ALONE), "wb")


def write_private(file: Path, content: bytes) -> None:
    """The content into the file. Raises OSError."""
    with open_private(file) as new:
        new.write(content)


@contextmanager
def replaced_privately(file: Path) -> Iterator[BinaryIO]:
    """What is written stands in the file when all of it is on the disk; until then, and if not, what stood there does.

    A pipe or a device is written into: it is no file that could be replaced. Raises OSError.
    """
    place = file.resolve()  # a link stays one
    if place.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(place))
    if place.exists() and not place.is_file():
        with place.open("wb") as through:
            yield through
        return
    beside = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        with open_private(beside) as new:
            if place.exists():
                os.fchmod(new.fileno(), place.stat().st_mode & 0o777)
            yield new
            new.flush()
            os.fsync(new.fileno())
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
