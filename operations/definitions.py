"""What people define in files, and what of it is published: one way to check, to publish and to list every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, TypeVar, cast

import msgspec

from ..domain.events.publications import STREAMS
from ..domain.text import Text
from ..domain.written.toml_page import FileError, FileNote
from ..intake.definitions.definition import (
    Definition,
    DefinitionKind,
    PublishedDefinition,
    ReadDefinition,
    publish_definitions,
    read_definitions,
)
from ..intake.definitions.written_file import WrittenFile
from ..projections.asking.reader import Moment
from . import problems
from .operation_help import told
from .paging import PublishedAsked, continued, part
from .registration import Recorded, recorded_at, registering
from .session import Session

Listed = TypeVar("Listed", bound="VersionListed")


class FilesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which files are checked."""

    files: Annotated[tuple[WrittenFile, ...], told("Filerne.", "The files.", positional=True)] = ()


class PublicationAsked(FilesAsked, frozen=True, kw_only=True):
    """Which files are published, and as of when."""

    recorded: Recorded = None


class CheckedDefinition(msgspec.Struct, frozen=True):
    """A definition without fault, and what it holds in a few words."""

    id: str
    contents: Text


@dataclass(frozen=True)
class PublishedVersion(Generic[Definition]):
    """A published version: where in the journal it stands, and the text that it was read from."""

    position: int
    definition: Definition
    text: str


class VersionListed(msgspec.Struct, kw_only=True):
    """A published version in a list. position: where in the journal it stands."""

    id: str
    title: Text
    valid_from: date | None
    position: int


class Checked(msgspec.Struct, kw_only=True):
    """What is wrong in files, and what of them is in order."""

    errors: list[FileError]
    in_order: list[CheckedDefinition]


class CheckedWithNotes(Checked, kw_only=True):
    """The same, with what is to be said of what is in order."""

    notes: list[FileNote]


class Publication(msgspec.Struct, kw_only=True):
    """What became of each thing that was to be published."""

    published: list[PublishedDefinition]


class PublicationWithNotes(Publication, kw_only=True):
    """The same, with what is to be said of it."""

    notes: list[FileNote]


class PublicationWithRemarks(Publication, kw_only=True):
    """The same, with what may keep it from doing what it is for."""

    notes: list[Text]


def read_files(
    kind: DefinitionKind[Definition], files: Sequence[WrittenFile], calendars: Iterable[str] = ()
) -> tuple[list[ReadDefinition[Definition]], list[FileError], list[CheckedDefinition]]:
    """The definitions in the files, what is wrong, and what is in order. Raises Problem ``which-file``.

    calendars: ids of calendars that will be there.
    """
    if not files:
        raise problems.no_file()
    found, faults = read_definitions(kind, files, [*calendars])
    in_order = [CheckedDefinition(cast(Any, one.definition).id, kind.contents(one.definition)) for one in found]
    return found, faults, in_order


def publish_files(
    session: Session, kind: DefinitionKind[Definition], asked: PublicationAsked
) -> list[PublishedDefinition]:
    """Publish what is in the files, all or nothing. Raises FaultyFiles, BadMoment, Problem ``which-file``."""
    if not asked.files:
        raise problems.no_file()
    journal, now = session.journal, session.now()
    if not kind.before_cases:
        return publish_definitions(journal, kind, asked.files, now, recorded_at(journal, asked.recorded))
    return registering(
        journal, asked.recorded, lambda at: publish_definitions(journal, kind, asked.files, now, at)
    )


def versions(
    session: Session, kind: DefinitionKind[Definition], moment: Moment | None = None
) -> list[PublishedVersion[Definition]]:
    """Every version of every definition of a kind that was known at a moment (None: now), in the order of publication."""
    known = (moment or Moment(session.now())).known(session.journal)
    found = session.journal.published(STREAMS[kind.event], known)
    events = [(one.position, cast(Any, one.event)) for one in found if isinstance(one.event, kind.event)]
    return [PublishedVersion(position, event.definition, event.text) for position, event in events]


def versions_listed(
    session: Session,
    kind: DefinitionKind[Definition],
    asked: PublishedAsked,
    by: Callable[[PublishedVersion[Definition]], Any] = lambda one: one.position,
) -> tuple[list[PublishedVersion[Definition]], str | None]:
    """The versions of a page, and the cursor of those after. by: what they are ordered by. Raises Problem ``bad-cursor``."""
    moment = continued(asked, Moment(session.now()))
    found = versions(session, kind, moment)
    return part(asked, moment, moment.known(session.journal), sorted(found, key=by))


def listed_as(item: type[Listed], version: PublishedVersion[Any], **more: Any) -> Listed:
    """A version as an item of a list. more: what its kind says beside."""
    one = version.definition
    return item(id=one.id, title=one.title, valid_from=one.valid_from, position=version.position, **more)
