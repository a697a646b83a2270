"""The follower at the terminal: how far the projections are behind the journal, and who follows it."""

from __future__ import annotations

from ..presentation.answers.follower import lag_in_words
from ..projections.upkeep.checkpoint import Lag
from .language import both, say
from .output import out


def show_lag(found: Lag) -> None:
    """A line of its own."""
    told = say(lag_in_words(found))
    out.print(f"{both('Projektionerne', 'The projections')}: {told}", markup=False, soft_wrap=True)
