"""A step of a ladder of reminders in words."""

from __future__ import annotations

from collections.abc import Sequence

from ..rules.reminder_step import Distance, Recipient, ReminderStep, StepRoll
from ..rules.term import UNITS
from ..text import Text

RECIPIENT_NAMES: dict[Recipient, Text] = {
    "responsible": Text("sagsbehandleren", "the caseworker"),
    "unit": Text("enheden", "the unit"),
    "team-leader": Text("teamchefen", "the team leader"),
    "citizen": Text("borgeren", "the citizen"),
}
_HOUR = (Text("time", "hour"), Text("timer", "hours"))
_ROLLS: dict[StepRoll, Text] = {
    "none": Text("", ""),
    "previous-working-day": Text(", på fridage arbejdsdagen før", ", on days off the working day before"),
    "next-working-day": Text(", på fridage næste arbejdsdag", ", on days off the next working day"),
}


def spoken_distance(distance: Distance) -> Text:
    """``2 hours``, ``1 week``."""
    one, several = _HOUR if distance.unit == "hours" else UNITS[distance.unit]
    unit = one if distance.count == 1 else several
    return Text(f"{distance.count} {unit.da}", f"{distance.count} {unit.en}")


def spoken_step(step: ReminderStep) -> Text:
    """``14 days before at 08:30, on days off the working day before, to the caseworker by email``."""
    parts = [_when(step), _again(step), _quiet(step), _to(step.to, step.channel), _idle(step)]
    return Text("".join(part.da for part in parts), "".join(part.en for part in parts))


def _when(step: ReminderStep) -> Text:
    distance = step.before or step.after
    assert distance is not None  # a step has one of them
    far, roll = spoken_distance(distance), _ROLLS[step.roll]
    at = Text("", "") if distance.unit == "hours" else Text(f" kl. {step.at}{roll.da}", f" at {step.at}{roll.en}")
    if step.after is not None:
        return Text(f"{far.da} efter{at.da}", f"{far.en} after{at.en}")
    if distance.count == 0:
        return Text(f"på dagen{at.da}", f"on the day{at.en}")
    return Text(f"{far.da} før{at.da}", f"{far.en} before{at.en}")


def _again(step: ReminderStep) -> Text:
    if step.every is None:
        return Text("", "")
    far = spoken_distance(step.every)
    return Text(
        f", igen med {far.da} imellem, {step.times} gange i alt",
        f", again with {far.en} in between, {step.times} times in all",
    )


def _quiet(step: ReminderStep) -> Text:
    if step.quiet is None:
        return Text("", "")
    begins, ends = step.quiet
    return Text(f", ikke mellem {begins} og {ends}", f", not between {begins} and {ends}")


def _to(to: Sequence[Recipient], channel: str) -> Text:
    da = ", ".join(RECIPIENT_NAMES[one].da for one in to)
    en = ", ".join(RECIPIENT_NAMES[one].en for one in to)
    return Text(f", til {da} via {channel}", f", to {en} by {channel}")


def _idle(step: ReminderStep) -> Text:
    if step.idle is None:
        return Text("", "")
    far = spoken_distance(Distance(step.idle, "days"))
    return Text(f", kun hvis intet er sket i {far.da}", f", only if nothing has happened for {far.en}")
