"""Our cases against the list of ``opera_list``: what differs, what is recorded of it, and what is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.terminal import output

from ..conftest import fresh_database
from .benefit_cases import JSV, NORTH
from .conftest import Ask, Call
from .office import received, write
from .opera_list import BAD, FIRST, RECEIVING, SECOND, fill, of, record, words


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> str:
    """The URL of a journal with the cases above."""
    fill(database_url, tmp_path)
    return database_url


@pytest.fixture(scope="module")
def unchanged(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same, for all who write nothing into it."""
    with fresh_database(server_url) as url:
        fill(url, tmp_path_factory.mktemp("unchanged"))
        yield url


FOUND = [
    ("opera/Bo/unit", NORTH, JSV),
    ("opera/Carla/missing-here", None, None),
    ("opera/Dina/missing-there", None, None),
    ("opera/Hanne/missing-here", None, None),
]


def test_our_cases_against_a_list(ask: Ask, unchanged: str, tmp_path: Path) -> None:
    """Given Opera's list, then Bo's unit differs; Carla, closed that day, and Hanne, never heard of, are missing here;
    Dina, who was open through that day, is missing there; Anna and Freja are alike. Erik, who no longer receives the
    benefit, was not chosen, and Gert came the day after. It is only shown: the journal stands where it stood."""
    before = ask(unchanged, "status")["position"]
    told = ask(unchanged, *words(tmp_path, FIRST))
    assert of(told) == FOUND
    assert (told["cases"], told["matched"], told["list"]["lines"]) == (4, 2, 5)
    assert (told["missing_here"], told["missing_there"], told["different"]) == (2, 1, 1)
    assert told["recorded"] is None
    assert ask(unchanged, "status")["position"] == before


def test_without_a_filter(ask: Ask, unchanged: str, tmp_path: Path) -> None:
    """Given no --where and nothing to compare, then Erik too is missing there, and Bo is matched."""
    file = tmp_path / "opera.csv"
    file.write_text(FIRST, encoding="utf-8")
    told = ask(
        unchanged, "reconcile", "--list", file, "--system", "opera", "--type", "benefit", "--on", "2008-03-31"
    )
    assert [name for name, _, _ in of(told)] == [
        "opera/Carla/missing-here",
        "opera/Dina/missing-there",
        "opera/Erik/missing-there",
        "opera/Hanne/missing-here",
    ]
    assert told["matched"] == 3


@pytest.mark.parametrize(
    ("text", "encoding", "delimiter"),
    [
        (FIRST, "utf-8", ";"),
        (FIRST, "utf-8-sig", ";"),
        (FIRST, "cp1252", ";"),
        (FIRST.replace(";", ","), "utf-8", ","),
        (FIRST.replace(";", "\t").replace("\n", "\r\n"), "cp1252", "\t"),
        (FIRST.replace("\n", "\r"), "utf-8", ";"),
        (FIRST.replace("\n", "\r"), "cp1252", ";"),
    ],
)
def test_the_list_is_read_as_it_is_written(
    ask: Ask, unchanged: str, tmp_path: Path, text: str, encoding: str, delimiter: str
) -> None:
    """Given the same list in another encoding or with another delimiter, then the same differences, Ærø included."""
    told = ask(unchanged, *words(tmp_path, text, encoding=encoding))
    assert of(told) == FOUND
    assert told["list"]["delimiter"] == delimiter


def test_bad_lines_stop_no_good_ones(call: Call, office: str, tmp_path: Path) -> None:
    """Given a CPR number for a reference, a line without one, a case that stands there twice, and a line of three
    columns, then each is told with its line number, 7 to 10, the number is not repeated, the rest is compared and
    recorded as without them, and the status is 3."""
    status, out, err = call(office, *record(tmp_path, FIRST + BAD), "--json")
    told = json.loads(out)
    assert status == 3
    assert of(told) == FOUND
    assert told["recorded"]["found"] == 4
    assert [(bad["line"], bad["code"]) for bad in told["list"]["bad"]] == [
        (7, "personal-key"),
        (8, "no-key"),
        (9, "duplicate-key"),
        (10, "bad-row"),
    ]
    assert told["list"]["lines"] == 9
    assert "010203" not in out.decode() + err


