"""Tables that stand beside the journal: whole, of this program's format, and not ahead of the journal's end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg.rows import tuple_row

from ..delivery.outbox import outbox
from ..domain.problem import Problem
from ..intake.loading import choices
from ..journal.schema.tables import Tables
from ..projections.tables import registry
from ..projections.tables.catalogue import PROJECTIONS
from ..projections.upkeep import quarantine
from ..scheduler import state
from .finding import Diagnosis, finding, of_problem
from .projections import COLUMNS, TYPES
from .rights import JOURNAL

CREATED = re.compile(
    r"CREATE TABLE (?:IF NOT EXISTS )?sagsgang\.(\w+) \((.*?)\n? *\)(?: WITH \(.*?\))?;?\s*(?=\n\n|\Z|CREATE)",
    re.DOTALL,
)
ADDED = re.compile(r"ALTER TABLE sagsgang\.(\w+) ADD COLUMN (?:IF NOT EXISTS )?(\w+) ([a-z ]+)", re.DOTALL)
COLUMN = re.compile(r"(\w+) ((?:double precision|[a-z]+)\b)(.*)", re.DOTALL)
NO_COLUMNS = ("PRIMARY", "CHECK", "UNIQUE", "FOREIGN", "CONSTRAINT", "EXCLUDE")
THERE: LiteralString = "SELECT to_regclass('sagsgang.' || name) IS NOT NULL FROM unnest(%s::text[]) AS name"
READABLE: LiteralString = "SELECT has_table_privilege('sagsgang.' || %s::text, 'SELECT')"


KIND: LiteralString = """
    SELECT relkind::text FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname = 'sagsgang' AND relname = %s"""
# All that is in the schema and has rows.
RELATIONS: LiteralString = """
    SELECT relname, relkind::text FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname = 'sagsgang' AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname"""
PROJECTED: LiteralString = "SELECT EXISTS (SELECT FROM sagsgang.projections)"
VIEW = re.compile(r"VIEW (?:IF NOT EXISTS )?sagsgang\.(\w+)")
KINDS = {
    "r": ("tabel", "table"),
    "p": ("delt tabel", "partitioned table"),
    "v": ("visning (view)", "view"),
    "m": ("gemt visning (materialized view)", "materialized view"),
    "f": ("fremmed tabel (foreign table)", "foreign table"),
}


class RoomTables(NamedTuple):
    """A set of tables, and the command that makes it again. with_projections: it is there wherever anything is projected."""

    tables: Tables
    remedy: str
    with_projections: bool = False


SETS = (
    RoomTables(registry.TABLES, "init"),
    RoomTables(quarantine.TABLES, "rebuild", with_projections=True),
    RoomTables(outbox.TABLES, "scheduler.run"),
    RoomTables(state.TABLES, "scheduler.run"),
    RoomTables(choices.TABLES, "import"),
)
# What stands at positions that the journal does not have, or rests on events that it does not have.
AHEAD: dict[tuple[str, str], LiteralString] = {
    ("outbox-ahead", "outbox_position"): """
        SELECT count(*) FROM sagsgang.outbox_position WHERE position > %(head)s""",
    ("outbox-stray", "outbox"): """
        SELECT count(*) FROM sagsgang.outbox AS line WHERE NOT EXISTS (SELECT FROM sagsgang.stored_events AS e
            WHERE e.notification_id = line.position AND e.originator_id = line.stream)""",
    ("scheduler-ahead", "scheduler_state"): """
        SELECT count(*) FROM sagsgang.scheduler_state WHERE decided_position > %(head)s""",
    ("import-ahead", "import_files"): """
        SELECT count(*) FROM sagsgang.import_files WHERE position > %(head)s""",
    ("import-stray", "import_choices"): """
        SELECT count(*) FROM sagsgang.import_choices AS chosen WHERE NOT EXISTS (
            SELECT FROM sagsgang.stored_events AS e WHERE (e.source, e.event_id) = (chosen.source, chosen.event_id))""",
    ("set-aside-ahead", "cases_set_aside"): """
        SELECT count(*) FROM sagsgang.cases_set_aside WHERE position > %(head)s""",
    ("behind-ahead", "cases_behind"): """
        SELECT count(*) FROM sagsgang.cases_behind WHERE position > %(head)s""",
}


def tables_findings(connection: psycopg.Connection[Any], head: int) -> list[Diagnosis]:
    """What is wrong with tables beside the journal. Those of a part that was never used are not there, and need not be."""
    found: list[Diagnosis] = []
    with connection.cursor(row_factory=tuple_row) as cursor:
        for beside in SETS:
            found += _form(connection, cursor, beside)
        whole = {one.about for one in found}
        for (code, table), query in AHEAD.items():
            if table not in whole:
                found += _ahead(cursor, code, table, query, head)
        found += _unknown(cursor)
    return found


def _unknown(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    """What stands among the journal's names and is not of this program."""
    steps = [step for beside in SETS for step in beside.tables.steps]
    known = {*JOURNAL, *_declared(steps), *(view for step in steps for view in VIEW.findall(step))}
    generation = re.compile(rf"({'|'.join(PROJECTIONS)})_\d+")
    return [
        finding(
            "relation-unknown",
            severity="note",
            da=f"Skemaet sagsgang har en {KINDS[kind][0]}, der ikke er programmets: {name}. Se, hvem der har lavet den.",
            en=f"The schema sagsgang has a {KINDS[kind][1]} that is not the program's: {name}. See who made it.",
            about=name,
        )
        for name, kind in cursor.execute(RELATIONS).fetchall()
        if name not in known and not generation.fullmatch(name)
    ]


