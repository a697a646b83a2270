"""XES (IEEE 1849), the XML form of event logs, as rows: read as a stream, in the memory of one trace.

The files come from strangers: declarations of entities are refused. Nested attributes and lists are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from .malformed import Malformed
from .mapping import LogMapping
from .records import Record
from .source import Source

_CHUNK = 1 << 16
_PLAIN = frozenset({"string", "date", "int", "float", "boolean", "id"})


def read_xes_rows(source: Source, mapping: LogMapping, needed: frozenset[str]) -> Iterator[Record]:
    """The events of every trace, each with its trace's attributes. What comes after broken XML is one record."""
    parser = defusedxml.sax.make_parser()
    log = _Log(parser, frozenset(mapping.empty) | {""})
    parser.setContentHandler(log)
    try:
        while chunk := source.stream.read(_CHUNK):
            parser.feed(chunk)
            yield from log.take()
        if source.damage is None:
            parser.close()
            yield from log.take()
    except (SAXException, ValueError, LookupError) as error:  # the last two: forbidden entities, odd encodings
        yield from log.take()
        yield Record(log.line, b"", None, _broken(error))
    if source.damage is not None:
        yield Record(log.line, b"", None, source.damage)


class _Log(ContentHandler):
    """Collects rows as the elements go by. Depth tells an event's own attributes from nested ones."""

    def __init__(self, locator: Locator, empty: frozenset[str]) -> None:
        super().__init__()
        self._locator = locator
        self._empty = empty
        self._open: list[str] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._event_line = 0
        self._events: list[tuple[int, dict[str, str]]] = []
        self._done: list[Record] = []

    @property
    def line(self) -> int:
        """Where the parser is."""
        return self._locator.getLineNumber() or 1

    def take(self) -> list[Record]:
        """The rows of the traces that are complete."""
        done, self._done = self._done, []
        return done

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (named by xml.sax)
        name = name.rpartition(":")[2]
        parent = self._open[-1] if self._open else ""
        self._open.append(name)
        if name == "event" and parent in ("trace", "log"):
            self._event, self._event_line = {}, self.line
        elif name == "trace" and parent == "log":
            self._trace = {}
        elif name in _PLAIN and parent in ("event", "trace"):
            self._attribute(parent, attrs)

    def _attribute(self, parent: str, attrs: AttributesImpl) -> None:
        key, value = attrs.get("key"), attrs.get("value")
        if key is None or value is None or value in self._empty:
            return
        if parent == "trace":
            self._trace[f"case:{key}"] = value
        elif self._event is not None:
            self._event[key] = value

    def endElement(self, name: str) -> None:  # noqa: N802
        closed = self._open.pop()
        parent = self._open[-1] if self._open else ""
        if closed == "event" and self._event is not None:
            self._events.append((self._event_line, self._event))
            self._event = None
        if closed == "trace" or (closed == "event" and parent == "log"):
            of_case = self._trace if closed == "trace" else {}
            self._done += [Record(line, b"", {**of_case, **event}) for line, event in self._events]
            self._events = []


def _broken(error: Exception) -> Malformed:
    if isinstance(error, DefusedXmlException):
        da, en = "erklærer entiteter, og de læses ikke", "declares entities, and those are not read"
    else:
        da, en = "er ikke gyldig XML", "is not well-formed XML"
    return Malformed(
        code="broken-xml",
        da=f"XES-filen {da} herfra: dan den igen. De sager, der var hele før, er læst.",
        en=f"The XES file {en} from here on: make it anew. The cases that were whole before it are read.",
    )
