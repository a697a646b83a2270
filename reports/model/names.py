"""What the values in a report's tables are called."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.fold.law import Law
from ...domain.text import Text
from ...presentation.model.section import Section
from ...presentation.model.vocabulary import VOCABULARY


def names(law: Law, sections: Sequence[Section]) -> dict[str, dict[str, Text]]:
    """The names that the sections need: of case types and deadlines by their latest version, of findings by
    their rules, and words."""
    latest = {type_id: versions[-1][1] for type_id, versions in law.types().items()}
    found: dict[str, dict[str, Text]] = {
        **VOCABULARY,
        "type": {type_id: one.title for type_id, one in latest.items()},
        "deadline": {
            f"{type_id}/{rule.id}": rule.label for type_id, one in latest.items() for rule in one.deadlines
        },
        "finding": VOCABULARY["finding"]
        | {f"{type_id}/{rule.id}": rule.label for type_id, one in latest.items() for rule in one.findings or ()},
    }
    needed = {column.names for section in sections for column in section.columns}
    for section in sections:
        for what, words in section.names.items():
            found[what] = found.get(what, {}) | words
    return {what: words for what, words in found.items() if what in needed}
