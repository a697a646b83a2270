"""The folder that a report's files go to."""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.commands.report_files import check_folder, write
from sagsgang.domain.problem import Problem


def test_files_are_written_and_what_they_replace_is_told(tmp_path: Path) -> None:
    """Given a folder that is not there, it is made; the same content again replaces nothing, another is told."""
    folder = tmp_path / "of" / "reports"
    file = folder / "a.html"
    assert write(folder, {"a.html": b"1"}) == ([file], [])
    assert write(folder, {"a.html": b"1"}) == ([file], [])
    assert write(folder, {"a.html": b"2"}) == ([file], [file])
    assert file.read_bytes() == b"2"


def test_a_file_that_cannot_be_written_leaves_the_others(tmp_path: Path) -> None:
    """Given a folder where one of the files should be, then it is named and the other is written."""
    (tmp_path / "a.html").mkdir()
    with pytest.raises(Problem, match=r"a\.html"):
        write(tmp_path, {"a.html": b"1", "b.html": b"2"})
    assert (tmp_path / "b.html").read_bytes() == b"2"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """Given a file, neither it nor a folder below it can take the files, and that is said; a new folder can."""
    (tmp_path / "afile").write_text("", encoding="utf-8")
    for folder in (tmp_path / "afile", tmp_path / "afile" / "below"):
        with pytest.raises(Problem, match="is a file, not a folder"):
            check_folder(folder)
    check_folder(tmp_path / "new" / "folder")
