"""Directories (vejviser): check, publish, list, show, and find who is responsible for a matter."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.events.publications import DIRECTORY_STREAM
from ..domain.excerpt import excerpt
from ..domain.text import Problem
from ..intake.directory_file import check_directories, publish_directories
from ..projections.responsible_authority import Match, Version, find, in_force, nearest, versions
from ..terminal.directory_pages import (
    Answered,
    Found,
    show_answer,
    show_directories,
    show_directory,
    show_directory_check,
)
from ..terminal.language import both
from ..terminal.moments import now
from ..terminal.output import answer
from ..terminal.type_pages import show_published
from .asking import Asked, Desk, Json, Recorded, check_number, journal, registering, some_file
from .questions import Limit

directories = App(name="directory")


@directories.command(
    name="check",
    help=both(
        "Tjek en vejviser, før den offentliggøres; alt, der er galt, på én gang.\n\n"
        "Eksempel: sagsgang directory check examples/vejviser/vejviser.toml",
        "Check a directory before it is published; everything wrong at once.\n\n"
        "Example: sagsgang directory check examples/vejviser/vejviser.toml",
    ),
)
def check(*files: Path, json: Json = False) -> int:
    """Carry out ``sagsgang directory check``: needs no database."""
    some_file(files)
    found, faults = check_directories(files)
    told = {
        "errors": [
            {"file": fault.file, "line": fault.line, "reason": both(fault.da, fault.en)} for fault in faults
        ],
        "directories": [directory.id for directory, _ in found],
    }
    answer(told, json, lambda _: show_directory_check(found, faults))
    return 1 if faults else 0


@directories.command(
    name="publish",
    help=both(
        "Offentliggør en vejviser i journalen: fra nu af gælder den, som kendt herfra.\n\n"
        "Eksempel: sagsgang directory publish examples/vejviser/vejviser.toml",
        "Publish a directory into the journal: in force, as known from here on.\n\n"
        "Example: sagsgang directory publish examples/vejviser/vejviser.toml",
    ),
)
def publish(*files: Path, recorded: Recorded = None, json: Json = False) -> None:
    """Carry out ``sagsgang directory publish``."""
    some_file(files)
    with journal(make=True) as opened:
        published = registering(opened, recorded, lambda at: publish_directories(opened, files, now(), at))
    told = {"published": [one._asdict() for one in published]}
    answer(told, json, lambda _: show_published(published))


@directories.command(
    name="list",
    help=both(
        "De offentliggjorte vejvisere og deres versioner.\n\nEksempel: sagsgang directory list",
        "The published directories and their versions.\n\nExample: sagsgang directory list",
    ),
)
def list_directories(*, json: Json = False) -> None:
    """Carry out ``sagsgang directory list``."""
    with journal() as opened:
        known = versions(opened.published(DIRECTORY_STREAM, opened.head().position))
    told = [
        {
            "id": directory.id,
            "title": directory.title,
            "valid_from": directory.valid_from,
            "position": position,
            "entries": len(directory.entries),
        }
        for position, directory in known
    ]
    answer({"directories": told}, json, lambda _: show_directories(known))


@directories.command(
    name="find",
    help=both(
        "Hvem har ansvaret? Store og små bogstaver og accenter er lige meget; bedste svar først.\n\n"
        "Eksempel: sagsgang directory find ledighedsydelse --as-of 2008-03-01",
        "Who is responsible? Case and accents do not matter; the best answer first.\n\n"
        "Example: sagsgang directory find flexjob benefit --as-of 2008-03-01",
    ),
)
def look_up(
    *words: Annotated[str, Parameter(help=both("Hvad det drejer sig om.", "What it is about."))],
    limit: Limit = 10,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang directory find``."""
    check_number("--limit", limit)
    question = " ".join(words)
    if not question.strip():
        raise Problem(
            code="which-words",
            da="Hvad drejer det sig om? Skriv mindst ét ord: sagsgang directory find fleksjob",
            en="What is it about? Write at least one word: sagsgang directory find flexjob",
        )
    day, known = _known(asked)
    governing = in_force(known, day)
    if not governing:
        raise _nothing_in_force(known)
    matches = find(governing, question)
    told = Answered(
        day=day,
        question=excerpt(question),
        n=len(matches),
        matches=[_found(match) for match in matches[:limit]],
        nearest=[] if matches else [entry.topic for entry in nearest(governing, question)],
    )
    answer(told, asked.json, show_answer)


@directories.command(
    name="show",
    help=both(
        "En hel vejviser, som den gælder nu eller på et andet tidspunkt.\n\n"
        "Eksempel: sagsgang directory show vejviser --as-of 2008-03-01",
        "A whole directory, as in force now or at another moment.\n\n"
        "Example: sagsgang directory show vejviser --as-of 2008-03-01",
    ),
)
def show_one(directory_id: str, /, *, asked: Asked = Asked()) -> None:
    """Carry out ``sagsgang directory show``."""
    day, known = _known(asked)
    of_this_id = [version for version in known if version.directory.id == directory_id]
    if known and not of_this_id:
        named = ", ".join(sorted({version.directory.id for version in known}))
        raise Problem(
            code="unknown-directory",
            da=f"Vejviseren {excerpt(directory_id)!r} er ikke offentliggjort. Offentliggjorte: {named}.",
            en=f"The directory {excerpt(directory_id)!r} is not published. Published: {named}.",
        )
    governing = in_force(of_this_id, day)
    if not governing:
        raise _nothing_in_force(known)
    position, directory = governing[0]
    answer({"position": position, "directory": directory}, asked.json, lambda _: show_directory(governing[0]))


def _known(asked: Asked) -> tuple[date, list[Version]]:
    """The day that is asked about, and every version that was published by the moment known at."""
    with journal() as opened:
        moment = Desk(opened, asked, None, None).moment
        position = sys.maxsize if moment.known_at is None else opened.position_at(moment.known_at)
        known = versions(opened.published(DIRECTORY_STREAM, position))
    return moment.as_of.astimezone(moment.zone).date(), known


def _nothing_in_force(known: list[Version]) -> Problem:
    """There is no directory to ask at the moment asked."""
    if known:
        return Problem(
            code="not-in-force",
            da="Ingen version af vejviseren gælder på det tidspunkt. Se dem med: sagsgang directory list",
            en="No version of the directory is in force at that moment. See them with: sagsgang directory list",
        )
    return Problem(
        code="no-directory",
        da="Ingen vejviser var offentliggjort. Offentliggør en med: sagsgang directory publish FIL",
        en="No directory was published. Publish one with: sagsgang directory publish FILE",
    )


def _found(match: Match) -> Found:
    entry, directory = match.entry, match.version.directory
    return Found(
        topic=entry.topic,
        authority=entry.authority,
        unit=entry.unit,
        note=entry.note,
        source=entry.source,
        directory=directory.id,
        valid_from=directory.valid_from,
        position=match.version.position,
    )
