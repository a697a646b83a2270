"""A backup holds the journal as it was at one moment; what is restored from it is that journal, or nothing is restored."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from typing import Any, LiteralString
from zipfile import ZipFile

import msgspec
import psycopg
import pytest
from psycopg import sql
from psycopg.errors import IntegrityError
from sagsgang.domain.problem import Problem
from sagsgang.domain.text import Text
from sagsgang.intake.loading.choices import KEPT
from sagsgang.journal.application import Journal
from sagsgang.journal.backup import backup as backing_up
from sagsgang.journal.backup.backup import Extent, back_up
from sagsgang.journal.backup.backup_file import opened
from sagsgang.journal.backup.restore import check_known, restore
from sagsgang.journal.entry import Appended, Entry
from sagsgang.journal.rejections import Rejection
from sagsgang.journal.schema.row_faults import BrokenRule

from ...databases import fresh_database
from ..examples import ANNA, MONDAY, application, many

APPENDER = Path(__file__).parents[1] / "appender.py"
EVENTS = "SELECT * FROM sagsgang.stored_events ORDER BY notification_id"
REJECTIONS = "SELECT * FROM sagsgang.rejections ORDER BY id"
SCHEMAS = "SELECT FROM pg_namespace WHERE nspname = 'sagsgang'"
FILES = "SELECT * FROM sagsgang.import_files ORDER BY digest"
REJECTED = [
    Rejection(
        "log.csv",
        line,
        "bad-row",
        Text("Linjen kan ikke læses.", "The line can't be read."),
        b"\x00\xff;%d" % line,
    )
    for line in (3, 5)
]


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup of a few events has several portions."""
    monkeypatch.setattr(backing_up, "AT_ONCE", 7)


@pytest.fixture
def filled(journal: Journal) -> Journal:
    """A journal with thirty events, recorded a day apart, two rejected lines and a file that was imported."""
    entries = many(3, 10)
    journal.append(entries, recorded=[MONDAY + timedelta(days=day) for day in range(len(entries))])
    journal.reject(REJECTED)
    with journal.connect() as connection:
        KEPT.tables.prepare(connection)
        connection.execute(
            "INSERT INTO sagsgang.import_files (digest, position, records, events) VALUES ('\\xc0ffee', 30, 30, 30)"
        )
    return journal


@pytest.fixture
def empty(server_url: str) -> Iterator[str]:
    """The URL of a database without a journal."""
    with fresh_database(server_url) as url:
        yield url


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """What a database holds."""
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def put_back(file: Path, url: str, moment: Extent = Extent()) -> int:  # noqa: B008
    """Restore as the command does; gives the last position."""
    with opened(file) as backup:
        check_known(backup)
        backup.verify()
        with Journal.to_be_made(url) as journal:
            return restore(journal, backup, (KEPT,), moment).position


def test_what_is_restored_is_the_same_journal(filled: Journal, empty: str, tmp_path: Path) -> None:
    """Given a journal of several portions, rejections and an imported file, when it is backed up and restored in another
    database, then every row of all three is the same, and a backup of that one holds the same bytes."""
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    done = back_up(filled, first, "1.0", (KEPT,))
    assert [held.rows for held in done.manifest.tables] == [30, 2, 0, 1]
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert put_back(first, empty) == 30
    for query in (EVENTS, REJECTIONS, FILES):
        assert rows(empty, query) == rows(filled.url, query)
    with Journal.open(empty) as restored:
        assert back_up(restored, second, "1.0", (KEPT,)).manifest.tables == done.manifest.tables


