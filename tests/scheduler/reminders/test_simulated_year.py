"""A simulated time, ticked every hour and ticked badly: the same reminders, each once, in order, and for good reason."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import accumulate, islice, repeat
from multiprocessing import get_context
from typing import NamedTuple

import pytest
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.reminder_events import About, Key, ReminderIssued, ReminderWithheld, key_of
from sagsgang.domain.fold.law import Law
from sagsgang.domain.rules.reminder_step import Recipient

from ...domain.reminders_reference import Go, Known, WasDue, pointless, step_of, was_due
from ..simulated_year import TYPE, Told, happens, published
from ..simulation import ClockedJournal, Noted, Run, Ticked, every_hour, quick_database, with_outages


class Time(NamedTuple):
    """What is lived through: an office of so many cases."""

    cases: int
    begin: datetime
    end: datetime


LIVES = ("well", "ill")
SHARES = 20  # in which the reference goes through the cases


def everything(cases: int, begin: datetime, end: datetime) -> list[Told]:
    """All that is recorded, in order."""
    return sorted([*published(), *(one for number in range(cases) for one in happens(number, begin, end))])


def lived(server_url: str, time: Time, life: str, say: Callable[[str], None]) -> tuple[list[Noted], list[Ticked]]:
    """A journal of its own, lived through with a scheduler that is never ill, or often."""

    def progress(at: datetime) -> None:
        if at.hour == 0:
            say(f"{life} {at:%Y-%m-%d}")

    with quick_database(server_url) as url, ClockedJournal.open(url) as journal:
        run = Run(journal, everything(*time))
        if life == "well":
            every_hour(run, time.begin, time.end, progress)
        else:
            with_outages(run, time.begin, time.end, progress, seed=time.cases)
        return run.notes(), run.ticks


class Expectation(NamedTuple):
    """A reminder that is to be noted: when it came due first, and why it was pointless at its tick of each run."""

    at: datetime
    reasons: tuple[str | None, ...]


class Timetable:
    """The ticks of a run: which of them decides on what came due at an instant."""

    def __init__(self, ticks: Sequence[Ticked]) -> None:
        self.ticks = ticks
        self.decided = list(accumulate((one.until for one in ticks), max))

    def of(self, at: datetime) -> Ticked:
        """The first that reached it; a tick whose clock was set back reaches nothing new."""
        return self.ticks[bisect_left(self.decided, at)]


def expectations(time: Time, runs: Sequence[Timetable], share: int) -> dict[str, Expectation]:
    """What the page says is noted, by the long way, and by key, in a share of the cases; the reference is not told what
    the scheduler notes."""
    histories: dict[str, list[Recorded]] = {}
    publications: list[Recorded] = []
    for position, one in enumerate(everything(*time), 1):
        into = histories.setdefault(one.case, []) if one.case else publications
        into.append(Recorded(position, one.case, len(into) + 1, one.recorded, one.event))
    law = Law(publications)
    found: dict[str, Expectation] = {}
    for case, history in islice(histories.items(), share, None, SHARES):
        known = Known(history, publications, TYPE, law)
        came = was_due(known)
        for due in came:
            if time.begin <= due.at <= runs[0].decided[-1]:
                gos = [Go(tick.until, tick.at, came) for tick in (run.of(due.at) for run in runs)]
                for to in step_of(known, due)[0].to:
                    reasons = [pointless(known, due, to, go) for go in gos]
                    found.setdefault(key(case, due, to), Expectation(due.at, tuple(reasons)))
    return found


def key(case: str, due: WasDue, to: Recipient) -> str:
    """The key of a step that came due, for a recipient."""
    about: About = "meeting" if due.deadline is None else "deadline"
    return key_of(Key(case, about, due.deadline, due.ends.isoformat(), due.step, due.number, to))


def check(notes: Sequence[Noted], run: Timetable, place: int, expected: dict[str, Expectation]) -> Counter[str]:
    """One run: what was noted is what came due, each once, in order, and issued unless pointless at its tick."""
    noted = [one.event.id for one in notes]
    assert len(set(noted)) == len(noted)
    missed = {key: expected[key] for key in expected.keys() - set(noted)}
    extra = [one for one in notes if one.event.id not in expected]
    assert not missed, (len(missed), list(missed.items())[:5])
    assert not extra, (len(extra), extra[:5])
    came = [one.event.due_at for one in notes]
    assert came == [expected[key].at for key in noted]
    assert came == sorted(came)
    assert [one.event.occurred for one in notes] == [run.of(at).until for at in came]
    said = [one.event.reason if isinstance(one.event, ReminderWithheld) else None for one in notes]
    wrong = [
        (reason, right, one)
        for reason, one in zip(said, notes, strict=True)
        if reason != (right := expected[one.event.id].reasons[place])
    ]
    assert not wrong, (Counter(one[:2] for one in wrong), wrong[:2])
    return Counter(reason or "issued" for reason in said)


def live_twice(
    server_url: str, time: Time, say: Callable[[str], None], pool: Executor | None = None
) -> tuple[Counter[str], Counter[str]]:
    """The same time with a scheduler that is never ill, and with one that often is; side by side, if there is a pool."""
    each = pool.map if pool else map
    (well, well_ticks), (ill, ill_ticks) = each(lived, repeat(server_url), repeat(time), LIVES, repeat(say))
    say(f"{len(well_ticks)} ticks, {len(well)} reminders; often ill: {len(ill_ticks)} ticks, {len(ill)} reminders")
    runs = [Timetable(well_ticks), Timetable(ill_ticks)]
    expected: dict[str, Expectation] = {}
    for share, found in enumerate(each(expectations, repeat(time), repeat(runs), range(SHARES))):
        expected |= found
        say(f"reference: {share + 1} of {SHARES} shares")
    assert [one.event.id for one in well] == [one.event.id for one in ill]
    became_well, became_ill = check(well, runs[0], 0, expected), check(ill, runs[1], 1, expected)
    issued = [{one.event.id for one in run if isinstance(one.event, ReminderIssued)} for run in (well, ill)]
    withheld = {one.event.id for one in ill if isinstance(one.event, ReminderWithheld)}
    assert issued[0] - issued[1] == issued[0] & withheld
    return became_well, became_ill


def utc(year: int, month: int, day: int) -> datetime:
    """The beginning of a day."""
    return datetime(year, month, day, tzinfo=UTC)


def test_weeks_with_outages_bring_the_same_reminders(server_url: str) -> None:
    """Given an office through the change to summer time and corrections of its law, when a scheduler ticks every hour,
    and when another is away for minutes or weeks, wakes up at odd times, its database's clock is set back and its
    projections are dropped, then both note the same reminders in the same order, each once, as the page says; and
    what is pointless when it is caught up is withheld for the right reason.
    """
    well, ill = live_twice(server_url, Time(150, utc(2025, 3, 26), utc(2025, 4, 4)), lambda line: None)
    assert well["issued"] > ill["issued"] > 0
    assert ill["overtaken"] > well["overtaken"]
    assert sum(well.values()) == sum(ill.values())


def say_so(line: str) -> None:
    """Progress for whoever waits: past pytest, from any process."""
    os.write(2, f"\n{datetime.now(UTC):%H:%M:%S} {line}".encode())


@pytest.mark.soak
@pytest.mark.parametrize(
    "time",
    [
        Time(200, utc(2025, 2, 15), utc(2025, 5, 15)),
        Time(200, utc(2025, 9, 15), utc(2025, 12, 15)),
        Time(20_000, utc(2025, 1, 1), utc(2026, 1, 1)),
    ],
    ids=["spring", "autumn", "year"],
)
def test_a_year_with_outages_brings_the_same_reminders(
    server_url: str, capfd: pytest.CaptureFixture[str], time: Time
) -> None:
    """The same through months, and through a year with 20,000 cases and both changes of the clock."""
    # Forked: pytest gives these modules names that a new interpreter would not find.
    with capfd.disabled(), ProcessPoolExecutor(2, get_context("fork")) as pool:
        well, ill = live_twice(server_url, time, say_so, pool)
        say_so(f"never ill: {dict(well)}; often ill: {dict(ill)}\n")
    assert set(ill) >= {"issued", "met", "moved", "meeting-over", "past", "active"}
