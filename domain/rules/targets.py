"""Targets of a year (resultatkontrakter), as published.

WARNING: the field names are the storage format.
"""

from __future__ import annotations

import msgspec

from ..text import Text


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One figure that is to be reached by the end of the year.

    unit: whose target; none: the whole administration's. measure, column: the statistic and which of its figures.
    case_type, where: what is counted: of one type, and with these fields, field to value. Exactly one of at_most
    and at_least. per_year: the figure adds up over the year, so half of it may be used by the half-year.
    """

    id: str
    label: Text
    unit: str | None = None
    measure: str
    column: str
    case_type: str | None = None
    where: dict[str, str] = {}
    at_most: float | None = None
    at_least: float | None = None
    per_year: bool = False
    source: str | None = None


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """The targets of one year."""

    id: str
    title: Text
    year: int
    targets: tuple[Target, ...] = ()
