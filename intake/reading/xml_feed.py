"""Feeding an XML parser from a stream, however long one piece of markup in it is.

A parser begins a piece anew with every portion that does not end it, so that one value of 80 MB costs the square of its
length, and it holds all of it. Here what is longer than ``LONGEST`` is cut: the middle of a value, a comment or an
instruction is passed over, and the parser gets its end. Whoever handles the elements is told which of them was cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from xml.sax.expatreader import ExpatParser

from ..event.bounds import LONGEST

PORTION = 1 << 16
_ENDS = ((b"<!--", b"-->"), (b"<?", b"?>"))
_NAME_OF_ENTITY = 12  # bytes of the longest one that may stand in a value, such as &#x10FFFF;


class TooLongError(Exception):
    """A piece of markup is too long, and cannot be cut: it is no value, or in two bytes a letter."""


class XmlFeed:
    """``was_cut`` is True from the moment when a tag was cut; whoever handles that tag sets it back.

    longest: bytes of one piece of markup. portion: bytes that are fed at a time.
    """

    def __init__(
        self, parser: ExpatParser, stream: BufferedReader, longest: int = LONGEST, portion: int = PORTION
    ) -> None:
        self._parser = parser
        self._stream = stream
        self._longest = longest
        self._portion = portion
        self._fed = 0
        self._begun = b""  # the piece of markup that the parser has not come to the end of
        self.was_cut = False

    def portions(self) -> Iterator[None]:
        """Feed the whole stream; comes back after every portion. Raises TooLongError, and what the parser raises."""
        while portion := self._read():
            self._feed(portion)
            yield
            if len(self._begun) > self._longest:
                self._pass_over()
                yield

    def _read(self) -> bytes:
        """The next portion: a large one while a long piece is under way, which is begun anew with each."""
        return self._stream.read(self._longest if len(self._begun) >= self._portion else self._portion)

    def _feed(self, portion: bytes) -> None:
        self._parser.feed(portion)
        self._fed += len(portion)
        at = self._parser._parser.CurrentByteIndex  # type: ignore[attr-defined]
        waits = self._fed - at if at >= 0 else len(self._begun) + len(portion)
        if waits <= len(portion):
            self._begun = portion[len(portion) - waits :]
        else:
            self._begun = (self._begun + portion)[-waits:]

    def _pass_over(self) -> None:
        """The rest of the long piece is read and dropped, up to its end."""
        begun = self._begun
        if b"\0" in begun[: self._portion]:
            raise TooLongError
        end = next((end for start, end in _ENDS if begun.startswith(start)), None)
        if end is None:
            end = _open_quote(begun)
            if end is None:
                self._feed(self._rest_of_tag())
                return
            self._feed(self._rest_of_letter(begun))
            self.was_cut = True
            self._after(end)
        else:
            self._after(end, b" ")

    def _after(self, end: bytes, before: bytes = b"") -> None:
        """Read on to ``end``, and feed that and what follows it."""
        held = b""
        while portion := self._stream.read(self._portion):
            held = held[1 - len(end) :] + portion if len(end) > 1 else portion
            if (found := held.find(end)) >= 0:
                self._feed(before + held[found:])
                return
        self._parser.close()

    def _rest_of_tag(self) -> bytes:
        """What closes a tag whose last value ended before the cut. Raises TooLongError where that is not the next thing."""
        rest = b""
        while len(rest) < _NAME_OF_ENTITY and (following := self._stream.read(1)):
            rest += following
            if following == b">":
                return rest
            if following in (b'"', b"'", b"<"):
                break
        raise TooLongError

    def _rest_of_letter(self, begun: bytes) -> bytes:
        """What the last letter or entity before the cut still needs; a cut in the middle of one would be broken XML."""
        rest = b""
        entity = begun.rfind(b"&", -_NAME_OF_ENTITY)
        in_entity = entity >= 0 and b";" not in begun[entity:]
        while len(rest) < _NAME_OF_ENTITY and (following := self._stream.peek(1)[:1]):
            if not in_entity and following[0] & 0xC0 != 0x80:
                break
            rest += self._stream.read(1)
            in_entity = in_entity and following != b";"
        return rest


def _open_quote(tag: bytes) -> bytes | None:
    """The quotation mark of the value in which ``tag`` ends; None: it ends in none. Raises TooLongError if it is no tag."""
    if not tag.startswith(b"<") or tag.startswith(b"<!"):
        raise TooLongError
    at = 0
    while quotes := [found for mark in (b'"', b"'") if (found := tag.find(mark, at)) >= 0]:
        mark = tag[min(quotes) : min(quotes) + 1]
        closed = tag.find(mark, min(quotes) + 1)
        if closed < 0:
            return mark
        at = closed + 1
    return None
