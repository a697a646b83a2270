"""Requests for access to documents (aktindsigt): ten days, and from 2014 on seven working days. Few hours are noted."""

from __future__ import annotations

from datetime import date

from ...domain.events.case_events import ApplicationReceived, Closed, Decided, TermOverridden
from .docket import Docket
from .office import DESKS, JOB_CENTRES, after_working_days, caseworker, working_day

# Made by hand: an end moved after the breach, into another month. From Wednesday 15 January 2014 seven working days
# are Friday the 24th; moved on 3 February to the end of February, answered on the 20th. Late, in January.
MOVED = date(2014, 1, 15)
LATE, MOVED_AFTERWARDS, SAME_DAY = 0.15, 0.4, 0.06


def access(case: str, received: date, *, by_hand: bool = False) -> Docket:
    """The life of one request."""
    docket = Docket(case, "aktindsigt")
    rng = docket.rng
    unit = rng.choice((*JOB_CENTRES, "Ydelsescenter"))
    assert unit in DESKS
    docket.put(
        ApplicationReceived,
        received,
        after_days=0,
        whole_day=by_hand or rng.random() < 0.8,
        unit=unit,
        responsible=caseworker(unit, rng),
    )
    if by_hand:
        _move_and_answer(docket, date(2014, 2, 3), date(2014, 2, 28), date(2014, 2, 20))
    elif rng.random() < LATE:
        _answer_late(docket, received)
    else:
        days = 0 if rng.random() < SAME_DAY else rng.randrange(1, 7)
        _answer(docket, after_working_days(received, days) if days else received)
    return docket


def _answer(docket: Docket, day: date) -> None:
    """The answer, of which only the day is noted, and the end of the case on that day."""
    docket.put(Decided, day, after_days=0, whole_day=True, outcome="granted")
    docket.put(Closed, day, after_days=0, whole_day=True, reason="besvaret")


def _answer_late(docket: Docket, received: date) -> None:
    rng = docket.rng
    if rng.random() < 0.5:
        docket.act("citizen-informed", after_working_days(received, rng.randrange(3, 6)), after_days=0)
    if rng.random() < MOVED_AFTERWARDS:
        moved = after_working_days(received, rng.randrange(9, 16))
        until = working_day(moved, rng.randrange(14, 40))
        _move_and_answer(docket, moved, until, working_day(moved, rng.randrange(2, 14)))
    else:
        _answer(docket, after_working_days(received, rng.randrange(9, 40)))


def _move_and_answer(docket: Docket, moved: date, until: date, answered: date) -> None:
    """The term has passed; then somebody moves it, and the answer comes before the new end."""
    docket.put(
        TermOverridden, moved, after_days=0, deadline="answer", until=until, reason="materialet er omfattende"
    )
    _answer(docket, answered)
