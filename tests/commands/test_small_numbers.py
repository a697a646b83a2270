"""Small numbers are marked in every statistic, by one rule: fewer than five.

Two units do the same things, Five five times and Four four times: a permit that is received, has a meeting, is
resumed though nothing stood still (a finding), is decided in time and closed; a complaint; and an answer in a survey.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sagsgang.cli import run
from sagsgang.operations.table import OPERATIONS
from sagsgang.projections.asking.small_numbers import is_small
from sagsgang.projections.statistics.measures import MEASURES

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import event, publish, received, write

UNITS = {"Five": 5, "Four": 4}


def things_done(unit: str, number: int) -> Iterator[dict[str, Any]]:
    """What a unit does once."""
    case, complaint = f"{unit}-{number}", f"K-{unit}-{number}"
    yield received(f"{case}-1", case, "2010-01-04", unit)
    yield event(f"{case}-2", case, "meeting-held", "2010-01-05", attended=True)
    yield event(f"{case}-3", case, "resumed", "2010-01-06")
    yield event(f"{case}-4", case, "survey-answered", "2010-01-07", survey="2010", score=5, best=5)
    yield event(f"{case}-5", case, "decided", "2010-01-08")
    yield event(f"{case}-6", case, "closed", "2010-01-11")
    yield event(f"{case}-7", complaint, "complaint-received", "2010-01-12", casetype="complaint", unit=unit)


@pytest.fixture(scope="module")
def two_units(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal in which the two units did it all."""
    folder = tmp_path_factory.mktemp("two-units")
    events = [one for unit, times in UNITS.items() for number in range(times) for one in things_done(unit, number)]
    with fresh_database(server_url) as url:
        publish(url, folder)
        assert run(["--database", url, "append", str(write(folder / "events.jsonl", events))]) == 0
        yield url


# Each statistic; of quality the day on which everybody was resumed, for a meeting and a survey are findings too.
MARKED = {
    "case-time": (),
    "complaints": (),
    "timeliness": (),
    "quality": ("--from", "2010-01-06", "--to", "2010-01-07"),
    "attendance": (),
    "satisfaction": (),
}


@pytest.mark.parametrize(("measure", "words"), MARKED.items(), ids=list(MARKED))
def test_a_figure_that_rests_on_fewer_than_five_is_marked(
    ask: Ask, two_units: str, measure: str, words: tuple[str, ...]
) -> None:
    """Given a statistic by unit, then the row of four says that it is small; the row of five does not speak of it."""
    rows = {row["group"]: row for row in ask(two_units, "stats", measure, "--by", "unit", *words)["rows"]}
    assert {unit: rows[unit]["n"] for unit in UNITS} == UNITS
    assert rows["Four"]["small"] is True
    assert "small" not in rows["Five"]


@pytest.mark.parametrize(("measure", "words"), MARKED.items(), ids=list(MARKED))
def test_the_table_marks_it_and_says_what_the_mark_means(
    call: Call, two_units: str, measure: str, words: tuple[str, ...]
) -> None:
    """Given a statistic by unit, then in the table 4 has a mark and 5 has none, and the mark is explained below; the
    figure itself is shown all the same."""
    page = call(two_units, "stats", measure, "--by", "unit", *words)[1].decode()
    lines = {line.split()[0]: line.split()[1:] for line in page.splitlines() if line.split()}
    assert "4*" in lines["Four"]
    assert "5" in lines["Five"]
    assert not any("*" in word for word in lines["Five"])
    assert "fewer than 5" in page


def test_without_small_numbers_nothing_is_explained(call: Call, two_units: str) -> None:
    """Given a statistic of nine cases in all, then no number is marked and no mark explained."""
    page = call(two_units, "stats", "case-time")[1].decode()
    assert "*" not in page
    assert "fewer than" not in page


def test_every_measure_can_be_asked_for() -> None:
    """Given the measures of the office, then each is a statistic with a help of its own, and there are no others."""
    named = {name.removeprefix("stats.") for name in OPERATIONS if name.startswith("stats.")}
    assert named - {"long-cases"} == MEASURES.keys()


def test_what_is_small() -> None:
    """Given counts that a figure rests on, then it is small if any of them is below five: none is too."""
    assert [number for number in range(8) if is_small(number)] == [0, 1, 2, 3, 4]
    assert is_small(100, 4)
    assert not is_small(5, 6)
