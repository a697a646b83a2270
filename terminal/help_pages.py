"""The help of a command, in the language of the process: what the library that parses the words would say in English.

The library's own pages are read only when a help is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions
from rich.text import Text as Styled

from ..domain.text import Text
from .language import both, say

if TYPE_CHECKING:
    from cyclopts import App
    from cyclopts.help import HelpEntry, HelpPanel

TITLES = {
    "Arguments": Text("Ord", "Arguments"),
    "Parameters": Text("Valgmuligheder", "Options"),
    "Commands": Text("Kommandoer", "Commands"),
}
IN_DANISH = {
    "STR": "TEKST",
    "INT": "TAL",
    "FLOAT": "TAL",
    "PATH": "FIL",
    "CHOICE": "VALG",
    "[OPTIONS]": "[VALGMULIGHEDER]",
    "COMMAND": "KOMMANDO",
}
OF_A_FLAG = "False"


class HelpPage:
    """How the program shows its help."""

    def __init__(self, app: App) -> None:
        self._app = app

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Styled) -> None:
        """How the command is called. What may be left out of its words is named: the library says only that there is some."""
        del options
        words = usage.plain.split()
        chain = list(takewhile(lambda word: word.islower() and word[0] != "-", words))
        # A command that does something itself needs none below it.
        not_said = ("[ARGS", *(["COMMAND"] if self._called(chain[1:]).default_command is not None else []))
        named = [word for word in words[len(chain) :] if not word.startswith(not_said)]
        said = " ".join([*chain, *map(_word, named), *self._left_out(chain[1:])])
        console.print(f"{both('Brug', 'Usage')}: {said}\n", style="bold", soft_wrap=False)

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:
        """What the command does."""
        del options
        if description:
            console.print(description, soft_wrap=False)

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """A group of options or commands."""
        from cyclopts.help import DefaultFormatter  # noqa: PLC0415 - only where a help is asked for

        title = str(panel.title)
        shown = panel.copy(
            title=say(TITLES[title]) if title in TITLES else title,
            entries=[one.copy(metavar=one.metavar and _word(one.metavar)) for one in panel.entries],
        )
        columns = None if panel.format == "command" else _columns
        DefaultFormatter(column_specs=columns)(console, options, shown)

    def _called(self, chain: list[str]) -> App:
        """The command of these words."""
        app = self._app
        for word in chain:
            app = app[word]
        return app

    def _left_out(self, chain: list[str]) -> Iterator[str]:
        """The words without a name that need not be said."""
        app = self._called(chain)
        if app.default_command is None:
            return
        for one in app.assemble_argument_collection():
            info = one.field_info
            if info.is_positional and not one.required and one.show:
                repeated = "..." if info.kind is info.VAR_POSITIONAL else ""
                yield f"[{one.name.upper()}{repeated}]"


def _word(name: str) -> str:
    """What stands for a value, or for words of a kind."""
    bare = name.removesuffix("...")
    return both(IN_DANISH.get(bare, bare), bare) + name[len(bare) :]


def _columns(console: Console, options: ConsoleOptions, entries: list[HelpEntry]) -> tuple[Any, ...]:
    """The columns of options, the last with what must be known of a value in our words."""
    from attrs import evolve  # noqa: PLC0415 - only where a help is asked for
    from cyclopts.help.specs import get_default_parameter_columns  # noqa: PLC0415

    *before, told = get_default_parameter_columns(console, options, entries)
    return *before, evolve(told, renderer=_told)


def _told(entry: HelpEntry) -> Any:
    """What an option means, what it may be, and what it is where nothing is said."""
    from cyclopts.help.specs import DescriptionRenderer  # noqa: PLC0415 - only where a help is asked for

    told: Any = DescriptionRenderer()(entry.copy(choices=None, default=None, required=False))
    if entry.choices:
        told.append(Styled(f"[{both('vælg', 'choices')}: {', '.join(entry.choices)}]", "cyclopts.choices"))
    if entry.default not in (None, OF_A_FLAG):
        told.append(Styled(f"[{both('ellers', 'default')}: {entry.default}]", "cyclopts.default"))
    if entry.required:
        told.append(Styled(f"[{both('skal siges', 'required')}]", "cyclopts.required"))
    return told
