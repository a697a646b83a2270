"""Coded words of answers as people read them: each is said once in both languages."""

from __future__ import annotations

from ...domain.text import Text
from ...domain.words.event_names import EVENT_NAMES
from ...domain.words.finding_names import FINDING_NAMES

VOCABULARY: dict[str, dict[str, Text]] = {
    "state": {
        "open": Text("åben", "open"),
        "closed": Text("afsluttet", "closed"),
        "not-opened": Text("ikke åbnet", "not opened"),
        "running": Text("løber", "running"),
        "suspended": Text("berostillet", "suspended"),
        "met": Text("opfyldt", "met"),
        "cancelled": Text("bortfaldet", "cancelled"),
        "lapsed": Text("lukket med sagen", "lapsed"),
        "restarted": Text("startet forfra", "restarted"),
        "counting": Text("tæller", "counting"),
        "expired": Text("udløbet", "expired"),
        "undeterminable": Text("kan ikke beregnes", "can't be computed"),
        "not-computed": Text("kan ikke gennemregnes", "cannot be computed"),
        "overdue": Text("overskredet", "overdue"),
        "moved-after-breach": Text("forlænget efter overskridelse", "moved after a breach"),
    },
    "standing": {
        "in-force": Text("gælder", "in force"),
        "corrected": Text("rettet", "corrected"),
        "annulled": Text("annulleret", "annulled"),
        "unreadable": Text("kan ikke læses", "cannot be read"),
    },
    "effect": {
        "legal": Text("lovfrist", "legal"),
        "service": Text("servicemål", "service"),
        "internal": Text("intern", "internal"),
    },
    "whose": {
        "office": Text("myndighedens", "the office's"),
        "party": Text("partens", "the party's"),
    },
    "weekday": {
        "monday": Text("mandag", "Monday"),
        "tuesday": Text("tirsdag", "Tuesday"),
        "wednesday": Text("onsdag", "Wednesday"),
        "thursday": Text("torsdag", "Thursday"),
        "friday": Text("fredag", "Friday"),
        "saturday": Text("lørdag", "Saturday"),
        "sunday": Text("søndag", "Sunday"),
    },
    "target-status": {
        "reached": Text("nået", "reached"),
        "on-track": Text("på vej", "on track"),
        "behind": Text("bagud", "behind"),
        "missed": Text("ikke nået", "missed"),
        "not-measurable": Text("kan ikke måles", "not measurable"),
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
    "event": EVENT_NAMES,
    "finding": FINDING_NAMES,
}
NOT_STATED = Text("ikke angivet", "not stated")


def word(names: str, code: str) -> Text:
    """What a code is called among words of a kind; as it stands where it is none of them."""
    return VOCABULARY[names].get(code) or Text(code, code)
