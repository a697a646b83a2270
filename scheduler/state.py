"""The tables of the scheduler: which nodes there are, who leads, and how far reminders are decided."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import Any, NamedTuple

import psycopg

Connection = psycopg.Connection[Any]

# Held while the tables are made: one maker at a time.
TABLES_LOCK = 0x5A65_0004


def prepare(connection: Connection) -> None:
    """Create the tables if they are not there. Safe when several do it at once; needs no rights where they are."""
    with connection.transaction():
        if is_there(connection):
            return
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (TABLES_LOCK,))
        schema = files(__package__).joinpath("schema.sql").read_text("utf-8")
        connection.execute(schema.encode())


class Decided(NamedTuple):
    """How far all is decided: every step due up to ``until``, as known at ``position``."""

    until: datetime
    position: int


def decided(connection: Connection) -> Decided | None:
    """How far all is decided; None: nothing was ever decided."""
    found = connection.execute("SELECT decided_until, decided_position FROM sagsgang.scheduler_state").fetchone()
    return Decided(*found) if found and found[0] is not None else None


def put_decided(connection: Connection, far: Decided) -> None:
    """Say how far all is decided. Of two leaders at once, either may be the last to say so: both are right, and what one
    decides again is a duplicate. It moves back when the database's clock was set back.

    Commit soon after: the row is everyone's.
    """
    connection.execute("UPDATE sagsgang.scheduler_state SET decided_until = %s, decided_position = %s", far)


def is_there(connection: Connection) -> bool:
    """Whether the tables are made."""
    # The table that is made last, with its one row: a reader of the catalogue alone could come in between.
    found = connection.execute("SELECT to_regclass('sagsgang.scheduler_state') IS NOT NULL").fetchone()
    return bool(found and found[0])
