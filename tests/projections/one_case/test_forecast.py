"""What the dates would be: whatever event opens the case, and with a reason where no date can be told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.fold.law import Law, Rules
from sagsgang.domain.problem import Problem
from sagsgang.domain.written.calendar_file import shipped
from sagsgang.domain.written.casetype_file import parse
from sagsgang.projections.one_case.forecast import forecast

TYPE = """
id = "t"
title = {{ da = "T", en = "T" }}
opens = ["{opens}"]
valid_from = 2010-01-01

[[deadline]]
id = "answer"
label = {{ da = "Svar", en = "Answer" }}
after = "{opens}"
{end}
met_by = ["closed"]
effect = "legal"
source = "§ 1"
"""
# What opens no case: it speaks of another event, or the scheduler notes it; an action has the name that its type gives it.
NEVER = {"corrected", "annulled", "action-taken"}
MONDAY = datetime(2015, 11, 30, 9, tzinfo=UTC)


def rules(opens: str, end: str = "term = { days = 14 }") -> Rules:
    """What governs a type with one deadline that such an event opens."""
    case_type, faults = parse(TYPE.format(opens=opens, end=end), "t.toml")
    assert case_type is not None, faults
    said = {"source": "o", "id": "1", "occurred": MONDAY}
    found = Law(
        [
            Recorded(
                1, "$calendar/denmark", 1, MONDAY, CalendarPublished(**said, definition=shipped()["denmark"])
            ),
            Recorded(2, "$type/t", 1, MONDAY, CaseTypePublished(**said, definition=case_type)),
        ]
    ).rules("t", 2)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "opens", [one for one in CATALOGUE if one not in NEVER and not one.startswith("reminder-")]
)
def test_any_event_may_open(opens: str) -> None:
    """Given a type that some event of the catalogue opens, whatever that must say, when a case is forecast, then its
    deadline ends 14 days after the day it came in."""
    [line] = forecast(rules(opens), "t", MONDAY).deadlines
    assert (line.due, line.why_not) == (date(2015, 12, 14), None)


@pytest.mark.parametrize(
    ("end", "received", "why"),
    [
        ("term = { days = 14 }", datetime(2100, 12, 30, tzinfo=UTC), "The calendar denmark covers"),
        ('given = "day"', MONDAY, "The event gives it (day)."),
    ],
)
def test_why_no_end_can_be_told(end: str, received: datetime, why: str) -> None:
    """Given a deadline that ends beyond its calendar, or on a day that the event says, when a case is forecast, then it has
    no end, and why is said."""
    [line] = forecast(rules("application-received", end), "t", received).deadlines
    assert (line.due, line.why_not and line.why_not.en.startswith(why)) == (None, True)


@pytest.mark.parametrize(
    ("received", "event", "parameter"),
    [(datetime(2009, 1, 5, tzinfo=UTC), None, "type"), (MONDAY, "closed", "event")],
)
def test_what_cannot_open_is_named(received: datetime, event: str | None, parameter: str) -> None:
    """Given a day on which no version is in force, or an event that opens no case, then that is what is named."""
    with pytest.raises(Problem) as refused:
        forecast(rules("application-received"), "t", received, event)
    assert (refused.value.code, refused.value.parameter) == ("cannot-open", parameter)
