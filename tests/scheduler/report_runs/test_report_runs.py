"""Runs of the report calendar: each made once, as known when it came due, however late and by whomever."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sagsgang.domain.events.report_runs import ReportRunFailed, ReportRunMade, RunEdition
from sagsgang.domain.problem import Problem
from sagsgang.domain.rules.report_calendar import RunDay
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.reports.editions.editions import publish_edition
from sagsgang.reports.kinds.catalogue import kind_of
from sagsgang.reports.model.build import make
from sagsgang.reports.model.kind import ReportRequest
from sagsgang.reports.model.report import Report
from sagsgang.reports.model.span import span_of
from sagsgang.reports.problems import NotCaughtUp
from sagsgang.scheduler.report_runs.report_calendar import (
    RunDone,
    make_again,
    make_due_runs,
    next_run,
    runs_recorded,
)
from sagsgang.scheduler.report_runs.report_messages import attachments_of, edition_report, words_of
from sagsgang.scheduler.report_runs.report_outlook import outlook

from ...conftest import fresh_database
from ...ledger import COPENHAGEN, local
from ..report_office import APRIL, DUE, MARCH, ReportOffice, notice, status, told


@pytest.fixture
def office(journal: Journal) -> ReportOffice:
    """An office with what it knew on 1 April 2008."""
    return ReportOffice(journal)


@pytest.fixture
def other_office(server_url: str) -> Iterator[ReportOffice]:
    """Another office, with a journal of its own."""
    with fresh_database(server_url) as url, Journal.open(url) as opened:
        yield ReportOffice(opened)


def filled(office: ReportOffice) -> ReportOffice:
    """The office with its calendar and what it knew on 1 April 2008."""
    office.told(MARCH)
    office.publish("2008-03-15", status())
    return office


def made(done: RunDone) -> ReportRunMade:
    """The event of a run that was made."""
    assert isinstance(done.event, ReportRunMade)
    return done.event


def published(done: RunDone) -> RunEdition:
    """The edition of a run that made a report."""
    edition = made(done).edition
    assert edition is not None
    return edition


def as_of_march(journal: Journal, known_at: str) -> Report:
    """The director's status on March, as known at a local moment."""
    span = span_of("2008-03")
    wanted = ReportRequest(span, COPENHAGEN, span.end(COPENHAGEN))
    return ask(
        journal,
        Moment(wanted.as_of, local(known_at), COPENHAGEN),
        lambda reader: make(reader, kind_of("monthly-status"), wanted),
    )


def test_a_run_publishes_the_report_on_the_period_before(office: ReportOffice) -> None:
    """Given the table of the office, when its run of 1 April is made, then the edition counts three deadlines that fell
    due in March: one on time, one late, one still open; and the event says which edition, when due, and for whom.
    """
    filled(office)

    [done] = office.tick("2008-04-01T08:00")

    event = made(done)
    assert (event.calendar, event.run, event.period, event.attempt) == ("office", "status", "2008-03", 1)
    assert (event.due_at, event.source) == (local(DUE), "urn:sagsgang:scheduler")
    assert [one.recipient for one in event.to] == ["director"]
    [edition] = office.editions()
    assert (published(done).position, published(done).number) == (edition.position, 1)
    assert published(done).digest == edition.edition.digest
    assert edition.edition.as_of == local("2008-04-01")
    [row] = next(one for one in edition_report(office.journal, event).sections if one.id == "timeliness").rows
    assert (row["fell_due"], row["on_time"], row["late"], row["still_open"]) == (3, 1, 1, 1)


def test_nothing_is_made_before_it_is_due_nor_twice(office: ReportOffice) -> None:
    """Given a run due at 08:00, then nothing is made a second before, it is made at 08:00 sharp, and whoever asks again
    is told what became of it, without a second event or edition.
    """
    filled(office)

    assert office.tick("2008-04-01T07:59:59") == []
    assert told(office.tick("2008-04-01T08:00")) == [("status", "2008-03", None, "report-run-made", False)]
    assert told(office.tick("2008-04-01T08:10")) == [("status", "2008-03", None, "report-run-made", True)]
    assert (len(runs_recorded(office.journal)), len(office.editions())) == (1, 1)


