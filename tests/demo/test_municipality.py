"""The demonstration municipality as data: what its events say before any journal has them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256

import msgspec
import pytest
from sagsgang.demo.docket import Happening
from sagsgang.demo.municipality import happenings
from sagsgang.domain.events import Annulled, ApplicationReceived, ComplaintReceived
from sagsgang.domain.history import Recorded
from sagsgang.domain.inforce import in_force

FINGERPRINT = """
from hashlib import sha256
import msgspec
from sagsgang.demo.municipality import happenings
print(sha256(msgspec.json.encode([tuple(one) for one in happenings()])).hexdigest())
"""


@pytest.fixture(scope="module")
def told() -> list[Happening]:
    """Everything that happens in the municipality."""
    return happenings()


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
    """About 1,200 flexjob cases and 2,500 benefit applications over ten years; one registered too late is missing."""
    opened = Counter(one.event.case_type for one in told if isinstance(one.event, ApplicationReceived))
    assert opened["fleksjob"] == 1_200
    assert 2_490 <= opened["ydelse"] <= 2_500


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
    assert not re.search(r"\d{6}-?\d{4}(?!\d)", text)
    responsible = {one.event.responsible for one in told} - {None}
    assert all(re.fullmatch(r"sagsbehandler \d\d", str(name)) for name in responsible)
    assert {one.event.source for one in told} == {
        "urn:sagsgang:demo:fleksjob",
        "urn:sagsgang:demo:klage",
        "urn:sagsgang:demo:ydelse",
    }
    assert all(re.fullmatch(r"[FKY]-20\d\d-\d{4}", one.case) for one in told)


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
    flaws = [flaw for history in histories.values() for flaw in in_force(history, UTC)[1]]
    assert flaws == []


def test_the_explained_case_is_the_first_of_its_year(told: list[Happening]) -> None:
    """F-2007-0001: received 3 January 2007 as known now, 9 January as first registered."""
    opening = next(one for one in told if one.case == "F-2007-0001")
    assert opening.event.occurred.date() == date(2007, 1, 8)  # 00:00 of 9 January in Copenhagen
    correction = next(one for one in told if one.case == "F-2007-0001" and one.event.name == "corrected")
    assert msgspec.to_builtins(correction.event)["changes"] == {"occurred": "2007-01-03"}
    assert correction.recorded.date() == date(2008, 1, 15)
