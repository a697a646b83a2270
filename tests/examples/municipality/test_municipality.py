"""The demonstration municipality as data: what its events say before any journal has them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256

import msgspec
from sagsgang.domain.events.case_events import Annulled, ComplaintReceived
from sagsgang.domain.events.corrections import in_force
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import ReconciliationMade, SampleDrawn
from sagsgang.domain.rules.local_time import LocalTime
from sagsgang.examples.municipality.action_plan import ITEMS_2007, ITEMS_2008
from sagsgang.examples.municipality.docket import Happening
from sagsgang.examples.municipality.editions import EDITIONS

# Flexjobs, complaints, benefits, assistance, access, hearings, notices of intent; surveys, reviews, reconciliations,
# plans, the inquiry.
CASE = r"[FKYHEARG]-20\d\d-\d{4}|B-20\d\d-[12]|T-20\d\d-(Q[1-4]|\d\d-[123])|S-20\d\d-Q[1-4]|P-200[78](-[\d.]+)?"
FINGERPRINT = """
from hashlib import sha256
import msgspec
from sagsgang.examples.municipality.municipality import happenings
print(sha256(msgspec.json.encode([tuple(one) for one in happenings()])).hexdigest())
"""


def complaints_in_force(told: list[Happening]) -> list[ComplaintReceived]:
    """The complaints received that were not annulled."""
    annulled = {one.event.annuls for one in told if isinstance(one.event, Annulled)}
    return [one.event for one in told if isinstance(one.event, ComplaintReceived) and one.event.id not in annulled]


def by_ombudsman(told: list[Happening], year: int) -> list[ComplaintReceived]:
    """The complaints about handling that came by the ombudsman in a year."""
    return [
        event
        for event in complaints_in_force(told)
        if event.attributes["via"] == "borgerraadgiver" and event.occurred.year == year
    ]


def test_every_run_makes_the_same_municipality(told: list[Happening]) -> None:
    """Given another process with another hash seed, when it makes the municipality, then no byte differs."""
    here = sha256(msgspec.json.encode([tuple(one) for one in told])).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", FINGERPRINT],
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert there.stdout.strip() == here


def test_registration_ascends_and_never_precedes_what_happened(told: list[Happening]) -> None:
    """Given the events in their order, then each was registered after the one before and after it happened."""
    recorded = [one.recorded for one in told]
    assert recorded == sorted(recorded)
    assert all(one.event.occurred <= one.recorded for one in told)
    assert datetime(2006, 1, 1, tzinfo=UTC) < recorded[0]
    assert recorded[-1] < datetime(2016, 1, 1, tzinfo=UTC)


def test_there_are_as_many_cases_as_said(told: list[Happening]) -> None:
    """1,200 flexjob cases and 2,500 benefit applications over ten years; one registered too late is missing."""
    cases = Counter(case[0] for case in {one.case for one in told})
    assert cases["F"] == 1_200
    assert 2_490 <= cases["Y"] <= 2_500
    assert 50 <= cases["H"] <= 60
    assert cases["B"] == 12


def test_complaints_fall_and_rise_as_the_report_for_2010_says(told: list[Happening]) -> None:
    """Borgerrådgiverklager: falling from 2007 to 2009, +30 % from 2009 to 2010, -34 % from 2007 to 2010."""
    received = {year: len(by_ombudsman(told, year)) for year in (2007, 2008, 2009, 2010)}
    assert received[2007] > received[2008] > received[2009]
    assert received[2010] / received[2009] == 1.30
    assert received[2010] / received[2007] == 0.66


def test_the_typical_enquiries_of_2006_are_those_of_the_report(told: list[Happening]) -> None:
    """279 about processing time and missing answers, 129 about service, 53 about orientation; and others."""
    categories = Counter(event.category for event in by_ombudsman(told, 2006))
    assert categories["processing-time-and-missing-answer"] == 279
    assert categories["service"] == 129
    assert categories["orientation"] == 53
    assert categories["other"] > 0


def test_every_complaint_concerns_a_case_that_exists(told: list[Happening]) -> None:
    """Given a complaint, then the case it concerns was opened, and is no complaint itself."""
    cases = {one.case for one in told}
    assert all(
        event.concerns in cases and not event.concerns.startswith("K-") for event in complaints_in_force(told)
    )


def test_nobody_in_it_could_be_somebody(told: list[Happening]) -> None:
    """No CPR number, no names: caseworkers are numbers, sources and references say what they are."""
    text = msgspec.json.encode([one.event for one in told]).decode()
    assert not re.search(r"(?<![0-9a-f])\d{6}-?\d{4}(?![0-9a-f])", text)  # digests of samples are no numbers
    responsible = {str(one.event.responsible) for one in told if one.event.responsible is not None}
    roles = {item.owner for item in (*ITEMS_2007, *ITEMS_2008)}
    assert all(re.fullmatch(r"sagsbehandler \d\d", name) for name in responsible - roles)
    assert all(role == role.lower() for role in roles)
    assert all(one.event.source == f"urn:sagsgang:demo:{one.event.case_type}" for one in told)
    assert all(re.fullmatch(CASE, one.case) for one in told)


def test_a_sample_says_where_the_journal_stood(told: list[Happening]) -> None:
    """Given the events and what was published meanwhile, in the order of registration, then the position that a sample
    or a comparison says is that of the event just before it."""
    published = [(edition.at, edition.events) for edition in EDITIONS]
    looks = 0
    for place, (recorded, _, event) in enumerate(told):
        if isinstance(event, SampleDrawn | ReconciliationMade):
            looks += 1
            assert event.position == place + sum(events for at, events in published if at <= recorded)
    assert looks > 50


def test_every_citizen_is_paid_to_the_end_of_the_benefit(told: list[Happening]) -> None:
    """Given a benefit that ended, then nothing is paid after that day, unless it begins again."""
    ended: dict[str, datetime] = {}
    for one in sorted(told, key=lambda one: one.event.occurred):
        if one.event.name == "benefit-ended":
            ended[one.case] = one.event.occurred
        elif one.event.name == "benefit-started":
            ended.pop(one.case, None)
        elif one.event.name == "benefit-paid" and one.case.startswith("F-"):
            assert one.case not in ended
    assert len(ended) > 500


def test_an_event_is_one_event(told: list[Happening]) -> None:
    """Given source and id of every event, then no two events share them."""
    assert len({(one.event.source, one.event.id) for one in told}) == len(told)


def test_it_shows_what_offices_do_wrong(told: list[Happening]) -> None:
    """Late registration, corrections, annulments, reopened cases and returned referrals are all there."""
    names = Counter(one.event.name for one in told)
    late = sum((one.recorded - one.event.occurred).days >= 14 for one in told)
    assert late > 500
    assert min(names[name] for name in ("corrected", "annulled", "reopened", "returned", "term-extended")) >= 20
    guided = {one.case for one in told if one.event.name == "guidance-given"}
    decided = {one.case for one in told if one.event.name == "decided" and one.case.startswith("F-")}
    assert decided - guided


def test_corrections_and_annulments_find_what_they_speak_of(told: list[Happening]) -> None:
    """Given all events of each case, when corrections and annulments are applied, then none fails."""
    histories: dict[str, list[Recorded]] = {}
    for position, (recorded, case, event) in enumerate(told, start=1):
        history = histories.setdefault(case, [])
        history.append(Recorded(position, case, len(history) + 1, recorded, event))
    flaws = [flaw for history in histories.values() for flaw in in_force(history, LocalTime.of(UTC))[1]]
    assert flaws == []


def test_the_explained_case_is_the_first_of_its_year(told: list[Happening]) -> None:
    """F-2007-0001: received 3 January 2007 as known now, 9 January as first registered."""
    opening = next(one for one in told if one.case == "F-2007-0001")
    assert opening.event.day == date(2007, 1, 9)
    correction = next(one for one in told if one.case == "F-2007-0001" and one.event.name == "corrected")
    assert msgspec.to_builtins(correction.event)["changes"] == {"occurred": "2007-01-03"}
    assert correction.recorded.date() == date(2008, 1, 15)
