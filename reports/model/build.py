"""Making a report: its questions are put to one consistent view, and the answers become sections."""

from __future__ import annotations

from typing import get_args

import msgspec
from psycopg import sql

from ...domain.events.publications import TARGETS_STREAM
from ...domain.text import Text
from ...presentation.model.section import Section
from ...projections.asking.name_check import check_unit
from ...projections.asking.periods import Period
from ...projections.asking.reader import Reader
from ...projections.tables.catalogue import CASES
from .. import problems
from .kind import Audience, Kind, ReportRequest, Rulebook
from .names import names
from .report import Report, digest_of

AUDIENCES: dict[Audience, Text] = {
    "team": Text("til teamchefen", "for the team leader"),
    "quality": Text("til kvalitetskontrollen", "for the quality unit"),
    "director": Text("til direktøren", "for the director"),
    "committee": Text("til udvalget", "for the committee"),
}
USUAL: Audience = "director"
PERIODS: dict[Period, str] = {"month": "2008-03", "quarter": "2010-Q1", "half": "2010-H1", "year": "2010"}
assert tuple(PERIODS) == get_args(Period)


def check(kind: Kind, wanted: ReportRequest) -> ReportRequest:
    """What is wanted, with the usual audience filled in. Raises Problem ``bad-period``, ``report-options``."""
    if wanted.span.period not in kind.periods:
        raise problems.other_periods(kind.id, (PERIODS[period] for period in kind.periods), wanted.span.name)
    if wanted.audience is not None and not kind.audiences:
        raise problems.for_nobody_in_particular(kind.id)
    if wanted.audience not in (None, *kind.audiences):
        raise problems.unknown_audience(kind.id, kind.audiences)
    if "case" in kind.needs and wanted.case is None:
        raise problems.which_case(kind.id)
    if "case" not in kind.needs and wanted.case is not None:
        raise problems.about_no_case(kind.id)
    if wanted.audience == "team" and wanted.unit is None:
        raise problems.whose_team(kind.id)
    if wanted.audience == "committee" and wanted.unit is not None:
        raise problems.committee_of_a_unit(kind.id)
    usual = USUAL if kind.audiences else None
    return wanted._replace(audience=wanted.audience or usual)


CASE = "SELECT EXISTS (SELECT 1 FROM {cases} WHERE case_id = %(case)s)"


def check_case(reader: Reader, case: str | None) -> None:
    """A misspelt case must not look like one without a sample. Raises Problem ``unknown-case``."""
    if case is None:
        return
    [(known,)] = reader.rows(sql.SQL(CASE).format(cases=reader.table(CASES)), case=case)
    if not known:
        raise problems.unknown_case(case)


def rulebook_of(reader: Reader) -> Rulebook:
    """What was published up to the end of what the reader sees."""
    return Rulebook(reader.law, reader.journal.published(TARGETS_STREAM, reader.position))


def make(reader: Reader, kind: Kind, wanted: ReportRequest) -> Report:
    """The report at the reader's moment. Raises UnknownField, Problem."""
    wanted = check(kind, wanted)
    check_unit(reader, wanted.unit)
    check_case(reader, wanted.case)
    rulebook = rulebook_of(reader)
    answers = {name: question.ask(reader) for name, question in kind.questions(wanted, rulebook).items()}
    sections = [_only_columns(section) for section in kind.sections(wanted, answers, rulebook)]
    return Report(
        report=kind.id,
        title=kind.title,
        subtitle=_subtitle(wanted, reader),
        period=wanted.span.name,
        unit=wanted.unit,
        chosen=wanted.chosen,
        as_of=wanted.as_of,
        known_at=reader.moment.known_at,
        position=reader.position,
        recorded=reader.journal.recorded_at(reader.position),
        zone=wanted.zone.key,
        digest=digest_of(kind.id, wanted.span.name, wanted.unit, sections),
        sections=sections,
        names=names(reader.law, sections),
    )


def _only_columns(section: Section) -> Section:
    """The section, its rows cut down to what it shows, so that nothing else of a case is passed on."""
    shown = [column.id for column in section.columns]
    rows = [
        {name: row.get(name) for name in shown} | ({"small": True} if row.get("small") else {})
        for row in section.rows
    ]
    return msgspec.structs.replace(section, rows=rows)


def _subtitle(wanted: ReportRequest, reader: Reader) -> Text:
    """What was chosen, in words."""
    types = reader.law.types()
    parts = [wanted.span.label]
    if wanted.unit is not None:
        parts.append(Text(wanted.unit, wanted.unit))
    if wanted.case_type in types:
        parts.append(types[wanted.case_type][-1][1].title)
    if wanted.case is not None:
        parts.append(Text(wanted.case, wanted.case))
    if wanted.audience is not None:
        parts.append(AUDIENCES[wanted.audience])
    return Text(" · ".join(part.da for part in parts), " · ".join(part.en for part in parts))
