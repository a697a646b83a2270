"""A role that is not the owner of the journal, as a case system or a reader has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from os import getpid
from typing import LiteralString

import psycopg
from psycopg import sql

_numbers = count(1)


class Clerk:
    """A role without rights in one database, and the URL that acts as it."""

    def __init__(self, url: str, owner: psycopg.Connection):
        name = f"sagsgang_clerk_{getpid()}_{next(_numbers)}"
        self.role = sql.Identifier(name)
        self.url = f"{url}{'&' if '?' in url else '?'}options=-c%20role%3D{name}"
        self._owner = owner

    def run(self, statement: LiteralString) -> None:
        """Run a statement as the owner, with the role and the database in it."""
        database = sql.Identifier(self._owner.info.dbname)
        self._owner.execute(sql.SQL(statement).format(role=self.role, database=database))


@contextmanager
def hired_at(database_url: str) -> Iterator[Clerk]:
    """A newly hired clerk, at an empty database."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        hired = Clerk(database_url, owner)
        hired.run("CREATE ROLE {role}")
        try:
            yield hired
        finally:
            hired.run("DROP OWNED BY {role} CASCADE")
            hired.run("DROP ROLE {role}")
