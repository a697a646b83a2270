"""Examining a whole installation: every part in turn, in one snapshot, and nothing is changed or made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from ..domain.text import Text
from ..journal.clock import HostClock
from ..journal.schema.row_check import Progress
from .finding import Finding, finding
from .home import home_findings
from .projections import projection_findings
from .rejections import rejection_findings
from .rights import rights_findings
from .rows import row_findings
from .schema import schema_findings
from .server import clock_findings, server_findings
from .tables_beside import tables_findings

# Each part, and what it says where nothing is wrong.
SOUND: dict[str, Text] = {
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


class Examined(NamedTuple):
    """A part of the installation, and what was found of it."""

    part: str
    findings: list[Finding]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is to be mended."""
        return all(one.ok for one in self.findings)

    @property
    def is_known_to_be_sound(self) -> bool:
        """Whether nothing is to be mended, and all of it was looked at."""
        return self.is_sound and all(one.severity != "unchecked" for one in self.findings)


def examine(
    connection: psycopg.Connection[Any],
    host: HostClock,
    home: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Examined]:
    """All parts. home: of an embedded server. In a transaction of the caller's; what the user may not look at is said."""
    found = [Examined("home", home_findings(home))] if home is not None else []
    schema = _carried_out(connection, "schema", lambda: schema_findings(connection))
    found.append(Examined("schema", schema))
    if any(one.code == "no-journal" for one in schema):
        return found
    head = 0

    def rows() -> list[Finding]:
        nonlocal head
        told, looked = row_findings(connection, progress)
        head = looked.last
        return told

    parts: dict[str, Callable[[], list[Finding]]] = {
        "rows": rows,
        "rejections": lambda: rejection_findings(connection),
        "projections": lambda: projection_findings(connection, head),
        "tables": lambda: tables_findings(connection, head),
        "rights": lambda: rights_findings(connection),
        "server": lambda: server_findings(connection),
        "clock": lambda: clock_findings(connection, host),
    }
    return found + [Examined(part, _carried_out(connection, part, look)) for part, look in parts.items()]


def _carried_out(
    connection: psycopg.Connection[Any], part: str, look: Callable[[], list[Finding]]
) -> list[Finding]:
    """What a part says; that it could not be looked at, where rights are missing or a table is altered beyond reading."""
    try:
        with connection.transaction():
            return look()
    except InsufficientPrivilege as error:
        return [_unchecked(part, error)]
    except (
        UndefinedTable,
        psycopg.errors.UndefinedColumn,
        psycopg.errors.WrongObjectType,
        psycopg.DataError,
    ) as error:
        return [
            finding(
                f"{part}-unreadable",
                da=f"Kan ikke læses, som det er ({error.diag.message_primary or type(error).__name__}). Genskab "
                "journalen fra en hel sikkerhedskopi.",
                en=f"Cannot be read as it is ({error.diag.message_primary or type(error).__name__}). Restore "
                "the journal from a whole backup.",
            )
        ]


def _unchecked(part: str, error: psycopg.Error) -> Finding:
    return finding(
        f"{part}-unchecked",
        severity="unchecked",
        da=f"Ikke efterset: brugeren mangler en ret ({error.diag.message_primary}). Lad ejeren køre sagsgang doctor.",
        en=f"Not looked at: the user lacks a right ({error.diag.message_primary}). Let the owner run sagsgang doctor.",
    )
