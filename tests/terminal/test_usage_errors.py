"""Words of a call that the parsing library can't make out are told in the reader's language, with what was meant."""

from __future__ import annotations

import shlex

import pytest
from cyclopts import CycloptsError, ValidationError
from sagsgang.cli import app
from sagsgang.domain.text import Language
from sagsgang.terminal import language
from sagsgang.terminal.usage_errors import usage_error

TOLD = [
    (
        "quee",
        "Der er ingen kommando »quee«. Mente du queue?",
        'There is no command "quee". Did you mean queue?',
        "",
    ),
    (
        "stats nope",
        "Der er ingen kommando »nope«. Kommandoer: ",
        'There is no command "nope". Commands: ',
        "stats",
    ),
    ("queue --unti x", "kender ikke --unti. Mente du --unit?", "not know --unti. Did you mean --unit?", "queue"),
    ("queue --databse x", "Mente du --database?", "Did you mean --database?", "queue"),
    ("queue --limit ti", "--limit skal være et helt tal, ikke »ti«.", "must be a whole number", "queue"),
    (
        "stats case-time --period mont",
        "--period kan ikke være »mont«. Vælg: month, quarter, half, year. Mente du month?",
        '--period can\'t be "mont". Choose: month, quarter, half, year. Did you mean month?',
        "stats case-time",
    ),
    ("queue --unit", "--unit mangler en værdi.", "--unit has no value.", "queue"),
    ("backlog --type t", "Der mangler --deadline.", "--deadline is missing.", "backlog"),
    ("case show", "Der mangler REF.", "REF is missing.", "case show"),
    ("queue --unit a --unit b", "--unit er sagt flere gange.", "--unit is said more than once.", "queue"),
    ("queue and more", "For mange ord: and more", "Too many words: and more", "queue"),
]


def error_of(words: str) -> CycloptsError:
    """What the library raises for the words."""
    with pytest.raises(CycloptsError) as caught:
        app(shlex.split(words), exit_on_error=False, print_error=False)
    return caught.value


@pytest.mark.parametrize("spoken", ["da", "en"])
@pytest.mark.parametrize(("words", "danish", "english", "command"), TOLD, ids=[words for words, *_ in TOLD])
def test_a_word_that_is_off_is_told_in_the_language_of_the_reader(
    words: str, danish: str, english: str, command: str, spoken: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given words that are off, then the first line says which and what was meant, and the second whose help to see."""
    error = error_of(words)
    monkeypatch.setattr(language, "LANGUAGE", spoken)

    said, look = usage_error(error).splitlines()

    assert (danish if spoken == "da" else english) in said
    assert (english if spoken == "da" else danish) not in said
    assert look == " ".join(f"{'Se' if spoken == 'da' else 'See'}: sagsgang {command} --help".split())


def test_what_is_not_known_is_told_by_the_library() -> None:
    """Given an error of another kind, or one with words of its own, then the library's text is given."""
    refused = ValidationError(exception_message="Not so.", command_chain=("queue",), verbose=False)
    assert usage_error(refused).startswith('Invalid values for command "queue". Not so.\n')
    assert usage_error(CycloptsError(msg="It broke.")).startswith("It broke.\n")
