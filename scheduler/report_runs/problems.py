"""Why a run of a report calendar can't be made: one constructor a problem."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ...domain.excerpt import excerpt
from ...domain.problem import BadInput, Conflict, InternalFault
from ...domain.text import Text
from ...domain.written.toml_page import suggestion


def unknown_calendar(calendar: str, published: Collection[str]) -> BadInput:
    """No report calendar has that id; those in ``published`` are there."""
    hint = suggestion(calendar, published)
    return BadInput(
        code="unknown-report-calendar",
        parameter="calendar",
        see="report-calendar.list",
        da=f"Der er ingen rapportkalender {excerpt(calendar)!r}. {hint.da}",
        en=f"There is no report calendar {excerpt(calendar)!r}. {hint.en}",
    )


def unknown_run(calendar: str, run: str, period: str, unit: str | None, units: Collection[str | None]) -> BadInput:
    """The calendar has no such run of the period about the unit.

    units: that the run of the period is about; None among them: all in one.
    """
    code = "unknown-run"
    named = sorted(one for one in units if one is not None)
    if named:
        hint = suggestion(unit or "", named)
        return BadInput(
            code=code,
            parameter="unit",
            da=f"Kørslen {run!r} for {period} laves for hver enhed: hvilken? {hint.da}",
            en=f"The run {run!r} for {period} is made for each unit: which one? {hint.en}",
        )
    if units:
        return BadInput(
            code=code,
            parameter="unit",
            da=f"Kørslen {run!r} for {period} er ikke delt efter enheder: udelad enheden.",
            en=f"The run {run!r} for {period} is not divided by unit: leave the unit out.",
        )
    return BadInput(
        code=code,
        parameter="run",
        see="report-calendar.show",
        da=f"Kalenderen {calendar!r} har ingen kørsel {excerpt(run)!r} af perioden {period}.",
        en=f"The calendar {calendar!r} has no run {excerpt(run)!r} of the period {period}.",
    )


def run_not_due(run: str, period: str, due_at: datetime) -> BadInput:
    """The run is still to come."""
    return BadInput(
        code="unknown-run",
        parameter="period",
        da=f"Kørslen {run!r} for {period} forfalder først {due_at:%Y-%m-%d}.",
        en=f"The run {run!r} for {period} is not due until {due_at:%Y-%m-%d}.",
    )


def run_made_already(run: str, period: str, position: int) -> Conflict:
    """The run was made; a report of what is known now is a new edition, not a new run."""
    return Conflict(
        code="run-made-already",
        see="report.publish",
        da=f"Kørslen {run} for {period} er lavet (position {position}). Kendes mere nu, så offentliggør en ny udgave.",
        en=f"The run {run} for {period} was made (position {position}). If more is known now, publish a new edition.",
    )


def type_not_published(case_type: str) -> BadInput:
    """The case type of a run came after it."""
    return BadInput(
        code="unknown-case-type",
        parameter="type",
        da=f"Sagstypen {case_type!r} var ikke offentliggjort, da kørslen forfaldt.",
        en=f"The case type {case_type!r} was not published when the run came due.",
    )


def unit_not_known(unit: str, hint: Text) -> BadInput:
    """Nobody had heard of the unit of a run when it came due. hint: what may have been meant."""
    return BadInput(
        code="unknown-unit",
        parameter="unit",
        da=f"Enheden {unit!r} var ikke kendt, da kørslen forfaldt: ingen sag havde været hos den, og ingen vejviser "
        f"nævnte den. {hint.da}",
        en=f"The unit {unit!r} was not known when the run came due: no case had been with it, and no directory named "
        f"it. {hint.en}",
    )


def unexpected(error: Exception) -> InternalFault:
    """A fault of the program. Its words stay in the log: they may tell of a person."""
    name = type(error).__name__
    return InternalFault(
        code="unexpected",
        da=f"Uventet fejl ({name}), se loggen. Meld den, og lav kørslen igen.",
        en=f"Unexpected error ({name}), see the log. Report it, and make the run again.",
    )
