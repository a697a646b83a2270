"""What rows are ordered by: numbers by their size, dates and instants by their time, other text by its letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ..event.input_problems import Malformed, missing
from ..event.offer import Rank
from ..event.times import read_iso
from ..mapping.conversion import compile_said
from ..mapping.mapping import MappedColumn, Said
from ..mapping.template import LogRow

_NUMBER = re.compile(r"\s*[+-]?[0-9]+(\.[0-9]+)?\s*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Ranked = Callable[[LogRow], Rank]
"""Gives a row's place in an order. Raises Malformed."""


def compile_rank(field: str, said: str | MappedColumn | Sequence[str | MappedColumn], zone: ZoneInfo) -> Ranked:
    """The rank that ``field`` of the mapping says: one value, or several of which the first decides.

    Raises Malformed (no-order) for a row in which one of them is empty.
    """
    values: list[Said] = [said] if isinstance(said, str | MappedColumn) else list(said)
    gets = [compile_said(field, value, zone) for value in values]

    def rank(row: LogRow) -> Rank:
        found = []
        for get in gets:
            value = get(row)
            if value is None:
                raise missing(
                    "no-order", field, "skriv, hvad rækken ordnes efter", "write what the row is ordered by"
                )
            found.append(_piece(value, zone, field))
        return tuple(found)

    return rank


def of_time(occurred: datetime) -> tuple[int, float | str]:
    """An instant as a piece of a rank: whole microseconds, which a float holds exactly for 280 years."""
    return 1, (occurred - _EPOCH).total_seconds()


def _piece(value: object, zone: ZoneInfo, field: str) -> tuple[int, float | str]:
    if isinstance(value, int | float):
        return 0, float(value)
    text = str(value)
    if _NUMBER.fullmatch(text):
        return 0, float(text)
    try:
        return of_time(read_iso(text.strip(), zone, field)[0])
    except Malformed:
        return 2, text
