"""A journal in which an office has begun: its rules are published, and every projection is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.catch_up import catch_up

from ..conftest import fresh_database
from .posting_office import PostingOffice


@pytest.fixture(scope="session")
def begun(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with such a journal. Not to be touched: it is copied."""
    with fresh_database(server_url) as url:
        with Journal.open(url) as journal:
            PostingOffice(journal, tmp_path_factory.mktemp("begun"))
            catch_up(journal)
        yield url


@pytest.fixture
def office_url(server_url: str, begun: str) -> Iterator[str]:
    """The URL of a copy of it."""
    with fresh_database(server_url, copy_of=begun) as url:
        yield url


@pytest.fixture
def office_journal(office_url: str) -> Iterator[Journal]:
    """The journal in the copy."""
    with Journal.open(office_url) as journal:
        yield journal


@pytest.fixture
def office(office_journal: Journal, tmp_path: Path) -> PostingOffice:
    """An office with an outbox, and no case."""
    return PostingOffice(office_journal, tmp_path)
