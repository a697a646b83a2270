"""When something happened that an act records: now, or a day or instant that is said."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from ..casework.case_read import When
from ..intake.event.times import read_iso, within_reach
from .operation_help import told
from .session import Session

Occurred = Annotated[
    str | None,
    told("Hvornår det skete: dato eller tidspunkt (nu).", "When it happened: date or instant (default now)."),
]


def when_of(session: Session, said: str | None, zone: ZoneInfo, parameter: str) -> When:
    """When it happened, in local time where no offset is said. Raises Malformed."""
    present = session.now()
    if said is None:
        return When(present)
    occurred, whole_day = read_iso(said.strip(), zone, parameter)
    within_reach(occurred, present, parameter)
    return When(occurred, whole_day)
