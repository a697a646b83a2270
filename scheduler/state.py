"""The tables of the scheduler: which nodes there are, who leads, and how far reminders are decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from ..journal.schema.tables import Tables, steps_of

Connection = psycopg.Connection[Any]

TABLES = Tables(0x5A65_0004, steps_of(__package__))
prepare = TABLES.prepare
is_there = TABLES.are_there


class DecidedUntil(NamedTuple):
    """How far all is decided: every step due up to ``until``, as known at ``position``."""

    until: datetime
    position: int


def decided(connection: Connection) -> DecidedUntil | None:
    """How far all is decided; None: nothing was ever decided."""
    found = connection.execute("SELECT decided_until, decided_position FROM sagsgang.scheduler_state").fetchone()
    return DecidedUntil(*found) if found and found[0] is not None else None


def put_decided(connection: Connection, far: DecidedUntil) -> None:
    """Say how far all is decided. Of two leaders at once, either may be the last to say so: both are right, and what one
    decides again is a duplicate. It moves back when the database's clock was set back.

    Commit soon after: the row is everyone's.
    """
    connection.execute("UPDATE sagsgang.scheduler_state SET decided_until = %s, decided_position = %s", far)


def go_back(connection: Connection, head: int) -> bool:
    """Let what is decided rest on no more than the journal, of which events were lost. Gives whether it did."""
    return bool(
        connection.execute(
            "UPDATE sagsgang.scheduler_state SET decided_position = %s WHERE decided_position > %s", (head, head)
        ).rowcount
    )
