"""Journals that hold the constructed log, made once and copied by the server for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.intake.loading.importing import append_events, import_log
from sagsgang.intake.mapping.mapping_file import read_mapping
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.catch_up import catch_up

from ..conftest import fresh_database
from .permits import cloudevents, write

CASES = 1_400  # 4,100 events: following takes three transactions
NOW = datetime(2016, 1, 1, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
KNOWN = {"permit": frozenset({"site-visit"})}


@pytest.fixture(scope="module")
def unread(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A journal with the log, of which no projection was made yet. Not to be touched: copy it."""
    folder = tmp_path_factory.mktemp("unread")
    with fresh_database(server_url) as url:
        fill(url, folder)
        yield url


@pytest.fixture(scope="module")
def behind(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A journal whose projections were made before most of the log came. Not to be touched: copy it."""
    folder = tmp_path_factory.mktemp("behind")
    with fresh_database(server_url) as url:
        with Journal.open(url) as journal:
            publish_definitions(journal, CASE_TYPES, written_files([write(folder, 1).case_type]), NOW)
        add(url, folder, "early", 200)
        with Journal.open(url) as journal:
            catch_up(journal)
        fill(url, folder)
        yield url


def add(database: str, folder: Path, source: str, cases: int = CASES) -> None:
    """Append the log once more, as the cases of a source, without making projections."""
    file = folder / f"{source}.jsonl"
    file.write_text("\n".join(cloudevents(cases, source)), encoding="utf-8")
    with Journal.open(database) as journal:
        append_events(journal, file, known=KNOWN, now=NOW, zone=COPENHAGEN, rejections_file=folder / "rejected")


def fill(database: str, folder: Path) -> None:
    """Import the log without making projections."""
    files = write(folder, CASES)
    with Journal.open(database) as journal:
        publish_definitions(journal, CASE_TYPES, written_files([files.case_type]), NOW)
        tally = import_log(
            journal,
            read_mapping(files.mapping),
            [files.log],
            known=KNOWN,
            now=NOW,
            rejections_file=folder / "rejected",
        )
    assert tally.appended == files.events


@contextmanager
def copied(database: str) -> Iterator[str]:
    """A copy of a database, dropped afterwards."""
    address = urlsplit(database)
    name = address.path.removeprefix("/")
    copy = f"{name}_copy"
    server = address._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(name))
        connection.execute(words)
        try:
            yield address._replace(path=f"/{copy}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(copy)))
