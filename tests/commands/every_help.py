"""The help of every command, as one JSON object: run by tests as ``every_help.py``, in the language of SAGSGANG_LANG.

Command (its words) to what ``--help`` prints. One process asks all, for a process each would take half a minute.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator

from cyclopts import App
from sagsgang.cli import app, run


def commands(room: App, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command there is, groups that do something themselves among them."""
    names = [name for name in room if not name.startswith("-")]
    if words and (not names or room.default_command is not None):
        yield " ".join(words)
    for name in names:
        yield from commands(room[name], (*words, name))


def printed(words: list[str]) -> str:
    """What a call prints; it must succeed."""
    kept, sys.stdout = sys.stdout, io.StringIO()
    try:
        if run(words) != 0:
            raise SystemExit(f"{words} failed")
        return sys.stdout.getvalue()
    finally:
        sys.stdout = kept


if __name__ == "__main__":
    json.dump({command: printed([*command.split(), "--help"]) for command in commands(app)}, sys.stdout)
