"""What another system answered, so that it may be kept: servers repeat addresses, and pieces of what they were sent."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ...domain.excerpt import excerpt
from .message import Message

LONGEST = 100  # signs
HIDDEN = "…"
_ADDRESS = re.compile(r"\S*@\S*")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\S)")  # RFC 3463: says why in figures, and is nobody's word
_WORD = re.compile(r"[^\W_]+")
_LONG_ENOUGH_TO_KNOW = 4  # a piece of this many signs of one of the message's words is hidden too

_LONG_SECRET = 8  # signs of a word that is no word of a language by chance


def masked(answer: str | bytes, message: Message, secret: str = "") -> str:
    """A line without addresses, CPR numbers and words of the message and the secret; of what is left the beginning.

    A word counts as the message's, too, when it is a longer piece of one of its words: servers cut. A word of the secret
    is found within another, too: servers glue. secret: as it is written in a URL, or plainly.
    """
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    hidden_within = {
        one for one in _WORD.findall(f"{secret} {unquote(secret)}".casefold()) if len(one) >= _LONG_SECRET
    }
    said = " ".join(
        (
            secret,
            unquote(secret),
            message.to,
            message.subject,
            message.text,
            *message.about.values(),
            *(one.name for one in message.attachments),
        )
    ).casefold()
    words = set(_WORD.findall(said))

    def hide(found: re.Match[str]) -> str:
        word = found[0].casefold()
        known = word in words or (len(word) >= _LONG_ENOUGH_TO_KNOW and word in said)
        return HIDDEN if known or any(one in word for one in hidden_within) else found[0]

    status = _STATUS.match(text)
    code = status[0] if status else ""
    hidden = _WORD.sub(hide, _ADDRESS.sub(HIDDEN, text[len(code) : 10 * LONGEST]))
    return excerpt(code + re.sub(rf"{HIDDEN}(?:\W*{HIDDEN})+", HIDDEN, hidden), LONGEST)
