"""The file of rejected records, for whoever mends them: one JSON object a line."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from ..domain.text import Problem
from ..journal.private_file import open_private
from .offer import Offer


class RejectionsFile:
    """Made, over an older one, when the first record is rejected; for its owner alone. No path: nothing is written."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    @property
    def name(self) -> str | None:
        """Its path."""
        return None if self._path is None else str(self._path)

    def write(self, rejected: Sequence[tuple[Offer, Problem]]) -> None:
        """Write records with their reasons. Raises Problem (unwritable)."""
        if self._path is None:
            return
        if self._file is None:
            self._file = _created(self._path)
        for offer, problem in rejected:
            self._file.write(_as_line(offer, problem))

    def close(self) -> None:
        """All is written."""
        if self._file:
            self._file.close()


def _created(path: Path) -> BinaryIO:
    """A new file for its owner alone: what was rejected may hold personal data."""
    try:
        return open_private(path)
    except OSError as error:
        why = error.strerror or "?"
        raise Problem(
            code="unwritable",
            da=f"Filen {path} kan ikke skrives ({why}): de afviste linjer står i journalen. Vælg en anden mappe.",
            en=f"The file {path} cannot be written ({why}): the rejected lines are in the journal. Choose another folder.",
        ) from None


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
