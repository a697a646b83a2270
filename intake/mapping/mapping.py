"""A mapping: how the rows of a foreign log become events. Its form for a reader is docs/mapping.md."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from ...domain.problem import BadInput
from ...domain.text import Text
from .template import parse_template

Only = Literal["each", "first", "last"]
Kind = Literal["text", "integer", "number", "boolean", "date", "day", "instant"]
Part = Literal["year", "half", "quarter", "month", "week", "weekday", "day", "hour"]
Single = str | int | float | bool


class MappingError(BadInput):
    """The mapping cannot be used. ``details``: ``file``, and ``line`` where it can be told, else None.

    path: the place in the mapping, where what is wrong shows only beside the journal or a file (see ``mapping_file``).
    """

    code = "bad-mapping"

    def __init__(
        self, *, da: str, en: str, file: str = "mapping", line: int | None = None, path: tuple[str | int, ...] = ()
    ) -> None:
        where_da = f"{file}, linje {line}" if line else file
        where_en = f"{file}, line {line}" if line else file
        super().__init__(da=f"{where_da}: {da}.", en=f"{where_en}: {en}.", file=file, line=line)
        self.reason = Text(da, en)
        self.path = path


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every table of a mapping has in common: an unknown key is an error."""


class Column(Form, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A value, read with care.

    column, from: where its text comes from: one column, or a template, or the first of several that is filled.
    cut: a regular expression, of which the groups (without any, all that it finds) are kept. replace: text for text.
    type: what the text is read as. format: for date, day and instant, tried in order (see ``time_formats``).
    part: of a date or an instant. empty: further values that mean none, beside the mapping's. decimal: the decimal
    mark of a number. thousands: the mark between its groups of three. translate: value to value, before the type.
    strict: a value that is not in ``translate`` is malformed. default: what stands for none.
    """

    column: str | None = None
    from_: str | tuple[str, ...] = ()
    type: Kind = "text"
    format: str | tuple[str, ...] = ()
    part: Part | None = None
    empty: tuple[str, ...] = ()
    cut: str | None = None
    replace: dict[str, str] = {}
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", "'"] | None = None
    translate: dict[str, Single] = {}
    strict: bool = False
    default: Single | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats as a tuple."""
        return (self.format,) if isinstance(self.format, str) else self.format

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates of ``from`` as a tuple."""
        return (self.from_,) if isinstance(self.from_, str) else self.from_

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it names. Raises TemplateError."""
        own = frozenset() if self.column is None else frozenset({self.column})
        return own.union(*(parse_template(text).columns for text in self.templates))


class Derived(Column, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A column that the file does not have: ``[columns.NAME]``. line: its text is the row's line in the file."""

    line: bool = False


class Condition(Form, frozen=True, kw_only=True, rename={"not_": "not"}):
    """What must hold of a column, all of it.

    matches: a regular expression for the whole value. truth: yes or no, in any of the usual words.
    equals, less_than, at_most, more_than, at_least: a template to compare with.
    """

    matches: str | None = None
    present: bool | None = None
    not_: str | tuple[str, ...] = ()
    truth: bool | None = None
    equals: str | None = None
    less_than: str | None = None
    at_most: str | None = None
    more_than: str | None = None
    at_least: str | None = None


class Csv(Form, frozen=True, kw_only=True):
    """How a CSV file is written."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"


class Carry(Form, frozen=True, kw_only=True):
    """What a row has from those before it. by: names what holds rows together, the case above all.

    columns: their last value stands in where a row leaves them empty. before: new columns, each with what another held
    in the row before. number: new columns, each with the row's number among those for which its template says the same.
    """

    by: str
    columns: tuple[str, ...] = ()
    before: dict[str, str] = {}
    number: dict[str, str] = {}

    @property
    def made(self) -> frozenset[str]:
        """The new columns."""
        return frozenset(self.before.keys() | self.number.keys())


Said = Single | Column
"""A template (``${column}`` is replaced), a literal, or a column read with care."""

Order = str | Column | tuple[str | Column, ...]
"""What rows are ordered by: one value, or several of which the first decides."""


class Rule(Form, frozen=True, kw_only=True):
    """One ``[[event]]``: which rows it is about, and the event that each, or the first or last, becomes.

    by: what first and last go by, in place of the event's time. recorded: when the source registered this event, where
    it is not the row's time.
    """

    event: str | None = None
    action: str | None = None
    when: dict[str, str | tuple[str, ...] | Condition] = {}
    only: Only = "each"
    by: Order | None = None
    case: str | None = None
    case_type: Said | None = None
    id: str | None = None
    occurred: str | Column | None = None
    recorded: str | Column | None = None
    unit: Said | None = None
    responsible: Said | None = None
    actor: Said | None = None
    note: Said | None = None
    fields: dict[str, Said] = {}
    attributes: dict[str, Said] = {}


class LogMapping(Form, frozen=True, kw_only=True, rename={"rules": "event"}):
    """A mapping file. case, case_type, id, occurred, recorded: for every rule that does not say its own.

    order: the log's own order, where the file may stand otherwise; it decides among rows of the same time.
    """

    source: str
    zone: str = "Europe/Copenhagen"
    format: Literal["csv", "xes", "jsonl"] | None = None
    csv: Csv = Csv()
    empty: tuple[str, ...] = ("",)
    columns: dict[str, Derived] = {}
    carry: Carry | None = None
    case: str | None = None
    case_type: Said | None = None
    id: str | None = None
    occurred: str | Column | None = None
    recorded: str | Column | None = None
    order: Order | None = None
    unmatched: Literal["reject", "ignore"] = "reject"
    rules: tuple[Rule, ...]

    @property
    def time_zone(self) -> ZoneInfo:
        """The local time of the rows."""
        return ZoneInfo(self.zone)

    @property
    def made(self) -> frozenset[str]:
        """The columns that the file does not have."""
        return frozenset(self.columns).union(self.carry.made if self.carry else ())

    @property
    def says_recorded(self) -> bool:
        """Whether the source's times of registration are told."""
        return self.recorded is not None or any(rule.recorded is not None for rule in self.rules)

    @property
    def reads_whole_rows(self) -> bool:
        """Whether an event's id is made from its row's content, so that every column counts."""
        return self.id is None and any(rule.id is None for rule in self.rules)


class _ReadingAll(LogMapping, frozen=True, kw_only=True, rename={"rules": "event"}):
    """A mapping whose rows are read with every column, whether it names them or not."""

    @property
    def reads_whole_rows(self) -> bool:
        """They are."""
        return True


def reading_all(mapping: LogMapping) -> LogMapping:
    """The same mapping, for a reading in which every column of a row is wanted."""
    return _ReadingAll(**{name: getattr(mapping, name) for name in mapping.__struct_fields__})
