"""The file of rejected records, for whoever mends them: one JSON object a line."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from ...domain.foreign_words import system_words
from ...domain.problem import BadInput, Problem
from ...journal.server.private_file import open_private
from ..event.offer import Offer


class RejectionsFile:
    """Made, over an older one, when the first record is rejected; for its owner alone. No path: nothing is written.

    One that cannot be written ends no import: what is rejected stands in the journal. ``problem`` says it at the end.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self.problem: Problem | None = None

    @property
    def name(self) -> str | None:
        """Its path."""
        return None if self._path is None else str(self._path)

    def write(self, rejected: Sequence[tuple[Offer, Problem]]) -> None:
        """Write records with their reasons."""
        if self._path is None or self.problem is not None:
            return
        try:
            if self._file is None:
                self._file = open_private(self._path)
            for offer, problem in rejected:
                self._file.write(_as_line(offer, problem))
        except OSError as error:
            self.problem = _unwritable(self._path, error)

    def close(self) -> None:
        """All is written."""
        try:
            if self._file:
                self._file.close()
        except OSError as error:
            assert self._path is not None
            self.problem = _unwritable(self._path, error)


def _unwritable(path: Path, error: OSError) -> Problem:
    why = system_words(error)
    return BadInput(
        code="unwritable",
        da=f"Filen {path} kan ikke skrives ({why.da}): de afviste linjer står i journalen. Vælg en anden mappe.",
        en=f"The file {path} cannot be written ({why.en}): the rejected lines are in the journal. Choose another folder.",
    )


def _as_line(offer: Offer, problem: Problem) -> bytes:
    """A line of the rejections file. Bytes that are no text are there as ``raw_base64``."""
    said: dict[str, str | int] = {
        "file": offer.origin,
        "line": offer.line,
        "code": problem.code,
        "reason": problem.text.en,
        "reason_da": problem.text.da,
    }
    for key in ("event", "columns", "id"):
        if problem.details.get(key):
            said[key] = problem.details[key]
    try:
        said["raw"] = offer.raw.decode()
    except UnicodeDecodeError:
        said["raw_base64"] = base64.b64encode(offer.raw).decode()
    return msgspec.json.encode(said) + b"\n"
