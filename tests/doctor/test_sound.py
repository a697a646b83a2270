"""A sound installation: an examination finds nothing to mend, however it came about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sagsgang.journal.application import Journal
from sagsgang.journal.clock import HostClock
from sagsgang.terminal.moments import now

from ..conftest import fresh_database
from .installation import found, furnish, owned


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
