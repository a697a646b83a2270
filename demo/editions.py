"""What the demonstration municipality published, and when: case types, directory, targets of a year, report calendar.

The journal's order is fixed by this and by what happens in the cases, so a sample can say at which position it was
drawn before any journal exists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from ..intake.directory_file import publish_directories
from ..intake.publications import Published, publish_types
from ..intake.report_calendar_file import publish_report_calendars
from ..intake.targets_file import publish_targets
from ..journal.application import Journal
from ..scheduler.report_fit import fits
from .office import instant

TYPES, DATA = Path(__file__).parent / "types", Path(__file__).parent / "data"
OPENED = instant(date(2006, 1, 1))
# The action plan that changes the rule from 1 March 2008 on bears this date.
ACTION_PLAN_AT = instant(date(2008, 1, 29), 12)

Publish = Callable[[Journal, Sequence[Path], datetime, datetime | None], list[Published]]


class Edition(NamedTuple):
    """Files published at one moment, and how. calendars: how many calendars come with them."""

    at: datetime
    publish: Publish
    files: tuple[Path, ...]
    calendars: int = 0

    @property
    def events(self) -> int:
        """How many events of the journal it makes."""
        return len(self.files) + self.calendars


def _types(*names: str) -> tuple[Path, ...]:
    return tuple(TYPES / f"{name}.toml" for name in names)


def _targets(year: int) -> Edition:
    return Edition(instant(date(year - 1, 12, 15), 12), publish_targets, (DATA / f"targets-{year}.toml",))


def _publish_report_calendars(
    journal: Journal, paths: Sequence[Path], now: datetime, recorded: datetime | None
) -> list[Published]:
    return publish_report_calendars(journal, paths, fits, now, recorded)


EDITIONS = (
    Edition(OPENED, publish_types, _types("fleksjob", "klage", "klage-afgoerelse", "ydelse"), calendars=1),
    Edition(instant(date(2007, 10, 1), 12), publish_types, _types("handleplan")),
    Edition(instant(date(2007, 11, 2), 12), publish_types, _types("handleplan-2008")),
    Edition(ACTION_PLAN_AT, publish_types, _types("fleksjob-2008", "samkoering", "tilsyn")),
    Edition(instant(date(2008, 2, 15), 12), publish_directories, (DATA / "vejviser.toml",)),
    _targets(2010),
    Edition(instant(date(2010, 1, 4), 12), publish_types, _types("undersoegelse")),
    _targets(2011),
    Edition(instant(date(2011, 4, 1), 8), publish_types, _types("egen-drift")),
    _targets(2012),
    Edition(instant(date(2012, 1, 2), 9), publish_types, _types("aktindsigt", "partshoering", "agterskrivelse")),
    Edition(
        instant(date(2013, 12, 16), 12),
        publish_types,
        _types("fleksjob-2014", "klage-2014", "klage-afgoerelse-2014", "ydelse-2014", "aktindsigt-2014"),
    ),
    Edition(instant(date(2015, 6, 1), 12), publish_types, _types("kontanthjaelp")),
    Edition(instant(date(2015, 12, 15), 12), publish_types, _types("kontanthjaelp-2016")),
    Edition(instant(date(2015, 12, 18), 12), _publish_report_calendars, (DATA / "rapportkalender.toml",)),
)


def published_before(moment: datetime) -> int:
    """How many events of the journal were publications, before a moment."""
    return sum(edition.events for edition in EDITIONS if edition.at < moment)
