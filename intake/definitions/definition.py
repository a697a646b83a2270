"""Definitions: case types, calendars and what else people write as files. All are read and published in one way.

What a kind of definition is like, a ``DefinitionKind`` says; it stands beside what parses its files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from ...domain.events.publications import CalendarPublished, stream_of
from ...domain.problem import BadInput
from ...domain.text import Text
from ...domain.written import calendar_file
from ...domain.written.toml_page import FileError
from ...journal.application import BEGINNING, Journal
from ...journal.entry import Appended, Refused
from ...journal.publishing import Publication
from .written_file import WrittenFile

SOURCE = "sagsgang"
Definition = TypeVar("Definition", bound=msgspec.Struct)


@dataclass(frozen=True)
class DefinitionKind(Generic[Definition]):
    """One kind of definition.

    event: what publishes it. parse: a file, and the ids of the calendars that are known, to the definition, or None and
    every fault. contents: what one holds, in a few words. calendar_of: the calendar that one counts by; where that comes
    with the program, it is published along. before_cases: cases are judged by it, so one that is published before there
    are any was in force from the beginning.
    """

    event: type[Publication]
    parse: Callable[[WrittenFile, Collection[str]], tuple[Definition | None, list[FileError]]]
    contents: Callable[[Definition], Text]
    calendar_of: Callable[[Definition], str] | None = None
    before_cases: bool = True


@dataclass(frozen=True)
class ReadDefinition(Generic[Definition]):
    """A definition without fault, and the file that it was read from."""

    definition: Definition
    file: WrittenFile


class PublishedDefinition(msgspec.Struct, frozen=True):
    """What became of one thing offered: its kind and id, its position, and whether it was there already."""

    kind: str
    id: str
    position: int
    already: bool


class FaultyFiles(BadInput):
    """Files that say something wrong. ``faults`` has each, with file and line."""

    code = "faulty-file"

    def __init__(self, faults: Sequence[FileError]) -> None:
        self.faults = list(faults)
        super().__init__(
            da="\n".join(f"{fault.file}:{fault.line}: {fault.reason.da}" for fault in faults),
            en="\n".join(f"{fault.file}:{fault.line}: {fault.reason.en}" for fault in faults),
        )


def read_definitions(
    kind: DefinitionKind[Definition], files: Sequence[WrittenFile], calendars: Collection[str] = ()
) -> tuple[list[ReadDefinition[Definition]], list[FileError]]:
    """The definitions in files, and every fault.

    calendars: ids of calendars that are or will be there, beside those that come with the program.
    """
    known = {*calendar_file.shipped(), *calendars}
    found, faults = [], []
    for file in files:
        if file.unreadable is not None:
            faults.append(FileError(file.name, 1, file.unreadable))
            continue
        definition, its_faults = kind.parse(file, known)
        faults += its_faults
        if definition is not None:
            found.append(ReadDefinition(definition, file))
    return found, faults


def read_whole(
    kind: DefinitionKind[Definition], files: Sequence[WrittenFile], calendars: Collection[str] = ()
) -> list[ReadDefinition[Definition]]:
    """As ``read_definitions``, of files that are to be without fault. Raises FaultyFiles."""
    found, faults = read_definitions(kind, files, calendars)
    if faults:
        raise FaultyFiles(faults)
    return found


def publish_definitions(
    journal: Journal,
    kind: DefinitionKind[Definition],
    files: Sequence[WrittenFile],
    now: datetime,
    recorded: datetime | None = None,
) -> list[PublishedDefinition]:
    """Publish the definitions in files, and the calendars that they count by and that come with the program.

    now: when it is done. recorded: for filling a journal before it goes live. Raises FaultyFiles, Problem.
    """
    calendars = journal.law().calendars() if kind.calendar_of else {}
    found = read_whole(kind, files, calendars)
    needed = {kind.calendar_of(one.definition) for one in found} - calendars.keys() if kind.calendar_of else set()
    how: dict[str, Any] = {"source": SOURCE, "id": "", "occurred": _published_at(now, recorded)}
    events: list[Publication] = [
        CalendarPublished(**how, definition=calendar_file.shipped()[id_]) for id_ in sorted(needed)
    ]
    events += [kind.event(**how | {"definition": one.definition, "text": one.file.text}) for one in found]
    published = []
    for event, outcome in zip(events, journal.publish(events, recorded), strict=True):
        if isinstance(outcome, Refused):
            raise outcome.problem
        name = event.TOPIC.removesuffix("-published")
        _, _, id_ = stream_of(event).partition("/")
        published.append(PublishedDefinition(name, id_, outcome.position, not isinstance(outcome, Appended)))
    return published


def _published_at(now: datetime, recorded: datetime | None) -> datetime:
    """When rules were published: as registered, if that was said, and not only that they come before all cases."""
    return now if recorded is None or recorded <= BEGINNING else recorded
