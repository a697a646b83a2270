"""One filled demonstration for all tests that ask it, and the ways to ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sagsgang.examples.municipality.docket import Happening
from sagsgang.examples.municipality.municipality import happenings

from ...commands.conftest import Call, call

__all__ = ["Ask", "call"]
Ask = Callable[[str], Any]


@pytest.fixture(scope="session")
def told() -> list[Happening]:
    """Everything that happens in the municipality."""
    return happenings()


@pytest.fixture(scope="session")
def database(demonstration: str) -> str:
    """The URL of the demonstration."""
    return demonstration


@pytest.fixture
def asked(database: str, call: Call) -> Ask:
    """The JSON document of a command about the demonstration."""

    def ask(words: str) -> Any:
        status, out, err = call(database, *words.split(), "--json")
        assert status == 0, err
        return json.loads(out)

    return ask
