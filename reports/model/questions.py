"""What a report asks the projections: the rows of an answer, and what of it each case stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from ...domain.events.history import Recorded
from ...presentation.model.section import Row
from ...projections.asking.grouping import CASE, Selection
from ...projections.asking.reader import Reader
from ...projections.statistics.measures import measure

Share = bytes  # what a case contributes to an answer, in canonical form


class Question(Protocol):
    """Something that can be asked of the projections."""

    def ask(self, reader: Reader) -> list[Row]:
        """The rows of the answer."""

    def shares(self, reader: Reader) -> dict[str, Share]:
        """For each case behind the answer: the same question, asked about that case alone."""

    def published(self, reader: Reader, after: int) -> list[Recorded]:
        """Publications after ``after`` up to the reader's position that change the answer by themselves."""


class CaseQuestion:
    """A question that only what happened in cases answers."""

    def published(self, _reader: Reader, _after: int) -> list[Recorded]:
        return []


class MeasureQuestion(CaseQuestion):
    """A measure of the office by its name. where: only groups with these values, field to value."""

    def __init__(self, name: str, selection: Selection, where: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.where = dict(where or {})
        fields = (*selection.by, *(field for field in self.where if field not in selection.by))
        self.selection = selection._replace(by=fields)

    def ask(self, reader: Reader) -> list[Row]:
        return self._rows(reader, self.selection)

    def shares(self, reader: Reader) -> dict[str, Share]:
        of_each = self._rows(reader, self.selection._replace(by=(*self.selection.by, CASE)))
        return by_case(of_each)

    def _rows(self, reader: Reader, selection: Selection) -> list[Row]:
        found = measure(self.name).count(reader, selection)
        rows = [_flat(one, self.name, selection.by) for one in found]
        return [row for row in rows if all(row[field] == value for field, value in self.where.items())]


class ListQuestion(CaseQuestion):
    """A list with a line or more for each case; each line has the column ``case``."""

    def __init__(self, lines: Callable[[Reader], list[Row]]) -> None:
        self.lines = lines

    def ask(self, reader: Reader) -> list[Row]:
        return self.lines(reader)

    def shares(self, reader: Reader) -> dict[str, Share]:
        return by_case(self.ask(reader))


def _flat(row: msgspec.Struct, name: str, fields: Sequence[str]) -> Row:
    """A row of a measure: its period, what it was divided by, its figures, and ``small`` where it is so."""
    said = msgspec.structs.asdict(row)
    group = said["group"]
    flat: Row = {"period": said["period"]} | {figure: said[figure] for figure in measure(name).columns}
    flat |= group if isinstance(group, dict) else dict.fromkeys(fields, group)
    return flat | ({"small": True} if said.get("small") else {})


def by_case(rows: Sequence[Row]) -> dict[str, Share]:
    """The lines of each case in canonical form; each line has the column ``case``."""
    lines: dict[str, list[bytes]] = {}
    for row in rows:
        of_case: dict[str, Any] = {name: value for name, value in row.items() if name != CASE}
        lines.setdefault(row[CASE], []).append(msgspec.json.encode(of_case, order="deterministic"))
    return {case: b"\n".join(sorted(found)) for case, found in lines.items()}
