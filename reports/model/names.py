"""What the values in a report's tables are called."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.fold.law import Law
from ...domain.text import Text
from ...domain.words.finding_names import FINDING_NAMES
from .report import Section

WORDS: dict[str, dict[str, Text]] = {
    "state": {
        "open": Text("åben", "open"),
        "closed": Text("afsluttet", "closed"),
        "running": Text("løber", "running"),
        "suspended": Text("berostillet", "suspended"),
        "met": Text("opfyldt", "met"),
        "cancelled": Text("bortfaldet", "cancelled"),
        "lapsed": Text("lukket med sagen", "lapsed"),
        "restarted": Text("startet forfra", "restarted"),
        "counting": Text("tæller", "counting"),
        "expired": Text("udløbet", "expired"),
        "undeterminable": Text("kan ikke beregnes", "can't be computed"),
    },
    "effect": {
        "legal": Text("lovfrist", "legal"),
        "service": Text("servicemål", "service"),
        "internal": Text("intern", "internal"),
    },
    "outcome": {
        "on-time": Text("rettidig", "on time"),
        "late": Text("for sent", "late"),
        "still-open": Text("stadig åben", "still open"),
        "not-counted": Text("tælles ikke", "not counted"),
    },
    "category": {
        "processing-time-and-missing-answer": Text(
            "sagsbehandlingstid og manglende svar", "processing time and missing answer"
        ),
        "service": Text("betjening", "service"),
        "orientation": Text("orientering om sagens gang", "orientation on the case's progress"),
        "other": Text("andet", "other"),
    },
    "kind": {
        "decision": Text("over afgørelsen", "about the decision"),
        "formality": Text("over sagsbehandlingen", "about the handling"),
    },
}
NOT_STATED = Text("ikke angivet", "not stated")


def names(law: Law, sections: Sequence[Section]) -> dict[str, dict[str, Text]]:
    """The names that the sections need: of case types and deadlines by their latest version, of findings by
    their rules, and words."""
    latest = {type_id: versions[-1][1] for type_id, versions in law.types().items()}
    found: dict[str, dict[str, Text]] = {
        **{what: dict(words) for what, words in WORDS.items()},
        "type": {type_id: one.title for type_id, one in latest.items()},
        "deadline": {
            f"{type_id}/{rule.id}": rule.label for type_id, one in latest.items() for rule in one.deadlines
        },
        "finding": FINDING_NAMES
        | {f"{type_id}/{rule.id}": rule.label for type_id, one in latest.items() for rule in one.findings or ()},
    }
    needed = {column.names for section in sections for column in section.columns}
    for section in sections:
        for what, words in section.names.items():
            found[what] = found.get(what, {}) | words
    return {what: words for what, words in found.items() if what in needed}
