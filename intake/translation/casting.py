"""Plain rows of a CSV file become sheaves: straight from their values to events, where a row before said the like.

A mapping is plain where each row lands by itself, in the order of the file. Of its rules those are cast that need nothing
but a case, an id and a time, and for the rest a mould (``moulds``). Whatever is not seen to be good at a glance goes the
careful way, row by row: what a row becomes is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ...domain.moment import EARLIEST
from ...journal.admission import Candidate
from ..event.input_problems import Malformed
from ..event.reference import case_reference
from ..event.sheaf import Sheaf
from ..event.times import AHEAD
from ..event.values import LONGEST_NAME
from ..mapping.template import Template
from ..reading.remarks import ImportRemarks
from .event_templates import Mould, written
from .rules import CompiledRule

FULL = 500  # records of a sheaf: few, so that one that must be taken apart costs little
HEAVY = 1 << 18  # bytes of them and of their events, however few
_REMEMBERED = 4_096  # moulds of a rule

Values = Sequence[str]
Fill = Callable[[Values], str]
"""Gives the text for a row's values; empty where a column that it names is."""


class Silence:
    """Rows that the mapping leaves alone."""


SILENCE = Silence()
Rules = CompiledRule | Silence | None


class Castable(NamedTuple):
    """A plain mapping. rules: the rule that a value of ``column`` decides on; None: not by that alone, or it cannot be
    cast. other: the rule for any other value. now: the present, aware; what is later goes the careful
    way, which looks at the present again.
    """

    source: str
    zone: ZoneInfo
    now: datetime
    column: str
    rules: dict[str, Rules]
    other: Rules


class Cast:
    """A rule in a file: where its values stand, and the moulds that were made so far, by what rows say."""

    def __init__(self, rule: CompiledRule, places: dict[str, int], empty: frozenset[str], zone: ZoneInfo) -> None:
        form = rule.form
        assert form is not None
        self.rule = rule
        self._zone = zone
        self._case_of = _filler(form.case, places, empty)
        self._id_of = _filler(form.id_, places, empty)
        self._said_time_of = _filler(Template(("", ""), (form.time,)), places, empty)
        self._time_of = form.time_of
        self._said_of: Callable[[Values], Any] = (
            itemgetter(*[places[name] for name in form.said]) if form.said else lambda values: None
        )
        self._moulds: dict[Any, Mould] = {}
        self.number = rule.number

    def at_a_glance(self, values: Values, latest: datetime) -> Candidate | None:
        """The event of a row, if all of it is seen to be good. latest: the time after which none can have happened."""
        mould = self._moulds.get(self._said_of(values))
        if mould is None:
            return None
        try:
            case = case_reference(self._case_of(values), "case")
            moment = self._time_of(self._said_time_of(values))
        except Malformed:
            return None
        id_ = self._id_of(values)
        if moment is None or not (id_.isascii() and id_.isprintable() and 0 < len(id_) <= LONGEST_NAME):
            return None
        if not EARLIEST <= moment[0] <= latest:
            return None
        return mould.cast(case, id_, written(moment, self._zone))

    def careful(self, values: Values, row: dict[str, str]) -> Candidate:
        """The event of a row that was not cast. Rows that say the like are cast from now on. Raises Malformed."""
        candidate = self.rule.candidate(row, row)
        mould = self.rule.mould(row)
        if mould is not None:
            if len(self._moulds) >= _REMEMBERED:
                self._moulds.clear()
            self._moulds[self._said_of(values)] = mould
        return candidate


class Casting:
    """The rows of one file, which are taken one by one and given in sheaves.

    header: the names of its columns. row_of: gives a row of its values. empty: values that mean none. remarks: is told of
    the rows that are taken.
    """

    def __init__(
        self,
        castable: Castable,
        header: Sequence[str],
        row_of: Callable[[Values], dict[str, str]],
        empty: frozenset[str],
        remarks: ImportRemarks | None,
    ) -> None:
        places = {name: place for place, name in enumerate(header)}
        made: dict[int, Cast] = {}

        def cast_of(rule: Rules) -> Cast | Silence | None:
            if not isinstance(rule, CompiledRule):
                return rule
            if rule.number not in made:
                made[rule.number] = Cast(rule, places, empty, castable.zone)
            return made[rule.number]

        self._other = cast_of(castable.other)
        self._casts = {value: cast_of(rule) for value, rule in castable.rules.items()}
        self._casts |= dict.fromkeys(empty & self._casts.keys(), self._other)
        self._at = places.get(castable.column, 0)
        self._source = castable.source
        self._latest = castable.now + AHEAD
        self._row_of, self._remarks = row_of, remarks
        self._looking = remarks is not None and remarks.is_looking
        self._begin()

    def _begin(self) -> None:
        self._lines: list[int] = []
        self._raws: list[bytes] = []
        self._rules: list[int] = []
        self._made: list[Candidate] = []
        self._silent = self._weight = 0

    def take(self, line: int, raw: bytes, values: Values) -> bool:
        """Take a row, if it is one for a sheaf. Every row of a plain log comes by here."""
        cast = self._casts.get(values[self._at], self._other)
        if cast is None:
            return False
        if isinstance(cast, Silence):
            self._silent += 1
            self._look(values)
            return True
        made = cast.at_a_glance(values, self._latest)
        if made is None:
            try:
                made = cast.careful(values, self._row_of(values))
            except Malformed:
                return False  # it is told where it is made once more
        if self._looking:
            self._look(values)
        self._lines.append(line)
        self._raws.append(raw)
        self._rules.append(cast.number)
        self._made.append(made)
        self._weight += len(raw) + len(made[2])
        return True

    @property
    def is_full(self) -> bool:
        """Whether enough was taken for a sheaf."""
        return len(self._lines) >= FULL or self._weight >= HEAVY

    def _look(self, values: Values) -> None:
        if self._looking and self._remarks is not None:
            self._remarks.of_row(self._row_of(values))
            self._looking = self._remarks.is_looking

    def given(self) -> list[Sheaf]:
        """What was taken since the last time: a sheaf, or none."""
        read = len(self._lines) + self._silent
        if not read:
            return []
        raws = b"\n".join(self._raws)
        cases, topics, states, _, ids, typed, _ = (
            map(list, zip(*self._made, strict=True)) if self._made else ([],) * 7
        )
        sheaf = Sheaf("", 0, self._lines, raws, self._rules, self._source, cases, topics, states, ids, typed, read)
        self._begin()
        return [sheaf]


def _filler(template: Template, places: dict[str, int], empty: frozenset[str]) -> Fill:
    literals, columns = template
    if not columns:
        return lambda values: literals[0]
    if len(columns) == 1 and literals == ("", "") and empty == {""}:
        return itemgetter(places[columns[0]])
    pieces = [(places[column], literal) for column, literal in zip(columns, literals[1:], strict=True)]

    def fill(values: Values) -> str:
        text = literals[0]
        for place, literal in pieces:
            value = values[place]
            if value in empty:
                return ""
            text += value + literal
        return text

    return fill