def _is_projected(cursor: psycopg.Cursor[Any]) -> bool:
    if cursor.execute(THERE, (["projections"],)).fetchone() != (True,):
        return False
    if cursor.execute(READABLE, ("projections",)).fetchone() != (True,):
        return False
    return cursor.execute(PROJECTED).fetchone() == (True,)


def _form(connection: psycopg.Connection[Any], cursor: psycopg.Cursor[Any], beside: RoomTables) -> list[Diagnosis]:
    declared = _declared(beside.tables.steps)
    there = dict(
        zip(declared, [row[0] for row in cursor.execute(THERE, (list(declared),)).fetchall()], strict=True)
    )
    if not any(there.values()) and not (beside.with_projections and _is_projected(cursor)):
        return []
    try:
        beside.tables.are_there(connection)
    except Problem as problem:
        return [of_problem(problem, next(iter(declared)))]
    found = []
    for table, columns in declared.items():
        if not there[table]:
            found.append(
                finding(
                    "table-missing",
                    da=f"Tabellen sagsgang.{table} er væk. Ejeren kan lave den igen.",
                    en=f"The table sagsgang.{table} is gone. Its owner can make it again.",
                    about=table,
                    see=beside.remedy,
                )
            )
        elif (kind := cursor.execute(KIND, (table,)).fetchone()) != ("r",):
            found.append(_no_table(table, *(kind or ("",))))
        elif (differs := _differs(cursor, table, columns)) is not None:
            found.append(
                finding(
                    "table-altered",
                    da=f"Tabellen sagsgang.{table} har andre kolonner, end den skal ({differs}). Få det ændret "
                    "tilbage af ejeren.",
                    en=f"The table sagsgang.{table} has other columns than it should ({differs}). Have the "
                    "owner change it back.",
                    about=table,
                )
            )
    return found


def _no_table(table: str, kind: str) -> Diagnosis:
    da, en = KINDS.get(kind, ("andet", "something else"))
    return finding(
        "table-kind",
        da=f"sagsgang.{table} er ingen almindelig tabel, men en {da}: det, der læses, kan komme andre steder fra. Få den "
        "erstattet af ejeren.",
        en=f"sagsgang.{table} is no ordinary table but a {en}: what is read may come from elsewhere. Have the owner "
        "replace it.",
        about=table,
    )


def _differs(cursor: psycopg.Cursor[Any], table: str, columns: dict[str, str]) -> str | None:
    held = {
        name: said.replace(" not null", "")
        for name, said in cursor.execute(COLUMNS, (f"sagsgang.{table}",)).fetchall()
    }
    words = dict(cursor.execute(TYPES, (sorted(set(columns.values())),)).fetchall())
    wanted = {name: words[said] for name, said in columns.items()}
    differing = sorted({name for name, _ in held.items() ^ wanted.items()})
    return ", ".join(differing) or None


def _ahead(cursor: psycopg.Cursor[Any], code: str, table: str, query: LiteralString, head: int) -> list[Diagnosis]:
    if cursor.execute(THERE, ([table],)).fetchone() != (True,):
        return []
    if cursor.execute(READABLE, (table,)).fetchone() != (True,):
        return [
            finding(
                "table-unreadable",
                severity="unchecked",
                da=f"Tabellen sagsgang.{table} må denne bruger ikke læse.",
                en=f"The table sagsgang.{table} may not be read by this user.",
                about=table,
            )
        ]
    [(count,)] = cursor.execute(query, {"head": head}).fetchall()
    if not count:
        return []
    return [
        finding(
            code,
            da=f"{count} rækker i sagsgang.{table} hviler på hændelser, som journalen ikke har: den har mistet "
            "dem, eller den er genskabt til et "
            "tidligere tidspunkt. Er noget slettet, så gem databasen, som den er, og genskab en sikkerhedskopi i en ny.",
            en=f"{count} rows of sagsgang.{table} rest on events that the journal does not have: it lost them, "
            "or was restored to an earlier "
            "moment. If something was deleted, keep the database as it is, and restore a backup into a new one.",
            about=table,
        )
    ]


def _declared(steps: Sequence[str]) -> dict[str, dict[str, str]]:
    """The tables that steps make, each with its columns and their types, as the last step leaves them."""
    found: dict[str, dict[str, str]] = {}
    for step in steps:
        text = re.sub(r"--[^\n]*", "", step)
        for table, body in CREATED.findall(text):
            pieces = re.split(r",(?![^(]*\))", " ".join(body.split()))
            columns = [
                column
                for piece in pieces
                if (column := COLUMN.match(piece.strip())) and not piece.strip().startswith(NO_COLUMNS)
            ]
            found[table] = {column[1]: column[2] for column in columns}
        for table, name, said in ADDED.findall(text):
            found.setdefault(table, {})[name] = said.strip()
        for table in re.findall(r"DROP TABLE (?:IF EXISTS )?sagsgang\.(\w+)", text):
            if (
                f"CREATE TABLE sagsgang.{table}" not in text
                and f"CREATE TABLE IF NOT EXISTS sagsgang.{table}" not in text
            ):
                found.pop(table, None)
    return found
