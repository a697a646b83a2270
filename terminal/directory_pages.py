"""Directories on the terminal: what is published, and who is responsible for a matter."""

from __future__ import annotations

from rich.padding import Padding
from rich.text import Text as Styled

from ..domain.rules.directory import Directory, Responsibility
from ..operations.directories import (
    Directories,
    DirectoryInForce,
    DirectoryListed,
    Responsible,
    ResponsibleFound,
)
from .language import both, number, say
from .output import out
from .tables import table, when


def show_directories(found: Directories, _: object) -> None:
    """Every version of every directory."""
    if not found.directories:
        out.print(
            both(
                "Ingen vejviser er offentliggjort. Offentliggør en med: sagsgang directory publish FIL",
                "No directory is published. Publish one with: sagsgang directory publish FILE",
            )
        )
        return
    headings = both("Id|Titel|Gælder fra|Position|Emner", "Id|Title|Valid from|Position|Entries").split("|")
    rows = [[one.id, say(one.title), _since(one), one.position, one.entries] for one in found.directories]
    out.print(table(headings, rows))


def show_directory(version: DirectoryInForce, _: object) -> None:
    """A version of a directory, entry by entry as it is written."""
    directory = version.directory
    out.print(f"{directory.id} · {say(directory.title)}", style="bold", markup=False)
    published = both("offentliggjort på position", "published at position")
    out.print(
        f"{both('gælder fra', 'valid from')} {_since(directory)}, {published} {number(version.position)}",
        style="dim",
        markup=False,
    )
    for entry in directory.entries:
        _show_entry(entry)


def show_answer(found: Responsible, _: object) -> None:
    """Who is responsible, the best match first; or what the directory has that is like it."""
    if found.matches:
        for one in found.matches:
            _show_entry(one)
        versions = dict.fromkeys((one.directory, one.valid_from) for one in found.matches)
        named = ", ".join(
            f"{id_} ({both('gælder fra', 'valid from')} {when(since) if since else both('altid', 'always')})"
            for id_, since in versions
        )
        out.print(f"{both('Pr.', 'As of')} {when(found.day)}: {named}", style="dim", markup=False)
        return
    out.print(
        both(f"Vejviseren har intet om: {found.question}.", f"The directory has nothing on: {found.question}."),
        style="bold",
        markup=False,
    )
    if found.nearest:
        topics = ", ".join(say(topic) for topic in found.nearest)
        out.print(both(f"Mente du: {topics}?", f"Did you mean: {topics}?"), markup=False)
    else:
        out.print(
            both(
                "Prøv med et andet ord, eller se alle emner: sagsgang directory list, så sagsgang directory show ID.",
                "Try another word, or see all topics: sagsgang directory list, then sagsgang directory show ID.",
            )
        )


def _show_entry(entry: Responsibility | ResponsibleFound) -> None:
    """Who has the matter, and what is said about it. Not a table: names of administrations are long."""
    holder = ", ".join(name for name in (entry.authority, entry.unit) if name)
    out.print(Styled.assemble(f"{say(entry.topic)}: ", (holder, "bold")))
    for remark in (
        say(entry.note) if entry.note else None,
        f"{both('Kilde', 'Source')}: {entry.source}" if entry.source else None,
    ):
        if remark:
            out.print(Padding(Styled(remark, style="dim"), (0, 0, 0, 2), expand=False))


def _since(directory: Directory | DirectoryListed) -> str:
    return when(directory.valid_from) if directory.valid_from else both("altid", "always")
