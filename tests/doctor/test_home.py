"""Examining an embedded home by the command, and what is planted around a server rather than in it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sagsgang.cli import run
from sagsgang.journal.server.embedded import start, stop

Examine = Callable[..., tuple[int, dict[str, str]]]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with a journal."""
    place = Path(tempfile.mkdtemp(prefix="sagsgang-doctor-"))
    assert run(["--home", str(place), "init"]) == 0
    yield place
    stop(place)
    shutil.rmtree(place)


@pytest.fixture
def examine(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Examine:
    """Carries out the command: its exit status, and the severity of each code."""

    def carried_out(*also: str) -> tuple[int, dict[str, str]]:
        capfdbinary.readouterr()
        status = run(["--home", str(home), "doctor", "--json", *also])
        told = json.loads(capfdbinary.readouterr().out)
        assert told["sound"] == all(check["ok"] for check in told["checks"])
        return status, {check["code"]: check["severity"] for check in told["checks"]}

    return carried_out


PARTS = {"home", "schema", "rows", "rejections", "projections", "tables", "rights", "server", "clock"}


def test_a_new_home_is_sound(examine: Examine) -> None:
    """Given a home that was just made, then every part is sound, and the exit status is 0."""
    status, told = examine()
    assert status == 0
    assert {code for code, severity in told.items() if severity == "ok"} == PARTS
    status, told = examine("--replay")
    assert (status, told["replay"]) == (0, "ok")


def test_what_is_planted_around_the_server_is_found(home: Path, examine: Examine) -> None:
    """Given a home that others may write to, a data folder that others may read, and a server that does not wait for the
    disk, then each is found by its code, with exit status 4, until it is put right."""
    pgdata = home / "postgres"
    for path, mode, code in ((home, 0o777, "home-writable"), (pgdata, 0o750, "home-open")):
        was = path.stat().st_mode & 0o777
        path.chmod(mode)
        try:
            status, told = examine()
        finally:
            path.chmod(was)
        assert (status, told.get(code)) == (4, "error")
    for setting in ("fsync", "full_page_writes"):
        with psycopg.connect(start(home), autocommit=True) as server:
            server.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            server.execute("SELECT pg_reload_conf()")
            while server.execute(f"SHOW {setting}".encode()).fetchone() != ("off",):
                pass
            status, told = examine()
            server.execute(f"ALTER SYSTEM RESET {setting}".encode())
            server.execute("SELECT pg_reload_conf()")
            while server.execute(f"SHOW {setting}".encode()).fetchone() != ("on",):
                pass
        assert (status, told.get(f"setting-{setting.replace('_', '-')}")) == (4, "error")
    assert examine()[0] == 0
