"""A case's history: events with their place in the journal, and what holds after corrections and annulments."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from .case_events import Event


class Recorded(NamedTuple):
    """An event as the journal holds it.

    position: its place in the one order, dense from 1. case: the case's reference. version: its place in the
    case, dense from 1. recorded: when the journal got it; never runs backwards along positions.
    """

    position: int
    case: str
    version: int
    recorded: datetime
    event: Event
