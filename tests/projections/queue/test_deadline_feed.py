"""Which deadlines stand in a feed, and when each came to be as it is.

The office publishes its rules in 2009, and records what happens when the test says. 2 March 2015 is a Monday.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import FactRow, rows
from sagsgang.domain.problem import Problem
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.deadline_feed import Feed, FeedItem, Whose, deadline_feed
from sagsgang.projections.upkeep.catch_up import catch_up

from ...ledger import append, local, read
from ..counting_office import PUBLISHED, publish
from ..published import Published, published

PERMIT = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { weeks = 4 }
met_by = "decided"

[[deadline]]
id = "hearing"
label = { da = "Høring", en = "Hearing" }
after = "application-received"
given = "heard_by"
unless = "decided"

[[attribute]]
name = "heard_by"
label = { da = "Høres senest", en = "To be heard by" }
"""
NORTH = Whose(unit="North")


@pytest.fixture
def office(journal: Journal, tmp_path: Path) -> Journal:
    """A journal with the permit's rules."""
    publish(journal, tmp_path, {"permit": PERMIT}, PUBLISHED)
    return journal


def record(office: Journal, ledger: str) -> None:
    """What happened, recorded as it says."""
    append(office, read(ledger, case_type="permit"))
    catch_up(office)


def received(day: str, case: str, says: str = "unit=North") -> str:
    """An application came, and was recorded at noon."""
    return f"{day} {case} application-received {says} recorded={day}T12:00\n"


def asked(office: Journal, at: str, whose: Whose = NORTH, known_at: str | None = None) -> Feed:
    """The feed as of a local moment."""
    moment = Moment(local(at), local(known_at) if known_at else None)
    return ask(office, moment, lambda reader: deadline_feed(reader, whose))


def decision(feed: Feed) -> FeedItem:
    """The one decision in a feed."""
    [item] = [item for item in feed.items if item.deadline == "decision"]
    return item


def test_who_has_the_deadlines_of_a_feed(office: Journal) -> None:
    """Given cases of two units and two people, then a feed has those of the unit, of the person, or of both in one."""
    record(
        office,
        """
        2015-03-02  P-1  application-received  unit=North responsible=Ane
        2015-03-02  P-2  application-received  unit=North responsible=Bo
        2015-03-02  P-3  application-received  unit=South responsible=Ane
        """,
    )

    def cases(**whose: str) -> list[str]:
        return sorted({item.case for item in asked(office, "2015-03-03", Whose(**whose)).items})

    assert cases(unit="North") == ["P-1", "P-2"]
    assert cases(responsible="Ane") == ["P-1", "P-3"]
    assert cases(unit="North", responsible="Ane") == ["P-1"]
    assert cases(unit="North", case_type="permit") == ["P-1", "P-2"]
    assert cases(unit="North", case_type="visa") == []


@pytest.mark.parametrize(("name", "code"), [("unit", "unknown-unit"), ("responsible", "unknown-responsible")])
def test_a_misspelt_name_is_no_empty_feed(office: Journal, name: str, code: str) -> None:
    """Given a unit or a person that no case was ever with, then that is said, with nothing like a CPR number in it; one
    whose cases are all done has a feed, which is empty."""
    record(office, received("2015-03-02", "P-1", "unit=North responsible=North"))
    with pytest.raises(Problem) as refused:
        asked(office, "2015-03-03", Whose(**{name: "Nroth 010203-4567"}))
    assert refused.value.code == code
    assert "4567" not in refused.value.text.da + refused.value.text.en
    record(office, "2015-03-04 P-1 decided recorded=2015-03-04T12:00")
    assert asked(office, "2015-03-05", Whose(**{name: "North"})).items == []


def test_what_stands_in_it_and_what_does_not(office: Journal) -> None:
    """Given a decision in time, one overdue, one whose clock stands, a hearing by an instant and two without a date,
    then the first to end stands first, and the others are counted."""
    record(
        office,
        """
        2015-03-02  P-1  application-received  unit=North attributes.heard_by=2015-04-01T10:00:00+02:00
        2015-03-09  P-2  application-received  unit=North
        2015-03-16  P-3  application-received  unit=North
        2015-03-18  P-3  suspended             deadline=decision
        """,
    )
    found = asked(office, "2015-03-31")
    assert [(item.case, item.deadline, item.due, item.overdue) for item in found.items] == [
        ("P-1", "decision", date(2015, 3, 30), True),
        ("P-1", "hearing", datetime(2015, 4, 1, 8, tzinfo=UTC), False),
        ("P-2", "decision", date(2015, 4, 7), False),  # 6 April is Easter Monday
    ]
    assert (found.suspended, found.without_end) == (1, 2)
    assert (found.items[0].title, found.items[0].label) == (
        Text("Tilladelse", "Permit"),
        Text("Afgørelse", "Decision"),
    )


def test_none_is_cut_off(office: Journal) -> None:
    """Given more open deadlines than any list shows by itself, then all of them stand in the feed."""
    cases = [f"P-{number}" for number in range(1200)]
    record(office, "".join(received("2015-03-02", case) for case in cases))
    found = asked(office, "2015-03-03")
    assert {item.case for item in found.items} == set(cases)
    assert found.without_end == len(cases)  # their hearings


