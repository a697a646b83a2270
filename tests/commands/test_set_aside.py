"""A case that the program can't compute, as people meet it: told once beside every answer, listed, and tried again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..projections.faulty_program import PERSONAL, faulty
from .conftest import Ask, Call
from .office import append, event, publish, write

CASE = "15/0012348"
QUEUE = ("queue", "--as-of", "2015-12-20", "--json")
SAID = "1 case is set aside"


@pytest.fixture
def standing(database_url: str, tmp_path: Path) -> str:
    """An office of its own, its projections made by a program without a fault; then the case was decided on."""
    publish(database_url, tmp_path)
    append(database_url, tmp_path)
    return database_url


@pytest.fixture
def hit(call: Call, standing: str, tmp_path: Path) -> Iterator[str]:
    """The same in the hands of a program that can't take the decision of the case."""
    file = write(tmp_path / "decided.jsonl", [event(20, CASE, "decided", "2015-12-18", outcome="granted")])
    with faulty(CASE):
        assert call(standing, "append", file)[0] == 0
        yield standing


def document(told: tuple[int, bytes, str]) -> Any:
    """The JSON document of an answer."""
    return json.loads(told[1])


def test_an_answer_is_given_and_says_that_a_case_is_set_aside(call: Call, ask: Ask, hit: str) -> None:
    """Given a case that can't be computed, when the queue is asked, then it answers as the case last was, and standard
    error says once that a case is set aside, and where to look.
    """
    status, out, err = call(hit, *QUEUE)
    assert status == 0
    assert CASE in {item["case"] for item in json.loads(out)["items"]}
    assert err.count(SAID) == 1
    assert "sagsgang set-aside" in err


def test_the_cases_are_listed_and_tried_again(call: Call, ask: Ask, standing: str, tmp_path: Path) -> None:
    """Given a case that can't be computed, then it is listed with its fault, status 4; with the mended program none is
    left, status 0, the queue knows of the decision and says nothing.
    """
    assert ask(standing, "set-aside")["cases"] == []
    known_at = ask(standing, "status")["position"]
    file = write(tmp_path / "decided.jsonl", [event(20, CASE, "decided", "2015-12-18", outcome="granted")])
    with faulty(CASE):
        assert call(standing, "append", file)[0] == 0
        told = call(standing, "set-aside", "--json")
        assert told[0] == 4
        [one] = document(told)["cases"]
        assert (one["case"], one["position"], one["error"].split()[0]) == (CASE, known_at, "KeyError")
        status, out, err = call(standing, "set-aside")
        assert status == 4
        assert CASE in out.decode()
        assert PERSONAL not in out.decode() + err
    assert ask(standing, "set-aside")["cases"] == []
    status, out, err = call(standing, *QUEUE)
    assert CASE not in {item["case"] for item in json.loads(out)["items"]}
    assert (status, err) == (0, "")


@pytest.mark.parametrize("words", [("case", "show", CASE), ("case", "explain", CASE)])
def test_one_case_alone_says_why_it_cannot_be_told_of(call: Call, hit: str, words: tuple[str, ...]) -> None:
    """Given a case that can't be computed, when it is asked for, then it is said that the program has a fault, its kind,
    and what to do; status 4, and not the words of the fault, which may be personal.
    """
    status, out, err = call(hit, *words)
    assert (status, out) == (4, b"")
    assert f"The case {CASE} cannot be computed: a fault in the program, KeyError" in err
    assert PERSONAL not in err
    assert call(hit, "case", "show", "15/0012345")[0] == 0


def test_a_supposition_leaves_the_case_out(call: Call, hit: str, tmp_path: Path) -> None:
    """Given a case that can't be computed, when a rule is supposed, then all others are folded, and it is said that the
    case is left out.
    """
    status, out, err = call(hit, "what-if", "--type", tmp_path / "permit.toml", "--as-of", "2016-01-01", "--json")
    told = json.loads(out)
    assert (status, told["cases"], told["left_out"]) == (0, 3, [CASE])
    assert CASE in err


def test_what_verifies_the_projections_fails(call: Call, hit: str) -> None:
    """Given a case that can't be computed, when the journal is replayed or the projections rebuilt, then the status is 4:
    they do not agree with the journal.
    """
    told = call(hit, "replay", "--json")
    assert (told[0], document(told)["differences"]) == (4, 1)
    assert document(told)["differing"][0].startswith(f"{CASE}: cannot be folded: KeyError")
    told = call(hit, "rebuild", "--json")
    assert (told[0], document(told)["differences"], document(told)["set_aside"]) == (4, 0, 1)
    assert told[2].count(SAID) == 1


def test_the_scheduler_is_not_well(call: Call, hit: str) -> None:
    """Given a case that can't be computed, when the scheduler's standing is asked, then that is among what is wrong."""
    told = call(hit, "scheduler", "status", "--json")
    assert told[0] == 1
    assert "cases-set-aside" in {problem["code"] for problem in document(told)["problems"]}
    assert document(told)["set_aside"] == 1


def test_who_may_only_read_is_told_too(call: Call, hit: str) -> None:
    """Given a case that is set aside, when it is asked for over a connection that may only read, then the list is that
    of the last who could write.
    """
    read_only = f"{hit}{'&' if '?' in hit else '?'}options=-c%20default_transaction_read_only%3Don"
    told = call(read_only, "set-aside", "--json")
    assert (told[0], [one["case"] for one in document(told)["cases"]]) == (4, [CASE])
    assert SAID in call(read_only, *QUEUE)[2]
