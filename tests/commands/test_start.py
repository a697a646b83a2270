"""A call starts with what its command needs, and with nothing else: people, cron and monitoring pay it each time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .program import environment

CALLED = "import sys; from sagsgang.cli import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
# What single commands need: services, pictures, workbooks, feeds, holidays, the ticker, the demonstration.
LARGE = {
    "apprise",
    "apscheduler",
    "defusedxml",
    "holidays",
    "icalendar",
    "jinja2",
    "prometheus_client",
    "requests",
    "resvg_py",
    "sagsgang.examples.municipality",
    "typst",
    "vl_convert",
    "xlsxwriter",
}


def read(program: str, *words: str) -> set[str]:
    """The modules that a process of its own has read when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=environment("postgresql://nowhere.invalid/nothing"),
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_who_asks_about_the_program_reads_no_command_and_no_database(word: str) -> None:
    """Given a call for the version or the help, then no command's file is read, and nothing that knows a database."""
    found = read(CALLED, word)
    assert {module for module in found if module.startswith("sagsgang.commands.")} == {"sagsgang.commands.themes"}
    assert not found & (LARGE | {"psycopg", "eventsourcing", "sagsgang.journal", "sagsgang.projections"})


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        ("queue", set()),
        ("cases", set()),
        ("case show", set()),
        ("case flow", set()),
        ("stats timeliness", set()),
        ("status", set()),
        ("append", set()),
        ("feed", {"icalendar"}),
        ("backlog", {"vl_convert"}),
        ("type show", {"holidays"}),
        ("type diagram", {"holidays", "resvg_py"}),
        ("forecast", set()),
        ("scheduler run", {"apscheduler", "prometheus_client"}),
    ],
)
def test_a_command_reads_what_it_needs(words: str, needs: set[str]) -> None:
    """Given a command, then of all that is large it reads what it uses itself, and nothing of another's."""
    assert read(CALLED, *words.split(), "--help") & LARGE == needs


def test_no_country_is_read_before_a_calendar_is() -> None:
    """Given the demonstration, whose office keeps a calendar, then its help reads no country's holidays: they are many."""
    found = read(CALLED, "demo", "--help")
    assert "sagsgang.examples.municipality.office" in found
    assert not any(module.startswith("holidays.countries.") for module in found)
