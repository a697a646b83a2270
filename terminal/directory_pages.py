"""Directories on the terminal: what is published, and who is responsible for a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from rich.padding import Padding
from rich.text import Text as Styled

from ..domain.rules.directory import Directory, Responsibility
from ..domain.text import Text
from ..domain.written.toml_table import Fault
from ..projections.responsible_authority import Version
from .language import both, counted, number, say
from .output import out
from .tables import table, when


class Found(msgspec.Struct, kw_only=True):
    """An entry that was found. directory, valid_from, position: the version that it stands in."""

    topic: Text
    authority: str
    unit: str | None
    note: Text | None
    source: str | None
    directory: str
    valid_from: date | None
    position: int


class Answered(msgspec.Struct, kw_only=True):
    """Who is responsible, on a day. n: matches in all. nearest: topics that may be meant, where nothing was found."""

    day: date
    question: str
    n: int
    matches: list[Found]
    nearest: list[Text]


def show_directory_check(found: Sequence[tuple[Directory, str]], faults: Sequence[Fault]) -> None:
    """What is wrong, line by line, and what is in order."""
    for fault in faults:
        out.print(f"{fault.file}:{fault.line}: {both(fault.da, fault.en)}", markup=False, soft_wrap=True)
    for directory, _text in found:
        entries = counted(len(directory.entries), *both("emne|emner", "entry|entries").split("|"))
        out.print(f"{directory.id}: {both('i orden', 'in order')}, {entries}", style="green", markup=False)


def show_directories(versions: Sequence[Version]) -> None:
    """Every version of every directory."""
    if not versions:
        out.print(
            both(
                "Ingen vejviser er offentliggjort. Offentliggør en med: sagsgang directory publish FIL",
                "No directory is published. Publish one with: sagsgang directory publish FILE",
            )
        )
        return
    headings = both("Id|Titel|Gælder fra|Position|Emner", "Id|Title|Valid from|Position|Entries").split("|")
    rows = [
        [directory.id, say(directory.title), _since(directory), position, len(directory.entries)]
        for position, directory in versions
    ]
    out.print(table(headings, rows))


def show_directory(version: Version) -> None:
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


def show_answer(found: Answered) -> None:
    """Who is responsible, the best match first; or what the directory has that is like it."""
    if found.matches:
        for one in found.matches:
            _show_entry(one)
        if found.n > len(found.matches):
            more = both(
                f"Viser {len(found.matches)} af {number(found.n)}.",
                f"Showing {len(found.matches)} of {number(found.n)}.",
            )
            out.print(f"{more} {both('Flere med', 'More with')} --limit.", style="dim")
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


def _show_entry(entry: Responsibility | Found) -> None:
    """Who has the matter, and what is said about it. Not a table: names of administrations are long."""
    holder = ", ".join(name for name in (entry.authority, entry.unit) if name)
    out.print(Styled.assemble(f"{say(entry.topic)}: ", (holder, "bold")))
    for remark in (
        say(entry.note) if entry.note else None,
        f"{both('Kilde', 'Source')}: {entry.source}" if entry.source else None,
    ):
        if remark:
            out.print(Padding(Styled(remark, style="dim"), (0, 0, 0, 2), expand=False))


def _since(directory: Directory) -> str:
    return when(directory.valid_from) if directory.valid_from else both("altid", "always")
