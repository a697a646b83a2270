"""A small office with known cases, and ways to ask it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sagsgang.cli import run
from sagsgang.terminal import language as spoken
from sagsgang.terminal import output

from ..conftest import fresh_database
from .library_office import Account, Library, fill
from .office import append, publish

Call = Callable[..., tuple[int, bytes, str]]
Ask = Callable[..., Any]
Page = Callable[..., str]


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


@pytest.fixture
def page(call: Call, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Carries out a call that succeeds on a terminal of some width, and gives what a reader of some language sees there.

    How a process of its own finds out about both is what ``test_terminal`` and ``test_words`` are about.
    """

    def carry_out(database: str, *words: object, language: str, width: int = 80) -> str:
        monkeypatch.setattr(spoken, "LANGUAGE", language)
        monkeypatch.setattr(output.out, "_width", width)
        status, out, err = call(database, *words)
        assert (status, err) == (0, "")
        return out.decode()

    return carry_out


@pytest.fixture(scope="session")
def library(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The journal with the cases of ``library_cases``, after everything that happened."""
    with fresh_database(server_url) as url:
        found = Library(url, tmp_path_factory.mktemp("library"))
        fill(found)
        yield found


@pytest.fixture
def told(library: Library, request: pytest.FixtureRequest) -> Iterator[Account]:
    """Asks the library; at its end, the test has gone through the commands that it says it is about."""
    account = Account(library)
    yield account
    assert account.gone == request.function.commands
