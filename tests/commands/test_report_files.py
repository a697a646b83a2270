"""Reports as files, and calls that are off: nothing is published that can't be handed on, and nothing is lost unsaid.

The office has one permit: P-1 is received on 10 November 2015, due on 8 December, and decided on the 1st.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run

from .conftest import Ask, Call
from .office import PERMIT, event, received, write

MONTH = ("monthly-status", "--period", "2015-12")
UNITS = ("Team Å", "Team Aa", "東京", "😀 enhed")
EVENTS = [
    *(received(f"r{n}", f"P-{n}", "2015-11-10", unit) for n, unit in enumerate(UNITS, start=1)),
    event("d1", "P-1", "decided", "2015-12-01"),
]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> str:
    """The URL of a journal with a permit in each unit."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    assert run(["--database", database_url, "type", "publish", str(tmp_path / "permit.toml")]) == 0
    assert run(["--database", database_url, "append", str(write(tmp_path / "events.jsonl", EVENTS))]) == 0
    return database_url


def test_units_of_any_script_get_files_of_their_own(ask: Ask, desk: str, tmp_path: Path) -> None:
    """Given units that are alike in plain letters, or have none, then each unit's reports are made in every form, into
    files of their own.
    """
    files: list[str] = []
    for unit in UNITS:
        words = (*MONTH, "--for", "team", "--unit", unit, "--format", "html,pdf", "--to", tmp_path / "out")
        made = ask(desk, "report", "make", *words)
        assert made["failed"] == []
        files += made["files"]
    assert len(set(files)) == len(files) == 2 * len(UNITS)
    assert all(Path(file).stat().st_size > 0 for file in files)


def test_each_edition_and_moment_has_its_file(call: Call, ask: Ask, desk: str, tmp_path: Path) -> None:
    """Given two editions, a report made as of another day, and a restatement, then none takes another's file; the same
    report made again says that its file was replaced when it has other content, and nothing when it has not.
    """
    out = ("--format", "html", "--to", tmp_path / "out")
    files = ask(desk, "report", "publish", *MONTH, *out)["files"]
    make = ("report", "make", *MONTH, *out)
    files += ask(desk, *make)["files"]
    assert call(desk, *make)[2] == ""
    ask(desk, "append", write(tmp_path / "later.jsonl", [event("d2", "P-2", "decided", "2015-12-02")]))
    files += ask(desk, "report", "publish", *MONTH, *out)["files"]
    files += ask(desk, *make, "--as-of", "2015-12-20")["files"]
    files += ask(desk, "report", "restate", *MONTH, "--edition", 1, *out)["files"]
    files += ask(desk, "report", "restate", *MONTH, "--edition", 2, *out)["files"]
    assert len(set(files)) == len(files) == 6
    status, _, err = call(desk, *make)
    assert (status, Path(files[1]).name in err.replace("\n", "")) == (0, True)


def test_the_file_of_an_edition_tells_its_position(ask: Ask, desk: str, tmp_path: Path) -> None:
    """Given an edition with a file, when more comes in that leaves its figures as they are and it is published again,
    then it is the same edition and its file has the same bytes.
    """
    words = ("report", "publish", *MONTH, "--format", "html", "--to", tmp_path / "out")
    [first] = ask(desk, *words)["files"]
    before = Path(first).read_bytes()
    ask(desk, "append", write(tmp_path / "later.jsonl", [received("r9", "P-9", "2016-01-04", "Team Å")]))
    again = ask(desk, *words)
    assert (again["already"], again["files"]) == (True, [first])
    assert Path(first).read_bytes() == before


def test_nothing_is_published_when_the_files_have_nowhere_to_go(
    call: Call, ask: Ask, desk: str, tmp_path: Path
) -> None:
    """Given a file where the folder should be, when a report is published into it, then the answer says so and there is
    no edition; making one says the same.
    """
    (tmp_path / "afile").write_text("mine", encoding="utf-8")
    for done in ("publish", "make"):
        status, out, err = call(desk, "report", done, *MONTH, "--format", "html", "--to", tmp_path / "afile")
        assert (status, out, "--to" in err, len(err.strip().splitlines())) == (2, b"", True, 1)
    assert ask(desk, "report", "editions")["editions"] == []
    assert (tmp_path / "afile").read_text(encoding="utf-8") == "mine"


