"""What an examination found, and how what readers are given differs from the journal."""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter

from ...doctor.finding import Diagnosis, Severity
from ...domain.text import Text
from ...operations.comparison import CasesSetAside, JournalComparison
from ...operations.doctor import Examination
from ..model.columns import column, listed
from ..model.section import Emphasis, Line, Section
from ..model.sentences import counted, sentence

SHOWN = 20
MARKS: dict[Severity, tuple[str, Emphasis]] = {
    "ok": ("✓", "good"),
    "error": ("✗", "error"),
    "warning": ("!", "warning"),
    "note": ("·", "dim"),
    "unchecked": ("?", "party"),
}
_ROW = r"(?P<projection>\S+) (?P<case>.+) row (?P<n>\d+)"
# Each line that tells of a difference, and how it is said in Danish; what stands in braces is taken from it as it is.
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


def doctor(found: Examination, _: object) -> list[Section]:
    """What was found, a line each; of what was found of several things the others by name."""
    lines: list[Line] = []
    for _key, group in groupby(_together(found.checks), key=lambda one: (one.part, one.code)):
        first, *others = group
        lines.append(_finding(first))
        if others:
            also = ", ".join(one.about for one in others)
            lines.append(Line(sentence("  Det samme: {also}", "  The same: {also}", also=also)))
    if broken := sum(not one.ok for one in found.checks):
        things = counted(broken, ("ting", "thing is"), ("ting", "things are"))
        lines.append(
            Line(sentence("{things} skal bringes i orden.", "{things} to be mended.", things=things), "error")
        )
    return [Section(id="doctor", title=Text("", ""), lines=tuple(lines))]


def compared(found: JournalComparison, _: object) -> list[Section]:
    """Whether anything differs, and the first that does."""
    differing = [
        Line(sentence("  {line}", "  {line}", line=difference_said(line)), "error")
        for line in found.differing[:SHOWN]
    ]
    if found.differences > len(differing):
        more = sentence("  … (+{n})", "  … (+{n})", n=found.differences - len(differing))
        differing.append(Line(more, "error"))
    events = counted(found.events, ("hændelse", "event"), ("hændelser", "events"))
    differences = counted(found.differences, ("afvigelse!", "difference!"), ("afvigelser!", "differences!"))
    told = sentence(
        "{events} på {seconds} s. {differences}",
        "{events} in {seconds} s. {differences}",
        events=events,
        seconds=float(found.seconds),
        differences=differences if found.differences else Text("Ingen afvigelser.", "No differences."),
    )
    return [
        Section(
            id="differences",
            title=told,
            emphasis="error" if found.differences else "good",
            lines=tuple(differing),
        )
    ]


def set_aside(found: CasesSetAside, _: object) -> list[Section]:
    """The cases that are set aside."""
    return [
        Section(
            id="set-aside",
            title=Text("", ""),
            **listed(
                found.cases,
                "case",
                "known_at_position",
                column("since", label=Text("Siden", "Since")),
                "fault",
                known_at_position=attrgetter("position"),
                fault=attrgetter("error"),
            ),
            total=found.total,
            next=found.next,
            empty=Text("Ingen sag er sat til side.", "No case is set aside."),
        )
    ]


def _together(checks: list[Diagnosis]) -> list[Diagnosis]:
    """The findings of each part, those of a code one after the other."""
    places: dict[tuple[object, str], int] = {}
    for place, one in enumerate(checks):
        places.setdefault((one.part, one.code), place)
    return sorted(checks, key=lambda one: places[one.part, one.code])


def _finding(one: Diagnosis) -> Line:
    mark, emphasis = MARKS[one.severity]
    told = sentence("{mark} {text}", "{mark} {text}", mark=mark, text=one.text)
    if one.severity != "ok":
        told = sentence("{mark} {code}: {text}", "{mark} {code}: {text}", mark=mark, code=one.code, text=one.text)
    return Line(told, emphasis, see=one.see)


def difference_said(line: str) -> Text:
    """A line that tells of a difference. One that is not known here is said as it stands."""
    for pattern, danish in _IN_DANISH:
        if found := re.fullmatch(pattern, line, re.DOTALL):
            return Text(danish.format(**found.groupdict()), line)
    return Text(line, line)
