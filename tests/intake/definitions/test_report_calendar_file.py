"""Report calendars as files: what is read, and every fault at its line, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.domain.rules.report_calendar import ReportCalendar, ReportRun, ReportWanted, RunDay, RunRecipient
from sagsgang.domain.text import Text
from sagsgang.domain.written.toml_page import FileError
from sagsgang.intake.definitions.definition import read_definitions
from sagsgang.intake.definitions.report_calendar_file import parse, report_calendars
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.scheduler.report_runs.report_run_check import fits

EXAMPLE = Path(__file__).parents[3] / "examples" / "report-calendar" / "bif-2008.toml"

WRITTEN = """\
id = "office"
title = { da = "Kontor", en = "Office" }
valid_from = 2008-04-01

[[run]]
id = "status"
label = { da = "Status", en = "Status" }
every = "month"
on = { day = 1 }
report = "monthly-status"
for = "team"
unit = "Jobcenter 1"
to = [{ role = "team-leader" }]

[[run]]
id = "reconciliation"
label = { da = "Samkøring", en = "Reconciliation" }
every = "quarter"
on = { month = 2, day = 10 }
at = "09:15"
roll = "next-working-day"
notice = { da = "Samkør {period}", en = "Reconcile {period}" }
to = [{ recipient = "quality-unit", channel = "folder" }, { role = "unit", unit = "Jobcenter 2" }]
"""


def read(text: str) -> tuple[ReportCalendar | None, list[FileError]]:
    """The calendar in a text, where the shipped working days are known."""
    return parse(text, "c.toml", calendars={"denmark", "every-day"}, fits=fits)


def test_no_fault_hides_another() -> None:
    """Given an unknown key in one run, and another whose report there is not, then both are said."""
    _, faults = read(
        WRITTEN.replace("at = ", "hour = ").replace('report = "monthly-status"', 'report = "monthly"')
    )
    assert [fault.line for fault in faults] == [5, 20]


def test_a_file_says_what_is_made_when_and_for_whom() -> None:
    """Given a file with a report and a notice, then each run is read as written, and what is not said is as usual."""
    found, faults = read(WRITTEN)
    assert faults == []
    assert found is not None
    status, reconciliation = found.runs
    assert (found.calendar, found.zone) == ("denmark", None)
    assert status == ReportRun(
        id="status",
        label=Text("Status", "Status"),
        every="month",
        on=RunDay(month=1, day=1),
        at="08:00",
        roll="none",
        report=ReportWanted(report="monthly-status", audience="team", units=("Jobcenter 1",), formats=("pdf",)),
        to=(RunRecipient(role="team-leader", channel="email"),),
    )
    assert reconciliation == ReportRun(
        id="reconciliation",
        label=Text("Samkøring", "Reconciliation"),
        every="quarter",
        on=RunDay(month=2, day=10),
        at="09:15",
        roll="next-working-day",
        notice=Text("Samkør {period}", "Reconcile {period}"),
        to=(
            RunRecipient(recipient="quality-unit", channel="folder"),
            RunRecipient(role="unit", unit="Jobcenter 2", channel="email"),
        ),
    )


def test_the_example_says_every_report_that_the_case_files_ask_for() -> None:
    """Given the example, then it is in order, and has the monthly status for each audience, the quarter's complaints and
    reconciliation, the targets at the half-year and the year's end, and the year's processing times.
    """
    [found], faults = read_definitions(report_calendars(fits), written_files([EXAMPLE]))
    assert faults == []
    made = {(one.every, one.report.report, one.report.audience) for one in found.definition.runs if one.report}
    assert made == {
        *(("month", "monthly-status", audience) for audience in ("team", "quality", "director", "committee")),
        ("quarter", "quarterly-complaints", None),
        ("half", "half-year-targets", None),
        ("year", "year-end-targets", None),
        ("year", "annual-times", None),
    }
    assert [(one.every, one.notice is not None) for one in found.definition.runs if not one.report] == [
        ("quarter", True)
    ]


def test_a_calendar_without_runs_is_in_order() -> None:
    """Given a calendar with no run, then it can be published: it ends what the version before it began."""
    found, faults = read(WRITTEN.partition("[[run]]")[0])
    assert faults == []
    assert found is not None
    assert found.runs == ()


@pytest.mark.parametrize(
    ("change", "to", "line", "word"),
    [
        ('every = "month"', 'every = "week"', 8, "month"),
        ("on = { day = 1 }", "on = { day = 32 }", 9, "31"),
        ("on = { day = 1 }", "on = { month = 0, day = 1 }", 9, "12"),
        ("on = { day = 1 }", "on = { month = 1 }", 9, "day"),
        ('at = "09:15"', 'at = "24:00"', 20, "23:59"),
        ('roll = "next-working-day"', 'roll = "next"', 21, "next-working-day"),
        ('report = "monthly-status"', 'report = "monthly-statsu"', 5, "monthly-statsu"),
        ('report = "monthly-status"', 'report = "inquiry-cases"', 5, "one case"),
        ('report = "monthly-status"', 'report = "annual-times"', 5, "2010"),
        ('for = "team"', 'for = "boss"', 5, "committee"),
        ('for = "team"', 'for = "committee"', 5, '"unit"'),
        ('unit = "Jobcenter 1"\nto = [{ role = "team-leader" }]', 'to = [{ recipient = "a" }]', 5, '"unit"'),
        ('unit = "Jobcenter 1"', 'unit = ["A", "A"]', 12, "unit"),
        ('unit = "Jobcenter 1"', "unit = []", 12, "unit"),
        ('unit = "Jobcenter 1"', 'unit = "Jobcenter 1"\nformats = ["doc"]', 5, "xlsx"),
        ('unit = "Jobcenter 1"', 'unit = "Jobcenter 1"\nnotice = { da = "x", en = "y" }', 5, "notice"),
        ('report = "monthly-status"\n', "", 5, "notice"),
        ('to = [{ role = "team-leader" }]', "to = []", 13, "one recipient"),
        ('to = [{ role = "team-leader" }]', 'to = [{ channel = "email" }]', 13, "recipient"),
        ('to = [{ role = "team-leader" }]', 'to = [{ role = "citizen" }]', 13, "team-leader"),
        ('to = [{ role = "team-leader" }]', 'to = [{ recipient = "a", unit = "B" }]', 13, "role"),
        (', unit = "Jobcenter 2"', "", 23, "unit"),
        ("Samkør {period}", "Samkør {quarter}", 22, "period"),
        ("Samkør {period}", "Samkør {", 22, "period"),
        ('id = "reconciliation"', 'id = "status"', 16, "status"),
        ("valid_from = 2008-04-01", "valid_from = 1066-10-14", 3, "1900"),
        ("valid_from = 2008-04-01", 'calendar = "denmrak"', 3, "denmark"),
        ("valid_from = 2008-04-01", 'zone = "Europe/Copenhagne"', 3, "Europe/Copenhagen"),
        ("Samkør {period}", "Samkør 010190-1234", 22, "CPR"),
        ('"Jobcenter 1"', '"010190-1234"', 12, "CPR"),
        ('"Jobcenter 1"', '["Jobcenter 1", "0101901234"]', 12, "CPR"),
        (', unit = "Jobcenter 2"', ', unit = "0101901234"', 23, "CPR"),
    ],
)
def test_a_fault_is_told_at_its_line_in_both_languages(change: str, to: str, line: int, word: str) -> None:
    """Given a file with one thing wrong, then there is one fault or more, the first at its line, with what belongs there
    in both languages, and no personal number is repeated.
    """
    assert change in WRITTEN
    found, faults = read(WRITTEN.replace(change, to, 1))
    assert found is None
    [fault, *_] = faults
    assert fault.line == line
    assert word.lower() in fault.reason.en.lower()
    assert fault.reason.da != fault.reason.en
    assert "1234" not in fault.reason.da + fault.reason.en


def test_each_language_has_its_own_quotation_marks() -> None:
    """Given a word that is none of those that may be written, then Danish quotes them as »…«, and English as "…"."""
    _, [fault] = read(WRITTEN.replace('every = "month"', 'every = "moth"'))
    assert fault.reason.da == "»every« skal være en af »month«, »quarter«, »half«, »year«, ikke »moth«."
    assert fault.reason.en == '"every" must be one of "month", "quarter", "half", "year", not "moth".'


def test_a_fault_speaks_of_the_keys_of_the_file() -> None:
    """Given runs that no report fits, then the faults speak of keys of the file, and of no option of the command line."""
    for change, to in (
        ('for = "team"', 'for = "committee"'),
        ('unit = "Jobcenter 1"\nto = [{ role = "team-leader" }]', 'to = [{ recipient = "a" }]'),
        ('unit = "Jobcenter 1"', 'unit = "Jobcenter 1"\nformats = ["doc"]'),
    ):
        assert change in WRITTEN
        _, faults = read(WRITTEN.replace(change, to, 1))
        assert faults
        assert not [fault for fault in faults if "--" in fault.reason.da + fault.reason.en]


def test_everything_wrong_is_told_at_once() -> None:
    """Given a file with faults in several places, then each is told, from the top down."""
    wrong = WRITTEN.replace("day = 1 }", "day = 0 }").replace('"09:15"', '"9"').replace("{period}", "{x}")
    _, faults = read(wrong)
    assert [fault.line for fault in faults] == [9, 20, 22, 22]
