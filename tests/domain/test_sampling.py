"""A sample that anyone can draw again: the order, the strata, the digest, and what a redrawing compares."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.domain.events.office_events import SampledCase, SampleDrawn, Stratum
from sagsgang.domain.sampling import METHOD, Draw, allocate, deviations, digest_of, draw, in_order

REFERENCES = st.text(st.sampled_from("abcæøåAÅ0159-_./:#"), min_size=1, max_size=12)
POPULATIONS = st.sets(REFERENCES, max_size=40)
SEEDS = st.text(min_size=1, max_size=10).filter(lambda seed: seed.isprintable())
STRATA = st.dictionaries(REFERENCES, st.sampled_from([None, "Centrum", "Nord", "Syd", "Øst", ""]), max_size=60)
SIZES = st.dictionaries(st.sampled_from([None, "", "a", "b", "c", "d"]), st.integers(1, 300), min_size=1)


def by_hand(references: set[str], seed: str, size: int) -> list[str]:
    """The sample by the letter of the method: hash each line, write hash and reference on a line, sort, cut."""
    lines = []
    for reference in references:
        text = seed.encode("utf-8") + b"\x0a" + reference.encode("utf-8")
        lines.append((hashlib.sha256(text).hexdigest(), reference))
    return [reference for _, reference in sorted(lines)][:size]


@given(POPULATIONS, SEEDS, st.integers(0, 50))
def test_the_sample_is_the_first_by_hash(references: set[str], seed: str, size: int) -> None:
    """Given any cases, seed and size, then the sample is what hashing, sorting and cutting by hand gives, the digest
    that of the sorted references with newlines between them, and the size is the one asked for or all there are."""
    drawn = draw(dict.fromkeys(references), seed, size, stratified=False)
    assert [one.case for one in drawn.cases] == by_hand(references, seed, size)
    assert drawn.digest == hashlib.sha256(b"\n".join(sorted(r.encode() for r in references))).hexdigest()
    assert drawn.population == len(references)
    assert len(drawn.cases) == min(size, len(references))
    assert drawn.strata == ()


@given(st.lists(REFERENCES, unique=True, max_size=30), st.randoms(use_true_random=False), SEEDS)
def test_the_order_of_the_cases_does_not_matter(references: list[str], random: Any, seed: str) -> None:
    """Given the same cases in two orders, then they are drawn in the same order and have the same digest."""
    shuffled = random.sample(references, len(references))
    assert in_order(references, seed) == in_order(shuffled, seed)
    assert digest_of(references) == digest_of(shuffled)


@given(POPULATIONS, POPULATIONS, SEEDS)
def test_further_cases_come_in_between_and_move_no_other(cases: set[str], more: set[str], seed: str) -> None:
    """Given a population, when cases are added, then those that were there stay in the same order among themselves."""
    with_more = in_order(cases | more, seed)
    assert [case for case in with_more if case in cases] == in_order(cases, seed)


@given(POPULATIONS.filter(lambda cases: len(cases) > 12))
def test_another_seed_is_another_order(cases: set[str]) -> None:
    """Given more than a dozen cases, then not all of four seeds put them in the same order."""
    assert len({tuple(in_order(cases, seed)) for seed in ("2011-04", "2011-05", "a", "b")}) > 1


@given(STRATA, SEEDS, st.integers(0, 70))
def test_each_stratum_gives_the_first_of_its_own(population: dict[str, str | None], seed: str, size: int) -> None:
    """Given cases in strata, then each stratum tells how many cases it has and how many it gives, and gives the first of
    its own in the order; together they are as many as asked for, or all there are."""
    drawn = draw(population, seed, size, stratified=True)
    assert {each.stratum for each in drawn.strata} == set(population.values())
    for each in drawn.strata:
        members = {case for case, stratum in population.items() if stratum == each.stratum}
        mine = [one.case for one in drawn.cases if one.stratum == each.stratum]
        assert (each.population, each.drawn) == (len(members), len(mine))
        assert mine == by_hand(members, seed, len(mine))
    assert len(drawn.cases) == min(size, len(population))


@given(SIZES, st.integers(0, 400))
def test_places_are_divided_in_proportion(sizes: dict[str | None, int], places: int) -> None:
    """Given strata and places, then all places are given, no stratum gives more than it has, and with as many places as
    strata none is without. Where the largest remainders leave none without, each is less than one from its exact part."""
    given = allocate(sizes, places)
    whole = sum(sizes.values())
    places = min(places, whole)
    assert sum(given.values()) == places
    assert all(0 <= given[name] <= sizes[name] for name in sizes)
    if places >= len(sizes):
        assert all(given.values())
    if places < len(sizes) or all(places * size >= whole for size in sizes.values()):
        assert all(abs(given[name] - places * sizes[name] / whole) < 1 for name in sizes)


@pytest.mark.parametrize(
    ("sizes", "places", "given"),
    [
        # 30 of 120: 16.75, 9.75 and 3.5 places; the whole ones are 28, the largest remainders .75 and .75
        ({"Centrum": 67, "Nord": 39, "Syd": 14}, 30, {"Centrum": 17, "Nord": 10, "Syd": 3}),
        # three equal remainders of one third each, one place left: the first by name
        ({"c": 10, "b": 10, "a": 10}, 4, {"a": 2, "b": 1, "c": 1}),
        # cases without a value stand before all names
        ({"a": 10, None: 10}, 3, {None: 2, "a": 1}),
        # 2.91, 0.06 and 0.03: all three to the first, and then one each from it to those without
        ({"a": 97, "b": 2, "c": 1}, 3, {"a": 1, "b": 1, "c": 1}),
        # with two places for three strata somebody must be without
        ({"a": 97, "b": 2, "c": 1}, 2, {"a": 2, "b": 0, "c": 0}),
        # two with most: the first by name gives its place up
        ({"a": 48, "b": 48, "c": 1}, 4, {"a": 1, "b": 2, "c": 1}),
        # more places than cases: everything
        ({"a": 2, "b": 1}, 9, {"a": 2, "b": 1}),
    ],
)
def test_places_worked_out_by_hand(
    sizes: dict[str | None, int], places: int, given: dict[str | None, int]
) -> None:
    """Given strata whose shares can be worked out by hand, then they get the places of the rule."""
    assert allocate(sizes, places) == given


def recorded(drawn: Draw) -> SampleDrawn:
    """The event of a draw."""
    at = datetime(2011, 4, 12, tzinfo=UTC)
    return SampleDrawn(
        source="test",
        id="1",
        occurred=at,
        method=METHOD,
        seed="s",
        size=3,
        as_of=at,
        position=9,
        **drawn._asdict(),
    )


DRAWN = draw({"F-1": "Nord", "F-2": "Nord", "F-3": "Syd", "F-4": "Syd", "F-5": "Nord"}, "s", 3, stratified=True)


def test_a_sample_drawn_again_is_the_same() -> None:
    """Given a recorded sample, when it is drawn again, then nothing differs."""
    assert deviations(recorded(DRAWN), DRAWN) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"population": 6}, ["population"]),
        ({"digest": "0" * 64}, ["digest"]),
        ({"strata": (Stratum(stratum="Nord", population=3, drawn=1), DRAWN.strata[1])}, ["stratum Nord"]),
        ({"strata": DRAWN.strata[:1]}, ["stratum Syd"]),
        ({"cases": DRAWN.cases[1:]}, [DRAWN.cases[0].case]),
        (
            {"cases": (SampledCase(case="F-9", stratum="Nord"), *DRAWN.cases[1:])},
            ["F-9", DRAWN.cases[0].case],
        ),
        ({"cases": DRAWN.cases[::-1]}, ["order"]),
    ],
)
def test_what_was_altered_is_found(changes: dict[str, Any], what: list[str]) -> None:
    """Given a recorded sample of which one thing was altered, when it is drawn again, then that thing differs, alone."""
    altered = msgspec.structs.replace(recorded(DRAWN), **changes)
    assert [each.what for each in deviations(altered, DRAWN)] == what
