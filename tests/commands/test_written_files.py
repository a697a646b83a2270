"""Files that people write are named by path: one that can't be read hides no other, and ``-`` is standard input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Call, ask, call

__all__ = ("ask", "call")
ROOT = Path(__file__).parents[2]
NOWHERE = "postgresql://nowhere.invalid/nothing"
FIRST_CASE = ROOT / "examples" / "first-case" / "casetype.toml"


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        ("type", FIRST_CASE),
        ("calendar", ROOT / "examples" / "foi" / "calendar.toml"),
        ("directory", ROOT / "examples" / "vejviser" / "vejviser.toml"),
        ("targets", ROOT / "examples" / "targets" / "2010.toml"),
        ("report-calendar", ROOT / "examples" / "report-calendar" / "bif-2008.toml"),
    ],
)
def test_a_file_that_cannot_be_read_hides_no_other(call: Call, tmp_path: Path, kind: str, right: Path) -> None:
    """Given a file that is not there, one in another encoding, one with a fault and one in order, when all are checked,
    then each is told of, and the status is 1."""
    latin, faulty = tmp_path / "latin.toml", tmp_path / "faulty.toml"
    latin.write_bytes("# Ærø".encode("latin-1"))
    faulty.write_text('id = "one"\nno_such_key = 1\n')
    status, out, _ = call(NOWHERE, kind, "check", tmp_path / "none.toml", latin, faulty, right, "--json")

    answer = json.loads(out)
    assert status == 1
    assert {Path(one["file"]).name for one in answer["errors"]} == {"none.toml", "latin.toml", "faulty.toml"}
    assert [one["line"] for one in answer["errors"][:2]] == [1, 1]
    assert len(answer["in_order"]) == 1


@pytest.mark.parametrize("words", [("type", "check", "-"), ("schema", "event", "--casetype", "-")])
def test_standard_input_is_a_file_like_any_other(words: tuple[str, ...]) -> None:
    """Given the text of a case type on standard input, then ``-`` is read as the file is; with a fault, too."""
    program = [sys.executable, "-m", "sagsgang", "--database", NOWHERE, *words, "--json"]
    right = subprocess.run(program, input=FIRST_CASE.read_bytes(), capture_output=True, check=False)
    assert right.returncode == 0
    assert b"parking" in right.stdout
    wrong = subprocess.run(program, input=b"id = 7\n", capture_output=True, check=False)
    assert wrong.returncode == 1
    assert b"-:1:" in wrong.stdout + wrong.stderr or json.loads(wrong.stdout)["errors"][0]["file"] == "-"
