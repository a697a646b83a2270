"""A later version's zone and calendar govern from their day, and rewrite nothing before it: given, when, then."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sagsgang.domain.events.case_events import ApplicationReceived, Decided, TermExtended
from sagsgang.domain.rules.casetype import Term

from ..written_cases import Case, answer, case_type, received

OLD = case_type(answer())
FROM_JUNE = date(2026, 6, 1)


def test_a_later_calendar_moves_no_end_of_a_rule_before_it() -> None:
    """Given 5 working days from Thursday 28 May, when every day works from 1 June on, then the old rule's calendar holds.

    29 May, 1, 2, 3 and 4 June: Thursday 4 June.
    """
    five = answer(term=Term(5, "working_days"))
    case = received("2026-05-28", case_type(five), case_type(five, calendar="every-day", valid_from=FROM_JUNE))
    assert case.last().due_on == date(2026, 6, 4)


def test_a_later_zone_does_not_make_the_decided_late() -> None:
    """Given a decision at 23:30 on the last day in Copenhagen, when the office moves to Auckland in June,
    then it stays in time.
    """
    new = case_type(answer(), zone="Pacific/Auckland", valid_from=FROM_JUNE)
    case = received("2026-03-02", OLD, new).has(Decided, "2026-03-16T23:30")
    assert (case.last().state, case.last().breached_at) == ("met", None)


def test_an_end_after_the_change_ends_by_the_new_clock() -> None:
    """Given 14 days from Monday 25 May, until 8 June, when London's clock is kept from 1 June,
    then it ends at London's midnight.
    """
    case = received("2026-05-25", OLD, case_type(answer(), zone="Europe/London", valid_from=FROM_JUNE))
    assert (case.last().due_on, case.last().overdue_from) == (
        date(2026, 6, 8),
        datetime(2026, 6, 8, 23, tzinfo=UTC),
    )


def test_a_version_published_without_a_zone_keeps_its_calendars() -> None:
    """Given a later version with no zone of its own, then it keeps its calendar's, and not that of the version before."""
    old = case_type(answer(), zone="America/New_York")
    case = Case(old, case_type(answer(), valid_from=FROM_JUNE)).has(ApplicationReceived, "2026-05-25T12:00")
    assert case.last().overdue_from == datetime(2026, 6, 8, 22, tzinfo=UTC)  # 00:00 of 9 June in Copenhagen


def test_what_is_published_again_for_the_same_day_governs() -> None:
    """Given two versions of one valid_from, then the last published keeps the clock."""
    first = case_type(answer(), zone="America/New_York", valid_from=FROM_JUNE)
    second = case_type(answer(), zone="Europe/London", valid_from=FROM_JUNE)
    assert received("2026-05-25", OLD, first, second).last().overdue_from == datetime(2026, 6, 8, 23, tzinfo=UTC)


def test_an_instant_extended_beyond_the_change_keeps_its_time_on_the_wall() -> None:
    """Given 28 May at 10:00 extended by 7 days to 4 June, when London's clock is kept from 1 June,
    then it is 10:00 in London.
    """
    given = answer(given="limit")
    new = case_type(given, zone="Europe/London", valid_from=FROM_JUNE)
    case = received("2026-05-25", case_type(given), new, attributes={"limit": "2026-05-28T10:00"})
    case.has(TermExtended, "2026-05-26", days=7, reason="ill")
    assert case.last().due_at == datetime(2026, 6, 4, 9, tzinfo=UTC)


def test_midnight_that_the_clock_skips() -> None:
    """Given the Azores, where the clock goes from 00:00 to 01:00 on 29 March 2026, then the day before ends at 01:00 UTC."""
    case = Case(case_type(answer(on=date(2026, 3, 28), roll="none"), zone="Atlantic/Azores")).has(
        ApplicationReceived, "2026-03-13T12:00"
    )
    assert case.last().overdue_from == datetime(2026, 3, 29, 1, tzinfo=UTC)
