"""The directory of who is responsible for what (vejviser), as published.

WARNING: the field names are the storage format.
"""

from __future__ import annotations

from datetime import date

import msgspec

from ..text import Text


class Responsibility(msgspec.Struct, frozen=True, kw_only=True):
    """One matter and who is responsible for it.

    topic: the matter. words: further words that people use for it. authority: the administration. unit: the unit
    in it. source: the law or decision that says so.
    """

    topic: Text
    words: tuple[str, ...] = ()
    authority: str
    unit: str | None = None
    note: Text | None = None
    source: str | None = None


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a directory. valid_from: the first day that it governs; none: from the beginning of time."""

    id: str
    title: Text
    valid_from: date | None = None
    entries: tuple[Responsibility, ...] = ()
