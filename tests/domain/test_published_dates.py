"""Dates that others worked out by hand and published, with where they stand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, Resumed, Suspended
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.rules.term import end_of_term
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

# WTC advokaterne, "Har du styr på de »nye« regler om forældelse?" (wtc-law.dk): a claim due on 1 October 2009 lapses on
# 1 October 2012 by the act of 2007, and by the old one on 1 October 2014. Jusinfo, "Beregning av frister"
# (jusinfo.no): one due on 15 June 2011 on 15 June 2014, of the same counting of months in Norwegian law.
LAPSES = [
    (date(2009, 10, 1), 36, date(2012, 10, 1)),
    (date(2009, 10, 1), 60, date(2014, 10, 1)),
    (date(2011, 6, 15), 36, date(2014, 6, 15)),
]


@pytest.mark.parametrize(("due", "months", "lapses"), LAPSES)
def test_a_claim_lapses_on_the_same_day_of_the_month(due: date, months: int, lapses: date) -> None:
    """Given a claim that is due on a day, then its term of years ends on the day that was published."""
    assert end_of_term(due, Term(months, "months"), shipped()["denmark"]) == lapses


def test_a_complaint_term_suspended_after_a_week_has_three_weeks_left() -> None:
    """Given a term of four weeks to complain, stopped a week after the decision came, then three weeks run from the day
    on which the new decision came: Den juridiske vejledning A.A.10.2.2.1, on forvaltningsloven § 20, stk. 3.

    A decision of Monday 3 March 2014, a request on the 10th, a new decision on Monday 7 April: Monday 28 April.
    """
    rule = DeadlineRule(
        id="complaint", label=Text("Klage", "Complaint"), after=("application-received",), term=Term(4, "weeks")
    )
    case_type = CaseType(id="decision", title=Text("Afgørelse", "Decision"), deadlines=(rule,))
    days = ((ApplicationReceived, date(2014, 3, 3)), (Suspended, date(2014, 3, 10)), (Resumed, date(2014, 4, 7)))
    history = []
    for position, (kind, day) in enumerate(days, start=1):
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        event = kind(source="s", id=str(position), occurred=at, case_type="decision")
        history.append(Recorded(position, "case", position, at, event))

    [clock] = fold(history, Rules([case_type], shipped())).clocks

    assert clock.due_on == date(2014, 4, 28)
