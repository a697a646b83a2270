"""A message as a channel gets it, and what can become of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple, Protocol

from ...domain.text import Language, Text


class Attachment(NamedTuple):
    """A file that goes with a message. media_type: such as ``application/pdf``."""

    name: str
    media_type: str
    content: bytes


class Message(NamedTuple):
    """What is sent to one address, made at the moment of sending and kept nowhere.

    key: the same whenever the same message is sent again; letters, digits and hyphens. to: an address that the
    channel understands. written_at: the instant of the event that says it is to be sent, in UTC. about: what it is
    about, for programs (case, deadline, step); nothing personal.
    """

    key: str
    to: str
    subject: str
    text: str
    language: Language
    written_at: datetime
    about: Mapping[str, str]
    attachments: tuple[Attachment, ...] = ()


class Delivered(NamedTuple):
    """The other side took it over. receipt: what it said, shortened; nothing personal."""

    receipt: str = ""


class NotAccepted(NamedTuple):
    """It did certainly not arrive. lasting: trying again would not help. code: stable; reason: for a person to read."""

    code: str
    reason: Text
    lasting: bool = False


class Away(NamedTuple):
    """The channel took nothing, and would take no other message either: this one is as if it had not been tried.

    Only for what failed before there was talk of the message: else one message could keep all others waiting.
    """

    code: str
    reason: Text


class InDoubt(NamedTuple):
    """Nobody can say whether it arrived: the other side fell silent after it had everything."""

    code: str
    reason: Text


Outcome = Delivered | NotAccepted | Away | InDoubt


class Sender(Protocol):
    """A channel in use: one connection for several messages. It never raises for what the other side does."""

    def ready(self) -> Away | None:
        """Connect, where there is something to connect to, so that no message is in hand while that fails."""

    def send(self, message: Message) -> Outcome:
        """Try once."""


class Channel(Protocol):
    """A way to reach someone. name: as case types name it. repeatable: who receives the same message twice sees it
    once (by its key), so that one in doubt may be sent again."""

    @property
    def name(self) -> str: ...

    @property
    def repeatable(self) -> bool: ...

    def open(self) -> AbstractContextManager[Sender]:
        """Ready to send. A channel that can't be reached answers each message with ``Away``; it does not raise."""
