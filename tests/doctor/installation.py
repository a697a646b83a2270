"""A sound installation: a live journal with a case type, cases, rejected lines, projections, a scheduler's tables and what
imports remember, whose owner is no superuser and whose clerk may append."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql
from sagsgang.delivery.outbox import outbox
from sagsgang.doctor.examination import examine
from sagsgang.doctor.finding import Diagnosis
from sagsgang.domain.events.publications import CalendarPublished
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped
from sagsgang.intake.loading import choices
from sagsgang.journal.application import Journal
from sagsgang.journal.clock import HostClock
from sagsgang.journal.entry import Appended
from sagsgang.journal.rejections import Rejection
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler import state

from ..journal.examples import MONDAY, fleksjob, many

# What the server of a test run is set to, for speed.
OF_THE_TESTS = {"setting-fsync"}


def furnish(url: str) -> None:
    """Fill an empty database."""
    with Journal.open(url) as journal:
        denmark = CalendarPublished(
            source="office", id="any", occurred=MONDAY, definition=shipped()["denmark"], text="# denmark"
        )
        journal.publish([denmark, fleksjob(30)], recorded=MONDAY)
        entries = many(4, 3)
        times = [MONDAY + timedelta(days=1, minutes=number) for number in range(len(entries))]
        for entry, recorded in zip(entries[:6], times, strict=False):
            [outcome] = journal.append([entry], recorded=[recorded])
            assert isinstance(outcome, Appended)
        journal.go_live()
        for entry in entries[6:]:
            journal.append([entry])
        journal.reject([Rejection("log.csv", 3, "bad-date", Text("Ingen dato.", "No date."), b"x;y")])
        with journal.connect() as connection:
            for tables in (outbox.TABLES, state.TABLES, choices.TABLES):
                tables.prepare(connection)
        catch_up(journal)


@contextmanager
def owned(url: str, role: str) -> Iterator[str]:
    """A role without any power that owns a database; the URL that acts as it. Dropped afterwards, with the database."""
    with psycopg.connect(url, autocommit=True) as server:
        name = sql.Identifier(role)
        server.execute(sql.SQL("CREATE ROLE {}").format(name))
        server.execute(
            sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(sql.Identifier(server.info.dbname), name)
        )
        try:
            yield f"{url}{'&' if '?' in url else '?'}options=-c%20role%3D{role}"
        finally:
            server.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(name))
            server.execute(sql.SQL("DROP ROLE {}").format(name))


def found(connection: psycopg.Connection[Any], host: HostClock) -> list[Diagnosis]:
    """What an examination finds in this connection's own transaction, all parts that a database has."""
    told = examine(connection, host)
    return [one for one in told if one.severity != "ok" and one.code not in OF_THE_TESTS]
