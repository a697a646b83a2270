"""Names that are sagsgang's own: the sources in which the journal, the office's acts and the scheduler speak.

Source and id make an event one event, for ever. Who could send in one of these names would take the place of what
sagsgang itself is to say under that id. A name that only looks like one of them is kept free as well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .office_events import (
    CheckAnswered,
    DifferenceClosed,
    DifferenceFound,
    ErrorCorrected,
    ReconciliationMade,
    SampleDrawn,
)
from .reminder_events import SOURCE as SCHEDULER

JOURNAL = "sagsgang"
"""What is published, what the journal says of itself, and the acts of the office that are recorded in cases."""

OWN = frozenset({JOURNAL, SCHEDULER})
OFFICE_ACTS = frozenset(
    kind.TOPIC
    for kind in (
        SampleDrawn,
        CheckAnswered,
        ErrorCorrected,
        ReconciliationMade,
        DifferenceFound,
        DifferenceClosed,
    )
)
OPENING = re.compile(r"opening-of-sample-[0-9a-f]{64}")
# Ids of what the journal says in its own streams. A number after a space or a slash tells a later one from the first.
OF_THE_JOURNAL = re.compile(r"[0-9a-f]{64}|(went-live|reminders-began|zone|clock-slip)([ /].*)?", re.DOTALL)


def plain(name: str) -> str:
    """A name as it is seen: compatible forms, case, spaces and marks that do not show make no other name of it."""
    seen = "".join(
        sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign)[0] not in "ZC"
    )
    return unicodedata.normalize("NFKC", seen.casefold())


@lru_cache(maxsize=4096)  # a log has few sources and many events
def is_own(source: str) -> bool:
    """Whether a source is one of sagsgang's own, or looks like one."""
    return plain(source) in OWN


def is_reserved_stream(case: str) -> bool:
    """Whether a name of a stream is the journal's own, or looks like one: those begin with a dollar sign."""
    return case.startswith("$") or (not case[:1].isalnum() and plain(case).startswith("$"))


def is_office_act(source: str, topic: str, id_: str) -> bool:
    """Whether an event is what the office records of itself in cases: it is exported and taken back in its own name.

    None of these can have an id under which the journal speaks in its own streams.
    """
    acts = topic in OFFICE_ACTS and not OF_THE_JOURNAL.fullmatch(id_)
    return source == JOURNAL and (acts or OPENING.fullmatch(id_) is not None)
