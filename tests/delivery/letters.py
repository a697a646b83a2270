"""Messages that the tests send."""

from __future__ import annotations

from datetime import UTC, datetime

from sagsgang.delivery.channels.message import Attachment, Message

WRITTEN_AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
RECEIVER = "anna@example.dk"


def letter(
    key: str = "letter-1",
    *,
    to: str = RECEIVER,
    subject: str = "Påmindelse om møde",
    text: str = "Kære Anna\n\nMødet er på mandag klokken ti.\n",
    attachments: tuple[Attachment, ...] = (),
) -> Message:
    """A message to a citizen."""
    return Message(key, to, subject, text, "da", WRITTEN_AT, {"case": "P-2026-0001"}, attachments)
