"""What rules say, in words."""

from __future__ import annotations

from ...domain.rules.casetype import DeadlineRule
from ...domain.rules.term import spoken_term
from ...domain.text import Text
from ...domain.words.accumulation_words import spoken_accumulation
from ..model.sentences import same, sentence


def length_of(rule: DeadlineRule) -> Text:
    """How long a deadline is, or what says when it ends."""
    if rule.term is not None:
        return spoken_term(rule.term)
    if rule.accumulation:
        return spoken_accumulation(rule.accumulation)
    if rule.given is not None:
        return sentence("angivet i {name}", "given in {name}", name=rule.given)
    return same(str(rule.on or rule.yearly))
