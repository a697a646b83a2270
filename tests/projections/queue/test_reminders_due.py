"""What was due: the projection against the long way, which cuts and folds a case's history at every instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.facts import Ladder
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import rows
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild

from ...domain.generated_ladders import KnownCase, known_case
from ...domain.reminders_reference import Known, WasDue, candidates, was_due
from ..published import every_calendar
from ..reminded_office import (
    CALENDAR_CHANGES,
    FIRST,
    LAST,
    by_reference,
    cases,
    change_a_calendar,
    comparable,
    due_instants,
    fill,
    in_order,
    projected,
    publish_calendars,
)

MICROSECOND = timedelta(microseconds=1)
NUMBERS = range(1_000, 1_040)


def order(one: tuple[str, WasDue]) -> tuple[Any, ...]:
    """By instant, and then somehow: equal instants of one case may come in any order of these."""
    case, due = one
    return due.at, case, due.deadline is None, due.deadline or "", due.ends.isoformat(), due.step, due.number


def from_rows(case: KnownCase) -> list[WasDue]:
    """What was due by the rows of a case, without a database."""
    times = [one.recorded for one in case.everything]
    found = []
    for row in rows(case.history, Law(case.publications)):
        said = row.payload
        if not isinstance(said, Ladder):
            continue
        ends = said.due_on or said.due_at
        assert ends is not None
        held = (said.governed_from, said.unit, said.responsible)
        found += [
            WasDue(at, said.deadline or None, ends, step, number, *held)
            for at, step, number in zip(said.at, said.steps, said.numbers, strict=True)
            if row.answers(at, bisect_right(times, at))
        ]
    return found


def made(number: int) -> KnownCase:
    """The case of this number."""
    return known_case(number, every_calendar(), instants=due_instants if number % 2 else None)


def told(case: KnownCase) -> str:
    """A case as a person reads it."""
    lines = [f"known_case({case.number})"]
    for one in case.everything[len(every_calendar()) :]:
        lines.append(f"{one.position:3} recorded {one.recorded} occurred {one.event.occurred} {one.event}")
    return "\n".join(lines)


def check(case: KnownCase) -> None:
    """The rows against the long way."""
    by_hand, by_rows = was_due(Known(case.history, case.publications, "case")), from_rows(case)
    assert len(set(by_rows)) == len(by_rows)
    only = {"reference": set(by_hand) - set(by_rows), "rows": set(by_rows) - set(by_hand)}
    assert not only["reference"], f"{only}\n{told(case)}"
    assert not only["rows"], f"{only}\n{told(case)}"


@settings(max_examples=80, deadline=None, derandomize=True)
@given(number=st.integers(0, 20_000))
def test_rows_and_reference_agree_on_what_was_due(number: int) -> None:
    """Given any case, when every instant at which a step might come is asked as of itself and as known at it,
    then the rows say that the same steps were due.
    """
    check(made(number))


@pytest.mark.soak
@pytest.mark.parametrize("block", range(20))
def test_rows_and_reference_agree_at_length(block: int) -> None:
    """The same law on 10,000 cases."""
    for number in range(block * 500, (block + 1) * 500):
        check(made(number))


def test_the_cases_reach_what_they_are_made_for() -> None:
    """Given the made-up cases, then among them are steps of deadlines and meetings that were due and, as known later,
    had not been, and the other way round; and steps at the very instant at which something was recorded.
    """
    seen: set[str] = set()
    for number in range(NUMBERS.start, NUMBERS.stop):
        case = made(number)
        known = Known(case.history, case.publications, "case")
        came = {(one.at, one.deadline, one.step, one.number) for one in was_due(known)}
        seen |= {"a deadline" if one[1] else "a meeting" for one in came}
        seen |= {"as it was recorded" for one in came if one[0] in known.times}
        last = known.cut(known.positions[-1])
        assert last is not None
        for at in candidates(known):
            later = {
                (at, one.deadline, r.step, r.number) for one in last.standing(at) for r in one.ladder if r.at == at
            }
            seen |= {"due, and later not"} if {one for one in came if one[0] == at} - later else set()
            seen |= {"not due, and later so"} if later - came else set()
    assert seen == {"a deadline", "a meeting", "as it was recorded", "due, and later not", "not due, and later so"}


@pytest.fixture(scope="module")
def office_url(server_url: str) -> Iterator[str]:
    """A journal with made-up cases, followed in three parts."""
    from ...conftest import fresh_database

    with fresh_database(server_url) as url:
        with Journal.open(url) as journal:
            fill_in_parts(journal)
        yield url


def fill_in_parts(journal: Journal) -> None:
    """A third of what is recorded at a time, each followed; and a calendar that changes in the middle."""
    publish_calendars(journal)
    parts = in_order(cases(NUMBERS))
    before = [one for one in parts if one.recorded < CALENDAR_CHANGES]
    after = [one for one in parts if one.recorded >= CALENDAR_CHANGES]
    fill(journal, before[: len(before) // 2])
    catch_up(journal)
    fill(journal, before[len(before) // 2 :])
    change_a_calendar(journal)
    catch_up(journal)
    fill(journal, after)
    catch_up(journal)


@contextmanager
def opened(url: str) -> Iterator[Journal]:
    """The journal."""
    with Journal.open(url) as journal:
        yield journal


def test_projection_and_reference_agree_on_what_was_due(office_url: str) -> None:
    """Given a journal of many cases, then the projection says that the same was due as the long way, in order."""
    with opened(office_url) as journal:
        found = [comparable(one) for one in projected(journal)]
        assert [one.at for _, one in found] == sorted(one.at for _, one in found)
        expected = sorted(by_reference(journal), key=order)
        assert sorted(found, key=order) == expected
        assert len(found) > 40


def test_windows_join_without_gap_or_overlap(office_url: str) -> None:
    """Given what was due in a long time, when it is asked in pieces that end at, before and after the very instants of
    steps, then the pieces joined are the whole, in its order.
    """
    with opened(office_url) as journal:
        whole = projected(journal)
        random = Random(17)
        for pieces in (1, 12):
            instants = [one.at for one in random.sample(whole, pieces)]
            moved = [one + random.choice((-MICROSECOND, timedelta(0), MICROSECOND)) for one in instants]
            bounds = [FIRST, *sorted({*moved, *instants}), LAST]
            joined = [one for since, until in pairwise(bounds) for one in projected(journal, since, until)]
            assert joined == whole
        at = whole[len(whole) // 2].at
        assert projected(journal, at, at) == []


def test_a_rebuild_changes_nothing_that_was_due(office_url: str) -> None:
    """Given what was due, when the projection is made anew from the journal, then the same was due."""
    with opened(office_url) as journal:
        whole = projected(journal)
        rebuild(journal, ["reminders"], processes=1)
        assert projected(journal) == whole


def test_what_is_recorded_later_changes_nothing_that_was_due(journal: Journal) -> None:
    """Given a journal that grows, late and correcting events included, when it is asked again what was due
    before, then the answer is the same.
    """
    publish_calendars(journal)
    parts = in_order(cases(range(1_200, 1_230)))
    answers: dict[datetime, list[Any]] = {}
    for year in (2004, 2009, 2014, 2020, 2025):
        until = datetime(year, 7, 1, tzinfo=UTC)
        fill(journal, [one for one in parts if max(answers, default=FIRST) < one.recorded <= until])
        catch_up(journal)
        answers[until] = projected(journal, FIRST, until)
        for earlier, answer in answers.items():
            assert projected(journal, FIRST, earlier) == answer, (earlier, until)
    assert len(answers[max(answers)]) > len(answers[min(answers)]) > 0
