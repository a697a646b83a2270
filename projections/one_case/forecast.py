"""What the dates would be if it were received at a moment: the deadlines of a case that does not exist."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from ...domain.day_or_instant import DayOrInstant
from ...domain.events.case_events import ActionTaken, Event
from ...domain.events.catalogue import CATALOGUE
from ...domain.events.history import Recorded
from ...domain.fold.law import Rules
from ...domain.fold.story import fold
from ...domain.problem import BadInput
from ...domain.text import Text


class ForecastLine(msgspec.Struct, kw_only=True):
    """One deadline that would start at once. whose: the office's, or the party's."""

    deadline: str
    label: Text
    due: DayOrInstant | None
    unrolled_on: date | None
    roll: Text | None
    effect: str
    source: str | None
    whose: str


class Forecast(msgspec.Struct, kw_only=True):
    """The deadlines that an opening event would start. zone: whose days they end by."""

    type: str
    event: str
    received: datetime
    zone: str
    deadlines: list[ForecastLine]


def forecast(rules: Rules, case_type: str, received: datetime, opening: str | None = None) -> Forecast:
    """The deadlines of a case of this type if it opened at an instant. Raises Problem."""
    version = rules.on(rules.local_day(received))
    if version is None or (opening is not None and opening not in version.opens):
        opens = ", ".join(sorted(version.opens)) if version else ""
        raise BadInput(
            code="cannot-open",
            da=f"En sag af typen {case_type} åbner den dag med: {opens or 'intet; ingen version gælder'}.",
            en=f"A case of type {case_type} opens that day with: {opens or 'nothing; no version is in force'}.",
        )
    name = opening or version.case_type.opens[0]
    story = fold([Recorded(1, "forecast", 1, received, _event(name, case_type, received))], rules)
    return Forecast(
        type=case_type,
        event=name,
        received=received,
        zone=rules.zone.key,
        deadlines=[
            ForecastLine(
                deadline=clock.rule.id,
                label=clock.rule.label,
                due=clock.due_on or clock.due_at,
                unrolled_on=clock.unrolled_on,
                roll=clock.cause,
                effect=clock.rule.effect,
                source=clock.rule.source,
                whose="party" if clock.rule.of_the_party else "office",
            )
            for clock in story.clocks
        ],
    )


def _event(name: str, case_type: str, at: datetime) -> Event:
    if name in CATALOGUE:
        return CATALOGUE[name](source="forecast", id="forecast", occurred=at, case_type=case_type)
    return ActionTaken(source="forecast", id="forecast", occurred=at, case_type=case_type, action=name)
