"""Restating: a report as it was published beside the same report as known now, and the events that make the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from ...journal.application import Journal
from ...presentation.model.section import Section, key_of
from ...projections.asking.reader import Moment, Reader, ask
from .. import problems
from ..model.build import make
from ..model.kind import Kind
from ..model.report import Report
from .causes import Cause, Compared, Progress, causes
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
            events=causes(Compared(reader, kind, wanted, then), progress),
        )

    return ask(journal, Moment(wanted.as_of, known_at, wanted.zone), compare)


def changed_figures(before: Report, after: Report) -> list[Changed]:
    """Every figure that differs between two reports of one kind, section by section."""
    return [changed for was, now in both_sides(before, after) for changed in _changed_rows(was, now)]


def both_sides(before: Report, after: Report) -> Iterator[tuple[Section, Section]]:
    """Each section of two reports of one kind; where one of them does not have it, without rows there."""
    was = {section.id: section for section in before.sections}
    now = {section.id: section for section in after.sections}
    for id_ in dict.fromkeys([*was, *now]):
        some = was.get(id_) or now[id_]
        nothing = msgspec.structs.replace(some, rows=[])
        yield was.get(id_, nothing), now.get(id_, nothing)


def _changed_rows(before: Section, after: Section) -> Iterable[Changed]:
    was = {key_of(row, before): row for row in before.rows}
    now = {key_of(row, after): row for row in after.rows}
    keys = [column.id for column in before.columns if column.key]
    for key in dict.fromkeys([*was, *now]):
        for column in before.columns:
            old, new = was.get(key, {}).get(column.id), now.get(key, {}).get(column.id)
            if not column.key and old != new:
                row = dict(zip(keys, key, strict=True))
                yield Changed(section=before.id, column=column.id, row=row, before=old, after=new)
