"""Whether a report can be made as a run of a report calendar wants it."""

from __future__ import annotations

import re
from typing import cast

from ...domain.fold.law import Law
from ...domain.problem import Problem
from ...domain.rules.report_calendar import ReportRun
from ...projections.asking.reader import COPENHAGEN
from ...reports.forms.files import FORMS, UnknownForm
from ...reports.kinds.catalogue import kind_of
from ...reports.model.build import PERIODS, check
from ...reports.model.kind import Audience, NotAsked, Rulebook, Wanted
from ...reports.model.span import span_of

OPTION = re.compile(r"--([a-z]+)")


def fits(run: ReportRun) -> Problem | None:
    """Why a report can't be made as a run wants it, for any period; None: it can, as far as its file shows."""
    wanted = run.report
    if wanted is None:
        return None
    try:
        kind, span = kind_of(wanted.report), span_of(PERIODS[run.every])
        if not wanted.formats or not set(wanted.formats) <= set(FORMS):
            known = ", ".join(FORMS)
            raise UnknownForm(
                da=f"»formats« er en eller flere af: {known}.", en=f'"formats" is one or more of: {known}.'
            )
        if "case" in kind.needs:
            raise NotAsked(
                da=f"{kind.id} handler om én sag og hører ikke til i en kalender.",
                en=f"{kind.id} is about one case, and belongs in no calendar.",
            )
        if kind.audiences and wanted.audience not in (None, *kind.audiences):
            known = ", ".join(kind.audiences)
            raise NotAsked(
                da=f"{kind.id} findes i udgaver til: {known}.", en=f"{kind.id} has versions for: {known}."
            )
        for unit in run.units:
            asked = asked_of(run, unit, Wanted(span, COPENHAGEN, span.end(COPENHAGEN)))
            kind.questions(check(kind, asked), Rulebook(Law(())))
    except Problem as problem:
        return _of_the_file(problem)
    return None


def asked_of(run: ReportRun, unit: str | None, wanted: Wanted) -> Wanted:
    """A report of a period as a run wants it, about one of its units."""
    assert run.report is not None
    audience = cast(Audience | None, run.report.audience)
    return wanted._replace(unit=unit, case_type=run.report.case_type, audience=audience)


def _of_the_file(problem: Problem) -> Problem:
    """What the command line calls an option is a key of the same name in the file."""
    said = problem.text
    return problem.worded(OPTION.sub(r"»\1«", said.da), OPTION.sub(r'"\1"', said.en))
