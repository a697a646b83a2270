"""Finding the smallest part of what came in that still leads to what is said now; sums stand for reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

import pytest
from sagsgang.reports.editions.minimal_causes import needed, step

Amounts = dict[int, int]


def found(amounts: Amounts, about: Mapping[int, Set[int]], said: Callable[[Amounts], object]) -> list[int]:
    """The positions that are needed for what is said of the amounts, put to the test by leaving out."""
    search = needed(sorted(amounts), about)
    trial = step(search, None)
    while not isinstance(trial, dict):
        left = {position: amount for position, amount in amounts.items() if position not in trial}
        trial = step(search, ["sum"] if said(left) != said(amounts) else [])
    return sorted(trial)


def total(amounts: Amounts) -> int:
    """What is said: the sum."""
    return sum(amounts.values())


def biggest(amounts: Amounts) -> int:
    """What is said: the greatest amount."""
    return max(amounts.values(), default=0)


@pytest.mark.parametrize(
    ("amounts", "said", "expected"),
    [
        ({}, total, []),
        ({1: 0, 2: 0, 3: 0}, total, []),
        ({1: 5, 2: 0, 3: 7}, total, [1, 3]),
        ({1: 5, 2: 7, 3: 7}, biggest, [2]),
        ({position: int(position in (3, 40)) for position in range(100)}, total, [3, 40]),
    ],
)
def test_nothing_needless_stays(amounts: Amounts, said: Callable[[Amounts], int], expected: list[int]) -> None:
    """Given amounts at positions, those that change nothing go; of two that would each do, the earlier stays."""
    assert found(amounts, {}, said) == expected


def test_what_speaks_of_an_event_goes_with_it() -> None:
    """Given an event and what takes it back, with one between, then the two go together and the one stays; without
    knowing that they belong together, both would be needed.
    """
    amounts = {1: 5, 2: 1, 3: -5}
    assert found(amounts, {1: {3}}, total) == [2]
    assert found(amounts, {}, total) == [1, 2, 3]
