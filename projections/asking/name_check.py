"""Names that nobody has heard of, of a case type, a unit or a person: one misspelt must not look as if it had nothing."""

from __future__ import annotations

from collections.abc import Collection

from psycopg import sql

from ...domain.events.publications import DIRECTORY_STREAM, DirectoryPublished
from ...domain.excerpt import excerpt, nearest
from ...domain.problem import BadInput, See
from ...domain.text import Text
from ..tables.catalogue import CASES
from .reader import Reader

HAS = "SELECT EXISTS (SELECT FROM {cases} WHERE {column} = %(name)s AND opened_pos <= %(known_at)s)"
UNITS = "SELECT DISTINCT unit FROM {cases} WHERE unit IS NOT NULL AND opened_pos <= %(known_at)s"
BY_NOW = 2**63 - 1
SOME = 20  # units that are named where none is like what was written


def unknown_case_type(case_type: str, known: Collection[str], parameter: str = "type") -> BadInput:
    """No such case type is published. known: those that are."""
    return BadInput(
        code="unknown-case-type",
        parameter=parameter,
        see="type.publish",
        da=f"Sagstypen {case_type!r} er ikke offentliggjort. Offentliggjorte: {', '.join(sorted(known)) or 'ingen'}.",
        en=f"The case type {case_type!r} is not published. Published: {', '.join(sorted(known)) or 'none'}.",
    )


def check_unit(reader: Reader, unit: str | None) -> None:
    """A case was with the unit at some time, or a directory names it. Raises Problem ``unknown-unit``."""
    if unit is None or is_known(reader, unit):
        return
    hint = units_like(reader, unit)
    raise BadInput(
        code="unknown-unit",
        parameter="unit",
        see=See("cases", {"by": "unit"}),
        da=f"Ingen sag har været hos enheden {excerpt(unit)!r}, og ingen vejviser nævner den. {hint.da}",
        en=f"No case was ever with the unit {excerpt(unit)!r}, and no directory names it. {hint.en}",
    )


def check_responsible(reader: Reader, name: str | None) -> None:
    """The person was responsible for a case at some time. Raises Problem ``unknown-responsible``."""
    if name is None or _has(reader, "responsible", name, BY_NOW):
        return
    raise BadInput(
        code="unknown-responsible",
        parameter="responsible",
        see=See("cases", {"by": "responsible"}),
        da=f"Ingen sag har haft den ansvarlige {excerpt(name)!r}.",
        en=f"Nobody called {excerpt(name)!r} was ever responsible for a case.",
    )


def is_known(reader: Reader, unit: str, known_at: int = BY_NOW) -> bool:
    """Whether, whatever moment is asked about, a case or a directory had spoken of the unit by a position."""
    return _has(reader, "unit", unit, known_at) or unit in _units_of_directories(reader, known_at)


def known_units(reader: Reader, known_at: int = BY_NOW) -> list[str]:
    """Every unit that a case or a directory had spoken of by a position."""
    query = sql.SQL(UNITS).format(cases=reader.table(CASES))
    of_cases = {unit for (unit,) in reader.rows(query, known_at=known_at)}
    return sorted(of_cases | _units_of_directories(reader, known_at))


def units_like(reader: Reader, written: str, known_at: int = BY_NOW) -> Text:
    """The unit that was meant, or some of those that were known by a position."""
    known = known_units(reader, known_at)
    if meant := nearest(written, known):
        return Text(f"Mente du {meant!r}?", f"Did you mean {meant!r}?")
    some = ", ".join(known[:SOME]) + (" …" if len(known) > SOME else "") or "–"
    return Text(f"Enheder: {some}.", f"Units: {some}.")


def _has(reader: Reader, column: str, name: str, known_at: int) -> bool:
    query = sql.SQL(HAS).format(cases=reader.table(CASES), column=sql.Identifier(column))
    [(found,)] = reader.rows(query, name=name, known_at=known_at)
    return bool(found)


def _units_of_directories(reader: Reader, known_at: int) -> set[str]:
    return {
        entry.unit
        for one in reader.published(DIRECTORY_STREAM)
        if one.position <= known_at and isinstance(one.event, DirectoryPublished)
        for entry in one.event.definition.entries
        if entry.unit is not None
    }
