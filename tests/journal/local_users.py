"""Another user of the machine, for the tests: one whom every system has, and who owns nothing."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

OTHER = "nobody"
ROOT = Path(__file__).parents[2]


def interpreters() -> list[str]:
    """This Python, and those of the same version in a place that all may read."""
    name = f"python3.{sys.version_info.minor}"
    return [
        sys.executable,
        *(found for folder in ("/usr/bin", "/usr/local/bin") if (found := shutil.which(name, path=folder))),
    ]


@cache
def interpreter() -> str | None:
    """One that the other user may run, with what is installed for this one; None: there is none."""
    if os.geteuid() != 0:
        return None
    return next((one for one in interpreters() if _runs(one)), None)


def _runs(python: str) -> bool:
    try:
        return _as_other(python, "import psycopg, sagsgang.journal.server.embedded").returncode == 0
    except (KeyError, PermissionError):
        return False


def as_other(program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run lines of Python as the other user, who has no rights of ours, in a folder that all may read."""
    python = interpreter()
    assert python is not None
    return _as_other(python, program, *words)


def _as_other(python: str, program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    entry = pwd.getpwnam(OTHER)
    return subprocess.run(
        [python, "-c", program, *map(str, words)],
        user=entry.pw_uid,
        group=entry.pw_gid,
        extra_groups=[],
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "PYTHONPATH": f"{sysconfig.get_path('purelib')}:{ROOT / '.links'}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def folder_of_other() -> Iterator[Path]:
    """A folder of the other user, closed to all but that user and root."""
    folder = Path(tempfile.mkdtemp(prefix="sagsgang-other-"))
    entry = pwd.getpwnam(OTHER)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


needs_another_user = pytest.mark.skipif(
    interpreter() is None,
    reason=f"only root can act as another user ({OTHER}), who must be able to run this Python, or one of its version",
)
