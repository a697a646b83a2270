"""Where words go: answers to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import msgspec
from rich.console import Console

from ..domain.text import Text
from .language import say

Answer = TypeVar("Answer")


class Page(Console):
    """A console that lets the program say what it means when its reader goes away; rich itself would exit with 1."""

    def on_broken_pipe(self) -> NoReturn:
        """Pass it on: ``cli.run`` knows that nothing is wrong."""
        raise BrokenPipeError


# rich colours only where it writes to a terminal, and heeds NO_COLOR.
out = Page(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def answer(value: Answer, as_json: bool, show: Callable[[Answer], None]) -> None:
    """Give an answer: as one JSON document and nothing else, or as people read it."""
    if as_json:
        put_json(value)
    else:
        show(value)


def put_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.flush()


def put_text(text: str) -> None:
    """Text for other programs, as it is: no wrapping, no markup."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def show_notes(noted: Sequence[Text]) -> None:
    """What is to be said of an answer beside it."""
    for text in noted:
        out.print(say(text), style="yellow", markup=False)


def note(text: str) -> None:
    """A line for the person at the terminal, beside the answer."""
    err.print(text, markup=False)