def test_published_though_the_files_failed_is_said(call: Call, ask: Ask, desk: str, tmp_path: Path) -> None:
    """Given a folder in the place of the file itself, when a report is published, then the answer says which edition it
    is and what failed, with exit status 1; where the way is clear again, the same call writes the edition's file.
    """
    words = ("report", "publish", *MONTH, "--format", "html", "--to", tmp_path / "out")
    for language in ("da", "en"):
        (tmp_path / "out" / f"monthly-status_2015-12_director_edition-1_{language}.html").mkdir(parents=True)
    status, _, err = call(desk, *words)
    assert status == 1
    assert "edition-1" in err
    assert len(ask(desk, "report", "editions")["editions"]) == 1
    for folder in (tmp_path / "out").iterdir():
        folder.rmdir()
    again = ask(desk, *words)
    assert (again["edition"], again["already"], len(again["files"])) == (1, True, 1)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("publish", "inquiry-cases", "--period", "2015", "--case", "TYPO-1"), 1, "TYPO-1"),
        (("make", "inquiry-cases", "--period", "2015", "--case", "TYPO-1"), 1, "TYPO-1"),
        (("publish", *MONTH, "--for", "committee", "--unit", "Team Å"), 2, "--unit"),
        (("make", "monthly-status", "--period", "２０１５-12"), 2, "２０１５-12"),
        (("make", "monthly-status", "--period", "9000-01"), 2, "8999"),
    ],
)
def test_a_call_that_would_tell_nothing_is_refused(
    call: Call, ask: Ask, desk: str, words: tuple[str, ...], status: int, said: str
) -> None:
    """Given a case that is not there, a unit for the committee, digits of another script or a year too late, then the
    call is refused in a line that names it, and nothing is published.
    """
    found, out, err = call(desk, "report", *words)
    assert (found, out, said in err, len(err.strip().splitlines())) == (status, b"", True, 1)
    assert ask(desk, "report", "editions")["editions"] == []


@pytest.mark.parametrize("period", ["8999-12", "1000-01"])
def test_the_months_at_the_edge_can_be_made(ask: Ask, desk: str, period: str) -> None:
    """Given the first and the last month that can be asked about, the report is made, though it looks beyond them."""
    assert ask(desk, "report", "make", "monthly-status", "--period", period)["period"] == period


def test_an_edition_is_not_compared_with_what_was_known_before_it(call: Call, ask: Ask, desk: str) -> None:
    """Given an edition, when it is restated as known in 2001, then the answer says that --known-at lies before it."""
    ask(desk, "report", "publish", *MONTH)
    status, out, err = call(desk, "report", "restate", *MONTH, "--known-at", "2001-01-01")
    assert (status, out, "--known-at" in err) == (2, b"", True)


def test_a_table_without_changed_rows_is_unchanged_not_empty(ask: Ask, desk: str, tmp_path: Path) -> None:
    """Given a month with deadlines, and one before it with none, when nothing came in since, then the restatement says
    of the table that shows only changes that it is unchanged; and of the month without deadlines that it had none.
    """
    told: dict[str, Any] = {}
    for period in ("2015-12", "2015-10"):
        words = ("monthly-status", "--period", period)
        ask(desk, "report", "publish", *words)
        [file] = ask(desk, "report", "restate", *words, "--format", "html", "--to", tmp_path / "out")["files"]
        told[period] = Path(file).read_text(encoding="utf-8")
    unchanged = ('<p class="empty">Unchanged.</p>', '<p class="empty">Uændret.</p>')
    assert [any(text in page for text in unchanged) for page in told.values()] == [True, False]
