"""Indexes of projections are made side by side: two of one name would be one too many."""

from __future__ import annotations

import re

import pytest
from sagsgang.projections.tables.catalogue import PROJECTIONS


@pytest.mark.parametrize("name", PROJECTIONS)
def test_every_index_has_a_name_of_its_own(name: str) -> None:
    """Given a projection, when its indexes are made, none is left to the server to name, and no two are named alike."""
    statements = [one.as_string() for one in PROJECTIONS[name].create_indexes(7)]
    names = [re.findall(r'CREATE INDEX "(\w+)" ON', statement) for statement in statements]
    assert all(len(found) == 1 for found in names)
    assert len({found[0] for found in names}) == len(statements)
