"""What the program writes for people is for its owner alone, until its owner says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.journal.server.private_file import replaced_privately, write_private


@pytest.fixture(autouse=True)
def open_handed() -> Iterator[None]:
    """A umask that would let everybody read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(file: Path) -> int:
    """Who may do what with a file."""
    return file.stat().st_mode & 0o777


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Given a file that is written or replaced for the first time, then nobody else may read it."""
    write_private(tmp_path / "a", b"1")
    with replaced_privately(tmp_path / "b") as file:
        file.write(b"2")
        assert {rights(one) for one in tmp_path.iterdir()} == {0o600}
    assert (rights(tmp_path / "b"), (tmp_path / "b").read_bytes()) == (0o600, b"2")


def test_rights_once_given_stay(tmp_path: Path) -> None:
    """Given a file that its owner let a group read, when it is written anew, then the group may still."""
    for name in ("a", "b"):
        write_private(tmp_path / name, b"1")
        (tmp_path / name).chmod(0o640)
    write_private(tmp_path / "a", b"2")
    with replaced_privately(tmp_path / "b") as file:
        file.write(b"2")
    assert [(rights(tmp_path / name), (tmp_path / name).read_bytes()) for name in ("a", "b")] == [
        (0o640, b"2")
    ] * 2


def test_what_failed_leaves_the_old_file(tmp_path: Path) -> None:
    """Given a file that is being replaced, when its writer fails, then the old one stands, and nothing beside it."""
    write_private(tmp_path / "a", b"old")
    with pytest.raises(TypeError), replaced_privately(tmp_path / "a") as file:
        file.write("half")  # type: ignore[arg-type]
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a", b"old")]


def test_a_pipe_is_written_into_and_stays(tmp_path: Path) -> None:
    """Given a pipe of the name that is to be written, then what is written comes out of it, and it is a pipe still."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with replaced_privately(pipe) as file:
            file.write(b"out")
        assert os.read(reader, 10) == b"out"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_is_told_before_anything_is_written(tmp_path: Path) -> None:
    """Given a folder of that name, then it is an error at once, and nothing is beside it."""
    with pytest.raises(IsADirectoryError), replaced_privately(tmp_path):
        raise AssertionError("nothing is to be written")
    assert list(tmp_path.iterdir()) == []
