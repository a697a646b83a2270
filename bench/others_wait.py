"""How long others' questions wait while one event more of a large case is told, by a process of its own.

Run as a program it is that process: it brings everything up to date in the journal of a URL.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from sagsgang.domain.events.case_events import ActionTaken, ApplicationReceived
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.flow.custody import custody
from sagsgang.projections.queue.queue_items import QueueFilter, queue
from sagsgang.projections.upkeep.catch_up import catch_up

from .late_histories import BEGIN, CASE_TYPE
from .measuring import seconds

ROOT = Path(__file__).parents[1]
OTHER = "O-1"
WAIT = 0.25  # as the commands have it, for what is asked of all cases


class Waits(NamedTuple):
    """Milliseconds of wall that each question took, its own reading and answering included."""

    other: list[float]
    all_cases: list[float]


def begin_other(journal: Journal) -> None:
    """There is another case."""
    opened = ApplicationReceived(
        source="bench", id="other", occurred=BEGIN, case_type=CASE_TYPE.id, unit="North", responsible="someone"
    )
    journal.append([Entry(OTHER, opened)], recorded=[BEGIN + timedelta(days=29)])


def waits(journal: Journal) -> Waits:
    """Questions, one after the other, each after something new of the other case, until the large case is told."""
    found = Waits([], [])
    with subprocess.Popen([sys.executable, "-m", f"{__package__}.others_wait", journal.url], cwd=ROOT) as teller:
        number = 0
        while teller.poll() is None:
            number += 1
            _something_happens(journal, number)
            found.other.append(1000 * seconds(lambda: _asked(journal, about=True)))
            _something_happens(journal, -number)
            found.all_cases.append(1000 * seconds(lambda: _asked(journal, about=False)))
    assert teller.returncode == 0
    return found


def _something_happens(journal: Journal, number: int) -> None:
    at = BEGIN + timedelta(days=1)
    done = ActionTaken(
        source="bench", id=f"other-{number}", occurred=at, case_type=CASE_TYPE.id, action="task", unit="West"
    )
    journal.append([Entry(OTHER, done)], recorded=[journal.head().recorded or at])


def _asked(journal: Journal, *, about: bool) -> None:
    question: Callable[..., object]
    if about:
        catch_up(journal, about=[OTHER])
        question = lambda reader: custody(reader, OTHER)  # noqa: E731
    else:
        catch_up(journal, wait=WAIT)
        question = lambda reader: queue(reader, QueueFilter())  # noqa: E731
    ask(journal, Moment(BEGIN + timedelta(days=2)), question)


if __name__ == "__main__":
    with Journal.open(sys.argv[1]) as own:
        catch_up(own)
