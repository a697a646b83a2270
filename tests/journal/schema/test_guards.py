"""What the database holds itself: a client that may append, and speaks plain SQL, breaks nothing.

The journal of these tests holds two events of one case. Each row is what such a client offers as the next one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.errors import IntegrityError
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry, Refused
from sagsgang.journal.schema.format import clock_set_aside
from sagsgang.journal.statements import WRITE

from ...conftest import fresh_database
from ..clerk import Clerk, hired_at
from ..examples import ANNA, application, guidance

INSERT = """INSERT INTO sagsgang.stored_events
    (notification_id, originator_id, originator_version, topic, state, source, event_id, recorded)
    VALUES (%s, %s, %s, %s, %s, %s, %s, {recorded})"""


def body(**said: Any) -> bytes:
    """The body of an event, with what is said otherwise; None leaves a field out."""
    fields = {"source": "urn:sql", "id": "s3", "occurred": "2024-03-04T09:30:00Z"} | said
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


@dataclass(frozen=True)
class Offered:
    """A row, sound unless something is said otherwise. recorded: an expression of SQL."""

    position: int = 3
    stream: str = ANNA
    version: int = 3
    topic: str = "guidance-given"
    state: bytes = field(default_factory=body)
    source: str = "urn:sql"
    id: str = "s3"
    recorded: str = "clock_timestamp()"

    def insert(self, connection: psycopg.Connection) -> None:
        """Offer it, in a transaction of its own."""
        row = (self.position, self.stream, self.version, self.topic, self.state, self.source, self.id)
        with connection.transaction():
            connection.execute(INSERT.format(recorded=self.recorded).encode(), row)


SOUND = Offered()
NEW_CASE = replace(SOUND, stream="2024-0009", version=1)
DEEP = (
    b'{"source":"urn:sql","id":"s3","occurred":"2024-03-04T09:30:00Z","a":'
    + b"[" * 100_000
    + b"]" * 100_000
    + b"}"
)
BROKEN = {
    "recorded in 2099": (replace(SOUND, recorded="timestamptz '2099-01-01'"), "ahead of the clock"),
    "recorded a minute ahead": (
        replace(SOUND, recorded="clock_timestamp() + interval '1 min'"),
        "ahead of the clock",
    ),
    "recorded at infinity": (replace(SOUND, recorded="'infinity'"), "clock|calendar"),
    "recorded before all times": (replace(SOUND, recorded="'-infinity'"), "by the clock|calendar|backwards"),
    "recorded before the last": (
        replace(SOUND, recorded="clock_timestamp() - interval '9 min'"),
        "clock|backwards",
    ),
    "position with a gap": (replace(SOUND, position=4), "one order"),
    "position 0": (replace(SOUND, position=0), "one order"),
    "version with a gap": (replace(SOUND, version=4), "versions of a stream"),
    "a case that begins at 2": (replace(NEW_CASE, version=2), "versions of a stream"),
    "version 0": (replace(NEW_CASE, version=0), "versions of a stream|stored_events_version"),
    "source unlike the body": (replace(SOUND, source="urn:other"), "source is not that of its body"),
    "id unlike the body": (replace(SOUND, id="s4"), "id is not that of its body"),
    "body without source": (replace(SOUND, state=body(source=None)), "source is not that of its body"),
    "body whose id is a number": (replace(SOUND, id="", state=body(id=3)), "id is not that of its body"),
    "source said twice, the last one counts": (
        replace(SOUND, state=body()[:-1] + b', "source": "urn:other"}'),
        "source is not that of its body",
    ),
    "source said twice, once in disguise": (
        replace(SOUND, state=body()[:-1] + b', "s\\u006furce": "urn:other"}'),
        "source is not that of its body",
    ),
    "body without a time": (replace(SOUND, state=body(occurred=None)), "when it occurred"),
    "body at 24 o'clock": (replace(SOUND, state=body(occurred="2024-03-04T24:00:00Z")), "when it occurred"),
    "body in February's 30th": (replace(SOUND, state=body(occurred="2024-02-30T09:30:00Z")), "when it occurred"),
    "body in local time": (replace(SOUND, state=body(occurred="2024-03-04T09:30:00+01:00")), "when it occurred"),
    "body at infinity": (replace(SOUND, state=body(occurred="infinity")), "when it occurred"),
    "no JSON": (replace(SOUND, state=b"guidance was given"), "no JSON"),
    "JSON cut off": (replace(SOUND, state=body()[:-1]), "no JSON"),
    "empty": (replace(SOUND, state=b""), "no JSON"),
    "a list": (replace(SOUND, state=b"[" + body() + b"]"), "source is not|no JSON object"),
    "no UTF-8": (replace(SOUND, state=body(note="x").replace(b"x", b"\xff")), "no JSON in UTF-8"),
    "nested without end": (replace(SOUND, state=DEEP), "no JSON"),
    "a kind that nobody knows": (
        replace(SOUND, topic="guidance-was-given"),
        "kind that this journal does not know",
    ),
    "a kind with a module's path": (replace(SOUND, topic="sagsgang.domain:Decided"), "kind that this journal"),
    "a publication in a case": (replace(SOUND, topic="went-live"), "stream that is not for its kind"),
    "an event of a case in the journal's stream": (
        replace(NEW_CASE, stream="$journal"),
        "stream that is not for its kind",
    ),
    "a case type among the calendars": (
        replace(NEW_CASE, stream="$calendar/x", topic="case-type-published"),
        "stream that is not for its kind",
    ),
    "a stream without a name": (replace(NEW_CASE, stream=""), "stream a name"),
    "a stream with an endless name": (replace(NEW_CASE, stream="x" * 1001), "stream a name"),
    "17 MiB": (replace(SOUND, state=body(note="x" * (17 << 20))), "at most 16 MiB"),
}


@pytest.fixture(scope="module")
def held(server_url: str) -> Iterator[tuple[Journal, psycopg.Connection]]:
    """A live journal of two events, and a connection of a role that may append to it and no more."""
    with fresh_database(server_url) as url, Journal.open(url) as journal, hired_at(url) as clerk:
        may_append(clerk)
        journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
        with psycopg.connect(clerk.url) as connection:
            yield journal, connection


def may_append(clerk: Clerk) -> None:
    """What docs/operator.md says that one needs who only appends."""
    clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
    clerk.run("GRANT SELECT, INSERT ON sagsgang.stored_events, sagsgang.rejections TO {role}")


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_row_is_refused_with_its_reason(held: tuple[Journal, psycopg.Connection], what: str) -> None:
    """Given a role that may append, when it inserts a row with this fault, then it is refused, with a word on the fault
    and none of what the body says."""
    journal, connection = held
    offered, reason = BROKEN[what]
    with pytest.raises(IntegrityError, match=reason) as refusal:
        offered.insert(connection)
    assert "urn:other" not in str(refusal.value)
    assert journal.head().position == 2


def test_a_sound_row_is_taken(journal: Journal, database_url: str) -> None:
    """Given a role that may append, when it inserts sound rows, as another program in another order of fields and with
    spaces, NUL and escapes would write them, then they are taken and read."""
    journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
    said = body(note="nul \0 and \\u0000 and \\", id="s4", source='urn:øst"\\\n')
    turned = json.dumps(dict(reversed(json.loads(said).items())), indent=1).encode()
    with hired_at(database_url) as clerk:
        may_append(clerk)
        with psycopg.connect(clerk.url) as connection:
            SOUND.insert(connection)
            replace(SOUND, position=4, version=4, id="s4", source='urn:øst"\\\n', state=turned).insert(connection)
            later = body(id="s5", occurred="2024-03-04T09:30:00.123456Z")
            replace(NEW_CASE, position=5, id="s5", state=later).insert(connection)
    events = list(journal.read(2, 5))
    assert [(one.case, one.version, one.event.id) for one in events] == [
        (ANNA, 3, "s3"),
        (ANNA, 4, "s4"),
        ("2024-0009", 1, "s5"),
    ]
    assert events[1].event.note == "nul \0 and \\u0000 and \\"


def test_one_broken_row_among_many_is_found(held: tuple[Journal, psycopg.Connection]) -> None:
    """Given three rows in one statement of which the second is no JSON, then the refusal names its position; and given
    versions that run against the positions, then that is refused too."""
    _, connection = held
    rows = [replace(SOUND, position=n, version=n, id=f"s{n}", state=body(id=f"s{n}")) for n in (3, 4, 5)]
    rows[1] = replace(rows[1], state=b"{")
    with pytest.raises(IntegrityError, match=r"position 4 .*no JSON"):
        insert_all(connection, rows)
    turned = [replace(NEW_CASE, position=n, version=5 - n, id=f"s{n}", state=body(id=f"s{n}")) for n in (3, 4)]
    with pytest.raises(IntegrityError, match="versions of a stream"):
        insert_all(connection, turned)


def insert_all(connection: psycopg.Connection, rows: list[Offered]) -> None:
    """Several rows in one statement: the one that the program itself uses."""
    with connection.transaction(), connection.cursor() as cursor:
        [now] = cursor.execute("SELECT clock_timestamp()").fetchone() or ()
        said = [
            (one.position, one.stream, one.version, one.topic, one.state, one.source, one.id, now) for one in rows
        ]
        cursor.execute(WRITE, [list(column) for column in zip(*said, strict=True)])


def test_a_live_journal_is_not_dated_back(journal: Journal, database_url: str) -> None:
    """Given a journal filled with the times of another system, then SQL may add to them like an import; once it is live,
    a row that is recorded like the last event of an hour ago is refused, but for an owner who sets the clock aside to
    restore it, and then holds it to all else."""
    now = journal.clock()
    hour_ago = now - timedelta(hours=1)
    journal.append([Entry(ANNA, application("a1"))], recorded=[hour_ago])
    as_then = replace(SOUND, position=2, version=2, recorded=f"timestamptz '{hour_ago.isoformat()}'")
    with journal.connect() as connection:
        as_then.insert(connection)
        late = replace(as_then, position=4, version=3, id="s5", state=body(id="s5"))
        live = json.dumps({"source": "sagsgang", "id": "went-live", "occurred": "2024-03-04T09:30:00Z"}).encode()
        row = replace(as_then, position=3, stream="$journal", version=1, topic="went-live", source="sagsgang")
        replace(row, id="went-live", state=live).insert(connection)
        connection.commit()
        with pytest.raises(IntegrityError, match="records by the clock"):
            late.insert(connection)
        with connection.transaction(), clock_set_aside(connection):
            late.insert(connection)
            with pytest.raises(IntegrityError, match="one order"):
                replace(late, position=6, version=4, id="s7", state=body(id="s7")).insert(connection)
        with pytest.raises(IntegrityError, match="records by the clock"):
            replace(late, position=5, version=4, id="s6", state=body(id="s6")).insert(connection)
    Journal.open(database_url).close()


def test_a_sessions_own_functions_change_nothing(journal: Journal, database_url: str) -> None:
    """Given a role with a schema of its own, where a clock that stands in 2099 and a count of 0 come before the server's,
    when it inserts a row recorded in 2099, then it is refused all the same."""
    journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
    with hired_at(database_url) as clerk:
        may_append(clerk)
        clerk.run("GRANT CREATE ON DATABASE {database} TO {role}")
        with psycopg.connect(clerk.url, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA own")
            for name in ("clock_timestamp", "statement_timestamp"):
                connection.execute(
                    f"CREATE FUNCTION own.{name}() RETURNS timestamptz LANGUAGE sql AS "  # names of ours
                    "$$ SELECT timestamptz '2099-01-01' $$".encode()
                )
            connection.execute("SET search_path = own, pg_catalog")
            with pytest.raises(IntegrityError, match="ahead of the clock"):
                replace(SOUND, recorded="timestamptz '2099-01-01'").insert(connection)


def test_an_event_that_is_too_large_is_refused_before_it_is_sent(journal: Journal) -> None:
    """Given an event of 17 MiB beside a small one, then it is refused with its size and what to do, and the other lands."""
    offered = [Entry(ANNA, application("a1", note="x" * (17 << 20))), Entry(ANNA, application("a2"))]
    refused, taken = journal.append(offered)
    assert isinstance(refused, Refused)
    assert refused.code == "event-too-large"
    assert refused.problem.details["bytes"] > 17 << 20
    assert isinstance(taken, Appended)
