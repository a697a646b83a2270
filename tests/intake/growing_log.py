"""A log as it is read in part, in another order, or again: and what a journal holds of it in the end."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from sagsgang.domain.events.case_events import Annulled, Corrected
from sagsgang.domain.events.corrections import in_force
from sagsgang.domain.rules.local_time import LocalTime
from sagsgang.intake.loading.append_batches import Tally
from sagsgang.intake.loading.importing import import_log
from sagsgang.intake.mapping.mapping import LogMapping
from sagsgang.journal.application import Journal

from .writing import COPENHAGEN, KNOWN, NOW

Row = dict[str, str]
Held = dict[tuple[str, str], Any]


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as a file; the columns are those of the first."""
    file = StringIO()
    written = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    written.writeheader()
    written.writerows(rows)
    return file.getvalue()


def bring_in(journal: Journal, rows: Sequence[Row], how: LogMapping, folder: Path, **words: Any) -> Tally:
    """Import rows as a file of their own."""
    path = folder / "log.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    known = words.pop("known", KNOWN)
    return import_log(journal, how, [path], known=known, now=NOW, rejections_file=folder / "r.jsonl", **words)


def held_of(journal: Journal) -> Held:
    """What holds in each case after corrections, whatever the order in which it came: by case and id."""
    return {
        (case, one.event.id): one.event
        for case, history in journal.histories(journal.head().position)
        for one in in_force(history, LocalTime.of(COPENHAGEN))[0]
        if not isinstance(one.event, Corrected | Annulled)
    }
