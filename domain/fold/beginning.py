"""How an instance of a deadline starts, and the steps of its life."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from ..events.history import Recorded
from .stops import Stop


class Step(NamedTuple):
    """One step in the life of a deadline, for whoever asks why it ends when it does.

    stop: the one that it is about. left: what is left of the deadline while it stands.
    """

    what: str
    at: datetime
    position: int | None
    unrolled_on: date | None
    due_on: date | None
    due_at: datetime | None
    stop: Stop | None = None
    left: int | None = None


class Beginning(NamedTuple):
    """How an instance starts.

    anchor: the event, or that of the deadline which ran out (rule 27). at: the instant. day_zero: the day from which the
    term is counted, which is not counted itself; None where it can't be computed. after: of a yearly one, the day that
    the one before was for. by: the name in ``after`` that it is.
    """

    anchor: Recorded
    at: datetime
    day_zero: date | None
    after: date | None = None
    by: str = ""
