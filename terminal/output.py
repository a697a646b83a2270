"""Where words go: answers to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

import msgspec
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text as Styled

from .visible import shown_on, visible, visible_json

Answer = TypeVar("Answer")
NARROWEST = 20  # signs in a line
# In less, and above all in nothing, rich lays out a table without end.
if (said := os.environ.get("COLUMNS", "")).isdigit() and int(said) < NARROWEST:
    del os.environ["COLUMNS"]


class VisibleConsole(Console):
    """A console that shows every sign and obeys none (see ``visible``).

    It lets the program say what it means when its reader goes away; rich itself would exit with 1.
    """

    @property
    def room(self) -> int | None:
        """How wide a line may be; None: as it is, for there is no terminal, and nobody said."""
        return self.width if self._width is not None or self.is_terminal else None

    def print(self, *objects: Any, **how: Any) -> None:
        """Lines as they are, where there is no terminal that they must fit."""
        if self.room is None:
            how.setdefault("soft_wrap", True)
        super().print(*objects, **how)

    def render_str(self, text: str, **how: Any) -> Styled:
        """Before it is measured, so that columns stay as wide as what stands in them."""
        return super().render_str(visible(text), **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Whatever comes by another way: only rich's own words to the terminal are obeyed."""
        for segment in super().render(renderable, options):
            if segment.control or (segment.text.isascii() and segment.text.isprintable()):
                yield segment
            else:
                yield Segment(visible(segment.text), segment.style)

    def on_broken_pipe(self) -> NoReturn:
        """Pass it on: ``cli.run`` knows that nothing is wrong."""
        raise BrokenPipeError


# Words of others may hold what rich takes for markup, [red] or :bell:. It is none.
# rich colours only where it writes to a terminal, and heeds NO_COLOR.
out = VisibleConsole(highlight=False, soft_wrap=False, markup=False, emoji=False)
err = VisibleConsole(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def answer(value: Answer, as_json: bool, show: Callable[[Answer], None]) -> None:
    """Give an answer: as one JSON document and nothing else, or as people read it."""
    if as_json:
        put_json(value)
    else:
        show(value)


def put_json(value: Any) -> None:
    """One JSON document on standard output."""
    written = msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
    if sys.stdout.isatty():
        written = visible_json(written.decode()).encode()
    sys.stdout.buffer.write(written)
    sys.stdout.flush()


def put_text(text: str) -> None:
    """Text for other programs, as it is: no wrapping, no markup."""
    sys.stdout.write(shown_on(sys.stdout, text if text.endswith("\n") else text + "\n"))


def put_bytes(content: bytes) -> None:
    """Bytes for other programs, as they are; on a terminal, the text in them in visible signs."""
    bytes_writer()(content)
    sys.stdout.flush()


def bytes_writer() -> Callable[[bytes], object]:
    """The same for many pieces; what was written last may still be on its way."""
    if not sys.stdout.isatty():
        return sys.stdout.buffer.write
    return lambda content: sys.stdout.write(visible(content.decode(errors="replace")))


def note(text: str) -> None:
    """A line for the person at the terminal, beside the answer."""
    err.print(text, markup=False)
