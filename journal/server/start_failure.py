"""Why an embedded server did not start: from what it says in its log, in words that no locale changes."""

from __future__ import annotations

import os
from pathlib import Path

from ...domain.problem import Problem, Unavailable
from . import server_log

# When a process that outlived a server still has its memory.
STILL_IN_USE = "is still in use"
FAULTS = ("FATAL:  ", "PANIC:  ", "error: ")  # of the server, and of the program that makes one
NO_SPACE = "No space left on device"
MEBIBYTE = 1 << 20
# A server whose log of changes could not grow ends at once, and reads it back at its next start: it needs room for a part
# of that log, which has 16 MiB, and a little more.
LEAST_FREE = 20 * MEBIBYTE


def start_failed(pgdata: Path, said: str = "") -> Problem:
    """That the server did not start, and why in its own words; that its disk is full, where that is why.

    said: what it said at this attempt. It cannot even say so where its log lies on the full disk.
    """
    last = reason_in(said or server_log.said(pgdata, 0))
    if NO_SPACE in said + last or (not said and _free(pgdata) < LEAST_FREE):
        return Unavailable(
            code="server-disk-full",
            da=f"Disken med {pgdata} er fuld, og den indbyggede PostgreSQL kan ikke starte. Det, der var kvitteret for, "
            f"gælder. Giv den plads ({LEAST_FREE // MEBIBYTE} MB eller mere), og kør kommandoen igen. Slet intet i "
            f"mappen. ({last})",
            en=f"The disk of {pgdata} is full, and the embedded PostgreSQL can't start. What was acknowledged stands. "
            f"Give it room ({LEAST_FREE // MEBIBYTE} MB or more), and run the command again. Delete nothing in the "
            f"folder. ({last})",
        )
    return Unavailable(
        code="embedded-start",
        da=f"Den indbyggede PostgreSQL kunne ikke starte. Se {pgdata / 'log'}, eller angiv en anden database. ({last})",
        en=f"The embedded PostgreSQL could not start. See {pgdata / 'log'}, or name another database. ({last})",
    )


def reason_in(said: str) -> str:
    """Of what a server said, why it ended: the last line of a fault and what was said of it, else the last line of all.

    It may end with no more than that it is shut down, some lines after the fault.
    """
    lines = said.strip().splitlines()
    faults = [number for number, line in enumerate(lines) if any(word in line for word in FAULTS)]
    if not faults:
        return " ".join(lines[-1:])[:300]
    fault, *rest = lines[faults[-1] : faults[-1] + 3]
    more = [line.partition(word)[2] for line in rest for word in ("DETAIL:  ", "HINT:  ") if word in line]
    return " ".join(" ".join([fault, *more]).split())[:300]


def _free(pgdata: Path) -> int:
    """Bytes that are free on the disk of the folder, for a user who is not root."""
    try:
        found = os.statvfs(pgdata)
    except OSError:
        return LEAST_FREE
    return found.f_bavail * found.f_frsize
