"""The home of an embedded PostgreSQL: whose it is, whether a server can live in it, and one process at a time at work."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ...domain.foreign_words import system_words
from ...domain.problem import BadInput, NotAllowed, Problem

SERVER_USER = "embedded_postgres"  # as whom the server works when root starts it: PostgreSQL refuses to be root
PORT = 5432  # no port of a network: it is the end of the socket's name
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET = 107  # bytes of a socket's path that the kernel takes, on Linux


class Owner(NamedTuple):
    """The user as whom a server works, and to whom its files belong."""

    uid: int
    gid: int
    name: str


def located(home: Path) -> Path:
    """The home's own path. Raises Problem ``home-path`` where no server could live in it; nothing is made."""
    home = home.expanduser().resolve()
    if not str(home).isprintable() or "," in str(home):  # between commas stand several hosts, for whoever connects
        raise BadInput(
            code="home-path",
            da=f"Hjemmemappen {str(home)!r} har komma eller styretegn i navnet. Vælg en anden.",
            en=f"The home {str(home)!r} has a comma or control characters in its name. Choose another.",
            or_else="home",
        )
    return home


def check_length(home: Path) -> None:
    """Raises Problem ``home-too-long`` where the path of the server's socket would be longer than the system takes."""
    most = LONGEST_SOCKET - len(f"/postgres/{SOCKET}")
    length = len(os.fsencode(home))
    if length > most:
        raise BadInput(
            code="home-too-long",
            da=f"Hjemmemappens sti er på {length} byte, og serverens sokkel i den tåler højst {most}: {home}. "
            "Vælg en kortere; en mappe med data kan flyttes dertil, når serveren er stoppet.",
            en=f"The path of the home has {length} bytes, and the server's socket in it bears {most} at most: {home}. "
            "Choose a shorter one; a folder with data can be moved there when the server is stopped.",
            or_else="home",
        )


def check_owner(home: Path) -> None:
    """Raises Problem ``home-of-another`` if the home, or what the server would use in it, belongs to another user.

    Looks only, and at root's calls too: whoever owns a folder decides what is in it, today and tomorrow.
    """
    ours = {os.geteuid()}
    servers = ours | ({uid} if ours == {0} and (uid := _uid_of(SERVER_USER)) is not None else set())
    _check_owner(home, home, ours)
    _check_owner(home, home / ".lock", ours)
    for name in ("postgres", "postgres.new"):
        _check_owner(home, home / name, servers)


def _check_owner(home: Path, path: Path, allowed: set[int]) -> None:
    for follow in (False, True):  # a link, and what it leads to
        try:
            owner = path.stat(follow_symlinks=follow).st_uid
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise _not_usable(home, error) from None
        if owner not in allowed:
            raise _of_another(home, path, owner)


def server_owner() -> Owner:
    """As whom the server works: the caller, or a system user of its own when root calls, made when it is missing.

    Raises Problem ``no-server-user``.
    """
    uid = os.geteuid()
    if uid == 0:
        if _uid_of(SERVER_USER) is None:
            _make_server_user()
        entry = pwd.getpwnam(SERVER_USER)
        return Owner(entry.pw_uid, entry.pw_gid, SERVER_USER)
    return Owner(uid, os.getegid(), user_name(uid))


def user_name(uid: int) -> str:
    """What the system calls a user. Raises Problem ``no-server-user`` where it has no name, which PostgreSQL needs."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise NotAllowed(
            code="no-server-user",
            da=f"Systemet har intet navn til brugeren {uid}, og PostgreSQL kræver et. Giv brugeren en linje i "
            "/etc/passwd, eller angiv en anden database.",
            en=f"The system has no name for the user {uid}, and PostgreSQL wants one. Give the user a line in "
            "/etc/passwd, or name another database.",
            or_else="database",
        ) from None


def _make_server_user() -> None:
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    words = ["useradd", "--system", "--no-create-home", "--user-group", "--shell", nologin, SERVER_USER]
    try:
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603  # no word of it comes from outside
    except (OSError, subprocess.CalledProcessError):
        raise NotAllowed(
            code="no-server-user",
            da=f"PostgreSQL kører ikke som root, og systembrugeren {SERVER_USER} kunne ikke oprettes. Opret den "
            f"(useradd --system {SERVER_USER}), eller kør sagsgang som en bruger for sig.",
            en=f"PostgreSQL does not run as root, and the system user {SERVER_USER} could not be made. Make it "
            f"(useradd --system {SERVER_USER}), or run sagsgang as a user of its own.",
        ) from None


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """One process at a time makes, starts or stops the server of a home. Makes the home, for its owner alone.

    Raises Problem ``home-not-writable``.
    """
    try:
        for directory in reversed([home, *home.parents]):
            directory.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(home / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _not_usable(home, error) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _uid_of(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def _of_another(home: Path, path: Path, uid: int) -> Problem:
    try:
        whose = pwd.getpwuid(uid).pw_name
    except KeyError:
        whose = str(uid)
    return NotAllowed(
        code="home-of-another",
        da=f"Hjemmemappen {home} er ikke din: {path} ejes af {whose}. Intet i den er rørt. Kør sagsgang som {whose}, "
        "eller vælg en anden mappe.",
        en=f"The home {home} is not yours: {path} belongs to {whose}. Nothing in it was touched. Run sagsgang as "
        f"{whose}, or choose another folder.",
        or_else="home",
    )


def _not_usable(home: Path, error: OSError) -> Problem:
    return NotAllowed(
        code="home-not-writable",
        da=f"Hjemmemappen {home} kan ikke bruges ({system_words(error).da}). Vælg en anden.",
        en=f"The home {home} cannot be used ({system_words(error).en}). Choose another.",
        or_else="home",
    )
