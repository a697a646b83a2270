"""A case type drawn: SVG by our own layout, and PNG of the same SVG.

From left to right stand what opens the case, what starts each deadline, the deadlines in a lane each, what meets
them, and what closes the case. A deadline that starts with the opening, or is met by the closing, hangs on it
directly. A dark line is a rule of the case type; a pale one only says what comes before. Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from itertools import accumulate
from typing import NamedTuple

import resvg_py

from ..domain.rules.casetype import CaseType
from ..domain.text import Language, Text
from ..domain.words.dates import spoken_date
from ..domain.words.diagram import Lane, picture
from ..domain.words.rule_words import starts_by_another
from .canvas import GREY, INK, PALE, Canvas, Lettering, Paint, Point
from .lettering import wrapped

FONT = "Source Sans Pro"
FAMILIES = f"'{FONT}', 'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif"
FONT_FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")
SHARPNESS = 2.0  # pixels of the PNG for each of the drawing

MARGIN = 36.0
PILL_WIDTH, CARD_WIDTH = 168.0, 350.0
GAP = 60.0  # between columns: room for the arrows
LANE_GAP, PILL_GAP, PADDING = 24.0, 10.0, 16.0

OPENING = Paint("#dbeafe", "#1d4ed8", "#1e3a8a")
EVENT = Paint("#f1f5f9", "#64748b", INK)
CLOSING = Paint("#dcfce7", "#15803d", "#14532d")
PAINTS: dict[str, Paint] = {
    "legal": Paint("#fef6f6", "#b91c1c", "#991b1b"),
    "service": Paint("#fffbf0", "#b45309", "#92400e"),
    "internal": Paint("#f8fafc", "#475569", "#334155"),
    "party": Paint("#f5f3ff", "#6d28d9", "#5b21b6"),
}
REMINDER = "#1e40af"
HEADS = (
    Text("Sagen åbner", "The case opens"),
    Text("Fristen starter", "The term starts"),
    Text("Frist", "Deadline"),
    Text("Fristen opfyldes", "The term is met"),
    Text("Sagen lukker", "The case closes"),
)


def svg(case_type: CaseType, language: Language) -> str:
    """The case type as an SVG document."""
    return _Drawing(case_type, language).canvas.document()


def png(case_type: CaseType, language: Language) -> bytes:
    """The case type as a PNG, drawn with the same font on every machine."""
    with as_file(files("font_source_sans_pro") / "files") as fonts:
        return resvg_py.svg_to_bytes(
            svg_string=svg(case_type, language),
            zoom=SHARPNESS,
            skip_system_fonts=True,
            font_files=[str(fonts / name) for name in FONT_FILES],
            font_family=FONT,
        )


class Pill(NamedTuple):
    """An event, as a shape with round ends."""

    letters: Lettering
    paint: Paint
    event: str

    @property
    def height(self) -> float:
        return self.letters.height + 16


def _pill(event: str, said: str, paint: Paint) -> Pill:
    return Pill(Lettering(wrapped(said, PILL_WIDTH - 28, 13.5), 13.5, paint.ink), paint, event)


class _Stack(NamedTuple):
    """Events above one another, around a middle."""

    pills: Sequence[Pill]
    x: float
    middle: float

    @property
    def mids(self) -> list[float]:
        y = self.middle - _height(self.pills) / 2
        tops = accumulate((pill.height + PILL_GAP for pill in self.pills), initial=y)
        return [top + pill.height / 2 for top, pill in zip(tops, self.pills, strict=False)]

    @property
    def left(self) -> list[Point]:
        return [(self.x, mid) for mid in self.mids]

    @property
    def right(self) -> list[Point]:
        return [(self.x + PILL_WIDTH, mid) for mid in self.mids]

    def left_of(self, paint: Paint) -> list[Point]:
        """Where those events begin that happen in a case, whether or not a deadline has to do with it."""
        return [
            point
            for point, pill in zip(self.left, self.pills, strict=True)
            if pill.paint is paint and not starts_by_another(pill.event)
        ]


def _height(pills: Sequence[Pill]) -> float:
    return sum(pill.height for pill in pills) + PILL_GAP * (len(pills) - 1) if pills else 0.0


def _card(lane: Lane) -> list[Lettering]:
    """What stands on the card of a deadline."""
    width = CARD_WIDTH - 2 * PADDING - 8

    def lines(text: str | None, size: float) -> list[str]:
        return wrapped(text or "", width, size)

    ink = PAINTS[lane.style].ink
    return [
        Lettering(lines(lane.kind, 12), 12, ink, "600"),
        Lettering(lines(lane.title, 17), 17, INK, "600", above=2),
        Lettering(lines(lane.end, 17), 17, ink),
        Lettering(lines(lane.source, 13), 13, INK, above=5),
        *(
            Lettering(lines(detail, 12.5), 12.5, GREY, above=2 if index else 7)
            for index, detail in enumerate(lane.details)
        ),
        *(
            Lettering(lines(reminder, 12.5), 12.5, REMINDER, above=2 if index else 7)
            for index, reminder in enumerate(lane.reminders)
        ),
    ]


class _Row(NamedTuple):
    """A lane with its shapes. No pills: it hangs on the opening, or on the closing."""

    lane: Lane
    card: list[Lettering]
    starts: list[Pill]
    meets: list[Pill]
    hangs: bool  # starts with the opening
    ends: bool  # is met by the closing

    @property
    def card_height(self) -> float:
        return sum(letters.height for letters in self.card) + 2 * PADDING - 4

    @property
    def height(self) -> float:
        return max(self.card_height, _height(self.starts), _height(self.meets))


class _Drawing:
    """A case type on a canvas."""

    def __init__(self, case_type: CaseType, language: Language) -> None:
        drawn = picture(case_type, language)
        self.language = language
        self.opens = [_pill(event, said, OPENING) for event, said in drawn.opens]
        self.closes = [_pill(event, said, CLOSING) for event, said in drawn.closes]
        self.rows = [self._row(lane, case_type) for lane in drawn.lanes]
        # x of each column; a column without a shape takes no room
        widths = [
            PILL_WIDTH if self.opens else 0.0,
            PILL_WIDTH if any(row.starts for row in self.rows) else 0.0,
            CARD_WIDTH if self.rows else 0.0,
            PILL_WIDTH if any(row.meets for row in self.rows) else 0.0,
            PILL_WIDTH if self.closes else 0.0,
        ]
        self.columns: list[float] = []
        right = MARGIN
        for width in widths:
            self.columns.append(right)
            right += width + GAP if width else 0.0
        self.width = max(right - GAP + MARGIN, 560.0)
        tallest = max(_height(self.opens), _height(self.closes))
        lanes = sum(row.height for row in self.rows) + LANE_GAP * max(0, len(self.rows) - 1)
        heading = self._heading(case_type, drawn.title)
        self.top = MARGIN + sum(letters.height for letters in heading) + 44
        self.height = self.top + max(lanes, tallest) + MARGIN
        self.canvas = Canvas(self.width, self.height, families=FAMILIES, language=language)
        spoken = (f"{lane.title}: {lane.end}, {lane.kind}" for lane in drawn.lanes)
        self.canvas.describe(drawn.title, ". ".join(spoken))
        self._write(heading, (MARGIN, MARGIN - 8))
        for x, head, width in zip(self.columns, HEADS, widths, strict=True):
            if width:
                self._write([Lettering([head.say(language)], 13, GREY, "600")], (x, self.top - 30))
        self._lanes(max(lanes, tallest))

    def _row(self, lane: Lane, case_type: CaseType) -> _Row:
        opens = {pill.event for pill in self.opens}
        closes = {pill.event for pill in self.closes}
        begins = opens.union(case_type.reopens)
        hangs = {event for event, _ in lane.starts} == opens
        ends = bool(lane.meets) and {event for event, _ in lane.meets} == closes
        return _Row(
            lane,
            _card(lane),
            [] if hangs else [_pill(e, said, OPENING if e in begins else EVENT) for e, said in lane.starts],
            [] if ends else [_pill(e, said, CLOSING if e in closes else EVENT) for e, said in lane.meets],
            hangs,
            ends,
        )

    def _heading(self, case_type: CaseType, title: str) -> list[Lettering]:
        parts = [case_type.id]
        if day := case_type.valid_from:
            since = spoken_date(day.year, day.month, day.day, self.language)
            parts.append(Text(f"gælder fra {since}", f"valid from {since}").say(self.language))
        calendar = case_type.calendar
        parts.append(Text(f"kalender: {calendar}", f"calendar: {calendar}").say(self.language))
        room = self.width - 2 * MARGIN
        return [
            Lettering(wrapped(title, room, 25), 25, INK, "600"),
            Lettering(wrapped(" · ".join(parts), room, 14), 14, GREY, above=3),
        ]

    def _lanes(self, room: float) -> None:
        """Every shape and line. Pale lines come first, so that the dark ones cover them."""
        opening, starting, card, meeting, closing = self.columns
        tops = list(accumulate((row.height + LANE_GAP for row in self.rows), initial=self.top))
        mids = [top + row.height / 2 for top, row in zip(tops, self.rows, strict=False)]
        # The opening stands beside the first deadline and the closing beside the last, as far as there is room.
        first, last = (mids[0], mids[-1]) if mids else (self.top + room / 2, self.top + room / 2)
        opens = _Stack(self.opens, opening, max(first, self.top + _height(self.opens) / 2))
        closes = _Stack(self.closes, closing, min(last, self.top + room - _height(self.closes) / 2))
        starts = [_Stack(row.starts, starting, mid) for row, mid in zip(self.rows, mids, strict=True)]
        meets = [_Stack(row.meets, meeting, mid) for row, mid in zip(self.rows, mids, strict=True)]
        after_opening, before_closing = opening + PILL_WIDTH + GAP / 2, closing - GAP / 2
        for stack in starts:
            self.canvas.bus(opens.right, stack.left_of(EVENT), after_opening, PALE)
        for stack in meets:
            self.canvas.bus(stack.right, closes.left, before_closing, PALE)
        if not self.rows:
            self.canvas.bus(opens.right, closes.left, before_closing, PALE)
        for row, mid, start, met in zip(self.rows, mids, starts, meets, strict=True):
            into, out = [(card, mid)], [(card + CARD_WIDTH, mid)]
            self.canvas.bus(
                opens.right if row.hangs else start.right, into, after_opening if row.hangs else card - GAP / 2
            )
            self.canvas.bus(
                out, closes.left if row.ends else met.left, before_closing if row.ends else meeting - GAP / 2
            )
        for stack in (opens, closes, *starts, *meets):
            self._pills(stack)
        for row, mid in zip(self.rows, mids, strict=True):
            self._card(row, card, mid - row.card_height / 2)

    def _pills(self, stack: _Stack) -> None:
        for pill, mid in zip(stack.pills, stack.mids, strict=True):
            top = mid - pill.height / 2
            self.canvas.box((stack.x, top), (PILL_WIDTH, pill.height), pill.paint, min(pill.height / 2, 19))
            self.canvas.write(pill.letters, (stack.x + PILL_WIDTH / 2, top + 8), anchor="middle")

    def _card(self, row: _Row, x: float, top: float) -> None:
        paint = PAINTS[row.lane.style]
        self.canvas.box((x, top), (CARD_WIDTH, row.card_height), paint, 10, dashed=row.lane.whose == "party")
        self.canvas.bar((x + 7, top + 9), (4, row.card_height - 18), paint.edge)
        self._write(row.card, (x + PADDING + 6, top + PADDING - 2))

    def _write(self, texts: Sequence[Lettering], at: Point) -> None:
        """Texts below one another."""
        x, y = at
        for letters in texts:
            self.canvas.write(letters, (x, y))
            y += letters.height
