"""An office with ladders, written as TOML and CloudEvents, whose scheduler stood still since the spring of 2024.

Reminders began on 20 March 2024. Easter Sunday was 31 March, and so was the beginning of summer time. An answer is
due 30 days after the application; the citizen is told the day after.

P-1 is due on 31 March, which runs to Tuesday 2 April, and never answered; its citizen has no language, and its meeting
was before reminders began. Of P-2, answered on 28 March, a week before was 26 March. P-3 was recorded on the 27th: a week
before had passed by then; its citizen reads English. P-4 is due on 3 April; nobody holds it, and its citizen left no
number. The ledger::

    2024-03-01        P-1  application-received  case_type=permit unit=Centre responsible=abc \
        attributes.name="Signe Ærlig" attributes.mobile=+4520304050 recorded=2024-03-01T10:00
    2024-03-01        P-2  application-received  case_type=permit unit=Centre responsible=abc \
        attributes.name="Signe Ærlig" attributes.mobile=+4520304050 recorded=2024-03-01T10:00
    2024-03-04        P-4  application-received  case_type=permit unit=Centre \
        attributes.name="Signe Ærlig" recorded=2024-03-04T09:00
    2024-03-05        P-1  meeting-agreed        takes_place=2024-03-12T10:00 recorded=2024-03-05T09:00
    2024-03-01        P-3  application-received  case_type=permit unit=Centre responsible=abc \
        attributes.name="Signe Ærlig" attributes.mobile=+4520304050 attributes.language=en recorded=2024-03-27T09:00
    2024-03-28T12:00  P-2  decided               outcome=granted

What came due since, and what is to be made of it now: P-1 all three steps, of which the first is past; P-2 the first,
which was met; P-3 the other two; P-4 all three, the first past, the second with nowhere to go.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from sagsgang.cli import run
from sagsgang.journal.application import Journal

from ..ledger import append, local, read

SINCE, UNTIL = "2024-03-20", "2024-05-01"
BEGAN = local("2024-03-20")
MOBILE, NAME = "+4520304050", "Signe Ærlig"

PERMIT = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["closed"]
expects = ["meeting-agreed"]
attribute = [
    { name = "mobile", label = { da = "Mobil", en = "Mobile" }, personal = true },
    { name = "name", label = { da = "Navn", en = "Name" }, personal = true },
    { name = "language", label = { da = "Sprog", en = "Language" }, personal = true },
]

[citizen]
address = { sms = "mobile" }
language = "language"

[[deadline]]
id = "answer"
label = { da = "Svar", en = "Answer" }
after = "application-received"
term = { days = 30 }
met_by = "decided"

[[deadline.reminder]]
id = "week-before"
before = { days = 7 }
to = "responsible"
channel = "files"
subject = { da = "{case}: svar senest {due}", en = "{case}: answer by {due}" }
text = { da = "Svar på {title} {case} senest {due}.", en = "Answer the {title} {case} by {due}." }

[[deadline.reminder]]
id = "sorry"
after = { days = 1 }
at = "07:30"
to = "citizen"
channel = "sms"
subject = { da = "Nyt fra kommunen", en = "News from the municipality" }
text = { da = "Kære {name}. Du skulle have svar {due}.", en = "Dear {name}. Your answer was due on {due}." }
tells = ["name"]

[[deadline.reminder]]
id = "overdue"
after = { days = 1 }
to = "team-leader"
channel = "files"

[[meeting_reminder]]
id = "day-before"
before = { days = 1 }
at = "10:00"
to = "citizen"
channel = "sms"
"""

CHANNELS = """
[channel.files]
kind = "folder"
path = "{folder}/files"

[channel.sms]
kind = "folder"
path = "{folder}/sms"

[unit."Centre"]
mailbox = {{ files = "centre" }}
team_leader = {{ files = "leader" }}

[person.abc]
files = "abc"
language = "en"
"""


class Office(NamedTuple):
    """Where it is: the URL of its journal, its file of channels, and the folders that messages are fetched from."""

    url: str
    channels: Path
    files: Path
    sms: Path

    def fetched(self, folder: Path) -> list[dict[str, Any]]:
        """The messages in a folder, by case and step."""
        found = [json.loads(file.read_text("utf-8"))["data"] for file in folder.iterdir()]
        return sorted(found, key=lambda one: (one["about"]["case"], one["about"]["step"]))


def open_office(url: str, folder: Path) -> Office:
    """The office with what happened in it; nothing is decided yet."""
    file = folder / "permit.toml"
    file.write_text(PERMIT, encoding="utf-8")
    assert run(["--database", url, "type", "publish", str(file), "--recorded", "2024-02-01", "--json"]) == 0
    with Journal.open(url) as journal:
        append(journal, read(__doc__))
        journal.begin_reminders(BEGAN)
    channels, files, sms = folder / "channels.toml", folder / "files", folder / "sms"
    channels.write_text(CHANNELS.format(folder=folder), encoding="utf-8")
    files.mkdir()
    sms.mkdir()
    return Office(url, channels, files, sms)
