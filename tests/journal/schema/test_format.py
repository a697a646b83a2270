"""The journal's form: older ones are brought up to date by their owner, and one that lost its guards is not trusted."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import Cursor
from psycopg.errors import IntegrityError
from sagsgang.domain.problem import Problem
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.datastore import JournalDatastore
from sagsgang.journal.entry import Appended, Entry
from sagsgang.journal.recorder import JournalRecorder
from sagsgang.journal.rejections import Rejection, missing
from sagsgang.journal.schema import format as journal_format
from sagsgang.journal.schema import shape

from ..clerk import Clerk, hired_at
from ..examples import ANNA, BENT, application, guidance

Row = tuple[Any, ...]
REJECTED = [
    Rejection("log.csv", line, "bad-row", Text("Kan ikke læses.", "Can't be read."), b"%d" % line)
    for line in (3, 5)
]


def problem_of(url: str, **how: bool) -> Problem:
    with pytest.raises(Problem) as problem:
        Journal.open(url, **how)
    return problem.value


def rows_of(url: str) -> list[Row]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT *, ctid FROM sagsgang.stored_events ORDER BY notification_id").fetchall()


class FirstFormat(JournalRecorder):
    """Makes the journal as the first version did."""

    def create_table(self, *, mend: bool = False) -> None:
        with self.datastore.transaction(commit=True) as curs:
            curs.execute("CREATE SCHEMA sagsgang")
            self._create_table(curs)
            curs.execute(shape.STEPS[0].encode())
            curs.execute("COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 1'")


def make_first_format(url: str) -> None:
    """A journal as the first version left it, with two events."""
    with JournalDatastore(url) as datastore:
        FirstFormat(datastore).create_table()
    with psycopg.connect(url) as connection:
        for position, event_id in ((1, "a1"), (2, "a2")):
            connection.execute(
                """INSERT INTO sagsgang.stored_events
                    (notification_id, originator_id, originator_version, topic, state, source, event_id, recorded)
                    VALUES (%s, %s, %s, 'application-received', convert_to(%s, 'UTF8'), 'kmd-opera', %s, now())""",
                (
                    position,
                    ANNA,
                    position,
                    f'{{"source":"kmd-opera","id":"{event_id}","occurred":"2024-03-04T08:30:00Z","case_type":"fleksjob"}}',
                    event_id,
                ),
            )


def make_second_format(url: str) -> None:
    """A journal as the version before left it, with two events."""
    make_first_format(url)
    with psycopg.connect(url) as connection, connection.cursor() as curs:
        curs.execute(shape.telling_topics(shape.WRITTEN).encode())
        curs.execute(shape.STEPS[1].encode())
        curs.execute("COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 2'")


@pytest.fixture
def clerk(database_url: str) -> Iterator[Clerk]:
    """A role that may append."""
    with hired_at(database_url) as hired:
        yield hired


def test_an_older_journal_is_renewed_by_its_owner_and_its_rows_stay_where_they_are(
    database_url: str, clerk: Clerk
) -> None:
    """Given a journal of the first format, when one who may only append opens it, then it is told (``journal-older``) and
    nothing changes; when the owner opens it, it is renewed, no row is written anew (each stays in its place in the table),
    and the one who appends goes on with the rights it had, under the new guards."""
    make_first_format(database_url)
    before = rows_of(database_url)
    clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
    clerk.run("GRANT SELECT, INSERT ON sagsgang.stored_events TO {role}")
    assert problem_of(clerk.url).code == "journal-older"
    with Journal.open(database_url) as journal:
        assert [one.event.id for one in journal.read(0, 9)] == ["a1", "a2"]
    assert rows_of(database_url) == before
    with Journal.open(clerk.url) as journal:
        [outcome] = journal.append([Entry(ANNA, guidance("a3"))])
        assert isinstance(outcome, Appended)
        with journal.connect() as connection, pytest.raises(IntegrityError, match="kind that this journal"):
            connection.execute(
                "INSERT INTO sagsgang.stored_events SELECT originator_id, 4, 'new', state, 4, source, 'x', recorded "
                "FROM sagsgang.stored_events WHERE notification_id = 3"
            )


def test_a_journal_of_the_second_format_is_renewed_where_it_stands(database_url: str) -> None:
    """Given a journal of the second format, when its owner opens it, then its rows stay in their places and its guards
    are those of this version."""
    make_second_format(database_url)
    before = rows_of(database_url)
    with Journal.open(database_url) as journal, journal.connect() as connection, connection.cursor() as curs:
        assert shape.shape_of(curs).faults == []
        assert shape.shape_of(curs).format == f"sagsgang journal, format {len(shape.STEPS)}"
    assert rows_of(database_url) == before


def test_an_older_journal_that_lost_a_guard_is_told_apart_from_an_older_one(database_url: str) -> None:
    """Given a journal of the second format that lost a trigger which the first did not have, and one whose function was
    altered, when the owner opens it, then it is refused as unguarded, not renewed in silence; and ``init`` puts it back."""
    make_second_format(database_url)
    for harm in (
        "DROP TRIGGER by_the_clock ON sagsgang.stored_events",
        "CREATE OR REPLACE FUNCTION sagsgang.says_when(occurred text) RETURNS boolean"
        " LANGUAGE sql STABLE AS $$ SELECT true $$",
    ):
        with psycopg.connect(database_url) as connection:
            connection.execute(harm)
            connection.execute("COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 2'")
        assert problem_of(database_url).code == "journal-unguarded"
        Journal.open(database_url, mend=True).close()
        with Journal.open(database_url) as journal:
            assert journal.head().position == 2
        with psycopg.connect(database_url) as connection:
            connection.execute(shape.STEPS[1].encode())


def as_format_3(url: str) -> None:
    """A journal as the third format left it."""
    with psycopg.connect(url) as owner:
        owner.execute("DROP TRIGGER counted ON sagsgang.rejections")
        owner.execute("DROP TRIGGER nothing_gone ON sagsgang.stored_events")
        owner.execute("DROP TABLE sagsgang.rejections_counted")
        owner.execute(
            "DROP FUNCTION sagsgang.count_rejections, sagsgang.refuse_reuse, sagsgang.remembered_position"
        )
        owner.execute("COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 3'")


def test_a_journal_of_the_third_format_is_renewed_with_its_rejections_counted(journal: Journal) -> None:
    """Given a journal of the third format with two rejected lines, when its owner opens it, then it is renewed, and the
    two are counted: one that goes afterwards is missed."""
    journal.reject(REJECTED)
    as_format_3(journal.url)
    with Journal.open(journal.url) as renewed, renewed.connect() as connection, connection.cursor() as curs:
        assert journal_format.is_whole(curs)
        assert missing(connection) == 0
        connection.execute("ALTER TABLE sagsgang.rejections DISABLE TRIGGER append_only")
        connection.execute("DELETE FROM sagsgang.rejections WHERE line = 3")
        assert missing(connection) == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_older_journal_whose_rejections_are_gone_is_not_renewed_as_if_it_were_whole(
    database_url: str, number: int
) -> None:
    """Given a journal of an earlier format whose rejections were dropped, when it is opened, then that is said
    (``journal-unguarded``) before anything is made anew; ``init`` makes them, and says which."""
    if number == 2:
        make_second_format(database_url)
    else:
        make_first_format(database_url)
    if number == 3:
        Journal.open(database_url).close()
        as_format_3(database_url)
    with psycopg.connect(database_url) as owner:
        owner.execute("DROP TABLE sagsgang.rejections")
    assert problem_of(database_url).code == "journal-unguarded"
    with Journal.open(database_url, mend=True) as mended:
        assert "rejections" in {fault.name for fault in mended.recorder.brought.put_back}


RELEASED = {
    1: "319a9d74fa122df70933fa152839d8bb724b890b65180ee23cfd9c45dc2db07a",
    2: "87c4887c0fa18354d644c8235aba84c74f74428e767d776b2872536528407816",
    3: "3060a727d2f0637f69c0864cc71b58f1109438f0874cca3547703ef2de2b009f",
    4: "f8d3164fd836cb500e6d78afdbff66ae685973574efe0ec288b4f2b84ccda437",
}


def test_a_step_that_was_released_never_changes() -> None:
    """Given the steps of change, then each says what it said when it was released: journals that have taken it do not take
    it again, and are told from altered ones by what it says. A change is a further step."""
    said = {number: sha256(step.encode()).hexdigest() for number, step in enumerate(shape.STEPS, 1)}
    assert said == RELEASED


def test_a_newer_programs_kinds_of_event_are_kept(database_url: str) -> None:
    """Given a journal that a newer program told of a kind of event, when this one opens it, then the journal still takes
    that kind; and a journal that lacks one of ours is told of it by its owner, while another user is told."""
    with Journal.open(database_url) as journal, journal.connect() as connection, connection.cursor() as curs:
        known = shape.shape_of(curs).topics
        newer = {topic: stream for topic, stream in known.items() if topic != "decided"} | {"decided/2": ""}
        curs.execute(shape.telling_topics(newer).encode())
    with hired_at(database_url) as clerk:
        clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
        clerk.run("GRANT SELECT, INSERT ON sagsgang.stored_events TO {role}")
        assert problem_of(clerk.url).code == "journal-older"
        with Journal.open(database_url) as journal, journal.connect() as connection, connection.cursor() as curs:
            assert shape.shape_of(curs).topics == known | {"decided/2": ""}
        Journal.open(clerk.url).close()


# What its owner does to a journal, and the piece that is not as it was.
LOST: dict[str, tuple[LiteralString, str]] = {
    "a trigger is gone": ("DROP TRIGGER one_order ON sagsgang.stored_events", "stored_events.one_order"),
    "all triggers are off": (
        "ALTER TABLE sagsgang.stored_events DISABLE TRIGGER ALL",
        "stored_events.append_only",
    ),
    "a trigger is on for ordinary sessions only": (
        "ALTER TABLE sagsgang.stored_events ENABLE TRIGGER append_only",
        "stored_events.append_only",
    ),
    "a trigger no more asks about TRUNCATE": (
        """CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON sagsgang.stored_events
            FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
        ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only""",
        "stored_events.append_only",
    ),
    "a function lets everything pass": (
        """CREATE OR REPLACE FUNCTION sagsgang.check_order() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RETURN NULL; END $$""",
        "check_order",
    ),
    "source and id are not unique": (
        "ALTER TABLE sagsgang.stored_events DROP CONSTRAINT stored_events_identity",
        "stored_events.stored_events_identity",
    ),
    "versions are not unique": (
        "ALTER TABLE sagsgang.stored_events DROP CONSTRAINT stored_events_pkey",
        "stored_events.stored_events_pkey",
    ),
    "positions are not unique": (
        "DROP INDEX sagsgang.stored_events_notification_id_idx",
        "stored_events.stored_events_notification_id_idx",
    ),
    "the index by time is gone": (
        "DROP INDEX sagsgang.stored_events_recorded_idx",
        "stored_events.stored_events_recorded_idx",
    ),
    "rejections may be removed": ("DROP TRIGGER append_only ON sagsgang.rejections", "rejections.append_only"),
    "rejections are gone": ("DROP TABLE sagsgang.rejections", "rejections"),
    "rejections are not counted": ("DROP TRIGGER counted ON sagsgang.rejections", "rejections.counted"),
    "what counts rejections is gone": ("DROP TABLE sagsgang.rejections_counted", "rejections_counted"),
    "positions may be given again": (
        "DROP TRIGGER nothing_gone ON sagsgang.stored_events",
        "stored_events.nothing_gone",
    ),
}
ADDED: dict[str, tuple[LiteralString, str]] = {
    "a trigger that was not there rewrites rows": (
        """CREATE FUNCTION sagsgang.forge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER forge BEFORE INSERT ON sagsgang.stored_events FOR EACH ROW EXECUTE FUNCTION sagsgang.forge()""",
        "stored_events.forge",
    ),
    "a rule swallows rows": (
        "CREATE RULE away AS ON INSERT TO sagsgang.stored_events DO INSTEAD NOTHING",
        "stored_events.away",
    ),
    "a column takes nothing": (
        "ALTER TABLE sagsgang.stored_events ALTER COLUMN source DROP NOT NULL",
        "stored_events.source",
    ),
    "a column gets a value of its own": (
        "ALTER TABLE sagsgang.stored_events ALTER COLUMN recorded SET DEFAULT '2099-01-01'",
        "stored_events.recorded",
    ),
}


def alter(url: str, statement: LiteralString, piece: str) -> None:
    """Do it as the owner; then anyone who opens the journal is told, and of what."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(statement)
    problem = problem_of(url)
    assert problem.code == "journal-unguarded"
    assert piece in {name for _, name, _ in problem.details["faults"]}
    assert problem.see == "init"


