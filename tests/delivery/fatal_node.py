"""A node that delivers once and kills itself on the way: a process of its own, for nothing else dies so suddenly.

Run as a program: ``fatal_node.py URL PLACE NODE AT POINT NUMBER``. PLACE is that of a ``PostingOffice``. It dies the
NUMBERth time that it comes to the POINT: ``taken``: lines are claimed, and nothing is begun. ``begun``: before a channel
gets a message. ``sent``: after it has it, before that is noted. ``noted``: before the journal is told. ``told``: after
that. ``never``: it lives. A node whose name begins with ``beside`` takes nothing over.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

from paper_channel import PaperChannel
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.channels.message import Away, Channel, Message, Outcome, Sender
from sagsgang.delivery.sending.dispatcher import deliver, take_over
from sagsgang.delivery.settings.address_book import AddressBook, Reached
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.journal.application import Journal

TAKEN = "SELECT count(*) > 0 AND NOT bool_or(begun) FROM sagsgang.outbox WHERE state = 'sending'"
BOOK = AddressBook(
    people={"abc": Reached({"files": "inbox", "paper": "abc@example.dk"})},
    units={"Centrum": Reached({"files": "inbox"})},
    team_leaders={"Centrum": Reached({"paper": "leader@example.dk"})},
)


class Fate:
    """Dies at its moment."""

    def __init__(self, point: str, number: int) -> None:
        self._point = point
        self._number = number
        self._numbers = count(1)

    def at(self, point: str) -> None:
        """The node has come to this moment."""
        if point == self._point and next(self._numbers) == self._number:
            os.kill(os.getpid(), signal.SIGKILL)


class FatalChannel:
    """Another channel, and death before or after each message."""

    def __init__(self, channel: Channel, fate: Fate) -> None:
        self.name = channel.name
        self.repeatable = channel.repeatable
        self._channel = channel
        self._fate = fate
        self._sender: Sender | None = None

    @contextmanager
    def open(self) -> Iterator[FatalChannel]:
        """Open the other one."""
        with self._channel.open() as self._sender:
            yield self

    def ready(self) -> Away | None:
        """What the other one says."""
        assert self._sender is not None
        return self._sender.ready()

    def send(self, message: Message) -> Outcome:
        """Send by the other one."""
        assert self._sender is not None
        self._fate.at("begun")
        outcome = self._sender.send(message)
        self._fate.at("sent")
        return outcome


class FatalJournal(Journal):
    """A journal, and death before or after each writing."""

    fate: Fate

    def append(self, entries: Sequence[Any], **more: Any) -> list[Any]:
        """Write."""
        self.fate.at("noted")
        outcomes = super().append(entries, **more)
        self.fate.at("told")
        return outcomes


def main(url: str, place: Path, node: str, now: datetime, fate: Fate) -> None:
    """Take over, and deliver."""
    channels = (FolderChannel("files", place / "files"), PaperChannel("paper", place / "paper"))
    post = DeliverySettings({one.name: FatalChannel(one, fate) for one in channels}, BOOK)
    with FatalJournal.open(url) as journal, journal.connect() as looking:
        journal.fate = fate

        def alive() -> None:
            if current_thread() is not main_thread():  # who is about to send, and not who looks on
                [(taken,)] = looking.execute(TAKEN).fetchall()
                looking.commit()
                if taken:
                    fate.at("taken")

        if not node.startswith("beside"):
            take_over(journal, post, now)
        deliver(journal, post, node, lambda: now, alive, recorded=now)


if __name__ == "__main__":
    main(
        sys.argv[1],
        Path(sys.argv[2]),
        sys.argv[3],
        datetime.fromisoformat(sys.argv[4]),
        Fate(sys.argv[5], int(sys.argv[6])),
    )
