"""The laws of bitemporal rows, on generated histories with late, corrected and annulled events and rule changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.events.corrections import in_force
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CaseTypePublished
from sagsgang.domain.facts import DeadlinePeriod
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import FactRow, rows
from sagsgang.domain.fold.story import fold

from ..published import Published, published

MICROSECOND = timedelta(microseconds=1)
numbers = st.integers(0, 200_000)
seeds = st.integers(0, 2**32)
MANY = settings(max_examples=400, deadline=None, derandomize=True)


def believed(case: Published, law: Law, as_of: datetime, position: int) -> set[tuple[object, ...]]:
    """The answer by the long way: cut the history at the position, fold it, keep what holds at the instant."""
    history = [one for one in case.history if one.position <= position]
    rules = law.rules("case", position)
    if rules is None or not history:
        return set()
    return {
        (fact.kind, fact.key, fact.payload)
        for fact in facts_of(fold(history, rules))
        if fact.opened_at <= as_of and (fact.closed_at is None or as_of < fact.closed_at)
    }


def answered(found: list[FactRow], as_of: datetime, position: int) -> set[tuple[object, ...]]:
    """The answer that the rows give."""
    return {row.identity[:3] for row in found if row.answers(as_of, position)}


def instants(found: list[FactRow], random: Random) -> list[datetime]:
    """Moments worth asking about: every moment at which a row opens or closes, just before it, and some others."""
    turns = sorted({row.opened_at for row in found} | {row.closed_at for row in found if row.closed_at})
    chosen = random.sample(turns, min(6, len(turns)))
    anywhere = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=random.randint(0, 12_000))
    return [*chosen, *(turn - MICROSECOND for turn in chosen), anywhere, datetime(2200, 1, 1, tzinfo=UTC)]


def check_cut_equals_known_at(number: int, seed: int) -> None:
    """Ask rows and the long way the same questions."""
    random = Random(seed)
    case = published(number)
    law = Law(case.publications)
    found = rows(case.history, law)
    for position in random.sample(range(1, case.head + 1), min(4, case.head)):
        for as_of in instants(found, random):
            assert answered(found, as_of, position) == believed(case, law, as_of, position), (
                number,
                position,
                as_of,
            )


@MANY
@given(number=numbers, seed=seeds)
def test_cutting_the_history_and_folding_equals_asking_what_was_known(number: int, seed: int) -> None:
    """Given any case, when it is asked as of T known at p, then the rows answer as the history cut at p does."""
    check_cut_equals_known_at(number, seed)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(20))
def test_cutting_and_folding_at_length(block: int) -> None:
    """The same law on 40,000 cases."""
    for number in range(block * 2_000, (block + 1) * 2_000):
        check_cut_equals_known_at(number, number)


@MANY
@given(number=numbers)
def test_every_row_is_well_formed(number: int) -> None:
    """Given any case, then no interval of its rows runs backwards on either axis, and numbers are dense."""
    case = published(number)
    found = rows(case.history, Law(case.publications))
    assert [row.n for row in found] == list(range(len(found)))
    for row in found:
        assert (row.closed_at is None) == (row.closed_pos is None)
        assert row.closed_at is None or row.closed_at >= row.opened_at
        assert row.closed_pos is None or row.closed_pos >= row.opened_pos
        assert row.withdrawn_pos is None or row.withdrawn_pos > row.opened_pos
        ends = [end for end in (row.closed_pos, row.withdrawn_pos) if end is not None]
        assert row.closed_pos is None or row.withdrawn_pos is None or max(ends) == row.withdrawn_pos
        assert 1 <= row.opened_pos <= case.head


@MANY
@given(number=numbers, seed=seeds)
def test_a_later_event_only_closes_withdraws_and_adds(number: int, seed: int) -> None:
    """Given the rows of a case, when they are read as known at p, then they are the rows of the history up to p.

    This is what lets the live projection fill in closings instead of starting over.
    """
    case = published(number)
    found = rows(case.history, Law(case.publications))
    position = Random(seed).randint(1, case.head)
    early = rows(
        [one for one in case.history if one.position <= position],
        Law([one for one in case.publications if one.position <= position]),
    )
    assert [_as_known(row, position) for row in found if row.opened_pos <= position] == [
        _as_known(row, position) for row in early
    ]


def _as_known(row: FactRow, position: int) -> tuple[object, ...]:
    closed = row.closed_pos is not None and row.closed_pos <= position
    withdrawn = row.withdrawn_pos is not None and row.withdrawn_pos <= position
    return (
        row.n,
        row.identity,
        row.opened_pos,
        row.closed_at if closed else None,
        row.closed_pos if closed else None,
        row.withdrawn_pos if withdrawn else None,
    )


@MANY
@given(number=numbers, days=st.integers(1, 40))
def test_moving_a_rules_validity_changes_only_what_it_governs(number: int, days: int) -> None:
    """Given a case, when a version's first day moves and no clock with it, then nothing that held before either day changes;
    and if nothing happened in the case between the two days, and no deadline ran out, nothing changes at all.
    """
    case = published(number)
    versions = [one for one in case.publications if isinstance(one.event, CaseTypePublished)]
    dated = [one for one in versions if one.event.definition.valid_from is not None]
    if not dated:
        return
    chosen = dated[number % len(dated)]
    was = chosen.event.definition.valid_from
    becomes = was + timedelta(days=days)
    if any(one.event.definition.valid_from == becomes for one in versions):
        return
    same = [one for one in dated if one is not chosen and one.event.definition.valid_from == was]
    between = [one for one in dated if one is not chosen and was < one.event.definition.valid_from < becomes]
    if same or between:
        return  # moving it would also change the order of the versions
    moved = [_moved(one, becomes) if one is chosen else one for one in case.publications]
    before, after = Law(case.publications), Law(moved)
    rules, then = before.rules("case", case.head), after.rules("case", case.head)
    assert rules is not None
    assert then is not None
    if any(rules.start_of(day) != then.start_of(day) for day in _days(was, becomes)):
        return  # with another clock days end at other instants
    first = rules.start_of(was)
    old, new = rows(case.history, before), rows(case.history, after)
    happened = [one.event.occurred for one in in_force(case.history, rules.local)[0]]
    happened += [row.payload.overdue_from for row in old if isinstance(row.payload, DeadlinePeriod)]
    touched = any(at is not None and first <= at < rules.start_of(becomes) for at in happened)
    for as_of in instants(old + new, Random(number)):
        if not touched or as_of < first:
            assert answered(old, as_of, case.head) == answered(new, as_of, case.head), (number, as_of)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=passed) for passed in range((last - first).days + 1)]


def _moved(publication: Recorded, becomes: object) -> Recorded:
    event = publication.event
    definition = msgspec.structs.replace(event.definition, valid_from=becomes)
    return publication._replace(event=msgspec.structs.replace(event, definition=definition))
