"""What was made from the journal: whether it is of this journal, whole, and as far as it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from ..projections.tables import behind
from ..projections.tables.catalogue import FOLD, PROJECTIONS
from ..projections.tables.registry import TableStanding, newest_generation, standings
from ..projections.tables.table import MOMENTS, Projection
from ..projections.upkeep import quarantine
from ..projections.upkeep.origin import strangers
from .finding import Diagnosis, Severity, finding, of_problem

REGISTERED: LiteralString = "SELECT name, generation FROM sagsgang.projections"
THERE: LiteralString = "SELECT to_regclass('sagsgang.projections') IS NOT NULL"
READABLE: LiteralString = "SELECT has_table_privilege(to_regclass(%s), 'SELECT')"
COLUMNS: LiteralString = """
    SELECT attname, format_type(atttypid, NULL) || CASE WHEN attnotnull THEN ' not null' ELSE '' END
    FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""
# The server's own name of a type, in the same words.
TYPES: LiteralString = "SELECT said, format_type(to_regtype(said), NULL) FROM unnest(%s::text[]) AS said"
CONSTRAINTS: LiteralString = """
    SELECT contype::text, count(*) FROM pg_constraint
    WHERE conrelid = to_regclass(%s) AND contype IN ('p', 'c') AND convalidated
    GROUP BY 1"""
INDEXES: LiteralString = """
    SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = to_regclass(%s) AND indisvalid AND indisready"""
UNDER: LiteralString = """
    SELECT relkind::text, relpersistence::text, (SELECT count(*) FROM pg_trigger WHERE tgrelid = pg_class.oid AND NOT tgisinternal)
        + (SELECT count(*) FROM pg_rewrite WHERE ev_class = pg_class.oid)
        + (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid)
    FROM pg_class WHERE oid = to_regclass(%s)"""
CHECKS = 4  # of intervals, see Projection.create

# What is said of a projection, by its code, and how grave it is.
SAID: dict[str, tuple[str, str, Severity]] = {
    "missing": ("er registreret, og dens tabel er væk", "is registered, and its table is gone", "error"),
    "unknown": ("kendes ikke af denne udgave", "is not known to this version", "note"),
    "newer": (
        "er ført af en nyere sagsgang; opgradér denne",
        "is kept by a newer sagsgang; upgrade this one",
        "error",
    ),
    "older": (
        "er lavet af en ældre udgave; den næste forespørgsel laver den om",
        "was made by an older version; the next question makes it anew",
        "note",
    ),
    "behind": (
        "er {n} hændelser bagud; den næste forespørgsel fører den ajour",
        "is {n} events behind; the next question brings it up to date",
        "note",
    ),
    "left-over": (
        "har en nyere tabel, som ingen bruger: en genopbygning er i gang eller blev afbrudt",
        "has a newer table that nobody uses: a rebuild is running or was interrupted",
        "note",
    ),
    "rows": (
        "har {n} rækker fra efter den position, den står ved ({at})",
        "has {n} rows from after the position that it stands at ({at})",
        "error",
    ),
    "columns": ("har andre kolonner, end den skal ({what})", "has other columns than it should ({what})", "error"),
    "constraints": ("mangler betingelser, eller har flere", "lacks constraints, or has more", "error"),
    "indexes": ("mangler et indeks ({what})", "lacks an index ({what})", "warning"),
    "kind": ("er ingen almindelig tabel", "is no ordinary table", "error"),
    "unlogged": ("overlever ikke et nedbrud (UNLOGGED)", "does not survive a crash (UNLOGGED)", "warning"),
    "trigger": (
        "har triggere eller regler, som ikke er dens",
        "has triggers or rules that are not its own",
        "error",
    ),
    "not-made": (
        "er ikke lavet endnu; den første forespørgsel laver den",
        "has not been made yet; the first question makes it",
        "note",
    ),
}


