"""A list that only grows, and is shared by everyone who holds an earlier end of it.

The story of a case is kept as it stood after each of its events. With a list in each of them, what is kept would grow
with the square of the events; a trail has one link for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


def twin(one: T) -> T:
    """The same thing once more, sharing all that it holds. Quicker than ``copy``, and done at each event of a story."""
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__)
    return other


class _Link(NamedTuple, Generic[T]):
    before: _Link[T] | None
    last: T


class Trail(Generic[T]):
    """What came, in its order. ``add`` changes this trail and no copy of it."""

    __slots__ = ("_end",)

    def __init__(self) -> None:
        self._end: _Link[T] | None = None

    def add(self, one: T) -> None:
        """The next."""
        self._end = _Link(self._end, one)

    def copy(self) -> Trail[T]:
        """A trail that goes on from the same end."""
        other = Trail[T]()
        other._end = self._end
        return other

    def __iter__(self) -> Iterator[T]:
        """From the first to the last."""
        found, link = list[T](), self._end
        while link is not None:
            found.append(link.last)
            link = link.before
        return reversed(found)

    def same_as(self, other: Trail[T]) -> bool:
        """Whether both say the same. Costs as much as what came since they were one."""
        mine, theirs = self._end, other._end
        while mine is not theirs:
            if mine is None or theirs is None or mine.last != theirs.last:
                return False
            mine, theirs = mine.before, theirs.before
        return True
