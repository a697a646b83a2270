"""What was rejected: the list, or the lines themselves on standard output."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from ..operations.rejections import give_back
from ..terminal.language import both
from ..terminal.loading_pages import note_lost_rejections
from ..terminal.output import bytes_writer
from .adapter import Call, with_files


@with_files("rejections")
def rejections(
    call: Call,
    *,
    raw: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "De afviste linjer selv (alle, hvis --limit ikke siges), CSV med sine kolonnenavne: ret dem, og importér "
                "eller tilføj dem igen.",
                "The rejected lines themselves (all, unless --limit is said), CSV with its column names: mend them, and "
                "import or append them again.",
            ),
        ),
    ] = False,
) -> int:
    """Carry out ``sagsgang rejections``."""
    if raw:
        with call.session() as session:
            lost = give_back(session, call.asked(), call.said.get("limit"), bytes_writer())
        note_lost_rejections(lost)
        return 0
    found, status = call.carry_out(call.asked())
    note_lost_rejections(found.lost)
    return status
