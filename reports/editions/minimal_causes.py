"""The smallest part of what came in that still leads to what is said now."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence, Set

Trial = Generator[frozenset[int], list[str], dict[int, list[str]]]


def needed(pool: Sequence[int], about: Mapping[int, Set[int]]) -> Trial:
    """Find the positions without which something else would be said.

    pool: the positions that may be left out. about: position to those that speak of it and go with it. Yields the
    positions to leave out, and is sent what would then be said otherwise (nothing: all is the same). Returns the
    positions that are needed, each with what would be otherwise without it (and what speaks of it): leaving out all
    others changes nothing, leaving out one more does. What is spoken of goes first, so that no annulled event stays
    without its annulment; then the latest, so that of two that would each do, the earlier stays. Large parts are
    tried before single ones, because most of a long history makes no difference.
    """
    out: frozenset[int] = frozenset()
    kept = sorted(pool, reverse=True)
    for one in [one for one in kept if about.get(one)]:
        without = out.union((one,), about[one])
        if one not in out and not (yield without):
            out = without
    kept = [one for one in kept if one not in out]
    size = max(1, len(kept) // 2)
    while True:
        because: dict[int, list[str]] = {}
        tried = kept
        for start in range(0, len(tried), size):
            part = [one for one in tried[start : start + size] if one in kept]
            if not part:
                continue
            without = out.union(part, *(about.get(one, ()) for one in part))
            otherwise = yield without
            if otherwise:
                because[part[0]] = otherwise
            else:
                out = without
                kept = [one for one in kept if one not in out]
        if size == 1 and len(kept) == len(tried):
            return because
        size = max(1, size // 2)


def step(search: Trial, otherwise: list[str] | None) -> frozenset[int] | dict[int, list[str]]:
    """The next positions to leave out, or in the end what is needed. otherwise: of the last trial; none: the first."""
    try:
        return next(search) if otherwise is None else search.send(otherwise)
    except StopIteration as ended:
        found: dict[int, list[str]] = ended.value
        return found
