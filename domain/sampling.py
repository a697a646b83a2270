"""A sample that anyone can draw again: the cases of a population in an order that only the seed decides.

The method ``sha256-order/1``, to the letter:

1. Each case reference has the key SHA-256(seed + newline + reference), of the UTF-8 bytes, as 64 hexadecimal digits.
2. The order is by key (two equal keys: by reference). The sample is the first cases in that order, all of them where
   the population is smaller than the size.
3. With strata the places are divided first: each stratum gets the whole part of size × its cases / all cases; what is
   left goes, one place each, to the largest remainders (equal ones: by the stratum's name). Then, if there are at
   least as many places as strata, none stays without: the first stratum by name that has no place takes one from the
   stratum with the most (equal ones: the first by name), until each has one. Each stratum's sample is the first of
   its own cases in the order. Cases without a value are a stratum of their own, before all names.
4. The digest of the population is SHA-256 of its references, sorted by code point, with newlines between them.

Nothing here is random: whoever knows the population and the seed gets the same cases, with sha256sum and sort.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

import msgspec

from .events.office_events import SampledCase, SampleDrawn, Stratum

METHOD = "sha256-order/1"


class Draw(NamedTuple):
    """What was drawn. strata: none unless the draw was stratified; cases: by stratum, each in the order of the draw."""

    population: int
    digest: str
    strata: tuple[Stratum, ...]
    cases: tuple[SampledCase, ...]


class Deviation(msgspec.Struct, frozen=True):
    """Something in which a recorded sample and the same draw made again differ."""

    what: str
    recorded: str
    redrawn: str


def key_of(seed: str, reference: str) -> str:
    """The key that places a case in the order: 64 hexadecimal digits."""
    return sha256(f"{seed}\n{reference}".encode()).hexdigest()


def in_order(references: Iterable[str], seed: str) -> list[str]:
    """The references in the order of the draw, whatever order they come in."""
    return sorted(references, key=lambda reference: (key_of(seed, reference), reference))


def digest_of(references: Iterable[str]) -> str:
    """The digest of a population: 64 hexadecimal digits."""
    return sha256("\n".join(sorted(references)).encode()).hexdigest()


def allocate(sizes: Mapping[str | None, int], places: int) -> dict[str | None, int]:
    """How many cases each stratum gives, by largest remainder; see the method, step 3.

    sizes: the cases of each stratum, one or more. Never more places than cases.
    """
    names = sorted(sizes, key=_by_name)
    whole = sum(sizes.values())
    places = min(places, whole)
    given = {name: places * sizes[name] // whole for name in names}
    by_remainder = sorted(names, key=lambda name: (-(places * sizes[name] % whole), _by_name(name)))
    for name in by_remainder[: places - sum(given.values())]:
        given[name] += 1
    if places >= len(names):
        for name in names:
            if given[name] == 0:
                given[max(names, key=lambda other: given[other])] -= 1
                given[name] = 1
    return given


def draw(population: Mapping[str, str | None], seed: str, size: int, *, stratified: bool) -> Draw:
    """Draw ``size`` cases. population: reference to stratum, which counts only where the draw is stratified."""
    if not stratified:
        drawn = in_order(population, seed)[:size]
        return Draw(len(population), digest_of(population), (), tuple(SampledCase(case=case) for case in drawn))
    members: dict[str | None, list[str]] = {}
    for reference, stratum in population.items():
        members.setdefault(stratum, []).append(reference)
    given = allocate({stratum: len(references) for stratum, references in members.items()}, size)
    strata = tuple(
        Stratum(stratum=stratum, population=len(members[stratum]), drawn=number)
        for stratum, number in given.items()
    )
    cases = tuple(
        SampledCase(case=case, stratum=stratum)
        for stratum, number in given.items()
        for case in in_order(members[stratum], seed)[:number]
    )
    return Draw(len(population), digest_of(population), strata, cases)


def deviations(recorded: SampleDrawn, again: Draw) -> list[Deviation]:
    """In what a recorded sample differs from the draw made again; empty where they are the same."""
    found = [
        Deviation(what, str(was), str(now))
        for what, was, now in (
            ("population", recorded.population, again.population),
            ("digest", recorded.digest, again.digest),
        )
        if was != now
    ]
    was_strata = {each.stratum: each for each in recorded.strata}
    now_strata = {each.stratum: each for each in again.strata}
    for name in sorted(was_strata.keys() | now_strata.keys(), key=_by_name):
        was, now = _places(was_strata.get(name)), _places(now_strata.get(name))
        if was != now:
            found.append(Deviation(f"stratum {name or ''}".rstrip(), was, now))
    missing = [one for one in recorded.cases if one not in again.cases]
    added = [one for one in again.cases if one not in recorded.cases]
    found += [Deviation(one.case, _told(one), "") for one in missing]
    found += [Deviation(one.case, "", _told(one)) for one in added]
    if not missing and not added and recorded.cases != again.cases:
        found.append(Deviation("order", _listed(recorded.cases), _listed(again.cases)))
    return found


def _by_name(stratum: str | None) -> tuple[bool, str]:
    return stratum is not None, stratum or ""


def _places(stratum: Stratum | None) -> str:
    return "" if stratum is None else f"{stratum.drawn}/{stratum.population}"


def _told(one: SampledCase) -> str:
    return one.case if one.stratum is None else f"{one.case} ({one.stratum})"


def _listed(cases: Collection[SampledCase]) -> str:
    return ", ".join(one.case for one in cases)
