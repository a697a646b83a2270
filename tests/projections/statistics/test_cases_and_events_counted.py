"""Cases received, events and handovers, counted by plain counting of what happened.

=====  ==================================================================================================
case   what happened in 2010
=====  ==================================================================================================
A      received 1 March by North (web); a visit on the 3rd by anna, on the 4th by bo, on the 5th by anna;
       sent on, South took it on the 10th; decided 12 March by anna, closed 15 March
B      received 2 March by North (letter); a visit on the 3rd by bo; closed 1 April, reopened 5 April
C      received 6 April by South (web); a visit on the 7th by bo, that never was (annulled)
D      received 8 April; nobody says by whom until carl of South looks at it on the 9th
=====  ==================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.domain.events.case_events import (
    Accepted,
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    Corrected,
    Decided,
    Referred,
    Reopened,
)
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.grouping import UnknownField
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.cases import Filter, overview
from sagsgang.projections.statistics.acts import EVENTS_AT_ONCE
from sagsgang.projections.upkeep.catch_up import catch_up

from ...conftest import fresh_database
from ..counting_office import ZONE, Happening, happened, local, publish, rows, tell

WEB, LETTER = {"channel": "web"}, {"channel": "letter"}


def visit(case: str, moment: str, actor: str, **said: object) -> Happening:
    """Somebody went to see."""
    return happened(case, ActionTaken, moment, action="site-visit", actor=actor, **said)


STORY = [
    happened("A", ApplicationReceived, "2010-03-01", case_type="permit", unit="North", attributes=WEB),
    visit("A", "2010-03-03", "anna"),
    visit("A", "2010-03-04", "bo"),
    visit("A", "2010-03-05", "anna"),
    happened("A", Referred, "2010-03-08", to_unit="South"),
    happened("A", Accepted, "2010-03-10"),
    happened("A", Decided, "2010-03-12", actor="anna"),
    happened("A", Closed, "2010-03-15"),
    happened("B", ApplicationReceived, "2010-03-02", case_type="permit", unit="North", attributes=LETTER),
    visit("B", "2010-03-03", "bo"),
    happened("B", Closed, "2010-04-01T12:00"),
    happened("B", Reopened, "2010-04-05"),
    happened("C", ApplicationReceived, "2010-04-06", case_type="permit", unit="South", attributes=WEB),
    visit("C", "2010-04-07", "bo", id="never"),
    happened("C", Annulled, "2010-04-08", annuls="never"),
    happened("D", ApplicationReceived, "2010-04-08", case_type="permit"),
    visit("D", "2010-04-09", "carl", unit="South", responsible="carl"),
]


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """A journal in which all this happened."""
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        publish(journal, tmp_path_factory.mktemp("types"))
        tell(journal, *STORY)
        yield journal


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
            happened("A", ApplicationReceived, "2010-03-01", case_type="permit"),
            visit("A", "2010-03-31", "anna", id="visit"),
        )
        changes = {"actor": "bo", "occurred": "2010-04-01"}
        tell(journal, happened("A", Corrected, "2010-04-02", corrects="visit", changes=changes))
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
        for case in map(str, range(cases)):
            tell(
                journal,
                happened(case, ApplicationReceived, "2010-03-01", case_type="permit"),
                *(visit(case, "2010-03-03", "anna", id=f"{case}/{number}") for number in range(each)),
            )
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
    moment = Moment(local("2010-04-30"), zone=ZONE)
    found = ask(office, moment, lambda reader: overview(reader, Filter(by=("unit", "channel"))))
    assert {tuple((one.group or {}).values()): (one.open, one.closed) for one in found.by} == {  # type: ignore[union-attr]
        ("South", "web"): (1, 1),
        ("North", "letter"): (1, 0),
        ("South", None): (1, 0),
    }
    closed = {item.case: item.closed_at for item in found.items}
    assert closed == {"A": local("2010-03-15"), "B": None, "C": None, "D": None}
    on_the_first = ask(office, Moment(local("2010-04-02"), zone=ZONE), lambda reader: overview(reader, Filter()))
    assert {item.case: item.closed_at for item in on_the_first.items}["B"] == local("2010-04-01T12:00")
