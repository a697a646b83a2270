"""What a rule says, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.rules.casetype import BREACHED, EXPIRED, MET, DeadlineRule, Presumption
from ..domain.rules.term import spoken_term
from ..domain.words.accumulation_words import spoken_accumulation
from ..domain.words.diagram import spoken_presumption
from .language import both, say


def spoken_arrival(rule: Presumption) -> str:
    """When a notice is presumed to have arrived, in words."""
    return say(spoken_presumption(rule))


def spoken_after(names: Sequence[str]) -> str:
    """What starts a deadline: events by their names, and what becomes of other deadlines in words."""
    words = {
        MET: both("opfyldt", "met"),
        BREACHED: both("overskredet", "breached"),
        EXPIRED: both("udløbet", "expired"),
    }
    said = []
    for name in names:
        prefix, colon, named = name.partition(":")
        said.append(f"{named} {words[prefix + colon]}" if prefix + colon in words else name)
    return " / ".join(said)


def length_of(rule: DeadlineRule) -> str:
    """How long a deadline is, or what says when it ends."""
    if rule.term is not None:
        return say(spoken_term(rule.term))
    if rule.accumulation:
        return say(spoken_accumulation(rule.accumulation))
    if rule.given is not None:
        return both(f"angivet i {rule.given}", f"given in {rule.given}")
    return str(rule.on or rule.yearly)
