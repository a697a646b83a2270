"""The queue of open deadlines, and the overview of cases."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..projections.asking.reader import Reader
from ..projections.asking.shared_zone import Among
from ..projections.queue import cases, queue_items
from . import problems
from .operation_help import told
from .paging import AskedInPages, page
from .parameters import CaseType, Days, Responsible, Unit
from .selections import fields_of
from .session import Session


class QueueAsked(AskedInPages, frozen=True, kw_only=True):
    """Which open deadlines. overdue and due_within narrow the items, not the counts."""

    type: CaseType = None
    unit: Unit = None
    responsible: Responsible = None
    deadline: Annotated[str | None, told("Kun denne frist.", "This deadline only.")] = None
    overdue: Annotated[bool, told("Vis kun overskredne.", "Show overdue ones only.")] = False
    due_within: Annotated[
        Days | None,
        told(
            "Vis dem, hvis tid er ude inden for så mange dage; 1: dem, der udløber i dag.",
            "Show those whose time is up within so many days; 1: those due today.",
        ),
    ] = None


def queue(session: Session, asked: QueueAsked) -> queue_items.Queue:
    """Open deadlines, most urgent first. Raises Problem ``unknown-deadline``, ``unknown-unit``, ``unknown-responsible``."""
    among = Among(unit=asked.unit, responsible=asked.responsible, deadline=asked.deadline)
    moment = session.moment(asked, case_type=asked.type, among=among)
    _check_deadline(session, asked.deadline)

    def lines(reader: Reader, limit: int, skipped: int) -> queue_items.Queue:
        wanted = queue_items.QueueFilter(
            asked.type,
            asked.unit,
            asked.responsible,
            asked.deadline,
            asked.overdue,
            asked.due_within,
            limit,
            skipped,
        )
        return queue_items.queue(reader, wanted)

    return page(session, asked, moment, lines)


class CasesAsked(AskedInPages, frozen=True, kw_only=True):
    """Which cases, and by which fields they are divided."""

    type: CaseType = None
    by: Annotated[
        str | None,
        told(
            "Fordel efter felter, adskilt af komma: unit, type, state, responsible eller sagens oplysninger.",
            "Divide by fields, separated by commas: unit, type, state, responsible or attributes of a case.",
        ),
    ] = None
    open_only: Annotated[bool, told("Vis kun åbne sager.", "Show open cases only.")] = msgspec.field(
        default=False, name="open"
    )
    concerns: Annotated[
        str | None, told("Kun sager, der angår denne sag.", "Only cases that concern this case.")
    ] = None


def overview(session: Session, asked: CasesAsked) -> cases.Overview:
    """The overview of cases, and how they divide."""
    fields = fields_of(asked.by)
    moment = session.moment(asked, case_type=asked.type, among=Among(concerns=asked.concerns))

    def lines(reader: Reader, limit: int, skipped: int) -> cases.Overview:
        return cases.overview(
            reader, cases.CaseFilter(asked.type, fields, asked.open_only, asked.concerns, limit, skipped)
        )

    return page(session, asked, moment, lines)


def _check_deadline(session: Session, deadline: str | None) -> None:
    """A misspelt deadline must not look like an empty queue. Raises Problem ``unknown-deadline``."""
    if deadline is None:
        return
    ids = {rule.id for versions in session.law().types().values() for _, one in versions for rule in one.deadlines}
    if deadline not in ids:
        raise problems.unknown_deadline(deadline, sorted(ids))
