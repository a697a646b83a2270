"""Columns that the file does not have, made of those that it has: ``[columns.NAME]`` of a mapping.

They are made as a row is read, one after the other, and may stand wherever a column of the file may. An event's id that
is made from its row's content does not hold them: a mapping that gets another such column gives the same ids.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ..event.input_problems import Malformed, wrong_field
from ..mapping.conversion import compile_column, compile_text
from ..mapping.mapping import Derived, LogMapping
from ..mapping.template import LogRow, parse_template
from ..reading.records import Record

Make = Callable[[LogRow, int], object]
"""Gives a column's value for a row and its line, or None. Raises Malformed."""


def compile_columns(mapping: LogMapping) -> Callable[[Record], Record]:
    """Gives a record with the columns that ``mapping`` derives, or with the reason why one cannot be made."""
    if not mapping.columns:
        return lambda record: record
    made = [(name, _compiled(name, column, mapping)) for name, column in mapping.columns.items()]

    def complete(record: Record) -> Record:
        if record.row is None:
            return record
        kept, row = record.kept(), dict(record.row)
        try:
            for name, make in made:
                if name in row:
                    raise there_already("columns", name)
                value = make(row, record.line)
                if value is not None:
                    row[name] = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        except Malformed as problem:
            return Record(record.line, kept, None, problem)
        return Record(record.line, kept, row)

    return complete


def own_content(row: LogRow, made: frozenset[str]) -> dict[str, str]:
    """What the file itself says in a row. made: the columns that the mapping makes."""
    return {name: value for name, value in row.items() if name not in made} if made else dict(row)


def file_columns(mapping: LogMapping, named: frozenset[str]) -> frozenset[str]:
    """The columns that the file must have, where the rest of ``mapping`` names ``named``."""
    sources = [column.columns for column in mapping.columns.values()]
    if mapping.carry:
        counted = mapping.carry.number.values()
        sources += [frozenset(mapping.carry.before.values()), *map(columns_named, counted)]
    return named.union(*sources) - mapping.made


def _compiled(name: str, column: Derived, mapping: LogMapping) -> Make:
    field, zone = f"columns.{name}", mapping.time_zone
    if column.line:
        of_line = compile_column(field, column, lambda row: row[""], zone)
        return lambda row, line: of_line({"": str(line)})
    get = compile_column(field, column, compile_text(column), zone)
    return lambda row, line: get(row)


def columns_named(text: str) -> frozenset[str]:
    """The columns that a template names."""
    return frozenset(parse_template(text).columns)


def there_already(table: str, name: str) -> Malformed:
    """A column that the mapping makes has the name of one that the file has."""
    return wrong_field(
        f"{table}.{name}",
        f"filen har allerede en kolonne med det navn: vælg et andet i [{table}]",
        f"the file has a column of that name already: choose another in [{table}]",
    )
