"""A reconciliation that is recorded goes on from what its case says: the same scope, no older list, and all or nothing.

The cases and the lists are those of ``opera_list``: its first list of 31 March 2008 shows four differences.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from .benefit_cases import JSV
from .conftest import Ask, Call
from .office import received, write
from .opera_list import CHOSEN, FIRST, RECEIVING, SECOND, bare, fill, record, words

COMPARED, CHOSEN_BY = CHOSEN[:2], CHOSEN[2:]


@pytest.fixture
def recorded(ask: Ask, database_url: str, tmp_path: Path) -> str:
    """The URL of a journal where the first list was recorded in S-2008-Q1 on 2 April: four differences are open."""
    fill(database_url, tmp_path)
    ask(database_url, *record(tmp_path, FIRST))
    return database_url


def refused(call: Call, ask: Ask, database: str, *of_call: object) -> str:
    """Carry out a call that must be refused and write nothing; gives what it says."""

    def standing() -> tuple[int, list[str]]:
        told = ask(database, "differences", "--as-of", "2008-04-10")
        return ask(database, "status")["position"], [one["difference"] for one in told["items"]]

    before = standing()
    status, out, err = call(database, *of_call)
    assert (status, out) == (1, b"")
    assert len(err.splitlines()) == 1
    assert standing() == before
    return err


def in_the_quarter(made: str) -> list[str]:
    """Where and when it is recorded."""
    return ["--record", "S-2008-Q1", "--made", made]


def test_an_older_list_settles_nothing(call: Call, ask: Ask, recorded: str, tmp_path: Path) -> None:
    """Given four differences of the list of 31 March, when a list of 30 March that shows fewer is recorded after it in the
    same case, then it is refused and four stay open; in a case of its own it is recorded."""
    older = [*bare(tmp_path, SECOND), "--on", "2008-03-30", *CHOSEN, "--made", "2008-04-09", "--record"]
    said = refused(call, ask, recorded, *older, "S-2008-Q1")
    assert "2008-03-31" in said
    assert "--record" in said
    assert ask(recorded, *older, "S-2008-March")["recorded"]["already"] is False


def test_what_was_known_earlier_settles_nothing(call: Call, ask: Ask, recorded: str, tmp_path: Path) -> None:
    """Given a comparison that knew of Hanne's case, which was registered late, when the mended list is compared with what
    was known before that, then it is refused."""
    before = ask(recorded, "status")["recorded"]
    late = received("h", "Hanne", "2008-03-20", JSV, casetype="benefit", attributes=RECEIVING)
    ask(recorded, "append", write(tmp_path / "late.jsonl", [late]))
    ask(recorded, *record(tmp_path, FIRST, "2008-04-03"))
    said = refused(call, ask, recorded, *record(tmp_path, SECOND, "2008-04-09"), "--known-at", before)
    assert "--known-at" in said


@pytest.mark.parametrize(
    "other",
    [
        ["--type", "samkoering", "--system", "opera", *COMPARED],
        ["--type", "benefit", "--system", "opera", *COMPARED],
        ["--type", "benefit", "--system", "opera", *COMPARED, "--where", "benefit=ended"],
        ["--type", "benefit", "--system", "opera", *COMPARED, *CHOSEN_BY, "--where", "unit=JSV"],
        ["--type", "benefit", "--system", "kmd", *CHOSEN],
    ],
)
def test_a_case_is_about_one_scope(call: Call, ask: Ask, recorded: str, tmp_path: Path, other: list[str]) -> None:
    """Given a case of Opera's list and the benefits received, when another type, system or choice of cases is recorded
    there, then it is refused with the scope of that case, and settles and finds nothing."""
    scopeless = bare(tmp_path, SECOND)[:3]
    said = refused(call, ask, recorded, *scopeless, *other, "--on", "2008-03-31", *in_the_quarter("2008-04-09"))
    assert "system opera, type benefit" in said
    assert "where benefit=receiving" in said


def test_the_order_of_the_choices_is_no_other_scope(ask: Ask, recorded: str, tmp_path: Path) -> None:
    """Given a comparison of the cases of one unit that receive the benefit, when the two choices are said the other way
    round, then it is the same comparison."""
    unit, to = (
        ["--where", "unit=JSV"],
        ["--on", "2008-03-31", *COMPARED, "--made", "2008-04-02", "--record", "S-JSV"],
    )
    first = ask(recorded, *bare(tmp_path, FIRST), *to, *CHOSEN_BY, *unit)["recorded"]
    again = ask(recorded, *bare(tmp_path, FIRST), *to, *unit, *CHOSEN_BY)["recorded"]
    assert (first["already"], again["already"]) == (False, True)


@pytest.mark.parametrize("made", ["2008-04-01", "2008-03-30"])
def test_no_recording_is_made_backwards(call: Call, ask: Ask, recorded: str, tmp_path: Path, made: str) -> None:
    """Given a comparison of 2 April, when another is said to be made the day before, or before its list's own day, then it
    is refused: what it settled would count as settled before it was found."""
    assert "--made" in refused(call, ask, recorded, *record(tmp_path, SECOND, made))


def test_no_recording_is_made_before_what_was_settled(call: Call, ask: Ask, recorded: str, tmp_path: Path) -> None:
    """Given a difference settled by hand on 12 April, when a newer list that still shows it is said to be compared on
    9 April, then it is refused: it would be found, and settled after that."""
    close = ("differences", "close", "S-2008-Q1", "opera/Hanne/missing-here", "--reason", "flyttet")
    ask(recorded, *close, "--made", "2008-04-12")
    assert "2008-04-12" in refused(call, ask, recorded, *record(tmp_path, SECOND, "2008-04-09"))
    assert ask(recorded, *record(tmp_path, SECOND, "2008-04-12"))["recorded"]["found"] == 1


def test_nothing_is_settled_before_it_was_found(call: Call, ask: Ask, recorded: str) -> None:
    """Given differences of 2 April, when one is said to be settled on 1 April, then it is refused and stays open."""
    close = ("differences", "close", "S-2008-Q1", "opera/Hanne/missing-here", "--reason", "flyttet")
    assert "--made" in refused(call, ask, recorded, *close, "--made", "2008-04-01")


def test_a_field_compared_twice_is_refused_before_anything_is_written(
    call: Call, ask: Ask, recorded: str, tmp_path: Path
) -> None:
    """Given two columns for one field, when it is recorded in a new case, then the words are off, and nothing is there."""
    before = ask(recorded, "status")["position"]
    twice = words(tmp_path, FIRST, "--compare", "Sagsnr=unit", "--record", "S-1", "--made", "2008-04-02")
    status, out, err = call(recorded, *twice)
    assert (status, out) == (2, b"")
    assert "unit" in err
    assert ask(recorded, "status")["position"] == before


def test_a_comparison_is_recorded_whole_or_not_at_all(
    call: Call, ask: Ask, database_url: str, tmp_path: Path
) -> None:
    """Given a database that gives up at the third difference, then nothing of the comparison is recorded; when it works
    again, the same call records it all, with its four differences."""
    fill(database_url, tmp_path)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE disk_full USING MESSAGE = 'no room'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER give_up BEFORE INSERT ON sagsgang.stored_events FOR EACH ROW "
            "WHEN (NEW.originator_id = 'S-2008-Q1' AND NEW.originator_version = 4) EXECUTE FUNCTION give_up()"
        )
        status, _, _ = call(database_url, *record(tmp_path, FIRST))
        assert status == 4
        assert call(database_url, "reconcile", "show", "S-2008-Q1")[0] == 4
        connection.execute("DROP TRIGGER give_up ON sagsgang.stored_events")
    assert ask(database_url, *record(tmp_path, FIRST))["recorded"]["found"] == 4
    [run] = ask(database_url, "reconcile", "show", "S-2008-Q1")["runs"]
    assert run["found"] == 4


def test_what_is_refused_puts_no_journal_live(call: Call, ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given a journal that is not live, when a recording is refused, then times of registration can still be brought in."""
    fill(database_url, tmp_path)
    before = ask(database_url, "status")
    assert call(database_url, *record(tmp_path, FIRST, "2008-03-01"))[0] == 1
    assert ask(database_url, "status")["position"] == before["position"]


