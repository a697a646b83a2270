"""Recording a sample: by two at once, in a review that can't begin so, and from projections that lag behind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sagsgang.casework.case_read import When
from sagsgang.casework.recording import read_case, record
from sagsgang.casework.review import ReviewToRecordIn, sample_recorded, standing_sample
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.events.office_events import SampleDrawn
from sagsgang.domain.problem import Problem
from sagsgang.domain.rules.casetype import CaseType, Check
from sagsgang.domain.text import Text
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.quality.populations import (
    Drawn,
    PopulationFilter,
    Redrawn,
    SampleWanted,
    draw_sample,
    redraw,
)
from sagsgang.projections.upkeep.catch_up import catch_up

PERMIT = 'id = "permit"\ntitle = { da = "Tilladelse", en = "Permit" }\n'
CHECKS = (Check(id="form-used", label=Text("Skema", "Form")),)
REVIEW = CaseType(id="review", title=Text("Tilsyn", "Review"), opens=("sample-ordered",), checks=CHECKS)
WANTED = SampleWanted(PopulationFilter("permit"), None, "2011-04", 2)
NOON, LATER = (When(datetime(2011, 4, 12, hour, tzinfo=UTC)) for hour in (12, 13))


@pytest.fixture
def office(journal: Journal, tmp_path: Path) -> Journal:
    """A journal with five permits, followed by the projections."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    publish_definitions(
        journal, CASE_TYPES, written_files([tmp_path / "permit.toml"]), datetime(2009, 1, 1, tzinfo=UTC)
    )
    at = datetime(2010, 1, 1, tzinfo=UTC)
    journal.append(
        [
            Entry(
                f"P-{number}", ApplicationReceived(source="test", id=f"{number}", occurred=at, case_type="permit")
            )
            for number in range(5)
        ]
    )
    catch_up(journal)
    return journal


def drawn(journal: Journal) -> Drawn:
    """The sample that is wanted, as of 2011."""
    moment = Moment(datetime(2011, 4, 1, tzinfo=UTC))
    return ask(journal, moment, lambda reader: draw_sample(reader, WANTED))


def recorded_sample(
    journal: Journal, review: ReviewToRecordIn, case_type: CaseType, when: When
) -> tuple[int, SampleDrawn, bool]:
    """Record the sample that is wanted: its position, what stands there, and whether it did before."""
    sample = drawn(journal)
    written = record(
        journal,
        lambda: read_case(journal, review.case),
        lambda read: sample_recorded(read, review, case_type, WANTED, sample, when),
    )
    standing = standing_sample(read_case(journal, review.case), review, WANTED)
    assert standing is not None
    return *standing, written.already


def test_two_who_draw_the_same_at_once_record_one_sample(office: Journal) -> None:
    """Given two who both found no sample and drew one, when both record it, then the second is told the first's."""
    review = ReviewToRecordIn("T-1", "review", "Quality")
    assert standing_sample(read_case(office, "T-1"), review, WANTED) is None
    stale = read_case(office, "T-1")
    first = recorded_sample(office, review, REVIEW, NOON)
    reads = iter([stale])
    sample = drawn(office)
    second = record(
        office,
        lambda: next(reads, None) or read_case(office, "T-1"),
        lambda read: sample_recorded(read, review, REVIEW, WANTED, sample, LATER),
    )
    assert (first[2], second.already) == (False, True)
    assert recorded_sample(office, review, REVIEW, LATER) == (*first[:2], True)
    kinds = [one.event.name for one in office.history(["T-1"], office.head().position)["T-1"]]
    assert kinds == ["sample-ordered", "sample-drawn"]


def test_a_review_that_begins_with_more_than_its_name_is_to_be_begun_first(office: Journal) -> None:
    """Given a type whose cases begin by a referral, which names a unit, then drawing can't begin one and says so; a
    review that was begun takes the sample."""
    by_referral = CaseType(id="review", title=Text("Tilsyn", "Review"), opens=("referred",), checks=CHECKS)
    with pytest.raises(Problem) as raised:
        recorded_sample(office, ReviewToRecordIn("T-2", "review"), by_referral, NOON)
    assert raised.value.code == "review-not-begun"
    assert office.history(["T-2"], office.head().position) == {}
    _, sample, _ = recorded_sample(office, ReviewToRecordIn("P-3"), by_referral, NOON)
    assert sample.case_type == "review"


def test_a_review_that_opens_with_the_sample_needs_no_other_beginning(office: Journal) -> None:
    """Given a type whose cases open with the sample itself, then drawing begins one, with its unit, and nothing else
    is written; drawn again, it is the same."""
    by_sample = CaseType(id="review", title=Text("Tilsyn", "Review"), opens=("sample-drawn",), checks=CHECKS)
    review = ReviewToRecordIn("T-3", "review", "Quality")
    first, second = (recorded_sample(office, review, by_sample, NOON) for _ in range(2))
    [event] = [one.event for one in office.history(["T-3"], office.head().position)["T-3"]]
    assert (event.name, event.case_type, event.unit) == ("sample-drawn", "review", "Quality")
    assert (first[2], second[2], second[0]) == (False, True, first[0])


def test_projections_that_lag_behind_are_no_difference(office: Journal) -> None:
    """Given a sample of a position that the projections have not reached, when it is drawn again, then that is said, and
    it is not taken for a sample that differs; from where they have reached it, it is the same."""
    recorded, sample, _ = recorded_sample(office, ReviewToRecordIn("T-1", "review"), REVIEW, NOON)
    moment = Moment(datetime(2012, 1, 1, tzinfo=UTC))
    reached = sample.position

    def again(position: int) -> Redrawn:
        return ask(office, moment, lambda reader: redraw(reader.at(position), recorded, sample))

    with pytest.raises(Problem) as raised:
        again(reached - 1)
    assert raised.value.code == "projections-behind"
    assert (again(reached).same, again(reached).population) == (True, 5)
