"""A small office with known cases, and ways to ask it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .office import append, publish

Call = Callable[..., tuple[int, bytes, str]]
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal with the cases of ``office``."""
    folder = tmp_path_factory.mktemp("office")
    with fresh_database(server_url) as url:
        publish(url, folder)
        append(url, folder)
        yield url


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Carries out a call in this process: gives its exit status, and what it wrote to standard output and error."""

    def carry_out(database: str, *words: object) -> tuple[int, bytes, str]:
        capfdbinary.readouterr()
        status = run(["--database", database, *map(str, words)])
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return carry_out


@pytest.fixture
def ask(call: Call) -> Ask:
    """Carries out a call that succeeds, and gives its JSON document."""

    def carry_out(database: str, *words: object) -> Any:
        status, out, err = call(database, *words, "--json")
        assert status == 0, err
        return json.loads(out)

    return carry_out
