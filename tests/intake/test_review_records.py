"""Recording a sample: by two at once, in a review that can't begin so, and from projections that lag behind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.rules.casetype import CaseType, Check
from sagsgang.domain.text import Problem, Text
from sagsgang.intake.publications import publish_types
from sagsgang.intake.review_records import Review, When, record_sample, standing_sample
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.catch_up import catch_up
from sagsgang.projections.populations import Chosen, Drawn, Redrawn, Wanted, draw_sample, redraw
from sagsgang.projections.reader import Moment, ask

PERMIT = 'id = "permit"\ntitle = { da = "Tilladelse", en = "Permit" }\n'
CHECKS = (Check(id="form-used", label=Text("Skema", "Form")),)
REVIEW = CaseType(id="review", title=Text("Tilsyn", "Review"), opens=("sample-ordered",), checks=CHECKS)
WANTED = Wanted(Chosen("permit"), None, "2011-04", 2)
NOON, LATER = (When(datetime(2011, 4, 12, hour, tzinfo=UTC)) for hour in (12, 13))


@pytest.fixture
def office(journal: Journal, tmp_path: Path) -> Journal:
    """A journal with five permits, followed by the projections."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    publish_types(journal, [tmp_path / "permit.toml"], datetime(2009, 1, 1, tzinfo=UTC))
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


def test_two_who_draw_the_same_at_once_record_one_sample(office: Journal) -> None:
    """Given two who both found no sample and drew one, when both record it, then the second is told the first's."""
    review = Review("T-1", "review", "Quality")
    assert standing_sample(office, review, WANTED) is None
    first = record_sample(office, review, REVIEW, WANTED, drawn(office), NOON)
    second = record_sample(office, review, REVIEW, WANTED, drawn(office), LATER)
    assert (first.already, second.already) == (False, True)
    assert (second.position, second.event) == (first.position, first.event)
    kinds = [one.event.name for one in office.history(["T-1"], office.head().position)["T-1"]]
    assert kinds == ["sample-ordered", "sample-drawn"]


def test_a_review_that_begins_with_more_than_its_name_is_to_be_begun_first(office: Journal) -> None:
    """Given a type whose cases begin by a referral, which names a unit, then drawing can't begin one and says so; a
    review that was begun takes the sample."""
    by_referral = CaseType(id="review", title=Text("Tilsyn", "Review"), opens=("referred",), checks=CHECKS)
    with pytest.raises(Problem) as raised:
        record_sample(office, Review("T-2", "review"), by_referral, WANTED, drawn(office), NOON)
    assert raised.value.code == "review-not-begun"
    assert office.history(["T-2"], office.head().position) == {}
    assert (
        record_sample(office, Review("P-3"), by_referral, WANTED, drawn(office), NOON).event.case_type == "review"
    )


def test_a_review_that_opens_with_the_sample_needs_no_other_beginning(office: Journal) -> None:
    """Given a type whose cases open with the sample itself, then drawing begins one, with its unit, and nothing else
    is written; drawn again, it is the same."""
    by_sample = CaseType(id="review", title=Text("Tilsyn", "Review"), opens=("sample-drawn",), checks=CHECKS)
    review = Review("T-3", "review", "Quality")
    first, second = (record_sample(office, review, by_sample, WANTED, drawn(office), NOON) for _ in range(2))
    [event] = [one.event for one in office.history(["T-3"], office.head().position)["T-3"]]
    assert (event.name, event.case_type, event.unit) == ("sample-drawn", "review", "Quality")
    assert (first.already, second.already, second.position) == (False, True, first.position)


def test_projections_that_lag_behind_are_no_difference(office: Journal) -> None:
    """Given a sample of a position that the projections have not reached, when it is drawn again, then that is said, and
    it is not taken for a sample that differs; from where they have reached it, it is the same."""
    recorded = record_sample(office, Review("T-1", "review"), REVIEW, WANTED, drawn(office), NOON)
    moment = Moment(datetime(2012, 1, 1, tzinfo=UTC))
    reached = recorded.event.position

    def again(position: int) -> Redrawn:
        return ask(office, moment, lambda reader: redraw(reader.at(position), recorded.position, recorded.event))

    with pytest.raises(Problem) as raised:
        again(reached - 1)
    assert raised.value.code == "projections-behind"
    assert (again(reached).same, again(reached).population) == (True, 5)
