"""What an operation says beside its answer, at the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from ..domain.problem import See
from ..domain.text import Text
from ..journal.application import Journal
from ..operations.session import Advance, Installation, Session
from ..projections.tables.behind import Behind
from ..projections.upkeep.telling_process import see_that_they_are_told
from ..terminal.language import command_of, say
from ..terminal.output import err, note
from ..terminal.reader_time import now


class TerminalListener:
    """Puts what goes on beside an answer on standard error."""

    def note(self, text: Text, see: See | str | None = None) -> None:
        """A line of its own."""
        note(say(text) + (command_of(see) if see is not None else ""))

    def progress(self, label: Text) -> AbstractContextManager[Advance]:
        """A bar, where there is a terminal to see it."""
        if not err.is_terminal:
            return nullcontext(lambda done, total: None)
        # Here and not above: where nobody sees it, it is not read.
        from ..terminal.progress import progress  # noqa: PLC0415

        return progress(say(label))

    def compute(self, journal: Journal, cases: Sequence[Behind]) -> None:
        """A process of its own does it, and nobody need wait for it."""
        with journal.lend() as connection:
            see_that_they_are_told(connection, journal.url, list(cases))


def session_of(journal: Journal | None, installation: Installation | None = None) -> Session:
    """What an operation is carried out with at the terminal. journal, installation: as of ``Session``."""
    return Session(journal, now, TerminalListener(), installation)
