"""What another version of a case type would have changed."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from ...domain.text import Text
from ...operations.what_if import WhatIfAsked
from ...projections.what_if.what_if import DeadlineEffect, WhatIf
from ..model.columns import column, listed
from ..model.section import Section
from ..model.sentences import counted, joined, same, sentence
from ..model.vocabulary import word

COUNTS = (
    "moved",
    "earlier",
    "later",
    "moved_days",
    "falls_away",
    "added",
    "expected_moved",
    "breaches_avoided",
    "breaches_added",
    "needless",
)


def what_if(found: WhatIf, asked: WhatIfAsked) -> list[Section]:
    """The counts by deadline, the cases, and how it was counted."""
    place = (
        Text("i stedet for den offentliggjorte", "in place of the published one")
        if found.replaces
        else Text("ved siden af de offentliggjorte", "beside the published ones")
    )
    counts = [one for one in found.deadlines if one.cases]
    cells: dict[str, Callable[[DeadlineEffect], float | None]] = {
        "moved_days": lambda one: one.median_days if one.moved else None
    }
    shown = [name for name in COUNTS if any(cells.get(name, attrgetter(name))(one) for one in counts)]
    labels = {"deadline": {one.deadline: one.label for one in found.deadlines}}
    sections = [
        Section(
            id="what-if",
            title=sentence(
                "Hvad nu hvis {type} gjaldt sådan fra {since} ({place})? {cases} gennemregnet, {differing} ville være "
                "anderledes.",
                "What if {type} had been so from {since} ({place})? {cases} folded, {differing} would differ.",
                type=found.type_label,
                since=found.valid_from or Text("begyndelsen", "the beginning"),
                place=place,
                cases=counted(found.cases, ("sag", "case"), ("sager", "cases")),
                differing=found.differing,
            ),
            **listed(
                counts,
                "deadline",
                "due_before",
                "due_after",
                *(column(name, priority=2) for name in shown),
                **cells,
            ),
            names=labels,
            empty=same(""),
            definition=None if found.items else found.definition,
        )
    ]
    if found.items:
        sections.append(
            Section(
                id="changes",
                title=Text("Sager, der ville være anderledes", "Cases that would differ"),
                **listed(
                    found.items,
                    "case",
                    "deadline",
                    "cycle",
                    column("due_then", id="before"),
                    column("due_now", id="after"),
                    "days",
                    "changes",
                    changes=lambda one: joined(word("change", what) for what in one.changes),
                ),
                names=labels,
                next=found.next,
                definition=found.definition,
            )
        )
    return sections
