"""What another version of a case type would have changed."""

from __future__ import annotations

from ...domain.text import Text
from ...operations.what_if import WhatIfAsked
from ...projections.what_if.what_if import WhatIf
from ..model.columns import column
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
    counts = [
        {name: getattr(one, name, None) for name in ("deadline", "due_before", "due_after", *COUNTS)}
        | {"moved_days": one.median_days if one.moved else None}
        for one in found.deadlines
        if one.cases
    ]
    shown = [name for name in COUNTS if any(row[name] for row in counts)]
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
            columns=tuple(column(name) for name in ("deadline", "due_before", "due_after"))
            + tuple(column(name, priority=2) for name in shown),
            names=labels,
            rows=counts,
            empty=same(""),
            definition=None if found.items else found.definition,
        )
    ]
    if found.items:
        columns = ("case", "deadline", "cycle", "due_then", "due_now", "days", "changes")
        sections.append(
            Section(
                id="changes",
                title=Text("Sager, der ville være anderledes", "Cases that would differ"),
                columns=tuple(column(name) for name in columns),
                names=labels,
                rows=[
                    {
                        "case": one.case,
                        "deadline": one.deadline,
                        "cycle": one.cycle,
                        "due_then": one.before,
                        "due_now": one.after,
                        "days": one.days,
                        "changes": joined(word("change", what) for what in one.changes),
                    }
                    for one in found.items
                ],
                next=found.next,
                definition=found.definition,
            )
        )
    return sections
