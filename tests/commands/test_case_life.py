"""The life of a case through the commands: what was so, and what was known, worked out by hand.

The case type gives four weeks from the application, which is not counted, to the decision; an end on a day off
runs to the next working day; ``suspended`` stops the clock. A-1 is told in five calls of ``append``:

1. ``received``: the application came on Friday 27 November 2015. Four weeks on is 25 December, Christmas Day; then
   come the second day of Christmas (Saturday) and a Sunday: due **Monday 28 December**.
2. ``decided``: on Wednesday 30 December at 10:00. Two days late: breached on 29 December at 00:00.
3. ``corrected``: the decision was made on 28 December. So it was in time after all.
4. ``late``: only now it is told that the clock stood from Tuesday 1 to Tuesday 8 December. Seven days are given back:
   25 December + 7 is 1 January, New Year's Day; then a Saturday and a Sunday: due **Monday 4 January 2016**.
5. ``annulled``: there was no decision at all. The term runs on, and is breached on 5 January at 00:00.

Beside it stand cases that no one changes their mind about:

B-1: received Monday 30 November 9:00, closed 10 December 9:00 undecided. 10 days; its term (28 December) lapsed.
C-1: received Tuesday 1 December, decided 15 December, closed 16 December. 15 days; its term (29 December) was met.
K-1: a complaint, received 31 December 2015; decided and upheld on 20 January 2016.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal

from ..conftest import fresh_database
from .conftest import Ask
from .office import event, happened, publish, received, write

TOLD = {
    "before": happened(
        """
        2015-11-30T09:00  B-1  application-received  case_type=permit unit=South id=b1
        2015-12-10T09:00  B-1  closed                id=b2
        2015-12-01        C-1  application-received  case_type=permit unit=North id=c1
        2015-12-15        C-1  decided               outcome=granted id=c2
        2015-12-16        C-1  closed                id=c3
        2015-12-31        K-1  complaint-received    case_type=complaint concerns=A-1 kind=decision id=k1
        2016-01-20        K-1  complaint-decided     id=k2
        2016-01-20        K-1  complaint-upheld      id=k3
        """
    ),
    "received": [received("a1", "A-1", "2015-11-27", "North", responsible="anna")],
    "decided": [event("a2", "A-1", "decided", "2015-12-30T10:00:00+01:00", outcome="refused")],
    "corrected": [
        event(
            "a3",
            "A-1",
            "corrected",
            "2016-01-07",
            corrects="a2",
            changes={"occurred": "2015-12-28"},
            reason="misread",
        )
    ],
    "late": [
        event("a4", "A-1", "suspended", "2015-12-01T08:00:00+01:00", reason="illness"),
        event("a5", "A-1", "resumed", "2015-12-08T08:00:00+01:00"),
    ],
    "annulled": [event("a6", "A-1", "annulled", "2016-01-11", annuls="a2", reason="another case")],
}


class Life(NamedTuple):
    """A journal in which all was told, and the time of registration of each telling's last event."""

    url: str
    known_at: dict[str, str]


