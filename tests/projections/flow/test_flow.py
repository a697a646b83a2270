"""Who held each case, and what became of what was sent on: counted by hand on a few small cases."""

from __future__ import annotations

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.folded_case import UnknownCase

from ..flow_office import JSV, NORTH, SOUTH, Office, day

# -- one case --------------------------------------------------------------------------------------


def test_a_referred_case_is_with_its_sender_until_it_is_accepted(office: Office) -> None:
    """Given a case received on 1 January, sent to another unit on the 11th and accepted on the 15th, when it is asked on
    the 21st, then it was with the sender 10 days, 4 days on its way, and with the receiver 6 days so far::

        2010-01-01  A  application-received  unit=JSV responsible=07
        2010-01-11  A  referred              to_unit=North
        2010-01-15  A  accepted              responsible=12
    """
    found = office.custody("A", "2010-01-21")
    assert [(one.unit, one.responsible, one.referred_to, one.days) for one in found.stretches] == [
        (JSV, "07", None, 10.0),
        (JSV, "07", NORTH, 4.0),
        (NORTH, "12", None, 6.0),
    ]
    assert [(one.since, one.until) for one in found.stretches] == [
        (day("2010-01-01"), day("2010-01-11")),
        (day("2010-01-11"), day("2010-01-15")),
        (day("2010-01-15"), None),
    ]
    assert [(one.unit, one.days, one.pct) for one in found.units] == [(JSV, 14.0, 70.0), (NORTH, 6.0, 30.0)]
    assert (found.state, found.unit, found.responsible, found.referred_to) == ("open", NORTH, "12", None)
    assert [(one.from_unit, one.to_unit, one.outcome, one.days) for one in found.referrals] == [
        (JSV, NORTH, "accepted", 4.0)
    ]


def test_who_held_it_on_an_earlier_date(office: Office) -> None:
    """Given that case, when it is asked as of the 13th, then it is with the sender and on its way to the receiver, two
    days so far, and nothing that happened later is told::

        2010-01-01  A  application-received  unit=JSV responsible=07
        2010-01-11  A  referred              to_unit=North
        2010-01-15  A  accepted              responsible=12
    """
    found = office.custody("A", "2010-01-13")
    assert (found.unit, found.referred_to, found.days) == (JSV, NORTH, 12.0)
    assert [(one.until, one.days) for one in found.stretches] == [(day("2010-01-11"), 10.0), (None, 2.0)]
    assert [(one.outcome, one.ended_at, one.days) for one in found.referrals] == [("on-the-way", None, 2.0)]


def test_who_held_it_as_it_was_known(office: Office) -> None:
    """Given an acceptance on 15 January that was recorded late, when it is asked as known before that, then the case is
    on its way still::

        2010-01-01  A  application-received  unit=JSV
        2010-01-11  A  referred              to_unit=North
    """
    before = office.journal.head().position
    office.told("2010-01-15 A accepted")
    known = office.custody("A", "2010-01-21", before)
    assert (known.unit, known.referred_to) == (JSV, NORTH)
    assert [(one.outcome, one.days) for one in known.referrals] == [("on-the-way", 10.0)]
    assert office.custody("A", "2010-01-21").unit == NORTH


def test_a_change_that_is_not_of_the_holder_makes_no_new_stretch(office: Office) -> None:
    """Given a case whose attribute changes while one unit holds it, then that is one stretch::

    2010-01-01  A  application-received  unit=JSV attributes.track=short
    2010-01-05  A  action-taken          action=looked-at attributes.track=long
    """
    assert [one.days for one in office.custody("A", "2010-01-11").stretches] == [10.0]


def test_a_closed_case_is_with_nobody(office: Office) -> None:
    """Given a case closed for ten days and reopened, then there is a gap, and its days do not count::

    2010-01-01  A  application-received  unit=JSV
    2010-01-06  A  closed
    """
    closed = office.custody("A", "2010-01-10")
    assert (closed.state, closed.days, closed.stretches[-1].until) == ("closed", 5.0, day("2010-01-06"))
    office.told("2010-01-16 A reopened")
    again = office.custody("A", "2010-01-19")
    assert [(one.since, one.days) for one in again.stretches] == [
        (day("2010-01-01"), 5.0),
        (day("2010-01-16"), 3.0),
    ]


def test_a_correction_moves_the_stretches(office: Office) -> None:
    """Given a referral, when its date is put right, and when it is annulled, then the stretches are as if the record had
    been right from the beginning, and asked as known before they are as they were believed::

        2010-01-01  A  application-received  unit=JSV
        2010-01-11  A  referred              to_unit=North id=wrong
    """
    put_right = office.told("2010-01-18 A corrected corrects=wrong changes.occurred=2010-01-06")
    assert [one.days for one in office.custody("A", "2010-01-21").stretches] == [5.0, 15.0]
    office.told("2010-01-19 A annulled annuls=wrong")
    assert [one.days for one in office.custody("A", "2010-01-21").stretches] == [20.0]
    assert office.custody("A", "2010-01-21").referrals == []
    as_known = office.custody("A", "2010-01-21", put_right - 1)
    assert [one.days for one in as_known.stretches] == [10.0, 10.0]


