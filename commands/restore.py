"""Restoring: from a file, into a server that is made for it where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from typing import Annotated

from cyclopts import Parameter

from ..domain.problem import Problem
from ..journal.application import Journal
from ..journal.server.embedded import discard
from ..journal.server.home import located
from ..operations.session import Installation, Session
from ..terminal.host_clock import host_clock
from ..terminal.language import both
from ..terminal.output import note
from ..terminal.reader_time import now
from .adapter import Call, with_files
from .asking import check_said, place, url_of
from .listener import TerminalListener


class Restoring(Session):
    """A session whose server is started when its journal is asked for: a backup that is damaged makes none."""

    def __init__(self, until_done: ExitStack) -> None:
        super().__init__(None, now, TerminalListener())
        self._until_done = until_done

    @cached_property
    def journal(self) -> Journal:
        """A journal that is to be made."""
        self._until_done.enter_context(_nothing_left())
        url = url_of(place.get())
        self._installation = Installation(url, place.get().home, host_clock())
        return self._until_done.enter_context(Journal.to_be_made(url))


@with_files("restore", instead=("from",))
def restore(
    call: Call,
    from_: Annotated[
        str,
        Parameter(
            name="--from",
            help=both(
                "Filen, som 'sagsgang backup' skrev, eller en mappe, der har én.",
                "The file that 'sagsgang backup' wrote, or a folder that has one.",
            ),
        ),
    ],
) -> int:
    """Carry out ``sagsgang restore``: the file is named with or without ``--from``."""
    check_said("from", from_)
    asked = call.asked(**{"from": from_})
    with ExitStack() as until_done:
        return call.answered(Restoring(until_done), asked)[1]


@contextmanager
def _nothing_left() -> Iterator[None]:
    """What fails in here leaves no embedded server behind that was made for it."""
    home = place.get().home
    was_there = home is None or (located(home) / "postgres").exists()
    try:
        yield
    except BaseException:
        if home is not None and not was_there:
            with suppress(Problem, OSError):
                if not discard(home):
                    note(
                        both(
                            f"I {home} er der en database uden journal; indlæs i den, eller stop den: sagsgang stop",
                            f"In {home} there is a database without a journal; restore into it, or stop it: sagsgang stop",
                        )
                    )
        raise
