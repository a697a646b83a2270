"""What if: history replayed under another version of a case type; nothing is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from ..domain.rules.casetype import CaseType
from ..domain.written import calendar_file
from ..intake.publications import FaultyFiles, check_types
from ..journal.application import Journal
from ..projections.rule_comparison import What
from ..projections.what_if import DEFINITION, Supposition, what_if
from ..terminal.language import both, counted, say
from ..terminal.output import answer, note
from ..terminal.progress import progress
from ..terminal.what_if_pages import show_what_if
from .asking import Asked, Desk, check_number, journal, law_of


def suppose(
    *,
    case_type: Annotated[
        Path,
        Parameter(
            name="--type",
            help=both(
                "Filen med den antagne udgave af sagstypen.",
                "The file with the supposed version of the case type.",
            ),
        ),
    ],
    only: Annotated[
        What | None,
        Parameter(help=both("Vis kun sager med denne slags ændring.", "List only cases with such a change.")),
    ] = None,
    limit: Annotated[int, Parameter(help=both("Vis højst så mange sager.", "List at most so many cases."))] = 50,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang what-if``. Reads the journal, not the projections, and brings nothing up to date."""
    check_number("--limit", limit)
    with journal() as opened:
        supposed = _supposed(opened, case_type)
        desk = Desk(opened, asked, supposed.id, None)
        supposition = Supposition(
            supposed, desk.moment.as_of, desk.moment.known_at, _position(opened, desk), desk.zone
        )
        with progress(both("Gennemregner sagerne", "Folding the cases")) as advance:
            found = what_if(opened, supposition, calendar_file.shipped(), only=only, limit=limit, progress=advance)
    if found.left_out:
        note(
            both(
                f"Programmet kan ikke gennemregne {counted(len(found.left_out), 'sag', 'sager')}, som er udeladt. "
                f"Den første er {found.left_out[0]}. Meld fejlen.",
                f"The program cannot compute {counted(len(found.left_out), 'case', 'cases')}, left out here. "
                f"The first is {found.left_out[0]}. Report the fault.",
            )
        )
    told = {**msgspec.structs.asdict(found), "definition": say(DEFINITION)}
    answer(told, asked.json, lambda _: show_what_if(found, desk.zone))


def _supposed(opened: Journal, file: Path) -> CaseType:
    """The version in the file. Raises FaultyFiles, or Problem for a file that can't be read."""
    found, faults = check_types([file], law_of(opened))
    if faults:
        raise FaultyFiles(faults)
    [read] = found
    return read.case_type


def _position(opened: Journal, desk: Desk) -> int:
    return opened.head().position if desk.moment.known_at is None else opened.position_at(desk.moment.known_at)
