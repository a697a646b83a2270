"""An office whose reminders are delivered, instant by instant: its case type, its address book, and channels on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.channels.message import Channel
from sagsgang.delivery.outbox import outbox
from sagsgang.delivery.outbox.outbox import Depth, Letter, Recovered, State
from sagsgang.delivery.sending.dispatcher import Delivery, deliver, offer_again, take_over
from sagsgang.delivery.settings.address_book import AddressBook, Reached
from sagsgang.delivery.settings.back_off import Retry
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.reminder_events import SchedulerRecord
from sagsgang.domain.rules.casetype import Attribute, CaseType, DeadlineRule, Term
from sagsgang.domain.rules.reminder_step import Citizen, Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal

from ..ledger import local
from ..scheduler.reminding_office import SAME, Office
from .paper_channel import PaperChannel

# Each step has a recipient of its own: none overtakes another, so what comes due together is sent together.
LADDER = (
    ReminderStep(id="week-before", before=Distance(7, "days"), to=("unit",), channel="files"),
    ReminderStep(id="day", before=Distance(0, "days"), to=("responsible", "team-leader"), channel="paper"),
)
MEETING_LADDER = (
    ReminderStep(
        id="day-before",
        before=Distance(1, "days"),
        at="19:00",
        quiet=("21:00", "08:00"),
        to=("citizen",),
        channel="sms",
        text=Text("Kære {name}: samtale {meeting}. {street}", "Dear {name}: meeting {meeting}. {street}"),
        tells=("name",),
    ),
)
PERMIT = CaseType(
    id="permit",
    title=Text("Byggetilladelse", "Building permit"),
    expects=("meeting-agreed", "meeting-held", "meeting-cancelled", "term-extended"),
    attributes=tuple(
        Attribute(name=name, label=SAME, personal=True)
        for name in ("mobile", "email", "language", "name", "street")
    ),
    deadlines=(
        DeadlineRule(
            id="decision",
            label=Text("Afgørelse", "Decision"),
            after=("application-received",),
            term=Term(30, "days"),
            met_by=("decided",),
            cancelled_by=("returned",),
            reminders=LADDER,
        ),
    ),
    meeting_reminders=MEETING_LADDER,
    citizen=Citizen(address={"sms": "mobile", "email": "email"}, language="language"),
)
MOBILE = "+4520123456"
BOOK = AddressBook(
    people={"abc": Reached({"files": "abc-inbox", "paper": "abc@example.dk", "email": "abc@example.dk"}, "en")},
    units={"Centrum": Reached({"files": "centrum-inbox", "paper": "centrum@example.dk"}, "en")},
    team_leaders={"Centrum": Reached({"paper": "leader@example.dk"})},
)
RETRY = Retry(first=timedelta(minutes=1), factor=3.0, longest=timedelta(minutes=5), attempts=4)


class PostingOffice(Office):
    """An office with a scheduler and an outbox, both of which work when they are told to.

    files: a folder that a system fetches from. paper: e-mail, for what it is worth. sms: to citizens.
    """

    def __init__(self, journal: Journal, place: Path, case_type: CaseType = PERMIT) -> None:
        super().__init__(journal, case_type=case_type)
        self.folder = place / "files"
        self.folder.mkdir()
        self.paper = PaperChannel("paper", place / "paper")
        self.sms = PaperChannel("sms", place / "sms")
        self.post = self.posting(FolderChannel("files", self.folder), self.paper, self.sms)
        with journal.connect() as connection:
            outbox.prepare(connection)

    @staticmethod
    def posting(*channels: Channel) -> DeliverySettings:
        """These channels, with the office's addresses."""
        return DeliverySettings({channel.name: channel for channel in channels}, BOOK, RETRY)

    def received(self, case: str = "A", at: str = "2025-03-03T10:00", says: str = "responsible=abc") -> None:
        """An application; received on 3 March 2025 it is due on 2 April 2025, a Wednesday."""
        self.told(f"{at} {case} application-received case_type=permit unit=Centrum {says}")

    def agreed(
        self, case: str = "A", at: str = "2025-03-04", meeting: str = "2025-03-12T10:00", says: str = ""
    ) -> None:
        """A meeting is agreed, of which the citizen is reminded on 11 March 2025 at 19:00."""
        self.told(f"{at} {case} meeting-agreed takes_place={meeting} {says}")

    def deliver(self, at: str, node: str = "node", alive: Callable[[], None] = lambda: None) -> Delivery:
        """The outbox is delivered at a local moment."""
        now = local(at)
        return deliver(self.journal, self.post, node, lambda: now, alive, recorded=now)

    def take_over(self, at: str) -> Recovered:
        """A node takes over from all others at a local moment."""
        return take_over(self.journal, self.post, local(at))

    def offer_again(self, at: str, keys: Sequence[str] | None = None) -> set[str]:
        """An operator offers dead letters again at a local moment."""
        return offer_again(self.journal, keys, local(at), local(at))

    def depth(self) -> Depth:
        """How many lines are in which state."""
        with self.journal.connect() as connection:
            return outbox.depth(connection)

    def letters(self, state: State) -> list[Letter]:
        """The lines in a state."""
        with self.journal.connect() as connection:
            return outbox.letters(connection, state, 1_000)

    def fetched(self) -> list[dict[str, Any]]:
        """What lies in the folder, as the system that fetches reads it, by case and step."""
        found = [json.loads(file.read_text())["data"] for file in self.folder.glob("*.json")]
        return sorted(found, key=lambda data: (data["about"]["case"], data["about"]["step"]))

    def records(self, case: str = "A") -> list[SchedulerRecord]:
        """What the scheduler noted in a case."""
        history = self.journal.history([case], self.journal.head().position).get(case, [])
        return [one.event for one in history if isinstance(one.event, SchedulerRecord)]


def in_short(records: Sequence[SchedulerRecord]) -> list[tuple[Any, ...]]:
    """What became of what: the event, the recipient, and attempts, reason and round where it has them."""
    short = []
    for event in records:
        said = msgspec.structs.asdict(event)
        more = [said[name] for name in ("attempts", "reason", "round") if name in said]
        short.append((event.TOPIC.removeprefix("reminder-"), event.to, *more))
    return short
