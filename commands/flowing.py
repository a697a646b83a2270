"""Case flow: who held a case, and the particularly long cases with where the time went."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from ..domain.text import Problem
from ..projections import long_cases
from ..projections.custody import custody
from ..projections.periods import Period
from ..projections.reader import ask
from ..terminal.flow_pages import LongCaseStatistic, show_custody, show_long_cases
from ..terminal.language import both, say
from ..terminal.output import answer
from .asking import Asked, check_number, desk
from .questions import A_HUNDRED_YEARS, CaseType, Limit, in_order

SLOWEST_UNLESS_SAID = 5.0  # percent


def flow(ref: str, /, *, asked: Asked = Asked()) -> None:
    """Carry out ``sagsgang case flow``."""
    with desk(asked, case=ref, about=[ref]) as ready:
        found = ask(ready.journal, ready.moment, lambda reader: custody(reader, ref))
        answer(found, asked.json, lambda value: show_custody(value, ready.zone))


def longest(
    *,
    case_type: CaseType = None,
    over: Annotated[
        int | None,
        Parameter(help=both("Sager, der tog flere dage end dette.", "Cases that took more days than this.")),
    ] = None,
    slowest: Annotated[
        float | None,
        Parameter(
            help=both(
                "De så mange procent langsomste af hver sagstype (5, hvis intet siges).",
                "The slowest so many percent of each case type (5 if nothing is said).",
            )
        ),
    ] = None,
    since: Annotated[
        str | None,
        Parameter(
            name="--from", help=both("Afsluttet fra og med denne dato.", "Closed from this date, included.")
        ),
    ] = None,
    until: Annotated[
        str | None,
        Parameter(name="--to", help=both("Afsluttet før denne dato.", "Closed before this date.")),
    ] = None,
    period: Annotated[
        Period | None, Parameter(help=both("Opdel efter afslutning.", "Divide by the closing."))
    ] = None,
    limit: Limit = 50,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang stats long-cases``."""
    check_number("--limit", limit)
    if over is None and slowest is None:
        slowest = SLOWEST_UNLESS_SAID
    if over is not None:
        check_number("--over", over, A_HUNDRED_YEARS)
    if slowest is not None and not 0 < slowest <= 100:
        raise Problem(
            code="bad-number",
            da="--slowest skal være over 0 og højst 100 procent.",
            en="--slowest must be above 0 and at most 100 percent.",
        )
    with desk(asked, case_type) as ready:
        wanted = long_cases.Wanted(
            case_type, ready.instant(since), ready.instant(until), period, over, slowest, limit
        )
        in_order(wanted.since, wanted.until)
        position, found = ask(
            ready.journal, ready.moment, lambda reader: (reader.position, long_cases.long_cases(reader, wanted))
        )
        told = LongCaseStatistic(
            measure="long-cases",
            definition=say(long_cases.DEFINITION),
            as_of=ready.moment.as_of,
            known_at=ready.moment.known_at,
            zone=ready.moment.zone.key,
            position=position,
            over_days=over,
            slowest_pct=slowest,
            limit=limit,
            groups=found.groups,
            rows=found.rows,
        )
        answer(told, asked.json, lambda value: show_long_cases(value, ready.zone))
