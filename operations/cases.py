"""One case: what happened in it, why its deadlines and reminders are what they are, and who held it."""

from __future__ import annotations

from typing import Annotated

from ..domain.fold.reminder_facts import MEETING
from ..projections.asking.folded_case import KnownCase
from ..projections.asking.reader import AsKnown
from ..projections.flow.custody import Custody, custody
from ..projections.one_case.case_file import CaseFile, case_file
from ..projections.one_case.explanation import Explanation, explain
from ..projections.one_case.reminder_account import LadderLines, reminders_of
from .operation_help import told
from .parameters import Asked, Reference
from .session import Session


class CaseAsked(Asked, frozen=True, kw_only=True):
    """Which case."""

    ref: Reference


class DeadlineAsked(CaseAsked, frozen=True, kw_only=True):
    """Which case, and which of its deadlines; none: all of them."""

    deadline: Annotated[
        str | None,
        told("Fristen; 'meeting': samtalerne.", "The deadline; 'meeting': the meetings.", positional=True),
    ] = None


class Explained(AsKnown, kw_only=True):
    """Why the deadlines of a case are what they are, and what became of each of its reminders."""

    case: str
    because: list[Explanation]
    reminders: list[LadderLines]


def show(session: Session, asked: CaseAsked) -> CaseFile:
    """A case's history, deadlines and findings. Raises UnknownCase."""
    return session.put_to_case(asked, asked.ref, case_file)


def explained(session: Session, asked: DeadlineAsked) -> Explained:
    """Why a deadline is what it is. Raises UnknownCase, Problem ``unknown-deadline``."""

    def answer(known: KnownCase) -> Explained:
        of_meetings = asked.deadline == MEETING
        return Explained(
            case=known.case,
            **known.moment.told(known.position),
            reminders=reminders_of(known, asked.deadline),
            because=[] if of_meetings else explain(known, asked.deadline),
        )

    return session.put_to_case(asked, asked.ref, answer)


def flow(session: Session, asked: CaseAsked) -> Custody:
    """Who held a case when. Raises UnknownCase."""
    moment = session.moment(asked, case=asked.ref, about=[asked.ref])
    return session.put(moment, lambda reader: custody(reader, asked.ref))
