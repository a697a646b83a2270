"""Ledgers of tests are read strictly: what a line says is in the event, and a line that is wrong is an error."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, Corrected, MeetingHeld, Suspended

from .ledger import LedgerError, cloudevents, history, read


def test_a_line_is_an_event() -> None:
    """Given this ledger, then its lines are these events, in their order::

    2010-01-04        A  application-received  case_type=permit unit="Unit North" attributes.volumes=2 attributes.by=web

    2010-07-10T10:00  A  meeting-held          attended=true recorded=2010-07-12   # registered late
    2010-08-01        A  corrected             corrects="A meeting-held 2010-07-10T10:00" changes.attributes.by=phone
    """
    application, meeting, correction = read(test_a_line_is_an_event.__doc__ or "")
    assert application.event == ApplicationReceived(
        source="urn:example:office",
        id="A application-received 2010-01-04",
        occurred=datetime(2010, 1, 4, tzinfo=UTC),
        whole_day=True,
        day=date(2010, 1, 4),
        case_type="permit",
        unit="Unit North",
        attributes={"volumes": 2, "by": "web"},
    )
    assert application.recorded == datetime(2010, 1, 3, 23, tzinfo=UTC)
    assert isinstance(meeting.event, MeetingHeld)
    assert (meeting.event.occurred, meeting.event.attended) == (datetime(2010, 7, 10, 8, tzinfo=UTC), True)
    assert meeting.recorded == datetime(2010, 7, 11, 22, tzinfo=UTC)
    assert isinstance(correction.event, Corrected)
    assert correction.event.corrects == meeting.event.id
    assert correction.event.changes == {"attributes": {"by": "phone"}}


def test_a_docstring_holds_its_ledger_after_two_colons() -> None:
    """Given a docstring with words around a ledger of one case, then only what is indented after the colons is read::

        2015-01-05  suspended  until=2015-02-01

    And the first event has the type that the reader was given.
    """
    [one] = history(test_a_docstring_holds_its_ledger_after_two_colons.__doc__ or "", case="B", case_type="permit")
    assert isinstance(one.event, Suspended)
    assert (one.case, one.version, one.event.case_type, one.event.until) == ("B", 1, "permit", date(2015, 2, 1))


def test_a_ledger_is_what_a_case_system_sends() -> None:
    """Given an action on a day, then its CloudEvent has the action's name, the day, and what it says."""
    assert cloudevents(read("2015-01-05 A action-taken action=site-visit case_type=permit attributes.by=web")) == [
        {
            "specversion": "1.0",
            "source": "urn:example:office",
            "id": "A action-taken 2015-01-05",
            "type": "site-visit",
            "subject": "A",
            "time": "2015-01-05",
            "data": {"casetype": "permit", "attributes": {"by": "web"}},
        }
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2010-01-04 A", "a line is WHEN CASE KIND"),
        ("2010-02-30 A decided", ""),
        ("4/1-2010 A decided", ""),
        ("2010-01-04 A decidded", "there is no event decidded"),
        ("2010-01-04 A decided outcom=granted", "decided has no field outcom"),
        ("2010-01-04 A decided granted", "decided has no field granted"),
        ("2010-01-04 A decided outcome=granted outcome=refused", "outcome is said twice"),
        ("2010-01-04 A decided attributes=web", "decided has no field attributes"),
        ("2010-01-04 A decided outcome.x=1", "decided has no field outcome.x"),
        ("2010-01-04 A meeting-held attended=perhaps", ""),
        ("2010-01-04 A suspended until=tomorrow", ""),
        ("2010-01-04 A referred", "to_unit"),
        ('2010-01-04 A decided note="open', ""),
        ("2010-01-03 A decided", "two events with the id A decided 2010-01-03"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(line: str, why: str) -> None:
    """Given a ledger whose third line is wrong, then the error names the line and what is wrong with it."""
    with pytest.raises(LedgerError, match=f"^line 3: .*{why}"):
        read(f"2010-01-03 A decided\n\n{line}")


def test_a_ledger_without_an_event_is_an_error() -> None:
    """Given text without an event, as a docstring that lost its colons leaves it, then that is told."""
    with pytest.raises(LedgerError):
        read("# nothing\n")
