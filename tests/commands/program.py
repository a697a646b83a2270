"""The program as people start it: a process of its own, with nothing of the caller's environment said to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

NOT_PASSED_ON = (
    "SAGSGANG_",
    "LC_",
    "LANG",
    "COLUMNS",
    "LINES",
    "NO_COLOR",
    "FORCE_COLOR",
    "TERM",
    "PYTHONIOENCODING",
)


class Finished(NamedTuple):
    """A call that ended: its exit status and what it said."""

    status: int
    out: bytes
    err: str


def environment(database: str, **said: str) -> dict[str, str]:
    """An environment that names the database, speaks English, and is otherwise what ``said`` says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)}
    return {**kept, "SAGSGANG_DATABASE": database, "SAGSGANG_LANG": "en", **said}


def begin(database: str, *words: str | Path, folder: Path | None = None, **said: str) -> subprocess.Popen[bytes]:
    """Start a call in ``folder``, in a session of its own. The caller waits for it, or kills it."""
    return subprocess.Popen(
        [sys.executable, "-m", "sagsgang", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(database, **said),
        start_new_session=True,
    )


def end(call: subprocess.Popen[bytes]) -> Finished:
    """Wait for a call."""
    out, err = call.communicate()
    return Finished(call.returncode, out, err.decode())


def carry_out(database: str, *words: str | Path, folder: Path | None = None, **said: str) -> Finished:
    """A call from beginning to end."""
    return end(begin(database, *words, folder=folder, **said))
