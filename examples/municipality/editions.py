"""What the demonstration municipality published, and when: case types, directory, targets of a year, report calendar.

The journal's order is fixed by this and by what happens in the cases, so a sample can say at which position it was
drawn before any journal exists.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ...intake.definitions.case_types import CASE_TYPES
from ...intake.definitions.definition import DefinitionKind
from ...intake.definitions.directory_file import DIRECTORIES
from ...intake.definitions.report_calendar_file import report_calendars
from ...intake.definitions.targets_file import TARGETS
from ...scheduler.report_runs.report_run_check import fits
from .office import instant

TYPES, DATA = Path(__file__).parent / "types", Path(__file__).parent / "data"
OPENED = instant(date(2006, 1, 1))
# The action plan that changes the rule from 1 March 2008 on bears this date.
ACTION_PLAN_AT = instant(date(2008, 1, 29), 12)


class Edition(NamedTuple):
    """Files published at one moment, and of which kind. calendars: how many calendars come with them."""

    at: datetime
    kind: DefinitionKind[Any]
    files: tuple[Path, ...]
    calendars: int = 0

    @property
    def events(self) -> int:
        """How many events of the journal it makes."""
        return len(self.files) + self.calendars


def _types(*names: str) -> tuple[Path, ...]:
    return tuple(TYPES / f"{name}.toml" for name in names)


def _targets(year: int) -> Edition:
    return Edition(instant(date(year - 1, 12, 15), 12), TARGETS, (DATA / f"targets-{year}.toml",))


EDITIONS = (
    Edition(OPENED, CASE_TYPES, _types("fleksjob", "klage", "klage-afgoerelse", "ydelse"), calendars=1),
    Edition(instant(date(2007, 10, 1), 12), CASE_TYPES, _types("handleplan")),
    Edition(instant(date(2007, 11, 2), 12), CASE_TYPES, _types("handleplan-2008")),
    Edition(ACTION_PLAN_AT, CASE_TYPES, _types("fleksjob-2008", "samkoering", "tilsyn")),
    Edition(instant(date(2008, 2, 15), 12), DIRECTORIES, (DATA / "vejviser.toml",)),
    _targets(2010),
    Edition(instant(date(2010, 1, 4), 12), CASE_TYPES, _types("undersoegelse")),
    _targets(2011),
    Edition(instant(date(2011, 4, 1), 8), CASE_TYPES, _types("egen-drift")),
    _targets(2012),
    Edition(instant(date(2012, 1, 2), 9), CASE_TYPES, _types("aktindsigt", "partshoering", "agterskrivelse")),
    Edition(
        instant(date(2013, 12, 16), 12),
        CASE_TYPES,
        _types("fleksjob-2014", "klage-2014", "klage-afgoerelse-2014", "ydelse-2014", "aktindsigt-2014"),
    ),
    Edition(instant(date(2015, 6, 1), 12), CASE_TYPES, _types("kontanthjaelp")),
    Edition(instant(date(2015, 12, 15), 12), CASE_TYPES, _types("kontanthjaelp-2016")),
    Edition(instant(date(2015, 12, 18), 12), report_calendars(fits), (DATA / "rapportkalender.toml",)),
)


def published_before(moment: datetime) -> int:
    """How many events of the journal were publications, before a moment."""
    return sum(edition.events for edition in EDITIONS if edition.at < moment)
