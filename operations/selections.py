"""What a statistic is about, as it is asked: a period, a division, and whether to list the cases behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from ..domain.person_number import is_written_in
from ..projections.asking.grouping import Selection
from ..projections.asking.reader import Moment
from . import problems
from .moments import moment_of
from .operation_help import told
from .parameters import Asked, CaseType, DividedBy, Periods, Since, Until


class SelectionAsked(Asked, frozen=True, kw_only=True):
    """Which cases, events or deadlines are counted, and how the count is divided."""

    type: CaseType = None
    since: Since = msgspec.field(default=None, name="from")
    until: Until = msgspec.field(default=None, name="to")
    period: Periods = None
    by: DividedBy = None
    with_cases: Annotated[bool, told("Vis sagerne bag tallene.", "List the cases behind.")] = msgspec.field(
        default=False, name="cases"
    )


def selection_of(asked: SelectionAsked, moment: Moment) -> Selection:
    """The selection, its days in the local time of the moment. Raises BadMoment, Problem ``bad-period``."""
    since, until = span_of(asked.since, asked.until, moment)
    return Selection(asked.type, since, until, asked.period, fields_of(asked.by), asked.with_cases)


def span_of(since: str | None, until: str | None, moment: Moment) -> tuple[datetime | None, datetime | None]:
    """The instants from and to which something is asked. Raises BadMoment, Problem ``bad-period``."""
    begins, ends = (moment_of(text, moment.zone) if text is not None else None for text in (since, until))
    if begins is not None and ends is not None and begins >= ends:
        raise problems.period_out_of_order("from", "to")
    return begins, ends


def fields_of(by: str | None) -> tuple[str, ...]:
    """The fields of a division, separated by commas; one said twice is one."""
    return tuple(dict.fromkeys(field.strip() for field in by.split(","))) if by else ()


def pairs_of(parameter: str, words: Sequence[str], *, last: bool = False) -> tuple[tuple[str, str], ...]:
    """``A=B`` as pairs, divided at the first ``=`` or at the ``last``. They are kept with what is recorded: no person's
    number may stand in one. Raises Problem ``bad-pair``.
    """
    pairs = []
    for word in words:
        left, mark, right = (part.strip() for part in (word.rpartition("=") if last else word.partition("=")))
        if not (left and mark and right):
            raise problems.bad_pair(parameter)
        if is_written_in(word):
            raise problems.personal_pair(parameter)
        pairs.append((left, right))
    return tuple(pairs)
