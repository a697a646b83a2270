"""XML is read in bounded memory and time, however long a value in it is; what is cut is told, and the rest is as it is."""

from __future__ import annotations

from io import BufferedReader, BytesIO
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import quoteattr
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sagsgang.intake.reading.xml_feed import TooLongError, XmlFeed

LONGEST, PORTION = 60, 7


class Seen(ContentHandler):
    """The elements as they come: the value, and whether it was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.feed: XmlFeed | None = None
        self.values: list[tuple[str, bool]] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (named by xml.sax)
        assert self.feed is not None
        cut, self.feed.was_cut = self.feed.was_cut, False
        if name == "v":
            self.values.append((attrs["is"], cut))


def read(content: bytes) -> list[tuple[str, bool]]:
    """The values in a document, fed seven bytes at a time, of which 60 may be one piece of markup."""
    parser, seen = defusedxml.sax.make_parser(), Seen()
    seen.feed = feed = XmlFeed(parser, BufferedReader(BytesIO(content)), LONGEST, PORTION)
    parser.setContentHandler(seen)
    for _ in feed.portions():
        pass
    parser.close()
    return seen.values


TEXTS = st.text(st.sampled_from("aæ東🙂&<>\"' -?"), max_size=60)


@given(st.lists(TEXTS, max_size=5))
@example(["æ" * 50, "short"])
@example(["&" * 40])
@example(['<<<<<<<??????\'&"""æ'])
@example(["a" * n + "🙂" * 30 for n in range(4)])
def test_only_what_is_too_long_is_cut(values: list[str]) -> None:
    """Given values with entities, quotes and letters of up to four bytes, when some are longer than is allowed, then
    each of these is told as cut and begins as it should, and all others are whole."""
    tags = [f"<v is={quoteattr(value)}/>" for value in values]
    found = read(f"<log>{''.join(tags)}</log>".encode())

    assert len(found) == len(values)
    for value, tag, (given_, cut) in zip(values, tags, found, strict=True):
        if len(tag.encode()) <= LONGEST:
            assert (given_, cut) == (value, False)
        if not cut:
            assert given_ == value
        assert value.startswith(given_)


@pytest.mark.parametrize("long", ["<!-- " + "c-" * 90 + " -->", "<?note " + "p?" * 90 + "?>"])
def test_a_long_comment_is_passed_over(long: str) -> None:
    """Given a comment or an instruction that is too long, then what stands around it is read."""
    assert read(f"<log><v is='1'/>{long}<v is='2'/></log>".encode()) == [("1", False), ("2", False)]


@pytest.mark.parametrize(
    "content",
    [
        ("<log><v " + " ".join(f'a{n}="1"' for n in range(40)) + ' is="1"/></log>').encode(),
        ("<log><" + "n" * 200 + "/></log>").encode(),
        ('<?xml version="1.0" encoding="utf-16"?><log><v is="' + "x" * 200 + '"/></log>').encode("utf-16"),
    ],
)
def test_what_cannot_be_cut_ends_the_reading(content: bytes) -> None:
    """Given a tag of a great many attributes, a name without end, or two bytes a letter, then reading ends there."""
    with pytest.raises(TooLongError):
        read(content)
