"""A process of its own that tells large cases that are behind: who asked is answered meanwhile, and it is done all the same.

It ends by itself. Whatever ends it before, the next who asks begins another.
"""

from __future__ import annotations

import os
import subprocess
import sys

from ...journal.application import Journal
from ..tables.behind import Behind
from ..tables.catalogue import PROJECTIONS
from ..tables.registry import Connection
from .apart import is_being_told, tell_apart
from .generation import look_for_cycles_seldom

# By the environment, since the URL may hold a password, and others see the words of a process.
URL = "SAGSGANG_DATABASE"


def see_that_they_are_told(
    connection: Connection, url: str, cases: list[Behind]
) -> subprocess.Popen[bytes] | None:
    """Begin such a process, if there is a case that nobody is telling. Nobody need wait for it."""
    if all(is_being_told(connection, one.case) for one in cases):
        return None
    return subprocess.Popen(  # noqa: S603 - this program, by its own name
        [sys.executable, "-P", "-m", __name__],
        env=os.environ | {URL: url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main(url: str) -> None:
    """Tell all that are behind; one that somebody else is telling is waited for, for more of it may have come."""
    look_for_cycles_seldom()
    with Journal.open(url, make=False) as journal, journal.connect() as connection:
        tell_apart(connection, journal, list(PROJECTIONS.values()), sys.maxsize)


if __name__ == "__main__":
    main(os.environ[URL])
