"""A record of a foreign log: a row, or the reason why it is none."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from ..event.input_problems import Malformed
from ..mapping.template import LogRow


class Record(NamedTuple):
    """One record. Either ``row`` or ``problem`` is there.

    line: where it begins in the file, from 1. raw: its bytes; empty where there are none of its own (XES).
    """

    line: int
    raw: bytes
    row: LogRow | None
    problem: Malformed | None = None

    def kept(self) -> bytes:
        """What is kept of a rejected record: its bytes, or the row as a JSON line, which can be offered again."""
        return self.raw or (msgspec.json.encode(self.row) if self.row else b"")
