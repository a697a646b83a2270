"""What a run of the report calendar sends: its words, and the files of its edition, made again when they are needed.

Nothing is kept: the edition's report is made at its own position, and its digest says that it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...delivery.channels.message import Attachment
from ...domain.events.publications import ReportPublished
from ...domain.events.report_runs import ReportRunMade
from ...domain.rules.report_calendar import PERIOD
from ...domain.text import Language, Text
from ...domain.words.wording import fill, fill_line
from ...journal.application import Journal
from ...projections.asking.reader import Moment, Reader, ask
from ...reports import problems
from ...reports.editions.editions import wanted_of
from ...reports.forms.files import Form, Naming, forms_of, render, stem
from ...reports.kinds.catalogue import kind_of
from ...reports.model.build import make
from ...reports.model.report import Report
from ...reports.model.span import span_of

MEDIA_TYPES: dict[Form, str] = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
REPORT_TEXT = Text(
    "Hermed {title} for {period}: udgave {number}, offentliggjort i journalen ved position {position}.\n\n"
    "Tallene er som kendt, da rapporten forfaldt. Deres SHA-256: {digest}",
    "Here is the report {title} for {period}: edition {number}, published in the journal at position {position}.\n\n"
    "Its figures are as known when the report fell due. Their SHA-256: {digest}",
)


class RunWords(NamedTuple):
    """What a message about a run says, in one language."""

    subject: str
    text: str


def words_of(run: ReportRunMade, language: Language) -> RunWords:
    """The subject and the text of the message about a run; the same for all who get it."""
    period = span_of(run.period).label.say(language)
    if run.about_unit is not None:
        period = f"{period}, {run.about_unit}"
    subject = fill_line("{label}: {period}", {"label": run.label.say(language), PERIOD: period})
    if run.notice is not None:
        return RunWords(subject, fill(run.notice.say(language), {PERIOD: period}))
    assert run.edition is not None
    values = {
        "title": kind_of(run.edition.report).title.say(language),
        PERIOD: period,
        "number": str(run.edition.number),
        "position": str(run.edition.position),
        "digest": run.edition.digest,
    }
    return RunWords(subject, fill(REPORT_TEXT.say(language), values))


def attachments_of(
    journal: Journal, run: ReportRunMade, language: Language, forms: Sequence[Form] | None = None
) -> tuple[Attachment, ...]:
    """The files of a run's edition, in a language; of a notice there are none.

    forms: which; none: those that the calendar said. Raises NotCaughtUp, Problem ``form-failed``, ``edition-altered``.
    """
    if run.edition is None:
        return ()
    wanted = forms_of(",".join(run.formats)) if forms is None else list(forms)
    report = edition_report(journal, run)
    made = render(report, wanted, language)
    if made.failed:
        raise problems.form_failed(made.failed)
    name = stem(report, Naming(edition=run.edition.number))
    types = {f".{form}": MEDIA_TYPES[form] for form in wanted}
    return tuple(
        Attachment(f"{name}_{end}", types[end[end.rindex(".") :]], content) for end, content in made.files.items()
    )


def edition_report(journal: Journal, run: ReportRunMade) -> Report:
    """The report of a run's edition, made again at its position. Raises NotCaughtUp, Problem ``edition-altered``."""
    assert run.edition is not None
    [published] = journal.read(run.edition.position - 1, run.edition.position)
    assert isinstance(published.event, ReportPublished)
    edition = published.event.definition
    wanted = wanted_of(edition)

    def again(reader: Reader) -> Report:
        if reader.position < edition.position:
            raise problems.NotCaughtUp(edition.position, reader.position)
        return make(reader.at(edition.position), kind_of(edition.report), wanted)

    report = ask(journal, Moment(wanted.as_of, None, wanted.zone), again)
    if report.digest != edition.digest:
        raise problems.edition_altered(run.edition.number, edition.report, edition.period)
    return report
