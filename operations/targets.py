"""Targets of a year (resultatkontrakter): check, publish, list, show, and how they stand."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..domain.events.publications import TARGETS_STREAM
from ..domain.problem import BadInput
from ..domain.rules.targets import Targets
from ..domain.text import Text
from ..domain.written.toml_kinds import FIRST_YEAR, LAST_YEAR
from ..intake.definitions.definition import read_whole
from ..intake.definitions.targets_file import TARGETS, notes
from ..projections.asking.reader import Moment
from ..projections.statistics.targets import TargetsStanding, in_force, standing
from .definitions import (
    Checked,
    FilesAsked,
    PublicationAsked,
    PublicationWithRemarks,
    publish_files,
    read_files,
)
from .operation_help import told
from .paging import PublishedAsked, continued, part
from .parameters import Asked, Unit
from .session import Session

NONE = Text("ingen", "none")
Year = Annotated[int, msgspec.Meta(ge=FIRST_YEAR, le=LAST_YEAR)]


class CheckedTargets(Checked, kw_only=True):
    """What is wrong in files of targets; targets: those in order. notes: what may keep one from being measured."""

    targets: list[str]
    notes: list[Text]


class TargetsListed(msgspec.Struct, kw_only=True):
    """The targets of a year as published last. targets: their ids."""

    id: str
    title: Text
    year: int
    position: int
    targets: list[str]


class AllTargets(msgspec.Struct):
    """The published targets, year by year. next: the cursor of those that follow."""

    targets: list[TargetsListed]
    next: str | None = None


class AllTargetsAsked(PublishedAsked, frozen=True, kw_only=True):
    """Which of them."""


class TargetsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which targets, of which year."""

    targets: Annotated[str, told("Målene.", "The targets.", positional=True)]
    year: Annotated[int | None, told("Årets (ellers det nyeste).", "The year's (else the newest).")] = None


class TargetsStandingAsked(Asked, frozen=True, kw_only=True):
    """The targets of which year, and of whom."""

    year: Annotated[Year, told("Hvilket år.", "Which year.")]
    half: Annotated[bool, told("Status for første halvår.", "The status of the first half-year.")] = False
    unit: Unit = None
    cases: Annotated[bool, told("Vis sagerne bag tallene.", "List the cases behind.")] = False


def check(session: Session, asked: FilesAsked) -> CheckedTargets:
    """Everything wrong in files of targets. Needs no journal."""
    del session
    found, errors, in_order = read_files(TARGETS, asked.files)
    return CheckedTargets(
        errors=errors,
        in_order=in_order,
        targets=[one.definition.id for one in found],
        notes=[note for one in found for note in notes(one.definition)],
    )


def publish(session: Session, asked: PublicationAsked) -> PublicationWithRemarks:
    """Publish targets. Raises FaultyFiles."""
    published = publish_files(session, TARGETS, asked)
    law = session.law()
    noted = [note for one in read_whole(TARGETS, asked.files) for note in notes(one.definition, law)]
    return PublicationWithRemarks(published=published, notes=noted)


def listed(session: Session, asked: AllTargetsAsked) -> AllTargets:
    """The targets of each year, as published last."""
    moment = continued(asked, Moment(session.now()))
    position = moment.known(session.journal)
    shown, following = part(asked, moment, position, _published(session, position))
    return AllTargets(
        [
            TargetsListed(
                id=one.id,
                title=one.title,
                year=one.year,
                position=position,
                targets=[target.id for target in one.targets],
            )
            for position, one in shown
        ],
        following,
    )


def show(session: Session, asked: TargetsAsked) -> Targets:
    """The targets of one publication. Raises Problem ``unknown-targets``."""
    published = [one for _, one in _published(session, session.journal.head().position)]
    found = [one for one in published if one.id == asked.targets and asked.year in (None, one.year)]
    if not found:
        known = ", ".join(f"{one.id} ({one.year})" for one in published)
        year = asked.year
        raise BadInput(
            code="unknown-targets",
            parameter="targets",
            da=f"Der er ingen mål {asked.targets!r}{f' for {year}' if year else ''}. Offentliggjorte: {known or NONE.da}.",
            en=f"There are no targets {asked.targets!r}{f' for {year}' if year else ''}. Published: {known or NONE.en}.",
        )
    return found[-1]


def status(session: Session, asked: TargetsStandingAsked) -> TargetsStanding:
    """How the targets stand: for the year, or at the half-year. Raises BadMoment, Problem ``no-targets``."""
    return session.put(
        session.moment(asked),
        lambda reader: standing(
            reader,
            reader.journal.published(TARGETS_STREAM, reader.position),
            asked.year,
            half=asked.half,
            unit=asked.unit,
            cases=asked.cases,
        ),
    )


def _published(session: Session, position: int) -> list[tuple[int, Targets]]:
    return in_force(session.journal.published(TARGETS_STREAM, position))