def test_a_case_that_had_not_begun_is_unknown(office: Office) -> None:
    """Given a case received on 1 January, when it is asked as of the day before, or another is asked, then it is said::

    2010-01-01  A  application-received  unit=JSV responsible=07
    2010-01-11  A  referred              to_unit=North
    2010-01-15  A  accepted              responsible=12
    """
    for case, as_of in (("A", "2009-12-31"), ("B", "2010-01-21")):
        with pytest.raises(UnknownCase):
            office.custody(case, as_of)


# -- referrals -------------------------------------------------------------------------------------

# What ends a referral to the north, sent by JSV on 11 January, what became of it then, and after how many days.
ENDS = {
    "accepted": (["13 accepted"], "accepted", 2.0),
    "acted on by the receiver": (["14 action-taken action=looked-at unit=North"], "accepted", 3.0),
    "accepted and sent on at once": (["13T00:00 accepted", "13T00:00 referred to_unit=South"], "accepted", 2.0),
    "accepted and closed at once": (["13 accepted", "13 closed"], "accepted", 2.0),
    "returned": (["12 returned to_unit=JSV"], "returned", 1.0),
    "returned, no unit said": (["12 returned"], "returned", 1.0),
    "sent on": (["15 referred to_unit=South"], "sent-on", 4.0),
    "gone to a third unit": (["15 returned to_unit=East"], "third-unit", 4.0),
    "closed": (["16 closed"], "closed", 5.0),
    "nothing yet": ([], "on-the-way", 10.0),
    "another responsible": (["12 action-taken action=x responsible=9"], "on-the-way", 10.0),
}


@pytest.fixture(scope="module")
def senders(journals: Journal) -> Office:
    """An office with a case for each of these ends."""
    office = Office(journals)
    for case, (then, _, _) in ENDS.items():
        for line in ("01 application-received unit=JSV", "11 referred to_unit=North", *then):
            day_of_january, _, what = line.partition(" ")
            office.told(f'2010-01-{day_of_january} "{case}" {what}')
    return office


@pytest.mark.parametrize("end", ENDS)
def test_what_became_of_a_referral(senders: Office, end: str) -> None:
    """Given a referral on 11 January, when this follows, then asked on the 21st this became of it, after so many days."""
    _, outcome, days = ENDS[end]
    first = senders.custody(end, "2010-01-21").referrals[0]
    assert (first.from_unit, first.to_unit, first.outcome, first.days) == (JSV, NORTH, outcome, days)


def test_every_referral_is_counted_once(senders: Office) -> None:
    """Given all these ends, and two cases that were sent on to another unit, then what was sent is the sum of what became
    of it."""
    [row] = [row for row in senders.referrals("2010-01-21", by=("to_unit",)) if row.group == NORTH]
    outcomes = [outcome for _, outcome, _ in ENDS.values()]
    assert row.sent == len(ENDS) == row.accepted + row.returned + row.on_the_way + row.otherwise
    assert (row.accepted, row.returned, row.on_the_way) == tuple(
        outcomes.count(outcome) for outcome in ("accepted", "returned", "on-the-way")
    )


def test_a_case_sent_twice_is_two_referrals(office: Office) -> None:
    """Given a referral that is returned, sent again and accepted, then there are two, each with its own end::

    2010-01-01  A  application-received  unit=JSV
    2010-01-04  A  referred              to_unit=North
    2010-01-07  A  returned              to_unit=JSV reason="indstillingsskema mangler"
    2010-01-09  A  referred              to_unit=North
    2010-01-10  A  accepted
    """
    assert [(one.outcome, one.days) for one in office.custody("A", "2010-01-21").referrals] == [
        ("returned", 3.0),
        ("accepted", 1.0),
    ]
    [row] = office.referrals("2010-01-21")
    assert row.group == {"unit": JSV, "to_unit": NORTH}
    assert (row.n, row.sent, row.accepted, row.returned, row.on_the_way, row.otherwise) == (2, 2, 1, 1, 0, 0)
    assert (row.median_days, row.max_days) == (2.0, 3.0)


def test_referrals_are_counted_when_they_were_sent(office: Office) -> None:
    """Given cases sent to two units in January and February, when referrals are counted by month and receiver, then each
    counts once, in the month of its sending, and days are those until it was accepted or returned::

        2010-01-01  A  application-received  unit=JSV
        2010-01-01  B  application-received  unit=JSV
        2010-01-01  C  application-received  unit=JSV
        2010-01-01  D  application-received  unit=JSV
        2010-01-04  A  referred              to_unit=North
        2010-01-06  A  accepted
        2010-01-05  B  referred              to_unit=North
        2010-02-02  B  accepted
        2010-02-01  C  referred              to_unit=North
        2010-02-05  C  accepted
        2010-02-01  D  referred              to_unit=South
    """
    found = office.referrals("2010-02-11", by=("to_unit",), period="month", cases=True)
    assert [(row.period, row.group, row.sent, row.accepted, row.on_the_way, row.cases) for row in found] == [
        ("2010-01", NORTH, 2, 2, 0, ["A", "B"]),
        ("2010-02", NORTH, 1, 1, 0, ["C"]),
        ("2010-02", SOUTH, 1, 0, 1, ["D"]),
    ]
    assert [(row.median_days, row.p90_days, row.max_days) for row in found] == [
        (15.0, 25.4, 28.0),
        (4.0, 4.0, 4.0),
        (None, None, None),
    ]
    [february] = office.referrals("2010-02-11", by=("unit",), since=day("2010-02-01"), until=day("2010-02-02"))
    assert (february.group, february.sent) == (JSV, 2)
