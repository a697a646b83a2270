"""A calendar feed of open deadlines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..delivery.calendar_feed import calendar
from ..delivery.feed_file import replace
from ..domain.text import Problem
from ..projections.deadline_feed import Feed, Whose, deadline_feed
from ..projections.reader import ask
from ..projections.shared_zone import Among
from ..terminal import language
from ..terminal.language import both
from ..terminal.output import note, put_bytes, put_json, put_text
from .asking import Asked, desk, not_empty
from .questions import CaseType


def feed(
    *,
    unit: Annotated[
        str | None, Parameter(help=both("Denne enheds frister.", "The deadlines of this unit."))
    ] = None,
    responsible: Annotated[
        str | None,
        Parameter(help=both("Denne ansvarliges frister.", "The deadlines of this responsible person.")),
    ] = None,
    case_type: CaseType = None,
    to: Annotated[
        Path | None,
        Parameter(
            help=both(
                "Skriv kalenderen i denne fil, som andre kan hente imens (ellers vises den her).",
                "Write the calendar to this file, which others may fetch meanwhile (else it is shown here).",
            )
        ),
    ] = None,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang feed``."""
    not_empty("--unit", unit)
    not_empty("--responsible", responsible)
    if unit is None and responsible is None:
        raise Problem(
            code="whose-feed",
            da="Hvis frister? Skriv --unit ENHED eller --responsible NAVN.",
            en="Whose deadlines? Write --unit UNIT or --responsible NAME.",
        )
    with desk(asked, case_type, among=Among(unit=unit, responsible=responsible)) as ready:
        whose = Whose(unit, responsible, case_type)
        found = ask(ready.journal, ready.moment, lambda reader: deadline_feed(reader, whose))
    made = b"" if asked.json and to is None else calendar(found, language.LANGUAGE)
    changed = replace(to, made) if to is not None else None
    if asked.json:
        put_json(found)
    elif to is None:
        put_bytes(made)
    else:
        put_text(_written(to, changed=bool(changed)))
    note(_left_out(found))


def _written(file: Path, *, changed: bool) -> str:
    if changed:
        return both(f"Skrevet: {file}", f"Written: {file}")
    return both(f"Uændret: {file}", f"Unchanged: {file}")


def _left_out(found: Feed) -> str:
    """What a calendar can't show is said beside it."""
    n, suspended, without_end = len(found.items), found.suspended, found.without_end
    return both(
        f"Frister i kalenderen: {n}. Udeladt: {suspended} berostillede, {without_end} uden en dag at stå på.",
        f"Deadlines in the calendar: {n}. Left out: {suspended} suspended, {without_end} without a day to stand on.",
    )
