"""A case on the terminal: what is said of its deadlines, in the reader's language."""

from zoneinfo import ZoneInfo

import pytest
from sagsgang.domain.rules.casetype import DeadlineRule, Term
from sagsgang.domain.text import Language, Text
from sagsgang.presentation.sections.one_case import explanations
from sagsgang.projections.one_case.explanation import Explanation
from sagsgang.terminal import language
from sagsgang.terminal.output import out
from sagsgang.terminal.renderer import show_sections

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
RULE = DeadlineRule(
    id="guidance",
    label=Text("Vejledning", "Guidance"),
    after=("application-received",),
    term=Term(4, "weeks"),
    source="Forvaltningsloven § 7",
    certainty=Text("Pligten: høj", "The duty: high"),
    reason=Text("Mens borgeren kan bruge den", "While the citizen can use it"),
)
EXPLAINED = Explanation(
    case="1",
    deadline=RULE.id,
    label=RULE.label,
    cycle=1,
    state="running",
    due=None,
    overdue=False,
    breached_at=None,
    left=None,
    case_type="fleksjob",
    rule_valid_from=None,
    rule_published_at=2,
    rule=RULE,
    calendar="denmark",
    because=[],
    moved_by_rules=[],
    type_label=Text("Fleksjob", "Flexjob"),
    calendar_label=Text("Danmark", "Denmark"),
    after_label=Text("Ansøgning modtaget", "Application received"),
)


@pytest.mark.parametrize(
    ("spoken", "says"),
    [
        ("da", ["Sikkerhed: Pligten: høj", "Begrundelse: Mens borgeren kan bruge den"]),
        ("en", ["Certainty: The duty: high", "Reason: While the citizen can use it"]),
    ],
)
def test_why_a_rule_is_so_is_said_in_the_readers_language(
    spoken: Language, says: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a rule with its source, certainty and reason, then an explanation says them in the language chosen."""
    monkeypatch.setattr(language, "LANGUAGE", spoken)
    with out.capture() as page:
        show_sections(explanations([EXPLAINED], COPENHAGEN), COPENHAGEN)

    lines = [line.strip() for line in page.get().splitlines()]
    assert [line for line in lines if line in says] == says
    assert any(line.endswith("Forvaltningsloven § 7") for line in lines)
