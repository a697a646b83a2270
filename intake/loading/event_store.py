"""The event store that an import lands in, as far as it needs one: the journal, or a rehearsal of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ...domain.events.history import Recorded
from ...journal.admission import Candidate, Late
from ...journal.alike import Alike
from ...journal.entry import Entry, Outcome
from ...journal.rejections import Rejection


class EventStore(Protocol):
    """Takes events and rejections, and tells what it holds. The words are those of ``Journal``."""

    def append(
        self,
        entries: Sequence[Entry | Candidate],
        *,
        recorded: Sequence[datetime] | None = None,
        together: Sequence[int] | None = None,
        late: Late = "raise",
    ) -> list[Outcome]:
        """Take events; one outcome an entry."""

    def append_alike(self, alike: Alike) -> bool:
        """Take events of one source, all or none; False: none, and each is to be decided by ``append``."""

    def reject(self, items: Sequence[Rejection]) -> int:
        """Keep what cannot be taken."""

    def keep_heading(self, origin: str, raw: bytes) -> None:
        """Keep the column names of a file of which records are about to be rejected."""

    def identified(self, source: str, ids: Sequence[str]) -> dict[str, Recorded]:
        """The events of a source under these ids."""

    def named(self, source: str, beginnings: Sequence[str]) -> list[Recorded]:
        """The events of a source whose ids begin so."""
