"""Journals with the ledger of a test's file in them: its docstring; its case types are ``TYPES``, if it has its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.journal.application import Journal

from ..conftest import fresh_database
from .counting_office import TYPES, publish, tell


@pytest.fixture(scope="module")
def office(
    server_url: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Journal]:
    """A journal with the ledger, to be asked."""
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        publish(journal, tmp_path_factory.mktemp("types"), getattr(request.module, "TYPES", TYPES))
        tell(journal, request.module.__doc__)
        yield journal


@pytest.fixture
def told_further(journal: Journal, tmp_path: Path, request: pytest.FixtureRequest) -> Journal:
    """A journal with the ledger, in which more may happen."""
    publish(journal, tmp_path, getattr(request.module, "TYPES", TYPES))
    tell(journal, request.module.__doc__)
    return journal
