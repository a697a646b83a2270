"""Reconciliation: the other system's list stands in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..intake.reading.external_list import contents_of
from ..operations.paging import MOST_LINES
from ..operations.problems import out_of_bounds
from ..presentation.sections.reconciliation import reconciled
from ..terminal.language import both
from .adapter import Call, with_files
from .asking import SOME_REJECTED


@with_files("reconcile", instead=("content", "file"))
def reconcile(
    call: Call,
    *,
    file: Annotated[Path, Parameter(name="--list", help=both("Listen, en CSV-fil.", "The list, a CSV file."))],
    limit: Annotated[
        int, Parameter(help=both("Vis højst så mange differencer.", "Show at most so many differences."))
    ] = 50,
) -> int:
    """Carry out ``sagsgang reconcile``."""
    if not 0 <= limit <= MOST_LINES:
        raise out_of_bounds("limit", 0, MOST_LINES)
    asked = call.asked(content=contents_of(file), file=str(file))
    found, status = call.carry_out(asked, sections=lambda value, said: reconciled(value, said, limit))
    return SOME_REJECTED if found.list.bad else status
