"""XES (IEEE 1849), the XML form of event logs, as rows: read as a stream, in bounded memory.

The files come from strangers: declarations of entities are refused, and what is too long is cut and its event rejected.
Nested attributes and lists are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

import defusedxml.sax
import msgspec
from defusedxml.common import DefusedXmlException

from ..event.bounds import LONGEST
from ..event.input_problems import Malformed, key_twice, too_large
from ..mapping.mapping import LogMapping
from .records import Record
from .source import Source
from .spool import Spool
from .xml_feed import TooLongError, XmlFeed

_PLAIN = frozenset({"string", "date", "int", "float", "boolean", "id"})
_EMPTY_EVENT = 200  # bytes that an event holds beside its attributes, about


def read_xes_rows(source: Source, mapping: LogMapping, needed: frozenset[str]) -> Iterator[Record]:
    """The events of every trace, each with its trace's attributes. What comes after broken XML is one record."""
    parser = defusedxml.sax.make_parser()
    feed = XmlFeed(parser, source.stream)
    log = _Log(parser, feed, frozenset(mapping.empty) | {""})
    parser.setContentHandler(log)
    try:
        for _ in feed.portions():
            yield from log.take()
        if source.damage is None:
            parser.close()
            yield from log.take()
    except (SAXException, ValueError, LookupError, TooLongError) as error:  # forbidden entities, odd encodings
        yield from log.take()
        yield Record(log.line, b"", None, _broken(error))
    if source.damage is not None:
        yield Record(log.line, b"", None, source.damage)


class _Attributes:
    """The attributes of a trace or an event: as many as fit, and why they cannot be used, if they can't."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.values: dict[str, str] = {}
        self.size = 0
        self.problem: Malformed | None = None

    def add(self, key: str, value: str, *, cut: bool) -> None:
        key = self.prefix + key
        size = self.size + len(key) + len(value)
        if cut or size > LONGEST:
            what = ("Sagens attributter i alt", "All attributes of the case") if self.prefix else _EVENT
            self.problem = self.problem or too_large(LONGEST, *what)
        elif self.values.setdefault(key, value) != value:
            self.problem = self.problem or key_twice(key)
        else:
            self.size = size


_EVENT = ("Hændelsen", "The event")


class _Held(NamedTuple):
    """An event that waits for the end of its trace: the attributes of a case may stand behind its events."""

    line: int
    values: dict[str, str]
    problem: tuple[str, str, str] | None


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(_Held).decode


class _Log(ContentHandler):
    """Collects rows as the elements go by. Depth tells an event's own attributes from nested ones."""

    def __init__(self, locator: Locator, feed: XmlFeed, empty: frozenset[str]) -> None:
        super().__init__()
        self._locator = locator
        self._feed = feed
        self._empty = empty
        self._open: list[str] = []
        self._trace = _Attributes("case:")
        self._event: _Attributes | None = None
        self._event_line = 0
        self._events = Spool(_pack, _unpack)
        self._done: list[tuple[_Attributes, Spool[_Held]]] = []

    @property
    def line(self) -> int:
        """Where the parser is."""
        return self._locator.getLineNumber() or 1

    def take(self) -> Iterator[Record]:
        """The rows of the traces that are complete."""
        done, self._done = self._done, []
        for trace, events in done:
            for held in events:
                yield _record(trace, held)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (named by xml.sax)
        cut, self._feed.was_cut = self._feed.was_cut, False
        name = name.rpartition(":")[2]
        if len(self._open) >= _DEEPEST:
            raise TooLongError
        parent = self._open[-1] if self._open else ""
        self._open.append(name)
        if name == "event" and parent in ("trace", "log"):
            self._event, self._event_line = _Attributes(), self.line
        elif name == "trace" and parent == "log":
            self._trace = _Attributes("case:")
        elif name in _PLAIN and parent in ("event", "trace"):
            self._attribute(parent, attrs, cut=cut)

    def _attribute(self, parent: str, attrs: AttributesImpl, *, cut: bool) -> None:
        key, value = attrs.get("key"), attrs.get("value")
        if key is None or value is None or value in self._empty:
            return
        if parent == "trace":
            self._trace.add(key, value, cut=cut)
        elif self._event is not None:
            self._event.add(key, value, cut=cut)

    def endElement(self, name: str) -> None:  # noqa: N802
        closed = self._open.pop()
        parent = self._open[-1] if self._open else ""
        if closed == "event" and (event := self._event) is not None:
            found = event.problem
            problem = None if found is None else (found.code, found.text.da, found.text.en)
            self._events.add(_Held(self._event_line, event.values, problem), event.size + _EMPTY_EVENT)
            self._event = None
        if closed == "trace" or (closed == "event" and parent == "log"):
            self._done.append((self._trace if closed == "trace" else _Attributes("case:"), self._events))
            self._events = Spool(_pack, _unpack)


_DEEPEST = 1_000


def _record(trace: _Attributes, held: _Held) -> Record:
    row = {**trace.values, **held.values}
    if held.problem is None and trace.problem is None:
        return Record(held.line, b"", row)
    problem = trace.problem
    if held.problem is not None:
        code, da, en = held.problem
        problem = Malformed(code=code, da=da, en=en)
    return Record(held.line, msgspec.json.encode(row), None, problem)


def _broken(error: Exception) -> Malformed:
    if isinstance(error, TooLongError):
        da, en = (
            "har et stykke opmærkning, der er for langt eller for dybt indlejret, og læses ikke",
            ("has a piece of markup that is too long or too deep, and is not read"),
        )
    elif isinstance(error, DefusedXmlException):
        da, en = "erklærer entiteter, og de læses ikke", "declares entities, and those are not read"
    else:
        da, en = "er ikke gyldig XML", "is not well-formed XML"
    return Malformed(
        code="broken-xml",
        da=f"XES-filen {da} herfra: dan den igen. De sager, der var hele før, er læst.",
        en=f"The XES file {en} from here on: make it anew. The cases that were whole before it are read.",
    )
