"""Rebuilding: what differs is shown, and written to a file, before a person at the terminal lets it be replaced."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import msgspec
from cyclopts import Parameter

from ..operations import comparison
from ..projections.upkeep.differing_rows import Each, RowDifference, no_each
from ..terminal.language import both
from ..terminal.output import note, put_json
from .adapter import Call, with_files
from .asking import DIFFERS


@with_files("rebuild")
def rebuild(
    call: Call,
    *,
    differing: Annotated[
        Path | None,
        Parameter(
            help=both(
                "Fil til hver række, der afviger, som JSON-linjer; den er kun din (0600).",
                "File for every row that differs, as JSON lines; it is yours alone (0600).",
            )
        ),
    ] = None,
) -> int:
    """Carry out ``sagsgang rebuild``: exit status 4 where anything differs, whether it was replaced or not."""
    asked: comparison.RebuildAsked = call.asked()
    with call.session() as session:
        with _written(differing) as each:
            found = comparison.rebuild(session, asked, each)
        if not call.json:
            call.show(found, asked)
        if not found.replaced and not call.json and _is_to_be_replaced():
            found = comparison.rebuild(session, msgspec.structs.replace(asked, replace=True))
    if call.json:
        put_json(found)
    elif found.differences and found.replaced:
        note(
            both(
                "Erstattet; det, der stod, er gemt i tabellen sagsgang.replaced_rows.",
                "Replaced; what stood there is kept in the table sagsgang.replaced_rows.",
            )
        )
    if not found.replaced:
        note(
            both(
                "Intet er erstattet: læserne får de hidtidige rækker. Rækkerne kan være spor af, hvem der rørte tabellerne. "
                "Sammenlign (sagsgang replay, sagsgang doctor), og kør så: sagsgang rebuild --replace",
                "Nothing was replaced: readers are given the rows of before. They may be traces of who touched the tables. "
                "Compare (sagsgang replay, sagsgang doctor), and then run: sagsgang rebuild --replace",
            )
        )
    return DIFFERS if found.differences or found.set_aside else 0


@contextmanager
def _written(path: Path | None) -> Iterator[Each]:
    """Where every row that differs is written, if the call says so. Personal data may stand in it."""
    if path is None:
        yield no_each
        return
    file: IO[bytes] = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb")
    with file:

        def write(one: RowDifference) -> None:
            file.write(msgspec.json.encode({**one._asdict(), "what": one.what}) + b"\n")

        yield write


def _is_to_be_replaced() -> bool:
    """Asks the person at the terminal; without one the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = both("Erstat dem, og gem, hvad der stod? [j/N] ", "Replace them, and keep what stood there? [y/N] ")
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("j", "ja", "y", "yes")
