"""What an accumulation of months says, and each choice that its case type made, in words."""

from __future__ import annotations

import msgspec

from ..fold.count import Said
from ..rules.casetype import Accumulation
from ..text import Text

CHOICES: dict[str, tuple[Text, dict[str, Text]]] = {
    "part_months": (
        Text("En måned med delvis udbetaling", "A month paid in part"),
        {"count": Text("tæller", "counts"), "do-not-count": Text("tæller ikke", "does not count")},
    ),
    "when_below": (
        Text("Falder summen igen", "When the sum falls again"),
        {
            "stays": Text("består pligten", "the duty stays"),
            "falls-away": Text("falder pligten bort", "it falls away"),
        },
    ),
    "on_change": (
        Text("Når reglen ændres", "When the rule changes"),
        {
            "by-month": Text("bedømmes hver måned efter sin regel", "each month is judged by its own rule"),
            "by-start": Text("gælder reglen fra optællingens start", "the rule of the start of the count holds"),
        },
    ),
    "falls_due": (
        Text("Fristen udløber", "Falls due"),
        {
            "first-day": Text("den første dag i måneden", "on the first day of the month"),
            "last-day": Text("den sidste dag i måneden", "on the last day of the month"),
        },
    ),
}
STARTS_OVER = Text("Der tælles forfra efter", "The count starts over after")
NEVER = Text("aldrig", "never")
SAID: dict[Said, Text] = {
    "paid": Text("udbetalt", "paid"),
    "part": Text("delvist udbetalt", "paid in part"),
    "reversed": Text("tilbageført", "reversed"),
}


class Choice(msgspec.Struct, frozen=True):
    """A choice that the law leaves open: what it is about, what was chosen, and why."""

    choice: str
    label: Text
    chosen: Text
    reason: Text | None


def spoken_accumulation(accumulation: Accumulation) -> Text:
    """``12 months within 18``."""
    months, within = accumulation.months, accumulation.within
    return Text(f"{months} måneder inden for {within}", f"{months} months within {within}")


def choices(accumulation: Accumulation) -> list[Choice]:
    """Every choice of an accumulation, with its reason."""
    made = [
        Choice(name, label, values[getattr(accumulation, name)], accumulation.reasons.get(name))
        for name, (label, values) in CHOICES.items()
    ]
    events = ", ".join(accumulation.starts_over_by)
    over = Text(events, events) if events else NEVER
    return [*made, Choice("starts_over_by", STARTS_OVER, over, accumulation.reasons.get("starts_over_by"))]
