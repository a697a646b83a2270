"""An event that this version of the program cannot read stands in its place all the same, and says which it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..problem import BadInput
from .case_events import Event
from .history import Recorded


class Unreadable(Event, frozen=True, kw_only=True):
    """What cannot be read: of a newer version of the program, or damaged. It is never written.

    topic: the one that it was written under. ``occurred`` is when it was recorded, for when it happened is not known.
    """

    TOPIC: ClassVar[str] = "unreadable"
    topic: str

    @property
    def name(self) -> str:
        return self.topic


class CannotBeRead(BadInput):
    """An event on which something rests cannot be read. ``details``: its ``position``."""

    code = "unreadable-event"

    def __init__(self, position: int, topic: str) -> None:
        super().__init__(
            da=f"Hændelsen på position {position} ({topic[:60]}) kan ikke læses, og det, der hviler på den, ikke regnes ud. "
            "Har en nyere sagsgang skrevet den, så opgrader; ellers er den beskadiget: tag databasen fra en sikkerhedskopi.",
            en=f"The event at position {position} ({topic[:60]}) cannot be read, and what rests on it not computed. "
            "If a newer sagsgang wrote it, upgrade; else it is damaged: take the database from a backup.",
            position=position,
        )


def cannot_be_read(recorded: Recorded) -> CannotBeRead:
    """The problem of one that was met."""
    topic = recorded.event.topic if isinstance(recorded.event, Unreadable) else recorded.event.TOPIC
    return CannotBeRead(recorded.position, topic)


def readable(history: Iterable[Recorded]) -> list[Recorded]:
    """What can be read: for who tells of each event, and of those that cannot be read apart."""
    return [recorded for recorded in history if not isinstance(recorded.event, Unreadable)]