def projection_findings(connection: psycopg.Connection[Any], head: int) -> list[Diagnosis]:
    """What is wrong with the projections. head: where the journal ends."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        if cursor.execute(THERE).fetchone() != (True,):
            return [_never_made("projections")]
        if cursor.execute(READABLE, ("sagsgang.projections",)).fetchone() != (True,):
            return [_unreadable("projections")]
        registered: dict[str, int] = dict(cursor.execute(REGISTERED).fetchall())
    found = standings(connection)
    told = [of_problem(one.problem, one.name) for one in strangers(connection, list(PROJECTIONS))]
    for name, projection in PROJECTIONS.items():
        if name not in registered:
            told.append(_never_made(name))
        elif name not in found:
            told.append(_projection("missing", name))
        else:
            told += _one(connection, projection, found[name], head)
    told += [_projection("unknown", name) for name in sorted(registered.keys() - PROJECTIONS.keys())]
    return [*told, *_behind(connection), *_set_aside(connection)]


def _one(
    connection: psycopg.Connection[Any], projection: Projection, standing: TableStanding, head: int
) -> list[Diagnosis]:
    name, table = projection.name, f"sagsgang.{projection.name}_{standing.generation}"
    found = []
    if standing.fold > FOLD:
        found.append(_projection("newer", name))
    if standing.fold < FOLD:
        found.append(_projection("older", name))
    elif standing.fold == FOLD:
        found += _form(connection, projection, standing.generation, table)
    if standing.position < head:
        found.append(_projection("behind", name, n=head - standing.position))
    if newest_generation(connection, projection) > standing.generation:
        found.append(_projection("left-over", name))
    with connection.cursor(row_factory=tuple_row) as cursor:
        if cursor.execute(READABLE, (table,)).fetchone() != (True,):
            found.append(_unreadable(name))
        elif not any(one.code == "projection-columns" for one in found):
            beyond = cursor.execute(
                sql.SQL(
                    "SELECT count(*) FROM {} WHERE greatest(opened_pos, closed_pos, withdrawn_pos) > %s"
                ).format(projection.table(standing.generation)),
                (standing.position,),
            ).fetchone()
            if beyond and beyond[0]:
                found.append(_projection("rows", name, n=beyond[0], at=standing.position))
    return found


def _form(
    connection: psycopg.Connection[Any], projection: Projection, generation: int, table: str
) -> list[Diagnosis]:
    """What is not as ``Projection.create`` makes it."""
    name, found = projection.name, []
    with connection.cursor(row_factory=tuple_row) as cursor:
        declared = [("case_id", "text NOT NULL"), ("n", "integer NOT NULL"), *projection.columns, *MOMENTS]
        held: dict[str, str] = dict(cursor.execute(COLUMNS, (table,)).fetchall())
        if held != _types(cursor, declared):
            differs = ", ".join(sorted(set(held.items()) ^ set(_types(cursor, declared).items()))[0][:1])
            found.append(_projection("columns", name, what=differs))
        constraints: dict[str, int] = dict(cursor.execute(CONSTRAINTS, (table,)).fetchall())
        if (constraints.get("p"), constraints.get("c")) != (1, CHECKS):
            found.append(_projection("constraints", name))
        indexes = {index for (index,) in cursor.execute(INDEXES, (table,)).fetchall()}
        wanted = {f"{name}_{generation}_{way}" for way in ("known", "valid")} | {
            f"{name}_{generation}_also_{number}" for number in range(1, len(projection.also_by) + 1)
        }
        if not indexes >= wanted:
            missing = ", ".join(sorted(wanted - indexes))
            found.append(_projection("indexes", name, what=missing))
        for kind, persistence, between in cursor.execute(UNDER, (table,)).fetchall():
            if kind != "r":
                found.append(_projection("kind", name))
            if persistence != "p":
                found.append(_projection("unlogged", name))
            if between:
                found.append(_projection("trigger", name))
    return found


def _types(cursor: psycopg.Cursor[Any], declared: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Columns with their types in the server's words."""
    plain = {name: said.replace(" NOT NULL", "").partition(" COLLATE")[0].strip() for name, said in declared}
    words = dict(cursor.execute(TYPES, (sorted(set(plain.values())),)).fetchall())
    return {name: words[plain[name]] + (" not null" if "NOT NULL" in said else "") for name, said in declared}


def _behind(connection: psycopg.Connection[Any]) -> list[Diagnosis]:
    count = len(behind.of_readers(connection))
    if not count:
        return []
    return [
        finding(
            "cases-behind",
            severity="note",
            da=f"{count} store sager er bagud: de gennemregnes for sig; den næste forespørgsel om dem gør det færdigt",
            en=f"{count} large cases are behind: they are computed apart; the next question about them finishes it",
        )
    ]


def _set_aside(connection: psycopg.Connection[Any]) -> list[Diagnosis]:
    count = quarantine.count(connection)
    if not count:
        return []
    return [
        finding(
            "cases-set-aside",
            da=f"{count} sager er sat til side: programmet kan ikke regne dem ud.",
            en=f"{count} cases are set aside: the program cannot compute them.",
            see="set-aside",
        )
    ]


def _never_made(name: str) -> Diagnosis:
    return _projection("not-made", name)


def _unreadable(name: str) -> Diagnosis:
    return finding(
        "projection-unreadable",
        severity="unchecked",
        da=f"Projektionen {name} må denne bruger ikke læse.",
        en=f"The projection {name} may not be read by this user.",
        about=name,
    )


def _projection(code: str, name: str, **parts: object) -> Diagnosis:
    da, en, severity = SAID[code]
    again = severity in ("error", "warning") and code != "newer"
    return finding(
        f"projection-{code}",
        severity=severity,
        da=f"Projektionen {name} {da.format(**parts)}."
        + (" Sammenlign ved at afspille, og lav den om." if again else ""),
        en=f"The projection {name} {en.format(**parts)}."
        + (" Compare by replaying, and make it anew." if again else ""),
        about=name,
        see="rebuild" if again else None,
    )
