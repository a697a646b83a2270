"""The home of an embedded server: that nobody but its owner comes in."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ..domain.problem import Problem
from ..journal.server import access_files
from ..journal.server.home import SOCKET, check_owner, located, user_name
from .finding import Diagnosis, finding, of_problem


def home_findings(home: Path) -> list[Diagnosis]:
    """What is too open, or another's. Looks only."""
    home = located(home)
    pgdata = home / "postgres"
    try:
        check_owner(home)
    except Problem as problem:
        return [of_problem(problem)]
    found = []
    if _mode(home) & 0o022:
        found.append(
            _open("home-writable", home, "kan ændres af andre brugere", "can be changed by other users", "go-w")
        )
    for path in (pgdata, *(one for one in (pgdata / SOCKET,) if one.exists())):
        if path == pgdata and _mode(path) & 0o077:
            found.append(_open("home-open", path, "er åben for andre brugere", "is open to other users", "go-rwx"))
    try:
        closed = access_files.are_closed(pgdata, {user_name(pgdata.stat().st_uid), user_name(os.geteuid())})
    except OSError:
        return [
            *found,
            finding(
                "home-unreadable",
                severity="unchecked",
                da=f"{pgdata} må denne bruger ikke læse: hvem der kommer ind, er ikke efterset.",
                en=f"{pgdata} may not be read by this user: who comes in was not looked at.",
            ),
        ]
    if not closed:
        found.append(
            finding(
                "home-trust",
                da=f"{pgdata / 'pg_hba.conf'} lukker andre ind end hjemmemappens ejer. Den næste kommando "
                "skriver den om; se, hvem der ændrede den.",
                en=f"{pgdata / 'pg_hba.conf'} lets in others than the owner of the home. The next command "
                "writes it anew; see who changed it.",
            )
        )
    return found


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _open(code: str, path: Path, da: str, en: str, change: str) -> Diagnosis:
    return finding(
        code,
        da=f"{path} {da}. Luk den: chmod {change} {path}",
        en=f"{path} {en}. Close it: chmod {change} {path}",
        about=str(path),
    )
