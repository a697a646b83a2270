"""The particularly long cases (særligt lange sagsbehandlingstider), and where the time went in each."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..domain.text import Text
from ..domain.words.published_names import Labels
from ..projections.asking.periods import Period
from ..projections.asking.reader import AsKnown
from ..projections.flow import long_cases
from . import problems
from .operation_help import told
from .paging import AskedInPages, Limit, continued, next_of, place_of
from .parameters import CaseType, Days
from .selections import span_of
from .session import Session

SLOWEST_UNLESS_SAID = 5.0  # percent


class LongCasesAsked(AskedInPages, frozen=True, kw_only=True):
    """Which cases are particularly long: those over so many days, or the slowest of each type; closed in which period."""

    type: CaseType = None
    over: Annotated[
        Days | None,
        told(
            "Sager, der tog flere dage end dette (ikke sammen med slowest).",
            "Cases that took more days than this (not together with slowest).",
        ),
    ] = None
    slowest: Annotated[
        float | None,
        told(
            "De så mange procent langsomste af hver sagstype (5, hvis intet siges).",
            "The slowest so many percent of each case type (5 if nothing is said).",
        ),
    ] = None
    since: Annotated[str | None, told("Afsluttet fra og med denne dato.", "Closed from this date, included.")] = (
        msgspec.field(default=None, name="from")
    )
    until: Annotated[str | None, told("Afsluttet før denne dato.", "Closed before this date.")] = msgspec.field(
        default=None, name="to"
    )
    period: Annotated[Period | None, told("Opdel efter afslutning.", "Divide by the closing.")] = None
    limit: Annotated[Limit, told("Højst så mange sager pr. periode.", "At most so many cases a period.")] = 50


class LongCasesFound(AsKnown, kw_only=True):
    """The long cases: how they were chosen (``over_days`` or ``slowest_pct``), among how many, and at most so many
    a period. type_labels: what the case types are called. next: the cursor of those that follow.
    """

    measure: str
    definition: Text
    over_days: int | None
    slowest_pct: float | None
    limit: int
    groups: list[long_cases.Lengths]
    rows: list[long_cases.LongCase]
    next: str | None
    type_labels: dict[str, Text]


def longest(session: Session, asked: LongCasesAsked) -> LongCasesFound:
    """The particularly long cases. Raises Problem ``bad-number``, ``bad-period``, ``over-or-slowest``."""
    slowest = SLOWEST_UNLESS_SAID if asked.over is None and asked.slowest is None else asked.slowest
    if slowest is not None and not 0 < slowest <= 100:
        raise problems.not_a_share("slowest")
    place = place_of(asked)
    moment = continued(asked, session.moment(asked, case_type=asked.type))
    since, until = span_of(asked.since, asked.until, moment)
    skipped = place.after if place else 0
    wanted = long_cases.LongCasesWanted(
        asked.type, since, until, asked.period, asked.over, slowest, asked.limit, skipped
    )
    position, found, labels = session.put(
        moment, lambda reader: (reader.position, long_cases.long_cases(reader, wanted), Labels(reader.law))
    )
    return LongCasesFound(
        measure="long-cases",
        definition=long_cases.DEFINITION,
        **moment.told(position),
        over_days=asked.over,
        slowest_pct=slowest,
        limit=asked.limit,
        groups=found.groups,
        rows=found.rows,
        next=next_of(asked, moment, position, more=found.most > skipped + asked.limit),
        type_labels={one.type: labels.type(one.type) for one in found.groups},
    )
