"""What the dates would be if it were received at a moment: the deadlines of a case that does not exist."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from ...domain.day_or_instant import DayOrInstant
from ...domain.events.case_events import ActionTaken, Event
from ...domain.events.catalogue import CATALOGUE
from ...domain.events.history import Recorded
from ...domain.fold.clock import Clock
from ...domain.fold.law import Rules
from ...domain.fold.story import fold
from ...domain.problem import BadInput
from ...domain.text import Text

FORECAST = "forecast"


class ForecastLine(msgspec.Struct, kw_only=True):
    """One deadline that would start at once. due: none where no end can be told, and why_not says why. whose: the
    office's, or the party's.
    """

    deadline: str
    label: Text
    due: DayOrInstant | None
    unrolled_on: date | None
    roll: Text | None
    effect: str
    source: str | None
    whose: str
    why_not: Text | None


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
            parameter="type" if version is None else "event",
            da=f"En sag af typen {case_type} åbner den dag med: {opens or 'intet; ingen version gælder'}.",
            en=f"A case of type {case_type} opens that day with: {opens or 'nothing; no version is in force'}.",
        )
    name = opening or version.case_type.opens[0]
    event = _event(name, case_type, received, rules.local_day(received))
    story = fold([Recorded(1, "forecast", 1, received, event)], rules)
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
                why_not=_why_not(clock) if clock.undeterminable else None,
            )
            for clock in story.clocks
        ],
    )


def _why_not(clock: Clock) -> Text:
    """Why a deadline has no end that can be told."""
    rule, calendar = clock.rule, clock.calendar
    if rule.given:
        return Text(f"Den angives af hændelsen ({rule.given}).", f"The event gives it ({rule.given}).")
    if rule.accumulation:
        return Text("Den afhænger af de måneder, der tælles.", "It depends on the months that are counted.")
    return Text(
        f"Kalenderen {calendar.id} dækker {calendar.first} til {calendar.last}.",
        f"The calendar {calendar.id} covers {calendar.first} to {calendar.last}.",
    )


def _event(name: str, case_type: str, at: datetime, day: date) -> Event:
    """An opening event that says what its kind must say, and nothing by which a deadline is reckoned."""
    kind = CATALOGUE.get(name, ActionTaken)
    said: dict[str, Any] = {"source": FORECAST, "id": FORECAST, "occurred": at}
    if kind is ActionTaken:
        said["action"] = name
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in said:
            said[field.name] = _anything(field.type, at, day)
    return kind(**said, case_type=case_type)


def _anything(kind: Any, at: datetime, day: date) -> Any:
    """A value of the type of a field: of the moment, or as little as can be said."""
    if get_origin(kind) is Annotated:
        kind, bounds = get_args(kind)
        if bounds.pattern is not None:  # of those that are written, a month alone has a form
            return f"{day:%Y-%m}"
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    return {datetime: at, date: day, str: FORECAST}.get(kind) or (get_origin(kind) or kind)()
