"""What the intake's tests write down: case types, events and logs, small enough to see whole."""

from __future__ import annotations

import gzip
import json
import os
import threading
import tomllib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sagsgang.domain.events.encoding import event_of
from sagsgang.intake.event.event_types import KnownTypes
from sagsgang.intake.loading.arrangement import arranged
from sagsgang.intake.loading.record_offers import Placed, offers_from
from sagsgang.intake.mapping.mapping import LogMapping
from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.intake.mapping.template import LogRow
from sagsgang.intake.reading.records import Record
from sagsgang.intake.reading.rows import read_rows
from sagsgang.intake.reading.source import Source
from sagsgang.intake.translation.carried import compile_carry_key
from sagsgang.intake.translation.translator import Translator, columns_of
from sagsgang.journal.entry import Entry

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
KNOWN = {"permit": frozenset({"site-visit", "payment"}), "complaint": frozenset({"phone-call"})}


def cloudevent(**changed: Any) -> dict[str, Any]:
    """A good CloudEvent, with some attributes changed; one changed to ``...`` is left out."""
    good = {
        "specversion": "1.0",
        "source": "urn:test",
        "id": "1",
        "type": "application-received",
        "subject": "case-1",
        "time": "2026-03-02T09:14:00+01:00",
        "data": {"casetype": "permit"},
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not ...}


def as_lines(*events: dict[str, Any] | bytes | str) -> bytes:
    """A JSON lines file; bytes and text stand in it as they are."""
    return b"\n".join(
        event
        if isinstance(event, bytes)
        else event.encode()
        if isinstance(event, str)
        else json.dumps(event).encode()
        for event in events
    )


def mapping(text: str) -> LogMapping:
    """A mapping with the usual beginning: what ``text`` says of the events is new."""
    head = 'source = "urn:log"\n'
    for key, value in (("case", "${case}"), ("case_type", "permit"), ("occurred", "${when}")):
        top = text.partition("[[event]]")[0]
        if f"{key} =" not in top:
            head += f'{key} = "{value}"\n'
    return parse_mapping(head + text)


def records(content: str | bytes, how: LogMapping, name: str = "") -> list[Record]:
    """The records that a file with this content holds."""
    raw = content.encode() if isinstance(content, str) else content
    with Source(BytesIO(raw)) as source:
        source.origin = name or source.origin
        return list(read_rows(source, how, columns_of(how)))


def entries(content: str | bytes, how: LogMapping, name: str = "") -> list[Entry]:
    """The entries that a log gives; every row of it is good, or its problem is raised."""
    return landed_entries(how, [record.row for record in records(content, how, name) if record.row is not None])


def landed_entries(how: LogMapping, rows: Sequence[LogRow], known: KnownTypes = KNOWN) -> list[Entry]:
    """The entries of good rows, in the order in which they land. Raises the first problem, if a row is not good."""
    placed = [Placed(place, "log", place + 2, b"", row) for place, row in enumerate(rows)]
    offers = list(offers_from(Translator(how, known=known, now=NOW), iter(to_carry(how, placed))))
    for offer in offers:
        if offer.problem:
            raise offer.problem
    return [
        Entry(one.case, event_of(one.topic, one.state)) for offer in arranged(offers) for one in offer.candidates
    ]


def to_carry(how: LogMapping, placed: list[Placed]) -> list[Placed]:
    """Rows in the order in which values are carried on, if any are."""
    if how.carry is None:
        return placed
    key = compile_carry_key(how, how.carry)
    return sorted(placed, key=lambda one: key(one.row))


def table(text: str) -> str:
    """CSV written with spaces around it, as it is easiest to read in a test."""
    return (
        "\n".join(",".join(cell.strip() for cell in line.split(",")) for line in text.strip().splitlines()) + "\n"
    )


def packed(content: bytes) -> bytes:
    """The content as gzip, the same bytes every time."""
    return gzip.compress(content, mtime=0)


def piped(content: bytes) -> BinaryIO:
    """A pipe that holds the content: it can be read once, and not from its beginning again."""
    reader, writer = os.pipe()

    def write() -> None:
        with suppress(BrokenPipeError), os.fdopen(writer, "wb") as file:
            file.write(content)

    threading.Thread(target=write, daemon=True).start()
    return os.fdopen(reader, "rb")


def published(files: Iterable[Path]) -> dict[str, frozenset[str]]:
    """What the case types in these files make known."""
    read = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return {one["id"]: frozenset(action["name"] for action in one.get("action", [])) for one in read}
