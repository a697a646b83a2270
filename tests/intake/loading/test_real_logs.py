"""The example mappings on the logs that real authorities recorded. The logs are no part of the project."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, Closed, ComplaintReceived
from sagsgang.domain.written import calendar_file, casetype_file
from sagsgang.intake.loading.importing import import_log
from sagsgang.intake.mapping.mapping_file import read_mapping
from sagsgang.intake.reading.rows import read_rows
from sagsgang.intake.reading.source import Source
from sagsgang.intake.translation.translator import Translator, columns_of
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from ..writing import DATA, NOW, ROOT, landed_entries, published

WABO = ROOT / "examples" / "wabo"
FINES = ROOT / "examples" / "fines"

real = pytest.mark.skipif(not DATA.is_dir(), reason="the real logs are not in ../shared/data")


def translated(example: Path, log: str) -> list[Entry]:
    """What the example's mapping makes of a log; no row of it is malformed."""
    mapping = read_mapping(example / "mapping.toml")
    with Source(DATA / log) as source:
        records = list(read_rows(source, mapping, columns_of(mapping)))
    assert not any(record.problem for record in records)
    rows = [record.row for record in records if record.row is not None]
    return landed_entries(mapping, rows, published(example.glob("casetype*.toml")))


def raw(log: str) -> list[dict[str, str]]:
    """The rows of a log as the standard library reads them."""
    with gzip.open(DATA / log, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*/casetype*.toml")), ids=lambda file: file.stem)
def test_the_case_types_of_the_examples_have_no_fault(file: Path) -> None:
    """Given a case type of an example, when it is checked, then there is no fault in it, nor in a calendar beside it."""
    known = set(calendar_file.shipped())
    for beside in file.parent.glob("calendar*.toml"):
        calendar, faults = calendar_file.parse(beside.read_text(encoding="utf-8"), beside.name)
        assert calendar is not None
        assert faults == []
        known.add(calendar.id)

    case_type, faults = casetype_file.parse(file.read_text(encoding="utf-8"), file.name, calendars=known)

    assert case_type is not None
    assert faults == []


@pytest.mark.parametrize("example", [WABO, FINES], ids=lambda example: example.name)
def test_the_mappings_name_only_what_the_case_types_publish(example: Path) -> None:
    """Given an example's mapping, then its case types and actions are those of the case types beside it."""
    Translator(read_mapping(example / "mapping.toml"), known=published(example.glob("casetype*.toml")), now=NOW)


@real
def test_csv_and_xes_of_the_same_log_are_the_same_entries() -> None:
    """Given the building permits as CSV and as XES, then one mapping makes the same of both, entry for entry."""
    assert translated(WABO, "wabo_receipt.csv.gz") == translated(WABO, "wabo_receipt.xes.gz")


@real
def test_every_building_permit_is_received_once_and_closed_at_most_once() -> None:
    """Given the permits, then per case: one receipt at its start date, one closing at its end date if it has one."""
    log = raw("wabo_receipt.csv.gz")
    found = translated(WABO, "wabo_receipt.csv.gz")
    received = {entry.case: entry.event for entry in found if isinstance(entry.event, ApplicationReceived)}
    closed = {entry.case: entry.event.occurred for entry in found if isinstance(entry.event, Closed)}

    assert len(found) == len(log) + len(received) + len(closed) == 8577 + 1434 + 1329
    for row in log:
        event, end = received[row["case:concept:name"]], row["case:enddate"]
        assert event.occurred == datetime.fromisoformat(row["case:startdate"])
        assert datetime.fromisoformat(str(event.attributes["deadline"])) == datetime.fromisoformat(
            row["case:deadline"]
        )
        assert (event.unit or "", event.responsible) == (row["case:group"], row["case:responsible"])
        assert closed.get(row["case:concept:name"]) == (datetime.fromisoformat(end) if end else None)


@real
def test_every_step_of_a_fine_is_an_action_and_every_appeal_a_case() -> None:
    """Given the fines, then each row is one action in the fine's case, and appeals open cases with the fine's article."""
    log = raw("traffic_fines.csv.gz")
    steps = Counter(row["activity"] for row in log)
    article = {row["case_id"]: row["article"] for row in log if row["activity"] == "Create Fine"}
    found = translated(FINES, "traffic_fines.csv.gz")
    names = Counter((entry.event.case_type, entry.event.name) for entry in found)
    appeals = [entry for entry in found if isinstance(entry.event, ComplaintReceived)]

    assert [entry.case for entry in found if entry.event.case_type == "fine"] == [row["case_id"] for row in log]
    assert all(entry.event.whole_day for entry in found)
    assert names["fine", "payment"] == steps["Payment"]
    assert names["fine", "fine-notified"] == steps["Insert Fine Notification"]
    assert names["fine-appeal", "complaint-decided"] == steps["Receive Result Appeal from Prefecture"]
    assert Counter(entry.event.kind for entry in appeals if isinstance(entry.event, ComplaintReceived)) == {
        "prefecture": steps["Insert Date Appeal to Prefecture"],
        "judge": steps["Appeal to Judge"],
    }
    for entry in appeals:
        assert isinstance(entry.event, ComplaintReceived)
        assert entry.event.attributes == {"article": article[str(entry.event.concerns)]}


@real
def test_importing_a_real_log_twice_changes_nothing(journal: Journal, tmp_path: Path) -> None:
    """Given the permits imported from CSV, when they are imported again from XES, then every event is a duplicate."""
    tallies = [
        import_log(
            journal,
            read_mapping(WABO / "mapping.toml"),
            [DATA / log],
            known=published([WABO / "casetype.toml"]),
            now=datetime(2026, 4, 1, tzinfo=UTC),
            rejections_file=tmp_path / "r.jsonl",
        )
        for log in ("wabo_receipt.csv.gz", "wabo_receipt.xes.gz")
    ]

    assert [tally[:4] for tally in tallies] == [(8577, 11340, 0, 0), (8577, 0, 11340, 0)]
    assert journal.head().position == 11340
