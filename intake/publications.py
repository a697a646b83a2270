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
from ..domain.written.toml_table import Fault
from ..journal.application import Journal
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


def check_types(
    paths: Sequence[Path], law: Law, calendars: Collection[str] = ()
) -> tuple[list[tuple[CaseType, str]], list[Fault]]:
    """The case types in files with their texts, and every fault. Raises Problem for a file that can't be read.

    calendars: ids of calendars that will be there, beside the shipped and the published ones.
    """
    known = {*calendar_file.shipped(), *law.calendars(), *calendars}
    found, faults = [], []
    for path in paths:
        text = read_text(path)
        case_type, its_faults = casetype_file.parse(text, str(path), calendars=known)
        faults += its_faults
        if case_type is not None:
            found.append((case_type, text))
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
    needed = {case_type.calendar for case_type, _ in found} - law.calendars().keys()
    shipped = calendar_file.shipped()
    events: list[Publication] = [_calendar_published(shipped[id_], "", recorded or now) for id_ in sorted(needed)]
    events += [
        CaseTypePublished(source=SOURCE, id="", occurred=recorded or now, definition=case_type, text=text)
        for case_type, text in found
    ]
    return publish(journal, events, recorded)


def publish_calendars(
    journal: Journal, paths: Sequence[Path], now: datetime, recorded: datetime | None = None
) -> list[Published]:
    """Publish calendars from files. Raises FaultyFiles, Problem."""
    found, faults = check_calendars(paths)
    if faults:
        raise FaultyFiles(faults)
    events = [_calendar_published(calendar, text, recorded or now) for calendar, text in found]
    return publish(journal, events, recorded)


def check_calendars(paths: Sequence[Path]) -> tuple[list[tuple[Calendar, str]], list[Fault]]:
    """The calendars in files with their texts, and every fault. Raises Problem for a file that can't be read."""
    found, faults = [], []
    for path in paths:
        text = read_text(path)
        calendar, its_faults = calendar_file.parse(text, str(path))
        faults += its_faults
        if calendar is not None:
            found.append((calendar, text))
    return found, faults


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
