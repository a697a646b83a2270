"""The interval of a share against published values, and against the equation that defines it, solved by bisection."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import pytest
from sagsgang.domain.confidence import wilson

Z = 1.959963984540054  # the 97.5 % quantile of the normal distribution, from tables


@pytest.mark.parametrize(
    ("hits", "number", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(hits: int, number: int, low: float, high: float) -> None:
    """Given the examples of R. G. Newcombe (Statistics in Medicine 17, 1998, table I, method 3), then so are ours."""
    interval = wilson(hits, number)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that changes its sign between two points is nought."""
    below = function(low) <= 0
    for _ in range(100):
        middle = (low + high) / 2
        if (function(middle) <= 0) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 10, 30, 88, 662])
def test_the_bounds_solve_the_score_equation(number: int) -> None:
    """Given any number of hits, then the bounds are the shares at which the hits lie z standard errors away."""
    for hits in range(number + 1):
        share = hits / number
        interval = wilson(hits, number)

        def distance(p: float, share: float = share) -> float:
            return abs(share - p) - Z * sqrt(p * (1 - p) / number)

        # At the share itself the distance is negative, at nought and one it is not: one bound on either side.
        low = 0.0 if hits == 0 else root(distance, 0.0, share)
        high = 1.0 if hits == number else root(distance, share, 1.0)
        assert interval.low == pytest.approx(low, abs=1e-9)
        assert interval.high == pytest.approx(high, abs=1e-9)
