"""What stands in a journal and its projections, asked past the program: for tests that look after a fault."""

from __future__ import annotations

import re
from typing import NamedTuple

import psycopg
from sagsgang.domain.events.case_events import Event
from sagsgang.journal.application import Journal
from sagsgang.projections.tables.catalogue import PROJECTIONS


class Told(NamedTuple):
    """An event as it must be, whenever it was recorded."""

    case: str
    version: int
    event: Event


def told(database: str) -> list[Told]:
    """Every event of a case, in the one order. Fails unless positions are dense and each source and id stands once."""
    with Journal.open(database) as journal:
        events = list(journal.read(0, journal.head().position))
    assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
    identities = {(recorded.event.source, recorded.event.id) for recorded in events}
    assert len(identities) == len(events)
    return [
        Told(recorded.case, recorded.version, recorded.event)
        for recorded in events
        if not recorded.case.startswith("$")
    ]


def tables(database: str) -> list[str]:
    """The tables of projections, without the number of their generation: each once, unless something was left over."""
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'sagsgang'").fetchall()
    numbered = (re.fullmatch(r"(\w+)_\d+", name) for (name,) in found)
    return sorted(name[1] for name in numbered if name)


def one_table_each() -> list[str]:
    """What ``tables`` gives when nothing is left over."""
    return sorted(PROJECTIONS)