@pytest.mark.parametrize("what", LOST)
def test_a_journal_that_lost_a_guard_is_refused_until_it_is_put_back(
    journal: Journal, database_url: str, what: str
) -> None:
    """Given a journal of which its owner altered this, when anyone opens it, then it is refused (``journal-unguarded``)
    and says what is missing and what to run; when the owner puts back what is lost (``init``), it is there and holds."""
    journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
    alter(database_url, *LOST[what])
    with hired_at(database_url) as clerk:
        clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
        assert problem_of(clerk.url, mend=True).code == "journal-unguarded"  # the owner alone can
    with Journal.open(database_url, mend=True) as mended:
        assert [type(one) for one in mended.append([Entry(BENT, application("b1"))])] == [Appended]
        with mended.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
            connection.execute("TRUNCATE sagsgang.stored_events")
    Journal.open(database_url).close()


@pytest.mark.parametrize("what", ADDED)
def test_what_somebody_added_is_theirs_to_remove(journal: Journal, database_url: str, what: str) -> None:
    """Given a journal to which its owner added what changes or loses rows, when it is opened, then it is refused and names
    it; putting back what is lost does not remove it."""
    alter(database_url, *ADDED[what])
    assert problem_of(database_url, mend=True).code == "journal-unguarded"


def restore_table_alone(url: str) -> None:
    """What a restore of the table alone leaves: its rows, without key, index, constraint, trigger, function or comment."""
    with psycopg.connect(url) as owner:
        owner.execute("CREATE TABLE sagsgang.restored AS TABLE sagsgang.stored_events")
        owner.execute("DROP TABLE sagsgang.stored_events, sagsgang.rejections, sagsgang.rejections_counted")
        owner.execute(
            "DROP FUNCTION sagsgang.count_rejections, sagsgang.refuse_reuse, sagsgang.remembered_position"
        )
        owner.execute("DROP FUNCTION sagsgang.check_order, sagsgang.check_clock, sagsgang.refuse_change")
        owner.execute("DROP FUNCTION sagsgang.known_topics, sagsgang.body_fault, sagsgang.says_when")
        owner.execute("ALTER TABLE sagsgang.restored RENAME TO stored_events")
        for column in ("originator_id", "originator_version", "topic", "state", "source", "event_id", "recorded"):
            owner.execute(f"ALTER TABLE sagsgang.stored_events ALTER {column} SET NOT NULL".encode())
        owner.execute("ALTER TABLE sagsgang.stored_events ALTER notification_id SET NOT NULL")


