"""The follower at the terminal: how far the projections are behind the journal, and who follows it."""

from __future__ import annotations

from ..projections.upkeep.checkpoint import Lag
from .language import both, number
from .output import out


def lag_in_words(found: Lag) -> str:
    """Such as ``3 events behind (1 s), followed by sagsgang host:17``."""
    behind = (
        both(
            f"{number(found.lag_events)} hændelser bagud ({number(found.lag_seconds)} s)",
            f"{number(found.lag_events)} events behind ({number(found.lag_seconds)} s)",
        )
        if found.lag_events
        else both("ikke bagud", "not behind")
    )
    return f"{behind}; " + (
        both(f"følges af {found.follower}", f"followed by {found.follower}")
        if found.follower
        else both("ingen følger journalen", "nobody follows the journal")
    )


def show_lag(found: Lag) -> None:
    """A line of its own."""
    out.print(f"{both('Projektionerne', 'The projections')}: {lag_in_words(found)}", markup=False, soft_wrap=True)
