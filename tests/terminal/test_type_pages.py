"""A case type on the terminal: every rule with its grounds, in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.text import Language
from sagsgang.domain.written import casetype_file
from sagsgang.presentation.sections import case_types
from sagsgang.terminal import language
from sagsgang.terminal.output import out
from sagsgang.terminal.renderer import show_sections

GUIDE = (Path(__file__).parents[2] / "docs" / "case-types.md").read_text(encoding="utf-8")
COUNTED = {
    "en": """
Re-assessment (re-assessment): 12 months within 18
counted by: Benefit paid
not counted after: Payment reversed
met by: Case re-assessed
effect: internal
A month paid in part: counts (Benefit was paid for the month)
When the sum falls again: the duty stays (A duty that arose does not go away by itself)
When the rule changes: each month is judged by its own rule (The rule changes for all cases on one day)
Falls due: on the last day of the month (The month is paid when it is over)
The count starts over after: Case re-assessed (A re-assessment covers the months before it)
""",
    "da": """
Revurdering (re-assessment): 12 måneder inden for 18
tælles af: Ydelse udbetalt
tælles ikke efter: Udbetaling tilbageført
opfyldt af: Sagen revurderet
virkning: intern
En måned med delvis udbetaling: tæller (Der er udbetalt ydelse for måneden)
Falder summen igen: består pligten (En udløst pligt bortfalder ikke af sig selv)
Når reglen ændres: bedømmes hver måned efter sin regel (Reglen skifter for alle sager på én dag)
Fristen udløber: den sidste dag i måneden (Måneden er betalt, når den er gået)
Der tælles forfra efter: Sagen revurderet (En revurdering dækker månederne før den)
""",
}
FOUND = {
    "en": """
Finding: No guidance before the decision (no-guidance)
found when: Decision made, and not before: Guidance given
not after: Application withdrawn
source: Forvaltningsloven § 7
certainty: high
reason: Guidance after the decision comes too late

Finding: Decision without complaint instructions (no-complaint-instructions)
found when: Decision made, without “complaint_instructions”
source: Forvaltningsloven § 25

Finding: Registered more than three days after (registered-late)
found when: Application received, Guidance given, recorded more than 3 days after
source: Offentlighedsloven §§ 13 og 15

Finding: Decision after its deadline (decision-late)
found when: the deadline was not met in time: Decision

Finding: Handling particularly long (particularly-long)
found when: the case is open for more than 365 days

Checklist
The recommendation form is used correctly (form-used) · Handlingsplan 2007
""",
    "da": """
Fund: Ingen vejledning før afgørelsen (no-guidance)
findes, når: Afgørelse truffet, og ikke forinden: Vejledning givet
ikke efter: Ansøgning trukket tilbage
kilde: Forvaltningsloven § 7
sikkerhed: høj
begrundelse: Vejledning efter afgørelsen kommer for sent

Fund: Afgørelse uden klagevejledning (no-complaint-instructions)
findes, når: Afgørelse truffet, uden »complaint_instructions«
kilde: Forvaltningsloven § 25

Fund: Registreret mere end tre dage efter (registered-late)
findes, når: Ansøgning modtaget, Vejledning givet, registreret mere end 3 dage efter
kilde: Offentlighedsloven §§ 13 og 15

Fund: Afgørelse efter fristen (decision-late)
findes, når: fristen ikke er nået: Afgørelse

Fund: Særligt lang behandling (particularly-long)
findes, når: sagen er åben i mere end 365 dage