def test_since_when_a_deadline_is_as_it_is(office: Journal) -> None:
    """Given a decision that is moved, stopped, taken up again, handed over and overdue, then each time since when it is
    so is when it was recorded; when it became overdue, that; and an annulment takes nothing back to an earlier time."""
    record(office, received("2015-03-02", "P-1"))
    item = decision(asked(office, "2015-03-05"))
    assert (item.due, item.revised_at) == (date(2015, 3, 30), local("2015-03-02T12:00"))

    record(office, "2015-03-04 P-1 term-extended deadline=decision days=7 reason=x id=7 recorded=2015-03-06T09:00")
    item = decision(asked(office, "2015-03-07"))
    assert (item.due, item.revised_at) == (date(2015, 4, 7), local("2015-03-06T09:00"))
    known_before = decision(asked(office, "2015-03-07", known_at="2015-03-05"))
    assert (known_before.due, known_before.revised_at) == (date(2015, 3, 30), local("2015-03-02T12:00"))

    record(office, "2015-03-09 P-1 annulled annuls=7 reason=y recorded=2015-03-09T09:00")
    item = decision(asked(office, "2015-03-10"))
    assert (item.due, item.revised_at) == (date(2015, 3, 30), local("2015-03-09T09:00"))

    record(office, "2015-03-11 P-1 suspended deadline=decision recorded=2015-03-11T09:00")
    assert asked(office, "2015-03-12").suspended == 1
    record(office, "2015-03-13 P-1 resumed deadline=decision recorded=2015-03-13T09:00")
    item = decision(asked(office, "2015-03-14"))
    assert (item.due, item.revised_at) == (date(2015, 4, 1), local("2015-03-13T09:00"))

    record(office, "2015-03-16 P-1 guidance-given responsible=Bo recorded=2015-03-16T09:00")
    item = decision(asked(office, "2015-03-17"))
    assert (item.responsible, item.revised_at) == ("Bo", local("2015-03-16T09:00"))

    late = decision(asked(office, "2015-04-20"))
    assert (late.overdue, late.revised_at) == (True, local("2015-04-02"))


def test_a_deadline_is_called_what_was_known(office: Journal, tmp_path: Path) -> None:
    """Given a type whose decision got another name, then it has the new one, and the old one as known before."""
    record(office, received("2015-03-02", "P-1"))
    publish(office, tmp_path, {"later": PERMIT.replace('en = "Decision"', 'en = "Answer"')}, local("2015-03-05"))
    catch_up(office)
    assert decision(asked(office, "2015-03-06")).label.en == "Answer"
    assert decision(asked(office, "2015-03-06", known_at="2015-03-04")).label.en == "Decision"


def test_a_clock_that_runs_again_by_itself(office: Journal) -> None:
    """Given a decision whose clock stood for two days until a day that was said beforehand, then from that day on it
    stands in the feed, as it has been since that day began, with the two days given back."""
    record(office, received("2015-03-02", "P-1"))
    record(office, "2015-03-11 P-1 suspended deadline=decision until=2015-03-13 recorded=2015-03-11T09:00")
    assert asked(office, "2015-03-12T23:59").suspended == 1
    item = decision(asked(office, "2015-03-13"))
    assert (item.due, item.revised_at) == (date(2015, 4, 1), local("2015-03-13"))


def moments_of_answers(
    case: Published, recorded: dict[int, datetime]
) -> list[tuple[datetime, dict[object, FactRow]]]:
    """Every moment at which the answer can change for someone who always asks now, with the open rows by deadline."""
    found = [row for row in rows(case.history, Law(case.publications)) if row.kind == "deadline"]
    turns = {row.opened_at for row in found} | {row.closed_at for row in found if row.closed_at}
    moments = sorted(turns | set(recorded.values()))
    positions = sorted(recorded)
    times = [recorded[position] for position in positions]
    told = []
    for moment in moments:
        known = bisect_right(times, moment)
        position = positions[known - 1] if known else 0
        told.append((moment, {row.identity[1]: row for row in found if row.answers(moment, position)}))
    return told


def test_no_answer_comes_back() -> None:
    """Given generated cases with late, corrected and annulled events and changed rules, each event recorded soon after
    it happened or long after, then of the answers that follow one another about a deadline each has been so since a
    moment after the one before it ended: a calendar always takes the newer one for the newer."""
    followed = 0
    for number in range(300):
        case = published(number)
        recorded: dict[int, datetime] = {}
        latest = datetime(1990, 1, 1, tzinfo=UTC)
        for one in sorted([*case.history, *case.publications], key=lambda one: one.position):
            if one in case.history:
                latest = max(latest, one.event.occurred + timedelta(hours=one.position % 5))
            recorded[one.position] = latest
        last: dict[object, tuple[FactRow, datetime]] = {}
        for moment, open_rows in moments_of_answers(case, recorded):
            for key, row in open_rows.items():
                since = max(row.opened_at, recorded[row.opened_pos])
                before = last.get(key)
                if before is not None and before[0] is not row:
                    assert before[1] < since <= moment, (number, key)
                    followed += 1
                last[key] = (row, moment)
    assert followed > 100