def test_recorded_twice_is_recorded_once(ask: Ask, office: str, tmp_path: Path) -> None:
    """Given a comparison recorded in S-2008-Q1, then that is a case with one reconciliation and four differences, to be
    settled within six weeks of 2 April, 14 May; when it is recorded again, nothing is appended."""
    told = ask(office, *record(tmp_path, FIRST))
    assert told["recorded"] == {"case": "S-2008-Q1", "already": False, "found": 4, "closed": 0, "open": 4}
    position = ask(office, "status")["position"]
    names = [line["name"] for line in ask(office, "case", "show", "S-2008-Q1")["events"]]
    assert names == ["reconciliation-made", *["difference-found"] * 4]
    [due] = [one["due"] for one in ask(office, "case", "show", "S-2008-Q1")["deadlines"]]
    assert due == "2008-05-14"

    again = ask(office, *record(tmp_path, FIRST, made="2008-04-03"))
    assert again["recorded"] == {"case": "S-2008-Q1", "already": True, "found": 0, "closed": 0, "open": 4}
    assert ask(office, "status")["position"] == position


def test_a_newer_list_settles_what_it_no_longer_shows(ask: Ask, office: str, tmp_path: Path) -> None:
    """Given four differences of 2 April, when Opera's list was mended and is compared on 9 April, then only Hanne is
    left: 3 are settled. On 5 April four were open; on 10 April one, for 8 days; the result can be had as it was."""
    ask(office, *record(tmp_path, FIRST))
    between = ask(office, "status")["recorded"]
    told = ask(office, *record(tmp_path, SECOND, made="2008-04-09"))
    assert told["recorded"] == {"case": "S-2008-Q1", "already": False, "found": 0, "closed": 3, "open": 1}

    assert ask(office, "differences", "--as-of", "2008-04-05")["open"] == 4
    on_the_tenth = ask(office, "differences", "--as-of", "2008-04-10")
    assert [(one["difference"], one["days_open"]) for one in on_the_tenth["items"]] == [
        ("opera/Hanne/missing-here", 8)
    ]
    assert ask(office, "differences", "--as-of", "2008-04-10", "--known-at", between)["open"] == 4

    now = ask(office, "reconcile", "show", "S-2008-Q1")
    assert [(one["lines"], one["cases"], one["matched"], one["found"], one["closed"]) for one in now["runs"]] == [
        (5, 4, 2, 4, 0),
        (5, 4, 4, 0, 3),
    ]
    assert (now["open"], now["closed"]) == (1, 3)
    assert {one["reason"] for one in now["differences"] if one["state"] == "closed"} == {
        "vises ikke længere / no longer shown: opera 2008-03-31"
    }
    for moment in (("--as-of", "2008-04-05"), ("--known-at", between)):
        then = ask(office, "reconcile", "show", "S-2008-Q1", *moment)
        assert (len(then["runs"]), then["open"], then["closed"]) == (1, 4, 0)
    assert ask(office, "replay")["differences"] == 0


def test_which_open_differences(ask: Ask, office: str, tmp_path: Path) -> None:
    """Given the four of 2 April, on 10 April, then by unit, by system, by age and by limit there are fewer: Dina's case is
    at JSV, Bo's at Jobcenter Nord, and Carla's was closed at JSV; Hanne's is nowhere."""
    ask(office, *record(tmp_path, FIRST))

    def names(*more: str) -> list[str]:
        told = ask(office, "differences", "--as-of", "2008-04-10", *more)
        assert told["open"] >= len(told["items"])
        return [one["case"] for one in told["items"]]

    assert names() == ["Bo", "Carla", "Dina", "Hanne"]
    assert names("--unit", NORTH) == ["Bo"]
    assert names("--unit", JSV) == ["Carla", "Dina"]
    assert names("--system", "kmd") == []
    assert names("--type", "samkoering", "--open-for", "8") == names()
    assert names("--open-for", "9") == []
    assert names("--limit", "1") == ["Bo"]
    assert ask(office, "differences", "--as-of", "2008-04-10", "--limit", "0")["open"] == 4


