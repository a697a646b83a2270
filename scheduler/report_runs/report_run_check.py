"""Whether a report can be made as a run of a report calendar wants it."""

from __future__ import annotations

from typing import cast

from ...domain.problem import Problem
from ...domain.rules.report_calendar import ReportRun
from ...projections.asking.reader import COPENHAGEN
from ...reports import problems
from ...reports.forms.files import FORMS
from ...reports.kinds.catalogue import kind_of
from ...reports.model.build import PERIODS, check
from ...reports.model.kind import Audience, ReportRequest
from ...reports.model.span import span_of


def fits(run: ReportRun) -> Problem | None:
    """Why a report can't be made as a run wants it, for any period; None: it can, as far as its file shows.

    The parameter that the problem names is the key of the file.
    """
    wanted = run.report
    if wanted is None:
        return None
    try:
        kind, span = kind_of(wanted.report), span_of(PERIODS[run.every])
        if not wanted.formats or not set(wanted.formats) <= set(FORMS):
            raise problems.unknown_form("formats", FORMS)
        if "case" in kind.needs:
            raise problems.of_no_calendar(kind.id)
        for unit in run.units:
            check(kind, asked_of(run, unit, ReportRequest(span, COPENHAGEN, span.end(COPENHAGEN))))
    except Problem as problem:
        return problem
    return None


def asked_of(run: ReportRun, unit: str | None, wanted: ReportRequest) -> ReportRequest:
    """A report of a period as a run wants it, about one of its units."""
    assert run.report is not None
    audience = cast(Audience | None, run.report.audience)
    return wanted._replace(unit=unit, case_type=run.report.case_type, audience=audience)
