"""The reports of the demonstration's report calendar: made when they came due, and delivered once for all."""

from __future__ import annotations

from datetime import UTC, datetime

from sagsgang.delivery.outbox.outbox import prepare
from sagsgang.delivery.outbox.outbox_sync import fill
from sagsgang.domain.events.publications import REPORT_RUN_STREAM
from sagsgang.domain.events.report_runs import ReportDelivered, ReportRunMade
from sagsgang.examples.municipality.docket import Happening
from sagsgang.examples.municipality.editions import EDITIONS, Edition
from sagsgang.examples.municipality.report_runs import SINCE, make_reports
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.report_runs.report_calendar import make_due_runs

from .conftest import Ask

NEW_YEAR = datetime(2016, 1, 1, 6, tzinfo=UTC)  # seven in Copenhagen


def test_what_was_due_in_january_was_made(asked: Ask) -> None:
    """Counted by hand: 1 January is a holiday and a Friday, the 10th a Sunday; what rolls comes on the Monday."""
    found = asked("report-calendar due --from 2016-01-01 --to 2016-02-01")["runs"]
    assert [(run["due"], run["run"], run["period"], run["unit"], run["status"]) for run in found] == [
        ("2016-01-01T06:00:00Z", "month-quality", "2015-12", None, "made"),
        ("2016-01-01T06:00:00Z", "month-teams", "2015-12", "Jobcenter 1", "made"),
        ("2016-01-01T06:00:00Z", "month-teams", "2015-12", "Jobcenter 2", "made"),
        ("2016-01-01T06:00:00Z", "month-teams", "2015-12", "Jobcenter 3", "made"),
        ("2016-01-04T07:00:00Z", "month-director", "2015-12", None, "made"),
        ("2016-01-08T08:00:00Z", "month-committee", "2015-12", None, "made"),
        ("2016-01-11T07:00:00Z", "quarter-reconciliation", "2015-Q4", None, "made"),
        ("2016-01-15T07:00:00Z", "quarter-complaints", "2015-Q4", None, "made"),
    ]
    coming = asked("report-calendar due --from 2016-01-01 --to 2016-03-01")["runs"]
    assert coming[:8] == found
    assert coming[8]["due"] == "2016-02-01T06:00:00Z"


def test_a_fill_stopped_among_the_reports_goes_on(journal: Journal, told: list[Happening]) -> None:
    """Given runs made and nothing delivered, as a kill leaves them, when it goes on, then each is made and delivered
    once, when it came due; done again it adds nothing, and the outbox has nothing to send."""
    publish_and_append(journal, [one for one in told if one.case.startswith("F-2006-00")])
    make_due_runs(journal, SINCE, NEW_YEAR, NEW_YEAR)

    catch_up(journal)
    make_reports(journal)

    head = journal.head().position
    runs = [one for one in journal.published(REPORT_RUN_STREAM, head) if isinstance(one.event, ReportRunMade)]
    ends = [one for one in journal.read(0, head) if isinstance(one.event, ReportDelivered)]
    assert len(runs) == 8
    assert [one.recorded for one in runs] == [one.event.due_at for one in runs]
    assert sum(len(one.event.to) for one in runs) == len(ends) == len({one.event.id for one in ends})
    make_reports(journal)
    assert journal.head().position == head
    with journal.connect() as connection:
        connection.autocommit = True
        prepare(connection)
        fill(connection)
        states = connection.execute("SELECT DISTINCT state FROM sagsgang.outbox").fetchall()
    assert states == [("delivered",)]


def publish_and_append(journal: Journal, few: list[Happening]) -> None:
    """The first and the last of what the municipality published, and between them what happened in a few cases."""
    first, last = EDITIONS[0], EDITIONS[-1]
    _publish(journal, first)
    known = [one for one in few if one.recorded < last.at]
    outcomes = journal.append(
        [Entry(one.case, one.event) for one in known], recorded=[one.recorded for one in known]
    )
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    _publish(journal, last)


def _publish(journal: Journal, edition: Edition) -> None:
    publish_definitions(journal, edition.kind, written_files(edition.files), edition.at, edition.at)
    catch_up(journal)
