"""Directories (vejviser): check, publish, list, show, and find who is responsible for a matter."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from ..domain.excerpt import excerpt
from ..domain.problem import Problem, Unknown
from ..domain.rules.directory import Directory
from ..domain.text import Text
from ..intake.definitions.directory_file import DIRECTORIES
from ..projections.asking.reader import Moment
from ..projections.queue.responsible_authority import DirectoryVersion, Match, find, in_force, nearest
from . import problems
from .definitions import (
    Checked,
    FilesAsked,
    Publication,
    PublicationAsked,
    VersionListed,
    listed_as,
    publish_files,
    read_files,
    versions,
    versions_listed,
)
from .operation_help import told
from .paging import AskedInPages, Limit, PublishedAsked, continued, part
from .parameters import Asked
from .session import Session

DIRECTORY = Text("Vejviseren", "directory")


class CheckedDirectories(Checked, kw_only=True):
    """What is wrong in files of directories; directories: those in order."""

    directories: list[str]


class DirectoryListed(VersionListed, kw_only=True):
    """A version of a directory. entries: how many."""

    entries: int


class Directories(msgspec.Struct):
    """Every version of every directory. next: the cursor of those that follow."""

    directories: list[DirectoryListed]
    next: str | None = None


class DirectoriesAsked(PublishedAsked, frozen=True, kw_only=True):
    """Which of them."""


class DirectoryAsked(Asked, frozen=True, kw_only=True):
    """Which directory, as in force at a moment."""

    directory: Annotated[str, told("Vejviseren.", "The directory.", positional=True)]


class DirectoryInForce(msgspec.Struct):
    """A directory, and where in the journal it stands."""

    position: int
    directory: Directory


class MatterAsked(AskedInPages, frozen=True, kw_only=True):
    """Which matter, in a few words."""

    words: Annotated[tuple[str, ...], told("Hvad det drejer sig om.", "What it is about.", positional=True)] = ()
    limit: Limit = 10


class ResponsibleFound(msgspec.Struct, kw_only=True):
    """An entry that was found. directory, valid_from, position: the version that it stands in."""

    topic: Text
    authority: str
    unit: str | None
    note: Text | None
    source: str | None
    directory: str
    valid_from: date | None
    position: int


class Responsible(msgspec.Struct, kw_only=True):
    """Who is responsible, on a day. n: matches in all. nearest: topics that may be meant, where nothing was found.

    next: the cursor of the matches that follow.
    """

    day: date
    question: str
    n: int
    matches: list[ResponsibleFound]
    nearest: list[Text]
    next: str | None


def check(session: Session, asked: FilesAsked) -> CheckedDirectories:
    """Everything wrong in files of directories. Needs no journal."""
    del session
    found, errors, in_order = read_files(DIRECTORIES, asked.files)
    return CheckedDirectories(errors=errors, in_order=in_order, directories=[one.definition.id for one in found])


def publish(session: Session, asked: PublicationAsked) -> Publication:
    """Publish directories. Raises FaultyFiles."""
    return Publication(published=publish_files(session, DIRECTORIES, asked))


def listed(session: Session, asked: DirectoriesAsked) -> Directories:
    """Every version of every directory, in the order of publication."""
    found, following = versions_listed(session, DIRECTORIES, asked)
    return Directories(
        [listed_as(DirectoryListed, one, entries=len(one.definition.entries)) for one in found], following
    )


def show(session: Session, asked: DirectoryAsked) -> DirectoryInForce:
    """A whole directory. Raises BadMoment, Problem ``no-directory``, ``unknown-directory``, ``not-in-force``."""
    day, known = _known(session, session.moment_as_projected(asked))
    of_this_id = [version for version in known if version.directory.id == asked.directory]
    if known and not of_this_id:
        ids = {version.directory.id for version in known}
        raise problems.unknown_definition("unknown-directory", "directory", DIRECTORY, asked.directory, ids)
    governing = in_force(of_this_id, day)
    if not governing:
        raise _nothing_in_force(known)
    return DirectoryInForce(*governing[0])


def responsible(session: Session, asked: MatterAsked) -> Responsible:
    """Who is responsible, the best answer first.

    Raises BadMoment, Problem ``which-words``, ``no-directory``, ``not-in-force``.
    """
    question = " ".join(asked.words)
    if not question.strip():
        raise problems.no_words()
    moment = continued(asked, session.moment_as_projected(asked))
    day, known = _known(session, moment)
    governing = in_force(known, day)
    if not governing:
        raise _nothing_in_force(known)
    matches = find(governing, question)
    shown, following = part(asked, moment, moment.known(session.journal), matches)
    return Responsible(
        day=day,
        question=excerpt(question),
        n=len(matches),
        matches=[_found(match) for match in shown],
        nearest=[] if matches else [entry.topic for entry in nearest(governing, question)],
        next=following,
    )


def _known(session: Session, moment: Moment) -> tuple[date, list[DirectoryVersion]]:
    """The day that is asked about, and every version that was published by the moment known at."""
    known = [DirectoryVersion(one.position, one.definition) for one in versions(session, DIRECTORIES, moment)]
    return moment.as_of.astimezone(moment.zone).date(), known


def _nothing_in_force(known: list[DirectoryVersion]) -> Problem:
    """There is no directory to ask at the moment asked."""
    if known:
        return problems.not_in_force(Text("vejviseren", "the directory"), "directory.list")
    return Unknown(
        code="no-directory",
        see="directory.publish",
        da="Ingen vejviser var offentliggjort. Offentliggør en.",
        en="No directory was published. Publish one.",
    )


def _found(match: Match) -> ResponsibleFound:
    entry, directory = match.entry, match.version.directory
    return ResponsibleFound(
        topic=entry.topic,
        authority=entry.authority,
        unit=entry.unit,
        note=entry.note,
        source=entry.source,
        directory=directory.id,
        valid_from=directory.valid_from,
        position=match.version.position,
    )
