"""Editions of a report: published into the journal with the position of what was known, so that each can be made again."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

import msgspec

from ...domain.events.publications import REPORT_STREAM, ReportPublished
from ...domain.events.report_edition import ReportEdition
from ...journal.application import Journal
from ...journal.entry import Refused
from .. import problems
from ..model.kind import Audience, ReportRequest
from ..model.report import Report
from ..model.span import span_of

SOURCE = "sagsgang"


class Edition(NamedTuple):
    """One edition. number: from 1, among those of the same report, period, unit and choices."""

    number: int
    position: int
    recorded: datetime
    edition: ReportEdition


class PublishedEdition(NamedTuple):
    """An edition, and whether the same figures were the latest edition already."""

    edition: Edition
    already: bool


def editions(journal: Journal, report: str | None = None, position: int | None = None) -> list[Edition]:
    """Every edition in the order of publication. report: of this kind only. position: published up to it."""
    stream = REPORT_STREAM if report is None else f"{REPORT_STREAM}{report}/"
    counted: dict[str, int] = {}
    found = []
    for recorded in journal.published(stream, journal.head().position if position is None else position):
        assert isinstance(recorded.event, ReportPublished)
        number = counted[recorded.case] = counted.get(recorded.case, 0) + 1
        found.append(Edition(number, recorded.position, recorded.recorded, recorded.event.definition))
    return found


def edition_of(journal: Journal, report: str, wanted: ReportRequest, number: int | None = None) -> Edition:
    """The edition of a number (None: the latest) of what is wanted. Raises Problem ``no-edition``."""
    found = _of(journal, report, wanted.span.name, wanted.unit, wanted.chosen)
    for edition in reversed(found):
        if number in (None, edition.number):
            return edition
    raise problems.no_edition(report, wanted.span.name, len(found))


def publish_edition(
    journal: Journal, report: Report, now: datetime, recorded: datetime | None = None
) -> PublishedEdition:
    """Publish a report as it was made, unless its latest edition has the same figures as of the same instant.

    now: when it is done. recorded: for filling a journal before it goes live. Raises Problem.
    """
    if (before := published_alike(journal, report)) is not None:
        return PublishedEdition(before, True)
    edition = ReportEdition(
        report=report.report,
        period=report.period,
        unit=report.unit,
        chosen=report.chosen,
        as_of=report.as_of,
        position=report.position,
        digest=report.digest,
    )
    event = ReportPublished(source=SOURCE, id="", occurred=recorded or now, definition=edition)
    [outcome] = journal.publish([event], recorded)
    if isinstance(outcome, Refused):
        raise outcome.problem
    written = next(one for one in editions(journal, report.report) if one.position == outcome.position)
    return PublishedEdition(written, False)


def published_alike(journal: Journal, report: Report) -> Edition | None:
    """The latest edition, if it has the same figures as of the same instant."""
    before = _of(journal, report.report, report.period, report.unit, report.chosen)
    if before and (before[-1].edition.digest, before[-1].edition.as_of) == (report.digest, report.as_of):
        return before[-1]
    return None


def as_published(journal: Journal, report: Report) -> Report:
    """The report with the position of its edition, where the same figures are published already: its files are then
    those of the edition."""
    if (edition := published_alike(journal, report)) is None:
        return report
    position = edition.edition.position
    return msgspec.structs.replace(report, position=position, recorded=journal.recorded_at(position))


def wanted_of(edition: ReportEdition) -> ReportRequest:
    """What was wanted of a report when its edition was published."""
    chosen = edition.chosen
    return ReportRequest(
        span=span_of(edition.period),
        zone=ZoneInfo(chosen["zone"]),
        as_of=edition.as_of,
        unit=edition.unit,
        case_type=chosen.get("type"),
        audience=cast(Audience | None, chosen.get("for")),
        case=chosen.get("case"),
    )


def _of(journal: Journal, report: str, period: str, unit: str | None, chosen: dict[str, str]) -> list[Edition]:
    return [
        one
        for one in editions(journal, report)
        if (one.edition.period, one.edition.unit, one.edition.chosen) == (period, unit, chosen)
    ]
