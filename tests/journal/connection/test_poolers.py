"""Behind a pooler: one that keeps a session for each client is as good as none, any other is refused with words."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild

from ..examples import ANNA, application, fleksjob

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="needs the Debian package pgbouncer")


@contextmanager
def pooler_to(url: str, mode: str, **settings: str) -> Iterator[str]:
    """A pgbouncer in front of the database of ``url``, and the URL through it."""
    assert PGBOUNCER is not None
    found = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    host, user = found.get("host", "localhost"), found.get("user", "postgres")
    # It does not run as root; the socket of an embedded server is its owner's alone.
    owner = Path(host).stat() if host.startswith("/") else None
    runs_as = (
        {"user": owner.st_uid if owner and owner.st_uid else 65534, "extra_groups": ()}
        if os.geteuid() == 0
        else {}
    )
    with TemporaryDirectory(prefix="sagsgang-pooler-") as name:
        folder = Path(name)
        password = f" password={found['password']}" if "password" in found else ""
        said = {"pool_mode": mode, "unix_socket_dir": name, "listen_port": "6432", "auth_type": "any"} | settings
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={host} port={found.get('port', '5432')} user={user}{password}\n[pgbouncer]\n"
            + "".join(f"{key} = {value}\n" for key, value in said.items())
        )
        if runs_as:
            os.chown(folder, int(str(runs_as["user"])), -1)
        running = subprocess.Popen(
            [PGBOUNCER, "-q", str(folder / "pgbouncer.ini")],
            stderr=subprocess.PIPE,
            text=True,
            **runs_as,  # type: ignore[call-overload]
        )
        try:
            _await(running, folder / ".s.PGSQL.6432")
            yield f"postgresql://{quote(user)}@{urlsplit(url).path}?host={quote(name, safe='')}&port=6432"
        finally:
            running.kill()
            running.communicate()


def _await(running: subprocess.Popen[str], door: Path) -> None:
    while True:
        with socket.socket(socket.AF_UNIX) as knocking:
            if knocking.connect_ex(str(door)) == 0:
                return
        if running.poll() is not None:
            pytest.fail(f"pgbouncer did not start: {running.communicate()[1]}")


@pytest.mark.parametrize("mode", ["transaction", "statement"])
@pytest.mark.parametrize("size", ["1", "5"])
@pytest.mark.parametrize("turns", ["0", "1"])
def test_a_pooler_that_changes_sessions_is_refused(database_url: str, mode: str, size: str, turns: str) -> None:
    """Given a pgbouncer in transaction or statement mode, with few sessions or several, taken last first or in turns, when
    the journal is opened through it, then that is refused with words, and nothing was made."""
    with pooler_to(database_url, mode, default_pool_size=size, server_round_robin=turns) as url:
        with pytest.raises(Problem) as problem:
            Journal.open(url)
        assert problem.value.code == "pooled-connection"
        assert "pool_mode = session" in problem.value.text.en
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT to_regnamespace('sagsgang')").fetchone() == (None,)


def test_a_pooler_that_is_in_use_is_refused(database_url: str) -> None:
    """Given a pgbouncer in transaction mode with sessions that others have used and hold, then it is refused as well."""
    with pooler_to(database_url, "transaction", default_pool_size="8") as url:
        others = [psycopg.connect(url) for _ in range(5)]
        for other in others:
            other.execute("SELECT 1")
        for other in others[::2]:
            other.rollback()
        with pytest.raises(Problem) as problem:
            Journal.open(url)
        assert problem.value.code == "pooled-connection"
        for other in others:
            other.close()


def test_a_pooler_that_keeps_sessions_is_as_good_as_none(database_url: str) -> None:
    """Given a pgbouncer in session mode, then appending, following and rebuilding work through it, and no lock is left."""
    with pooler_to(database_url, "session") as url, Journal.open(url) as journal:
        journal.publish([fleksjob(30)])
        [outcome] = journal.append([Entry(ANNA, application("a1"))])
        assert isinstance(outcome, Appended)
        assert catch_up(journal) == journal.head().position
        assert rebuild(journal).differences == 0
        with psycopg.connect(database_url) as direct:
            assert direct.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchone() == (0,)


def test_a_pooler_that_is_full_is_said(database_url: str) -> None:
    """Given a pgbouncer that takes two clients, when both places are taken, then that is said, with what to do."""
    with pooler_to(database_url, "session", max_client_conn="2") as url:
        taken = [psycopg.connect(url) for _ in range(2)]
        with pytest.raises(Problem) as problem:
            Journal.open(url)
        assert problem.value.code == "too-many-connections"
        assert "max_connections" in problem.value.text.en
        for one in taken:
            one.close()
