"""Pages of a list: a cursor goes on with the same question, at the moment and the position of the first page."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Any, Protocol, TypeVar

import msgspec

from ..projections.asking.reader import Moment, Reader
from . import problems
from .moments import FIRST_YEAR, LAST_YEAR, BadMoment, zone_of
from .operation_help import told
from .parameters import Asked
from .session import Session

MOST_SKIPPED = 1_000_000_000
MOST_LINES = 100_000
Lines = Annotated[int, msgspec.Meta(ge=0, le=MOST_LINES)]
Limit = Annotated[Lines, told("Højst så mange linjer.", "At most so many lines.")]
After = Annotated[
    str | None,
    told(
        "Gå videre, hvor et svar slap: dets »next«. Spørgsmålet er det samme.",
        'Go on where an answer ended: its "next". The question is the same.',
    ),
]
Line = TypeVar("Line")


class AskedInPages(Asked, frozen=True, kw_only=True):
    """The parameters of a question whose answer is a long list. Each such question has a struct of its own: a cursor knows
    its question by it.
    """

    limit: Limit = 50
    after: After = None


class InPages(msgspec.Struct, frozen=True, kw_only=True):
    """The same of a long list of what there is by now; each has a struct of its own too."""

    limit: Limit = 50
    after: After = None


class PublishedAsked(InPages, frozen=True, kw_only=True):
    """The same of a list of what is published by now."""

    limit: Limit = 1_000


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where an answer ended: of which question (a digest of its parameters), its moment and position, how many lines."""

    question: bytes
    as_of: datetime
    zone: str
    position: Annotated[int, msgspec.Meta(ge=0)]
    after: Annotated[int, msgspec.Meta(ge=0, le=MOST_SKIPPED)]

    def cursor(self) -> str:
        """The place as a word."""
        return urlsafe_b64encode(msgspec.msgpack.encode(self)).decode().rstrip("=")

    def of(self, moment: Moment) -> Moment:
        """The moment of the first page. moment: that of this one."""
        return moment._replace(as_of=self.as_of, zone=zone_of(self.zone), position=self.position)


def place_of(asked: AskedInPages | InPages) -> Place | None:
    """The place that is gone on from; None: the beginning. Raises Problem ``bad-cursor``."""
    if asked.after is None:
        return None
    try:
        padded = asked.after + "=" * (-len(asked.after) % 4)
        place = msgspec.msgpack.decode(urlsafe_b64decode(padded.encode("ascii")), type=Place)
        zone_of(place.zone)
    except (ValueError, msgspec.MsgspecError, BadMoment):
        raise problems.bad_cursor() from None
    if place.as_of.tzinfo is None or not FIRST_YEAR <= place.as_of.year <= LAST_YEAR:
        raise problems.bad_cursor()
    if place.question != _digest(asked):
        raise problems.cursor_of_another_question()
    return place


def _digest(asked: AskedInPages | InPages) -> bytes:
    """Of the question without its page."""
    question = msgspec.structs.replace(asked, limit=0, after=None)
    return blake2b(msgspec.msgpack.encode([type(asked).__name__, question]), digest_size=9).digest()


class ListPage(Protocol):
    """An answer that is one page of a list."""

    as_of: datetime
    position: int
    items: list[Any]
    next: str | None


Answer = TypeVar("Answer", bound=ListPage)


def continued(asked: AskedInPages | InPages, moment: Moment) -> Moment:
    """The moment of the page that is asked for: that of the first. moment: as the parameters say it."""
    place = place_of(asked)
    return place.of(moment) if place else moment


def page(
    session: Session,
    asked: AskedInPages | InPages,
    moment: Moment,
    question: Callable[[Reader, int, int], Answer],
) -> Answer:
    """The page of a list that is asked for. question: gives so many of its lines (at most), after so many others.

    Raises Problem ``bad-cursor``, ``not-reached``.
    """
    place, moment = place_of(asked), continued(asked, moment)
    found = session.put(moment, lambda reader: question(reader, asked.limit + 1, place.after if place else 0))
    if place and found.position < place.position:
        raise problems.not_reached(place.position)
    more = len(found.items) > asked.limit
    del found.items[asked.limit :]
    found.next = next_of(asked, moment, found.position, more=more)
    return found


def next_of(asked: AskedInPages | InPages, moment: Moment, position: int, *, more: bool) -> str | None:
    """The cursor of the lines after this page; None: there are no more, or it asks for none."""
    if not more or not asked.limit:
        return None
    place = place_of(asked)
    after = (place.after if place else 0) + asked.limit
    return Place(_digest(asked), moment.as_of.astimezone(UTC), moment.zone.key, position, after).cursor()


def part(
    asked: AskedInPages | InPages, moment: Moment, position: int, lines: Sequence[Line]
) -> tuple[list[Line], str | None]:
    """Of a whole list the lines of the page that is asked for, and the cursor of those after."""
    place = place_of(asked)
    first = place.after if place else 0
    end = first + asked.limit
    return list(lines[first:end]), next_of(asked, moment, position, more=end < len(lines))
