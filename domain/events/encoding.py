"""Events as they are stored: a topic, and canonical JSON that reads back to the same bytes for ever.

An event of another version is brought up to the present one when it is read (upcasting): fields that came later have
their defaults, and names get their one form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec

from ..plain_text import is_plain, plain_event
from ..problem import BadInput, Problem
from .case_events import Event
from .catalogue import CATALOGUE
from .publications import PUBLICATIONS

TOPICS: dict[str, type[Event]] = CATALOGUE | PUBLICATIONS

_encode = msgspec.json.Encoder(order="deterministic").encode


@cache
def _decoder(topic: str) -> Callable[[bytes], Event]:
    """Made when the first event of a topic is read: a call reads few of them. Raises KeyError."""
    return msgspec.json.Decoder(TOPICS[topic]).decode


def state_of(event: Event) -> bytes:
    """The stored form of an event: the same event always gives the same bytes."""
    return _encode(event)


def event_of(topic: str, state: bytes) -> Event:
    """The event that was stored, its names in their one form. Raises Problem ``unknown-topic`` or ``unreadable-event``.

    Journals hold names that were taken before there was one form: here they get it, for every question alike.
    """
    try:
        event = _decoder(topic)(state)
        return event if is_plain(state) else plain_event(event)
    except KeyError:
        raise unknown_topic(topic) from None
    except msgspec.DecodeError as error:
        raise unreadable(topic) from error


def unknown_topic(topic: str) -> Problem:
    """The problem of a topic that this version does not know."""
    return BadInput(
        code="unknown-topic",
        da=f"Hændelsesslagsen {topic[:60]!r} er ukendt. Er journalen skrevet af en nyere sagsgang, så opgrader.",
        en=f"The kind of event {topic[:60]!r} is unknown. If a newer sagsgang wrote this journal, upgrade.",
    )


def unreadable(topic: str) -> Problem:
    """The event does not read back as written: nothing in an append-only log may be unreadable."""
    return BadInput(
        code="unreadable-event",
        da=f"En hændelse af slagsen {topic} kan ikke læses igen, som den er skrevet. "
        "Tjek dens felter mod hændelseskataloget.",
        en=f"An event of the kind {topic} does not read back as written. "
        "Check its fields against the catalogue of events.",
    )
