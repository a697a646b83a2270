"""An office with cases that are large by the measure of a test, and their telling stopped at a moment of one's choice."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event as Signal

import msgspec
import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, Corrected, Event
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.fold.story import Story
from sagsgang.domain.rules.casetype import Term
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.upkeep import apart, follow
from sagsgang.projections.upkeep.catch_up import catch_up

from ..scheduler.reminding_office import PERMIT

MANY = 30
MARCH = datetime(2025, 3, 3, 9, tzinfo=UTC)
SOON = 30  # seconds until a test gives up that waits for what must come


class LargeCases:
    """A journal in which things happen one after the other."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.count = 0
        journal.publish(
            [
                CalendarPublished(
                    source="test", id="", occurred=MARCH, definition=calendar_file.shipped()["denmark"]
                )
            ]
        )
        self.publishes(days=30)

    def publishes(self, days: int) -> None:
        """A decision is due so many days after the application, for every case."""
        rule = msgspec.structs.replace(PERMIT.deadlines[0], term=Term(days, "days"))
        changed = msgspec.structs.replace(PERMIT, deadlines=(rule,))
        [outcome] = self.journal.publish(
            [CaseTypePublished(source="test", id="", occurred=MARCH, definition=changed)]
        )
        assert isinstance(outcome, Appended)

    def happens(self, case: str, *events: Event) -> None:
        """These events come."""
        outcomes = self.journal.append([Entry(case, event) for event in events])
        assert all(isinstance(one, Appended) for one in outcomes)

    def applies(self, case: str) -> None:
        """A case begins; its deadline runs."""
        self.happens(
            case,
            ApplicationReceived(source="test", id=f"{case}-0", occurred=MARCH, case_type="permit", unit="Centrum"),
        )

    def corrects(self, case: str, times: int = 1) -> None:
        """What unit the case began in is corrected, so many times; each came later than what it speaks of."""
        made = []
        for _ in range(times):
            self.count += 1
            made.append(
                Corrected(
                    source="test",
                    id=f"c-{self.count}",
                    occurred=MARCH + timedelta(minutes=self.count),
                    corrects=f"{case}-0",
                    changes={"unit": f"unit {self.count}"},
                )
            )
        self.happens(case, *made)


class Stopped:
    """What is known of a telling that is stopped: that it began, and that it may go on."""

    def __init__(self) -> None:
        self.began, self.go_on = Signal(), Signal()


@contextmanager
def stopped_at(case: str) -> Iterator[Stopped]:
    """The first who takes an event of the case waits until it may go on. It is the real program, but for that."""
    sound, stopped = Story.step, Stopped()

    def step(self: Story, recorded: Recorded, flaw: str | None = None) -> None:
        if recorded.case == case and not stopped.began.is_set():
            stopped.began.set()
            assert stopped.go_on.wait(SOON), "nobody let it go on"
        sound(self, recorded, flaw)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Story, "step", step)
        try:
            yield stopped
        finally:
            stopped.go_on.set()


def killed_after(step: str) -> None:
    """Catch up in this process, which is killed when a large case's rows are told (``told``) or written (``written``)."""

    def struck(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    follow.MANY_EVENTS = MANY
    if step == "told":
        apart.write = struck  # type: ignore[assignment]
    else:
        apart.Teller._is_still = struck  # type: ignore[method-assign,assignment]
    with Journal.open(sys.argv[2]) as journal:
        catch_up(journal)


if __name__ == "__main__":
    killed_after(sys.argv[1])
