"""What is said below the terminal: it names things and parameters, and no command, option or exit status."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("operations", "scheduler", "delivery", "casework", "projections", "domain")
OF_THE_TERMINAL = re.compile(r"sagsgang (?!has|har)[a-z][a-z-]+( |$|')|(^|[\s(])--[a-z]|exit status")
# What is no answer to anybody: docstrings, and the examples that tables give of each command.
EXAMPLES = ROOT / "operations" / "table"
WITH_EXAMPLES = ("contract.py", "measure_entries.py")
# Where a text speaks of the program by its name.
SAID_OF_THE_PROGRAM = ("sagsgang end", "sagsgang than", "sagsgang skrevet", "sagsgang wrote", "sagsgang keeps")


def texts(file: Path) -> Iterator[str]:
    """Every string of a file that is no docstring."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_below_the_terminal_speaks_of_its_commands(room: str) -> None:
    """Given every text of a room, then none says a command of the program, an option or an exit status."""
    files = [
        one for one in (ROOT / room).rglob("*.py") if EXAMPLES not in one.parents and one.name not in WITH_EXAMPLES
    ]
    found = [
        (file.name, text)
        for file in files
        for text in texts(file)
        if OF_THE_TERMINAL.search(text) and not any(words in text for words in SAID_OF_THE_PROGRAM)
    ]
    assert found == []
