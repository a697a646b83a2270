"""A folder that another system fetches from: one whole file a message, whatever happens."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.channels.message import Attachment, Away, Delivered, Message, NotAccepted, Outcome

from ..letters import letter


def sent(path: Path, message: Message) -> Outcome:
    """What becomes of a message."""
    with FolderChannel("files", path).open() as sender:
        return sender.send(message)


def names(path: Path) -> list[str]:
    """What is in a folder, hidden or not."""
    return sorted(one.name for one in path.iterdir())


def test_a_message_is_a_file(tmp_path: Path) -> None:
    """Given a message, when it is sent, then a file named by its key says all of it, and nothing else is there."""
    message = letter()
    assert sent(tmp_path, message) == Delivered("letter-1.json")

    assert names(tmp_path) == ["letter-1.json"]
    data = json.loads((tmp_path / "letter-1.json").read_bytes())["data"]
    assert (data["key"], data["to"], data["subject"], data["text"]) == message[:4]
    assert data["attachments"] == []


def test_files_lie_beside_it_under_names_of_its_own(tmp_path: Path) -> None:
    """Given files with names that are paths, hidden, alike or strange, then each is there, in the folder, by the key."""
    contents = {
        "../../etc/passwd": b"1",
        "status.pdf": b"2",
        ".hidden": b"3",
        "a b": b"4",
        "a/b": b"5",
        "æ\n": b"6",
    }
    contents |= {"x" * 300 + ".pdf": b"7", "": b"8"}
    files = tuple(Attachment(name, "application/pdf", content) for name, content in contents.items())
    folder = tmp_path / "out"
    folder.mkdir()

    assert isinstance(sent(folder, letter(attachments=files)), Delivered)

    assert names(tmp_path) == ["out"]
    listed = json.loads((folder / "letter-1.json").read_bytes())["data"]["attachments"]
    assert {one["name"]: (folder / one["file"]).read_bytes() for one in listed} == contents
    assert names(folder) == sorted(["letter-1.json", *(one["file"] for one in listed)])
    assert all(name.startswith(("letter-1_", "letter-1.json")) for name in names(folder))


def test_the_same_message_again_changes_nothing(tmp_path: Path) -> None:
    """Given a message that is there, when it is sent again, then its file is not touched."""
    sent(tmp_path, letter())
    before = (tmp_path / "letter-1.json").stat()

    assert sent(tmp_path, letter()) == Delivered("letter-1.json")

    after = (tmp_path / "letter-1.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_message_that_was_fetched_is_written_the_same(tmp_path: Path) -> None:
    """Given a file that was taken away, when its message is sent again, then it has the same name and the same bytes."""
    sent(tmp_path, letter())
    fetched = (tmp_path / "letter-1.json").read_bytes()
    (tmp_path / "letter-1.json").unlink()
    sent(tmp_path, letter())

    assert (tmp_path / "letter-1.json").read_bytes() == fetched


def test_what_a_dead_node_left_is_no_hindrance(tmp_path: Path) -> None:
    """Given the beginning of a file under its hidden name, and its attachment, then the message is written whole."""
    (tmp_path / f".letter-1.json.{os.getpid()}.part").write_bytes(b"{")
    (tmp_path / "letter-1_a.pdf").write_bytes(b"%P")
    message = letter(attachments=(Attachment("a.pdf", "application/pdf", b"%PDF"),))

    assert isinstance(sent(tmp_path, message), Delivered)

    assert (tmp_path / "letter-1_a.pdf").read_bytes() == b"%PDF"
    assert names(tmp_path) == ["letter-1.json", "letter-1_a.pdf"]


def test_no_folder_is_for_the_operator(tmp_path: Path) -> None:
    """Given a folder that is not there, then it is not made, and that is said of the channel."""
    outcome = sent(tmp_path / "unmounted", letter())

    assert isinstance(outcome, Away)
    assert outcome.code == "no-folder"
    assert names(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to stand for a full disk")
def test_a_full_disk_keeps_no_smaller_message_back(tmp_path: Path) -> None:
    """Given no space, when a message is sent, then that one waits, nothing half is left, and with space it arrives."""
    (tmp_path / f".letter-1.json.{os.getpid()}.part").symlink_to("/dev/full")
    outcome = sent(tmp_path, letter())

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("not-written", False)
    assert names(tmp_path) == []
    assert isinstance(sent(tmp_path, letter()), Delivered)


def test_a_file_in_the_way_is_for_the_operator(tmp_path: Path) -> None:
    """Given a folder where an attachment goes, then the message waits, and its file is not there yet."""
    (tmp_path / "letter-1_a.pdf").mkdir()
    outcome = sent(tmp_path, letter(attachments=(Attachment("a.pdf", "application/pdf", b"%PDF"),)))

    assert isinstance(outcome, NotAccepted)
    assert not outcome.lasting
    assert names(tmp_path) == ["letter-1_a.pdf"]


@pytest.mark.parametrize("key", ["../letter", "a/b", "", ".", "a b", "a\n", "-a", "a" * 121])
def test_a_key_that_is_no_name_is_refused(tmp_path: Path, key: str) -> None:
    """Given a key that would name another place, then nothing is written."""
    outcome = sent(tmp_path, letter(key))

    assert isinstance(outcome, NotAccepted)
    assert outcome.lasting
    assert names(tmp_path) == []


def test_what_a_dead_process_left_half_written_is_taken_away(tmp_path: Path) -> None:
    """Given what was begun hours ago and what is being written now, when the channel opens, the old one alone is gone."""
    old, new = tmp_path / ".letter-1.json.17.part", tmp_path / ".letter-2.json.18.part"
    for file in (old, new):
        file.write_text("half")
    os.utime(old, (0, 0))
    with FolderChannel("files", tmp_path).open():
        assert list(tmp_path.iterdir()) == [new]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a disk in memory")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_puts_off_and_leaves_nothing_behind(small_disk: Path) -> None:
    """Given a disk with room for one of two attachments, then for neither, when a message is sent, then it is put off with
    words on the space, and nothing of it is left on the disk; a smaller one beside it is delivered; and when there is room,
    so is the first, whole."""
    parts = (
        Attachment("a.pdf", "application/pdf", b"a" * 40_000),
        Attachment("b.pdf", "application/pdf", b"b" * 40_000),
    )
    for message in (
        letter("large", attachments=parts),
        letter("larger", attachments=(parts[0]._replace(content=b"c" * 90_000),)),
    ):
        outcome = sent(small_disk, message)
        assert isinstance(outcome, NotAccepted)
        assert (outcome.code, outcome.lasting) == ("not-written", False)
        assert "space" in outcome.reason.en
        assert list(small_disk.iterdir()) == []
    assert sent(small_disk, letter("small")) == Delivered("small.json")
    subprocess.run(["mount", "-o", "remount,size=1m", str(small_disk)], check=True)
    assert sent(small_disk, letter("large", attachments=parts)) == Delivered("large.json")
    assert sorted(file.name for file in small_disk.iterdir()) == [
        "large.json",
        "large_a.pdf",
        "large_b.pdf",
        "small.json",
    ]
