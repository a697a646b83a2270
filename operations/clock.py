"""The clocks that times of registration rest on: how they stand, and going on after the database's was ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from ..domain.person_number import may_stand_in
from ..domain.problem import Problem
from ..domain.text import Text
from ..intake.event.values import check_name, check_text
from ..journal.clock_standing import clock_standing
from ..journal.entry import Refused
from ..scheduler.monitoring.status import Trouble
from . import problems
from .operation_help import told
from .session import Session


class ClockAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody decides to write on after the database's clock was ahead, who, and why."""

    go_on: Annotated[
        bool,
        told(
            "Skriv videre, selv om uret har været foran: alt registreres med journalens seneste tidspunkt, til "
            "uret når dertil.",
            "Write on although the clock was ahead: everything is recorded as of the journal's last time "
            "until it gets there.",
        ),
    ] = False
    by: Annotated[str | None, told("Hvem der beslutter det.", "Who decides it.")] = None
    reason: Annotated[str | None, told("Hvad der gik galt.", "What went wrong.")] = None


class ClockReadings(msgspec.Struct, kw_only=True):
    """What each clock shows. recorded: the journal's last time of registration, and how far ahead of the database's clock.

    acknowledged_until: as of when everything is recorded, where somebody decided to go on.
    """

    database: datetime
    host: datetime | None
    recorded: datetime | None
    slip_seconds: float
    acknowledged_until: datetime | None


class ClocksLookedAt(ClockReadings, kw_only=True):
    """What each clock shows, and what is wrong with them."""

    problems: list[Trouble]


def clock(session: Session, asked: ClockAsked) -> ClocksLookedAt:
    """How the clocks stand, and going on where that is decided.

    Raises Malformed, Problem ``which-words``, ``wrong-field``.
    """
    if (decided := _decided(asked)) is not None:
        outcome = session.journal.acknowledge_slip(*decided)
        if isinstance(outcome, Refused):
            raise outcome.problem
        if outcome is None:
            session.listener.note(NOTHING_TO_GO_ON_AFTER)
    clocks, off = clocks_of(session)
    return ClocksLookedAt(
        **msgspec.structs.asdict(clocks),
        problems=[Trouble.of(one) for one in off],
    )


def clocks_of(session: Session) -> tuple[ClockReadings, Sequence[Problem]]:
    """How the clocks stand, and what is wrong with them."""
    found = clock_standing(session.journal, session.installation.host)
    clocks = ClockReadings(
        database=found.database,
        host=found.host,
        recorded=found.recorded,
        slip_seconds=round(found.slip.total_seconds(), 6),
        acknowledged_until=found.acknowledged_until,
    )
    return clocks, found.problems


def _decided(asked: ClockAsked) -> tuple[str, str] | None:
    """Who decides to go on, and why; None: nobody does. Raises Malformed, Problem ``which-words``, ``wrong-field``."""
    by, reason = (asked.by or "").strip(), (asked.reason or "").strip()
    if not asked.go_on and asked.by is None and asked.reason is None:
        return None
    if not (asked.go_on and by and reason):
        raise problems.go_on_who_and_why()
    who, why = check_name("by", by), check_text("reason", reason)
    if may_stand_in(who) or may_stand_in(why):
        raise problems.personal_decision()
    return who, why


NOTHING_TO_GO_ON_AFTER = Text(
    "Der er intet at skrive videre efter; intet er noteret.", "There is nothing to go on after; nothing was noted."
)
