"""A mapping: how the rows of a foreign log become events. Its form for a reader is docs/mapping.md."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from ..domain.text import Problem

Only = Literal["each", "first", "last"]
Kind = Literal["text", "integer", "number", "boolean", "date", "instant"]
Single = str | int | float | bool


class MappingError(Problem):
    """The mapping cannot be used. ``details``: ``file``, and ``line`` where it can be told, else None."""

    code = "bad-mapping"

    def __init__(self, *, da: str, en: str, file: str = "mapping", line: int | None = None) -> None:
        where_da = f"{file}, linje {line}" if line else file
        where_en = f"{file}, line {line}" if line else file
        super().__init__(da=f"{where_da}: {da}.", en=f"{where_en}: {en}.", file=file, line=line)


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every table of a mapping has in common: an unknown key is an error."""


class Column(Form, frozen=True, kw_only=True):
    """One column, read with care.

    type: what the text is read as. format: strptime formats for date and instant, tried in order.
    empty: further values that mean none, beside the mapping's. decimal: the decimal mark of a number.
    translate: value to value, before the type. strict: a value that is not in ``translate`` is malformed.
    default: what stands for none.
    """

    column: str
    type: Kind = "text"
    format: str | tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    decimal: Literal[".", ","] = "."
    translate: dict[str, Single] = {}
    strict: bool = False
    default: Single | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats as a tuple."""
        return (self.format,) if isinstance(self.format, str) else self.format


class Condition(Form, frozen=True, kw_only=True, rename={"not_": "not"}):
    """What must hold of a column, all of it. matches: a regular expression for the whole value."""

    matches: str | None = None
    present: bool | None = None
    not_: str | tuple[str, ...] = ()


class Csv(Form, frozen=True, kw_only=True):
    """How a CSV file is written."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"


class Carry(Form, frozen=True, kw_only=True):
    """Columns whose last value in the same case stands in where a row leaves them empty. by: names the case."""

    by: str
    columns: tuple[str, ...]


Said = Single | Column
"""A template (``${column}`` is replaced), a literal, or a column read with care."""


class Rule(Form, frozen=True, kw_only=True):
    """One ``[[event]]``: which rows it is about, and the event that each, or the first or last, becomes."""

    event: str | None = None
    action: str | None = None
    when: dict[str, str | tuple[str, ...] | Condition] = {}
    only: Only = "each"
    case: str | None = None
    case_type: Said | None = None
    id: str | None = None
    occurred: str | Column | None = None
    unit: Said | None = None
    responsible: Said | None = None
    actor: Said | None = None
    note: Said | None = None
    fields: dict[str, Said] = {}
    attributes: dict[str, Said] = {}


class LogMapping(Form, frozen=True, kw_only=True, rename={"rules": "event"}):
    """A mapping file. case, case_type, id, occurred: for every rule that does not say its own."""

    source: str
    zone: str = "Europe/Copenhagen"
    format: Literal["csv", "xes", "jsonl"] | None = None
    csv: Csv = Csv()
    empty: tuple[str, ...] = ("",)
    carry: Carry | None = None
    case: str | None = None
    case_type: Said | None = None
    id: str | None = None
    occurred: str | Column | None = None
    recorded: str | Column | None = None
    unmatched: Literal["reject", "ignore"] = "reject"
    rules: tuple[Rule, ...]

    @property
    def time_zone(self) -> ZoneInfo:
        """The local time of the rows."""
        return ZoneInfo(self.zone)

    @property
    def reads_whole_rows(self) -> bool:
        """Whether an event's id is made from its row's content, so that every column counts."""
        return self.id is None and any(rule.id is None for rule in self.rules)
