"""The tables of a step of a ladder, and of how a citizen is reached (docs/case-types.md)."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from msgspec import Meta

from ..rules.reminder_step import RECIPIENTS, Distance, DistanceUnit, Recipient, StepRoll
from .toml_form import Said, WrittenTable, amount, by_name, kind_of, means
from .toml_kinds import AttributeName, Names, Slug, TimeOfDay, names, quoted, read_by
from .toml_lines import Path
from .toml_page import Page

LONGEST_DISTANCE = 1000
MOST_TIMES = 520  # weekly for ten years

AmountOfDistance = Annotated[
    dict[str, int], amount(Distance, get_args(DistanceUnit), LONGEST_DISTANCE, "{ days = 14 }")
]


def recipients(page: Page, path: Path, value: Any) -> tuple[str, ...] | None:
    """A kind of value: who gets a reminder; one alone needs no brackets, none comes twice."""
    listed: tuple[str, ...] | None = names(page, path, value)
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
    begins, ends = (kind_of(TimeOfDay)(page, (*path, index), one) for index, one in enumerate(value))
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


def addresses(page: Page, path: Path, value: Any) -> Any:
    """A kind of value: by channel, the attribute that holds the citizen's address."""
    if not isinstance(value, dict) or not value:
        page.fault(
            path,
            da='»address« skal sige, hvilken attribut der har adressen for hver kanal: { sms = "mobile" }.',
            en='"address" must say which attribute holds the address for each channel: { sms = "mobile" }.',
        )
        return None
    right = {name: one for name, one in value.items() if kind_of(Slug)(page, (*path, name), name)}
    return by_name(kind_of(AttributeName))(page, path, right)


class ReminderForm(WrittenTable, frozen=True, kw_only=True):
    """``[[deadline.reminder]]``, ``[[meeting_reminder]]``: a step of a ladder."""

    id: Annotated[Slug, means("Trinnets navn.", "The step's name.")]
    before: Annotated[AmountOfDistance | None, means("Så længe før.", "So long before the end.")] = None
    after: Annotated[AmountOfDistance | None, means("Så længe efter.", "So long after it.")] = None
    every: Annotated[
        AmountOfDistance | None,
        means("Et after-trin kommer igen så meget senere.", "An after step comes again so much later."),
    ] = None
    times: Annotated[
        Annotated[int, Meta(ge=2, le=MOST_TIMES)] | None,
        means("Hvor mange gange i alt.", "How many times in all."),
    ] = None
    at: Annotated[TimeOfDay | None, means("Lokalt klokkeslæt (ellers 08:00).", "Local time (else 08:00).")] = None
    roll: Annotated[
        StepRoll | None, means("Et trin på en fridag (ellers none).", "A step on a day off (else none).")
    ] = None
    quiet: Annotated[
        Annotated[tuple[TimeOfDay, TimeOfDay], read_by(quiet_hours)] | None,
        means("Tider, mellem hvilke intet sendes.", "Local times between which nothing is sent."),
    ] = None
    to: Annotated[
        Recipient | tuple[Recipient, ...],
        read_by(recipients),
        means("Hvem der får den.", "Who gets it."),
    ]
    channel: Annotated[
        Slug | None, means("Operatørens kanal (ellers email).", "The operator's channel (else email).")
    ] = None
    idle: Annotated[
        Annotated[int, Meta(ge=1, le=LONGEST_DISTANCE)] | None,
        means(
            "Kun hvor intet er sket i sagen i så mange dage.", "Only where nothing has happened for so many days."
        ),
    ] = None
    subject: Annotated[
        Said | None, means("Hvad der står over den, på én linje.", "What stands above it, on one line.")
    ] = None
    text: Annotated[
        Said | None,
        means(
            "Hvad den siger; navne i klammer udfyldes: {due}.",
            "What it says; names in braces are filled in: {due}.",
        ),
    ] = None
    tells: Annotated[
        Names | None,
        means("Personlige attributter, som teksten må nævne.", "The personal attributes that the text may carry."),
    ] = None


class CitizenForm(WrittenTable, frozen=True, kw_only=True):
    """``[citizen]``."""

    address: Annotated[
        dict[Slug, AttributeName],
        read_by(addresses, minProperties=1),
        means("Attributten med adressen, efter kanal.", "By channel, the attribute that holds the address."),
    ]
    language: Annotated[
        AttributeName | None, means("Attributten, der siger da eller en.", "The attribute that says da or en.")
    ] = None
