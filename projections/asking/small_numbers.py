"""Small numbers are marked, not ranked: a percentage of four cases says little, and may point at a person."""

from __future__ import annotations

from ...domain.text import Text

SMALL = 5  # the smallest number that a figure may rest on without a mark

DEFINITION = Text(
    da=f"* Tallet hviler på færre end {SMALL}: det er markeret og bør ikke rangordnes.",
    en=f"* The figure rests on fewer than {SMALL}: it is marked, and should not be ranked.",
)


def is_small(*counts: int) -> bool:
    """Whether one of the counts that a row's figures rest on (its n, a percentage's denominator) is small."""
    return any(count < SMALL for count in counts)
