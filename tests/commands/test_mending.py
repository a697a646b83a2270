"""What was rejected is given back as a file, mended, and taken: a CSV log, an XES log, events, one file of several."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from .conftest import Ask, Call
from .office import EVENTS, publish

MAPPING = """
source = "urn:example:log"
case = "${case}"
case_type = "permit"
occurred = "${when}"
id = "${n}"

[[event]]
event = "application-received"
attributes = { channel = "${channel}" }
"""
CSV = MAPPING + '[csv]\ndelimiter = ";"\nencoding = "cp1252"\n'


@pytest.fixture
def standing(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A journal with the office's case types, and the working folder of the caller."""
    monkeypatch.chdir(tmp_path)
    publish(database_url, tmp_path)
    Path("m.toml").write_text(MAPPING)
    Path("csv.toml").write_text(CSV)
    return database_url


def test_rejected_rows_of_a_csv_log_are_a_csv_file(call: Call, ask: Ask, standing: str) -> None:
    """Given a log in an older encoding with two bad rows, one over two lines, then what is given back has the column names
    and those rows byte for byte; with the dates mended, the same mapping takes it."""
    head, good = "case;when;n;channel", "1;2015-12-01;a;brev"
    first, second = "2;i går;b;blå", '3;i morgen;c;"to\nlinjer"'
    Path("log.csv").write_bytes("\r\n".join([head, good, first, second, ""]).encode("cp1252"))
    status, _, _ = call(standing, "import", "--mapping", "csv.toml", "log.csv")
    assert status == 3

    status, out, err = call(standing, "rejections", "--raw")
    assert (status, err) == (0, "")
    assert out == "\n".join([head, first, second, ""]).encode("cp1252")
    Path("mended.csv").write_bytes(out.replace(b"i g\xe5r", b"2015-12-02").replace(b"i morgen", b"2015-12-03"))
    told = ask(standing, "import", "--mapping", "csv.toml", "mended.csv")
    assert (told["read"], told["appended"], told["rejected"]) == (2, 2, 0)
    [event] = ask(standing, "case", "show", "3")["events"]
    assert event["body"]["attributes"]["channel"] == "to\nlinjer"


def test_of_several_files_one_is_chosen(call: Call, standing: str) -> None:
    """Given rejections of two CSV files with other columns, then they are no one file: the call says so and names them;
    each is had by its path or by its name alone."""
    Path("sub").mkdir()
    Path("a.csv").write_text("case,when,n,channel\n1,soon,a,\n")
    Path("sub/b.csv").write_text("channel,n,when,case\n,b,later,2\n")
    for file in ("a.csv", "sub/b.csv"):
        assert call(standing, "import", "--mapping", "m.toml", file)[0] == 3

    status, out, err = call(standing, "rejections", "--raw")
    assert (status, out) == (1, b"")
    assert "a.csv, sub/b.csv" in err
    assert call(standing, "rejections", "--raw", "--origin", "a.csv")[1] == b"case,when,n,channel\n1,soon,a,\n"
    for said in ("sub/b.csv", "b.csv"):
        assert call(standing, "rejections", "--raw", "--origin", said)[1] == b"channel,n,when,case\n,b,later,2\n"


def test_a_row_rejected_twice_is_given_back_once(call: Call, standing: str) -> None:
    """Given a row that was rejected, and rejected for another reason under a mended mapping, then it stands there once."""
    Path("log.csv").write_text("case,when,n,channel\n1 x,soon,a,\n")
    call(standing, "import", "--mapping", "m.toml", "log.csv")
    Path("n.toml").write_text(
        MAPPING.replace("case_type", "unmatched = 'reject'\ncase_type").replace(
            "[[event]]", "[[event]]\nwhen = { n = 'z' }"
        )
    )
    call(standing, "import", "--mapping", "n.toml", "log.csv")

    listed = json.loads(call(standing, "rejections", "--json")[1])["rejections"]
    assert len(listed) == 2
    assert call(standing, "rejections", "--raw")[1] == b"case,when,n,channel\n1 x,soon,a,\n"


def test_a_rejected_xes_event_is_taken_by_its_own_mapping(call: Call, ask: Ask, standing: str) -> None:
    """Given an XES log whose mapping says that it is XES, then its rejected event comes back as a JSON line, and the same
    mapping takes that, mended, as the event that the log would have given."""
    Path("m.toml").write_text(MAPPING.replace("case =", 'format = "xes"\ncase ='))
    Path("log.xes").write_text(
        '<log><trace><event><string key="case" value="7"/><string key="when" value="someday"/>'
        '<string key="n" value="x"/><string key="channel" value="brev"/></event></trace></log>'
    )
    assert call(standing, "import", "--mapping", "m.toml", "log.xes")[0] == 3

    out = call(standing, "rejections", "--raw")[1]
    assert json.loads(out) == {"case": "7", "when": "someday", "n": "x", "channel": "brev"}
    Path("mended").write_bytes(out.replace(b"someday", b"2015-12-02"))
    assert ask(standing, "import", "--mapping", "m.toml", "mended")["appended"] == 1
    Path("log.xes").write_text(Path("log.xes").read_text().replace("someday", "2015-12-02"))
    assert ask(standing, "import", "--mapping", "m.toml", "log.xes")["duplicates"] == 1


