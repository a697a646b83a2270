"""The log of an embedded server: read when it does not start, and kept within a bound of bytes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ...log import log

# Beyond so many bytes it begins anew, and as many of its last are kept beside it.
LARGEST = 8 << 20
LAST = 65536  # bytes that are looked at for why a server did not start


def size(pgdata: Path) -> int:
    """How long it is, in bytes; 0 where there is none."""
    try:
        return (pgdata / "log").stat().st_size
    except OSError:
        return 0


def said(pgdata: Path, since: int) -> str:
    """What it has said since it was so long; of much, the last."""
    try:
        with (pgdata / "log").open("rb") as file:
            file.seek(max(since, size(pgdata) - LAST))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def is_full(pgdata: Path) -> bool:
    """Whether the server's log has outgrown its bound."""
    return size(pgdata) > LARGEST


def bound(pgdata: Path) -> None:
    """Let the server's log begin anew where it has outgrown its bound: its last bytes go to ``log.1``, over those before.

    The server writes at the end of the file, wherever that is by then. One process at a time may do it. The data folder is
    its user's, who may not be the caller: no link is followed.
    """
    try:
        number = os.open(pgdata / "log", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(number, "r+b") as file:
            about = os.fstat(number)
            if about.st_size <= LARGEST:
                return
            file.seek(-LARGEST, os.SEEK_END)
            fresh, name = tempfile.mkstemp(dir=pgdata, prefix="log.1.")
            with os.fdopen(fresh, "wb") as kept:
                os.fchown(fresh, about.st_uid, about.st_gid)
                kept.write(file.read(LARGEST))
            Path(name).replace(pgdata / "log.1")
            file.truncate(0)
    except FileNotFoundError:  # a server that never ran
        return
    except OSError as error:  # a full disk above all: the log is not what keeps a server from its work
        log.warning("the server's log could not be cut", log=str(pgdata / "log"), error=error.strerror)
