"""Sections on the terminal: what a person reads, in the language of the process and as wide as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..domain.text import Text
from ..domain.words.figures import MINUS
from ..presentation.model.section import (
    FIGURES,
    SMALL_MARK,
    Beside,
    Column,
    Emphasis,
    Line,
    Marked,
    Named,
    Names,
    Row,
    Section,
    is_marked,
    name_of,
)
from ..presentation.model.sentences import NOTHING, when
from ..presentation.model.vocabulary import VOCABULARY
from ..presentation.sections.moment import moment_of, words_of
from .language import both, command_of, number, say
from .layout import ColumnHead, lay_out, left_out, wrapped
from .output import out
from .reader_time import readers_zone
from .visible import visible

STYLES: dict[Emphasis, str] = {
    "strong": "bold",
    "dim": "dim",
    "good": "green",
    "warning": "yellow",
    "error": "bold red",
    "overdue": "bold red",
    "breached": "magenta",
    "party": "cyan",
}
NAMES_OF_IDS = ("event", "finding")  # words of the house that an id has, beside those that are published
BAR, LONGEST_BAR = "█", 20
YES, NO = Text("ja", "yes"), Text("nej", "no")


class Form(NamedTuple):
    """How an answer is shown. wide: every column, as wide as it is. ids: ids in place of names."""

    wide: bool = False
    ids: bool = False


PLAIN = Form()


def show_answer(answer: Any, sections: Sequence[Section], form: Form) -> None:
    """An answer: which moment it is about, and its sections."""
    moment, local_time = moment_of(answer), getattr(answer, "zone", None)
    zone = ZoneInfo(local_time) if local_time else None
    if moment:
        local = "" if moment.zone.key == readers_zone() else f", {moment.zone.key}"
        _put(Styled(say(words_of(moment)) + local, style="dim"))
    show_sections(sections, zone, form)


def show_sections(
    sections: Sequence[Section], zone: ZoneInfo | None, form: Form = PLAIN, names: Names | None = None
) -> None:
    """Sections one below the other. names: what values are called, beside the words of the house."""
    for place, section in enumerate(sections):
        if place:
            out.print()
        known = {} if form.ids else {**(names or {}), **section.names}
        words = {kind: one for kind, one in VOCABULARY.items() if not form.ids or kind not in NAMES_OF_IDS}
        _Drawn(section, zone, form, words | known).show()


class _Drawn(NamedTuple):
    """One section, with what is needed to say its cells."""

    section: Section
    zone: ZoneInfo | None
    form: Form
    names: Names

    def show(self) -> None:
        section = self.section
        if title := say(section.title):
            _put(Styled(title, style=STYLES[section.emphasis]))
        for fact in section.facts:
            _put(Styled(f"{say(fact.label)}: ") + self.value(fact.value), "  ")
        for line in section.lines:
            _put_line(line)
        if section.rows:
            self._table()
        elif section.columns and say(section.empty):
            _put(Styled(say(section.empty)))
        for line in section.notes:
            _put_line(line)
        if section.see:
            _put(Styled(f"{both('Se', 'See')}: sagsgang {section.see.replace('.', ' ')}", style="dim"))
        if section.definition:
            _put(Styled(say(section.definition), style="dim"))

    def _table(self) -> None:
        section, room = self.section, None if self.form.wide else out.room
        heads = [_head(column, section.rows) for column in section.columns]
        rows = [self._row(row) for row in section.rows]
        for line in lay_out(heads, rows, room):
            out.print(line, soft_wrap=True)
        if (missing := left_out(heads, rows, room)) and rows:
            _put(Styled(f"{', '.join(missing)}: --wide", style="dim"))
        if (told := self._more()) is not None:
            out.print(told, style="dim", soft_wrap=True)

    def _more(self) -> str | None:
        """How many there are where these are not all, and how to go on."""
        section, shown = self.section, number(len(self.section.rows))
        if section.total is not None and section.total > len(section.rows):
            total = number(section.total)
            counted = both(f"Viser {shown} af {total}.", f"Showing {shown} of {total}.")
        elif section.next is not None:
            counted = both(f"Viser {shown}; der er flere.", f"Showing {shown}; there are more.")
        else:
            return None
        if section.next is None:
            return counted + both(" Flere med --limit.", " More with --limit.")
        return counted + both(
            f" Flere med --limit; de næste med --after {section.next}",
            f" More with --limit; those that follow with --after {section.next}",
        )

    def _row(self, row: Row) -> list[Styled]:
        return [self._cell(row, column) for column in self.section.columns]

    def _cell(self, row: Row, column: Column) -> Styled:
        value = row.get(column.id)
        if isinstance(value, Marked):
            cell = self._cell({**row, column.id: value.value}, column)
            cell.stylize(STYLES[value.emphasis])
            return cell
        if isinstance(value, Beside):
            parts = [self._cell({**row, column.id: one, "small": False}, column) for one in value]
            both_sides = Styled(" → ", style="yellow").join(parts)
            return both_sides + SMALL_MARK if is_marked(row, column, self.section.columns) else both_sides
        if value is None:
            return Styled(NOTHING, style="dim")
        if column.sort == "bar":
            longest = max(one[column.id] or 0 for one in self.section.rows)
            return Styled(BAR * -(-value * LONGEST_BAR // max(longest, 1)))
        name = name_of(row, column, self.names)
        cell = Styled(visible(say(name))) if name else self.value(value, column)
        return cell + SMALL_MARK if is_marked(row, column, self.section.columns) else cell

    def value(self, value: Any, column: Column | None = None) -> Styled:
        """A value as people read it."""
        emphasis: Emphasis | None = None
        if isinstance(value, Marked):
            value, emphasis = value
        return _styled(self._words(value, column), emphasis)

    def _words(self, value: Any, column: Column | None) -> str:
        sort = column.sort if column else None
        match value:
            case Named():
                return value.id if self.form.ids else say(value.label)
            case Text():
                return say(value).replace(MINUS, "-")
            case bool():
                return say(YES if value else NO)
            case int() | float():
                signed = "+" if sort == "change" and value > 0 else ""
                return signed + number(value, 1 if isinstance(value, float) else 0)
            case date() | datetime():
                return when(value, self.zone)
        return NOTHING if value is None else str(value)


def _head(column: Column, rows: Sequence[Row]) -> ColumnHead:
    values = [row.get(column.id) for row in rows]
    plain = [value.value if isinstance(value, Marked) else value for value in values]
    right = all(isinstance(one, int | float | None) and not isinstance(one, bool) for one in plain)
    return ColumnHead(
        say(column.label),
        right=right and column.sort in FIGURES,
        wraps=column.sort in ("text", "long") and not right,
        priority=column.priority,
        extra=column.extra,
    )


def _styled(text: str, emphasis: Emphasis | None = None) -> Styled:
    return Styled(visible(text), style=STYLES[emphasis] if emphasis else "")


def _put_line(line: Line) -> None:
    text = _styled(say(line.text) + (command_of(line.see) if line.see else ""), line.emphasis)
    if line.whole:
        out.print(text, soft_wrap=True)
    else:
        _put(text)


def _put(text: Styled, indent: str = "") -> None:
    """A line, folded between words where there is a terminal to fit."""
    for line in wrapped(text, out.room, indent):
        out.print(line, soft_wrap=True)
