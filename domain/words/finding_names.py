"""What the findings are called, for those who read them. docs/quality-controller.md says what to do about each."""

from __future__ import annotations

from collections.abc import Iterable

from ..rules.casetype import CaseType, FindingRule
from ..text import Text

FINDING_NAMES: dict[str, Text] = {
    "before-opening": Text("Skete, før sagen blev åbnet", "Happened before the case opened"),
    "closed-before-opened": Text("Lukket, før den blev åbnet", "Closed before it was opened"),
    "after-closing": Text("Skete, efter sagen var lukket", "Happened after the case was closed"),
    "already-closed": Text("Lukket igen, mens den var lukket", "Closed again while closed"),
    "already-open": Text("Genåbnet, mens den var åben", "Reopened while open"),
    "unexpected-event": Text("Sagstypen venter ikke hændelsen", "Not expected by the case type"),
    "case-type-differs": Text("Nævner en anden sagstype", "Names another case type"),
    "no-rule-in-force": Text("Ingen regel gjaldt den dag", "No rule in force that day"),
    "undeterminable": Text("Frist kan ikke beregnes", "Deadline can't be computed"),
    "already-suspended": Text("Uret stod allerede", "The clock stood already"),
    "nothing-to-suspend": Text("Ingen åben frist at berostille", "No open term to suspend"),
    "unknown-deadline": Text(
        "Nævner en frist, sagstypen ikke har", "Names a deadline the case type does not have"
    ),
    "suspension-used-up": Text("Berostillet længere end tilladt", "Suspended longer than allowed"),
    "resumed-before-suspended": Text(
        "Genoptaget samme dag, før der blev berostillet", "Resumed on the day before it was suspended"
    ),
    "date-out-of-range": Text("Dato før år 1900 eller efter år 2100", "A date before the year 1900 or after 2100"),
    "suspended-after-breach": Text("Berostillet efter overskridelsen", "Suspended after the breach"),
    "suspension-ends-before-it-begins": Text(
        "Berostillelse slutter, før den begynder", "Suspension ends before it begins"
    ),
    "not-suspended": Text("Genoptaget uden berostillelse", "Resumed without a suspension"),
    "unknown-awaits": Text(
        "Svar på noget andet end det, sagen ventede på", "An answer to something else than was waited for"
    ),
    "nothing-to-extend": Text("Ingen åben frist at forlænge", "No open term to extend"),
    "extension-without-reason": Text("Forlængelse uden begrundelse", "Extension without a reason"),
    "extension-without-length": Text("Forlængelse uden længde", "Extension without a length"),
    "extension-too-late": Text("Forlænget efter fristens udløb", "Extended after the term had passed"),
    "extension-not-allowed": Text("Forlænget oftere end tilladt", "Extended more often than allowed"),
    "extension-shortens": Text("Forlængelse, der forkorter", "An extension that shortens"),
    "override-without-length": Text("Fravigelse uden længde", "Override without a length"),
    "unknown-target": Text("Retter en hændelse, sagen ikke har", "Speaks of an event the case does not have"),
    "target-cannot-be-corrected": Text("Retter en rettelse", "Corrects a correction"),
    "month-unreadable": Text("Måneden kan ikke læses", "The month can't be read"),
    "unknown-check": Text("Kontrolpunkt, listen ikke har", "A check that the list does not have"),
    "not-in-sample": Text("Sagen er ikke i stikprøven", "The case is not in the sample"),
    "no-error-to-correct": Text("Ingen åben fejl at rette", "No open error to correct"),
    "unknown-difference": Text("Ingen åben difference af det navn", "No open difference of that name"),
    "bad-correction": Text("Rettelse, der ikke passer", "A correction that does not fit"),
}


# What a rule of finding can look for (``FindingRule``), and what every case type finds by itself.
OF_THE_RECORD = "record"
KINDS: dict[str, Text] = {
    "missing": Text("Noget mangler forinden", "Something is missing before"),
    "lacks": Text("Hændelsen mangler en oplysning", "The event lacks something"),
    "recorded_after": Text("Registreret for sent", "Recorded late"),
    "overdue": Text("Frist ikke overholdt", "Deadline not met in time"),
    "longer_than": Text("Særligt lang behandling", "Handling particularly long"),
    OF_THE_RECORD: Text("Registreringen hænger ikke sammen", "The record does not hold together"),
}


def kind_of(rule: FindingRule) -> str:
    """What a rule of finding looks for: one of ``KINDS``."""
    return next(kind for kind in KINDS if getattr(rule, kind, None) is not None)


def rule_of(finding: str, versions: Iterable[CaseType]) -> FindingRule | None:
    """The rule of a case type that a finding comes from; of several versions that have it, the last one's."""
    found = None
    for version in versions:
        for rule in version.findings or ():
            found = rule if rule.id == finding else found
    return found


def finding_name(finding: str, rule: FindingRule | None = None) -> Text:
    """What a finding is called: by the rule of the case type, else by sagsgang; else it is said as it stands."""
    return rule.label if rule is not None else FINDING_NAMES.get(finding, Text(finding, finding))
