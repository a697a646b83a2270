"""The processes of an embedded PostgreSQL: found, started, ended, and what a killed one left put away.

A process number says nothing by itself: after a crash it may come to belong to any program. A server is one whose
process is called postgres and works in the data folder.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it brings no types

from ...domain.problem import Problem, Unavailable
from ...log import log
from . import server_log
from .home import PORT, Owner
from .server_programs import programs
from .start_failure import STILL_IN_USE, start_failed

START_SECONDS = 600  # after a crash the server first reads back its log; a slow disk takes its time
KILLED_AT_MOST = 5  # starts that are ended from outside before it is said that none succeeds
PAUSE = 0.05  # seconds between two looks
# What is sent to processes that outlived their server, after so many seconds. They end by themselves as soon as they
# look; one that counts long does not look, and one that is stopped can't. Nothing they hold can be kept any more.
URGING = ((1.0, signal.SIGTERM), (5.0, signal.SIGQUIT), (10.0, signal.SIGKILL))
ORPHAN_SECONDS = 60
# Said at every start, before what the files say: they can't let anyone else in.
CLOSED = (
    *("-c", "listen_addresses="),
    *("-c", "unix_socket_directories=."),  # the data folder, which is its owner's alone; however long its path
    *("-c", "unix_socket_permissions=0700"),
    *("-c", "lc_messages=C"),
)


def pid_file(pgdata: Path) -> list[str]:
    """The lines of the file that a server keeps of itself; none where there is no server."""
    try:
        return (pgdata / "postmaster.pid").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []


def is_ready(pgdata: Path) -> bool:
    """Whether the server says of itself, on the eighth line of its pid file, that it is ready."""
    return [line.strip() for line in pid_file(pgdata)[7:8]] == ["ready"]


def is_answering(pgdata: Path) -> bool:
    """Whether a server says that it is ready and takes connections, be it to say that it has too many."""
    if not is_ready(pgdata):
        return False
    port = pid_file(pgdata)[3]
    with socket.socket(socket.AF_UNIX) as end:
        end.settimeout(5)
        try:
            end.connect(str(pgdata / f".s.PGSQL.{port}"))
        except OSError:
            return False
    return True


def postmaster(pgdata: Path) -> psutil.Process | None:
    """The server's first process, if the pid file names it and it is alive."""
    try:
        process = psutil.Process(int(pid_file(pgdata)[0]))
    except (IndexError, ValueError, psutil.Error):
        return None
    return process if _works_in(process, pgdata) else None


def processes(pgdata: Path) -> list[psutil.Process]:
    """Every process of a PostgreSQL server that works in this folder."""
    return [process for process in psutil.process_iter() if _works_in(process, pgdata)]


def launch(pgdata: Path, owner: Owner) -> None:
    """Start the server unless it runs, and wait until it is ready.

    Raises Problem ``embedded-start``, ``embedded-orphans``, ``programs-unreadable``.
    """
    give_up = time.monotonic() + START_SECONDS
    killed, said = 0, ""
    while time.monotonic() < give_up and killed < KILLED_AT_MOST:
        size = server_log.size(pgdata)
        spawned = postmaster(pgdata) is None
        if spawned:
            end_orphans(pgdata)
            _put_away(pgdata)
            _spawn(pgdata, owner)
        if _becomes_ready(pgdata, give_up):
            return
        said = server_log.said(pgdata, size)
        if spawned and "FATAL" in said and STILL_IN_USE not in said:
            break
        killed += spawned and "FATAL" not in said  # it said nothing: it was ended from outside
        time.sleep(PAUSE)
    raise start_failed(pgdata, said)


def end(pgdata: Path) -> bool:
    """End the server and whatever a killed one left. Returns whether there was anything. Raises Problem."""
    server = postmaster(pgdata)
    if server is not None:
        server.send_signal(signal.SIGINT)  # connections are ended, transactions rolled back, all is written
        if not _gone([server], START_SECONDS):
            raise _not_ended(pgdata, [server])
    return end_orphans(pgdata) or server is not None


