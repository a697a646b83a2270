"""What reminders say: names in braces, values in words, and the usual words."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.domain.events.reminder_events import About
from sagsgang.domain.rules.reminder_step import RECIPIENTS, Distance, Recipient, ReminderStep
from sagsgang.domain.text import Language
from sagsgang.domain.words.wording import (
    PLACEHOLDERS,
    When,
    fill,
    fill_line,
    has_lone_brace,
    names_in,
    spoken_days,
    spoken_end,
    usual_subject,
    usual_text,
    when_of,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
VALUES = {"case": "2026-17", "due": "fredag", "empty": "", "none": None, "sly": "{case} }} {{"}
KINDS = [
    (about, when, to)
    for about, when, to in product(get_args(About), get_args(When), RECIPIENTS)
    if about == "deadline" or when != "after"
]


@pytest.mark.parametrize(
    ("template", "names", "lone", "filled"),
    [
        ("", [], False, ""),
        ("Sag {case} udløber {due}.", ["case", "due"], False, "Sag 2026-17 udløber fredag."),
        ("{case}{case}", ["case", "case"], False, "2026-172026-17"),
        ("{missing}, {empty} og {none}", ["missing", "empty", "none"], False, "–, – og –"),
        ("{{case}} er {case}", ["case"], False, "{case} er 2026-17"),
        ("{{{case}}}", ["case"], False, "{2026-17}"),
        ("{sly}", ["sly"], False, "{case} }} {{"),
        ("{} {Two words}", ["", "Two words"], False, "– –"),
        ("50 % {", [], True, "50 % {"),
        ("} {case", [], True, "} {case"),
        ("{a{case}", ["case"], True, "{a2026-17"),
        ("linje\n{case}", ["case"], False, "linje\n2026-17"),
    ],
)
def test_names_in_braces_are_found_and_filled(template: str, names: list[str], lone: bool, filled: str) -> None:
    """Given a template, then its names are found, a slip is seen, and what is missing is a dash."""
    assert names_in(template) == names
    assert has_lone_brace(template) is lone
    assert fill(template, VALUES) == filled


@given(st.text())
def test_a_text_with_its_braces_doubled_stays_what_it_is(text: str) -> None:
    """Given any text, when its braces are written twice, then it names nothing and is filled to itself."""
    template = text.replace("{", "{{").replace("}", "}}")

    assert names_in(template) == []
    assert not has_lone_brace(template)
    assert fill(template, {"": "x"}) == text


@given(st.text(), st.text())
def test_a_subject_is_one_line_whatever_it_is_filled_with(template: str, value: str) -> None:
    """Given any template and value, line breaks and control signs too, then the subject is one line of plain signs."""
    line = fill_line(template + "{case}", {"case": value})

    assert line.isprintable()
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("end", "language", "said"),
    [
        (date(2026, 4, 3), "da", "fredag den 3. april 2026"),
        (date(2026, 4, 3), "en", "Friday 3 April 2026"),
        (datetime(2026, 4, 5, 9, 5, tzinfo=COPENHAGEN), "da", "søndag den 5. april 2026 kl. 09.05"),
        (datetime(2026, 4, 6, 14, 30, tzinfo=COPENHAGEN), "en", "Monday 6 April 2026 at 14:30"),
    ],
)
def test_an_end_is_said_as_in_a_letter(end: date, language: Language, said: str) -> None:
    """Given a day or a local time, then it is said with its weekday, in the language of the letter."""
    assert spoken_end(end, language) == said


def test_days_are_said_with_their_unit_and_are_never_nought() -> None:
    """Given a number of days, then one is one day; on the day itself less than one is left, or has passed."""
    assert [spoken_days(days, "da") for days in (14, 1, 0)] == ["14 dage", "1 dag", "under 1 dag"]
    assert [spoken_days(days, "en") for days in (2, 1, 0)] == ["2 days", "1 day", "less than 1 day"]


def test_an_expected_end_has_the_word_behind_it() -> None:
    """Given an end that is only expected, then whoever reads it in a sentence sees that."""
    day = date(2026, 4, 3)
    assert spoken_end(day, "da", expected=True) == "fredag den 3. april 2026 (forventet)"
    assert spoken_end(day, "en", expected=True) == "Friday 3 April 2026 (expected)"


def test_a_step_comes_before_on_or_after_the_day() -> None:
    """Given a step's distance, then it is one of the three for which there are usual words."""
    before, day, after = (
        ReminderStep(id="x", to=("unit",), **distance)
        for distance in (
            {"before": Distance(2, "hours")},
            {"before": Distance(0, "days")},
            {"after": Distance(1, "weeks")},
        )
    )
    assert [when_of(step) for step in (before, day, after)] == ["before", "on-the-day", "after"]


@pytest.mark.parametrize(("about", "when", "to"), KINDS)
def test_the_usual_words_name_only_what_every_case_has(about: About, when: When, to: Recipient) -> None:
    """Given any reminder without words of its own, then its usual words name the fixed names alone, nothing personal,
    in both languages, and the subject is one line."""
    subject, text = usual_subject(about, when, to), usual_text(about, when, to)

    for template in (subject.da, subject.en, text.da, text.en):
        assert set(names_in(template)) <= set(PLACEHOLDERS[about])
        assert not has_lone_brace(template)
    assert "case" in names_in(text.da)
    assert names_in(subject.da) == names_in(subject.en)
    assert sorted(names_in(text.da)) == sorted(names_in(text.en))
    assert "\n" not in subject.da + subject.en


@pytest.mark.parametrize(("about", "when", "to"), KINDS)
def test_a_citizens_telephone_does_not_tell_what_the_case_is_about(
    about: About, when: When, to: Recipient
) -> None:
    """Given the usual words to the citizen, then the case type's title, the unit and the caseworker are not in them;
    in those to the office they are."""
    named = set(names_in(usual_text(about, when, to).da))

    assert named & {"title", "unit", "responsible"} == (
        set() if to == "citizen" else {"title", "unit", "responsible"}
    )


def test_a_meetings_usual_words_fit_one_short_message() -> None:
    """Given the longest date and a long reference, then the citizen's text is one SMS of 160 signs in Danish."""
    values = {"meeting": "onsdag den 30. september 2026 kl. 10.30", "case": "2026-0123456"}

    assert fill(usual_text("meeting", "before", "citizen").da, values) == (
        "Vi minder om din samtale onsdag den 30. september 2026 kl. 10.30. "
        "Kan du ikke komme, så giv os besked. Sag 2026-0123456."
    )
    assert len(fill(usual_text("meeting", "before", "citizen").da, values)) <= 160


def test_an_overdue_deadline_is_told_to_the_office() -> None:
    """Given a deadline two days over, then the words are those that a caseworker reads."""
    values = {
        "deadline": "Afgørelse",
        "case": "2026-17",
        "title": "Fleksjob",
        "due": "fredag den 3. april 2026",
        "days_over": "2 dage",
        "unit": "Team Nord",
        "responsible": None,
    }
    assert fill_line(usual_subject("deadline", "after").da, values) == "Overskredet frist: Afgørelse, sag 2026-17"
    assert fill(usual_text("deadline", "after").da, values) == (
        "Fristen »Afgørelse« i sagen 2026-17 (Fleksjob) udløb fredag den 3. april 2026, for 2 dage siden, "
        "og det er ikke noteret, at den er opfyldt.\n\nEnhed: Team Nord. Sagsbehandler: –."
    )
