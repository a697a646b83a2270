"""Looking over a journal, a mail server and a folder afterwards: was each reminder that came due sent once?"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, cast

from sagsgang.domain.events.case_events import Closed, Decided, Event, MeetingHeld, Returned
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import MeetingAgreed, MeetingCancelled
from sagsgang.domain.events.reminder_events import (
    ReminderIssued,
    ReminderUndelivered,
    ReminderWithheld,
    SchedulerRecord,
)
from sagsgang.journal.application import Journal

from ..delivery.mail_server import MailServer
from .living_cases import SOURCE, CameDue, Reminder, address_of, came_due

ISSUED, DELIVERED, WITHHELD, IN_DOUBT = "reminder-issued", "reminder-delivered", "reminder-withheld", "in-doubt"
# What may become of a reminder. One in doubt is delivered after all if the node that sent it wakes up and says so.
STORIES = {(WITHHELD,), (ISSUED, WITHHELD), (ISSUED, DELIVERED), (ISSUED, IN_DOUBT)}
STORIES_BY_MAIL = {*STORIES, (ISSUED, IN_DOUBT, DELIVERED)}
REASONS: dict[type[Event], tuple[str, str]] = {  # of a limit, of a meeting
    Decided: ("met", ""),
    Returned: ("cancelled", ""),
    Closed: ("lapsed", "meeting-over"),
    MeetingHeld: ("", "meeting-over"),
    MeetingCancelled: ("", "meeting-over"),
    MeetingAgreed: ("", "moved"),
}


class Account(NamedTuple):
    """How many reminders there were. late_seconds: from when each came due until it was decided on, in order.

    woken: in doubt first, and delivered after all. written_and_withheld: in the folder, and said to be withheld.
    """

    due: int
    issued: int
    withheld: int
    delivered: int
    in_doubt: int
    woken: int
    written_and_withheld: int
    late_seconds: list[float]


def audit(journal: Journal, mails: MailServer, folder: Path) -> Account:
    """Check everything, and count it."""
    told, noted = _read(journal)
    due = {reminder: found for one in told.values() for reminder, found in came_due(one)}
    assert set(noted) - set(due) == set(), "not due"
    assert set(due) - set(noted) == set(), "missed"
    stories: Counter[tuple[str, ...]] = Counter()
    keys: dict[str, dict[str, Reminder]] = {"mail": {}, "files": {}}
    ends: dict[str, str] = {}
    for reminder, notes in noted.items():
        story = _checked(reminder, due[reminder], notes)
        stories[story] += 1
        if story != (WITHHELD,):
            keys[_channel(reminder)][notes[0].event.id] = reminder
            ends[notes[0].event.id] = story[-1]
    _check_mails(mails, keys["mail"], ends)
    written = _checked_files(folder, keys["files"])
    delivered = {key for key in keys["files"] if ends[key] == DELIVERED}
    assert delivered <= written, "said to be delivered, and was not"
    return Account(
        due=len(due),
        issued=sum(count for story, count in stories.items() if story[0] == ISSUED),
        withheld=sum(count for story, count in stories.items() if story[-1] == WITHHELD),
        delivered=sum(count for story, count in stories.items() if story[-1] == DELIVERED),
        in_doubt=sum(count for story, count in stories.items() if IN_DOUBT in story),
        woken=stories[ISSUED, IN_DOUBT, DELIVERED],
        written_and_withheld=sum(ends[key] == WITHHELD for key in written),
        late_seconds=sorted((notes[0].recorded - due[one].at).total_seconds() for one, notes in noted.items()),
    )


def _read(journal: Journal) -> tuple[dict[str, list[Recorded]], dict[Reminder, list[Recorded]]]:
    """What the office told of each case, and what the scheduler noted of each reminder; and the journal's own order."""
    told: dict[str, list[Recorded]] = defaultdict(list)
    noted: dict[Reminder, list[Recorded]] = defaultdict(list)
    events = list(journal.read(0, journal.head().position))
    assert [one.position for one in events] == list(range(1, len(events) + 1))
    assert all(before.recorded <= after.recorded for before, after in pairwise(events))
    for one in events:
        event = one.event
        if isinstance(event, SchedulerRecord):
            ends = datetime.fromisoformat(event.ends)
            noted[Reminder(one.case, event.deadline, ends, event.step, event.to)].append(one)
        elif event.source == SOURCE and not one.case.startswith("$"):
            told[one.case].append(one)
    return told, noted


def _channel(reminder: Reminder) -> str:
    return "mail" if reminder.to == "citizen" else "files"


def _checked(reminder: Reminder, due: CameDue, notes: Sequence[Recorded]) -> tuple[str, ...]:
    """What became of one, in short. Fails if that can't be, or is not true."""
    story = tuple(
        one.event.reason if isinstance(one.event, ReminderUndelivered) else one.event.TOPIC for one in notes
    )
    assert story in (STORIES_BY_MAIL if _channel(reminder) == "mail" else STORIES), (reminder, story)
    first = notes[0].event
    assert cast(ReminderIssued, first).due_at == due.at
    if isinstance(first, ReminderIssued):
        assert due.ended is None or due.ended.recorded > first.occurred, "issued, and was pointless"
    if isinstance(notes[-1].event, ReminderWithheld):
        assert due.ended is not None, "withheld without a reason"
        assert due.ended.position < notes[-1].position
        of_limit, of_meeting = REASONS[type(due.ended.event)]
        assert notes[-1].event.reason == (of_limit if reminder.deadline else of_meeting)
    return story


def _check_mails(mails: MailServer, issued: dict[str, Reminder], ends: dict[str, str]) -> None:
    """Each e-mail is at the server once at most; what is said to be delivered is there, and what is there was issued."""
    arrived = Counter(mails.ids)
    assert [one for one, count in arrived.items() if count > 1] == [], "sent twice"
    by_id = {f"<{key}@kommune.example.dk>": key for key in issued}
    for taken in mails.accepted:
        key = by_id[taken.message_id]
        assert taken.to == address_of(issued[key].case)
        assert ends[key] in (DELIVERED, IN_DOUBT), "sent, and the journal says nothing of it"
    for one, key in by_id.items():
        assert ends[key] != DELIVERED or arrived[one] == 1, "said to be delivered, and was not"


def _checked_files(folder: Path, issued: dict[str, Reminder]) -> set[str]:
    """The keys of all that is in the folder; each file is that of the reminder whose name it has."""
    written = set()
    for file in folder.glob("[!.]*"):
        data = json.loads(file.read_text(encoding="utf-8"))["data"]
        reminder = issued[data["key"]]
        assert file.name == f"{data['key']}.json"
        assert (data["about"]["case"], data["about"]["step"]) == (reminder.case, reminder.step)
        assert datetime.fromisoformat(data["about"]["ends"]) == reminder.ends
        assert data["to"] == ("leader" if reminder.to == "team-leader" else "abc")
        written.add(data["key"])
    return written
