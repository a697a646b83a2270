"""What is wrong with the words of a call, where the library that parses them finds it: in the language of the process.

An error of a kind that is not known here is said in the library's own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Literal, get_args, get_origin

from cyclopts import CycloptsError
from cyclopts.argument import Argument
from cyclopts.exceptions import (
    CoercionError,
    ConsumeMultipleError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from ..domain.excerpt import nearest
from ..domain.foreign_words import quoted
from .language import both

KINDS = {
    int: ("et helt tal", "a whole number"),
    float: ("et tal", "a number"),
    bool: ("ja eller nej", "yes or no"),
}
EVERYWHERE = ("--database", "--home", "--lang")  # options of every command, which the library keeps elsewhere
MANY = 8  # commands that are named where none is like what was written


def usage_error(error: CycloptsError) -> str:
    """What is wrong and where to look, in two lines."""
    look = " ".join(["sagsgang", *(error.command_chain or ()), "--help"])
    return f"{_said(error)}\n{both('Se', 'See')}: {look}"


def _said(error: CycloptsError) -> str:
    said = None
    match error:
        case CycloptsError(msg=str()) | ConsumeMultipleError():
            pass
        case UnknownCommandError(unused_tokens=[word, *_]):
            said = both(f"Der er ingen kommando »{word}«.", f'There is no command "{word}".') + _commands(
                error, word
            )
        case UnknownOptionError(token=token):
            option = (token.keyword or token.value).split("=")[0]
            known = [name for one in error.argument_collection if one.parse for name in one.names]
            said = both(f"Kommandoen kender ikke {option}.", f"The command does not know {option}.")
            said += _meant(option, [*known, *EVERYWHERE])
        case CoercionError(token=token, target_type=kind) if token is not None and kind is not None:
            said = _not_of_kind(token.value, token.keyword or _name(error.argument), kind)
        case MissingArgumentError(argument=Argument() as missing):
            given = error.keyword or next((one.keyword for one in missing.tokens if one.keyword), None)
            if given is not None:
                said = both(f"{given} mangler en værdi.", f"{given} has no value.")
            else:
                said = both(f"Der mangler {_name(missing)}.", f"{_name(missing)} is missing.")
        case RepeatArgumentError(token=token):
            said = both(f"{token.keyword} er sagt flere gange.", f"{token.keyword} is said more than once.")
        case UnusedCliTokensError(unused_tokens=[*words]):
            said = both(f"For mange ord: {' '.join(words)}", f"Too many words: {' '.join(words)}")
    return said or both(quoted(str(error)).da, str(error))


def _not_of_kind(word: str, name: str, kind: type) -> str | None:
    """Why a word is not what an option takes; None: it takes something else than is known here."""
    choices = _choices(kind)
    if choices:
        listed = ", ".join(choices)
        said = both(
            f"{name} kan ikke være »{word}«. Vælg: {listed}.", f'{name} can\'t be "{word}". Choose: {listed}.'
        )
        return said + _meant(word, choices)
    if kind not in KINDS:
        return None
    return both(
        f"{name} skal være {KINDS[kind][0]}, ikke »{word}«.", f'{name} must be {KINDS[kind][1]}, not "{word}".'
    )


def _choices(kind: type) -> list[str]:
    if get_origin(kind) is Literal:
        return [str(one) for one in get_args(kind)]
    return list(kind.__members__) if isinstance(kind, type) and issubclass(kind, Enum) else []


def _commands(error: CycloptsError, word: str) -> str:
    """The command that was meant, or some of those that there are."""
    known = [name for name in error.app or () if not name.startswith("-")]
    if meant := _meant(word, known):
        return meant
    return f" {both('Kommandoer', 'Commands')}: {', '.join(known[:MANY])}{', …' if len(known) > MANY else '.'}"


def _meant(word: str, known: Iterable[str]) -> str:
    meant = nearest(word, known)
    return both(f" Mente du {meant}?", f" Did you mean {meant}?") if meant else ""


def _name(argument: Argument | None) -> str:
    """What the help calls it."""
    name = argument.name if argument is not None else ""
    return name if name.startswith("-") else name.upper()
