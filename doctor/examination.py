"""Examining a whole installation: every part in turn, in one snapshot, and nothing is changed or made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from ..domain.problem import Problem
from ..domain.text import Text
from ..journal.clock import HostClock
from ..journal.schema.row_check import Progress
from ..projections.upkeep.replay import Replayed
from .finding import Diagnosis, Part, finding
from .home import home_findings
from .projections import projection_findings
from .rejections import rejection_findings
from .rights import rights_findings
from .rows import row_findings
from .schema import schema_findings
from .server import clock_findings, server_findings
from .tables_beside import tables_findings

# Each part, and what it says where nothing is wrong.
SOUND: dict[Part, Text] = {
    "home": Text("Hjemmemappen er dens ejers alene.", "The home is its owner's alone."),
    "schema": Text(
        "Triggere, funktioner, kolonner og indekser er, som journalen lavede dem.",
        "Triggers, functions, columns and indexes are as the journal made them.",
    ),
    "rows": Text("Hver række er, som journalen skriver dem.", "Every row is as the journal writes them."),
    "rejections": Text("Alle afviste linjer er der.", "All rejected lines are there."),
    "projections": Text(
        "Projektionerne er lavet af denne journal.", "The projections were made from this journal."
    ),
    "tables": Text("Tabellerne ved siden af er hele.", "The tables beside it are whole."),
    "rights": Text("Ingen må mere end nødvendigt.", "Nobody may do more than is needed."),
    "server": Text("Det, serveren bekræfter, er på disken.", "What the server acknowledges is on the disk."),
    "clock": Text("Urene stemmer.", "The clocks agree."),
    "replay": Text("Svarene følger af journalen.", "Answers follow from the journal."),
}


def examine(
    connection: psycopg.Connection[Any],
    host: HostClock,
    home: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Diagnosis]:
    """What is found in all parts, and which are sound. home: of an embedded server. In a transaction of the caller's; what the user may not look at is said."""
    found = _part("home", home_findings(home)) if home is not None else []
    schema = _looked_at(connection, "schema", lambda: schema_findings(connection))
    found += schema
    if any(one.code == "no-journal" for one in schema):
        return found
    head = 0

    def rows() -> list[Diagnosis]:
        nonlocal head
        told, looked = row_findings(connection, progress)
        head = looked.last
        return told

    parts: dict[Part, Callable[[], list[Diagnosis]]] = {
        "rows": rows,
        "rejections": lambda: rejection_findings(connection),
        "projections": lambda: projection_findings(connection, head),
        "tables": lambda: tables_findings(connection, head),
        "rights": lambda: rights_findings(connection),
        "server": lambda: server_findings(connection),
        "clock": lambda: clock_findings(connection, host),
    }
    for part, look in parts.items():
        found += _looked_at(connection, part, look)
    return found


def replayed(replay: Callable[[], Replayed]) -> list[Diagnosis]:
    """The same of what a replay of every case finds. Where it can't be done, it is said why."""
    try:
        differences = replay().differences
    except Problem as problem:
        text = problem.text
        return _part(
            "replay",
            [
                finding(
                    "not-replayed",
                    severity="unchecked",
                    da=f"Sagerne kunne ikke afspilles: {text.da}",
                    en=f"The cases could not be replayed: {text.en}",
                    see=problem.see,
                )
            ],
        )
    first = "; ".join(differences[:5])
    differing = finding(
        "replay-differs",
        da=f"{len(differences)} afvigelser mellem journalen og det, læserne får: {first}.",
        en=f"{len(differences)} differences between the journal and what readers are given: {first}.",
        see="replay",
    )
    return _part("replay", [differing] if differences else [])


def _part(part: Part, found: list[Diagnosis]) -> list[Diagnosis]:
    """What was found of a part; that it is sound, where all of it was looked at and nothing is to be mended."""
    told = [msgspec.structs.replace(one, part=part) for one in found]
    if all(one.ok and one.severity != "unchecked" for one in told):
        text = SOUND[part]
        told.insert(0, msgspec.structs.replace(finding(part, da=text.da, en=text.en, severity="ok"), part=part))
    return told


def _looked_at(
    connection: psycopg.Connection[Any], part: Part, look: Callable[[], list[Diagnosis]]
) -> list[Diagnosis]:
    """The same of a part of the database; that it could not be looked at, where rights are missing or a table is altered
    beyond reading."""
    try:
        with connection.transaction():
            return _part(part, look())
    except InsufficientPrivilege as error:
        return _part(part, [_unchecked(part, error)])
    except (
        UndefinedTable,
        psycopg.errors.UndefinedColumn,
        psycopg.errors.WrongObjectType,
        psycopg.DataError,
    ) as error:
        said = error.diag.message_primary or type(error).__name__
        unreadable = finding(
            f"{part}-unreadable",
            da=f"Kan ikke læses, som det er ({said}). Genskab journalen fra en hel sikkerhedskopi.",
            en=f"Cannot be read as it is ({said}). Restore the journal from a whole backup.",
            see="restore",
        )
        return _part(part, [unreadable])


def _unchecked(part: Part, error: psycopg.Error) -> Diagnosis:
    return finding(
        f"{part}-unchecked",
        severity="unchecked",
        da=f"Ikke efterset: brugeren mangler en ret ({error.diag.message_primary}). Lad ejeren efterse det.",
        en=f"Not looked at: the user lacks a right ({error.diag.message_primary}). Let the owner examine it.",
    )
