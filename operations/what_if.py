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
from .paging import AskedInPages, continued, next_of, place_of
from .session import Session


class WhatIfAsked(AskedInPages, frozen=True, kw_only=True):
    """Which version of a case type is supposed, and which cases are listed."""

    type: Annotated[
        WrittenFile,
        told("Filen med den antagne udgave af sagstypen.", "The file with the supposed version of the case type."),
    ]
    only: Annotated[
        What | None, told("Vis kun sager med denne slags ændring.", "List only cases with such a change.")
    ] = None


def suppose(session: Session, asked: WhatIfAsked) -> what_if.WhatIf:
    """What the version would have changed. Reads the journal, not the projections, and brings nothing up to date.

    Raises FaultyFiles, Problem ``unknown-case-type``, ``not-known-then``.
    """
    [read] = read_whole(CASE_TYPES, [asked.type], session.law().calendars())
    supposed = read.definition
    place = place_of(asked)
    moment = continued(asked, session.moment_as_projected(asked, supposed.id))
    position = moment.known(session.journal)
    supposition = what_if.Supposition(supposed, moment, position)
    with session.listener.progress(FOLDING) as advance:
        found = what_if.what_if(
            session.journal,
            supposition,
            calendar_file.shipped(),
            only=asked.only,
            skipped=place.after if place else 0,
            limit=asked.limit,
            progress=advance,
        )
    if found.left_out:
        session.listener.note(_left_out(found.left_out))
    found.next = next_of(
        asked, moment, position, more=found.selected > (place.after if place else 0) + asked.limit
    )
    return found


FOLDING = Text("Gennemregner sagerne", "Folding the cases")


def _left_out(cases: list[str]) -> Text:
    number = counted(len(cases), Text("sag", "case"), Text("sager", "cases"))
    return Text(
        f"Programmet kan ikke gennemregne {number.da}, som er udeladt. Den første er {cases[0]}. Meld fejlen.",
        f"The program cannot compute {number.en}, left out here. The first is {cases[0]}. Report the fault.",
    )