Kontrolpunkter
Indstillingsskemaet er brugt korrekt (form-used) · Handlingsplan 2007
""",
}


LADDERS = {
    "en": [
        "reminder two-weeks: 14 days before at 08:30, on days off the working day before, to the caseworker by email",
        "reminder last-day: on the day at 08:00, to the caseworker, the unit by email",
        "reminder overdue: 1 week after at 08:00, on days off the next working day, again with 1 week in between, "
        "8 times in all, to the team leader by email, only if nothing has happened for 5 days",
        "Reminders of meetings",
        "reminder day-before: 1 day before at 10:00, not between 21:00 and 08:00, to the citizen by sms",
        "reminder two-hours: 2 hours before, not between 21:00 and 08:00, to the citizen by sms",
        "The citizen is reached by",
        "address: sms: mobile, email: email",
        "language: language",
    ],
    "da": [
        "erindring two-weeks: 14 dage før kl. 08:30, på fridage arbejdsdagen før, til sagsbehandleren via email",
        "erindring last-day: på dagen kl. 08:00, til sagsbehandleren, enheden via email",
        "erindring overdue: 1 uge efter kl. 08:00, på fridage næste arbejdsdag, igen med 1 uge imellem, "
        "8 gange i alt, til teamchefen via email, kun hvis intet er sket i 5 dage",
        "Erindringer om samtaler",
        "erindring day-before: 1 dag før kl. 10:00, ikke mellem 21:00 og 08:00, til borgeren via sms",
        "erindring two-hours: 2 timer før, ikke mellem 21:00 og 08:00, til borgeren via sms",
        "Borgeren nås ved",
        "adresse: sms: mobile, email: email",
        "sprog: language",
    ],
}


def example() -> CaseType:
    """The complete example of the guide."""
    written = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[0]
    case_type, faults = casetype_file.parse(written, "example.toml")
    assert case_type is not None, faults
    return case_type


def shown(case_type: CaseType, spoken: Language, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page, on a terminal wide enough for every line."""
    monkeypatch.setattr(language, "LANGUAGE", spoken)
    monkeypatch.setattr(out, "width", 200)
    with out.capture() as page:
        show_sections(case_types.case_type(case_type, None), None)
    return "\n".join(line.rstrip() for line in page.get().splitlines())


@pytest.mark.parametrize("spoken", ["da", "en"])
def test_months_that_add_up_are_shown_with_each_choice_and_its_reason(
    spoken: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a deadline that months add up to, then it says what counts them, what was chosen, and why."""
    assert COUNTED[spoken].strip("\n") in shown(example(), spoken, monkeypatch)


@pytest.mark.parametrize("spoken", ["da", "en"])
def test_findings_and_the_checklist_are_shown_with_their_grounds(
    spoken: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given what the office wants found, and a checklist, then each says what it looks for and where it comes from."""
    assert shown(example(), spoken, monkeypatch).endswith(FOUND[spoken].strip("\n"))


PARTY = {
    "en": """
Time for complaints (complaint-period): 4 weeks
after: Notified of the decision
stopped by: Term suspended
runs again by: Term resumed
effect: legal
whose: the party's: it runs out, and nobody is late
source: Retssikkerhedsloven § 67: klage inden 4 uger efter meddelelsen af afgørelsen

Filing (filing): 5 working days
after: Expired: Time for complaints
""",
    "da": """
Klagefrist (complaint-period): 4 uger
efter: Underrettet om afgørelsen
uret standses af: Frist berostillet
uret går igen ved: Frist genoptaget
virkning: lovfrist
hvis: partens: den udløber, og ingen er forsinket
kilde: Retssikkerhedsloven § 67: klage inden 4 uger efter meddelelsen af afgørelsen

Arkivering (filing): 5 arbejdsdage
efter: Udløbet: Klagefrist
""",
}
PRESUMED = {
    "en": """
Notified of the decision: letter: 6 working days after
source: Ankestyrelsen, Klagefrister; Justitsministeriets vejledning om beregning af klagefrister, juni 2018
certainty: high
reason: An ordinary letter takes six weekdays

Notified of the decision: Digital Post: the same day
""",
    "da": """
Underrettet om afgørelsen: brev: 6 arbejdsdage efter
kilde: Ankestyrelsen, Klagefrister; Justitsministeriets vejledning om beregning af klagefrister, juni 2018
sikkerhed: høj
begrundelse: Et almindeligt brev er seks hverdage undervejs

Underrettet om afgørelsen: Digital Post: samme dag
""",
}


@pytest.mark.parametrize("spoken", ["da", "en"])
def test_the_partys_deadline_and_the_presumption_for_post_are_shown(
    spoken: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given the time for complaints, then it says whose it is, what follows it, and when a notice is taken to arrive."""
    page = shown(example(), spoken, monkeypatch)
    assert PARTY[spoken].strip("\n") in page
    assert PRESUMED[spoken].strip("\n") in page
    assert {"da": "uret står højst: 60 dage ad gangen, 90 dage i alt", "en": "stands at most: 60 days at a time"}[
        spoken
    ] in page


def test_a_deadline_after_another_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a deadline that starts when another is met, then that one is called by its name."""
    assert "after: Met: Decision\n" in shown(example(), "en", monkeypatch)


@pytest.mark.parametrize("spoken", ["da", "en"])
def test_ladders_of_reminders_are_shown_in_words(spoken: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given ladders of a deadline and of meetings, then each step is a line: when, to whom, by what, and if at all."""
    lines = shown(example(), spoken, monkeypatch).splitlines()

    assert [line for line in lines if line in LADDERS[spoken]] == LADDERS[spoken]