def test_a_restored_journal_is_a_journal(filled: Journal, empty: str, tmp_path: Path) -> None:
    """Given a restored journal, then it goes on where the first one was: positions and the numbers of rejections follow,
    an event sent again is a duplicate, and the database refuses change and disorder."""
    back_up(filled, tmp_path / "backup", "1.0")
    put_back(tmp_path / "backup", empty)
    with Journal.open(empty) as journal:
        again = journal.append([many(3, 10)[0]])
        assert [outcome.position for outcome in again] == [1]
        journal.append([many(4, 1)[-1]])
        assert journal.head().position == 31
        journal.reject([Rejection("other.csv", 1, "bad-row", Text("Nej.", "No."), b"x")])
        assert [kept.id for kept in journal.rejections()] == [1, 2, 3]
        with journal.connect() as connection:
            for statement in (
                "DELETE FROM sagsgang.stored_events",
                "UPDATE sagsgang.rejections SET code = 'x'",
                "INSERT INTO sagsgang.stored_events SELECT originator_id, 99, topic, state, 99, source, 'x', recorded "
                "FROM sagsgang.stored_events WHERE notification_id = 31",
            ):
                with pytest.raises(IntegrityError), connection.transaction():
                    connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("moment", "position", "rejected"),
    [
        (Extent(until=MONDAY + timedelta(days=10)), 11, 0),  # the first day, and ten after it
        (Extent(until=MONDAY + timedelta(days=10, microseconds=-1)), 10, 0),
        (Extent(until=MONDAY - timedelta(days=1)), 0, 0),
        (Extent(until=MONDAY + timedelta(days=36_500)), 30, 2),
        (Extent(position=7), 7, 0),  # the last of a portion
        (Extent(position=8), 8, 0),
        (Extent(position=0), 0, 0),
        (Extent(position=29), 29, 0),
        (Extent(position=30), 30, 2),  # nothing came after it: all that was rejected belongs
        (Extent(position=99), 30, 2),
    ],
)
def test_a_moment_in_time(
    filled: Journal, empty: str, server_url: str, tmp_path: Path, moment: Extent, position: int, rejected: int
) -> None:
    """Given a moment, when it is named for the backup or for the restoring, then the journal is as known then: the first
    so many events, and the lines that had been rejected, today, by then; of a position, before the next event was
    recorded. How many lines are left out is said, and the imported file is kept where nothing is."""
    cut = back_up(filled, tmp_path / "cut", "1.0", (KEPT,), moment)
    assert cut.rejections_left_out == 2 - rejected
    back_up(filled, tmp_path / "whole", "1.0", (KEPT,))
    with fresh_database(server_url) as other:
        assert (put_back(tmp_path / "cut", empty), put_back(tmp_path / "whole", other, moment)) == (
            position,
            position,
        )
        for url in (empty, other):
            assert rows(url, EVENTS) == rows(filled.url, EVENTS)[:position]
            assert len(rows(url, REJECTIONS)) == rejected
            if moment.position is not None:
                assert len(rows(url, FILES)) == (position == 30)


