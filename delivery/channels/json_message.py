"""A message as a JSON document, for programs: the same bytes whenever the same message is sent again."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC
from typing import Any

import msgspec

from .message import Message

LONGEST_FILE_NAME = 120  # signs, so that key and name together fit any file system
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def is_key(key: str) -> bool:
    """Whether a key can be a file's name and a header's value."""
    return len(key) <= LONGEST_FILE_NAME and _KEY.fullmatch(key) is not None


def file_names(message: Message) -> list[str]:
    """The names of the files of the attachments, each one's own. They name no folder.

    They begin with the key and an underscore, which no key has: so none is the name of another message's file.
    """
    names: list[str] = []
    for attachment in message.attachments:
        safe = re.sub(r"[^\w.-]+", "_", attachment.name)[-LONGEST_FILE_NAME // 2 :]
        name, number = f"{message.key}_{safe}", 1
        while name in names:
            number += 1
            name = f"{message.key}_{number}_{safe}"
        names.append(name)
    return names


def document(message: Message, *, with_content: bool) -> bytes:
    """The form that docs/delivery.md describes. with_content: attachments inside it, else as the files beside it."""
    attachments = [
        {
            "name": attachment.name,
            "media_type": attachment.media_type,
            **({"content": b64encode(attachment.content).decode()} if with_content else {"file": file}),
        }
        for attachment, file in zip(message.attachments, file_names(message), strict=True)
    ]
    written: dict[str, Any] = {
        "type": "message",
        "timestamp": message.written_at.astimezone(UTC).isoformat(),
        "data": {
            "key": message.key,
            "to": message.to,
            "subject": message.subject,
            "text": message.text,
            "language": message.language,
            "about": dict(sorted(message.about.items())),
            "attachments": attachments,
        },
    }
    return msgspec.json.encode(written)
