"""Directories of who is responsible for what (vejviser), as people write them: TOML text to ``Directory``, or its faults.

``docs/case-flow.md`` describes the form.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ...domain.events.publications import DirectoryPublished
from ...domain.excerpt import excerpt
from ...domain.plain_text import plain
from ...domain.rules.directory import Directory, Responsibility
from ...domain.text import Text
from ...domain.words.figures import counted
from ...domain.written.toml_form import Said, WrittenTable, means, read_table
from ...domain.written.toml_kinds import OfficeName, Slug, String
from ...domain.written.toml_page import FileError, Page
from .definition import DefinitionKind


class EntryForm(WrittenTable, frozen=True, kw_only=True):
    """``[[entry]]``."""

    topic: Annotated[Said, means("Hvad det drejer sig om.", "What it is about.")]
    words: Annotated[
        tuple[OfficeName, ...] | None,
        means("Andre ord, det findes ved.", "Further words by which it is found."),
    ] = None
    authority: Annotated[OfficeName, means("Den ansvarlige myndighed.", "The authority that is responsible.")]
    unit: Annotated[OfficeName | None, means("Enheden i den.", "The unit in it.")] = None
    note: Annotated[Said | None, means("En bemærkning.", "A remark.")] = None
    source: Annotated[String | None, means("Hvor det står.", "Where it is written.")] = None


class DirectoryForm(WrittenTable, frozen=True, kw_only=True):
    """A directory's file."""

    id: Annotated[Slug, means("Navnet i kommandoer.", "The name in commands.")]
    title: Annotated[Said, means("Hvad folk kalder den.", "What people call it.")]
    valid_from: Annotated[
        date | None, means("Første dag, denne udgave gælder.", "The first day that this version governs.")
    ] = None
    entry: Annotated[tuple[EntryForm, ...], means("Emnerne, en tabel hver.", "The entries, a table each.")]


def parse(written: str, name: str) -> tuple[Directory | None, list[FileError]]:
    """The directory in a TOML text, or None and every fault, in the order of the file's lines.

    name: what the faults call the file.
    """
    page = Page(written, name)
    if page.faults:
        return None, page.faults
    values = read_table(page, (), page.values, DirectoryForm)
    if values.get("entry") == []:
        page.fault(("entry",), da="Vejviseren har ingen emner.", en="The directory has no entries.")
    _check_topics(page)
    if page.faults:
        return None, page.sorted_faults()
    entries = tuple(
        Responsibility(**{**entry, "words": tuple(entry.get("words", ()))}) for entry in values.pop("entry")
    )
    return Directory(**values, entries=entries), []


def _check_topics(page: Page) -> None:
    """No two entries say who is responsible for one and the same matter."""
    listed = page.values.get("entry")
    seen: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        topic = entry.get("topic") if isinstance(entry, dict) else None
        for language, said in topic.items() if isinstance(topic, dict) else ():
            if not isinstance(said, str):
                continue
            first = seen.setdefault((language, plain(said).casefold()), index)
            if first != index:
                line = page.line(("entry", first, "topic"))
                page.fault(
                    ("entry", index, "topic"),
                    da=f"Emnet »{excerpt(said)}« findes allerede på linje {line}.",
                    en=f'The topic "{excerpt(said)}" stands on line {line} already.',
                )
                break


def _contents(directory: Directory) -> Text:
    return counted(len(directory.entries), Text("emne", "entry"), Text("emner", "entries"))


DIRECTORIES = DefinitionKind(
    event=DirectoryPublished,
    parse=lambda file, _: parse(file.text, file.name),
    contents=_contents,
)
