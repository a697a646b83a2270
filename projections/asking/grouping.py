"""Groups and periods of statistics, as SQL that takes every value as a parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import msgspec
from psycopg import sql

from ...domain.fold.law import Law
from ...domain.problem import BadInput
from ...domain.text import Text
from ...domain.words.published_names import Labels
from .periods import Period
from .reader import Reader
from .small_numbers import is_small

_PERIODS: dict[str, LiteralString] = {
    "month": "to_char({moment}, 'YYYY-MM')",
    "quarter": "to_char({moment}, 'YYYY-\"Q\"Q')",
    "half": "to_char({moment}, 'YYYY-\"H\"') || CASE WHEN extract(month FROM {moment}) <= 6 THEN 1 ELSE 2 END",
    "year": "to_char({moment}, 'YYYY')",
}
CASE = "case"  # every statistic can be divided by it: each figure then is of one case


class UnknownField(BadInput):
    """A statistic was asked for by something that no case has."""

    code = "unknown-field"


class Selection(NamedTuple):
    """Which cases and how they are grouped. since, until: half-open, instants. by: fields to group by."""

    case_type: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    period: Period | None = None
    by: tuple[str, ...] = ()
    cases: bool = False


class Figures(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a statistic says of a group in a period. n: of how many; cases: those behind, where they are asked for."""

    group: str | dict[str, str | None] | None
    period: str | None = None
    n: int
    small: bool = False
    cases: list[str] | None = None


def count(reader: Reader, query: LiteralString, selection: Selection, **how: Any) -> Iterator[tuple[Any, ...]]:
    """Of every group of a statistic what ``Figures`` say, then all that the query counts. how: as ``grouped``."""
    for period, values, number, *more, behind in grouped(reader, query, selection, **how):
        yield figures(selection.by, values, period, number, behind), number, *more


def figures(
    by: Sequence[str], values: Sequence[str | None], period: str | None, number: int, behind: list[str] | None
) -> dict[str, Any]:
    """What ``Figures`` say of a group."""
    group = label(by, values)
    return {"group": group, "period": period, "n": number, "small": is_small(number), "cases": behind}


def grouped(
    reader: Reader,
    query: LiteralString,
    selection: Selection,
    *,
    at: LiteralString,
    own: Mapping[str, LiteralString],
    attributes: LiteralString = "attributes",
    values: Mapping[str, Any] | None = None,
    **parts: sql.Composable,
) -> list[tuple[Any, ...]]:
    """The rows of a statistic: its query with ``{period}``, ``{groups}`` and ``{window}`` filled in, and its own parts.

    at: the column of the instant that places a row in a period. own, attributes: as ``groups_of`` takes them.
    values: parameters of the query's own. Raises UnknownField.
    """
    groups, parameters = groups_of([(field, "by") for field in selection.by], own, attributes, reader.law)
    composed = sql.SQL(query).format(
        period=period_of(selection.period, sql.SQL(at)), groups=groups, window=window(at), **parts
    )
    return reader.rows(
        composed,
        case_type=selection.case_type,
        since=selection.since,
        until=selection.until,
        with_cases=selection.cases,
        **parameters,
        **(values or {}),
    )


def period_of(period: Period | None, moment: sql.Composable) -> sql.Composed:
    """The period that an instant belongs to in local time, as text that sorts; NULL without a period."""
    if period is None:
        return sql.SQL("{}").format(sql.SQL("NULL::text"))
    local = sql.SQL("({} AT TIME ZONE %(zone)s)").format(moment)
    return sql.SQL(_PERIODS[period]).format(moment=local)


def groups_of(
    fields: Sequence[tuple[str, str]], own: Mapping[str, LiteralString], attributes: LiteralString, law: Law
) -> tuple[sql.Composed, dict[str, Any]]:
    """An SQL array of the groups' values, and its parameters.

    fields: each with the parameter that names it. own: field name to SQL expression; ``type`` is the case type.
    attributes: the jsonb expression that holds a case's attributes. law: as known now, whatever the moment: what has
    become personal is told of no moment.
    Raises UnknownField for a field that neither is a column nor is an attribute that a case type lets be told.
    """
    declared = {name for type_id in law.types() for name in law.attributes(type_id)}
    parts: list[sql.Composable] = []
    parameters: dict[str, Any] = {}
    for place, (field, parameter) in enumerate(fields):
        if field in own:
            parts.append(sql.SQL(own[field]))
        elif field == CASE:
            parts.append(sql.SQL("case_id"))
        elif field in declared:
            name = f"field_{place}"
            parameters[name] = field
            value = sql.SQL("{} ->> {}").format(sql.SQL(attributes), sql.Placeholder(name))
            withheld = [type_id for type_id in law.types() if field in law.personal(type_id)]
            if withheld and "type" in own:
                # Another type tells a value of this name; the cases of those that call it personal have none.
                parameters[f"withheld_{place}"] = withheld
                value = sql.SQL("CASE WHEN {} <> ALL({}) THEN {} END").format(
                    sql.SQL(own["type"]), sql.Placeholder(f"withheld_{place}"), value
                )
            parts.append(value)
        else:
            known = sorted({CASE, *own, *declared})
            raise UnknownField(
                parameter=parameter,
                da=f"Der kan ikke grupperes efter {field!r}. Mulige felter: {', '.join(known)}.",
                en=f"Nothing can be grouped by {field!r}. Possible fields: {', '.join(known)}.",
            )
    return sql.SQL("ARRAY[{}]::text[]").format(sql.SQL(", ").join(parts)), parameters


def window(column: LiteralString) -> sql.Composed:
    """The condition that an instant lies in the selection's half-open period."""
    return sql.SQL(
        "({column} >= %(since)s OR %(since)s::timestamptz IS NULL)"
        " AND ({column} < %(until)s OR %(until)s::timestamptz IS NULL)"
    ).format(column=sql.SQL(column))


def label(fields: Sequence[str], values: Sequence[str | None]) -> str | dict[str, str | None] | None:
    """How a group is named in an answer: its value, or field to value where there are several fields."""
    if not fields:
        return None
    return values[0] if len(fields) == 1 else dict(zip(fields, values, strict=True))


def labels_of(
    labels: Labels, fields: Sequence[str], groups: Sequence[Sequence[str | None]], case_type: str | None
) -> dict[str, dict[str, Text]]:
    """What the values of groups are called, by field, and under ``by`` the fields themselves.

    What has no name beside its id is left out.
    """
    found = {
        field: labels.of(field, (values[place] for values in groups), case_type)
        for place, field in enumerate(fields)
    }
    found["by"] = labels.of("attribute", fields, case_type)
    return {field: names for field, names in found.items() if names}
