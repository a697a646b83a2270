"""What the README and the guides tell people to type works, and answers as they say.

Every ``console`` block is run, the blocks of a document in order and in one scratch home. A line that begins with
``$ `` is a command; the lines after it are what it prints, and each must be among what it really prints, whatever
the spaces; ``…`` stands for anything. A command succeeds unless its line ends with ``# exit status N``.
``make`` commands are only looked up: they would run these tests again.

The README is typed into a shell, command by command, and so is whatever needs a shell anywhere. The other commands
are carried out in this process, which is the same but for the seconds that each start takes. What folds every case of
the journal anew takes a minute on the demonstration: that is long evidence, and here it is done on a journal of a case.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sagsgang.cli import run
from sagsgang.terminal import language, output

from ..conftest import fresh_database
from ..shared_out import DEMONSTRATION

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```(?:sh|bash|shell)\b", re.MULTILINE)
STATUS = re.compile(r"\s+# exit status (\d+)$")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)")
FOLDERS = ("examples", "docs")
TYPED = {"README.md"}
OF_THE_SHELL = re.compile(r"[|<>&;$`*?~()#]|^(?!sagsgang )|--lang|--help")
EVERY_CASE = re.compile("sagsgang (rebuild|replay) ")
WIDTH = 100


CarryOut = Callable[[str], tuple[int, str]]


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


def asks_the_demonstration(document: Path) -> bool:
    """Whether a document begins with ``sagsgang demo``: then it is given a copy of the one that is filled already."""
    return any(command.words == "sagsgang demo" for command in commands(document))


def console(document: Path) -> Any:
    """A document as a parameter; those that ask the demonstration are where it is filled."""
    return pytest.param(document, id=f"{DEMONSTRATION if asks_the_demonstration(document) else ''}{document.name}")


@pytest.fixture
def scratch(server_url: str, document: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of a newcomer: an empty journal, a home of their own, the examples at hand."""
    # Not below pytest's own folder: the path of a server's socket is short.
    home = Path(tempfile.mkdtemp(prefix="sagsgang-docs-"))
    for folder in FOLDERS:
        (home / folder).symlink_to(ROOT / folder)
    copied = request.getfixturevalue("demonstration") if asks_the_demonstration(document) else None
    with fresh_database(server_url, copy_of=copied) as url:
        yield {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "SAGSGANG_DATABASE": url,
            "SAGSGANG_LANG": "en",
            "COLUMNS": str(WIDTH),
        }
    for server in home.glob("*/postgres"):
        subprocess.run([sys.executable, "-m", "sagsgang", "--home", str(server.parent), "stop"], check=True)
    shutil.rmtree(home)


@pytest.fixture
def carry_out(
    document: Path,
    scratch: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> CarryOut:
    """Carries out what is typed: gives the exit status, and what it printed."""
    monkeypatch.chdir(scratch["HOME"])
    monkeypatch.setattr(language, "LANGUAGE", scratch["SAGSGANG_LANG"])
    monkeypatch.setattr(output.out, "width", WIDTH)
    for name, value in scratch.items():
        monkeypatch.setenv(name, value)

    def typed(words: str) -> tuple[int, str]:
        done = subprocess.run(["bash", "-c", words], env=scratch, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def here(words: str) -> tuple[int, str]:
        if OF_THE_SHELL.search(words):
            return typed(words)
        capfdbinary.readouterr()
        status = run(shlex.split(words)[1:])
        out, err = capfdbinary.readouterr()
        return status, (out + err).decode()

    return typed if document.name in TYPED else here


@pytest.fixture
def one_case(server_url: str, carry_out: CarryOut, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a journal with the case of the README."""
    with fresh_database(server_url) as url:
        with monkeypatch.context() as there:
            there.setenv("SAGSGANG_DATABASE", url)
            for words in (
                "type publish examples/first-case/casetype.toml",
                "append examples/first-case/events.jsonl",
            ):
                assert carry_out(f"sagsgang {words}")[0] == 0
        yield url


def try_out(command: Command, carry_out: CarryOut) -> None:
    """Type a command: it does what the page says."""
    if command.words.startswith("make"):
        subprocess.run([*command.words.split(), "--dry-run"], cwd=ROOT, check=True, capture_output=True)
        return
    status, printed = carry_out(command.words)
    assert status == command.status, f"$ {command.words}\n{printed}"
    for line in command.prints:
        assert re.search(rf"^\s*{pattern(line)}\s*$", printed, re.MULTILINE), (
            f"$ {command.words}\nis said to print\n{line}\nand prints\n{printed}"
        )


@pytest.mark.parametrize("document", [console(one) for one in DOCUMENTS if any(commands(one))])
def test_what_a_document_says_to_type_works(
    document: Path, carry_out: CarryOut, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a fresh journal, when the commands are typed one after another, then each does what the page says."""
    is_large = asks_the_demonstration(document)
    for command in commands(document):
        if is_large and EVERY_CASE.match(command.words):
            with monkeypatch.context() as there:
                there.setenv("SAGSGANG_DATABASE", request.getfixturevalue("one_case"))
                try_out(command, carry_out)
        else:
            try_out(command, carry_out)


@pytest.mark.soak
@pytest.mark.parametrize("document", [console(one) for one in DOCUMENTS if asks_the_demonstration(one)])
def test_what_folds_every_case_works_on_the_demonstration_too(document: Path, carry_out: CarryOut) -> None:
    """Given the demonstration, when all commands of a document are typed there, then each does what the page says."""
    for command in commands(document):
        try_out(command, carry_out)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    """Given a document, then every file of the project that it links to is there."""
    text = document.read_text(encoding="utf-8")
    missing = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_the_readme_has_no_shell_block_that_is_not_run() -> None:
    """Given the README, then all that is to be typed stands in console blocks."""
    assert not SHELL.search((ROOT / "README.md").read_text(encoding="utf-8"))