def test_one_snapshot_while_others_write(database_url: str, tmp_path: Path) -> None:
    """Given a process that appends all the while, when backups are made, then each holds the first so many events,
    whole: it can be restored and read, to the position that it says."""
    words = [sys.executable, str(APPENDER), database_url, "north", "0", "1000000"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as writer, Journal.open(database_url) as journal:
        assert writer.stdout is not None
        for number in range(3):
            writer.stdout.readline()
            manifest = back_up(journal, tmp_path / str(number), "1.0").manifest
            with opened(tmp_path / str(number)) as backup:
                backup.verify()
            held = manifest.tables[0]
            assert held.rows == manifest.position > 0
            assert [portion.rows for portion in held.portions[:-1]] == [7] * (len(held.portions) - 1)
        writer.kill()


def test_a_spoilt_file_is_refused_before_anything_is_written(filled: Journal, empty: str, tmp_path: Path) -> None:
    """Given a backup of which a byte was changed, or the end is missing, or that is none, when it is read, then that is
    said; or it makes no difference, for the byte said nothing of the rows. No journal is begun."""
    whole = tmp_path / "whole"
    back_up(filled, whole, "1.0", (KEPT,))
    content, chance = whole.read_bytes(), Random(1953)
    spoilt = [content[:length] for length in (0, 1, len(content) // 2, len(content) - 1)]
    spoilt += [b"PK\x03\x04 no backup", content + b"more" * 20000]
    for _ in range(400):
        place = chance.randrange(len(content))
        spoilt.append(
            content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]
        )

    def read(file: Path) -> tuple[Any, ...]:
        with opened(file) as backup:
            check_known(backup)
            backup.verify()
            portions = [one for held in backup.manifest.tables for one in held.portions]
            return backup.manifest, [b"".join(backup.blocks(portion)) for portion in portions]

    right, refused = read(whole), 0
    for number, said in enumerate(spoilt):
        file = tmp_path / str(number)
        file.write_bytes(said)
        try:
            assert read(file) == right
        except Problem as problem:
            assert problem.code == "backup-damaged"  # noqa: PT017  # or it reads as it should
            refused += 1
    assert refused > 300
    with pytest.raises(Problem):
        put_back(tmp_path / "2", empty)
    assert rows(empty, SCHEMAS) == []


def test_rows_that_become_others_are_noticed(filled: Journal, empty: str, tmp_path: Path) -> None:
    """Given a database that begins to change rows on their way in when the journal is open already, when a backup is
    restored, then that is said, and the journal is left empty; where they are the journal's own, before anything is
    read."""
    back_up(filled, tmp_path / "backup", "1.0", (KEPT,))
    codes = []
    with Journal.open(empty) as journal, journal.connect() as connection:
        KEPT.tables.prepare(connection)
        connection.execute(
            "CREATE FUNCTION public.spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
        )
        for table in ("import_files", "rejections"):
            connection.execute(
                sql.SQL(
                    "CREATE TRIGGER spoil BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION public.spoil()"
                ).format(sql.Identifier("sagsgang", table))
            )
            connection.commit()
            with opened(tmp_path / "backup") as backup, pytest.raises(Problem) as problem:
                restore(journal, backup, (KEPT,))
            codes.append(problem.value.code)
    assert codes == ["restore-differs", "journal-unguarded"]
    assert rows(empty, EVENTS) == []


def test_a_live_journal_of_yesterday(journal: Journal, empty: str, tmp_path: Path) -> None:
    """Given a journal that went live a day ago and recorded events since, then it is restored with those times, and every
    trigger of the new journal is in force, for whoever writes."""
    journal.go_live()
    journal.append(many(3, 3))
    with journal.connect() as connection:
        connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER USER")
        connection.execute("UPDATE sagsgang.stored_events SET recorded = recorded - interval '1 day'")
        connection.execute("ALTER TABLE sagsgang.stored_events ENABLE TRIGGER USER")
    back_up(journal, tmp_path / "backup", "1.0")
    assert put_back(tmp_path / "backup", empty) == 10
    assert rows(empty, EVENTS) == rows(journal.url, EVENTS)
    triggers = "SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgrelid = 'sagsgang.stored_events'::regclass"
    assert {enabled for _, enabled in rows(empty, f"{triggers} AND NOT tgisinternal")} == {"A"}
    assert {name for name, _ in rows(empty, triggers)} >= {"append_only", "one_order"}


def test_a_row_that_no_journal_may_have_is_refused(filled: Journal, empty: str, tmp_path: Path) -> None:
    """Given a backup whose digests are right, of a journal without guards in which a position is missing, then its rows
    meet the triggers of the new journal: it is refused, and nothing is left. The backup had said so, and it is restored
    as far as it is whole."""
    with filled.connect() as connection:
        connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER USER")
        connection.execute("UPDATE sagsgang.stored_events SET notification_id = 99 WHERE notification_id = 5")
        connection.execute("ALTER TABLE sagsgang.stored_events ENABLE TRIGGER USER")
    done = back_up(filled, tmp_path / "backup", "1.0")
    # 6 is the fifth, and so on to 30 and 99.
    assert done.broken[0] == BrokenRule("position", [6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 26)
    with pytest.raises(Problem) as problem:
        put_back(tmp_path / "backup", empty)
    assert problem.value.code == "restore-refused"
    assert rows(empty, SCHEMAS) == []
    assert put_back(tmp_path / "backup", empty, Extent(position=5)) == 4


# What is done to the row at position 5 while nothing guards it.
REFUSED: dict[str, LiteralString] = {
    "position": "notification_id = 31",
    "recorded": "recorded = recorded - interval '9 days'",
    "version": "originator_version = 99",
    "topic": "topic = 'no-such'",
    "stream": "originator_id = '$journal', originator_version = 1",
    "size": "originator_id = '', originator_version = 1",
    "body": "state = 'x'",
}
TAKEN: dict[str, LiteralString] = {
    "an actor was forged": "state = convert_to(replace(convert_from(state, 'UTF8'), '{', '{\"actor\":\"x\",'), 'UTF8')",
    "it does not decode": "state = convert_to(replace(convert_from(state, 'UTF8'), '{', '{\"note\":7,'), 'UTF8')",
}


@pytest.mark.parametrize("what", [*REFUSED, *TAKEN])
def test_a_backup_says_what_a_restore_will_refuse_and_nothing_else(
    filled: Journal, empty: str, tmp_path: Path, what: str
) -> None:
    """Given a journal of which one row was changed while nothing guarded it, then its backup is written, and names the rule
    that a restore holds against it, if and only if the restore refuses it."""
    with filled.connect() as connection:
        connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER USER")
        change = sql.SQL((REFUSED | TAKEN)[what])
        connection.execute(
            sql.SQL("UPDATE sagsgang.stored_events SET {} WHERE notification_id = 5").format(change)
        )
        connection.execute("ALTER TABLE sagsgang.stored_events ENABLE TRIGGER USER")
    done = back_up(filled, tmp_path / "backup", "1.0")
    if what in TAKEN:
        assert done.broken == []
        assert put_back(tmp_path / "backup", empty) == 30
        return
    assert what in {one.rule for one in done.broken}
    with pytest.raises(Problem) as problem:
        put_back(tmp_path / "backup", empty)
    assert problem.value.code == "restore-refused"
    assert rows(empty, SCHEMAS) == []


@pytest.mark.parametrize("held", ["event", "rejection"])
def test_nothing_is_restored_into_a_journal_that_is_used(
    filled: Journal, empty: str, tmp_path: Path, held: str
) -> None:
    """Given a database whose journal holds an event or a rejected line, then a backup is not restored there."""
    back_up(filled, tmp_path / "backup", "1.0")
    with Journal.open(empty) as journal:
        if held == "event":
            journal.append(many(1, 1))
        else:
            journal.reject(REJECTED[:1])
    before = rows(empty, EVENTS), rows(empty, REJECTIONS)
    with pytest.raises(Problem) as problem:
        put_back(tmp_path / "backup", empty)
    assert problem.value.code == "restore-not-empty"
    assert (rows(empty, EVENTS), rows(empty, REJECTIONS)) == before


@pytest.mark.parametrize(("key", "value"), [("format", 2), ("journal", "sagsgang journal, format 99")])
def test_a_backup_of_a_newer_program_is_said_so(filled: Journal, tmp_path: Path, key: str, value: object) -> None:
    """Given a backup whose own format, or whose journal's, is a later one, then that is said, whatever else is in it."""
    back_up(filled, tmp_path / "backup", "1.0")
    with ZipFile(tmp_path / "backup") as written, ZipFile(tmp_path / "later", "w") as later:
        manifest = msgspec.json.decode(written.read("manifest.json"))
        later.writestr("manifest.json", msgspec.json.encode(manifest | {key: value}))
    with pytest.raises(Problem) as problem, opened(tmp_path / "later") as backup:
        check_known(backup)
    assert problem.value.code == "backup-newer"


def test_a_backup_writes_over_nothing(journal: Journal, tmp_path: Path) -> None:
    """Given a file that is there, or a folder that is not, then nothing is written, and nothing is left behind; into a
    folder each backup goes under a name of its own."""
    (tmp_path / "there").write_text("mine")
    codes = []
    for to in (tmp_path / "there", tmp_path / "not" / "there"):
        with pytest.raises(Problem) as problem:
            back_up(journal, to, "1.0")
        codes.append(problem.value.code)
    assert codes == ["backup-exists", "not-written"]
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there").read_text() == "mine"
    path = back_up(journal, tmp_path, "1.0").path
    assert path.parent == tmp_path
    assert path.name.startswith("sagsgang-0-")


def test_a_disk_that_is_full_leaves_nothing(filled: Journal, tmp_path: Path) -> None:
    """Given a place that takes no more than a kibibyte, when a backup is written there, then that is said, and no file is
    left, whole or half."""
    before = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (1024, before[1]))
    try:
        with pytest.raises(Problem) as problem:
            back_up(filled, tmp_path / "backup", "1.0")
    finally:
        setrlimit(RLIMIT_FSIZE, before)
    assert problem.value.code == "not-written"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_gets_full_on_the_way_is_told_at_once(journal: Journal, tmp_path: Path) -> None:
    """Given a journal of more than goes through a socket at once, and a place that takes a kibibyte, when a backup is
    written there, then that is said while the server would still send, no file is left, and the journal is asked as ever."""
    noise = Random(1)
    for number in range(8):
        journal.append([Entry(ANNA, application(f"a{number}", note=noise.randbytes(400_000).hex()))])
    before = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (1024, before[1]))
    try:
        with pytest.raises(Problem) as problem:
            back_up(journal, tmp_path / "backup", "1.0")
    finally:
        setrlimit(RLIMIT_FSIZE, before)
    assert problem.value.code == "not-written"
    assert list(tmp_path.iterdir()) == []
    assert journal.head().position == 8


def test_who_may_only_create_may_restore(filled: Journal, empty: str, tmp_path: Path) -> None:
    """Given a database user with no right but to create in an empty database, then that user restores, and owns the
    journal; one who may only read the first journal backs it up, and says what could not be read."""
    role = f"sagsgang_keeper_{os.getpid()}"
    name = sql.Identifier(role)
    as_role = f"options=-c%20role%3D{role}"

    def acting(url: str) -> str:
        return f"{url}{'&' if '?' in url else '?'}{as_role}"

    with psycopg.connect(filled.url, autocommit=True) as old, psycopg.connect(empty, autocommit=True) as new:
        old.execute(sql.SQL("CREATE ROLE {}").format(name))
        try:
            old.execute(sql.SQL("GRANT USAGE ON SCHEMA sagsgang TO {}").format(name))
            for table in ("stored_events", "rejections"):
                old.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier("sagsgang", table), name))
            new.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(sql.Identifier(new.info.dbname), name))
            with Journal.open(acting(filled.url)) as reading:
                done = back_up(reading, tmp_path / "backup", "1.0", (KEPT,))
            assert done.left_out == ["import_choices", "import_files"]
            assert put_back(tmp_path / "backup", acting(empty)) == 30
            assert rows(empty, EVENTS) == rows(filled.url, EVENTS)
            owner = rows(empty, "SELECT tableowner FROM pg_tables WHERE tablename = 'stored_events'")
            assert owner == [(role,)]
        finally:
            for database in (new, old):
                database.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(name))
            old.execute(sql.SQL("DROP ROLE {}").format(name))


def test_an_empty_journal_too(journal: Journal, empty: str, tmp_path: Path) -> None:
    """Given a journal without events, then its backup is restored as such; twice, for there is nothing to mix."""
    back_up(journal, tmp_path / "backup", "1.0")
    assert [put_back(tmp_path / "backup", empty) for _ in range(2)] == [0, 0]


def test_events_of_any_size_and_text(
    journal: Journal, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an event of a mebibyte and references in every script, then they come back as they were."""
    journal.reject([Rejection("øæå 日本語.csv", None, "bad-row", Text("Å", "A"), bytes(range(256)) * 4096)])
    note = "æ" * 500_000
    entries = [Entry(ANNA, application("ø-1", note=note)), Entry("sag \u202e 日本", application("2", note="x"))]
    assert [type(outcome) for outcome in journal.append(entries)] == [Appended, Appended]
    monkeypatch.setattr(backing_up, "LARGEST", 400_000)  # bytes; the large one stands alone
    manifest = back_up(journal, tmp_path / "backup", "1.0").manifest
    assert [portion.rows for portion in manifest.tables[0].portions] == [1, 1]
    put_back(tmp_path / "backup", empty, Extent(position=2))
    assert rows(empty, EVENTS) == rows(journal.url, EVENTS)
