"""The keys of a step of a ladder, and of how a citizen is reached, as people write them: the kind of each value."""

from __future__ import annotations

from typing import Any, get_args

from ..rules.reminder_step import RECIPIENTS, Distance, DistanceUnit, StepRoll
from .toml_kinds import amount, attribute_name, choice, names, quoted, slug, text, time_of_day, whole_number
from .toml_lines import Path
from .toml_table import Key, Page

LONGEST_DISTANCE = 1000
MOST_TIMES = 520  # weekly for ten years

distance = amount(Distance, get_args(DistanceUnit), LONGEST_DISTANCE, "{ days = 14 }")


def recipients(page: Page, path: Path, value: Any) -> tuple[str, ...] | None:
    """A kind of value: who gets a reminder; one alone needs no brackets, none comes twice."""
    listed = names(page, path, value)
    if listed is None:
        return None
    if listed and len(set(listed)) == len(listed) and set(listed) <= set(RECIPIENTS):
        return listed
    known = quoted(RECIPIENTS)
    page.fault(
        path,
        da=f"»to« skal nævne mindst én af {known.da}, og ingen af dem to gange.",
        en=f'"to" must name at least one of {known.en}, and none of them twice.',
    )
    return None


def quiet_hours(page: Page, path: Path, value: Any) -> tuple[str, str] | None:
    """A kind of value: from when to when nothing is sent."""
    if not isinstance(value, list) or len(value) != 2:
        page.fault(
            path,
            da='»quiet« skal være to klokkeslæt, fra og til: ["21:00", "08:00"].',
            en='"quiet" must be two times of day, from and to: ["21:00", "08:00"].',
        )
        return None
    begins, ends = (time_of_day(page, (*path, index), one) for index, one in enumerate(value))
    if begins is None or ends is None:
        return None
    if begins == ends:
        page.fault(
            path,
            da="»quiet« skal være to forskellige klokkeslæt; er der intet stille tidsrum, så fjern nøglen.",
            en='"quiet" must be two different times of day; if there are no quiet hours, remove the key.',
        )
        return None
    return begins, ends


def addresses(page: Page, path: Path, value: Any) -> dict[str, str] | None:
    """A kind of value: by channel, the attribute that holds the citizen's address."""
    if not isinstance(value, dict) or not value:
        page.fault(
            path,
            da='»address« skal sige, hvilken attribut der har adressen for hver kanal: { sms = "mobile" }.',
            en='"address" must say which attribute holds the address for each channel: { sms = "mobile" }.',
        )
        return None
    read = {
        channel: attribute_name(page, (*path, channel), attribute)
        for channel, attribute in value.items()
        if slug(page, (*path, channel), channel)
    }
    return {channel: attribute for channel, attribute in read.items() if attribute is not None}


REMINDER = {
    "id": Key(slug, True),
    "before": Key(distance),
    "after": Key(distance),
    "every": Key(distance),
    "times": Key(whole_number(2, MOST_TIMES)),
    "at": Key(time_of_day),
    "roll": Key(choice(get_args(StepRoll))),
    "quiet": Key(quiet_hours),
    "to": Key(recipients, True),
    "channel": Key(slug),
    "idle": Key(whole_number(1, LONGEST_DISTANCE)),
    "subject": Key(text),
    "text": Key(text),
    "tells": Key(names),
}
CITIZEN = {"address": Key(addresses, True), "language": Key(attribute_name)}
