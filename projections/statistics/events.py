"""Events: how many of each kind happened, who did them, and in how many cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import LiteralString

from ...domain.events.history import Recorded
from ...domain.text import Text
from ..asking.grouping import Figures, Selection
from ..asking.reader import Reader
from .acts import HELD_BY, Act, counted

DEFINITION = Text(
    da="Hændelser i sagerne, som skete i perioden og gælder: annullerede tæller ikke, rettede tæller, som de er rettet; "
    "rettelser og annulleringer er selv hændelser. Antal: hændelser. Enhed og ansvarlig: dem, der havde sagen, da det "
    "skete. Oplysninger: hændelsens egne, ellers sagens på det tidspunkt. Som udgangspunkt opdelt efter navn.",
    en="Events of the cases that happened in the period and are in force: annulled ones do not count, corrected ones "
    "count as corrected; corrections and annulments are events themselves. n: events. unit and responsible: who held the "
    "case when it happened. Attributes: the event's own, else the case's at the time. By default divided by name.",
)


class Events(Figures, kw_only=True, omit_defaults=True):
    """Events of a group. in_cases: the cases in which they happened."""

    in_cases: int


FIELDS: dict[str, LiteralString] = {"name": "says ->> 0", "actor": "says ->> 1", "source": "says ->> 2", **HELD_BY}


def events(reader: Reader, selection: Selection) -> list[Events]:
    """Events by period and group: name, actor, source, unit, responsible, type or attribute; by name unless said.

    Raises UnknownField.
    """
    by = selection.by or ("name",)
    found = counted(reader, selection._replace(by=by), _acts, FIELDS)
    return [Events(**of, in_cases=in_cases) for of, _, in_cases in found]


def _acts(case_type: str | None, history: Sequence[Recorded]) -> Iterator[Act]:
    for one in history:
        event = one.event
        says = (event.name, event.actor, event.source)
        yield Act(one.case, case_type, event.occurred, says, event.attributes)
