"""Reports as files of the caller: made, published, or beside what is known now, in the forms that the call asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import Parameter

from ..domain.problem import Problem, Unavailable
from ..domain.text import Text
from ..operations import reports
from ..operations.moments import moment_of
from ..operations.session import Session
from ..reports.editions.restatement_report import as_report
from ..reports.forms.files import Form, Naming, Rendered, forms_of, render, stem
from ..reports.model.report import Report
from ..reports.problems import edition_altered, form_failed
from ..terminal.language import LANGUAGE, both, say
from ..terminal.output import answer, note, out
from .adapter import FAILED, Call, with_files
from .asking import DIFFERS, say_unreadable
from .ending import words_of
from .report_files import FilesNotWritten, check_folder
from .report_files import write as write_files

Format = Annotated[
    str | None,
    Parameter(
        name="--format",
        help=both(
            "Skriv filer: html, pdf, xlsx, csv, adskilt af komma (ellers vises rapporten her).",
            "Write files: html, pdf, xlsx, csv, parted by commas (else the report is shown here).",
        ),
    ),
]
To = Annotated[
    Path, Parameter(help=both("Mappe til filerne (den, man står i).", "Folder of the files (the present one)."))
]
Found = TypeVar("Found")
OTHER_FORM = Text(" Vælg en anden --format.", " Choose another --format.")
NOT_PUBLISHED = Text(
    " Intet er offentliggjort: vælg en anden --format.", " Nothing was published: choose another --format."
)


@with_files("report.make")
def make(call: Call, *, form: Format = None, to: To = Path()) -> int:
    """Carry out ``sagsgang report make``: exit status 1 when a form could not be made."""
    asked: reports.ReportAsked = call.asked()
    forms = _forms_in(form, to)
    if not forms:
        return call.carry_out(asked)[1]
    made, unreadable = _found(call, lambda session: reports.make(session, asked))
    rendered = render(made, forms, LANGUAGE)
    naming = Naming(made.as_of if asked.as_of else None, _known_at(asked, made))
    files = _write(rendered, to, stem(made, naming))
    _give(call, {"report": made, "failed": rendered.failed}, files)
    return _say_failed(rendered) or unreadable


@with_files("report.publish")
def publish(call: Call, *, form: Format = None, to: To = Path()) -> int:
    """Carry out ``sagsgang report publish``. What can fail is done first: an edition can't be taken back."""
    asked: reports.PublicationOfReportAsked = call.asked()
    forms = _forms_in(form, to)
    if not forms:
        return call.carry_out(asked)[1]

    def publish_rendered(session: Session) -> tuple[Report, Rendered, reports.EditionPublished]:
        made = reports.to_publish(session, asked)
        rendered = render(made, forms, LANGUAGE)
        if rendered.failed:
            raise _not_made(rendered, NOT_PUBLISHED)
        return made, rendered, reports.publish_made(session, asked, made)

    (made, rendered, published), unreadable = _found(call, publish_rendered)
    try:
        files = _write(rendered, to, stem(made, Naming(edition=published.edition)))
    except FilesNotWritten as error:
        raise Unavailable(
            code="files-failed",
            da=f"Offentliggjort som udgave {published.edition}; filerne mislykkedes: {error.text.da}. Kør det samme igen.",
            en=f"Published as edition {published.edition}; the files failed: {error.text.en}. Run the same again.",
        ) from error
    _give(call, msgspec.structs.asdict(published), files, lambda: call.show(published, asked))
    return unreadable


@with_files("report.restate")
def restate(call: Call, *, form: Format = None, to: To = Path()) -> int:
    """Carry out ``sagsgang report restate``: exit status 4 when the edition can't be made again."""
    asked: reports.RestatementAsked = call.asked()
    forms = _forms_in(form, to)
    if forms:
        found, status = _found(call, lambda session: reports.restated(session, asked))
        beside = as_report(found)
        rendered = render(beside, forms, LANGUAGE)
        naming = Naming(known_at=_known_at(asked, beside), edition=found.edition, restated=True)
        files = _write(rendered, to, stem(beside, naming))
        _give(call, {"restatement": found, "failed": rendered.failed}, files)
        status = _say_failed(rendered) or status
    else:
        found, status = call.carry_out(asked)
    if found.same:
        return status
    note(words_of(edition_altered(found.edition, found.published.report, found.published.period)))
    return DIFFERS


def _forms_in(words: str | None, to: Path) -> list[Form]:
    """The forms that were asked for, and a folder to put them in. Raises Problem ``unknown-form``, ``report-options``."""
    if words is None:
        return []
    forms = forms_of(words)
    check_folder(to)
    return forms


def _found(call: Call, question: Callable[[Session], Found]) -> tuple[Found, int]:
    """What an operation answers, and the exit status of what could not be read."""
    with call.session() as session:
        return question(session), say_unreadable(session.journal)


def _write(rendered: Rendered, to: Path, name: str) -> list[Path]:
    """Write the files, and say of which the content was another before. Raises FilesNotWritten."""
    written = write_files(to, {f"{name}_{end}": content for end, content in rendered.files.items()})
    for file in written.replaced:
        note(both(f"Erstattet, med andet indhold: {file}", f"Replaced, with other content: {file}"))
    return written.files


def _known_at(asked: reports.ReportAsked, made: Report) -> datetime | None:
    return moment_of(asked.known_at, ZoneInfo(made.zone)) if asked.known_at is not None else None


def _give(call: Call, told: dict[str, Any], files: list[Path], first: Callable[[], None] = lambda: None) -> None:
    """Give the answer, with the names of the files. first: what people read before these."""

    def show(_: object) -> None:
        first()
        for file in files:
            out.print(str(file), markup=False, soft_wrap=True)

    answer(told | {"files": [str(file) for file in files]}, call.json, show)


def _say_failed(rendered: Rendered) -> int:
    """Say which forms could not be made, if any. Gives the exit status."""
    if not rendered.failed:
        return 0
    note(say(_not_made(rendered, OTHER_FORM).text))
    return FAILED


def _not_made(rendered: Rendered, more: Text) -> Problem:
    problem = form_failed(rendered.failed)
    return problem.worded(problem.text.da + more.da, problem.text.en + more.en)
