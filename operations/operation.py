"""What an operation is: a name, parameters, an answer, what it needs, its words of help, and a plain function.

The function is ``(session, parameters) -> answer``. What is larger than memory, files that are read or lines that are
written, comes after these two. It speaks of no options, exit statuses or pages: the terminal and other doors are adapters
of the table (``table.py``), and decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Literal, NamedTuple, get_type_hints

import msgspec

from ..domain.text import Text
from .operation_help import parts_of

Right = Literal["read", "record", "define", "operate"]
"""What one must be allowed: to read cases and figures, to record in cases, to say rules, to run the installation."""

Function = Callable[[Any, Any], Any]
"""Takes a session and the parameters, gives the answer."""


class Need(NamedTuple):
    """What an operation needs.

    right: which right. over: the parameters that say over which units, case types and cases; none of them: over all.
    """

    right: Right
    over: tuple[str, ...] = ()


class Parameter(NamedTuple):
    """One parameter of an operation, as its struct says it.

    name: as it is written. field: of the struct. positional: it stands without its name where names can be left out.
    group: what several of many are about. bounds: of a number, the least and the most.
    """

    name: str
    field: str
    kind: Any
    default: Any
    help: Text
    positional: bool
    group: Text | None
    bounds: tuple[float, float] | None


def same(words: str) -> Text:
    """Words that are the same in both languages."""
    return Text(words, words)


class Operation(NamedTuple):
    """One entry of the table. ``at``: the function, as ``module:name`` in this room; it is read when it is needed.

    does: what with the journal; one that computes asks none, and answers from its parameters alone. name: stable, for every
    door (``case.explain``). help: a paragraph or more in each language, as plain text. example: a call at the terminal,
    without the program's name; its words in each language. on_what_is_there: it makes no journal where there is none, though
    it writes. takes, gives: the bytes that it reads beside its parameters, or writes beside its answer.
    """

    name: str
    at: str
    does: Literal["computes", "reads", "writes"]
    needs: Need
    help: Text
    example: Text
    on_what_is_there: bool = False
    takes: Text | None = None
    gives: Text | None = None

    def function(self) -> Function:
        """The function itself."""
        module, _, name = self.at.partition(":")
        found: Function = getattr(import_module(f"{__package__}.{module}"), name)
        return found

    def types(self) -> tuple[type[msgspec.Struct], Any]:
        """The struct of its parameters, and the type of its answer."""
        hints = get_type_hints(self.function())
        _, parameters, *_ = hints.values()
        return parameters, hints["return"]

    def parameters(self) -> Iterator[Parameter]:
        """Its parameters, in the order in which they are declared."""
        struct, _ = self.types()
        for one in msgspec.structs.fields(struct):
            kind, words, positional, group, bounds = parts_of(one.type)
            yield Parameter(
                one.encode_name,
                one.name,
                kind,
                msgspec.NODEFAULT if one.required else one.default,
                words,
                positional,
                group,
                bounds,
            )
