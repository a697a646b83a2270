"""A process that appends: run by tests as ``appender.py URL WRITER FIRST UNTIL``.

It sends the events FIRST to UNTIL of its own case in batches of one to five, and says the number of each event
once the journal has acknowledged it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry, Refused

MONDAY = datetime(2024, 3, 4, 8, 30, tzinfo=UTC)


def event(writer: str, number: int) -> Entry:
    """The event of this number: the same whenever it is made."""
    occurred = MONDAY + timedelta(minutes=number)
    return Entry(
        f"case-{writer}",
        ApplicationReceived(source=writer, id=str(number), occurred=occurred, case_type="fleksjob"),
    )


def main(url: str, writer: str, first: int, until: int) -> None:
    """Append and say so."""
    number = first
    with Journal.open(url) as journal:
        while number < until:
            batch = range(number, min(until, number + 1 + number % 5))
            for outcome in journal.append([event(writer, each) for each in batch]):
                if isinstance(outcome, Refused):
                    raise SystemExit(outcome.problem)
            print(*batch, sep="\n", flush=True)  # noqa: T201  # its standard output is what the test reads
            number = batch.stop


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
