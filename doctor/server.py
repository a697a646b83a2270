"""The server below the journal: whether what it acknowledges is on the disk, and whether it tells the time."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg.rows import tuple_row

from ..domain.events.publications import CLOCK_STREAM
from ..journal.clock import TOLERANCE, ClockRead, HostClock, disagreement, slip_of, slipped
from .finding import Diagnosis, Severity, finding, of_problem

# In force in this session: those that a role, a database or the server may be set to. Ours of synchronous_commit is not
# asked for: the program sets it itself.
SETTINGS: LiteralString = """
    SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'data_checksums',
        'zero_damaged_pages', 'ignore_checksum_failure', 'ignore_system_indexes', 'allow_system_table_mods')"""
COMMITS: LiteralString = "SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'"
SET_FOR: LiteralString = """
    SELECT coalesce(pg_get_userbyid(nullif(setrole, 0)), ''), one FROM pg_db_role_setting, unnest(setconfig) AS one
    WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND one ~ '^(session_replication_role|zero_damaged_pages|ignore_checksum_failure|allow_system_table_mods)='"""
COLLATION: LiteralString = """
    SELECT datcollversion, pg_database_collation_actual_version(oid) FROM pg_database
    WHERE datname = current_database() AND datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid)"""
HEAD: LiteralString = """
    SELECT clock_timestamp(), (SELECT CASE WHEN isfinite(recorded) AND recorded < '9999-12-30' THEN recorded::timestamptz END
        FROM sagsgang.stored_events ORDER BY notification_id DESC LIMIT 1)"""
ACKNOWLEDGED: LiteralString = """
    SELECT substring(convert_from(state, 'UTF8') FROM '"until":"([^"]*)"')::timestamptz FROM sagsgang.stored_events
    WHERE originator_id = %s ORDER BY originator_version DESC LIMIT 1"""
# How each should stand; when it does not: how grave it is, and what that means.
EXPECTED: dict[str, tuple[str, Severity, str, str]] = {
    "fsync": (
        "on",
        "error",
        "et strømsvigt kan ødelægge hele databasen. Slå det til (ALTER SYSTEM SET fsync = on)",
        "a power cut can destroy the whole database. Switch it on (ALTER SYSTEM SET fsync = on)",
    ),
    "full_page_writes": (
        "on",
        "error",
        "et strømsvigt kan efterlade halve sider. Slå det til (ALTER SYSTEM SET full_page_writes = on)",
        "a power cut can leave half pages. Switch it on (ALTER SYSTEM SET full_page_writes = on)",
    ),
    "zero_damaged_pages": (
        "off",
        "error",
        "serveren viser ødelagte sider som tomme, så rækker forsvinder i stilhed. Slå det fra",
        "the server shows damaged pages as empty, so that rows vanish in silence. Switch it off",
    ),
    "ignore_checksum_failure": (
        "off",
        "error",
        "serveren læser sider, hvis kontrolsum ikke passer. Slå det fra",
        "the server reads pages whose checksum does not fit. Switch it off",
    ),
    "ignore_system_indexes": (
        "off",
        "warning",
        "serveren mistror sine egne indekser. Slå det fra",
        "the server distrusts its own indexes. Switch it off",
    ),
    "allow_system_table_mods": (
        "off",
        "warning",
        "serverens egne tabeller kan ændres, også triggere. Slå det fra",
        "the server's own tables can be changed, triggers too. Switch it off",
    ),
    "data_checksums": (
        "on",
        "note",
        "ødelagte sider på disken opdages ikke. De kan slås til, mens serveren står stille (pg_checksums --enable)",
        "damaged pages on the disk are not noticed. They can be switched on while the server stands still "
        "(pg_checksums --enable)",
    ),
}


def server_findings(connection: psycopg.Connection[Any]) -> list[Diagnosis]:
    """Settings that what is acknowledged rests on."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = settings_findings(dict(cursor.execute(SETTINGS).fetchall()))
        if cursor.execute(COMMITS).fetchone() == ("off",):
            found.append(
                finding(
                    "commits-later",
                    severity="note",
                    da="Serverens synchronous_commit er off. sagsgang slår det selv til; andre programmer, der "
                    "skriver i journalen, gør det måske ikke.",
                    en="The server's synchronous_commit is off. sagsgang switches it on itself; other programs "
                    "that write to the journal may not.",
                )
            )
        for role, setting in cursor.execute(SET_FOR).fetchall():
            name, _, value = setting.partition("=")
            if value not in ("origin", "off"):
                found.append(
                    finding(
                        "setting-for-role",
                        da=f"{role or 'Databasen'} er sat til {setting}: vogtere kan gås forbi. Fjern det "
                        f"(ALTER ROLE … RESET {name} eller ALTER DATABASE … RESET {name}).",
                        en=f"{role or 'The database'} is set to {setting}: guards can be passed by. Remove it "
                        f"(ALTER ROLE … RESET {name}, or ALTER DATABASE … RESET {name}).",
                        about=setting,
                    )
                )
        for was, is_now in cursor.execute(COLLATION).fetchall():
            found.append(
                finding(
                    "collation-version",
                    severity="warning",
                    da=f"Databasens sortering har version {was}, og systemets er {is_now}: indekser kan være "
                    "forkerte. Kør REINDEX DATABASE, og så ALTER DATABASE … REFRESH COLLATION VERSION.",
                    en=f"The database's collation has version {was}, and the system's is {is_now}: indexes may "
                    "be wrong. Run REINDEX DATABASE, and then ALTER DATABASE … REFRESH COLLATION VERSION.",
                )
            )
    return found


def settings_findings(settings: dict[str, str]) -> list[Diagnosis]:
    """What is set otherwise than it should be. One that the server does not have is not asked for."""
    return [
        finding(
            f"setting-{name.replace('_', '-')}",
            severity=severity,
            da=f"{name} er {settings[name]}: {da}.",
            en=f"{name} is {settings[name]}: {en}.",
            about=name,
        )
        for name, (value, severity, da, en) in EXPECTED.items()
        if settings.get(name, value) != value
    ]


def clock_findings(connection: psycopg.Connection[Any], host: HostClock) -> list[Diagnosis]:
    """The database's clock beside that of this machine, and the journal's last time of registration beside it."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        before = host.now()
        [(database, recorded)] = cursor.execute(HEAD).fetchall()
        read = ClockRead(database, before, host.now())
        found = []
        if (problem := disagreement(read, host.tolerance)) is not None:
            found.append(of_problem(problem))
        if recorded is not None and slip_of(recorded, database) > TOLERANCE:
            until = [one for (one,) in cursor.execute(ACKNOWLEDGED, (CLOCK_STREAM,)).fetchall() if one is not None]
            if not until or until[0] < recorded:
                problem = slipped(recorded, database)
                found.append(of_problem(problem))
    return found
