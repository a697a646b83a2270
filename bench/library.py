"""The library's own ways: one save per event, and a projection under ``ProjectionRunner``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import rows
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.datastore import JournalDatastore
from sagsgang.journal.connection.location import parameters
from sagsgang.journal.entry import Entry
from sagsgang.projections.tables.catalogue import DEADLINES


def environment(url: str) -> dict[str, str]:
    """The library's settings for a database."""
    found = parameters(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": found["dbname"],
        "POSTGRES_HOST": found["host"],
        "POSTGRES_PORT": found.get("port", "5432"),
        "POSTGRES_USER": found["user"],
        "POSTGRES_PASSWORD": found.get("password", ""),
        "POSTGRES_SCHEMA": "library",
        "SAGSGANG_URL": url,
    }


class PlainCase(Aggregate):
    """A case as the library's guide would write it."""

    @event("Happened")
    def happened(self, name: str, occurred: str, attributes: dict[str, Any]) -> None:
        """Something happened."""
        self.last = name


class PlainCases(Application[Any]):
    """Cases kept as the library's guide would."""


def save_one_by_one(url: str, entries: Sequence[Entry]) -> None:
    """Save every event of a log on its own: the library's path."""
    cases: dict[str, PlainCase] = {}
    with PlainCases(environment(url)) as application:
        for entry in entries:
            case = cases.get(entry.case) or cases.setdefault(entry.case, PlainCase())
            case.happened(
                name=entry.event.name,
                occurred=entry.event.occurred.isoformat(),
                attributes=dict(entry.event.attributes),
            )
            application.save(case)


class Measured(Journal):
    """Our journal, made the way the library's runner makes applications."""

    def __init__(self, env: Mapping[str, str]) -> None:
        super().__init__(JournalDatastore(env["SAGSGANG_URL"]))


class DeadlineView(PostgresTrackingRecorder):
    """The rows of our deadlines projection, written with the tracking position in one transaction."""

    def __init__(self, datastore: Any, **words: Any) -> None:
        super().__init__(datastore, **words)
        projection = DEADLINES
        self.sql_create_statements += [projection.create(0), *projection.create_indexes(0)]
        places = SQL(", ").join([SQL("%s")] * len(projection.all_columns))
        self.put_statement = SQL(
            "INSERT INTO {} VALUES ({}) ON CONFLICT (case_id, n) DO UPDATE SET closed_at = excluded.closed_at,"
            " closed_pos = excluded.closed_pos, withdrawn_pos = excluded.withdrawn_pos"
        ).format(projection.table(0), places)

    def put(self, values: Sequence[tuple[Any, ...]], tracking: Tracking) -> None:
        """Write rows and how far the projection is."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            if values:
                cursor.executemany(self.put_statement, values)


class DeadlineProjection(Projection[DeadlineView]):
    """Our own fold under the library's runner.

    Like any projection that may be stopped and started, it keeps nothing in memory: it reads the case's events
    from the journal, folds them, and writes the rows that the event changed.
    """

    law: ClassVar[Law]
    journal: ClassVar[Journal]

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event: fold its case, write what changed."""
        case, position = domain_event.originator_id, tracking.notification_id
        history = [] if case.startswith("$") else self.journal.history([case], position)[case]
        values = [
            DEADLINES.values(case, row)
            for row in rows(history, self.law)
            if row.kind == "deadline" and position in (row.opened_pos, row.closed_pos, row.withdrawn_pos)
        ]
        self.view.put(values, tracking)


def run_projection(url: str, until: int) -> int:
    """Let the library's runner fold the journal up to a position. Gives the number of rows."""
    with Journal.open(url) as journal:
        DeadlineProjection.law = Law(journal.publications(until))
        DeadlineProjection.journal = journal
        runner = ProjectionRunner(
            application_class=Measured,
            projection_class=DeadlineProjection,
            view_class=DeadlineView,
            env=environment(url),
        )
        with runner:
            runner.wait(until, timeout=600)
            with runner.projection.view.datastore.transaction() as cursor:
                cursor.execute("SELECT count(*) AS n FROM sagsgang.deadlines_0")
                found = cursor.fetchone()
    assert found is not None
    return int(found["n"])
