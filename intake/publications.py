"""Publishing case types and calendars from files, with the calendars that they need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ..domain.events.publications import CalendarPublished, CaseTypePublished, stream_of
from ..domain.fold.law import Law
from ..domain.rules.calendar import Calendar
from ..domain.rules.casetype import CaseType
from ..domain.text import Problem
from ..domain.written import calendar_file, casetype_file
from ..domain.written.calendar_notes import Note, notes
from ..domain.written.toml_table import Fault
from ..journal.application import BEGINNING, Journal
from ..journal.entry import Appended, Refused
from ..journal.publishing import Publication
from .written_file import read_text

SOURCE = "sagsgang"


class Published(NamedTuple):
    """What became of one thing offered: its kind and id, its position, and whether it was there already."""

    kind: str
    id: str
    position: int
    already: bool


class FaultyFiles(Problem):
    """Files that say something wrong. ``faults`` has each, with file and line."""

    code = "faulty-file"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(
            da="\n".join(f"{fault.file}:{fault.line}: {fault.da}" for fault in faults),
            en="\n".join(f"{fault.file}:{fault.line}: {fault.en}" for fault in faults),
        )


class ReadType(NamedTuple):
    """A case type without fault, its text, and what its file is called."""

    case_type: CaseType
    text: str
    file: str


def check_types(
    paths: Sequence[Path], law: Law, calendars: Collection[str] = ()
) -> tuple[list[ReadType], list[Fault]]:
    """The case types in files, and every fault. Raises Problem for a file that can't be read.

    calendars: ids of calendars that will be there, beside the shipped and the published ones.
    """
    known = {*calendar_file.shipped(), *law.calendars(), *calendars}
    found, faults = [], []
    for path in paths:
        text = read_text(path)
        case_type, its_faults = casetype_file.parse(text, str(path), calendars=known)
        faults += its_faults
        if case_type is not None:
            found.append(ReadType(case_type, text, str(path)))
    return found, faults


def publish_types(
    journal: Journal, paths: Sequence[Path], now: datetime, recorded: datetime | None = None
) -> list[Published]:
    """Publish case types, and the shipped calendars they name that are not published yet.

    now: when it is done. recorded: for filling a journal before it goes live. Raises FaultyFiles, Problem.
    """
    law = Law(journal.publications(journal.head().position))
    found, faults = check_types(paths, law)
    if faults:
        raise FaultyFiles(faults)
    needed = {one.case_type.calendar for one in found} - law.calendars().keys()
    shipped = calendar_file.shipped()
    at = published_at(now, recorded)
    events: list[Publication] = [_calendar_published(shipped[id_], "", at) for id_ in sorted(needed)]
    events += [
        CaseTypePublished(source=SOURCE, id="", occurred=at, definition=one.case_type, text=one.text)
        for one in found
    ]
    return publish(journal, events, recorded)


def publish_calendars(
    journal: Journal, checked: CheckedCalendars, now: datetime, recorded: datetime | None = None
) -> list[Published]:
    """Publish calendars that were read from files. Raises FaultyFiles, Problem."""
    if checked.faults:
        raise FaultyFiles(checked.faults)
    events = [_calendar_published(calendar, text, published_at(now, recorded)) for calendar, text in checked.found]
    return publish(journal, events, recorded)


class CheckedCalendars(NamedTuple):
    """The calendars in files with their texts, every fault, and what is to be said of those that have none."""

    found: list[tuple[Calendar, str]]
    faults: list[Fault]
    notes: list[Note]


def check_calendars(paths: Sequence[Path]) -> CheckedCalendars:
    """What is in files of calendars. Raises Problem for a file that can't be read."""
    checked = CheckedCalendars([], [], [])
    for path in paths:
        text = read_text(path)
        calendar, its_faults = calendar_file.parse(text, str(path))
        checked.faults.extend(its_faults)
        if calendar is not None:
            checked.found.append((calendar, text))
            checked.notes.extend(notes(text, str(path)))
    return checked


def published_at(now: datetime, recorded: datetime | None) -> datetime:
    """When rules were published: as registered, if that was said, and not only that they come before all cases."""
    return now if recorded is None or recorded <= BEGINNING else recorded


def _calendar_published(calendar: Calendar, text: str, occurred: datetime) -> CalendarPublished:
    return CalendarPublished(source=SOURCE, id="", occurred=occurred, definition=calendar, text=text)


def publish(journal: Journal, events: Sequence[Publication], recorded: datetime | None = None) -> list[Published]:
    """Publish what was read, and say what became of each. Raises Problem."""
    published = []
    for event, outcome in zip(events, journal.publish(events, recorded), strict=True):
        if isinstance(outcome, Refused):
            raise outcome.problem
        kind = event.TOPIC.removesuffix("-published")
        _, _, id_ = stream_of(event).partition("/")
        published.append(Published(kind, id_, outcome.position, not isinstance(outcome, Appended)))
    return published
