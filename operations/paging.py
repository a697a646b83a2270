"""Pages of long lists. An answer as of a moment and known at a position never changes, so a place in it is a number.

A cursor is such a place: the moment, the position, and how many lines came before. It is opaque to those who use it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar

import msgspec

from ..projections.asking.reader import Moment, Reader
from . import problems
from .operation_help import told
from .parameters import Asked, Limit
from .session import Session


class AskedInPages(Asked, frozen=True, kw_only=True):
    """The parameters of a question whose answer is a long list."""

    limit: Limit = 50
    after: Annotated[
        str | None,
        told("Gå videre, hvor et svar slap: dets »next«.", 'Go on where an answer ended: its "next".'),
    ] = None


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A place in a list as of a moment, known at a position: after so many lines."""

    as_of: datetime
    position: int
    after: int

    def written(self) -> str:
        """The cursor."""
        return urlsafe_b64encode(msgspec.msgpack.encode(self)).decode().rstrip("=")


def _place_of(asked: AskedInPages) -> Place | None:
    """The place that is asked for; None: the beginning. Raises Problem ``bad-cursor``."""
    if asked.after is None:
        return None
    try:
        padded = asked.after + "=" * (-len(asked.after) % 4)
        place = msgspec.msgpack.decode(urlsafe_b64decode(padded.encode("ascii")), type=Place)
    except (ValueError, msgspec.MsgspecError):
        raise problems.bad_cursor() from None
    if place.after < 0 or place.position < 0 or place.as_of.tzinfo is None:
        raise problems.bad_cursor()
    return place


class Listed(Protocol):
    """An answer that is one page of a list."""

    as_of: datetime
    position: int
    items: list[Any]
    next: str | None


Page = TypeVar("Page", bound=Listed)


def page(
    session: Session,
    asked: AskedInPages,
    moment: Moment,
    question: Callable[[Reader, int, int], Page],
) -> Page:
    """The page of a list that is asked for. question: gives so many of its lines (at most), after so many others.

    Every page is of the moment, and known at the position, of the first. Raises Problem ``bad-cursor``.
    """
    place = _place_of(asked)
    skipped = place.after if place else 0
    if place:
        moment = moment._replace(as_of=place.as_of)

    def one_more(reader: Reader) -> Page:
        return question(reader.at(place.position) if place else reader, asked.limit + 1, skipped)

    found = session.put(moment, one_more)
    if len(found.items) > asked.limit:
        del found.items[asked.limit :]
        if asked.limit:  # else there is no page after it
            found.next = Place(found.as_of, found.position, skipped + asked.limit).written()
    return found
