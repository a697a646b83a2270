"""An office for tests of statistics: its two case types, and how it is asked. What happens in it is told as a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.statistics.measures import measure
from sagsgang.projections.upkeep.catch_up import catch_up

from ..ledger import COPENHAGEN, append, local, read

PUBLISHED = datetime(2009, 1, 1, tzinfo=UTC)

PERMIT = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["closed"]

[[attribute]]
name = "channel"
label = { da = "Kanal", en = "Channel" }
"""

COMPLAINT = """
id = "complaint"
title = { da = "Klage", en = "Complaint" }
role = "complaint"
opens = ["complaint-received"]
closes = ["closed"]

[[attribute]]
name = "via"
label = { da = "Klagens vej", en = "How it came" }
"""
TYPES = {"permit": PERMIT, "complaint": COMPLAINT}


def publish(
    journal: Journal, folder: Path, types: Mapping[str, str] = TYPES, recorded: datetime | None = None
) -> None:
    """Publish case types, by name."""
    for name, text in types.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    files = written_files([folder / f"{name}.toml" for name in types])
    publish_definitions(journal, CASE_TYPES, files, PUBLISHED, recorded)


def tell(journal: Journal, ledger: str) -> datetime:
    """Append what happened, recorded now, follow it, and give the time at which the last was recorded."""
    recorded = append(journal, read(ledger), filed=False)
    catch_up(journal)
    return recorded


def rows(
    journal: Journal, name: str, as_of: str = "2012-01-01", known_at: datetime | None = None, **selection: Any
) -> list[dict[str, Any]]:
    """The rows of a measure as their JSON has them. since, until: local dates or instants."""
    bounds = {key: local(selection.pop(key)) for key in ("since", "until") if key in selection}
    asked = Selection(**selection, **bounds)
    moment = Moment(local(as_of), known_at, COPENHAGEN)
    found: list[dict[str, Any]] = msgspec.to_builtins(
        ask(journal, moment, lambda reader: list(measure(name).count(reader, asked)))
    )
    return found
