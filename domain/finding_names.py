"""What the findings are called, for those who read them. docs/quality-controller.md says what to do about each."""

from __future__ import annotations

from .text import Text

FINDING_NAMES: dict[str, Text] = {
    "before-opening": Text("Skete, før sagen blev åbnet", "Happened before the case opened"),
    "closed-before-opened": Text("Lukket, før den blev åbnet", "Closed before it was opened"),
    "after-closing": Text("Skete, efter sagen var lukket", "Happened after the case was closed"),
    "already-closed": Text("Lukket igen, mens den var lukket", "Closed again while closed"),
    "unexpected-event": Text("Sagstypen venter ikke hændelsen", "Not expected by the case type"),
    "case-type-differs": Text("Nævner en anden sagstype", "Names another case type"),
    "no-rule-in-force": Text("Ingen regel gjaldt den dag", "No rule in force that day"),
    "undeterminable": Text("Frist kan ikke beregnes", "Deadline can't be computed"),
    "already-suspended": Text("Uret stod allerede", "The clock stood already"),
    "suspended-after-breach": Text("Berostillet efter overskridelsen", "Suspended after the breach"),
    "suspension-ends-before-it-begins": Text(
        "Berostillelse slutter, før den begynder", "Suspension ends before it begins"
    ),
    "not-suspended": Text("Genoptaget uden berostillelse", "Resumed without a suspension"),
    "nothing-to-extend": Text("Ingen åben frist at forlænge", "No open term to extend"),
    "extension-without-reason": Text("Forlængelse uden begrundelse", "Extension without a reason"),
    "extension-without-length": Text("Forlængelse uden længde", "Extension without a length"),
    "extension-too-late": Text("Forlænget efter fristens udløb", "Extended after the term had passed"),
    "extension-not-allowed": Text("Forlænget oftere end tilladt", "Extended more often than allowed"),
    "extension-shortens": Text("Forlængelse, der forkorter", "An extension that shortens"),
    "override-without-length": Text("Fravigelse uden længde", "Override without a length"),
    "unknown-target": Text("Retter en hændelse, sagen ikke har", "Speaks of an event the case does not have"),
    "target-cannot-be-corrected": Text("Retter en rettelse", "Corrects a correction"),
    "bad-correction": Text("Rettelse, der ikke passer", "A correction that does not fit"),
}


def finding_name(finding: str) -> Text:
    """What a finding is called; one that is not known here is said as it stands."""
    return FINDING_NAMES.get(finding, Text(finding, finding))
