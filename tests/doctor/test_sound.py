"""A sound installation: an examination finds nothing to mend, however it came about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.doctor.examination import examine
from sagsgang.doctor.finding import Diagnosis
from sagsgang.intake.loading import choices
from sagsgang.journal.application import Journal
from sagsgang.journal.backup.backup import Extent, back_up
from sagsgang.journal.backup.backup_file import opened
from sagsgang.journal.backup.restore import restore
from sagsgang.journal.clock import HostClock
from sagsgang.journal.connection.datastore import JournalDatastore
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.terminal.reader_time import now

from ..conftest import fresh_database
from ..journal.clerk import hired_at
from ..journal.schema.test_format import make_first_format
from .installation import OF_THE_TESTS, found, furnish, owned


@pytest.fixture(scope="module")
def sound(server_url: str) -> Iterator[str]:
    """The URL of a sound installation, as its owner."""
    with fresh_database(server_url) as url, owned(url, "sagsgang_sound_owner") as own:
        furnish(own)
        yield own


def test_nothing_is_found(sound: str) -> None:
    """Given a sound installation, when its owner examines it, then nothing is to be mended, and the notes are that the
    owner appends as the owner."""
    with Journal.open(sound) as journal, journal.connect() as connection:
        told = found(connection, HostClock(now))
    assert [one for one in told if not one.ok] == []
    assert {one.code for one in told} - {"setting-data-checksums"} == {"as-owner"}


def test_a_restored_one_is_sound(server_url: str, sound: str, tmp_path: Path) -> None:
    """Given a backup of a sound installation, when it is restored into an empty database, and at a moment before its end
    into another, then nothing is to be mended there either, before and after the first question."""
    with Journal.open(sound) as journal:
        back_up(journal, tmp_path / "whole.zip", "test", (choices.KEPT,))
    for moment in (Extent(), Extent(position=7)):
        with (
            fresh_database(server_url) as url,
            opened(tmp_path / "whole.zip") as backup,
            Journal.open(url) as fresh,
        ):
            restore(fresh, backup, (choices.KEPT,), moment)
            assert broken(fresh) == []
            catch_up(fresh)
            assert broken(fresh) == []


def test_an_older_journal_is_sound_once_it_is_renewed(database_url: str) -> None:
    """Given a journal of the first format, then an examination says that it is older, and nothing once it is renewed."""
    make_first_format(database_url)
    with JournalDatastore(database_url) as datastore, datastore.connect() as connection:
        assert "journal-older" in {one.code for one in found(connection, HostClock(now)) if not one.ok}
    with Journal.open(database_url) as journal:
        assert broken(journal) == []


def test_one_that_was_vacuumed_and_reindexed_is_sound(server_url: str) -> None:
    """Given what a server's owner does in the course of things (VACUUM FULL, FREEZE, CLUSTER, REINDEX, an index of their
    own, a reader's role and a clerk's), then nothing is to be mended."""
    with fresh_database(server_url) as url, hired_at(url) as clerk:
        furnish(url)
        clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
        clerk.run("GRANT SELECT, INSERT ON sagsgang.stored_events, sagsgang.rejections TO {role}")
        clerk.run("GRANT SELECT ON ALL TABLES IN SCHEMA sagsgang TO {role}")
        clerk.run("ALTER DEFAULT PRIVILEGES IN SCHEMA sagsgang GRANT SELECT ON TABLES TO {role}")
        clerk.run("CREATE INDEX of_our_own ON sagsgang.stored_events (topic)")
        clerk.run("CLUSTER sagsgang.stored_events USING stored_events_pkey")
        clerk.run("VACUUM (FREEZE, FULL, ANALYZE) sagsgang.stored_events")
        clerk.run("REINDEX TABLE sagsgang.stored_events")
        with Journal.open(url) as journal:
            assert broken(journal) == []


def test_a_reader_is_told_what_was_not_looked_at(server_url: str) -> None:
    """Given a role that may read the journal and nothing beside it, when it examines a sound installation, then nothing is
    to be mended, and what it may not look at is said; given one that may not even read that, then that is said."""
    with fresh_database(server_url) as url, hired_at(url) as clerk:
        furnish(url)
        for right, unchecked in (("", {"rows-unchecked"}), ("x", {"projection-unreadable", "table-unreadable"})):
            clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
            if right:
                clerk.run("GRANT SELECT ON sagsgang.stored_events TO {role}")
            with JournalDatastore(clerk.url) as datastore, datastore.connect() as connection:
                told = found(connection, HostClock(now))
            assert [one for one in told if not one.ok] == []
            assert {one.code for one in told if one.severity == "unchecked"} >= unchecked


def test_one_who_may_not_even_look_into_the_schema(server_url: str) -> None:
    """Given a role without any right, when it examines a sound installation, then nothing is to be mended, what may be
    seen without a right is looked at, and the rest is said not to be."""
    with fresh_database(server_url) as url, hired_at(url) as clerk:
        furnish(url)
        with JournalDatastore(clerk.url) as datastore, datastore.connect() as connection:
            told = examine(connection, HostClock(now))
    assert [one for one in told if not one.ok and one.code not in OF_THE_TESTS] == []
    assert ("schema", "ok") in {(one.part, one.severity) for one in told}
    assert [one for one in told if one.part == "rights" and not one.ok] == []
    unchecked = {one.part for one in told if one.code == f"{one.part}-unchecked"}
    assert unchecked == {"rows", "rejections", "projections", "tables", "clock"}


def broken(journal: Journal) -> list[Diagnosis]:
    """What is to be mended."""
    with journal.connect() as connection:
        return [one for one in found(connection, HostClock(now)) if not one.ok]
