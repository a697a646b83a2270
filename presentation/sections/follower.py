"""How far the projections are behind the journal, and who follows it."""

from __future__ import annotations

from ...domain.text import Text
from ...projections.upkeep.checkpoint import Lag
from ..model.sentences import joined, sentence


def lag_in_words(found: Lag) -> Text:
    """Such as ``3 events behind (1 s); followed by sagsgang host:17``."""
    seconds = round(found.lag_seconds)
    behind = sentence("{n} hændelser bagud ({s} s)", "{n} events behind ({s} s)", n=found.lag_events, s=seconds)
    by = sentence("følges af {who}", "followed by {who}", who=found.follower)
    return joined(
        (
            behind if found.lag_events else Text("ikke bagud", "not behind"),
            by if found.follower else Text("ingen følger journalen", "nobody follows the journal"),
        ),
        "; ",
    )
