"""Cases received, events and handovers, counted by plain counting of what happened.

The visit in C never was (annulled); nobody says whose D is until carl of South looks at it. The ledger::

    2010-03-01        A  application-received  case_type=permit unit=North attributes.channel=web
    2010-03-03        A  action-taken          action=site-visit actor=anna
    2010-03-04        A  action-taken          action=site-visit actor=bo
    2010-03-05        A  action-taken          action=site-visit actor=anna
    2010-03-08        A  referred              to_unit=South
    2010-03-10        A  accepted
    2010-03-12        A  decided               actor=anna
    2010-03-15        A  closed
    2010-03-02        B  application-received  case_type=permit unit=North attributes.channel=letter
    2010-03-03        B  action-taken          action=site-visit actor=bo
    2010-04-01T12:00  B  closed
    2010-04-05        B  reopened
    2010-04-06        C  application-received  case_type=permit unit=South attributes.channel=web
    2010-04-07        C  action-taken          action=site-visit actor=bo id=never
    2010-04-08        C  annulled              annuls=never
    2010-04-08        D  application-received  case_type=permit
    2010-04-09        D  action-taken          action=site-visit actor=carl unit=South responsible=carl
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.grouping import UnknownField
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.cases import CaseFilter, overview
from sagsgang.projections.statistics.acts import EVENTS_AT_ONCE
from sagsgang.projections.upkeep.catch_up import catch_up

from ...conftest import fresh_database
from ...ledger import COPENHAGEN, local
from ..counting_office import publish, rows, tell


def counted(journal: Journal, name: str, *figures: str, **asked: object) -> dict[object, object]:
    """Period and group, as far as asked for, to the figures."""
    found = {}
    for row in rows(journal, name, **asked):  # type: ignore[arg-type]
        group = tuple(row["group"].values()) if isinstance(row["group"], dict) else row["group"]
        key = (row["period"], group) if "period" in row else group
        told = tuple(row[figure] for figure in figures)
        found[key] = told if len(told) > 1 else told[0]
    return found


def test_cases_received_by_month_and_unit(office: Journal) -> None:
    """Given the cases, then North received two in March, and South two in April, though one was sent to it later and one
    got its unit a day late; A is closed and B, reopened, open."""
    found = counted(office, "cases-received", "received", "open", "closed", period="month", by=("unit",))
    assert found == {("2010-03", "North"): (2, 1, 1), ("2010-04", "South"): (2, 2, 0)}


def test_what_a_month_received_does_not_move(office: Journal) -> None:
    """Given March, then North received two cases in it, asked as of its end, before A was sent on, or any later day."""
    for as_of in ("2010-03-05", "2010-04-01", "2012-01-01"):
        march = {"since": "2010-03-01", "until": "2010-04-01", "by": ("unit",)}
        assert counted(office, "cases-received", "received", as_of=as_of, **march) == {"North": 2}


def test_cases_received_by_attribute_with_the_cases(office: Journal) -> None:
    """Given how the cases came in, then they are counted by it, in the order in which they came."""
    found = counted(office, "cases-received", "received", "cases", by=("channel",), cases=True)
    assert found == {"web": (2, ["A", "C"]), "letter": (1, ["B"]), None: (1, ["D"])}


def test_events_by_name(office: Journal) -> None:
    """Given the events, then each kind is counted, without the visit that never was."""
    assert counted(office, "events", "n", "in_cases") == {
        "site-visit": (5, 3),
        "application-received": (4, 4),
        "closed": (2, 2),
        "referred": (1, 1),
        "accepted": (1, 1),
        "decided": (1, 1),
        "reopened": (1, 1),
        "annulled": (1, 1),
    }


def test_events_by_name_and_actor(office: Journal) -> None:
    """Given who did what, then anna visited twice in one case and decided one."""
    found = counted(office, "events", "n", "in_cases", by=("name", "actor"))
    assert {key: found[key] for key in found if key[1] is not None} == {  # type: ignore[index]
        ("site-visit", "anna"): (2, 1),
        ("site-visit", "bo"): (2, 2),
        ("site-visit", "carl"): (1, 1),
        ("decided", "anna"): (1, 1),
    }


def test_the_unit_of_an_event_is_the_one_that_held_the_case(office: Journal) -> None:
    """Given that South took A on the 10th, then its visits were North's and its decision South's."""
    found = counted(office, "events", "n", by=("name", "unit"))
    assert found["site-visit", "North"] == 4
    assert found["site-visit", "South"] == 1
    assert found["decided", "South"] == 1


def test_events_of_a_period_as_of_a_day(office: Journal) -> None:
    """Given March as of the 4th, then three visits had been made."""
    march = {"since": "2010-03-01", "until": "2010-04-01", "as_of": "2010-03-04"}
    assert counted(office, "events", "n", period="month", **march) == {
        ("2010-03", "site-visit"): 3,
        ("2010-03", "application-received"): 2,
    }


def test_handovers_by_whom_and_to_whom(office: Journal) -> None:
    """Given that A went from anna to bo and back, then there are two handovers in one case, one of them a return; the
    decision by anna again is none."""
    assert counted(office, "handovers", "n", "in_cases", "returns") == {None: (2, 1, 1)}
    assert counted(office, "handovers", "n", "returns", by=("from", "to")) == {
        ("anna", "bo"): (1, 0),
        ("bo", "anna"): (1, 1),
    }


def test_a_correction_and_what_was_known_before_it(server_url: str, tmp_path: Path) -> None:
    """Given a visit whose actor and day are corrected, then it counts as corrected, and as it was as known before."""
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        publish(journal, tmp_path)
        before = tell(
            journal,
            """
            2010-03-01  A  application-received  case_type=permit
            2010-03-31  A  action-taken          action=site-visit actor=anna id=visit
            """,
        )
        tell(journal, "2010-04-02 A corrected corrects=visit changes.actor=bo changes.occurred=2010-04-01")
        asked = {"by": ("name", "actor"), "period": "month"}
        assert ("2010-04", ("site-visit", "bo")) in counted(journal, "events", "n", **asked)
        then = counted(journal, "events", "n", known_at=before, **asked)
        assert {key: n for key, n in then.items() if "anna" in key[1]} == {  # type: ignore[index]
            ("2010-03", ("site-visit", "anna")): 1
        }


def test_many_events_are_counted_a_chunk_at_a_time(server_url: str, tmp_path: Path) -> None:
    """Given more events than are counted at once, then each counts once, and each case once."""
    cases = 4
    each = EVENTS_AT_ONCE // cases + 10
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        publish(journal, tmp_path)
        for case in range(cases):
            visits = (f"2010-03-03 {case} action-taken action=site-visit id={case}/{one}" for one in range(each))
            tell(journal, "\n".join([f"2010-03-01 {case} application-received case_type=permit", *visits]))
        found = counted(journal, "events", "n", "in_cases")
        assert found == {"site-visit": (cases * each, cases), "application-received": (cases, cases)}


def test_a_field_that_there_is_not(office: Journal, journal: Journal) -> None:
    """Given a misspelt field, then it is told, even where nothing happened at all."""
    catch_up(journal)
    for asked in (office, journal):
        for name in ("events", "handovers", "cases-received"):
            with pytest.raises(UnknownField):
                rows(asked, name, by=("colour",))


def test_the_overview_by_several_fields_and_when_a_case_closed(office: Journal) -> None:
    """Given the cases at the end of April, then they divide by unit and channel; A closed on 15 March, and B, which was
    reopened, is not closed any more."""
    moment = Moment(local("2010-04-30"), zone=COPENHAGEN)
    found = ask(office, moment, lambda reader: overview(reader, CaseFilter(by=("unit", "channel"))))
    assert {tuple((one.group or {}).values()): (one.open, one.closed) for one in found.by} == {  # type: ignore[union-attr]
        ("South", "web"): (1, 1),
        ("North", "letter"): (1, 0),
        ("South", None): (1, 0),
    }
    closed = {item.case: item.closed_at for item in found.items}
    assert closed == {"A": local("2010-03-15"), "B": None, "C": None, "D": None}
    on_the_first = ask(
        office, Moment(local("2010-04-02"), zone=COPENHAGEN), lambda reader: overview(reader, CaseFilter())
    )
    assert {item.case: item.closed_at for item in on_the_first.items}["B"] == local("2010-04-01T12:00")
