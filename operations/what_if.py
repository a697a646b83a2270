"""What if: history replayed under another version of a case type; nothing is stored."""

from __future__ import annotations

from typing import Annotated

from ..domain.text import Text
from ..domain.words.figures import counted
from ..domain.written import calendar_file
from ..intake.definitions.case_types import CASE_TYPES
from ..intake.definitions.definition import read_whole
from ..intake.definitions.written_file import WrittenFile
from ..projections.what_if import what_if
from ..projections.what_if.rule_comparison import What
from .operation_help import told
from .parameters import Asked, Limit
from .session import Session


class WhatIfAsked(Asked, frozen=True, kw_only=True):
    """Which version of a case type is supposed, and which cases are listed."""

    type: Annotated[
        WrittenFile,
        told("Filen med den antagne udgave af sagstypen.", "The file with the supposed version of the case type."),
    ]
    only: Annotated[
        What | None, told("Vis kun sager med denne slags ændring.", "List only cases with such a change.")
    ] = None
    limit: Limit = 50


def suppose(session: Session, asked: WhatIfAsked) -> what_if.WhatIf:
    """What the version would have changed. Reads the journal, not the projections, and brings nothing up to date.

    Raises FaultyFiles, Problem ``unknown-case-type``, ``not-known-then``.
    """
    [read] = read_whole(CASE_TYPES, [asked.type], session.law().calendars())
    supposed = read.definition
    moment = session.moment_as_projected(asked, supposed.id)
    position = session.position_known(moment.known_at)
    supposition = what_if.Supposition(supposed, moment.as_of, moment.known_at, position, moment.zone)
    with session.listener.progress(FOLDING) as advance:
        found = what_if.what_if(
            session.journal,
            supposition,
            calendar_file.shipped(),
            only=asked.only,
            limit=asked.limit,
            progress=advance,
        )
    if found.left_out:
        session.listener.note(_left_out(found.left_out))
    return found


FOLDING = Text("Gennemregner sagerne", "Folding the cases")


def _left_out(cases: list[str]) -> Text:
    number = counted(len(cases), Text("sag", "case"), Text("sager", "cases"))
    return Text(
        f"Programmet kan ikke gennemregne {number.da}, som er udeladt. Den første er {cases[0]}. Meld fejlen.",
        f"The program cannot compute {number.en}, left out here. The first is {cases[0]}. Report the fault.",
    )
