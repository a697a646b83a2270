"""The program: parse the words, call a command, turn what went wrong into a line and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from itertools import pairwise
from typing import Annotated, Literal

from cyclopts import App, Group, Parameter

from . import __version__
from .commands import themes
from .domain.plain_text import plain
from .terminal.help_pages import HelpPage
from .terminal.language import both
from .terminal.logs import log_from
from .terminal.output import err, out

NAMING = ("--unit", "--responsible", "--about-unit")
WHERE = Group(both("Hvor data er", "Where the data is"), sort_key=9)

app = App(
    name="sagsgang",
    version=__version__,
    help=both(
        "Sagsgang: hver hændelse i en sag, hver frist og hvert tal, for ethvert tidspunkt.",
        "Sagsgang: every event in a case, every deadline and every figure, for any point in time.",
    ),
    help_epilogue=both(
        "Begynd med: sagsgang demo. Hver kommando har --help med et eksempel.",
        "Begin with: sagsgang demo. Every command has --help with an example.",
    ),
    result_action="return_value",
    console=out,
    error_console=err,
)
app.suppress_keyboard_interrupt = app.meta.suppress_keyboard_interrupt = False  # ``run`` says how that ends
app.help_formatter = HelpPage(app)
themes.divide(app)


@app.meta.default
def launch(
    *words: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    database: Annotated[
        str | None,
        Parameter(
            group=WHERE,
            help=both(
                "PostgreSQL-URL (ellers SAGSGANG_DATABASE).",
                "URL of a PostgreSQL database (else SAGSGANG_DATABASE).",
            ),
        ),
    ] = None,
    home: Annotated[
        str | None,
        Parameter(
            group=WHERE,
            help=both(
                "Mappe med en indbygget PostgreSQL (ellers SAGSGANG_HOME, ellers ~/.local/share/sagsgang).",
                "Folder of an embedded PostgreSQL (else SAGSGANG_HOME, else ~/.local/share/sagsgang).",
            ),
        ),
    ] = None,
    lang: Annotated[Literal["da", "en"] | None, Parameter(group=WHERE, help=both("Sprog.", "Language."))] = None,
) -> object:
    """Every call: where the data is, then the command. ``lang`` was read when the process started."""
    # Here and not above: a call for help or for the version needs no database.
    from .commands.asking import check_said, set_place  # noqa: PLC0415
    from .commands.caller_files import DASH  # noqa: PLC0415

    for option, value in _options_with_words(words):
        check_said(option.removeprefix("--"), value)
    set_place(database, home)
    # A dash alone is standard input, and not the beginning of an option, which the library takes it for.
    said = [DASH if word == "-" else word for word in words]
    return app(_with_plain_names(_command_first(said)), exit_on_error=False, print_error=False)


def _command_first(words: Sequence[str]) -> list[str]:
    """The words with the options that stand before the command put behind them all: they may stand anywhere."""
    if not words or not words[0].startswith("-"):
        return list(words)
    commands = {name for name in app if not name.startswith("-")}
    place = next((place for place, word in enumerate(words) if word in commands), 0)
    return [*words[place:], *words[:place]]


def _options_with_words(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each long option of the call, and the word behind it.

    One that is empty, as an unset variable leaves it, must not be taken for an option that was not said.
    """
    for word, following in pairwise([*words, "-"]):
        option, mark, value = word.partition("=")
        if option.startswith("--"):
            yield option, value if mark else following


def _with_plain_names(words: Sequence[str]) -> list[str]:
    """The words with the names of units and persons in the one form in which the journal has them."""
    changed = list(words)
    for place, word in enumerate(words):
        option, mark, value = word.partition("=")
        if option in NAMING and mark:
            changed[place] = f"{option}={plain(value)}"
        elif place and words[place - 1] in NAMING:
            changed[place] = plain(word)
    return changed


def run(words: list[str]) -> int:
    """Carry out a call and give its exit status: 0 done, 2 words, 3 rejected, 4 differs, 130 interrupted, 1 else."""
    log_from("WARNING", os.environ)
    try:
        result = app.meta(words, exit_on_error=False, print_error=False, result_action="return_value")
    except (Exception, KeyboardInterrupt) as error:
        # Here and not above: it is needed only when something went wrong.
        from .commands.ending import ended_early  # noqa: PLC0415

        return ended_early(error)
    return result if isinstance(result, int) else 0


def carry_out() -> int:
    """The call that started this process. Gives its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal without our letters gets question marks in their place, not an error instead of an answer.
        sys.stdout.reconfigure(errors="replace")
    return run(sys.argv[1:])
