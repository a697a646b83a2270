"""A ladder of reminders in words: each step in full, or the whole of it on a line for each recipient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


def spoken_ladder(steps: Sequence[ReminderStep]) -> Iterator[Text]:
    """``Reminds the caseworker by email: 14 days before; on the day``, a line for each recipient and channel."""
    lines: dict[tuple[Sequence[Recipient], str], list[Text]] = {}
    for step in steps:
        said = _joined(_distance(step), _often(step), _idle(step))
        lines.setdefault((step.to, step.channel), []).append(said)
    for to, said_to in lines.items():
        who = _recipients(*to)
        yield Text(
            f"Erindrer {who.da}: {'; '.join(one.da for one in said_to)}",
            f"Reminds {who.en}: {'; '.join(one.en for one in said_to)}",
        )


def spoken_step(step: ReminderStep) -> Text:
    """``14 days before at 08:30, on days off the working day before, to the caseworker by email``."""
    who = _recipients(step.to, step.channel)
    to = Text(f", til {who.da}", f", to {who.en}")
    return _joined(_distance(step), _time(step), _again(step), _quiet(step), to, _idle(step))


def _joined(*parts: Text) -> Text:
    return Text("".join(part.da for part in parts), "".join(part.en for part in parts))


def _distance(step: ReminderStep) -> Text:
    distance = step.before or step.after
    assert distance is not None  # a step has one of them
    far = spoken_distance(distance)
    if step.after is not None:
        return Text(f"{far.da} efter", f"{far.en} after")
    return Text(f"{far.da} før", f"{far.en} before") if distance.count else Text("på dagen", "on the day")


def _time(step: ReminderStep) -> Text:
    distance, roll = step.before or step.after, _ROLLS[step.roll]
    if distance is not None and distance.unit == "hours":
        return Text("", "")
    return Text(f" kl. {step.at}{roll.da}", f" at {step.at}{roll.en}")


def _often(step: ReminderStep) -> Text:
    """``, then every week, 26 times in all``."""
    if step.every is None:
        return Text("", "")
    one, several = UNITS[step.every.unit]
    number = step.every.count
    da, en = (one.da, one.en) if number == 1 else (f"{number}. {one.da}", f"{number} {several.en}")
    return Text(f", så hver {da}, {step.times} gange i alt", f", then every {en}, {step.times} times in all")


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


def _recipients(to: Sequence[Recipient], channel: str) -> Text:
    da = ", ".join(RECIPIENT_NAMES[one].da for one in to)
    en = ", ".join(RECIPIENT_NAMES[one].en for one in to)
    return Text(f"{da} via {channel}", f"{en} by {channel}")


def _idle(step: ReminderStep) -> Text:
    if step.idle is None:
        return Text("", "")
    far = spoken_distance(Distance(step.idle, "days"))
    return Text(f", kun hvis intet er sket i {far.da}", f", only if nothing has happened for {far.en}")
