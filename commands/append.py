"""Appending events: from a file, or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..terminal.language import both
from ..terminal.loading_pages import note_rejected, note_remarks
from .adapter import Call, with_files
from .caller_files import STANDARD_INPUT, RejectionsFile, must_be_readable, rejections_to


@with_files("append")
def append(
    call: Call,
    file: Annotated[
        Path,
        Parameter(
            help=both(
                "Fil med CloudEvents, eller - for standardinput.", "File of CloudEvents, or - for standard input."
            ),
        ),
    ],
    /,
    *,
    rejections: RejectionsFile = None,
) -> int:
    """Carry out ``sagsgang append``."""
    must_be_readable([file])
    to = rejections_to(rejections, [file])
    events = sys.stdin.buffer if file == STANDARD_INPUT else file
    found, status = call.carry_out(call.asked(), events, to)
    note_remarks(found.remarks)
    note_rejected(found.rejections_file)
    return status
