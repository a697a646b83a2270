"""An office of its own for each test, in which the ledger of the test's docstring happened, if it has one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sagsgang.journal.application import Journal

from ..flow_office import Office, archive


@pytest.fixture(scope="module")
def journals(server_url: str) -> Iterator[Journal]:
    """A journal with a calendar, that the tests of a file share."""
    with archive(server_url) as journal:
        yield journal


@pytest.fixture
def office(journals: Journal, request: pytest.FixtureRequest) -> Office:
    """An office with the cases of the docstring."""
    office = Office(journals)
    if "::\n" in (told := request.function.__doc__):
        office.told(told)
    return office