def test_a_run_three_weeks_late_says_what_a_timely_one_would_have_said(
    office: ReportOffice, other_office: ReportOffice
) -> None:
    """Given two offices alike, one whose run is made in time, and one where nothing ran for three weeks in which a late
    registration turned an open deadline into one met on time; then both editions have the same figures, as of the same
    instant and the same position, which are not those of a report as known three weeks later.
    """
    for one in (office, other_office):
        filled(one)
    [timely] = office.tick("2008-04-01T08:00")
    other_office.told(APRIL)

    [late] = other_office.tick("2008-04-22T10:00")

    [in_time], [belated] = office.editions(), other_office.editions()
    assert belated.edition == in_time.edition
    assert published(late).digest == published(timely).digest
    assert made(late).due_at == made(timely).due_at
    assert belated.recorded == local("2008-04-22T10:00")
    assert as_of_march(other_office.journal, "2008-04-22T10:00").digest != belated.edition.digest


def test_what_was_missed_is_made_in_the_order_in_which_it_came_due(office: ReportOffice) -> None:
    """Given two calendars and four months in which nothing ran, then all of it is made, one after another by when it was
    due, and their events stand in the journal in that order.
    """
    office.told(MARCH)
    office.publish("2008-03-15", status(), notice())
    office.publish("2008-03-16", status("fifteenth", on=RunDay(day=15)), id_="another")

    done = office.tick("2008-07-01T00:00")

    assert [(one.event.run, one.event.period) for one in done] == [
        ("reconciliation", "2008-03"),
        ("status", "2008-03"),
        ("fifteenth", "2008-03"),
        ("reconciliation", "2008-04"),
        ("status", "2008-04"),
        ("fifteenth", "2008-04"),
        ("reconciliation", "2008-05"),
        ("status", "2008-05"),
        ("fifteenth", "2008-05"),
    ]
    assert [one.position for one in done] == sorted(one.position for one in done)
    assert all(isinstance(one.event, ReportRunMade) for one in done)


def test_two_nodes_that_make_the_same_run_have_made_one(office: ReportOffice) -> None:
    """Given two nodes that set out at the same moment, then there is one edition and one event, and both tell of it."""
    filled(office)
    catch_up(office.journal)
    together = Barrier(2)

    def node(_: int) -> list[RunDone]:
        with Journal.open(office.journal.url) as own:
            return make_due_runs(own, local("2008-03-20"), local("2008-04-02"), alive=together.wait)

    with ThreadPoolExecutor(2) as nodes:
        [one], [two] = nodes.map(node, range(2))

    assert one.position == two.position
    assert one.event == two.event
    assert {one.already, two.already} == {False, True}
    assert (len(runs_recorded(office.journal)), len(office.editions())) == (1, 1)


def test_a_node_that_died_after_publishing_has_its_edition_taken_up(office: ReportOffice) -> None:
    """Given a node that published the edition of a run and died before it noted the run, and someone who since published
    the same report with what was known later; then the run is of the first edition, and there is no third.
    """
    filled(office)
    catch_up(office.journal)
    died = local("2008-04-01T08:00:01")
    first = publish_edition(office.journal, as_of_march(office.journal, DUE), died, died).edition
    office.told(APRIL)
    catch_up(office.journal)
    publish_edition(
        office.journal, as_of_march(office.journal, "2008-04-08"), local("2008-04-08"), local("2008-04-08")
    )

    [done] = office.tick("2008-04-09")

    assert published(done).position == first.position
    assert [one.number for one in office.editions()] == [1, 2]


def test_a_run_that_fails_is_noted_and_holds_up_no_other(office: ReportOffice) -> None:
    """Given runs about a unit that there is not, about a case type that there is not, and two in order; then the two are
    made, the others are noted as failed with their reason in both languages, and are not tried again by themselves.
    """
    office.told(MARCH)
    office.publish(
        "2008-03-15",
        status("a-units", "Nroth", "North"),
        status("b-type", case_type="visa"),
        status("c-all"),
    )

    first = office.tick("2008-04-01T08:00")

    assert told(first) == [
        ("a-units", "2008-03", "North", "report-run-made", False),
        ("a-units", "2008-03", "Nroth", "report-run-failed", False),
        ("b-type", "2008-03", None, "report-run-failed", False),
        ("c-all", "2008-03", None, "report-run-made", False),
    ]
    failed = [one.event for one in first if isinstance(one.event, ReportRunFailed)]
    assert [one.reason for one in failed] == ["unknown-unit", "unknown-case-type"]
    assert "Nroth" in failed[0].text.da
    assert failed[0].text.da != failed[0].text.en
    again = office.tick("2008-04-01T09:00")
    assert told(again) == [(*one[:4], True) for one in told(first)]
    assert len(runs_recorded(office.journal)) == 4


