"""Handovers: how often the work on a case went from one person to another, and how often it came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import LiteralString

from ...domain.events.history import Recorded
from ...domain.text import Text
from ..asking.grouping import Figures, Selection
from ..asking.reader import Reader
from .acts import HELD_BY, Act, counted

DEFINITION = Text(
    da="Overdragelser: en hændelse i en sag med en anden udfører (actor) end den forrige hændelse, der nævner en. De "
    "tæller i perioden, hvor den senere skete. Tilbage: til en, der havde arbejdet på sagen før. Enhed: den, der havde "
    "sagen, da den senere skete. Hændelser uden udfører springes over; oversendelser mellem enheder har deres eget mål "
    "(referrals).",
    en="Handovers: an event of a case with another actor than the event before it that names one. They count in the "
    "period in which the later one happened. returns: to somebody who had worked on the case before. unit: who held the "
    "case when the later one happened. Events without an actor are passed over; what is sent between units has a measure "
    "of its own (referrals).",
)


class Handovers(Figures, kw_only=True, omit_defaults=True):
    """Handovers of a group. in_cases: the cases with one or more. returns: those to somebody from before."""

    in_cases: int
    returns: int


FIELDS: dict[str, LiteralString] = {"from": "says ->> 0", "to": "says ->> 1", **HELD_BY}


def handovers(reader: Reader, selection: Selection) -> list[Handovers]:
    """Handovers by period and group: from, to, unit, responsible, type or attribute. Raises UnknownField."""
    found = counted(reader, selection, _acts, FIELDS)
    return [Handovers(**of, in_cases=in_cases, returns=marked) for of, marked, in_cases in found]


def _acts(case_type: str | None, history: Sequence[Recorded]) -> Iterator[Act]:
    """The handovers of one case. marked: it went back to somebody."""
    before: str | None = None
    known: set[str] = set()
    for one in history:
        actor = one.event.actor
        if actor is None:
            continue
        if before is not None and actor != before:
            yield Act(
                one.case, case_type, one.event.occurred, (before, actor), one.event.attributes, actor in known
            )
        before = actor
        known.add(actor)
