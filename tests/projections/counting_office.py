"""An office for tests of statistics: its two case types, how it is told what happened, and how it is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sagsgang.domain.events.case_events import Event
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.statistics.measures import measure
from sagsgang.projections.upkeep.catch_up import catch_up

ZONE = ZoneInfo("Europe/Copenhagen")
PUBLISHED = datetime(2009, 1, 1, tzinfo=UTC)

PERMIT = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["closed"]

[[attribute]]
name = "channel"
label = { da = "Kanal", en = "Channel" }
"""

COMPLAINT = """
id = "complaint"
title = { da = "Klage", en = "Complaint" }
role = "complaint"
opens = ["complaint-received"]
closes = ["closed"]

[[attribute]]
name = "via"
label = { da = "Klagens vej", en = "How it came" }
"""


class Happening(NamedTuple):
    """An event of a case."""

    case: str
    event: Event


def local(moment: str) -> datetime:
    """A local date (00:00) or instant, in UTC as events have it."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(UTC)


def publish(journal: Journal, folder: Path) -> None:
    """Publish the two case types."""
    files = []
    for name, text in (("permit", PERMIT), ("complaint", COMPLAINT)):
        files.append(folder / f"{name}.toml")
        files[-1].write_text(text, encoding="utf-8")
    publish_definitions(journal, CASE_TYPES, written_files(files), PUBLISHED)


def happened(case: str, kind: type[Event], moment: str, /, **fields: Any) -> Happening:
    """What happened in a case; its id is made of case, kind and moment where none is given."""
    made = {
        "source": "urn:example:office",
        "id": f"{case} {kind.TOPIC} {moment}",
        "occurred": local(moment),
        "whole_day": len(moment) == len(date.min.isoformat()),
    }
    return Happening(case, kind(**(made | fields)))


def tell(journal: Journal, *happenings: Happening) -> datetime:
    """Append what happened, follow it, and give the time at which the last was recorded."""
    outcomes = journal.append([Entry(one.case, one.event) for one in happenings])
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    catch_up(journal)
    recorded = journal.head().recorded
    assert recorded is not None
    return recorded


def rows(
    journal: Journal, name: str, as_of: str = "2012-01-01", known_at: datetime | None = None, **selection: Any
) -> list[dict[str, Any]]:
    """The rows of a measure as their JSON has them. since, until: local dates or instants."""
    bounds = {key: local(selection.pop(key)) for key in ("since", "until") if key in selection}
    asked = Selection(**selection, **bounds)
    moment = Moment(local(as_of), known_at, ZONE)
    found: list[dict[str, Any]] = msgspec.to_builtins(
        ask(journal, moment, lambda reader: list(measure(name).count(reader, asked)))
    )
    return found
