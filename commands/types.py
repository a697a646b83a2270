"""Case types: check, publish, list, show, draw; and what the dates would be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from ..domain.fold.law import Law
from ..domain.rules.casetype import CaseType
from ..domain.text import Problem
from ..domain.words.diagram import mermaid
from ..domain.written import calendar_file
from ..domain.written.casetype_notes import casetype_notes
from ..intake.publications import check_calendars, check_types, publish_types
from ..projections.forecast import forecast
from ..terminal.calendar_pages import told_notes
from ..terminal.drawing import png, svg
from ..terminal.language import LANGUAGE, both
from ..terminal.moments import moment_of, now
from ..terminal.output import answer, put_text
from ..terminal.type_pages import show_check, show_forecast, show_published, show_type, show_types
from .asking import Asked, Desk, Json, Recorded, journal, law_of, registering, rules_of, some_file

types = App(name="type")


@types.command(
    help=both(
        "Tjek en sagstype, før den offentliggøres; alt, der er galt, på én gang.\n\nEksempel: sagsgang type check fleksjob.toml",
        "Check a case type before it is published; everything wrong at once.\n\nExample: sagsgang type check fleksjob.toml",
    )
)
def check(
    *files: Path,
    calendar: Annotated[
        list[Path] | None,
        Parameter(
            negative=(),
            help=both(
                "Fil med en egen kalender, som sagstypen bruger. Kan gentages.",
                "File with a calendar of your own that the case type uses. May be repeated.",
            ),
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang type check``: needs no database."""
    some_file(files)
    own = check_calendars(calendar or [])
    found, faults = check_types(files, Law(()), [one.id for one, _ in own.found])
    faults = [*own.faults, *faults]
    known = {**calendar_file.shipped(), **{one.id: one for one, _ in own.found}}
    noted = [*own.notes, *(note for one in found for note in casetype_notes(*one, known))]
    told = {
        "errors": [
            {"file": fault.file, "line": fault.line, "reason": both(fault.da, fault.en)} for fault in faults
        ],
        "types": [one.case_type.id for one in found],
        "notes": told_notes(noted),
    }

    answer(told, json, lambda _: show_check([one.case_type for one in found], faults, noted))
    return 1 if faults else 0


@types.command(
    help=both(
        "Offentliggør sagstyper i journalen: fra nu af gælder de, som kendt herfra.\n\n"
        "Eksempel: sagsgang type publish examples/wabo/casetype.toml",
        "Publish case types into the journal: in force, as known from here on.\n\n"
        "Example: sagsgang type publish examples/wabo/casetype.toml",
    )
)
def publish(*files: Path, recorded: Recorded = None, json: Json = False) -> None:
    """Carry out ``sagsgang type publish``."""
    some_file(files)
    with journal(make=True) as opened:
        published = registering(opened, recorded, lambda at: publish_types(opened, files, now(), at))
    answer({"published": [one._asdict() for one in published]}, json, lambda _: show_published(published))


@types.command(
    name="list",
    help=both("De offentliggjorte sagstyper og deres versioner.", "The published case types and their versions.")
    + "\n\n"
    + both("Eksempel: sagsgang type list", "Example: sagsgang type list"),
)
def list_types(*, json: Json = False) -> None:
    """Carry out ``sagsgang type list``."""
    with journal() as opened:
        law = law_of(opened)
    told = [
        {
            "id": type_id,
            "title": case_type.title,
            "valid_from": case_type.valid_from,
            "position": position,
            "deadlines": [rule.id for rule in case_type.deadlines],
        }
        for type_id, versions in sorted(law.types().items())
        for position, case_type in versions
    ]

    answer({"types": told}, json, lambda _: show_types(law))


@types.command(
    name="show",
    help=both(
        "En sagstype, som den gælder nu eller på et andet tidspunkt.\n\nEksempel: sagsgang type show fleksjob --as-of 2008-01-01",
        "A case type, as in force now or at another moment.\n\nExample: sagsgang type show fleksjob --as-of 2008-01-01",
    ),
)
def show_one(type_id: str, /, *, asked: Asked = Asked()) -> None:
    """Carry out ``sagsgang type show``."""
    case_type = _in_force(type_id, asked)
    answer(case_type, asked.json, show_type)


def _in_force(type_id: str, asked: Asked) -> CaseType:
    """The version that governs at the moment asked, as known then. Raises Problem ``not-in-force``."""
    with journal() as opened:
        moment = Desk(opened, asked, type_id, None).moment
        law = law_of(opened)
        position = sys.maxsize if moment.known_at is None else opened.position_at(moment.known_at)
    rules = law.rules(type_id, position)
    version = rules.on(rules.local_day(moment.as_of)) if rules else None
    if version is None:
        raise Problem(
            code="not-in-force",
            da=f"Ingen version af {type_id} gælder på det tidspunkt. Se dem med: sagsgang type list",
            en=f"No version of {type_id} is in force at that moment. See them with: sagsgang type list",
        )
    return version.case_type


@types.command(
    help=both(
        "Tegn en sagstype: Mermaid, SVG eller PNG.\n\nEksempel: sagsgang type diagram fleksjob --format svg --output fleksjob.svg",
        "Draw a case type: Mermaid, SVG or PNG.\n\nExample: sagsgang type diagram fleksjob --format svg --output fleksjob.svg",
    )
)
def diagram(
    type_id: str,
    /,
    *,
    form: Annotated[
        Literal["mermaid", "svg", "png"],
        Parameter(name="--format", help=both("Tegningens form.", "The drawing's form.")),
    ] = "mermaid",
    output: Annotated[
        Path | None,
        Parameter(
            help=both("Fil at skrive til (ellers standard output).", "File to write (else standard output).")
        ),
    ] = None,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang type diagram``."""
    case_type = _in_force(type_id, asked)
    match form:
        case "mermaid":
            drawn = mermaid(case_type, LANGUAGE).encode()
        case "svg":
            drawn = svg(case_type, LANGUAGE).encode()
        case "png":
            drawn = png(case_type, LANGUAGE)
    if output is not None:
        output.write_bytes(drawn)
    elif form == "png":
        sys.stdout.buffer.write(drawn)
    else:
        put_text(drawn.decode())


def forecast_dates(
    type_id: str,
    /,
    *,
    received: Annotated[
        str | None,
        Parameter(help=both("Dato eller tidspunkt for modtagelsen (nu).", "Date or instant of receipt (now).")),
    ] = None,
    event: Annotated[
        str | None,
        Parameter(help=both("Den åbnende hændelse (typens første).", "The opening event (the type's first).")),
    ] = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang forecast``."""
    with journal() as opened:
        rules = rules_of(law_of(opened), type_id)
    at = moment_of(received, rules.zone) if received else now()
    found = forecast(rules, type_id, at, event)

    answer(found, json, lambda told: show_forecast(told, rules.zone))
