"""What replaying and rebuilding found to differ, in the reader's language. The JSON tells the same in English, for programs."""

from __future__ import annotations

import re

from ..domain.text import Text
from .language import say

_ROW = r"(?P<projection>\S+) (?P<case>.+) row (?P<n>\d+)"
# Each line that there is, and how it is said in Danish; what stands in braces is taken from it as it is.
_IN_DANISH = (
    (rf"{_ROW}: missing", "{projection} {case} række {n}: mangler"),
    (rf"{_ROW}: extra", "{projection} {case} række {n}: overskydende"),
    (rf"{_ROW}: differs(?P<columns>.*)", "{projection} {case} række {n}: afviger{columns}"),
    (r"(?P<case>.+): cannot be folded: (?P<error>.+)", "{case}: kan ikke gennemregnes: {error}"),
    (
        r"(?P<name>\S+) stands at position (?P<at>\d+): the journal ends at (?P<end>\d+)",
        "{name} står ved position {at}: journalen slutter ved {end}",
    ),
    (
        r"(?P<name>\S+) stands at position (?P<at>\d+): the event there is another",
        "{name} står ved position {at}: hændelsen der er en anden",
    ),
    (r"journal (?P<at>.*): position \((?P<n>\d+)\)", "journalen {at}: positionen er forkert ({n})"),
    (r"journal (?P<at>.*): recorded \((?P<n>\d+)\)", "journalen {at}: registreringstiden går baglæns ({n})"),
    (r"journal (?P<at>.*): version \((?P<n>\d+)\)", "journalen {at}: nummeret i sagen er forkert ({n})"),
)


def spoken_difference(line: str) -> str:
    """A line of ``differing`` as it is shown. One that is not known here is shown as it stands."""
    for pattern, danish in _IN_DANISH:
        if found := re.fullmatch(pattern, line, re.DOTALL):
            return say(Text(danish.format(**found.groupdict()), line))
    return line
