"""The tables of a deadline that months add up to (docs/case-types.md)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ..rules.casetype import FallsDue, OnChange, PartMonths, WhenBelow
from .toml_form import Said, WrittenTable, means
from .toml_kinds import Names

LONGEST_WINDOW = 600  # months
Months = Annotated[int, Meta(ge=1, le=LONGEST_WINDOW)]


class Reasons(WrittenTable, frozen=True, kw_only=True):
    """``[deadline.accumulation.reasons]``: the choices that the law leaves open.

    Each is made by whoever writes the case type, and says why.
    """

    part_months: Said
    when_below: Said
    on_change: Said
    falls_due: Said
    starts_over_by: Said


CHOICES = Reasons.__struct_fields__


class AccumulationForm(WrittenTable, frozen=True, kw_only=True):
    """``[deadline.accumulation]``."""

    months: Annotated[Months, means("Hvor mange måneder der skal tælle.", "How many months must count.")]
    within: Annotated[
        Months,
        means("Inden for hvor mange, måneden selv medregnet.", "Among how many, the month itself included."),
    ]
    counted_by: Annotated[
        Names, means("Hændelser, der siger, at en måned tæller.", "Events that say that a month counts.")
    ]
    reversed_by: Annotated[
        Names | None,
        means(
            "Hændelser, der siger, at den alligevel ikke tæller.", "Events that say that it does not after all."
        ),
    ] = None
    starts_over_by: Annotated[
        Names,
        means(
            "Hændelser, efter hvilke månederne før ikke tæller mere; [] for ingen.",
            "Events after which the months before count no more; [] for none.",
        ),
    ]
    part_months: Annotated[
        PartMonths, means("Om en delvis betalt måned tæller.", "Whether a month paid in part counts.")
    ]
    when_below: Annotated[
        WhenBelow,
        means("Om pligten bliver, når summen falder igen.", "Whether the duty stays when the sum falls again."),
    ]
    on_change: Annotated[
        OnChange,
        means("Hvilken udgave af reglen der dømmer en måned.", "Which version of the rule a month is judged by."),
    ]
    falls_due: Annotated[FallsDue, means("Hvilken dag i måneden.", "On which day of the month.")]
    reasons: Annotated[
        Reasons, means("Hvorfor hvert af de fem valg er truffet.", "Why each of the five choices is made so.")
    ]
