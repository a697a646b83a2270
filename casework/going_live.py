"""Appending live: the first event that is taken puts the journal live, and one that is refused does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..domain.events.history import Recorded
from ..journal.admission import Candidate, Late
from ..journal.alike import Alike
from ..journal.application import Journal
from ..journal.entry import Appended, Entry, Outcome
from ..journal.rejections import Rejection


class GoingLive:
    """A journal that goes live with the first batch of which something was taken; a ``Taker``."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._live = journal.is_live()

    def append(
        self,
        entries: Sequence[Entry | Candidate],
        *,
        recorded: Sequence[datetime] | None = None,
        together: Sequence[int] | None = None,
        late: Late = "raise",
    ) -> list[Outcome]:
        """As ``Journal.append``."""
        outcomes = self._journal.append(entries, recorded=recorded, together=together, late=late)
        if not self._live and any(isinstance(outcome, Appended) for outcome in outcomes):
            self._journal.go_live()
            self._live = True
        return outcomes

    def append_alike(self, alike: Alike) -> bool:
        """As ``Journal.append_alike``."""
        taken = self._journal.append_alike(alike)
        if taken and not self._live:
            self._journal.go_live()
            self._live = True
        return taken

    def reject(self, items: Sequence[Rejection]) -> int:
        """As ``Journal.reject``."""
        return self._journal.reject(items)

    def keep_heading(self, origin: str, raw: bytes) -> None:
        """As ``Journal.keep_heading``."""
        self._journal.keep_heading(origin, raw)

    def identified(self, source: str, ids: Sequence[str]) -> dict[str, Recorded]:
        """As ``Journal.identified``."""
        return self._journal.identified(source, ids)

    def named(self, source: str, beginnings: Sequence[str]) -> list[Recorded]:
        """As ``Journal.named``."""
        return self._journal.named(source, beginnings)
