"""What the rules of a case type say, in words: events by their names, choices, presumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from ..rules.casetype import BREACHED, EXPIRED, MET, Accumulation, CaseType, Presumption, Term
from ..rules.term import spoken_term
from ..text import Text
from .accumulation_words import Choice, choices
from .event_names import event_name

SENT_BY = {
    "letter": Text("brev", "letter"),
    "digital-post": Text("Digital Post", "Digital Post"),
}
# What becomes of one deadline and starts another.
OUTCOMES = {
    MET: Text("Opfyldt", "Met"),
    BREACHED: Text("Overskredet", "Breached"),
    EXPIRED: Text("Udløbet", "Expired"),
}


def named_choices(case_type: CaseType, accumulation: Accumulation) -> Iterator[Choice]:
    """Every choice of an accumulation, its events named as the office calls them."""
    for choice in choices(accumulation):
        if choice.choice == "starts_over_by" and accumulation.starts_over_by:
            yield structs.replace(choice, chosen=spoken_events(case_type, accumulation.starts_over_by))
        else:
            yield choice


def spoken_events(case_type: CaseType, events: Iterable[str]) -> Text:
    """Events as the office calls them."""
    names = [event_called(case_type, event) for event in events]
    return Text(", ".join(name.da for name in names), ", ".join(name.en for name in names))


def spoken_presumption(rule: Presumption) -> Text:
    """When a notice is presumed to have arrived: how it was sent, and how long that takes."""
    term = spoken_term(Term(rule.working_days, "working_days"))
    takes = Text(f"{term.da} efter", f"{term.en} after")
    if rule.working_days == 0:
        takes = Text("samme dag", "the same day")
    how = SENT_BY.get(rule.sent_by or "", Text(rule.sent_by or "", rule.sent_by or ""))
    return Text(f"{how.da}: {takes.da}", f"{how.en}: {takes.en}") if rule.sent_by else takes


def starts_by_another(event: str) -> bool:
    """Whether what starts a deadline is what becomes of another one."""
    return event.startswith((MET, BREACHED, EXPIRED))


def event_called(case_type: CaseType, event: str) -> Text:
    """What an event is called; ``met:ID`` and its like are what becomes of another deadline."""
    prefix, colon, named = event.partition(":")
    outcome = OUTCOMES.get(prefix + colon)
    for rule in case_type.deadlines:
        if outcome is not None and rule.id == named:
            return Text(f"{outcome.da}: {rule.label.da}", f"{outcome.en}: {rule.label.en}")
    return event_name(case_type, event)
