"""The page for developers shows the centre of the program as a few lines of Python; they run, and it names what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEVELOPER = (ROOT / "docs" / "developer.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:\w+/)+(?:[\w.-]+)?)`")


def test_the_centre_runs_as_the_page_shows_it() -> None:
    """Given the page's lines of Python, when they are run from the repository's root, then their assertions hold."""
    [snippet] = re.findall(r"^```python\n(.*?)^```$", DEVELOPER, re.MULTILINE | re.DOTALL)
    assert snippet.count("assert ") == 5
    # -P: the root itself is not put on the import path, or the rooms would be importable by a second name.
    subprocess.run([sys.executable, "-P", "-c", snippet], cwd=ROOT, check=True)


@pytest.mark.parametrize("page", [DEVELOPER, CONTRIBUTING], ids=["developer.md", "CONTRIBUTING.md"])
def test_every_file_and_room_that_is_named_is_there(page: str) -> None:
    """Given a page that leads through the code, then every path on it leads somewhere."""
    named = PATH.findall(page)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_decision_records_are_listed() -> None:
    """Given the records, then the list has each with its number and its title, and none besides."""
    listed = re.findall(
        r"^\| \[(\d+)\]\(([\w.-]+)\) \| (.+) \| accepted \|$",
        (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    titles = [record.read_text(encoding="utf-8").splitlines()[0] for record in records]
    assert [(name, f"# {number}. {title}") for number, name, title in listed] == [
        (record.name, title) for record, title in zip(records, titles, strict=True)
    ]
