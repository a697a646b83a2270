"""Drawing a sample: its population can be written to a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.foreign_words import system_words
from ..domain.problem import Unavailable
from ..journal.server.private_file import OWNERS_ALONE, write_private
from ..operations import samples
from ..operations.session import Session
from ..terminal.language import both
from .adapter import Call, with_files


@with_files("sample.draw")
def draw(
    call: Call,
    *,
    population_file: Annotated[
        Path | None,
        Parameter(
            name="--population",
            help=both(
                "Skriv populationens sager i denne fil, så andre kan trække om.",
                "Write the population's cases to this file, so that others can draw again.",
            ),
        ),
    ] = None,
) -> int:
    """Carry out ``sagsgang sample draw``."""
    asked: samples.DrawAsked = call.asked()
    if population_file is not None:
        _check_writable(population_file)

    def write(session: Session, drawn: samples.DrawnSample) -> None:
        if population_file is not None:
            _write(population_file, samples.population_of(session, asked, drawn), asked.by)

    return call.carry_out(asked, first=write)[1]


def _check_writable(file: Path) -> None:
    """Before a sample is recorded: that the file for its population can be written. Raises Problem."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, OWNERS_ALONE))
    except OSError as error:
        raise Unavailable(
            code="file-not-written",
            da=f"{file} kan ikke skrives ({system_words(error).da}). Intet er registreret.",
            en=f"{file} can't be written ({system_words(error).en}). Nothing was recorded.",
        ) from None


def _write(file: Path, population: Mapping[str, str | None], by: str | None) -> None:
    """One case a line in the order of their code points; behind a tab its stratum, where there are strata."""
    lines = (f"{case}\t{stratum or ''}" if by else case for case, stratum in sorted(population.items()))
    write_private(file, "".join(line + "\n" for line in lines).encode())
