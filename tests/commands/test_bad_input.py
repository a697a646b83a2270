"""One file with everything that can be wrong with an event, end to end: the good is kept, the bad is never lost."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Ask, Call
from .office import event, happened, publish

CPR = "010203-1234"
CASE = "15/0099999"
MANY = 10 * 1024 * 1024


def line(number: int, **changed: Any) -> bytes:
    """A good event with some of its attributes changed; None takes one away."""
    whole = {**event(f"x{number}", CASE, "guidance-given", "2015-12-03"), **changed}
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


# Each bad line with the code that it is rejected by.
BAD: list[tuple[str, bytes]] = [
    ("not-utf8", line(1, data={"note": "caf"}).replace(b"caf", "café".encode("latin-1"))),
    ("not-json", b'{"specversion": "1.0", "source":'),
    ("not-json", b"2015-12-03;guidance given;15/0099999"),
    ("not-an-object", b'["guidance-given"]'),
    ("no-id", line(2, id=None)),
    ("no-source", line(3, source=None)),
    ("no-type", line(4, type="")),
    ("unknown-type", line(5, type="guidance-givn")),
    ("unknown-case-type", line(6, data={"casetype": "permitt"})),
    ("no-case-type", line(7, subject="15/0088888")),
    ("no-time", line(8, time=None)),
    ("bad-time", line(9, time="3/12-2015")),
    ("far-future", line(10, time="2999-12-31T00:00:00Z")),
    ("far-past", line(11, time="1015-12-03")),
    ("wrong-field", line(12, data={"colour": "red"})),
    ("wrong-field", line(13, data={"unit": 17})),
    ("wrong-field", line(14, specversion="0.3")),
    ("no-case", line(15, subject=None)),
    ("bad-case-id", line(16, subject="15/00 99999\u202e;DROP TABLE")),
    ("wrong-field", line(17, subject="../../etc/passwd\u0000")),
    ("bad-case-id", line(18, subject=CPR)),
    ("bad-case-id", line(19, subject=f"borger-{CPR}/2")),
    ("wrong-field", line(23, data={"unit": f"Enhed {CPR}"})),
    ("too-large", line(20, data={"note": "x" * MANY})),
    ("id-reused", line(21, id="good-1", data={"note": "another content"})),
    ("version-conflict", line(22, expectedversion=17)),
]

GOOD = happened(
    """
    2015-12-01  15/0099999  application-received  case_type=permit unit="Borgerservice Ørestad" id=good-1
    2015-12-02  15/0099999  action-taken          action=site-visit note="Ærø, Ørestad og Åbenrå" id=good-2
    2015-12-04  15/0099999  decided               outcome=granted id=good-3
    """
)


def mixed() -> list[bytes]:
    """The good lines among the bad ones, and empty lines, which are no events."""
    good = [json.dumps(one, ensure_ascii=False).encode() for one in GOOD]
    bad = [raw for _, raw in BAD]
    return [good[0], b"", *bad[:12], good[1], b"   ", *bad[12:], good[2]]


@pytest.fixture
def standing(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A journal with the office's case types, and the file ``mixed.jsonl`` in the working folder."""
    monkeypatch.chdir(tmp_path)
    publish(database_url, tmp_path)
    Path("mixed.jsonl").write_bytes(b"\n".join(mixed()))
    return database_url


