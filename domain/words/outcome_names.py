"""What the outcomes of decisions and complaints are called: codes in the events, words for people."""

from __future__ import annotations

from ..text import Text

OUTCOME_NAMES: dict[str, Text] = {
    "granted": Text("bevilget", "granted"),
    "refused": Text("afslag", "refused"),
    "medhold": Text("medhold", "upheld"),
    "delvis-medhold": Text("delvis medhold", "upheld in part"),
    "stadfaestelse": Text("stadfæstelse", "decision confirmed"),
    "hjemvisning": Text("hjemvisning", "sent back"),
    "afvist": Text("afvist", "dismissed"),
}


def outcome_name(code: str) -> Text:
    """The words for an outcome; one that is not among these is told as it is."""
    return OUTCOME_NAMES.get(code, Text(code, code))