def test_a_late_run_about_a_unit_of_later_fails_as_a_timely_one_would(office: ReportOffice) -> None:
    """Given a unit whose first case is recorded after its run came due, when a node makes the run late, then it fails as
    unknown, as a timely one did, and in the same words; no empty report says that the unit had nothing to do.
    """
    office.told(MARCH)
    office.publish("2008-03-15", status("west", "West"))
    office.told("2008-04-02 P-4 application-received case_type=permit unit=West")

    [late] = office.tick("2008-04-03")

    assert isinstance(late.event, ReportRunFailed)
    assert late.event.reason == "unknown-unit"
    assert "'West'" in late.event.text.en
    assert late.event.text.en.endswith("Units: North, South.")  # those of March: West is none of them
    assert office.editions() == []


def test_a_run_that_failed_can_be_offered_again_once_its_cause_is_mended(office: ReportOffice) -> None:
    """Given a run that failed because no case had ever been with its unit, when there is one and the run is offered
    again, then it is made as known when it came due, as the second attempt, and can't be made a third time.
    """
    office.told(MARCH)
    office.publish("2008-03-15", status("west", "West"))
    [failed] = office.tick("2008-04-01T08:05")
    assert isinstance(failed.event, ReportRunFailed)
    office.told("2008-04-02 P-4 application-received case_type=permit unit=West")
    catch_up(office.journal)

    done = make_again(office.journal, "office", "west", "2008-03", "West", local("2008-04-03"))

    assert (made(done).attempt, done.already) == (2, False)
    [edition] = office.editions()
    assert edition.edition.position < failed.position
    with pytest.raises(Problem) as problem:
        make_again(office.journal, "office", "west", "2008-03", "West", local("2008-04-03"))
    assert problem.value.code == "run-made-already"
    assert told(office.tick("2008-04-04")) == [("west", "2008-03", "West", "report-run-made", True)]


def test_a_calendar_that_came_too_late_makes_nothing_by_itself(office: ReportOffice) -> None:
    """Given a calendar recorded an hour after its run would have been due, then the run is not made by itself, but can be
    by hand; one that is not due yet, or that no calendar has, can't.
    """
    office.told(MARCH)
    office.publish("2008-04-01T09:00", status())
    assert office.tick("2008-04-01T10:00") == []

    done = make_again(office.journal, "office", "status", "2008-03", None, local("2008-04-01T11:00"))

    assert made(done).due_at == local(DUE)
    for run, period, unit in (
        ("status", "2008-04", None),
        ("stauts", "2008-03", None),
        ("status", "2008-03", "X"),
    ):
        with pytest.raises(Problem) as problem:
            make_again(office.journal, "office", run, period, unit, local("2008-04-01T11:00"))
        assert problem.value.code == "unknown-run"


def test_projections_that_lag_behind_make_no_report(office: ReportOffice) -> None:
    """Given projections that do not reach what was known when the run came due, then nothing is made and nothing noted;
    when they do, it is made.
    """
    office.told(MARCH)
    catch_up(office.journal)
    office.publish("2008-03-15", status())

    with pytest.raises(NotCaughtUp):
        make_due_runs(office.journal, local("2008-03-01"), local("2008-04-02"), recorded=local("2008-04-02"))

    assert (runs_recorded(office.journal), office.editions()) == ([], [])
    assert len(office.tick("2008-04-02")) == 1


class Deposed(Exception):  # noqa: N818 - it is no error, it is what is tested
    """The node leads no more."""


def test_a_node_that_leads_no_more_stops_between_two_runs(office: ReportOffice) -> None:
    """Given three runs and a node that is deposed after the first, then one is made, and the next node makes the rest."""
    office.told(MARCH)
    office.publish("2008-03-15", status("a"), status("b"), status("c"))
    catch_up(office.journal)
    asked = iter([True])

    def alive() -> None:
        if not next(asked, False):
            raise Deposed

    with pytest.raises(Deposed):
        make_due_runs(office.journal, local("2008-03-01"), local(DUE), recorded=local(DUE), alive=alive)

    assert [one[4] for one in told(office.tick("2008-04-01T08:01"))] == [True, False, False]


