"""What the README and the guides tell people to type works, and answers as they say.

Every ``console`` block is run, the blocks of a document in order and in one scratch home. A line that begins with
``$ `` is a command; the lines after it are what it prints, and each must be among what it really prints, whatever
the spaces; ``…`` stands for anything. A command succeeds unless its line ends with ``# exit status N``.
``make`` commands are only looked up: they would run these tests again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ..conftest import fresh_database

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```(?:sh|bash|shell)\b", re.MULTILINE)
STATUS = re.compile(r"\s+# exit status (\d+)$")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)")
FOLDERS = ("examples", "docs")


class Command(NamedTuple):
    """A command of a document, the exit status that it announces, and what it is said to print."""

    words: str
    status: int
    prints: list[str]


def commands(document: Path) -> Iterator[Command]:
    """The commands of a document's console blocks, in order."""
    for block in BLOCK.findall(document.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, printed = part.replace("\\\n", " ").partition("\n")
            status = STATUS.search(line)
            yield Command(
                STATUS.sub("", line),
                int(status[1]) if status else 0,
                [said for said in printed.splitlines() if said],
            )


def pattern(line: str) -> str:
    """A line as a regular expression: spaces stand for any spaces, ``…`` for anything."""
    return ".*".join(r"\s+".join(map(re.escape, piece.split())) for piece in line.split("…"))


@pytest.fixture
def scratch(server_url: str) -> Iterator[dict[str, str]]:
    """The environment of a newcomer: an empty journal, a home of their own, the examples at hand."""
    # Not below pytest's own folder: it closes that to others, and root runs the embedded server as another.
    home = Path(tempfile.mkdtemp(prefix="sagsgang-docs-"))
    for folder in FOLDERS:
        (home / folder).symlink_to(ROOT / folder)
    with fresh_database(server_url) as url:
        yield {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "SAGSGANG_DATABASE": url,
            "SAGSGANG_LANG": "en",
            "COLUMNS": "100",
        }
    for server in home.glob("*/postgres"):
        subprocess.run([sys.executable, "-m", "sagsgang", "--home", str(server.parent), "stop"], check=True)
    shutil.rmtree(home)


@pytest.mark.parametrize(
    "document", [one for one in DOCUMENTS if any(commands(one))], ids=lambda document: document.name
)
def test_what_a_document_says_to_type_works(document: Path, scratch: dict[str, str]) -> None:
    """Given a fresh journal, when the commands are typed one after another, then each does what the page says."""
    for command in commands(document):
        if command.words.startswith("make"):
            subprocess.run([*command.words.split(), "--dry-run"], cwd=ROOT, check=True, capture_output=True)
            continue
        done = subprocess.run(
            ["bash", "-c", command.words],
            cwd=scratch["HOME"],
            env=scratch,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == command.status, f"$ {command.words}\n{done.stdout}{done.stderr}"
        printed = done.stdout + done.stderr
        for line in command.prints:
            assert re.search(rf"^\s*{pattern(line)}\s*$", printed, re.MULTILINE), (
                f"$ {command.words}\nis said to print\n{line}\nand prints\n{printed}"
            )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    """Given a document, then every file of the project that it links to is there."""
    text = document.read_text(encoding="utf-8")
    missing = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_the_readme_has_no_shell_block_that_is_not_run() -> None:
    """Given the README, then all that is to be typed stands in console blocks."""
    assert not SHELL.search((ROOT / "README.md").read_text(encoding="utf-8"))
