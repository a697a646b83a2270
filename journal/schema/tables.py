"""Tables beside the journal's own: made and changed by numbered steps, in one way for every room."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from ...domain.problem import Conflict
from ...domain.text import Text
from ..connection.locks import Lock, take

# A step may take its time on the server, where it is no idleness.
CHANGE = Lock(0, Text("Låsen for at forny tabeller", "The lock for renewing tables"), wait=90, idle=60, whole=None)
STEP = re.compile(r"schema_(\d+)\.sql")
CREATED = re.compile(r"CREATE (?:TABLE|OR REPLACE VIEW)(?: IF NOT EXISTS)? sagsgang\.(\w+)")
MARK = re.compile(r"sagsgang \w+, format (\d+)")
# Read from the catalogue's rows, by the reader's own snapshot: to_regclass sees a table that was made since, whose rows
# the reader cannot see yet, and remembers within a transaction that one was not there.
FOUND: LiteralString = """
    SELECT relname, description FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    LEFT JOIN pg_description ON objoid = pg_class.oid AND classoid = 'pg_class'::regclass AND objsubid = 0
    WHERE nspname = 'sagsgang' AND relname = ANY(%s)"""


def steps_of(room: str) -> list[str]:
    """The SQL of a room's steps, from its files ``schema_1.sql``, ``schema_2.sql`` and so on."""
    found = {int(step[1]): file for file in files(room).iterdir() if (step := STEP.fullmatch(file.name))}
    return [found[number].read_text("utf-8") for number in range(1, len(found) + 1)]


@dataclass(frozen=True)
class Tables:
    """Tables and views that are made and changed together. Their format is the number of the last step taken.

    A comment on the first table says the format; without one it is 1. lock: the number of an advisory lock, held while
    they are changed. steps: SQL. Where something is lost, the step that made it and those after it are taken again,
    so each leaves alone what is there already.
    """

    lock: int
    steps: Sequence[str]

    def prepare(self, connection: psycopg.Connection[Any]) -> None:
        """Take the steps that are missing, in one transaction. Safe when several do it at once.

        Needs no rights where none is missing. Raises Problem ``tables-newer``.
        """
        with connection.transaction():
            if self._format(connection) == len(self.steps):
                return
            take(connection, CHANGE._replace(number=self.lock))
            missing = self.steps[self._format(connection) :]
            for step in missing:
                connection.execute(step.encode())
            if missing:
                mark = sql.Literal(f"sagsgang {self._first}, format {len(self.steps)}")
                table = sql.Identifier("sagsgang", self._first)
                connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(table, mark))

    def are_there(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether they are made. Raises Problem ``tables-newer``, or ``tables-older`` where steps are missing."""
        found = self._format(connection)
        if 0 < found < len(self.steps):
            raise Conflict(
                code="tables-older",
                da=f"Tabellen sagsgang.{self._first} har format {found}, og denne udgave læser format {len(self.steps)}. "
                "Lad den bruger, der ejer den, forny den.",
                en=f"The table sagsgang.{self._first} has format {found}, and this version reads format "
                f"{len(self.steps)}. Let the user who owns it renew it.",
                see="scheduler.run",
            )
        return found > 0

    def are_lost(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether one is not there that was. Raises Problem ``tables-newer``."""
        marks = dict(connection.execute(FOUND, (_created(*self.steps),)).fetchall())
        mark = MARK.fullmatch(marks.get(self._first) or "")
        return mark is not None and self.format_by(marks) < int(mark[1])

    @property
    def _first(self) -> str:
        return _created(self.steps[0])[0]

    def _format(self, connection: psycopg.Connection[Any]) -> int:
        return self.format_by(dict(connection.execute(FOUND, (_created(*self.steps),)).fetchall()))

    def format_by(self, marks: Mapping[str, str | None]) -> int:
        """The last step taken with all before it; 0: none. marks: what is said of each table that is there.

        Raises Problem ``tables-newer``.
        """
        mark = MARK.fullmatch(marks.get(self._first) or "")
        found = int(mark[1]) if mark else 1
        if found > len(self.steps):
            raise Conflict(
                code="tables-newer",
                da=f"Tabellen sagsgang.{self._first} har format {found}, og denne udgave kender højst format "
                f"{len(self.steps)}. Brug en nyere sagsgang: den, der fornyede tabellen, eller en senere.",
                en=f"The table sagsgang.{self._first} has format {found}, and this version knows formats up to "
                f"{len(self.steps)}. Use a newer sagsgang: the one that renewed the table, or a later one.",
            )
        lost = (
            number for number, step in enumerate(self.steps[:found]) if not marks.keys() >= set(_created(step))
        )
        return next(lost, found)


def are_whole(connection: psycopg.Connection[Any], *rooms: Tables) -> bool:
    """Whether no step of some rooms' tables is missing, by one query. Raises Problem ``tables-newer``."""
    marks = dict(
        connection.execute(FOUND, ([name for room in rooms for name in _created(*room.steps)],)).fetchall()
    )
    return all(room.format_by(marks) == len(room.steps) for room in rooms)


def _created(*steps: str) -> list[str]:
    """The names of the tables and views that steps make."""
    return CREATED.findall("\n".join(steps))