def test_a_restore_of_the_table_alone_is_put_back_whole(journal: Journal, database_url: str) -> None:
    """Given a journal of which the table's rows alone were restored, then it is refused until its owner puts everything
    back; then it takes what is new, knows what it had, and refuses what changes it."""
    journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
    before = list(journal.read(0, 9))
    restore_table_alone(database_url)
    assert problem_of(database_url).code == "journal-unguarded"
    with Journal.open(database_url, mend=True) as mended, mended.connect() as connection:
        assert list(mended.read(0, 9)) == before
        with pytest.raises(IntegrityError, match="append-only"):
            connection.execute("TRUNCATE sagsgang.stored_events")
        connection.rollback()
        with connection.cursor() as curs:
            assert journal_format.is_whole(curs)


FORGED: dict[str, tuple[LiteralString, tuple[int, str]]] = {
    "an event is gone": ("DELETE FROM sagsgang.stored_events WHERE notification_id = 1", (2, "position")),
    "two of one case changed places": (
        """UPDATE sagsgang.stored_events SET notification_id = -notification_id;
        UPDATE sagsgang.stored_events SET notification_id = 3 + notification_id""",
        (1, "version"),
    ),
    "an event was recorded earlier": (
        "UPDATE sagsgang.stored_events SET recorded = recorded - interval '1 day' WHERE notification_id = 2",
        (2, "recorded"),
    ),
    "an event was given another source": (
        "UPDATE sagsgang.stored_events SET source = 'urn:other' WHERE notification_id = 2",
        (2, "body"),
    ),
    "a body was cut off": (
        "UPDATE sagsgang.stored_events SET state = substr(state, 1, 20) WHERE notification_id = 2",
        (2, "body"),
    ),
    "a kind was made up": (
        "UPDATE sagsgang.stored_events SET topic = 'forged' WHERE notification_id = 2",
        (2, "topic"),
    ),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_was_changed_while_nothing_guarded_it_is_not_guarded_as_if_it_were_whole(
    journal: Journal, database_url: str, what: str
) -> None:
    """Given a journal whose triggers were off while a row was changed, when its owner puts them back, then it is told
    which position breaks which rule (``journal-damaged``), and nothing is put back."""
    journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
    statement, fault = FORGED[what]
    with psycopg.connect(database_url) as owner:
        owner.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER ALL")
        owner.execute(statement)
    problem = problem_of(database_url, mend=True)
    assert problem.code == "journal-damaged"
    assert fault in problem.details["faults"]
    assert problem_of(database_url).code == "journal-unguarded"


def test_the_list_of_pieces_is_what_a_journal_has(journal: Journal) -> None:
    """Given a new journal, then its catalogue holds exactly the pieces of the list: none is missing, and nothing is there
    that the list does not know."""
    with journal.connect() as connection, connection.cursor() as curs:
        cursor: Cursor[Any] = curs
        found = shape.shape_of(cursor)
    assert found.pieces == set(shape.PIECES)
    assert found.topics == shape.WRITTEN


def test_a_journal_that_was_dropped_is_not_made_anew_over_what_is_left(journal: Journal) -> None:
    """Given a journal whose table of events was dropped, when it is opened, as ``init`` does too, then that is said, and
    nothing is made: what stands beside it is the trace of it."""
    with journal.connect() as connection:
        connection.execute("DROP TABLE sagsgang.stored_events")
    with pytest.raises(Problem) as problem:
        Journal.open(journal.url, mend=True)
    assert problem.value.code == "journal-damaged"
