"""Parameters that many operations share, each said once: the moment, a selection of cases."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..projections.asking.periods import Period
from .operation_help import told

A_HUNDRED_YEARS = 36_525  # days
Days = Annotated[int, msgspec.Meta(ge=0, le=A_HUNDRED_YEARS)]
CaseType = Annotated[str | None, told("Kun denne sagstype.", "This case type only.")]
Unit = Annotated[str | None, told("Kun denne enhed.", "This unit only.")]
HeldNow = Annotated[str | None, told("Kun sager, som denne enhed har nu.", "Only cases that this unit holds now.")]
Responsible = Annotated[str | None, told("Kun denne ansvarlige.", "This responsible person only.")]
Reference = Annotated[str, told("Sagens nummer.", "The reference of the case.", positional=True)]
DividedBy = Annotated[
    str | None,
    told(
        "Opdel efter felter, adskilt af komma: unit, type, deadline, kind, … eller sagens oplysninger.",
        "Divide by fields, separated by commas: unit, type, deadline, kind, … or attributes of a case.",
    ),
]
Where = Annotated[
    tuple[str, ...],
    told(
        "Kun sager, hvis felt eller oplysning har denne værdi: FELT=VÆRDI. Kan gentages.",
        "Only cases whose field or attribute has this value: FIELD=VALUE. May be repeated.",
    ),
]
Periods = Annotated[Period | None, told("Opdel i perioder.", "Divide into periods.")]
Since = Annotated[str | None, told("Fra og med denne dato.", "From this date, included.")]
Until = Annotated[str | None, told("Til denne dato, ikke med.", "To this date, excluded.")]
KnownAt = Annotated[
    str | None,
    told(
        "Kun med det, som var registreret da (alt, hvis intet siges).",
        "Using only what had been recorded by then (default everything).",
    ),
]


class Nothing(msgspec.Struct, frozen=True):
    """Nothing is to be said."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The moment of every question, as people write it: a date, or an instant with or without an offset."""

    as_of: Annotated[
        str | None,
        told(
            "Hvad gjaldt i verden på denne dato eller dette tidspunkt (nu, hvis intet siges).",
            "What was true in the world at this date or instant (default now).",
        ),
    ] = None
    known_at: KnownAt = None
    zone: Annotated[
        str | None,
        told(
            "Tidszone for datoer (sagernes, hvor de har én fælles, ellers journalens).",
            "Time zone of dates (that of the cases where they share one, else the journal's).",
        ),
    ] = None
