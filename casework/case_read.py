"""What a decision is made on: a case as the journal held it, the law, and when something happened."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ..domain.events.history import Recorded
from ..domain.fold.law import Law


class When(NamedTuple):
    """When something happened: the instant in UTC, and whether only the day is known."""

    occurred: datetime
    whole_day: bool = False


class CaseRead(NamedTuple):
    """A case as the journal held it at a position, and the law; a case that is not there has no history."""

    case: str
    position: int
    history: list[Recorded]
    law: Law