def test_a_report_that_comes_due_before_its_period_ends_is_as_of_then(office: ReportOffice) -> None:
    """Given a run on the first day after December that rolls back to the last working day, then it comes due before the
    year is over, and its report is as of that instant.
    """
    office.told(MARCH)
    office.publish("2008-03-15", status("early", roll="previous-working-day", at="12:00"))

    done = office.tick("2009-01-05", since="2008-12-15")

    [december] = [made(one) for one in done if one.event.period == "2008-12"]
    assert december.due_at == local("2008-12-30T12:00")  # 31 December and 1 January are no working days
    assert office.editions()[-1].edition.as_of == december.due_at


def test_a_notice_is_said_in_the_language_of_who_gets_it(office: ReportOffice) -> None:
    """Given a notice, then its run has no edition and no files, and its words name the period in either language."""
    office.publish("2008-03-15", notice())

    [done] = office.tick("2008-04-01T08:00")

    event = made(done)
    assert (event.edition, office.editions()) == (None, [])
    assert words_of(event, "da") == ("Samkøring: marts 2008", "Samkøring for marts 2008 skal laves.")
    assert words_of(event, "en") == ("Reconciliation: March 2008", "Reconciliation of March 2008 is due.")
    assert attachments_of(office.journal, event, "da") == ()


def test_the_files_of_a_run_are_those_of_its_edition_however_late_they_are_made(office: ReportOffice) -> None:
    """Given a run about a unit whose files are made at once, and again after more became known, then they are the same,
    byte for byte, named after the edition; the words say which edition it is.
    """
    office.told(MARCH)
    office.publish("2008-03-15", status("north", "South", audience="team"))
    [done] = office.tick("2008-04-01T08:00")
    event = made(done)
    at_once = attachments_of(office.journal, event, "en")
    office.told(APRIL)
    catch_up(office.journal)

    later = attachments_of(office.journal, event, "en")

    assert later == at_once
    assert {one.media_type for one in at_once} == {"text/html", "text/csv"}
    assert all(one.name.startswith("monthly-status_2008-03_team_unit-") for one in at_once)
    assert all("_edition-1_en" in one.name for one in at_once)
    [page] = [one for one in at_once if one.media_type == "text/html"]
    assert b"South" in page.content
    [only] = attachments_of(office.journal, event, "da", ["pdf"])
    assert (only.media_type, only.content[:5]) == ("application/pdf", b"%PDF-")
    words = words_of(event, "en")
    assert words.subject == "Monthly status: March 2008, South"
    assert "edition 1" in words.text
    assert published(done).digest in words.text


def test_the_outlook_says_what_became_of_each_run_and_what_comes(office: ReportOffice) -> None:
    """Given a made and a failed run, one that was due before the scheduler's first start, a waiting one and one to come,
    then the outlook tells them apart, by when they are due; the next run is the first of those to come.
    """
    office.told(MARCH)
    office.publish("2008-03-15", status("a"), status("b", "Nroth"))
    office.tick("2008-04-01T08:00")
    office.journal.begin_reminders(local("2008-05-10"), local("2008-05-10"))

    found = outlook(office.journal, local("2008-04-01"), local("2008-07-02"), local("2008-06-15"))

    assert [(one.run, one.period, one.status, one.reason) for one in found] == [
        ("a", "2008-03", "made", None),
        ("b", "2008-03", "failed", "unknown-unit"),
        ("a", "2008-04", "by-hand", None),
        ("b", "2008-04", "by-hand", None),
        ("a", "2008-05", "waiting", None),
        ("b", "2008-05", "waiting", None),
        ("a", "2008-06", "to-come", None),
        ("b", "2008-06", "to-come", None),
    ]
    assert all(one.report == "monthly-status" for one in found)
    coming = next_run(office.journal, local("2008-06-15"))
    assert coming is not None
    assert (coming.run.id, coming.period, coming.due_at) == ("a", "2008-06", local("2008-07-01T08:00"))


def test_without_a_report_calendar_nothing_is_due(office: ReportOffice) -> None:
    """Given no report calendar, then nothing is made, nothing comes, and the outlook is empty."""
    office.told(MARCH)
    assert office.tick("2008-05-01") == []
    assert next_run(office.journal, local(DUE)) is None
    assert outlook(office.journal, local("2008-01-01"), local("2009-01-01"), local(DUE)) == []
