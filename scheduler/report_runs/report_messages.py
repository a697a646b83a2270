"""What a run of the report calendar sends: its words, and the files of its edition, made again when they are needed.

Nothing is kept: the edition's report is made at its own position, and its digest says that it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...delivery.channels.message import Attachment
from ...domain.events.publications import ReportPublished
from ...domain.events.report_runs import ReportRunMade
from ...domain.problem import InternalFault, Unavailable
from ...domain.rules.report_calendar import PERIOD
from ...domain.text import Language, Text
from ...domain.words.wording import fill, fill_line
from ...journal.application import Journal
from ...projections.asking.reader import Moment, Reader, ask
from ...reports.editions.editions import wanted_of
from ...reports.editions.restatement import NotCaughtUp
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


class NoFiles(Unavailable):
    """The files of an edition could not be made."""

    code = "form-failed"


class OtherFigures(InternalFault):
    """The edition, made again, has other figures than were published."""

    code = "edition-altered"


class RunWords(NamedTuple):
    """What a message about a run says, in one language."""

    subject: str
    text: str


def words_of(run: ReportRunMade, language: Language) -> RunWords:
    """The subject and the text of the message about a run; the same for all who get it."""
    period = span_of(run.period).said.say(language)
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

    forms: which; none: those that the calendar said. Raises NoFiles, OtherFigures, NotCaughtUp, Problem.
    """
    if run.edition is None:
        return ()
    wanted = forms_of(",".join(run.formats)) if forms is None else list(forms)
    report = edition_report(journal, run)
    made = render(report, wanted, language)
    if made.failed:
        failed = ", ".join(made.failed)
        raise NoFiles(
            da=f"Rapporten kunne ikke laves som {failed}; fejlen står i loggen.",
            en=f"The report could not be made as {failed}; the error stands in the log.",
        )
    name = stem(report, Naming(edition=run.edition.number))
    types = {f".{form}": MEDIA_TYPES[form] for form in wanted}
    return tuple(
        Attachment(f"{name}_{end}", types[end[end.rindex(".") :]], content) for end, content in made.files.items()
    )


def edition_report(journal: Journal, run: ReportRunMade) -> Report:
    """The report of a run's edition, made again at its position. Raises OtherFigures, NotCaughtUp, Problem."""
    assert run.edition is not None
    [published] = journal.read(run.edition.position - 1, run.edition.position)
    assert isinstance(published.event, ReportPublished)
    edition = published.event.definition
    wanted = wanted_of(edition)

    def again(reader: Reader) -> Report:
        if reader.position < edition.position:
            raise NotCaughtUp(
                da=f"Udgaven blev lavet ved position {edition.position}; der kan kun svares til position "
                f"{reader.position}.",
                en=f"The edition was made at position {edition.position}; answers only reach position "
                f"{reader.position}.",
            )
        return make(journal, reader.at(edition.position), kind_of(edition.report), wanted)

    report = ask(journal, Moment(wanted.as_of, None, wanted.zone), again)
    if report.digest != edition.digest:
        raise OtherFigures(
            da=f"Udgave {run.edition.number} af {edition.report} for {edition.period} kan ikke laves igen med de samme "
            "tal. Kør: sagsgang replay",
            en=f"Edition {run.edition.number} of {edition.report} for {edition.period} can't be made again with the "
            "same figures. Run: sagsgang replay",
        )
    return report
