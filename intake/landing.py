"""Where entries land: in the journal, batch by batch, or, with the reason, among the rejections."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

import msgspec

from ..domain.text import Problem
from ..journal.application import Journal
from ..journal.entry import Appended, Duplicate, Entry, Outcome, Refused
from ..journal.rejections import Rejection

BATCH = 4_000
"""Events in one transaction: whatever ends an import, it leaves whole batches."""

_HEAVY = 32 << 20  # bytes of rejected records after which a batch is landed early
_OF_ONE_TIME = frozenset({"recorded-backwards", "recorded-in-future"})  # about one entry, not the whole import


class Tally(NamedTuple):
    """What became of an import.

    read, rejected: input records. appended, duplicates: events; one record can be several.
    rejections_file: where the rejected records stand with their reasons; None if there are none.
    """

    read: int
    appended: int
    duplicates: int
    rejected: int
    rejections_file: str | None


class Offer(NamedTuple):
    """One record: where it stands, its bytes, and either its entries or why there are none.

    recorded: when its source registered it; None leaves that to the journal.
    """

    origin: str
    line: int
    raw: bytes
    entries: Sequence[Entry] = ()
    problem: Problem | None = None
    recorded: datetime | None = None


class Landing:
    """Takes offers and lands them in batches. Use it in a ``with``; what is left lands at its end."""

    def __init__(self, journal: Journal, rejections_file: Path, batch: int = BATCH) -> None:
        self._journal = journal
        self._path = rejections_file
        self._file: BinaryIO | None = None
        self._batch = batch
        self._offers: list[Offer] = []
        self._events = self._weight = 0
        self._read = self._appended = self._duplicates = self._rejected = 0

    def __enter__(self) -> Landing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._land()
        finally:
            if self._file:
                self._file.close()

    @property
    def tally(self) -> Tally:
        """What has landed so far; all of it after the ``with``."""
        file = str(self._path) if self._rejected else None
        return Tally(self._read, self._appended, self._duplicates, self._rejected, file)

    def take(self, offer: Offer) -> bool:
        """Take one record's offer. Returns whether that landed a batch."""
        self._read += 1
        if offer.entries or offer.problem:
            self._offers.append(offer)
            self._events += len(offer.entries)
            self._weight += len(offer.raw) if offer.problem else 0
        if self._events < self._batch and len(self._offers) < self._batch and self._weight < _HEAVY:
            return False
        self._land()
        return True

    def _land(self) -> None:
        offers, self._offers = self._offers, []
        self._events = self._weight = 0
        entries = [entry for offer in offers for entry in offer.entries]
        times = [offer.recorded for offer in offers for _ in offer.entries if offer.recorded]
        outcomes = iter(self._append(entries, times or None))
        rejected: list[tuple[Offer, Problem]] = []
        for offer in offers:
            problem = offer.problem
            for outcome in islice(outcomes, len(offer.entries)):
                match outcome:
                    case Appended():
                        self._appended += 1
                    case Duplicate():
                        self._duplicates += 1
                    case Refused(refusal):
                        problem = problem or refusal
            if problem:
                rejected.append((offer, problem))
        self._reject(rejected)

    def _append(self, entries: list[Entry], times: list[datetime] | None) -> list[Outcome]:
        """One transaction; where a registration time cannot be used, as many as it takes to refuse only those."""
        if not entries:
            return []
        try:
            return self._journal.append(entries, recorded=times)
        except Problem as problem:
            if times is None or problem.code not in _OF_ONE_TIME:
                raise
            if len(entries) == 1:
                return [Refused(problem)]
            half = len(entries) // 2
            return self._append(entries[:half], times[:half]) + self._append(entries[half:], times[half:])

    def _reject(self, rejected: list[tuple[Offer, Problem]]) -> None:
        """Keep the rejected records with their reasons: in the journal's table, and in the file for the caller."""
        if not rejected:
            return
        self._journal.reject(
            [
                Rejection(offer.origin, offer.line, problem.code, problem.text, offer.raw)
                for offer, problem in rejected
            ]
        )
        if self._file is None:
            self._file = _created(self._path)
        for offer, problem in rejected:
            self._file.write(_as_line(offer, problem))
        self._rejected += len(rejected)


def _created(path: Path) -> BinaryIO:
    """A new file for its owner alone: what was rejected may hold personal data."""
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
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
    try:
        said["raw"] = offer.raw.decode()
    except UnicodeDecodeError:
        said["raw_base64"] = base64.b64encode(offer.raw).decode()
    return msgspec.json.encode(said) + b"\n"
