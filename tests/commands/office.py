"""A small office that the tests ask: its case types, and four cases, a complaint and a case far away.

A decision is due four weeks after the application; all days are those of Copenhagen, but for V-1, which is received in
New York at noon. The ledger::

    2015-11-27        15/0012345  application-received  case_type=permit unit="Borgerservice Ørestad" \
                                    responsible="Åse Sørensen" attributes.channel=brev id=1
    2015-12-30T10:00  15/0012345  decided               outcome=granted id=2
    2015-11-30T09:00  15/0012346  application-received  case_type=permit unit="Jobcenter Ærø" attributes.channel=web id=3
    2015-12-10T09:00  15/0012346  closed                reason=withdrawn id=4
    2015-12-01        15/0012347  application-received  case_type=permit unit="Borgerservice Ørestad" \
                                    attributes.channel=web id=5
    2015-12-15T12:00  15/0012347  decided               outcome=refused id=6
    2015-12-16        15/0012347  closed                id=7
    2015-12-07T08:00  15/0012348  application-received  case_type=permit unit="Jobcenter Ærø" \
                                    responsible="Jørgen Ægidius-Kjærsgård" id=8
    2015-12-31        K-2015-31   complaint-received    case_type=complaint concerns=15/0012345 kind=decision id=9
    2016-01-20        K-2015-31   complaint-decided     outcome=changed id=10
    2016-01-20        K-2015-31   complaint-upheld      id=11
    2015-12-07T18:00  V-1         application-received  case_type=visa unit="Borgerservice Ørestad" id=12
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sagsgang.cli import run

from ..ledger import SOURCE, cloudevents, read

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


def happened(ledger: str) -> list[dict[str, Any]]:
    """A ledger as the CloudEvents that a case system sends."""
    return cloudevents(read(ledger))


EVENTS = happened(__doc__)


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
