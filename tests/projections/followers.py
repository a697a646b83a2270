"""Followers for the tests: processes of their own that follow a journal.

Run as a program, with a URL and seconds: one that loses its lock when it is silent for so long.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep import follower
from sagsgang.projections.upkeep.checkpoint import Lag, lag_of

from ..scheduler.nodes import until

ROOT = Path(__file__).parents[2]
Process = subprocess.Popen[str]


@contextmanager
def followed(url: str, idle: float | None = None) -> Iterator[Process]:
    """``sagsgang follow``, or one that is ended when it is silent for so long; killed in the end if it still runs."""
    words = (
        ["-m", "sagsgang", "--database", url, "follow"]
        if idle is None
        else ["-m", "tests.projections.followers", url, str(idle)]
    )
    call = subprocess.Popen([sys.executable, *words], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield call
    finally:
        with suppress(ProcessLookupError):
            call.kill()
        call.wait()
        assert call.stderr is not None
        call.stderr.close()


def at_work(journal: Journal, call: Process) -> bool:
    """Whether this process is the follower at work."""
    follower_now = lag_of(journal).follower
    return follower_now is not None and follower_now.endswith(f":{call.pid}")


def comes_to_work(journal: Journal, call: Process) -> None:
    """Wait until it is."""
    until(lambda: at_work(journal, call))


def caught_up(journal: Journal) -> Lag:
    """Wait until the projections tell everything, without asking anything of them."""
    until(lambda: lag_of(journal).lag_events == 0)
    return lag_of(journal)


def main(url: str, idle: str) -> None:
    """Follow until killed."""
    follower.FOLLOWING = follower.FOLLOWING._replace(idle=float(idle))
    with Journal.open(url) as journal:
        follower.Follower(journal, "test").run()


if __name__ == "__main__":
    main(*sys.argv[1:])
