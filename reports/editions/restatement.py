"""Restating: a report as it was published beside the same report as known now, and the events that make the difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from ...journal.application import Journal
from ...presentation.model.section import Beside, Row, Section, key_of
from ...projections.asking.reader import Moment, Reader, ask
from .. import problems
from ..model.build import make
from ..model.kind import Kind
from ..model.report import Report
from .causes import Cause, Progress, RestatedReport, causes
from .editions import Edition, wanted_of


class Changed(msgspec.Struct, kw_only=True):
    """One figure that reads otherwise now. row: what tells its row apart. before, after: none where there was no row."""

    section: str
    column: str
    row: dict[str, Any]
    before: Any
    after: Any


class Restatement(msgspec.Struct, kw_only=True):
    """A report as published, as known now, and the difference. same: whether the edition could be made again exactly.
    zone: of its local time."""

    edition: int
    published_at: datetime
    published_digest: str
    same: bool
    zone: str
    published: Report
    now: Report
    figures: list[Changed]
    events: list[Cause]


def restate(
    journal: Journal,
    kind: Kind,
    edition: Edition,
    known_at: datetime | None = None,
    progress: Progress = lambda done, total: None,
) -> Restatement:
    """The edition made again, beside the same report as known now (or at another time). Raises NotCaughtUp,
    Problem ``report-options``.
    """
    wanted = wanted_of(edition.edition)
    then = edition.edition.position

    def compare(reader: Reader) -> Restatement:
        if known_at is not None and reader.journal.position_at(known_at) < then:
            raise problems.before_edition(edition.number, then)
        if reader.position < then:
            raise problems.NotCaughtUp(then, reader.position)
        published = msgspec.structs.replace(make(reader.at(then), kind, wanted), known_at=None)
        now = make(reader, kind, wanted)
        return Restatement(
            edition=edition.number,
            published_at=edition.recorded,
            published_digest=edition.edition.digest,
            same=published.digest == edition.edition.digest,
            zone=wanted.zone.key,
            published=published,
            now=now,
            figures=changed_figures(published, now),
            events=causes(RestatedReport(reader, kind, wanted, then), progress),
        )

    return ask(journal, Moment(wanted.as_of, known_at, wanted.zone), compare)


def changed_figures(before: Report, after: Report) -> list[Changed]:
    """Every figure that differs between two reports of one kind, section by section."""
    return [
        Changed(
            section=section.id,
            column=column,
            row={one.id: row[one.id] for one in section.columns if one.key},
            before=cell.before,
            after=cell.after,
        )
        for section in side_by_side(before, after)
        for row in section.rows
        for column, cell in row.items()
        if isinstance(cell, Beside)
    ]


def side_by_side(before: Report, after: Report) -> Iterator[Section]:
    """Each section of two reports of one kind, the rows of both in one table; a cell that differs holds both figures.

    A row, or a section, of one side alone has none on the other.
    """
    was = {section.id: section for section in before.sections}
    now = {section.id: section for section in after.sections}
    for id_ in dict.fromkeys([*was, *now]):
        some = was.get(id_) or now[id_]
        rows_before, rows_after = (_rows_by_key(side.get(id_), some) for side in (was, now))
        keys = dict.fromkeys([*rows_before, *rows_after])
        rows = [_beside(rows_before.get(key, {}), rows_after.get(key, {}), some) for key in keys]
        yield msgspec.structs.replace(some, rows=rows)


def _rows_by_key(section: Section | None, some: Section) -> dict[tuple[Any, ...], Row]:
    return {key_of(row, some): row for row in section.rows} if section else {}


def _beside(was: Row, now: Row, section: Section) -> Row:
    row: Row = {}
    for column in section.columns:
        old, new = was.get(column.id), now.get(column.id)
        row[column.id] = (now or was)[column.id] if column.key else old if old == new else Beside(old, new)
    return row | ({"small": True} if was.get("small") or now.get("small") else {})
