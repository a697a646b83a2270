"""What is said of a parameter that is off: it is named as the command has it, and nothing that was said is swallowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..commands.conftest import Call, call, office
from ..commands.office import CENTRE
from . import quality_cases
from .quality_cases import options
from .test_table import AS_OF, filled

__all__ = ("call", "filled", "office")
DRAW = {"type": "permit", "size": 1, "seed": "s"}
COMPARED = {name: value for name, value in quality_cases.COMPARED.items() if name not in ("record", "made")}
DUTY = {"type": "permit", "deadline": "decision"}


@pytest.fixture
def listed(tmp_path: Path) -> list[str]:
    """The words for another system's list."""
    (tmp_path / "list.csv").write_bytes(quality_cases.LIST)
    return ["--list", str(tmp_path / "list.csv")]


@pytest.mark.parametrize(
    ("field", "named"),
    [({"compare": "unit=colour"}, "(--compare)"), ({"where": "colour=red"}, "(--where)")],
)
def test_a_field_that_there_is_not_is_of_the_option_that_names_it(
    call: Call, filled: str, listed: list[str], field: dict[str, object], named: str
) -> None:
    """Given a field that no case has, when cases are compared or chosen by it, then the option that says it is named."""
    status, _, err = call(filled, "reconcile", *listed, *options(COMPARED | field))
    assert (status, named in err) == (2, True)
    assert "--by" not in err


@pytest.mark.parametrize(
    ("words", "asked", "named"),
    [
        (("sample", "draw"), DRAW | {"review_type": "review"}, "--review-type"),
        (("sample", "draw"), DRAW | {"review_unit": CENTRE}, "--review-unit"),
        (("sample", "draw"), DRAW | {"on": "2016-01-05"}, "--on"),
        (("reconcile",), COMPARED | {"made": "2016-01-04"}, "--made"),
        (("reconcile",), COMPARED | {"record_type": "samkoering"}, "--record-type"),
        (("backlog",), DUTY | {"changed_on": "2015-01-01"}, "--changed-on"),
    ],
)
def test_what_says_more_of_nothing_is_not_swallowed(
    call: Call, filled: str, listed: list[str], words: tuple[str, ...], asked: dict[str, Any], named: str
) -> None:
    """Given a word that says more of another that is not there, when the command is called, then it is refused, and both are
    named."""
    status, out, err = call(filled, *words, *(listed if words == ("reconcile",) else []), *options(asked))
    assert (status, out, f"({named})" in err) == (2, b"", True)


def test_a_new_review_is_held_by_what_can_be_a_unit(call: Call, filled: str) -> None:
    """Given the unit of a new review that looks like a person's number, when the sample is recorded, then it is refused and
    nothing is written."""
    asked = DRAW | {"record": "T-9", "review_type": "review", "review_unit": "010190-1234"}
    status, _, err = call(filled, "sample", "draw", *options(asked))
    assert (status, "010190" in err) == (2, False)
    assert call(filled, "review", "show", "T-9")[0] == 1


@pytest.mark.parametrize(
    ("words", "option", "name"),
    [
        (("feed", "--unit", CENTRE), "--to", "deadlines.ics"),
        (("type", "diagram", "permit", "--format", "svg"), "--output", "permit.svg"),
        (("sample", "draw", *options(DRAW)), "--population", "cases.txt"),
        (("backlog", *options(DUTY | {"until": "2016-02-01"})), "--chart", "burn-down.svg"),
    ],
)
def test_a_file_is_written_beside_json(
    call: Call, filled: str, tmp_path: Path, words: tuple[str, ...], option: str, name: str
) -> None:
    """Given a command that writes a file, when its answer is asked for as JSON, then the file is written all the same."""
    moment = () if words[0] == "feed" else ("--as-of", AS_OF)
    status, out, _ = call(filled, *words, *moment, option, tmp_path / name, "--json")
    assert (status, bool(json.loads(out))) == (0, True)
    assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize(
    "words",
    [
        ("directory", "show", "nothing"),
        ("calendar", "show", "nothing"),
        ("targets", "show", "nothing"),
        ("report-calendar", "show", "nothing"),
        ("type", "show", "nothing"),
        ("forecast", "nothing"),
        ("forecast", "permit", "--event", "closed"),
        ("queue", "--deadline", "nothing"),
        ("queue", "--unit", "nothing"),
        ("case", "explain", "15/0012348", "nothing"),
        ("review", "answer", "T-1", "15/0012347", "nothing", "ok"),
        ("review", "answer", "T-1", "15/0000000", "form-used", "ok"),
        ("differences", "close", "S-1", "nothing", "--reason", "x"),
        ("sample", "draw", *options(DRAW | {"type": "nothing"})),
    ],
    ids=" ".join,
)
def test_a_name_that_nothing_has_is_a_word_that_is_off(call: Call, filled: str, words: tuple[str, ...]) -> None:
    """Given a word that names what there is not, when it is called, then that is bad input wherever it is asked: status 2,
    and nothing on standard output."""
    status, out, err = call(filled, *words)
    assert (status, out, err.startswith("sagsgang: ")) == (2, b"", True)
