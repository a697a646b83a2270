"""The backlog of a duty, and its burn-down as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..operations.backlog import DutyBacklog
from ..operations.session import Session
from ..terminal.burn_down_chart import write_chart
from ..terminal.language import LANGUAGE, both
from .adapter import Call, with_files


@with_files("backlog")
def backlog(
    call: Call,
    *,
    chart: Annotated[
        Path | None,
        Parameter(
            help=both("Tegn nedbringelsen: FIL.svg eller FIL.png.", "Draw the burn-down: FILE.svg or FILE.png.")
        ),
    ] = None,
) -> int:
    """Carry out ``sagsgang backlog``."""

    def draw(_: Session, found: DutyBacklog) -> None:
        if chart is not None:
            write_chart(found, chart, LANGUAGE)

    return call.carry_out(call.asked(), first=draw)[1]
