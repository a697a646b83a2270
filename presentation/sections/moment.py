"""Which moment an answer is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ...domain.text import Text
from ..model.sentences import sentence, when


class AsOf(NamedTuple):
    """What was true at an instant of the world, by what was known then; None: by all that is known."""

    as_of: datetime
    known_at: datetime | None
    position: int | None
    zone: ZoneInfo


def moment_of(answer: Any) -> AsOf | None:
    """The moment that an answer says it is about."""
    as_of, zone = (getattr(answer, name, None) for name in ("as_of", "zone"))
    if as_of is None or zone is None:
        return None
    known_at, position = (getattr(answer, name, None) for name in ("known_at", "position"))
    return AsOf(as_of, known_at, position, ZoneInfo(zone))


def words_of(moment: AsOf) -> Text:
    """The moment in words."""
    known = when(moment.known_at, moment.zone)
    as_of = sentence(
        "Pr. {as_of}, kendt {known}",
        "As of {as_of}, known at {known}",
        as_of=when(moment.as_of, moment.zone),
        known=known if moment.known_at else Text("nu", "now"),
    )
    if moment.position is None:
        return as_of
    return sentence("{as_of} (position {at})", "{as_of} (position {at})", as_of=as_of, at=moment.position)