@pytest.mark.parametrize(
    ("more", "noted"),
    [
        (["--on", "2099-01-01", *COMPARED], "2099-01-01, lies in the future"),
        (["--on", "2008-03-31", "--where", "benefit=recieving"], "fits where"),
        (["--on", "2008-03-31", *CHOSEN], None),
    ],
)
def test_what_is_hardly_meant_is_said(
    call: Call, recorded: str, tmp_path: Path, more: list[str], noted: str | None
) -> None:
    """Given a day that is yet to come, or a choice that no case fits, then the answer is given, and a line beside it says
    so; otherwise there is no such line."""
    status, out, err = call(recorded, *bare(tmp_path, FIRST), *more, "--json")
    assert status == 0
    assert out.startswith(b"{")
    assert (noted in err) if noted else err == ""


@pytest.mark.parametrize("system", ["010203 – 1234", "opera 610203.1234", "o\npera", "x" * 301])
def test_a_system_has_a_name(call: Call, recorded: str, tmp_path: Path, system: str) -> None:
    """Given a CPR number, a line break or a text without end for the system's name, then the words are off, and the number
    is not repeated."""
    list_words = [*bare(tmp_path, FIRST)[:3], "--type", "benefit", "--on", "2008-03-31", "--system", system]
    status, out, err = call(recorded, *list_words)
    assert (status, out) == (2, b"")
    assert "--system" in err
    assert "0203" not in err
