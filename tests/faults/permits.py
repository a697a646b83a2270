"""A constructed log of permit cases, its case type and its mapping, as files; and the same log as CloudEvents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

CASE_TYPE = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["decided"]

[[action]]
name = "site-visit"
label = { da = "Besigtigelse", en = "Site visit" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { weeks = 8 }
met_by = ["decided"]
effect = "service"
"""

MAPPING = """
source = "urn:example:permits"
case = "P-${case}"
case_type = "permit"
id = "${row}"
occurred = "${day}"

[[event]]
event = "application-received"
when = { step = "received" }
unit = "${office}"

[[event]]
action = "site-visit"
when = { step = "visit" }

[[event]]
event = "decided"
when = { step = "decided" }
unit = "${office}"
"""

STEPS = (("received", 0), ("visit", 20), ("decided", 50))
TYPES = {"received": "application-received", "visit": "site-visit", "decided": "decided"}
OFFICES = ("North", "South", "East")


class Row(NamedTuple):
    """A row of the log."""

    row: int
    case: int
    step: str
    day: date
    office: str


def rows(cases: int) -> Iterator[Row]:
    """Three rows a case, in the order in which they happened; the last hundred cases are not decided yet."""
    told = [
        (date(2015, 1, 1) + timedelta(days=case // 10 + after), case, step)
        for case in range(cases)
        for step, after in STEPS
        if step != "decided" or case < cases - 100
    ]
    for number, (day, case, step) in enumerate(sorted(told)):
        yield Row(number, case, step, day, OFFICES[(case + (step == "decided")) % 3])


class Files(NamedTuple):
    """The files of a log, and how many rows it has."""

    case_type: Path
    mapping: Path
    log: Path
    events: int


def write(folder: Path, cases: int) -> Files:
    """Write case type, mapping and log."""
    files = Files(folder / "permit.toml", folder / "mapping.toml", folder / "log.csv", len(list(rows(cases))))
    files.case_type.write_text(CASE_TYPE, encoding="utf-8")
    files.mapping.write_text(MAPPING, encoding="utf-8")
    files.log.write_text(
        "row,case,step,day,office\n" + "".join(",".join(map(str, row)) + "\n" for row in rows(cases)),
        encoding="utf-8",
    )
    return files


def cloudevents(cases: int, source: str) -> list[str]:
    """The log as CloudEvents of a source, whose cases are its own, a line each."""
    return [json.dumps(_cloudevent(row, source)) for row in rows(cases)]


def _cloudevent(row: Row, source: str) -> dict[str, Any]:
    said = {"casetype": "permit"} | ({} if row.step == "visit" else {"unit": row.office})
    return {
        "specversion": "1.0",
        "source": f"urn:example:{source}",
        "id": str(row.row),
        "type": TYPES[row.step],
        "subject": f"{source}-{row.case}",
        "time": row.day.isoformat(),
        "data": said,
    }
