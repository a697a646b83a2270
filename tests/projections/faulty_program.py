"""A program with a fault: it can't take one kind of event of one case. It is the real one, but for that step.

A fault in our own function is what is simulated here, so it is put into the function itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sagsgang.domain.events.case_events import Decided, Event
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.fold.story import Story

PERSONAL = "Anna Andersen, 010170-1234"


@contextmanager
def faulty(case: str, kind: type[Event] = Decided, error: type[BaseException] = KeyError) -> Iterator[None]:
    """As long as it lasts, every fold of an event of the kind in the case raises, in words that are personal."""
    sound = Story.step

    def step(self: Story, recorded: Recorded, flaw: str | None = None) -> None:
        if recorded.case == case and isinstance(recorded.event, kind):
            raise error(PERSONAL)
        sound(self, recorded, flaw)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Story, "step", step)
        yield
