"""The files of a report: which forms the call asks for, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.problem import Problem, Unavailable
from ..reports.forms.files import Form, Rendered, forms_of
from ..reports.forms.folder import check_folder
from ..reports.forms.folder import write as put
from ..terminal.language import both, say
from ..terminal.output import note

FAILED = 1

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


def forms_in(words: str | None, to: Path) -> list[Form]:
    """The forms that were asked for, and a folder to put them in. Raises Problem."""
    if words is None:
        return []
    forms = forms_of(words)
    check_folder(to)
    return forms


def write(made: Rendered, to: Path, name: str) -> list[Path]:
    """Write the files, and say of which the content was another before. Raises NotWritten."""
    written = put(to, {f"{name}_{end}": content for end, content in made.files.items()})
    for file in written.replaced:
        note(both(f"Erstattet, med andet indhold: {file}", f"Replaced, with other content: {file}"))
    return written.files


def not_made(failed: list[Form], more: str = "") -> Problem:
    """That forms could not be made. more: what is said after it."""
    forms = ", ".join(failed)
    return Unavailable(
        code="form-failed",
        da=f"Rapporten kunne ikke laves som {forms}; fejlen står i loggen. Vælg en anden --format.{more}",
        en=f"The report could not be made as {forms}; the error stands in the log. Choose another --format.{more}",
    )


def say_failed(made: Rendered) -> int:
    """The exit status, and what could not be made, if anything."""
    if not made.failed:
        return 0
    note(say(not_made(made.failed).text))
    return FAILED


def names(files: list[Path]) -> list[str]:
    """The files as the answer names them."""
    return [str(file) for file in files]
