"""Faults of an installation: each is planted in a sound one, found by its code, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from sagsgang.journal.clock import HostClock
from sagsgang.journal.connection.session import settle
from sagsgang.terminal.reader_time import now

from ..conftest import fresh_database
from .installation import found, furnish, owned
from .planted import PLANTED


@pytest.fixture(scope="module")
def surgery(server_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of a superuser to a sound installation whose owner is another role."""
    with fresh_database(server_url) as url, owned(url, "sagsgang_planted_owner") as own:
        furnish(own)
        with psycopg.connect(url, autocommit=True) as connection:
            settle(connection)
            yield connection


def test_there_are_two_hundred() -> None:
    """Given the list of faults, then it has at least 200."""
    assert len(PLANTED) >= 200


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_found(surgery: psycopg.Connection[Any], what: str) -> None:
    """Given a sound installation, when this fault is planted, then an examination finds it by its code."""
    planted = PLANTED[what]
    with surgery.transaction(force_rollback=True):
        surgery.execute(planted.statements.encode())
        codes = {one.code for one in found(surgery, HostClock(now))}
    assert planted.code in codes


def test_a_clock_that_is_off_is_found(surgery: psycopg.Connection[Any]) -> None:
    """Given a machine whose clock is an hour before or after the database's, then each is found by its code."""

    def told(off: timedelta) -> set[str]:
        def moved() -> datetime:
            return now() + off

        with surgery.transaction(force_rollback=True):
            return {one.code for one in found(surgery, HostClock(moved)) if not one.ok}

    assert told(timedelta(hours=-1)) == {"clock-ahead"}
    assert told(timedelta(hours=1)) == {"clock-behind"}
    assert told(timedelta(minutes=4)) == set()
