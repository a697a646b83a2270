"""Which publications are new: one whose content is already in force is the same publication, sent again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

import msgspec

from ..domain.events.case_events import Event
from ..domain.events.history import Recorded
from ..domain.events.publications import (
    CalendarPublished,
    CaseTypePublished,
    DirectoryPublished,
    ReportCalendarPublished,
    ReportPublished,
    TargetsPublished,
    stream_of,
)
from ..domain.events.unreadable import Unreadable
from ..domain.plain_text import plain_event
from .entry import Duplicate, Entry

Publication = (
    CaseTypePublished
    | CalendarPublished
    | DirectoryPublished
    | TargetsPublished
    | ReportPublished
    | ReportCalendarPublished
)
Slot = tuple[str, date | None]  # a stream, and the day from which a version of what it holds governs


class InForce(NamedTuple):
    """What a slot holds: its content, and the answer to the same content offered again."""

    content: bytes
    again: Entry | Duplicate


def unpublished(
    events: Sequence[Publication], history: Mapping[str, Sequence[Recorded]], taken: Collection[str] = ()
) -> list[Entry | Duplicate]:
    """For each publication an entry with an id made from its content, or the duplicate that it is.

    history: the streams of these publications. taken: ids that are not to be used, for something else stands under them.
    Each entry expects its stream to be as in ``history``, so one
    that was published meanwhile is refused as ``version-conflict`` or ``id-reused``; then ask again.
    """
    force: dict[Slot, InForce] = {}
    versions = {stream: len(recorded) for stream, recorded in history.items()}
    for recorded in history.values():
        in_stream: dict[Slot, InForce] = {}
        for each in recorded:
            if isinstance(each.event, Unreadable):
                in_stream.clear()  # nobody knows what is in force there: the same content said again says it anew
                continue
            in_stream[_slot(each.event)] = InForce(_content(each.event), Duplicate(each.position))
        force |= in_stream
    answers: list[Entry | Duplicate] = []
    for event in map(plain_event, events):
        slot, content, stream = _slot(event), _content(event), stream_of(event)
        held = force.get(slot)
        if held is not None and held.content == content:
            answers.append(held.again)
            continue
        version = versions.get(stream, 0)
        versions[stream] = version + 1
        identity = sha256(content + b"%d" % version).hexdigest()
        while identity in taken:
            identity = sha256(identity.encode()).hexdigest()
        entry = Entry(stream, msgspec.structs.replace(event, id=identity), version)
        answers.append(entry)
        # The same file twice in one batch is the same entry twice: the journal knows it as a duplicate.
        force[slot] = InForce(content, entry)
    return answers


def _slot(event: Event) -> Slot:
    if isinstance(event, CaseTypePublished | DirectoryPublished | ReportCalendarPublished):
        return stream_of(event), event.definition.valid_from
    return stream_of(event), None


def _content(event: Event) -> bytes:
    """The canonical bytes of what is published, without who published it and when."""
    assert isinstance(event, Publication)
    return msgspec.json.encode((event.TOPIC, event.definition, getattr(event, "text", "")), order="deterministic")
