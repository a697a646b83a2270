"""Handing out the journal: to a file, or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.foreign_words import system_words
from ..domain.problem import BadInput, Unavailable
from ..journal.server.private_file import replaced_privately
from ..operations.exporting import EventsExported
from ..operations.session import Session
from ..terminal.language import both
from ..terminal.output import bytes_writer
from .adapter import Call, with_files


@with_files("export")
def export(
    call: Call,
    *,
    to: Annotated[
        Path | None,
        Parameter(
            help=both(
                "Skriv i denne fil (ellers vises linjerne her).",
                "Write to this file (else the lines are shown here).",
            )
        ),
    ] = None,
) -> int:
    """Carry out ``sagsgang export``."""
    if to is None:
        if call.json:
            raise BadInput(
                code="json-to",
                parameter="to",
                da="Linjerne er JSON i forvejen. Med --json siges, hvor mange der er skrevet: skriv også --to FIL.",
                en="The lines are JSON already. --json says how many were written: write --to FILE too.",
            )
        return call.carry_out(call.asked(), bytes_writer(), show=lambda _: sys.stdout.flush())[1]

    def written(_: Session, found: EventsExported) -> None:
        found.file = str(to)

    with _file(to) as write:
        return call.carry_out(call.asked(), write, first=written)[1]


@contextmanager
def _file(to: Path) -> Iterator[Callable[[bytes], object]]:
    """A file that appears under its name when it is whole. Raises Problem ``not-written``."""
    try:
        with replaced_privately(to) as file:
            yield file.write
    except OSError as error:
        raise Unavailable(
            code="not-written",
            parameter="to",
            da=f"{to} kan ikke skrives: {system_words(error).da}. Vælg en anden fil.",
            en=f"{to} can't be written: {system_words(error).en}. Choose another file.",
        ) from error
