"""Backing up: to a file, or into a folder."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from ..terminal.language import both
from ..terminal.output import note
from .adapter import Call, with_files
from .asking import check_said


@with_files("backup", instead=("to",))
def backup(
    call: Call,
    to: Annotated[
        str,
        Parameter(
            help=both(
                "Filen, som ikke må findes, eller en mappe, hvor den får et navn.",
                "The file, which must not be there, or a folder in which it gets a name.",
            )
        ),
    ],
) -> int:
    """Carry out ``sagsgang backup``: the file is named with or without ``--to``."""
    check_said("to", to)
    found, status = call.carry_out(call.asked(to=to))
    if last := found.whole_until:
        note(
            both(
                f"Så langt den er hel: sagsgang restore --position {last}",
                f"As far as it is whole: sagsgang restore --position {last}",
            )
        )
    return status
