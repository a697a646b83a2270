"""The tables of the scheduler: which nodes there are, who leads, and how far reminders are decided."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import Any, LiteralString, NamedTuple

import psycopg

Connection = psycopg.Connection[Any]

# Held while the tables are made: one maker at a time.
TABLES_LOCK = 0x5A65_0004

# The table that is made last, with its one row. Read from the catalogue's rows, by the reader's own snapshot:
# to_regclass sees a table that was made since, whose row the reader cannot see yet.
IS_THERE: LiteralString = """
    SELECT count(*) = 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'sagsgang' AND relname = 'scheduler_state'"""


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
    found = connection.execute(IS_THERE).fetchone()
    return bool(found and found[0])
