"""Handing out the journal: every event as a line that ``append`` takes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ..domain.text import Text
from ..domain.words.figures import counted
from ..intake.event.export import export as exported
from .parameters import Asked
from .session import Session

REPORTED = 1_000  # events between two reports


class EventsExported(msgspec.Struct, kw_only=True):
    """How many events were handed out.

    left_out: those that ``append`` takes from nobody, or that had not happened yet. unreadable: those that can't be read.
    position: up to which the journal was read. file: where the lines were written; none: whoever asked has them.
    """

    events: int
    left_out: int
    unreadable: int
    position: int
    file: str | None = None


def export(session: Session, asked: Asked, write: Callable[[bytes], object]) -> EventsExported:
    """Hand out every event, as it had happened and was known at a moment. write: takes the lines, one by one.

    Raises BadMoment.
    """
    journal = session.journal
    moment = session.moment_as_projected(asked)
    until = moment.known(journal)
    found = EventsExported(events=0, left_out=0, unreadable=0, position=until)
    with session.listener.progress(Text("Eksporterer", "Exporting")) as advance:
        for one in exported(journal, until, moment.as_of if asked.as_of is not None else None, moment.zone):
            if one.unreadable:
                found.unreadable += 1
            elif one.line is None:
                found.left_out += 1
            else:
                write(one.line)
                found.events += 1
            if one.position % REPORTED == 0:
                advance(one.position, until)
    if found.left_out:
        session.listener.note(_left_out(found.left_out))
    return found


def _left_out(events: int) -> Text:
    told = counted(events, Text("hændelse er", "event is"), Text("hændelser er", "events are"))
    return Text(
        f"{told.da} ikke med: det offentliggjorte (sagstyper, kalendere, mål …), planlæggerens noter og det, der ikke var "
        "sket endnu.",
        f"{told.en} left out: what was published (case types, calendars, targets …), the scheduler's notes, and what had "
        "not happened yet.",
    )
