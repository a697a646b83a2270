"""A small office that the tests ask: its case types, and four cases, a complaint and a case far away.

=============  ===========================================================================================
15/0012345     received on 27 November 2015, decided on 30 December, not closed
15/0012346     received on 30 November at 9:00, closed on 10 December at 9:00, undecided
15/0012347     received on 1 December, decided on 15 December, closed on 16 December
15/0012348     received on 7 December at 8:00, still open
K-2015-31      a complaint about the first, received on 31 December, decided and upheld on 20 January 2016
V-1            received in New York on 7 December at noon, still open
=============  ===========================================================================================

A decision is due four weeks after the application; all days are those of Copenhagen, but for V-1.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sagsgang.cli import run

SOURCE = "urn:example:office"
CENTRE, ISLAND = "Borgerservice Ørestad", "Jobcenter Ærø"

PERMIT = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["closed"]

[[action]]
name = "site-visit"
label = { da = "Besigtigelse", en = "Site visit" }

[[attribute]]
name = "channel"
label = { da = "Kanal", en = "Channel" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { weeks = 4 }
met_by = ["decided"]
effect = "legal"
source = "Eksempelloven § 1"
"""

VISA = PERMIT.replace('id = "permit"', 'id = "visa"\nzone = "America/New_York"')

COMPLAINT = """
id = "complaint"
title = { da = "Klage", en = "Complaint" }
role = "complaint"
opens = ["complaint-received"]
closes = ["closed"]
"""


def event(id_: int | str, case: str, type_: str, time: str, **data: Any) -> dict[str, Any]:
    """A CloudEvent."""
    return {
        "specversion": "1.0",
        "source": SOURCE,
        "id": str(id_),
        "type": type_,
        "subject": case,
        "time": time,
        "data": data,
    }


def received(id_: int | str, case: str, time: str, unit: str, **data: Any) -> dict[str, Any]:
    """An application for a permit."""
    return event(id_, case, "application-received", time, **{"casetype": "permit", "unit": unit, **data})


EVENTS = [
    received(1, "15/0012345", "2015-11-27", CENTRE, responsible="Åse Sørensen", attributes={"channel": "brev"}),
    event(2, "15/0012345", "decided", "2015-12-30T10:00:00+01:00", outcome="granted"),
    received(3, "15/0012346", "2015-11-30T09:00:00+01:00", ISLAND, attributes={"channel": "web"}),
    event(4, "15/0012346", "closed", "2015-12-10T09:00:00+01:00", reason="withdrawn"),
    received(5, "15/0012347", "2015-12-01", CENTRE, attributes={"channel": "web"}),
    event(6, "15/0012347", "decided", "2015-12-15T12:00:00+01:00", outcome="refused"),
    event(7, "15/0012347", "closed", "2015-12-16"),
    received(8, "15/0012348", "2015-12-07T08:00:00+01:00", ISLAND, responsible="Jørgen Ægidius-Kjærsgård"),
    event(
        9,
        "K-2015-31",
        "complaint-received",
        "2015-12-31",
        casetype="complaint",
        concerns="15/0012345",
        kind="decision",
    ),
    event(10, "K-2015-31", "complaint-decided", "2016-01-20", outcome="changed"),
    event(11, "K-2015-31", "complaint-upheld", "2016-01-20"),
    received(12, "V-1", "2015-12-07T12:00:00-05:00", CENTRE, casetype="visa"),
]


def publish(database: str, folder: Path) -> None:
    """Publish the office's case types."""
    files = []
    for name, text in (("permit", PERMIT), ("visa", VISA), ("complaint", COMPLAINT)):
        files.append(folder / f"{name}.toml")
        files[-1].write_text(text, encoding="utf-8")
    assert run(["--database", database, "type", "publish", *map(str, files)]) == 0


def append(database: str, folder: Path) -> None:
    """Append what happened in the office."""
    file = write(folder / "events.jsonl", EVENTS)
    assert run(["--database", database, "append", str(file)]) == 0


def write(file: Path, events: list[dict[str, Any]]) -> Path:
    """CloudEvents as JSON lines."""
    file.write_text("".join(json.dumps(one) + "\n" for one in events), encoding="utf-8")
    return file
