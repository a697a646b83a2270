"""One who hears what goes on beside an answer, and says nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sagsgang.domain.problem import See
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.operations.session import Advance
from sagsgang.projections.tables.behind import Behind


class Silence:
    """Keeps the notes."""

    def __init__(self) -> None:
        self.notes: list[Text] = []

    def note(self, text: Text, see: See | str | None = None) -> None:
        """Kept."""
        del see
        self.notes.append(text)

    @contextmanager
    def progress(self, label: Text) -> Iterator[Advance]:
        """Nothing to see."""
        del label
        yield lambda done, total: None

    def compute(self, journal: Journal, cases: Sequence[Behind]) -> None:
        """Nobody does."""
