"""What the projections would hold of some cases had their histories been others: asked like any reader, stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from psycopg import sql

from ...domain.events.case_events import Annulled, Corrected
from ...domain.events.corrections import type_of
from ...domain.events.history import Recorded
from ...domain.fold.faults import computing
from ...domain.fold.law import Law, UnknownCalendar
from ...domain.fold.rows import FactRow, rows
from ...projections.asking.reader import Reader
from ...projections.tables.catalogue import PROJECTIONS
from ...projections.tables.table import Projection
from ..model.questions import Question, Share

SharesOfCases = dict[str, dict[str, Share]]  # case to question to what it stands for in the answer


def shares_of(reader: Reader, questions: Mapping[str, Question], cases: Sequence[str]) -> SharesOfCases:
    """What each of the cases stands for in a report. reader: of these cases alone."""
    said: SharesOfCases = {case: {} for case in cases}
    for name, question in questions.items():
        for case, share in question.shares(reader).items():
            said[case][name] = share
    return said


def otherwise(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """The questions that are not answered alike."""
    return [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]


class Suppositions:
    """Some cases, and what the report would say of them without some of what came in."""

    def __init__(
        self,
        reader: Reader,
        questions: Mapping[str, Question],
        publications: Sequence[Recorded],
        histories: Mapping[str, Sequence[Recorded]],
    ) -> None:
        """publications: of case types and calendars; histories: of the cases; both up to the reader's position."""
        self.reader = reader
        self.questions = questions
        self.publications = publications
        self.histories = histories
        self._laws: dict[frozenset[int], Law] = {frozenset(): reader.law}
        cases = list(histories)
        self._now = shares_of(reader.at(reader.position, cases), questions, cases)

    def pool(self, case: str, then: int) -> tuple[list[int], dict[int, set[int]]]:
        """The positions since ``then`` that may be left out of a case, and to each those that speak of it: with an
        event go its corrections and annulments, and what corrects or annuls these."""
        history = self.histories[case]
        rules = self.reader.law.epochs(type_of(history) or "")
        since = [*(one.position for one in history), *rules]
        pool = [one for one in since if then < one <= self.reader.position]
        return pool, {position: _speaking_of(position, history) for position in pool}

    def without(self, left_out: Mapping[str, frozenset[int]]) -> dict[str, list[str]]:
        """Case to the questions that would be answered otherwise without these positions."""
        told: dict[str, list[FactRow]] = {}
        impossible = {}
        for case, positions in left_out.items():
            history = [one for one in self.histories[case] if one.position not in positions]
            try:
                with computing(case):
                    told[case] = rows(history, self._law(positions))
            except UnknownCalendar:  # a case type can't do without the calendar that came with it
                impossible[case] = sorted(self.questions)
        if not told:
            return impossible
        supposed = shares_of(Supposed(self.reader, told), self.questions, list(told))
        return impossible | {case: otherwise(self._now[case], supposed[case]) for case in told}

    def _law(self, left_out: frozenset[int]) -> Law:
        rules = left_out & {one.position for one in self.publications}
        if rules not in self._laws:
            self._laws[rules] = Law(one for one in self.publications if one.position not in rules)
        return self._laws[rules]


def _speaking_of(position: int, history: Sequence[Recorded]) -> set[int]:
    """The events that speak of an event, and of those that speak of it."""
    found: set[int] = set()
    new = {position}
    while new:
        new = {one.position for one in history if target_of(one, history) in new} - found
        found |= new
    return found


def target_of(recorded: Recorded, history: Sequence[Recorded]) -> int | None:
    """The position of the event that a correction or annulment speaks of."""
    match recorded.event:
        case Annulled(annuls=id_, annuls_source=source) | Corrected(corrects=id_, corrects_source=source):
            wanted = (source or recorded.event.source, id_)
            return next((one.position for one in history if (one.event.source, one.event.id) == wanted), None)
    return None


class Supposed(Reader):
    """A reader's view of some cases alone, answered from rows that were folded for the purpose."""

    def __init__(self, reader: Reader, told: Mapping[str, Sequence[FactRow]]) -> None:
        """told: the rows of each case, as ``projections.rows`` gives them."""
        vars(self).update(vars(reader.at(reader.position, list(told))))
        self._of_all = reader
        self._told = {f"told_{one.name}": _json(one, told) for one in PROJECTIONS.values()}

    def at(self, position: int, cases: Sequence[str] | None = None) -> Reader:
        """As ``Reader.at``; of all cases, what the projections do hold."""
        return self._of_all.at(position) if cases is None else super().at(position, cases)

    def asked(self, projection: Projection) -> sql.Composed:
        return super().asked(_Told.like(projection))

    def known(self, projection: Projection) -> sql.Composed:
        return super().known(_Told.like(projection))

    def believed(self, projection: Projection) -> sql.Composed:
        return super().believed(_Told.like(projection))

    def table(self, projection: Projection) -> sql.Identifier:
        return super().table(_Told.like(projection))

    def rows(self, query: sql.Composed, **parameters: Any) -> list[tuple[Any, ...]]:
        return super().rows(query, **self._told, **parameters)


class _Told(Projection):
    """A projection whose rows come with the question."""

    @staticmethod
    def like(projection: Projection) -> _Told:
        return _Told(projection.name, projection.kind, projection.columns, projection.live)

    # A source of rows stands wherever the table's name does; the table itself lends their types.
    def table(self, generation: int) -> sql.Composed:  # type: ignore[override]
        source = sql.SQL("jsonb_populate_recordset(NULL::{}, {}::jsonb)")
        return source.format(super().table(generation), sql.Placeholder(f"told_{self.name}"))


def _json(projection: Projection, told: Mapping[str, Sequence[FactRow]]) -> str:
    """The rows of a projection as one JSON list of objects, column to value."""
    names = projection.all_columns
    objects = [name for name, kind in projection.columns if kind.startswith("jsonb")]
    lines = []
    for case, of_case in told.items():
        for row in of_case:
            if row.kind == projection.kind:
                line = dict(zip(names, projection.values(case, row), strict=True))
                line |= {name: msgspec.Raw(line[name].encode()) for name in objects}
                lines.append(line)
    return msgspec.json.encode(lines).decode()
