"""A sheet of SVG to draw on: boxes, lines of text and lines with arrowheads. Lengths are pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..domain.text import Language

LEADING = 1.36  # from line to line, in sizes of the font
BEND = 9.0

INK, GREY, LINE, PALE, PAPER = "#0f172a", "#526077", "#64748b", "#cbd5e1", "#ffffff"

Point = tuple[float, float]


class Paint(NamedTuple):
    """The colours of a shape."""

    fill: str
    edge: str
    ink: str


class Lettering(NamedTuple):
    """Lines of text in one size, weight and colour, and the distance above the first."""

    lines: list[str]
    size: float
    ink: str
    weight: str = "400"
    above: float = 0.0

    @property
    def height(self) -> float:
        return self.above + len(self.lines) * self.size * LEADING if self.lines else 0.0


class Canvas:
    """A white sheet. What is drawn later covers what was drawn before."""

    def __init__(self, width: float, height: float, *, families: str, language: Language) -> None:
        self._root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": f"{width:g}",
                "height": f"{height:g}",
                "viewBox": f"0 0 {width:g} {height:g}",
                "font-family": families,
                "role": "img",
                "lang": language,
            },
        )

    def describe(self, title: str, description: str) -> None:
        """What the picture shows, for those who hear it."""
        SubElement(self._root, "title").text = title
        SubElement(self._root, "desc").text = description
        SubElement(self._root, "rect", {"width": "100%", "height": "100%", "fill": PAPER})

    def document(self) -> str:
        """The sheet as an SVG document."""
        indent(self._root)
        return tostring(self._root, encoding="unicode") + "\n"

    def box(self, at: Point, size: Point, paint: Paint, radius: float, *, dashed: bool = False) -> None:
        """A rectangle with round corners, its upper left corner at ``at``."""
        look = {"rx": f"{radius:g}", "fill": paint.fill, "stroke": paint.edge, "stroke-width": "1.3"}
        if dashed:
            look["stroke-dasharray"] = "6 4"
        SubElement(self._root, "rect", _place(at, size) | look)

    def bar(self, at: Point, size: Point, colour: str) -> None:
        """A filled rectangle without an edge."""
        SubElement(self._root, "rect", _place(at, size) | {"rx": "2", "fill": colour})

    def write(self, letters: Lettering, at: Point, anchor: str = "start") -> None:
        """Lines of text, the first of which has its top at ``at``."""
        for index, line in enumerate(letters.lines):
            baseline = at[1] + letters.above + (index * LEADING + 1.02) * letters.size
            place = {"x": f"{at[0]:g}", "y": f"{baseline:g}", "text-anchor": anchor, "fill": letters.ink}
            look = {"font-size": f"{letters.size:g}", "font-weight": letters.weight}
            SubElement(self._root, "text", place | look).text = line

    def bus(self, outs: Iterable[Point], ins: Sequence[Point], x: float, colour: str = LINE) -> None:
        """A line from every point to every point by way of ``x``, with an arrowhead at its end."""
        for (x1, y1), (x2, y2) in product(outs, ins):
            bend = min(BEND, abs(y2 - y1) / 2)
            way = bend if y2 > y1 else -bend
            path = f"M{x1:g} {y1:g}H{x - bend:g}"
            if bend:
                path += f"Q{x:g} {y1:g} {x:g} {y1 + way:g}V{y2 - way:g}Q{x:g} {y2:g} {x + bend:g} {y2:g}"
            line = {"d": f"{path}H{x2 - 7:g}", "fill": "none", "stroke": colour, "stroke-width": "1.8"}
            SubElement(self._root, "path", line)
            head = f"M{x2 - 9:g} {y2 - 5:g}L{x2 - 0.5:g} {y2:g}L{x2 - 9:g} {y2 + 5:g}Z"
            SubElement(self._root, "path", {"d": head, "fill": colour})


def _place(at: Point, size: Point) -> dict[str, str]:
    return {"x": f"{at[0]:g}", "y": f"{at[1]:g}", "width": f"{size[0]:g}", "height": f"{size[1]:g}"}
