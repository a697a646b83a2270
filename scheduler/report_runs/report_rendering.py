"""Lines of the outbox that are runs of the report calendar, made ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ...delivery.channels.message import Attachment, Message, NotAccepted
from ...delivery.outbox.outbox import OutboxLine
from ...delivery.reminders.reminder_preparation import NOT_MADE, Ready
from ...delivery.settings.address_book import Address, AddressBook
from ...domain.events.report_runs import ReportRunMade
from ...domain.problem import Problem
from ...domain.rules.report_calendar import RunRecipient
from ...domain.text import Language, Text
from ...journal.application import Journal
from ...log import log
from .report_messages import attachments_of, words_of

NO_ADDRESS = NotAccepted(
    "no-address",
    Text(
        "Modtageren har ingen adresse for kanalen i filen med kanaler. Skriv den der, og send igen.",
        "The recipient has no address for the channel in the file of channels. Write it there, and offer it again.",
    ),
    lasting=True,
)


class ReportPreparation:
    """Makes the messages of runs, with the files of their editions, which are made again and kept nowhere."""

    def __init__(self, journal: Journal, book: AddressBook) -> None:
        self._journal = journal
        self._book = book

    def __call__(self, lines: Sequence[OutboxLine], now: datetime) -> Mapping[str, Ready]:
        """Each line's message, or why there is none. Files that several get are made once."""
        files: dict[tuple[int, Language], tuple[Attachment, ...]] = {}
        ready: dict[str, Ready] = {}
        for line in lines:
            try:
                ready[line.key] = self._ready(line, files)
            except Problem as problem:
                ready[line.key] = NotAccepted(problem.code, problem.text)
            except Exception as error:
                log.error("message not made", event_id=line.key, error=type(error).__name__)
                ready[line.key] = NOT_MADE
        return ready

    def _ready(self, line: OutboxLine, files: dict[tuple[int, Language], tuple[Attachment, ...]]) -> Ready:
        [recorded] = self._journal.read(line.position - 1, line.position)
        run = recorded.event
        assert isinstance(run, ReportRunMade)
        address = self._address(run.to[int(line.key.rpartition("-")[2]) - 1], run)
        if address is None:
            return NO_ADDRESS
        which = (line.position, address.language)
        if which not in files:
            files[which] = attachments_of(self._journal, run, address.language)
        words = words_of(run, address.language)
        return Message(
            key=line.key,
            to=address.to,
            subject=words.subject,
            text=words.text,
            language=address.language,
            written_at=run.occurred,
            about={
                "calendar": run.calendar,
                "run": run.run,
                "period": run.period,
                **({"unit": run.about_unit} if run.about_unit is not None else {}),
            },
            attachments=files[which],
        )

    def _address(self, to: RunRecipient, run: ReportRunMade) -> Address | None:
        if to.recipient is not None:
            return self._book.address("recipient", to.recipient, to.channel)
        unit = to.unit or run.about_unit
        if to.role is None or unit is None:
            return None
        return self._book.address(to.role, unit, to.channel)
