"""Targets of a year (resultatkontrakter): check, publish, list, show, and how they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.events.publications import TARGETS_STREAM
from ..domain.fold.law import Law
from ..domain.rules.targets import Targets
from ..domain.text import Problem
from ..domain.written.toml_kinds import FIRST_YEAR, LAST_YEAR
from ..intake.targets_file import check_targets, notes, publish_read, read_targets
from ..projections.measures import MEASURES
from ..projections.reader import ask
from ..projections.targets import DEFINITION, Standing, in_force, standing
from ..terminal.language import both, say
from ..terminal.moments import now
from ..terminal.output import answer
from ..terminal.target_pages import show_check, show_contract, show_contracts, show_publication, show_standing
from .asking import Asked, Json, Recorded, desk, journal, not_empty, registering, some_file

targets = App(name="targets")


@targets.command(
    help=both(
        "Tjek en fil med mål; alt, der er galt, på én gang.\n\nEksempel: sagsgang targets check examples/targets/2010.toml",
        "Check a file of targets; everything wrong at once.\n\nExample: sagsgang targets check examples/targets/2010.toml",
    )
)
def check(*files: Path, json: Json = False) -> int:
    """Carry out ``sagsgang targets check``: needs no database."""
    some_file(files)
    found, faults = check_targets(files)
    noted = [note for contract, _ in found for note in notes(contract)]
    told = {
        "errors": [
            {"file": fault.file, "line": fault.line, "reason": both(fault.da, fault.en)} for fault in faults
        ],
        "targets": [contract.id for contract, _ in found],
        "notes": [say(note) for note in noted],
    }
    answer(told, json, lambda _: show_check([contract for contract, _ in found], faults, noted))
    return 1 if faults else 0


@targets.command(
    name="publish",
    help=both(
        "Offentliggør mål i journalen; de gælder, som kendt herfra.\n\nEksempel: sagsgang targets publish examples/targets/2010.toml",
        "Publish targets into the journal; they hold, as known from here on.\n\nExample: sagsgang targets publish examples/targets/2010.toml",
    ),
)
def publish_files(*files: Path, recorded: Recorded = None, json: Json = False) -> None:
    """Carry out ``sagsgang targets publish``."""
    some_file(files)
    found = read_targets(files)
    with journal(make=True) as opened:
        published = registering(opened, recorded, lambda at: publish_read(opened, found, now(), at))
        law = Law(opened.publications(opened.head().position))
    noted = [note for contract, _ in found for note in notes(contract, law)]
    told = {"published": [one._asdict() for one in published], "notes": [say(note) for note in noted]}
    answer(told, json, lambda _: show_publication(published, noted))


@targets.command(
    name="list",
    help=both(
        "De offentliggjorte mål, år for år.\n\nEksempel: sagsgang targets list",
        "The published targets, year by year.\n\nExample: sagsgang targets list",
    ),
)
def list_targets(*, json: Json = False) -> None:
    """Carry out ``sagsgang targets list``."""
    found = _published()
    told = [
        {
            "id": contract.id,
            "title": contract.title,
            "year": contract.year,
            "position": position,
            "targets": [target.id for target in contract.targets],
        }
        for position, contract in found
    ]
    answer({"targets": told}, json, lambda _: show_contracts(found))


@targets.command(
    name="show",
    help=both(
        "Målene i én offentliggørelse: hvad der måles, hvordan og hvorfor.\n\nEksempel: sagsgang targets show bif-2010",
        "The targets of one publication: what is measured, how and why.\n\nExample: sagsgang targets show bif-2010",
    ),
)
def show_one(
    contract_id: str,
    /,
    *,
    year: Annotated[
        int | None, Parameter(help=both("Årets (ellers det nyeste).", "The year's (else the newest)."))
    ] = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang targets show``."""
    published = _published()
    found = [one for _, one in published if one.id == contract_id and year in (None, one.year)]
    if not found:
        known = ", ".join(f"{one.id} ({one.year})" for _, one in published) or both("ingen", "none")
        raise Problem(
            code="unknown-targets",
            da=f"Der er ingen mål {contract_id!r}{f' for {year}' if year else ''}. Offentliggjorte: {known}.",
            en=f"There are no targets {contract_id!r}{f' for {year}' if year else ''}. Published: {known}.",
        )
    answer(found[-1], json, show_contract)


@targets.command(
    help=both(
        "Hvordan målene står: for året, eller ved halvåret.\n\n"
        "Eksempel: sagsgang targets status --year 2010 --half --as-of 2010-07-01",
        "How the targets stand: for the year, or at the half-year.\n\n"
        "Example: sagsgang targets status --year 2010 --half --as-of 2010-07-01",
    )
)
def status(
    *,
    year: Annotated[int, Parameter(help=both("Hvilket år.", "Which year."))],
    half: Annotated[
        bool, Parameter(negative=(), help=both("Status for første halvår.", "The status of the first half-year."))
    ] = False,
    unit: Annotated[
        str | None, Parameter(help=both("Kun denne enheds mål.", "The targets of this unit only."))
    ] = None,
    cases: Annotated[
        bool, Parameter(negative=(), help=both("Vis sagerne bag tallene.", "List the cases behind."))
    ] = False,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang targets status``."""
    not_empty("--unit", unit)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Problem(
            code="bad-number",
            da=f"--year skal ligge mellem {FIRST_YEAR} og {LAST_YEAR}.",
            en=f"--year must be from {FIRST_YEAR} to {LAST_YEAR}.",
        )
    with desk(asked) as ready:
        found = ask(
            ready.journal,
            ready.moment,
            lambda reader: standing(
                reader,
                ready.journal.published(TARGETS_STREAM, reader.position),
                year,
                half=half,
                unit=unit,
                cases=cases,
            ),
        )
    definitions = {item.measure: say(MEASURES[item.measure].definition) for item in found.items}
    told = {"definition": say(DEFINITION), "definitions": definitions, **_fields(found)}
    answer(told, asked.json, lambda _: show_standing(found, definitions, ready.zone))


def _fields(found: Standing) -> dict[str, object]:
    return {
        name: getattr(found, field)
        for field, name in zip(found.__struct_fields__, found.__struct_encode_fields__, strict=True)
    }


def _published() -> list[tuple[int, Targets]]:
    with journal() as opened:
        return in_force(opened.published(TARGETS_STREAM, opened.head().position))