def test_settled_by_hand(ask: Ask, call: Call, office: str, tmp_path: Path) -> None:
    """Given Hanne's difference, when it is settled with a reason, then it is open no more, and the same list, recorded
    again, does not find it again: that was explained. A newer list that still shows it does."""
    ask(office, *record(tmp_path, FIRST))
    settle = ("differences", "close", "S-2008-Q1", "opera/Hanne/missing-here", "--made", "2008-04-04")
    noted = ask(office, *settle, "--reason", "flyttet til Køge")
    assert (noted["closed"], noted["open"]) == (1, 3)
    [line] = [
        one for one in ask(office, "reconcile", "show", "S-2008-Q1")["differences"] if one["case"] == "Hanne"
    ]
    assert (line["state"], line["reason"], line["closed_at"]) == (
        "closed",
        "flyttet til Køge",
        "2008-04-03T22:00:00Z",
    )

    assert ask(office, *record(tmp_path, FIRST, made="2008-04-05"))["recorded"]["already"] is True
    newer = ask(office, *record(tmp_path, SECOND, made="2008-04-09"))["recorded"]
    assert (newer["found"], newer["closed"], newer["open"]) == (1, 3, 1)

    for name, reason in (("opera/Bo/unit", "igen"), ("no-such", "x"), ("opera/Hanne/missing-here", "010203-1234")):
        status, _, err = call(office, "differences", "close", "S-2008-Q1", name, "--reason", reason)
        assert status == 2
        assert "010203" not in err


def test_what_is_registered_later_settles_too(ask: Ask, office: str, tmp_path: Path) -> None:
    """Given Hanne missing here, when her application of 20 March is registered after all, and the same list is recorded
    again, then her difference is settled, and she is matched: 5 cases, 3 alike. Once more, and nothing is new."""
    ask(office, *record(tmp_path, FIRST))
    late = received("h", "Hanne", "2008-03-20", JSV, casetype="benefit", attributes=RECEIVING)
    ask(office, "append", write(tmp_path / "late.jsonl", [late]))
    told = ask(office, *record(tmp_path, FIRST, made="2008-04-03"))
    assert (told["cases"], told["matched"]) == (5, 3)
    assert (told["recorded"]["found"], told["recorded"]["closed"], told["recorded"]["open"]) == (0, 1, 3)
    assert ask(office, *record(tmp_path, FIRST, made="2008-04-04"))["recorded"]["already"] is True


def test_personal_data_stays_where_it_is(call: Call, unchanged: str, tmp_path: Path) -> None:
    """Given a personal attribute, then nothing is compared or chosen by it; a value that looks like a CPR number is no
    difference but a bad line."""
    for option in ("--compare", "--where"):
        status, out, err = call(
            unchanged, *words(tmp_path, FIRST, option, "Enhed=cpr" if option == "--compare" else "cpr=1")
        )
        assert (status, out) == (2, b"")
        assert "cpr" in err
    status, out, _ = call(unchanged, *words(tmp_path, "Sagsnr;Enhed\nAnna;0102031234\n"), "--json")
    assert status == 3
    assert [bad["code"] for bad in json.loads(out)["list"]["bad"]] == ["personal-value"]
    assert b"0102031234" not in out


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        (("--compare", "Enhed=no-such"), 2, "no-such"),
        (("--compare", "Enhed"), 2, "--compare"),
        (("--where", "=x"), 2, "--where"),
        (("--where", "unit=010203–1234"), 2, "--where"),
        (("--compare", "010203-1234=unit"), 2, "--compare"),
        (("--as-of", "2008-04-01"), 2, "--on"),
        (("--delimiter", ";;"), 2, "--delimiter"),
        (("--key", "Sagsnummer"), 1, "Sagsnummer"),
        (("--encoding", "utf-16"), 1, "UTF-8"),
        (("--record", "Anna"), 1, "benefit"),
        (("--record", "S-1", "--record-type", "no-such"), 2, "no-such"),
        (("--record", "S-1", "--record-type", "benefit"), 1, "reconciliation-made"),
        (("--record", "010203-1234"), 2, "--record"),
        (("--record", "610203.1234"), 2, "--record"),
        (("--compare", "Sagsnr=unit"), 2, "unit"),
    ],
)
def test_what_cannot_be_done_is_said(
    call: Call, unchanged: str, tmp_path: Path, more: tuple[str, ...], status: int, said: str
) -> None:
    """Given a call that can't be carried out, then nothing is answered, and one line says what is wrong."""
    done, out, err = call(unchanged, *words(tmp_path, FIRST, *more))
    assert (done, out) == (status, b"")
    assert said in err
    assert "010203" not in err


def test_the_pages(call: Call, office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a terminal of 80 characters, then each page fits it and says the figures."""
    monkeypatch.setattr(output.out, "_width", 80)
    for call_words, said in (
        (record(tmp_path, FIRST + BAD), "4 new differences"),
        (["differences", "--as-of", "2008-04-10"], "4 open differences"),
        (["reconcile", "show", "S-2008-Q1"], "4 open differences, 0 settled"),
    ):
        _, out, _ = call(office, *call_words)
        page = out.decode()
        assert said in page
        assert max(map(len, page.splitlines())) <= 80
