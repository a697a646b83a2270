"""Who may come in to an embedded PostgreSQL: its ``pg_hba.conf`` and ``pg_ident.conf``.

The kernel says who is at the other end of a socket (``peer``): there is no password to keep, to lose or to show. The
owner of the home comes in, as any role; so does the user as whom the server works, who owns its files anyway.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from .home import Owner

HBA = """\
# Written by sagsgang. Only the owner of the home comes in, known by the kernel at the socket; see pg_ident.conf.
# TYPE  DATABASE     USER  METHOD
local   all          all   peer map=sagsgang
local   replication  all   peer map=sagsgang
"""
IDENT = """\
# Written by sagsgang. Who may be which role.
# MAPNAME  SYSTEM-USERNAME  DATABASE-USERNAME
"""
OPEN = {"trust"}  # methods that ask for nothing


def are_closed(pgdata: Path, users: Collection[str]) -> bool:
    """Whether nobody comes in unasked, and the users do."""
    hba = _lines(pgdata / "pg_hba.conf")
    return (
        not any(OPEN & set(line) for line in hba)
        and all(line in hba for line in _words(HBA))
        and all(line in _lines(pgdata / "pg_ident.conf") for line in _words(_ident(users)))
    )


def close(pgdata: Path, users: Collection[str], owner: Owner) -> None:
    """Write both files anew; what stood there is kept beside them as ``.old``, for whoever had added to it."""
    for name, text in (("pg_ident.conf", _ident(users)), ("pg_hba.conf", HBA)):
        _write(pgdata / f"{name}.old", _text(pgdata / name), owner)
        _write(pgdata / name, text, owner)


def _ident(users: Collection[str]) -> str:
    quoted = sorted({'"' + user.replace('"', '""') + '"' for user in users})
    return IDENT + "".join(f"sagsgang  {user}  all\n" for user in quoted)


def _write(path: Path, text: str, owner: Owner) -> None:
    """Replace a file whole. The folder may be another user's, so nothing that lies there is written through."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w") as file:
        file.write(text)
        if os.geteuid() == 0:
            os.fchown(file.fileno(), owner.uid, owner.gid)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _lines(path: Path) -> list[list[str]]:
    return _words(_text(path))


def _words(text: str) -> list[list[str]]:
    """The words of each line that says something."""
    return [words for line in text.splitlines() if (words := line.partition("#")[0].split())]
