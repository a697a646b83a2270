"""Answers as tables that fit the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rich import box
from rich.table import Table
from rich.text import Text as Styled

from .language import both, number
from .output import out
from .reader_time import readers_zone
from .visible import visible

NUMBERS = (int, float)
NONE = "–"  # what has no value
SHORT = 22  # what is no longer than this is kept on one line where there is room
BROKEN = 8  # where there is none, words are broken into pieces of this length
STATES = {
    "open": ("åben", "open"),
    "closed": ("afsluttet", "closed"),
    "not-opened": ("ikke åbnet", "not opened"),
    "running": ("løber", "running"),
    "suspended": ("berostillet", "suspended"),
    "met": ("opfyldt", "met"),
    "cancelled": ("bortfaldet", "cancelled"),
    "lapsed": ("lukket med sagen", "lapsed"),
    "restarted": ("startet forfra", "restarted"),
    "counting": ("tæller", "counting"),
    "expired": ("udløbet", "expired"),
    "in-force": ("gælder", "in force"),
    "corrected": ("rettet", "corrected"),
    "annulled": ("annulleret", "annulled"),
    "unreadable": ("kan ikke læses", "cannot be read"),
    "not-computed": ("kan ikke gennemregnes", "cannot be computed"),
}
# What answers are divided by, as a heading; an attribute is called as its case type calls it.
FIELDS = {
    "unit": ("enhed", "unit"),
    "type": ("sagstype", "type"),
    "state": ("status", "state"),
    "responsible": ("ansvarlig", "responsible"),
    "referred_to": ("oversendt til", "referred_to"),
    "case": ("sag", "case"),
    "concerns": ("angår", "concerns"),
    "deadline": ("frist", "deadline"),
    "effect": ("virkning", "effect"),
    "whose": ("hvis", "whose"),
    "kind": ("art", "kind"),
    "category": ("kategori", "category"),
    "finding": ("fund", "finding"),
    "event": ("hændelse", "event"),
    "name": ("hændelse", "name"),
    "actor": ("udført af", "actor"),
    "source": ("system", "source"),
    "survey": ("undersøgelse", "survey"),
    "question": ("spørgsmål", "question"),
    "reminded": ("erindret", "reminded"),
    "check": ("kontrolpunkt", "check"),
}
WHOSE = {"office": ("myndighedens", "office"), "party": ("partens", "party")}
EFFECTS = {
    "legal": ("lovfrist", "legal"),
    "service": ("servicemål", "service"),
    "internal": ("intern", "internal"),
}


def word(pairs: dict[str, tuple[str, str]], name: str) -> str:
    """A stored word as people read it."""
    return both(*pairs[name]) if name in pairs else name


def field_heading(field: str) -> str:
    """What a field that answers are divided by is called."""
    return word(FIELDS, field)


def field_value(field: str, value: str | None) -> str | None:
    """A value of such a field as people read it."""
    words = {"state": STATES, "effect": EFFECTS, "whose": WHOSE}.get(field)
    return word(words, value) if words is not None and value is not None else value


def shown(value: object) -> object:
    """A stored value as people write it: yes, no, nothing."""
    if isinstance(value, bool):
        return both("ja", "yes") if value else both("nej", "no")
    return both("intet", "nothing") if value is None else value


def standing(state: str, whose: str) -> str:
    """The state of a deadline, and whose it is if it is not the office's."""
    return word(STATES, state) + (both(" (partens)", " (the party's)") if whose == "party" else "")


def when(moment: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    """A date, or an instant in local time to the minute."""
    if isinstance(moment, datetime):
        try:
            return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        except OverflowError:  # the last hours of the last year that there is have no local time
            return moment.isoformat()
    return moment.isoformat() if moment else NONE


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], title: str | None = None) -> Table:
    """A table as wide as the terminal at most; columns of numbers stand to the right."""
    columns = [_Widths.of(heading, [_cell(row[place]) for row in rows]) for place, heading in enumerate(headings)]
    gaps = len(columns) - 1
    gap = 1 if sum(column.short for column in columns) + 2 * gaps > out.width else 2
    drawn = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        title=title,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        padding=(0, gap - 1, 0, 0),
    )
    widths = _fitting(columns, out.width - gaps * gap)
    for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        numeric = bool(rows) and all(isinstance(row[place], (*NUMBERS, type(None))) for row in rows)
        drawn.add_column(heading, justify="right" if numeric else "left", overflow="fold", width=width)
    for row in rows:
        drawn.add_row(*(_cell(cell) for cell in row))
    return drawn


class Marked(int):
    """A small number as it stands in a table: still a number, with its mark behind it."""


class _Widths(NamedTuple):
    """How wide a column is if nothing in it is broken, no short cell, no word; and with words broken, ever smaller."""

    whole: int
    short: int
    word: int
    broken: int
    least: int

    @classmethod
    def of(cls, heading: str, cells: Sequence[Styled]) -> _Widths:
        longest = max((cell.cell_len for cell in cells), default=1)
        words = (word for text in (heading, *(cell.plain for cell in cells)) for word in text.split())
        word = min(SHORT, max(map(len, words), default=1))
        short = max(word, longest) if longest <= SHORT else word
        return cls(max(len(heading), longest), short, word, min(word, BROKEN), min(word, BROKEN // 2))


def _fitting(columns: Sequence[_Widths], room: int) -> list[int]:
    """Widths that fit. The columns to the right yield first: what matters stands to the left."""
    fitting = [column.whole for column in columns]
    for narrower in zip(*columns, strict=True):
        for place in reversed(range(len(columns))):
            excess = max(0, sum(fitting) - room)
            fitting[place] = max(narrower[place], fitting[place] - excess)
    return fitting


def _cell(value: Any) -> Styled:
    if isinstance(value, Styled):
        return value
    if value is None:
        return Styled(NONE, style="dim")
    if isinstance(value, NUMBERS):
        return Styled(number(value, 1 if isinstance(value, float) else 0) + "*" * isinstance(value, Marked))
    return Styled(visible(str(value)))


def heading(as_of: datetime, known_at: datetime | None, position: int, zone: ZoneInfo) -> str:
    """Which moment an answer is about, and in which local time its days and hours are, if not in the reader's."""
    known = both("kendt", "known at") + " " + (when(known_at, zone) if known_at else both("nu", "now"))
    return (
        f"{both('Pr.', 'As of')} {when(as_of, zone)}, {known} ({both('position', 'position')} {number(position)})"
        + ("" if zone.key == readers_zone() else f", {zone.key}")
    )
