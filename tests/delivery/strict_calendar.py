"""A second reader of calendars, written from RFC 5545 alone, that forgives nothing.

What it holds: 3.1 (lines of at most 75 octets, CR LF, folding), 3.3.11 (what is escaped in a text), 3.4 and 3.6 (one
calendar, at least one component, each closed), 3.6.1 (what an event must have, and has once).
"""

from __future__ import annotations

import re
from typing import NamedTuple

LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)', re.DOTALL)
NOT_IN_A_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
TEXTS = {"SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME", "UID", "PRODID", "TZID"}
VALUES = {
    "DTSTAMP": r"\d{8}T\d{6}Z",
    "LAST-MODIFIED": r"\d{8}T\d{6}Z",
    "SEQUENCE": r"\d{1,10}",
    "CLASS": "PUBLIC|PRIVATE|CONFIDENTIAL",
    "TRANSP": "OPAQUE|TRANSPARENT",
    "STATUS": "TENTATIVE|CONFIRMED|CANCELLED",
    "REFRESH-INTERVAL": r"PT\d+H",
    "CALSCALE": "GREGORIAN",
    "VERSION": r"2\.0",
}
UNESCAPED = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}


class Property(NamedTuple):
    """One property of a component; texts as they were before they were escaped."""

    name: str
    parameters: str
    value: str


class Component(NamedTuple):
    """What stands between a BEGIN and its END."""

    name: str
    properties: list[Property]
    components: list[Component]

    def one(self, name: str) -> str:
        """The value of a property that is there once."""
        [found] = [each for each in self.properties if each.name == name]
        return found.value

    def parameters(self, name: str) -> str:
        """The parameters of a property that is there once."""
        [found] = [each for each in self.properties if each.name == name]
        return found.parameters


def read(content: bytes) -> Component:
    """The calendar in a file; an AssertionError where it is none."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    for line in physical:
        assert len(line) <= 75, line
        assert b"\r" not in line, line
        assert b"\n" not in line, line
        line.decode()  # no letter is cut in two
    lines = content[:-2].replace(b"\r\n ", b"").decode().split("\r\n")
    [calendar], rest = _components(lines)
    assert rest == []
    assert calendar.name == "VCALENDAR"
    assert calendar.components, "at least one component"
    assert calendar.one("VERSION") == "2.0"
    assert calendar.one("PRODID")
    for component in calendar.components:
        if component.name == "VEVENT":
            _is_an_event(component)
    uids = [event.one("UID") for event in events(calendar)]
    assert len(set(uids)) == len(uids)
    return calendar


def events(calendar: Component) -> list[Component]:
    """The events of a calendar, in its order."""
    return [component for component in calendar.components if component.name == "VEVENT"]


def _components(lines: list[str]) -> tuple[list[Component], list[str]]:
    found: list[Component] = []
    while lines and lines[0].startswith("BEGIN:"):
        component = Component(lines[0].removeprefix("BEGIN:"), [], [])
        lines = lines[1:]
        while lines[0] != f"END:{component.name}":
            if lines[0].startswith("BEGIN:"):
                inner, lines = _components(lines)
                component.components.extend(inner)
            else:
                assert not lines[0].startswith("END:"), lines[0]
                component.properties.append(_property(lines[0]))
                lines = lines[1:]
        lines = lines[1:]
        found.append(component)
    return found, lines


def _property(line: str) -> Property:
    assert not NOT_IN_A_LINE.search(line), line
    parts = LINE.fullmatch(line)
    assert parts, line
    name, parameters, value = parts[1].upper(), parts[2], parts[3]
    if name in TEXTS:
        assert TEXT.fullmatch(value), line
        value = re.sub(r"\\.", lambda escaped: UNESCAPED[escaped[0]], value)
    if name in VALUES:
        assert re.fullmatch(VALUES[name], value), line
    return Property(name, parameters, value)


def _is_an_event(event: Component) -> None:
    names = [each.name for each in event.properties]
    assert {"UID", "DTSTAMP", "DTSTART"} <= set(names)
    assert len(set(names)) == len(names)
    assert 0 <= int(event.one("SEQUENCE")) < 2**31
    if event.parameters("DTSTART") == ";VALUE=DATE":
        assert re.fullmatch(r"\d{8}", event.one("DTSTART"))
        assert event.parameters("DTEND") == ";VALUE=DATE"
        assert event.one("DTEND") > event.one("DTSTART")
    else:
        assert event.parameters("DTSTART") == ""
        assert re.fullmatch(r"\d{8}T\d{6}Z", event.one("DTSTART"))
