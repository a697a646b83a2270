"""Values that a log says once in a case, for the rows that leave them empty: by time, wherever the rows stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from ..event.input_problems import Malformed
from ..event.offer import Rank
from ..mapping.conversion import compile_time
from ..mapping.mapping import Carry, LogMapping
from ..mapping.template import LogRow, compile_template, parse_template
from .derived import own_content, there_already
from .ranking import compile_rank, of_time

CarryKey = tuple[str, Rank, bool, tuple[tuple[str, str], ...]]
"""By what rows are carried on: what holds them together, their time, and of one time those first that say something."""


class Carried:
    """What rows that belong together hand on to one another. Those rows come one after the other."""

    def __init__(self, carry: Carry) -> None:
        self._by = compile_template(parse_template(carry.by))
        self._columns = carry.columns
        self._before = carry.before
        self._numbers = {name: compile_template(parse_template(text)) for name, text in carry.number.items()}
        self._made = carry.made
        self._held_of: str | None = None
        self._held: dict[str, str] = {}
        self._last: LogRow = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def complete(self, row: LogRow) -> tuple[LogRow, LogRow]:
        """``row`` with its new columns, and the same with what is carried too; its own values are carried on.

        Raises Malformed if it has a new column already.
        """
        together = self._by(row)
        if together is None:
            return row, row
        if together != self._held_of:
            self._held_of, self._held, self._last = together, {}, {}
            self._counts.clear()
        if self._made:
            row = self._with_made(row)
        self._held |= {name: row[name] for name in self._columns if name in row}
        return row, {**row, **self._held} if self._held else row

    def _with_made(self, row: LogRow) -> LogRow:
        if found := next((name for name in sorted(self._made) if name in row), None):
            raise there_already("carry", found)
        made = {name: self._last[column] for name, column in self._before.items() if column in self._last}
        for name, counted_of in self._numbers.items():
            counted = counted_of(row)
            if counted is not None:
                self._counts[name, counted] += 1
                made[name] = str(self._counts[name, counted])
        self._last = row
        return {**row, **made}


def compile_carry_key(mapping: LogMapping, carry: Carry) -> Callable[[LogRow], CarryKey]:
    """The order in which rows are to be carried on. A row whose time cannot be read comes first; it is rejected later."""
    zone = mapping.time_zone
    by = compile_template(parse_template(carry.by))
    time = compile_time("occurred", mapping.occurred, zone) if mapping.occurred else None
    order = compile_rank("order", mapping.order, zone) if mapping.order else None
    made, all_made = bool(carry.made), mapping.made

    def key(row: LogRow) -> CarryKey:
        rank: Rank = ()
        try:
            moment = time(row) if time else None
            rank = ((0, 0.0),) if moment is None else (of_time(moment[0]),)
            rank += order(row) if order else ()
        except Malformed:
            pass
        own = _own(row, carry.columns)
        # Which of two rows comes before the other may change what is said of them: the file's order must not decide it.
        return by(row) or "", rank, not own, (*own, *sorted(own_content(row, all_made).items())) if made else own

    return key


def _own(row: Mapping[str, Any], columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, row[name]) for name in columns if name in row)
