"""Reports: which there are, making one, publishing it, and comparing an edition with what is known now."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec

from ..domain.events.report_edition import ReportEdition
from ..domain.text import Text
from ..projections.asking.periods import Period
from ..projections.asking.reader import Moment
from ..projections.asking.shared_zone import zone_of_journal
from ..reports import problems
from ..reports.editions.editions import Edition, as_published, edition_of, editions, publish_edition
from ..reports.editions.restatement import Restatement, restate
from ..reports.kinds.catalogue import KINDS, kind_of
from ..reports.model import build
from ..reports.model.kind import Audience, ReportRequest
from ..reports.model.report import Report
from ..reports.model.span import span_of
from .operation_help import told
from .paging import PublishedAsked, continued, part
from .parameters import Asked, CaseType, Nothing, Unit
from .registration import recorded_at
from .session import Session

Listed = TypeVar("Listed", bound="EditionListed")
PeriodName = Annotated[
    str,
    told(
        "Hvilken periode: 2008-03, 2010-Q1, 2010-H1 eller 2010.",
        "Which period: 2008-03, 2010-Q1, 2010-H1 or 2010.",
    ),
]
ReportName = Annotated[str, told("Hvilken rapport.", "Which report.", positional=True)]


class ReportAsked(Asked, frozen=True, kw_only=True):
    """Which report, and what it is narrowed to; as of the end of its period, if no moment is said."""

    report: ReportName
    period: PeriodName
    type: CaseType = None
    unit: Unit = None
    audience: Annotated[
        Audience | None,
        told(
            "Månedsstatus til hvem: et team kræver sin enhed; director, hvis intet siges.",
            "The monthly status for whom: a team needs its unit; director by default.",
        ),
    ] = msgspec.field(default=None, name="for")
    case: Annotated[str | None, told("Undersøgelsen, rapporten handler om.", "The inquiry that it is about.")] = (
        None
    )
    as_of: Annotated[
        str | None,
        told(
            "Hvad gjaldt i verden på denne dato eller dette tidspunkt (periodens udgang, hvis intet siges).",
            "What was true in the world at this date or instant (default the end of the period).",
        ),
    ] = None


class PublicationOfReportAsked(ReportAsked, frozen=True, kw_only=True):
    """Which report is published, and as of when the edition counts as registered."""

    recorded: Annotated[
        str | None,
        told(
            "Registreringstid, når en journal fyldes, før den går i drift.",
            "Time of registration, when a journal is filled before it goes live.",
        ),
    ] = None


class RestatementAsked(ReportAsked, frozen=True, kw_only=True):
    """Which edition is made again, beside what is known now or at another time."""

    edition: Annotated[int | None, told("Hvilken udgave (den seneste).", "Which edition (the latest).")] = None


class EditionsAsked(PublishedAsked, frozen=True, kw_only=True):
    """Of which report; none: of all."""

    report: Annotated[str | None, told("Kun denne rapport.", "This report only.", positional=True)] = None


class ReportKind(msgspec.Struct, kw_only=True):
    """A report that there is. periods: what it can be made about. audiences: for whom there is a version of it."""

    report: str
    title: Text
    about: Text
    periods: tuple[Period, ...]
    audiences: tuple[Audience, ...] = msgspec.field(name="for")


class ReportKinds(msgspec.Struct):
    """The reports that there are."""

    reports: list[ReportKind]


class EditionListed(ReportEdition, frozen=True, kw_only=True):
    """One edition. edition: its number, from 1, among those of the same report, period, unit and choices.
    published_position: where in the journal it stands."""

    edition: int
    published_at: datetime
    published_position: int


class EditionPublished(EditionListed, frozen=True, kw_only=True):
    """The edition of what was published. already: the same figures were the latest edition before."""

    already: bool


class Editions(msgspec.Struct, kw_only=True):
    """Editions in the order of publication. zone: of the journal's local time."""

    editions: list[EditionListed]
    zone: str
    next: str | None


def listed(session: Session, asked: Nothing) -> ReportKinds:
    """The reports that there are."""
    del session, asked
    return ReportKinds(
        [
            ReportKind(
                report=one.id, title=one.title, about=one.about, periods=one.periods, audiences=one.audiences
            )
            for one in KINDS.values()
        ]
    )


def make(session: Session, asked: ReportAsked) -> Report:
    """The report. Raises UnknownField, Problem ``unknown-report``, ``bad-period``, ``report-options``, ``unknown-case``."""
    kind = kind_of(asked.report)
    wanted, known_at = _wanted(session, asked)
    moment = Moment(wanted.as_of, known_at, wanted.zone)
    return session.put(moment, lambda reader: build.make(reader, kind, wanted))


def to_publish(session: Session, asked: PublicationOfReportAsked) -> Report:
    """The report as its edition will tell it, or does already. Raises as ``make``."""
    return as_published(session.journal, make(session, asked))


def publish(session: Session, asked: PublicationOfReportAsked) -> EditionPublished:
    """Publish a report, unless its latest edition has the same figures. Raises as ``make``, Problem."""
    return publish_made(session, asked, to_publish(session, asked))


def publish_made(session: Session, asked: PublicationOfReportAsked, made: Report) -> EditionPublished:
    """Publish what ``to_publish`` made: what is done with it first may fail, and an edition can't be taken back."""
    at = recorded_at(session.journal, asked.recorded)
    published = publish_edition(session.journal, made, session.now(), at)
    return _as(EditionPublished, published.edition, already=published.already)


def published(session: Session, asked: EditionsAsked) -> Editions:
    """The editions that were published. Raises Problem ``unknown-report``, ``bad-cursor``."""
    report = kind_of(asked.report).id if asked.report is not None else None
    moment = continued(asked, Moment(session.now()))
    position = moment.known(session.journal)
    found, following = part(asked, moment, position, editions(session.journal, report, position))
    return Editions(
        editions=[_as(EditionListed, one) for one in found],
        zone=zone_of_journal(session.journal).key,
        next=following,
    )


def restated(session: Session, asked: RestatementAsked) -> Restatement:
    """An edition beside what is known now. Raises as ``make``, NotCaughtUp, Problem ``no-edition``."""
    if asked.as_of is not None:
        raise problems.edition_has_its_moment()
    kind = kind_of(asked.report)
    wanted, known_at = _wanted(session, asked)
    found = edition_of(session.journal, kind.id, build.check(kind, wanted), asked.edition)
    with session.listener.progress(COMPARING) as advance:
        return restate(session.journal, kind, found, known_at, advance)


def _wanted(session: Session, asked: ReportAsked) -> tuple[ReportRequest, datetime | None]:
    """What is wanted, as of the end of the period if nothing is said, or now if it is not over; and as known when."""
    span = span_of(asked.period)
    moment = session.moment(asked, case_type=asked.type, wait=None)
    as_of = moment.as_of
    if asked.as_of is None:
        end = span.end(moment.zone)
        if end > as_of:
            session.listener.note(
                Text(
                    f"{span.name} er ikke slut: rapporten er pr. nu.",
                    f"{span.name} is not over: the report is as of now.",
                )
            )
        as_of = min(end, as_of)
    wanted = ReportRequest(span, moment.zone, as_of, asked.unit, asked.type, asked.audience, asked.case)
    return wanted, moment.known_at


def _as(kind: type[Listed], one: Edition, **more: Any) -> Listed:
    """An edition as it is answered with."""
    return kind(
        **msgspec.structs.asdict(one.edition),
        edition=one.number,
        published_at=one.recorded,
        published_position=one.position,
        **more,
    )


COMPARING = Text("Sammenligner", "Comparing")
