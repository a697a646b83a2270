"""Lines of the outbox that are reminders, made ready to be sent: asked once more whether they are worth it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ...domain.events.corrections import type_of
from ...domain.events.history import Recorded
from ...domain.events.reminder_events import SOURCE, ReminderIssued, WithheldReason
from ...domain.fold.law import Law, Rules
from ...domain.rules.ladder import quiet_until
from ...domain.text import Text
from ...journal.application import Journal
from ...log import log
from ..channels.message import Message, NotAccepted
from ..outbox.outbox import OutboxLine
from ..settings.address_book import AddressBook
from .case_at_sending import CaseAtSending
from .recipients import recipient
from .reminder_message import reminder_message

NOT_MADE = NotAccepted(
    "not-made",
    Text(
        "Meddelelsen kunne ikke laves; fejlen står i loggen. Der prøves igen.",
        "The message could not be made; the error stands in the log. It will be tried again.",
    ),
)


class Pointless(NamedTuple):
    """It need not be sent any more, and why."""

    reason: WithheldReason


class Quiet(NamedTuple):
    """It may not be sent before this instant."""

    until: datetime


Ready = Message | NotAccepted | Pointless | Quiet
# Makes some lines ready, as of an instant. Gives one answer for each, by key; it does not raise for one of them.
Preparation = Callable[[Sequence[OutboxLine], datetime], Mapping[str, Ready]]


class ReminderPreparation:
    """Makes reminders ready from the journal as it is, however far the projections are."""

    def __init__(self, journal: Journal, book: AddressBook) -> None:
        self._journal = journal
        self._book = book

    def __call__(self, lines: Sequence[OutboxLine], now: datetime) -> dict[str, Ready]:
        """Each line's message, or what stands against it. Histories are read as many at a time as memory holds well."""
        head = self._journal.head().position
        law = self._journal.law(head)
        of_case: dict[str, list[OutboxLine]] = {}
        for line in lines:
            of_case.setdefault(line.stream, []).append(line)
        ready: dict[str, Ready] = {}
        for some in self._journal.history_pages_of(of_case, head):
            for case, history in some:
                ready |= self._of_case(of_case.pop(case), history, law, head, now)
        for left in of_case.values():
            ready |= self._of_case(left, (), law, head, now)
        return ready

    def _of_case(
        self, lines: Sequence[OutboxLine], history: Sequence[Recorded], law: Law, head: int, now: datetime
    ) -> Iterator[tuple[str, Ready]]:
        """The same of the lines of one case, by key."""
        case: CaseAtSending | None = None
        for line in lines:
            try:
                if case is None:
                    case = CaseAtSending(history, _rules(law, history, head), now)
                yield line.key, self._ready(line, _issued(line, history), case)
            except Exception as error:
                # One case that can't be read must not keep all others waiting. What the error says may be personal.
                log.error("message not made", case=line.stream, event_id=line.key, error=type(error).__name__)
                yield line.key, NOT_MADE

    def _ready(self, line: OutboxLine, issued: ReminderIssued, case: CaseAtSending) -> Ready:
        step = case.step(issued, issued.due_at)
        reason = case.pointless(issued, step)
        if reason is not None:
            return Pointless(reason)
        until = quiet_until(case.now, step.quiet, case.rules.zone) if step and step.quiet else None
        if until is not None:
            return Quiet(until)
        address = recipient(case, issued.to, line.channel, self._book)
        if isinstance(address, NotAccepted):
            return address
        return reminder_message(issued, line.stream, case, step, address)


def _rules(law: Law, history: Sequence[Recorded], known: int) -> Rules:
    rules = law.rules(type_of(history), known) if history else None
    if rules is None:
        raise LookupError("a reminder is issued under rules that are known")
    return rules


def _issued(line: OutboxLine, history: Sequence[Recorded]) -> ReminderIssued:
    for recorded in history:
        event = recorded.event
        if isinstance(event, ReminderIssued) and (event.source, event.id) == (SOURCE, line.key):
            return event
    raise LookupError("a line is made of an event of its case")
