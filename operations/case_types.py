"""Case types: check, publish, list, show, draw."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..domain.rules.casetype import CaseType
from ..domain.text import Text
from ..domain.words.diagram import mermaid
from ..domain.written import calendar_file
from ..domain.written.calendar_notes import notes
from ..domain.written.casetype_notes import casetype_notes
from ..intake.definitions.calendars import CALENDARS
from ..intake.definitions.case_types import CASE_TYPES
from ..intake.definitions.definition import read_definitions
from ..intake.definitions.written_file import WrittenFile
from . import problems
from .definitions import (
    CheckedWithNotes,
    FilesAsked,
    Publication,
    PublicationAsked,
    VersionListed,
    listed_as,
    publish_files,
    read_files,
    versions_listed,
)
from .operation_help import told
from .paging import PublishedAsked
from .parameters import Asked
from .session import Session


class CaseTypeCheckAsked(FilesAsked, frozen=True, kw_only=True):
    """Which case types are checked, and with which calendars of the office's own."""

    calendar: Annotated[
        tuple[WrittenFile, ...],
        told(
            "Fil med en egen kalender, som sagstypen bruger. Kan gentages.",
            "File with a calendar of your own that the case type uses. May be repeated.",
        ),
    ] = ()


class CheckedCaseTypes(CheckedWithNotes, kw_only=True):
    """What is wrong in files of case types; types: those in order."""

    types: list[str]


class CaseTypeVersion(VersionListed, kw_only=True):
    """A version of a case type. deadlines: their ids."""

    deadlines: list[str]


class CaseTypeVersions(msgspec.Struct):
    """Every version of every case type. next: the cursor of those that follow."""

    types: list[CaseTypeVersion]
    next: str | None = None


class CaseTypesAsked(PublishedAsked, frozen=True, kw_only=True):
    """Which of them."""


class CaseTypeAsked(Asked, frozen=True, kw_only=True):
    """Which case type, as in force at a moment."""

    type: Annotated[str, told("Sagstypen.", "The case type.", positional=True)]


class Diagram(msgspec.Struct):
    """A case type as a diagram: Mermaid, with words in each language."""

    type: str
    mermaid: Text


def check(session: Session, asked: CaseTypeCheckAsked) -> CheckedCaseTypes:
    """Everything wrong in files of case types, and in those of their calendars. Needs no journal."""
    del session
    own, calendar_faults = read_definitions(CALENDARS, asked.calendar)
    calendars = {one.definition.id: one.definition for one in own}
    found, errors, in_order = read_files(CASE_TYPES, asked.files, calendars)
    known = {**calendar_file.shipped(), **calendars}
    noted = [note for one in own for note in notes(one.file.text, one.file.name)]
    for one in found:
        noted += casetype_notes(one.definition, one.file.text, one.file.name, known)
    return CheckedCaseTypes(
        errors=[*calendar_faults, *errors],
        in_order=in_order,
        types=[one.definition.id for one in found],
        notes=noted,
    )


def publish(session: Session, asked: PublicationAsked) -> Publication:
    """Publish case types, and the calendars of the program that they name. Raises FaultyFiles."""
    return Publication(published=publish_files(session, CASE_TYPES, asked))


def listed(session: Session, asked: CaseTypesAsked) -> CaseTypeVersions:
    """Every version of every case type, by its id."""
    found, following = versions_listed(session, CASE_TYPES, asked, by=lambda one: one.definition.id)
    return CaseTypeVersions(
        [
            listed_as(CaseTypeVersion, one, deadlines=[rule.id for rule in one.definition.deadlines])
            for one in found
        ],
        following,
    )


def show(session: Session, asked: CaseTypeAsked) -> CaseType:
    """The version that governs at the moment asked, as known then. Raises Problem ``unknown-case-type``,
    ``not-in-force``."""
    moment = session.moment_as_projected(asked, case_type=asked.type)
    rules = session.law().rules(asked.type, moment.known(session.journal))
    version = rules.on(rules.local_day(moment.as_of)) if rules else None
    if version is None:
        raise problems.not_in_force(Text(asked.type, asked.type), "type.list")
    return version.case_type


def diagram(session: Session, asked: CaseTypeAsked) -> Diagram:
    """A case type drawn. Raises Problem as ``show``."""
    return drawn(show(session, asked))


def drawn(case_type: CaseType) -> Diagram:
    """A version of a case type as a diagram."""
    return Diagram(case_type.id, Text(mermaid(case_type, "da"), mermaid(case_type, "en")))
