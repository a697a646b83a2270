"""The file of a calendar is replaced whole, and left alone when nothing moved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sagsgang.delivery.feeds.feed_file import FeedNotWritten, replace


def test_a_reader_keeps_the_old_file_whole(tmp_path: Path) -> None:
    """Given a web server that has the file open, when it is written anew, then the server reads the old one to its end,
    the next one reads the new, and nothing else is left in the folder."""
    file = tmp_path / "frister.ics"
    assert replace(file, b"old" * 1000)
    with file.open("rb") as opened:
        begun = opened.read(3)
        assert replace(file, b"new")
        assert begun + opened.read() == b"old" * 1000
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_the_same_content_leaves_the_file_alone(tmp_path: Path) -> None:
    """Given a file of an earlier day, when the same is written again, then it is the same file with the same time."""
    file = tmp_path / "frister.ics"
    replace(file, b"same")
    os.utime(file, (1_000_000, 1_000_000))
    before = file.stat()
    assert not replace(file, b"same")
    assert (file.stat().st_ino, file.stat().st_mtime) == (before.st_ino, 1_000_000)


def test_it_is_its_owners_alone_until_others_are_let_in(tmp_path: Path) -> None:
    """Given the umask that most have, then nobody else may read a new file; a web server of another user that was let in
    once may read every later one."""
    file = tmp_path / "frister.ics"
    umask = os.umask(0o022)
    try:
        replace(file, b"new")
        assert file.stat().st_mode & 0o777 == 0o600
        file.chmod(0o644)
        replace(file, b"newer")
    finally:
        os.umask(umask)
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"newer", 0o644)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Given a link to the file in a web server's folder, then the file behind it is replaced."""
    (tmp_path / "served").mkdir()
    link = tmp_path / "frister.ics"
    link.symlink_to(tmp_path / "served" / "frister.ics")
    assert replace(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "served" / "frister.ics").read_bytes() == b"new"


@pytest.mark.parametrize("place", ["folder", "nowhere/frister.ics", "pipe"])
def test_what_is_no_place_for_a_file_is_refused(tmp_path: Path, place: str) -> None:
    """Given a folder, a folder that is not there, or a pipe, then it is refused, and all is as before."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FeedNotWritten) as refused:
        replace(tmp_path / place, b"new")
    assert str(tmp_path / place) in refused.value.text.en
    assert sorted(tmp_path.rglob("*")) == before
