"""Signs that nobody sees have names, and a word of two alphabets is told from a name in another language."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.domain.signs import foreign_letters, may_mix, of_two_alphabets, sign_name, unfit_for_a_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nord\u200bvest", "U+200B ZERO WIDTH SPACE"),
        ("Nord\u00a0vest", "U+00A0 NO-BREAK SPACE"),
        ("Nord\u3164", "U+3164 HANGUL FILLER"),  # a letter by its category, and nothing to see
        ("Nord\u034fvest", "U+034F COMBINING GRAPHEME JOINER"),
        ("\u202etsev", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("Nord\nvest", "U+000A LINE FEED"),
        ("Nord\x1bvest", "U+001B ESCAPE"),
        ("Nord\x01vest", "U+0001"),  # Unicode has no name for it
    ],
)
def test_the_sign_that_no_name_can_have_is_named(text: str, name: str) -> None:
    """Given names with a sign that does not show, then it is called by its number and its name in Unicode's list."""
    sign = unfit_for_a_name(text)
    assert sign is not None
    assert sign_name(sign) == name


@pytest.mark.parametrize(
    "text",
    [
        "Ærø Kommune",
        "Sermersooq – Nuuk",
        "Kalaallit Nunaat",
        "Αθήνα",
        "Þórshöfn",
        "Møller & Søn",
        "A\u030arhus",
        "❤️",
    ],
)
def test_names_as_people_have_them_are_fit(text: str) -> None:
    """Given Danish, Greenlandic, Greek, Faroese and other names, then none has a sign that a name can't have, and none is
    of two alphabets."""
    assert (unfit_for_a_name(text), of_two_alphabets(text)) == (None, None)


@given(st.text(st.characters(exclude_categories=["Zs", "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), max_size=8))
def test_only_what_does_not_show_is_unfit(text: str) -> None:
    """Given letters, marks, digits and symbols, then what is called unfit is one of the few of them that nobody sees:
    Unicode says of each that it may be left out where it can't be drawn, or that it fills a place."""
    sign = unfit_for_a_name(text)
    assert sign is None or "FILLER" in sign_name(sign) or unicodedata.combining(sign) == 0


@pytest.mark.parametrize(
    ("text", "word", "letter"),
    [
        ("Bоrgerservice", "Bоrgerservice", "U+043E CYRILLIC SMALL LETTER O"),
        ("Team Αlfa", "Αlfa", "U+0391 GREEK CAPITAL LETTER ALPHA"),
        ("urn:орera", "орera", "U+043E CYRILLIC SMALL LETTER O"),
    ],
)
def test_a_letter_that_only_looks_like_another_is_found(text: str, word: str, letter: str) -> None:
    """Given a Cyrillic о in a Danish word, then the word is told and the letter that is the odd one out is named."""
    assert of_two_alphabets(text) == word
    assert letter in foreign_letters(word)


@pytest.mark.parametrize("text", ["Αθήνα Centre", "α-test", "Москва 2", "10 µg", "2 Ω"])
def test_words_of_several_languages_beside_one_another_are_none(text: str) -> None:
    """Given a Greek word beside an English one, a Greek letter as a word of its own, and signs of units, then no word is of
    two alphabets."""
    assert of_two_alphabets(text) is None


@given(st.text(st.sampled_from("abcæøå αβ жяа ԱԲ 1-")))
def test_the_quick_look_never_overlooks(text: str) -> None:
    """Given texts of several alphabets, when a word is of two, then the quick look at the bytes says that it may be."""
    if of_two_alphabets(text):
        assert may_mix(text.encode())