def test_the_good_lands_and_the_bad_is_kept(call: Call, ask: Ask, standing: str) -> None:
    """Given good lines among every kind of bad one, when the file is appended, then the status is 3; the good ones are
    in the case in their order; each bad one is in the journal's rejections and in the file, with its code, its line
    and the bytes as they came. A CPR number stands in none of what is printed."""
    status, out, err = call(standing, "append", "mixed.jsonl", "--json")
    told = json.loads(out)
    assert status == 3
    assert told == {
        "read": len(GOOD) + len(BAD),
        "appended": len(GOOD),
        "duplicates": 0,
        "rejected": len(BAD),
        "rejections_file": "mixed.jsonl.rejections.jsonl",
        "remarks": [],
    }
    shown = ask(standing, "case", "show", CASE)
    assert [one["id"] for one in shown["events"]] == ["good-1", "good-2", "good-3"]
    assert shown["events"][1]["body"]["note"] == "Ærø, Ørestad og Åbenrå"

    lines = mixed()
    expected = sorted((lines.index(raw) + 1, code) for code, raw in BAD)
    _, listed, listed_err = call(standing, "rejections", "--json")
    kept = json.loads(listed)["rejections"]
    assert sorted((one["line"], one["code"]) for one in kept) == expected
    assert {one["origin"] for one in kept} == {"mixed.jsonl"}
    assert all(one["reason"] for one in kept)

    in_file = [json.loads(raw) for raw in Path("mixed.jsonl.rejections.jsonl").read_bytes().splitlines()]
    assert sorted((one["line"], one["code"]) for one in in_file) == expected
    for one in in_file:
        raw = one["raw"].encode() if "raw" in one else base64.b64decode(one["raw_base64"])
        assert raw == lines[one["line"] - 1]

    _, table, table_err = call(standing, "rejections")
    for printed in (out, err.encode(), listed, listed_err.encode(), table, table_err.encode()):
        assert CPR.encode() not in printed
        assert CPR.replace("-", "").encode() not in printed
    assert oct(Path("mixed.jsonl.rejections.jsonl").stat().st_mode & 0o077) == "0o0"


def test_the_raw_rejections_can_be_mended_and_appended(call: Call, ask: Ask, standing: str) -> None:
    """Given the rejections of a file, when ``rejections --raw`` is written to a file, then its lines are the bad ones as
    they came; when three of them are mended and the file is appended, then these three land, and only they."""
    call(standing, "append", "mixed.jsonl")
    status, raw, err = call(standing, "rejections", "--raw")
    assert (status, err) == (0, "")
    assert sorted(raw.split(b"\n")[:-1]) == sorted(bad for _, bad in BAD)
    for wrong, right in (
        (b"guidance-givn", b"guidance-given"),
        (b'"permitt"', b'"permit"'),
        (b'"colour"', b'"note"'),
    ):
        assert raw.count(wrong) == 1
        raw = raw.replace(wrong, right)
    Path("mended.jsonl").write_bytes(raw)
    status, out, _ = call(standing, "append", "mended.jsonl", "--json")
    told = json.loads(out)
    assert (status, told["appended"], told["rejected"]) == (3, 3, len(BAD) - 3)
    assert len(ask(standing, "case", "show", CASE)["events"]) == len(GOOD) + 3


def test_bad_input_again_is_kept_once(call: Call, ask: Ask, standing: str) -> None:
    """Given a file that was appended, when it is appended again, then the good lines were there already, and each bad
    line stands once in the journal's rejections, though it is told each time."""
    call(standing, "append", "mixed.jsonl")
    status, out, _ = call(standing, "append", "mixed.jsonl", "--json")
    told = json.loads(out)
    assert status == 3
    assert (told["appended"], told["duplicates"], told["rejected"]) == (0, len(GOOD), len(BAD))
    assert len(ask(standing, "rejections")["rejections"]) == len(BAD)


def test_rejections_are_listed_page_by_page(ask: Ask, call: Call, standing: str) -> None:
    """Given rejections, when they are listed ten at a time after the last number seen, then each comes once."""
    call(standing, "append", "mixed.jsonl")
    seen: list[int] = []
    while page := ask(standing, "rejections", "--limit", 10, "--after", seen[-1] if seen else 0)["rejections"]:
        assert len(page) <= 10
        seen += [one["id"] for one in page]
    assert len(seen) == len(set(seen)) == len(BAD)


def test_a_rejections_file_that_cannot_be_written(call: Call, ask: Ask, standing: str) -> None:
    """Given a place for the rejections file that is not there, then one line says what is recorded and one what failed,
    status 1; every rejected line stands in the journal all the same, and so do the good ones."""
    status, out, err = call(standing, "append", "mixed.jsonl", "--rejections", "nowhere/rejected.jsonl")
    assert (status, out) == (1, b"")
    recorded, failed = err.splitlines()
    assert "is recorded" in recorded
    assert "nowhere/rejected.jsonl" in failed
    assert len(ask(standing, "rejections")["rejections"]) == len(BAD)
    assert len(ask(standing, "case", "show", CASE)["events"]) == len(GOOD)