@pytest.fixture(scope="module")
def life(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Each telling appended by a call of its own."""
    folder = tmp_path_factory.mktemp("life")
    known_at: dict[str, str] = {}
    with fresh_database(server_url) as url:
        publish(url, folder)
        for telling, events in TOLD.items():
            file = write(folder / f"{telling}.jsonl", events)
            assert run(["--database", url, "append", str(file)]) == 0
            with Journal.open(url) as journal:
                recorded = journal.head().recorded
            assert recorded is not None
            known_at[telling] = recorded.isoformat()
        yield Life(url, known_at)


# What was known, as of when: due, overdue and days left; nothing where the case was not in the queue.
QUEUE: list[tuple[str, str, tuple[str | None, bool, int | None] | None]] = [
    ("before", "2015-12-20", None),
    ("received", "2015-11-26", None),
    ("received", "2015-11-27", ("2015-12-28", False, 31)),
    ("received", "2015-12-28T23:59", ("2015-12-28", False, 0)),
    ("received", "2015-12-29", ("2015-12-28", True, -1)),
    ("decided", "2015-12-30T09:59:59", ("2015-12-28", True, -2)),
    ("decided", "2015-12-30T10:00", None),
    ("corrected", "2015-12-27T23:59:59", ("2015-12-28", False, 1)),
    ("corrected", "2015-12-28", None),
    ("corrected", "2015-12-30", None),
    ("late", "2015-12-01T07:59", ("2015-12-28", False, 27)),
    ("late", "2015-12-02", (None, False, 24)),
    ("late", "2015-12-08T08:00", ("2016-01-04", False, 27)),
    ("late", "2015-12-28", None),
    ("annulled", "2015-12-28", ("2016-01-04", False, 7)),
    ("annulled", "2016-01-04T23:59:59.999999", ("2016-01-04", False, 0)),
    ("annulled", "2016-01-05", ("2016-01-04", True, -1)),
]


@pytest.mark.parametrize(("known", "as_of", "expected"), QUEUE)
def test_the_queue(ask: Ask, life: Life, known: str, as_of: str, expected: tuple[Any, ...] | None) -> None:
    """Given A-1, when the queue is asked for as of a moment, using what was known after a telling, then A-1 is in it as
    worked out above. (On 2 December the clock stands: no due date, and 25 December - 1 December = 24 days left.)"""
    told = ask(life.url, "queue", "--unit", "North", "--as-of", as_of, "--known-at", life.known_at[known])
    found = [(item["due"], item["overdue"], item["days_left"]) for item in told["items"] if item["case"] == "A-1"]
    assert found == ([] if expected is None else [expected])
    others = [item["case"] for item in told["items"] if item["case"] != "A-1"]
    assert told["open"] == len(found) + len(others)
    assert told["overdue"] == sum(1 for _, overdue, _ in found if overdue)


def test_without_known_at_everything_is_known(ask: Ask, life: Life) -> None:
    """Given all tellings, when the queue is asked for without --known-at, then it is the last row above."""
    told = ask(life.url, "queue", "--as-of", "2016-01-05")
    assert [(item["case"], item["due"], item["overdue"]) for item in told["items"]] == [
        ("A-1", "2016-01-04", True)
    ]
    assert (told["open"], told["overdue"]) == (1, 1)


# The standing of A-1's events by their ids, and its deadline's state and first breach (in UTC), as of 1 February 2016.
HISTORY: list[tuple[str, dict[str, str], tuple[str, str | None]]] = [
    ("received", {"a1": "in-force"}, ("running", "2015-12-28T23:00:00Z")),
    ("decided", {"a1": "in-force", "a2": "in-force"}, ("met", "2015-12-28T23:00:00Z")),
    ("corrected", {"a1": "in-force", "a2": "corrected", "a3": "in-force"}, ("met", None)),
    (
        "annulled",
        {
            "a1": "in-force",
            "a2": "annulled",
            "a3": "in-force",
            "a4": "in-force",
            "a5": "in-force",
            "a6": "in-force",
        },
        ("running", "2016-01-04T23:00:00Z"),
    ),
]


@pytest.mark.parametrize(("known", "standing", "deadline"), HISTORY)
def test_the_history(
    ask: Ask, life: Life, known: str, standing: dict[str, str], deadline: tuple[str, str | None]
) -> None:
    """Given A-1, when it is shown as known after a telling, then each event stands as it did then, nothing recorded later
    is there, and the deadline is met or running, and breached or not, as worked out above."""
    told = ask(life.url, "case", "show", "A-1", "--as-of", "2016-02-01", "--known-at", life.known_at[known])
    assert {line["id"]: line["standing"] for line in told["events"]} == standing
    [line] = told["deadlines"]
    assert (line["state"], line["breached_at"]) == deadline


def test_why(ask: Ask, life: Life) -> None:
    """Given A-1 as known at last, when its deadline is explained, then the steps are: begun on 27 November with
    25 December rolled to 28 December for Christmas Day; stopped on 1 December; running again on 8 December with
    1 January rolled to 4 January for New Year's Day; and no rule has moved it."""
    told = ask(life.url, "case", "explain", "A-1", "decision", "--as-of", "2016-02-01")
    [one] = told["because"]
    steps = [
        (step["what"], step["unrolled_on"], step["due"], step["roll"] and step["roll"]["en"])
        for step in one["because"]
    ]
    assert [steps[0], steps[-1]] == [
        ("started", "2015-12-25", "2015-12-28", "Christmas Day"),
        ("resumed", "2016-01-01", "2016-01-04", "New Year's Day"),
    ]
    assert [step[0] for step in steps] == ["started", "suspended", "resumed"]
    assert (one["due"], one["overdue"], one["state"]) == ("2016-01-04", True, "running")
    assert one["rule"]["source"] == "Eksempelloven § 1"
    assert one["moved_by_rules"] == []


# How many cases are open and closed, by unit, as of a moment.
CASES: list[tuple[str, str, dict[str, tuple[int, int]]]] = [
    ("before", "2015-12-05", {"North": (1, 0), "South": (1, 0)}),
    ("received", "2015-12-05", {"North": (2, 0), "South": (1, 0)}),
    ("annulled", "2015-12-10T08:59:59", {"North": (2, 0), "South": (1, 0)}),
    ("annulled", "2015-12-10T09:00", {"North": (2, 0), "South": (0, 1)}),
    ("annulled", "2015-12-16", {"North": (1, 1), "South": (0, 1)}),
    ("annulled", "2015-11-29", {"North": (1, 0)}),
]


@pytest.mark.parametrize(("known", "as_of", "expected"), CASES)
def test_the_cases(ask: Ask, life: Life, known: str, as_of: str, expected: dict[str, tuple[int, int]]) -> None:
    """Given the permit cases A-1 and C-1 in North and B-1 in South, when they are counted by unit as of a moment, then a
    case is open from the instant of its application to that of its closing, which are included and excluded."""
    words = ("cases", "--type", "permit", "--by", "unit", "--as-of", as_of, "--known-at", life.known_at[known])
    told = ask(life.url, *words)
    assert {group["group"]: (group["open"], group["closed"]) for group in told["by"]} == expected
    assert told["open"] == sum(opened for opened, _ in expected.values())
    assert told["closed"] == sum(closed for _, closed in expected.values())


# fell_due, on_time, late, still_open of the permit type as of 1 February 2016.
TIMELINESS = [
    ("before", (1, 1, 0, 0)),
    ("received", (2, 1, 0, 1)),
    ("decided", (2, 1, 1, 0)),
    ("corrected", (2, 2, 0, 0)),
    ("late", (2, 2, 0, 0)),
    ("annulled", (2, 1, 0, 1)),
]


@pytest.mark.parametrize(("known", "expected"), TIMELINESS)
def test_the_timeliness(ask: Ask, life: Life, known: str, expected: tuple[int, int, int, int]) -> None:
    """Given the terms of A-1 and C-1 that fell due (B-1's lapsed with its case), when timeliness is asked for as known
    after a telling, then C-1 was in time, and A-1 went from open to late, to in time, and back to open."""
    moment = ("--as-of", "2016-02-01", "--known-at", life.known_at[known])
    [row] = ask(life.url, "stats", "timeliness", "--type", "permit", *moment)["rows"]
    assert (row["fell_due"], row["on_time"], row["late"], row["still_open"]) == expected


def test_the_timeliness_by_month(ask: Ask, life: Life) -> None:
    """Given what is known at last, then C-1 fell due in December and A-1 in January; from 1 January on there is A-1."""
    whole = ask(life.url, "stats", "timeliness", "--period", "month", "--cases", "--as-of", "2016-02-01")["rows"]
    assert [(row["period"], row["cases"]) for row in whole] == [("2015-12", ["C-1"]), ("2016-01", ["A-1"])]
    from_january = ask(
        life.url, "stats", "timeliness", "--from", "2016-01-01", "--cases", "--as-of", "2016-02-01"
    )["rows"]
    assert [row["cases"] for row in from_january] == [["A-1"]]
    to_january = ask(life.url, "stats", "timeliness", "--to", "2016-01-04", "--cases", "--as-of", "2016-02-01")[
        "rows"
    ]
    assert [row["cases"] for row in to_january] == [["C-1"]]


def test_the_case_time(ask: Ask, life: Life) -> None:
    """Given B-1 that took 10 days and C-1 that took 15, then the median and mean are 12.5, p90 = 10 + 0.9 * (15 - 10) =
    14.5, the longest is 15; as of 12 December there is B-1 alone, at 10 days."""
    words = ("stats", "case-time", "--type", "permit", "--as-of")
    [row] = ask(life.url, *words, "2016-02-01")["rows"]
    figures = [row[name] for name in ("n", "median_days", "mean_days", "p90_days", "min_days", "max_days")]
    assert figures == [2, 12.5, 12.5, 14.5, 10, 15]
    [row] = ask(life.url, *words, "2015-12-12")["rows"]
    assert [row[name] for name in ("n", "median_days", "p90_days", "max_days")] == [1, 10, 10, 10]


def test_the_complaints(ask: Ask, life: Life) -> None:
    """Given K-1, received in the last quarter of 2015 and upheld in the first of 2016, then each quarter counts what
    happened in it; received fell from 1 to 0, by 100 percent, which is said when the quarter is over."""
    rows = ask(life.url, "stats", "complaints", "--period", "quarter", "--as-of", "2016-02-01")["rows"]
    assert [(row["period"], row["received"], row["decided"], row["upheld"]) for row in rows] == [
        ("2015-Q4", 1, 0, 0),
        ("2016-Q1", 0, 1, 1),
    ]
    assert rows[1]["change_pct"] is None
    rows = ask(
        life.url, "stats", "complaints", "--period", "quarter", "--as-of", "2016-04-01", "--to", "2016-04-01"
    )["rows"]
    assert [(row["period"], row["received"], row["change_pct"]) for row in rows] == [
        ("2015-Q4", 1, None),
        ("2016-Q1", 0, -100),
    ]
    [then] = ask(life.url, "stats", "complaints", "--as-of", "2016-01-19")["rows"]
    assert (then["received"], then["upheld"]) == (1, 0)


def test_replaying_every_moment_finds_no_difference(ask: Ask, life: Life) -> None:
    """Given the moments after each telling, when the journal is replayed until then, then nothing differs."""
    for moment in life.known_at.values():
        assert ask(life.url, "replay", "--until", moment)["differences"] == 0


def test_the_files_of_a_life_appended_again(ask: Ask, life: Life, tmp_path: Path) -> None:
    """Given all tellings in one file, when it is appended, then each event was there already."""
    everything = [one for events in TOLD.values() for one in events]
    told = ask(life.url, "append", write(tmp_path / "all.jsonl", everything))
    assert (told["appended"], told["duplicates"], told["rejected"]) == (0, len(everything), 0)
