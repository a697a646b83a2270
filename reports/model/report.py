"""A report as data: sections with tables and charts, in figures first; words are said when it is rendered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import msgspec

from ...domain.text import Text
from ...presentation.model.section import Section


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report about a period, as of an instant in the world, as known at a position.

    chosen: what else was chosen, name to value. known_at: of what had been recorded by then; none: of everything.
    recorded: when the last event known was recorded; none: nothing was. names: what the values of the tables are called.
    digest: of the figures, see ``digest_of``.
    """

    report: str
    title: Text
    subtitle: Text
    period: str
    unit: str | None
    chosen: dict[str, str]
    as_of: datetime
    known_at: datetime | None = None
    position: int
    recorded: datetime | None
    zone: str
    digest: str
    sections: list[Section]
    names: dict[str, dict[str, Text]]


def digest_of(report: str, period: str, unit: str | None, sections: Iterable[Section]) -> str:
    """SHA-256, in hexadecimal, of the figures without words: equal figures have equal digests.

    Of the canonical JSON of ``[report, period, unit, [[section, [row, …]], …]]``, keys sorted, in UTF-8.
    """
    figures = [report, period, unit, [[section.id, section.rows] for section in sections]]
    return sha256(msgspec.json.encode(figures, order="deterministic")).hexdigest()
