"""Every command has a help with an example that can be typed, in Danish and in English."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from sagsgang.cli import app
from sagsgang.commands.themes import THEMES

from .program import carry_out, environment

EXAMPLE = {"da": "Eksempel", "en": "Example"}

# The commands that the contract names and that have come.
COMMANDS = (
    "demo",
    "init",
    "stop",
    "type check",
    "type publish",
    "type list",
    "type show",
    "type diagram",
    "import",
    "append",
    "queue",
    "cases",
    "case show",
    "case explain",
    "feed",
    "stats case-time",
    "stats complaints",
    "stats timeliness",
    "stats quality",
    "stats attendance",
    "stats satisfaction",
    "stats unit-time",
    "stats referrals",
    "stats long-cases",
    "stats error-rates",
    "case flow",
    "directory check",
    "directory publish",
    "directory find",
    "sample draw",
    "sample verify",
    "review show",
    "review rates",
    "review follow-up",
    "targets check",
    "targets publish",
    "targets status",
    "backlog",
    "what-if",
    "reconcile show",
    "differences close",
    "report list",
    "report make",
    "report publish",
    "report editions",
    "report restate",
    "calendar check",
    "calendar publish",
    "calendar list",
    "calendar show",
    "report-calendar check",
    "report-calendar publish",
    "report-calendar list",
    "report-calendar show",
    "report-calendar due",
    "report-calendar run",
    "scheduler run",
    "scheduler status",
    "remind",
    "outbox list",
    "outbox retry",
    "rebuild",
    "replay",
    "set-aside",
)


@cache
def helps(language: str) -> dict[str, str]:
    """What ``--help`` of each command says in a language."""
    every_help = Path(__file__).with_name("every_help.py")
    done = subprocess.run(
        [sys.executable, every_help],
        env=environment("postgresql://nowhere.invalid/nothing", SAGSGANG_LANG=language),
        capture_output=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def example(command: str, language: str) -> str:
    """The example in a command's help, on one line; empty if there is none."""
    found = re.search(rf"{EXAMPLE[language]}: (sagsgang .*?)\n\s*\n", helps(language)[command], re.DOTALL)
    return " ".join(found[1].split()) if found else ""


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_commands_of_the_contract_are_there(language: str) -> None:
    """Given the contract's commands, then each has a help, without a database being asked."""
    assert set(COMMANDS) <= helps(language).keys()


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_help_has_an_example_of_its_own_command(language: str) -> None:
    """Given every command there is, then its help has an example that calls this very command."""
    without = [command for command in helps(language) if f" {command} " not in f"{example(command, language)} "]
    assert without == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_example_can_be_typed(language: str) -> None:
    """Given the example of every command, then the program understands its words."""
    for command in helps(language):
        words = shlex.split(example(command, language).partition(" >")[0])[1:]
        _, said, unused, _ = app.meta.parse_known_args(words)
        assert unused == []
        app.parse_args(said.args, exit_on_error=False, print_error=False)


def test_the_two_languages_say_different_things() -> None:
    """Given every command, then no help is the same in both languages: nothing was left untranslated."""
    english = helps("en")
    assert helps("da").keys() == english.keys()
    assert [command for command, text in helps("da").items() if text == english[command]] == []


def test_the_help_fits_the_terminal() -> None:
    """Given no terminal, then no line of any help is longer than 80 characters."""
    for language in EXAMPLE:
        for text in helps(language).values():
            assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_help_of_the_program_lists_every_command_under_its_theme(language: str) -> None:
    """Given the help of the whole program, then each command has a line with its help, below the title of its theme."""
    done = carry_out("postgresql://nowhere.invalid/nothing", "--help", SAGSGANG_LANG=language, COLUMNS="400")
    listed: dict[str, list[str]] = {}
    for line in done.out.decode().splitlines():
        if title := re.match(r"╭─ (.+?) ─+╮", line):
            under = listed.setdefault(title[1], [])
        elif command := re.match(r"│ (\S+) +\S.*│", line):
            under.append(command[1])
    for (danish, english), commands in THEMES.items():
        assert sorted(listed[danish if language == "da" else english]) == sorted(commands)
    told = {name for names in listed.values() for name in names if not name.startswith("-")}
    assert told == {command.split()[0] for command in helps(language)}


OF_THE_LIBRARY = (
    r"Usage|Arguments|Parameters|Commands|COMMAND|OPTIONS|STR|INT|PATH|CHOICE|default|required|choices|Display"
)


def test_the_danish_help_says_nothing_in_english() -> None:
    """Given the help of the program, of its groups and of every command in Danish, then no word is what the library that
    shows it would say in English."""
    groups = [["--help"], ["case", "--help"], ["outbox", "--help"]]
    told = [carry_out("postgresql://x.invalid/x", *words, SAGSGANG_LANG="da").out.decode() for words in groups]
    found = {
        word for text in (*told, *helps("da").values()) for word in re.findall(rf"\b(?:{OF_THE_LIBRARY})\b", text)
    }
    assert found == set()


def test_words_that_may_be_left_out_are_named_and_flags_have_no_default() -> None:
    """Given commands with words that may be left out, then their help calls them by name; no help says what a flag is
    where it is not given."""
    english = helps("en")
    assert "Usage: sagsgang case explain [OPTIONS] REF [DEADLINE]" in english["case explain"]
    assert "Usage: sagsgang type check [OPTIONS] [FILES...]" in english["type check"]
    assert [command for command, text in english.items() if "ARGS" in text or "default: False" in text] == []


@pytest.mark.parametrize("columns", ["0", "1"])
def test_a_terminal_that_is_too_narrow_for_anything_is_taken_for_none(columns: str) -> None:
    """Given a width in which no word has room, when help is asked for, then it comes, as where no width was said."""
    done = carry_out("postgresql://nowhere.invalid/nothing", "queue", "--help", COLUMNS=columns)
    assert (done.status, max(map(len, done.out.decode().splitlines()))) == (0, 80)
