"""Directories (vejviser): what is published, and who is responsible for a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...domain.rules.directory import Responsibility
from ...domain.text import Text
from ...operations.directories import Directories, DirectoryInForce, Responsible, ResponsibleFound
from ..model.section import Column, LabelledValue, Line, Section
from ..model.sentences import joined, same, sentence, when
from .definitions import ALWAYS, ID, POSITION, TITLE, UNTITLED, VALID_FROM, versions

DIRECTORIES = (ID, TITLE, VALID_FROM, POSITION, Column(id="entries", label=Text("Emner", "Entries")))


def directories(found: Directories, _: object) -> list[Section]:
    """Every version of every directory."""
    none = Text("Ingen vejviser er offentliggjort.", "No directory is published.")
    return versions(
        "directories", found.directories, DIRECTORIES, found.next, none=none, publish="directory.publish"
    )


def directory(found: DirectoryInForce, _: object) -> list[Section]:
    """A version of a directory, entry by entry as it is written."""
    one = found.directory
    return [
        Section(
            id="directory",
            title=sentence("{id} · {title}", "{id} · {title}", id=one.id, title=one.title),
            facts=(
                LabelledValue(Text("gælder fra", "valid from"), _since(one.valid_from)),
                LabelledValue(Text("offentliggjort på position", "published at position"), found.position),
            ),
            lines=_entries(one.entries),
        )
    ]


def responsible(found: Responsible, _: object) -> list[Section]:
    """Who is responsible, the best match first; or what the directory has that is like it."""
    if found.matches:
        versions = dict.fromkeys((one.directory, one.valid_from) for one in found.matches)
        named = joined(
            sentence("{id} (gælder fra {since})", "{id} (valid from {since})", id=id_, since=_since(since))
            for id_, since in versions
        )
        as_of = sentence("Pr. {day}: {named}", "As of {day}: {named}", day=found.day, named=named)
        return [
            Section(
                id="responsible",
                title=UNTITLED,
                lines=_entries(found.matches),
                notes=(Line(as_of, "dim"),),
                next=found.next,
            )
        ]
    nothing = sentence(
        "Vejviseren har intet om: {question}.",
        "The directory has nothing on: {question}.",
        question=found.question,
    )
    if found.nearest:
        meant = sentence("Mente du: {topics}?", "Did you mean: {topics}?", topics=joined(found.nearest))
        return [Section(id="responsible", title=nothing, lines=(Line(meant),))]
    another = Text("Prøv med et andet ord, eller se alle emner.", "Try another word, or see all topics.")
    return [Section(id="responsible", title=nothing, lines=(Line(another),), see="directory.list")]


def _entries(entries: Sequence[Responsibility | ResponsibleFound]) -> tuple[Line, ...]:
    """Who has each matter, and what is said about it. Not a table: names of administrations are long."""
    said = []
    for one in entries:
        holder = joined((one.authority, one.unit))
        said.append(Line(joined((one.topic, holder), ": "), "strong"))
        if one.note:
            said.append(Line(one.note, "dim"))
        if one.source:
            said.append(Line(sentence("Kilde: {source}", "Source: {source}", source=one.source), "dim"))
    return tuple(said)


def _since(day: date | None) -> Text:
    return same(when(day)) if day else ALWAYS