def end_orphans(pgdata: Path) -> bool:
    """Wait for processes that outlived their server, and urge those that stay. Returns whether there were any.

    Two servers on one data folder would destroy it: no other may start before. Raises Problem ``embedded-orphans``.
    """
    left = processes(pgdata)
    if not left:
        return False
    began = time.monotonic()
    urging = list(URGING)
    while left:
        waited = time.monotonic() - began
        if waited > ORPHAN_SECONDS:
            raise _not_ended(pgdata, left)
        if urging and waited > urging[0][0]:
            _, urge = urging.pop(0)
            pids = [process.pid for process in left]
            log.warning("waiting for processes of a killed PostgreSQL to end", pids=pids, sent=urge.name)
            for process in left:
                _signal(process, urge)
                _signal(process, signal.SIGCONT)  # one that is stopped can't end otherwise
        _gone(left, PAUSE)
        left = processes(pgdata)
    return True


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a server is told of the caller's environment: nothing that would change it, nor the program's secrets."""
    foreign = ("PG", "SAGSGANG_", "LC_", "LANG")
    return {name: value for name, value in environ.items() if not name.startswith(foreign)} | {"LC_ALL": "C"}


def folder_for(pgdata: Path, owner: Owner) -> str:
    """The data folder as the server is told it.

    Another user than the caller may not get through the folders above it. Then it is the folder in which the process
    is set to work, and nobody's rights above need be changed.
    """
    return str(pgdata) if owner.uid == os.geteuid() else "/proc/self/cwd"


def carry_out(
    words: Sequence[str | Path], pgdata: Path, owner: Owner, said: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs to its end, as the server's user and in its folder."""
    another: dict[str, str | int | list[int]] = {}
    if owner.uid != os.geteuid():
        another = {"user": owner.uid, "group": owner.gid, "extra_groups": []}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603  # words of this program
        [str(word) for word in words],
        cwd=pgdata,
        env=environment(os.environ),
        input=said,
        capture_output=True,
        check=False,
        text=True,
        errors="replace",
        umask=0o077,
        start_new_session=True,  # what interrupts the caller does not stop the server
        **another,
    )


def _spawn(pgdata: Path, owner: Owner) -> None:
    """Start the server's first process. The shell between leaves it to the system: it is no child of the caller."""
    server: list[str | Path] = [
        programs(owner) / "postgres",
        "-D",
        folder_for(pgdata, owner),
        "-p",
        str(PORT),
        *CLOSED,
    ]
    words = ["/bin/sh", "-c", '"$0" "$@" </dev/null >>log 2>&1 & echo $!', *server]
    done = carry_out([*words, "-c", f"cluster_name={_token(pgdata)}"], pgdata, owner)
    if not done.stdout.strip().isdigit():
        raise start_failed(pgdata, done.stderr)
    child = int(done.stdout)
    give_up = time.monotonic() + START_SECONDS
    # Until it has its pid file nothing else says that it is there.
    while _is_alive(child) and postmaster(pgdata) is None and time.monotonic() < give_up:
        time.sleep(PAUSE)


def _becomes_ready(pgdata: Path, give_up: float) -> bool:
    """Wait for a server that is there to be ready; False if it ends before."""
    told = time.monotonic() + 10
    while postmaster(pgdata) is not None:
        if is_answering(pgdata):
            return True
        if time.monotonic() > give_up:
            return False
        if time.monotonic() > told:
            log.warning("embedded PostgreSQL is slow to start; waiting", log=str(pgdata / "log"))
            told = give_up
        time.sleep(PAUSE)
    return False


def _put_away(pgdata: Path) -> None:
    """What a killed server left. The numbers in its files may be those of other programs by now."""
    for left in (pgdata / "postmaster.pid", *pgdata.glob(".s.PGSQL.*")):
        left.unlink(missing_ok=True)


def _works_in(process: psutil.Process, pgdata: Path) -> bool:
    """Whether this is a living process of a server in this folder.

    Where one may not see in which folder another user's process works, the name that it was given says so.
    """
    try:
        if process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE:
            return False
        try:
            return bool(process.cwd() == str(pgdata))
        except psutil.AccessDenied:
            return any(_token(pgdata) in word for word in process.cmdline())
    except psutil.Error:
        return False


def _is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _gone(some: Sequence[psutil.Process], seconds: float) -> bool:
    """Wait so long for processes to end; whether they have. One that only waits to be counted has ended."""
    give_up = time.monotonic() + seconds
    while any(_is_alive(process.pid) and process.is_running() for process in some):
        if time.monotonic() > give_up:
            return False
        time.sleep(PAUSE)
    return True


def _signal(process: psutil.Process, what: signal.Signals) -> None:
    with suppress(psutil.Error):  # it has just ended
        process.send_signal(what)


def _token(pgdata: Path) -> str:
    """The name that a server bears in the list of processes."""
    return f"sagsgang-{sha256(os.fsencode(pgdata)).hexdigest()[:12]}"


def _not_ended(pgdata: Path, left: Sequence[psutil.Process]) -> Problem:
    pids = ", ".join(str(process.pid) for process in left)
    return Unavailable(
        code="embedded-orphans",
        da=f"Processer af PostgreSQL i {pgdata} vil ikke slutte: {pids}. Afslut dem (kill -9), og kør kommandoen igen. "
        "Før de er væk, må ingen anden server bruge mappen.",
        en=f"Processes of PostgreSQL in {pgdata} do not end: {pids}. End them (kill -9), and run the command again. "
        "Before they are gone no other server may use the folder.",
    )
