"""A case type that is in nobody's code: its reminders, and the notices of its office's calendar.

Of the old log, registered day by day: O-1 was ordered on 2 November 2020, so its receipt was due on the 5th, and was never
sent; it was closed on 1 December. O-2 was ordered on 7 December and registered on the 21st, when its receipt was overdue
already; the book was due on 4 January 2021, a Monday, and never came. All else was registered long after it happened, so no
reminder came due for it.
"""

from __future__ import annotations

import json

from . import library_cases as cases
from .library_office import OLD_LOG, Account, about

# One journal for all of them, on one worker.


@about("remind")
def test_what_came_due_before_the_scheduler_began_is_issued_by_hand(told: Account) -> None:
    """Given the winter of the old log, then O-1's receipt had its last day, at 8 on the Faroes, which is pointless
    since the case is closed; O-2's book had its last day, which is past, and was overdue the day after and a week later:
    the desk and the leader are told of the last of these alone."""
    [issued] = told.earlier("remind")
    assert (issued["issued"], issued["withheld"]) == (2, 4)
    found = told("remind", *OLD_LOG, "--dry-run")
    assert [(one["at"], one["case"], one["deadline"], one["step"], one["number"]) for one in found["items"]] == [
        ("2020-11-05T08:00:00Z", "O-1", "receipt", "last-day", 1),
        ("2021-01-04T08:00:00Z", "O-2", "supply", "last-day", 1),
        *[("2021-01-05T08:00:00Z", "O-2", "supply", "overdue", 1)] * 2,
        *[("2021-01-12T08:00:00Z", "O-2", "supply", "overdue", 2)] * 2,
    ]
    assert found["by_standing"] == {"withheld": 4, "delivered": 1, "undelivered": 1}
    later = told("remind", "--since", "2021-02-01", "--until", "2022-01-01", "--dry-run")
    assert later["due"] == 0


@about("scheduler run", "scheduler status", "outbox list", "outbox retry", "outbox dismiss")
def test_what_has_an_address_is_delivered_and_the_rest_waits_for_a_person(told: Account) -> None:
    """Given a desk with a mailbox and no team leader, and a board that gets notices, then a run delivers one
    reminder and one notice and gives up one; the status names them, and the folder has the words of the desk's
    language."""
    [run] = told.earlier("scheduler run")
    assert (run["delivered"], run["undelivered"], run["waiting"]) == (2, 1, 0)
    dead = told("outbox", "list")["items"]
    assert [(one["stream"], one["recipient"], one["reason_code"]) for one in dead] == [
        ("O-2", f"team-leader: {cases.EAST}", "no-address")
    ]
    status = told.call("scheduler", "status", "--json")
    assert status.status == 1
    assert [one["code"] for one in json.loads(status.out)["problems"]] == ["dead-letters"]
    assert told.call("scheduler", "status").status == 1
    assert told.call("outbox", "retry", "nobody").status == 1
    assert told.call("outbox", "dismiss", "nobody", "--by", "the desk", "--reason", "told by hand").status == 1
    sent = [json.loads(file.read_text("utf-8"))["data"] for file in (told.library.folder / "messages").iterdir()]
    assert sorted(one["to"] for one in sent) == ["board", "east"]
    [to_desk] = [one for one in sent if one["to"] == "east"]
    assert "O-2" in to_desk["text"]
    assert "mandag den 4. januar 2021" in to_desk["text"]
    assert cases.PERSON not in json.dumps(sent, ensure_ascii=False)


@about(
    "report-calendar check",
    "report-calendar publish",
    "report-calendar list",
    "report-calendar show",
    "report-calendar due",
    "report-calendar run",
)
def test_the_office_has_notices_of_its_own(told: Account) -> None:
    """Given a notice each quarter, published long after 2021, then it is checked, listed and shown; that of the
    second quarter of 2021 was made by hand, and stands in the outlook on the day on which it would have been due."""
    assert told("report-calendar", "check", told.library.folder / "notices.toml")["errors"] == []
    [published] = told.earlier("report-calendar publish")
    assert [one["id"] for one in published["published"]] == ["library"]
    assert [one["id"] for one in told("report-calendar", "list")["calendars"]] == ["library"]
    assert [one["id"] for one in told("report-calendar", "show", "library")["runs"]] == ["union"]
    [made] = told.earlier("report-calendar run")
    assert made["status"] == "made"
    due = told("report-calendar", "due", "--from", "2021-07-01", "--to", "2021-08-01")["runs"]
    assert [(one["run"], one["period"], one["status"]) for one in due] == [("union", "2021-Q2", "made")]
