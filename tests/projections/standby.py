"""A hot standby: a second server that follows the journal's, as streaming replication makes one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from sagsgang.journal.server.embedded import start, stop
from sagsgang.journal.server.home import server_owner
from sagsgang.journal.server.postmaster import carry_out
from sagsgang.journal.server.server_programs import programs


class Pair(NamedTuple):
    """The URLs of two servers."""

    primary: str
    standby: str

    def follow(self) -> None:
        """Wait until the standby has all that the primary has written."""
        with psycopg.connect(self.primary) as connection:
            [(written,)] = connection.execute("SELECT pg_current_wal_lsn()").fetchall()
        with psycopg.connect(self.standby, autocommit=True) as connection:
            query = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
            while connection.execute(query, (written,)).fetchone() != (True,):
                pass


@contextmanager
def pair() -> Iterator[Pair]:
    """Two embedded servers, of which the second follows the first."""
    top = Path(tempfile.mkdtemp(prefix="sagsgang-pair-"))
    homes = [top / "primary", top / "standby"]
    try:
        yield Pair(*_started(homes))
    finally:
        for home in reversed(homes):
            stop(home)
        shutil.rmtree(top)


def _started(homes: list[Path]) -> list[str]:
    url = start(homes[0])
    owner, source, target = server_owner(), homes[0] / "postgres", homes[1] / "postgres"
    homes[1].mkdir()
    target.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(target, owner.uid, owner.gid)
    for folder in (homes[0].parent, *homes):
        folder.chmod(0o711)  # the servers' user gets through to the other's socket
    words = ["--host", source, "--username", "postgres", "--pgdata", target, "--checkpoint", "fast"]
    done = carry_out(
        [programs(owner) / "pg_basebackup", *words, "--write-recovery-conf", "--no-sync"], source, owner
    )
    assert done.returncode == 0, done.stderr
    return [url, start(homes[1])]