def test_rejected_events_are_appended_again(call: Call, ask: Ask, standing: str) -> None:
    """Given two files of events with a bad line each, then both lines come back as one file without column names, and
    mended they are appended."""
    for number, file in enumerate(("a.jsonl", "b.jsonl")):
        bad = {**EVENTS[0], "id": f"new-{number}", "time": "soon"}
        Path(file).write_text(json.dumps(bad) + "\n")
        assert call(standing, "append", file)[0] == 3

    out = call(standing, "rejections", "--raw")[1]
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["new-0", "new-1"]
    Path("mended.jsonl").write_bytes(out.replace(b'"soon"', b'"2015-12-02"'))
    assert ask(standing, "append", "mended.jsonl")["appended"] == 2


def test_all_rejected_lines_are_given_back_and_a_list_says_that_it_is_cut(call: Call, standing: str) -> None:
    """Given 60 bad rows, then a list shows 50 and says how to go on, and the file has all 60 under its column names."""
    Path("log.csv").write_text("case,when,n,channel\n" + "".join(f"{n},soon,{n},\n" for n in range(60)))
    call(standing, "import", "--mapping", "m.toml", "log.csv")

    status, out, _ = call(standing, "rejections", "--json")
    listed = json.loads(out)["rejections"]
    assert (status, len(listed)) == (0, 50)
    assert json.loads(out)["next"] == str(listed[-1]["id"])
    rest = json.loads(call(standing, "rejections", "--json", "--after", listed[-1]["id"])[1])["rejections"]
    assert [one["line"] for one in listed + rest] == list(range(2, 62))
    assert len(call(standing, "rejections", "--raw")[1].splitlines()) == 61
    assert len(call(standing, "rejections", "--raw", "--limit", 3)[1].splitlines()) == 4


def test_a_file_rejected_as_a_whole_has_no_lines(call: Call, standing: str) -> None:
    """Given a packed file that is cut short, then there is nothing to mend in it: it is to be fetched again."""
    Path("log.csv.gz").write_bytes(gzip.compress(b"case,when,n,channel\n1,2015-12-01,a,\n")[:-4])
    assert call(standing, "import", "--mapping", "m.toml", "log.csv.gz")[0] == 3

    status, out, err = call(standing, "rejections", "--raw")
    assert (status, out) == (0, b"")
    assert "fetch" in err or "hent" in err


def test_what_an_import_saw_is_told(call: Call, standing: str) -> None:
    """Given an empty file, a misspelt column and an undeclared attribute, then the JSON has the remarks, and the exit
    status is that of the figures."""
    Path("m.toml").write_text(MAPPING.replace("channel = ", "chanel = "))
    Path("a.jsonl").write_text('{"case": "1", "when": "2015-12-01", "n": "1"}\n')
    Path("b.jsonl").write_text("")
    status, out, err = call(standing, "import", "--mapping", "m.toml", "a.jsonl", "b.jsonl", "--json")
    told = json.loads(out)

    assert (status, told["appended"]) == (0, 1)
    assert [one["code"] for one in told["remarks"]] == ["empty-file", "column-unseen", "attribute-undeclared"]
    for one in told["remarks"]:
        assert one["reason"]["en"] in err


def test_a_mapping_that_names_an_unknown_type_has_its_line(call: Call, standing: str) -> None:
    """Given a case type that is not published, then the call's one line names the mapping's file, and the line in it."""
    Path("m.toml").write_text(MAPPING.replace('"permit"', '"permitt"'))
    Path("a.jsonl").write_text("{}\n")
    status, _, err = call(standing, "import", "--mapping", "m.toml", "a.jsonl")

    assert status == 1
    assert "m.toml, line 4" in err or "m.toml, linje 4" in err


def test_a_mended_row_of_a_log_with_times_of_registration_is_taken(call: Call, ask: Ask, standing: str) -> None:
    """Given a log with times of registration, the bad row of which is the earliest, when it is given back, mended and
    imported as late, then it lands, and counts as registered when the journal was last written."""
    Path("m.toml").write_text(MAPPING.replace("id =", 'recorded = "${reg}"\nid ='))
    Path("log.csv").write_text(
        "case,when,n,channel,reg\n1,soon,a,,2030-01-01 08:00\n2,2015-12-02,b,,2030-01-02 08:00\n".replace(
            "2030", "2025"
        )
    )
    status, _, err = call(standing, "import", "--mapping", "m.toml", "--late", "log.csv")
    assert status == 3, err

    out = call(standing, "rejections", "--raw")[1]
    assert out == b"case,when,n,channel,reg\n1,soon,a,,2025-01-01 08:00\n"
    Path("mended.csv").write_bytes(out.replace(b"soon", b"2015-12-01"))
    told = ask(standing, "import", "--mapping", "m.toml", "--late", "mended.csv")
    assert (told["appended"], told["rejected"]) == (1, 0)
    assert [one["id"] for one in ask(standing, "case", "show", "1")["events"]] == ["a/application-received"]
