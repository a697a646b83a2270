"""What a case's history amounts to: facts that hold for an interval of world time.

Payloads are plain named tuples, so that they compare, pickle and store without ceremony.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

DeadlineState = Literal["running", "suspended", "met", "cancelled", "lapsed", "restarted", "counting", "expired"]
CaseState = Literal["not-opened", "open", "closed"]


class CasePeriod(NamedTuple):
    """The case looked like this.

    concerns, kind, category: of a complaint. attributes: the values that belong to the case, as canonical JSON.
    received_on: the local day on which it opened, where nobody knows the hour; ``received_at`` is then its 00:00.
    """

    case_type: str
    state: CaseState
    unit: str | None
    responsible: str | None
    referred_to: str | None
    concerns: str | None
    kind: str | None
    category: str | None
    received_at: datetime | None
    attributes: str
    received_on: date | None = None


def is_overdue(state: DeadlineState, overdue_from: datetime | None, at: datetime) -> bool:
    """Whether a deadline's end has passed at an instant; a stopped clock's has not. ``OVERDUE`` says it in SQL."""
    return state == "running" and overdue_from is not None and overdue_from <= at


class DeadlinePeriod(NamedTuple):
    """One instance of a deadline was in this state and ended then.

    cycle: the number of the instance. due_on or due_at: the end, a date or an instant; neither while suspended or
    undeterminable. unrolled_on: the date before the roll. overdue_from: the first overdue instant, None for never.
    breached_at: a breach that lies before this period; it is permanent. passed_on: the day in whose period it counts.
    left: what is left while suspended, in days, or working days for a term in working days. whose: the office's or the
    party's. anchor: position of the event that started it.
    counting: an accumulation that has not reached its sum; due_on is then when it would, were every month paid.
    """

    deadline: str
    cycle: int
    state: DeadlineState
    due_on: date | None
    due_at: datetime | None
    unrolled_on: date | None
    overdue_from: datetime | None
    breached_at: datetime | None
    passed_on: date | None
    left: int | None
    effect: str
    whose: str
    case_type: str
    unit: str | None
    responsible: str | None
    anchor: int


class ComplaintStep(NamedTuple):
    """A complaint case took this step (received, answered, reassessed, forwarded, decided, upheld)."""

    step: str
    case_type: str
    kind: str | None
    category: str | None
    concerns: str | None
    unit: str | None
    source: str
    attributes: str


class CaseTime(NamedTuple):
    """The case was closed and had taken this long, from its opening to its closing, in seconds (``fold.duration``).

    usable: it did not close on a day before the one on which it opened.
    """

    case_type: str
    started_at: datetime
    ended_at: datetime
    seconds: float
    unit: str | None
    responsible: str | None
    attributes: str
    usable: bool


class Finding(NamedTuple):
    """Something in the record that a caseworker or controller should look at. ``event``: its position."""

    finding: str
    case_type: str
    event: int
    event_name: str
    unit: str | None


class Meeting(NamedTuple):
    """A meeting was held or missed. attended: none where nobody wrote it down. reminded: since the meeting before."""

    case_type: str
    attended: bool | None
    reminded: bool
    unit: str | None
    responsible: str | None


class SurveyScore(NamedTuple):
    """An answer in a survey of users. unit: the one that it is about."""

    case_type: str
    survey: str
    question: str | None
    score: float
    best: float
    unit: str | None


class CheckState(NamedTuple):
    """A question of a checklist, for one case of a sample: unanswered (``pending``), or answered so.

    concerns: the case that was checked. stratum: the one it was drawn from. corrected: an error was put right since.
    """

    case_type: str
    concerns: str
    stratum: str | None
    check: str
    answer: Literal["pending", "ok", "error", "not-applicable"]
    corrected: bool


class Ladder(NamedTuple):
    """A deadline, or an agreed meeting, was open with this end, and these are the instants to remind of it.

    about: ``deadline`` or ``meeting``. deadline: its id, empty for a meeting. ends: the end as text; it names the
    version of the deadline. anchor: position of the event that started it. expected: months still add up to that end,
    and only the steps before it come. governed_from: ``valid_from`` of the version of the case type that says the steps.
    at, steps, numbers: the ladder (``ladder.Rung``), ascending.
    """

    about: str
    deadline: str
    ends: str
    due_on: date | None
    due_at: datetime | None
    anchor: int
    expected: bool
    case_type: str
    governed_from: date | None
    unit: str | None
    responsible: str | None
    at: tuple[datetime, ...]
    steps: tuple[str, ...]
    numbers: tuple[int, ...]


class Difference(NamedTuple):
    """An open difference between our cases and another system's list."""

    case_type: str
    system: str
    difference: str
    kind: str
    concerns: str
    field: str | None
    here: str | None
    there: str | None


Payload = (
    CasePeriod
    | DeadlinePeriod
    | ComplaintStep
    | CaseTime
    | Finding
    | Meeting
    | SurveyScore
    | CheckState
    | Difference
    | Ladder
)
Kind = Literal[
    "case",
    "deadline",
    "complaint",
    "case_time",
    "finding",
    "meeting",
    "survey",
    "check",
    "difference",
    "reminder",
]


class Fact(NamedTuple):
    """A payload that holds from ``opened_at`` (included) to ``closed_at`` (excluded; None: for ever)."""

    kind: Kind
    key: tuple[str, ...]
    payload: Payload
    opened_at: datetime
    closed_at: datetime | None
