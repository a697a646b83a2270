"""What was rejected: listed with its reasons, and given back to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated

import msgspec

from ..domain.text import Text
from ..domain.words.figures import counted
from ..intake.loading.rejected_lines import RejectedLines, is_from
from ..journal.rejections import KeptRejection
from ..projections.asking.shared_zone import zone_of_journal
from . import problems
from .operation_help import told
from .paging import Limit
from .session import Session

LAST_NUMBER = 1_000_000_000
_PAGE = 200  # rejections read at a time
_HEAVY = 8 << 20  # bytes of them, for a line may be large


class RejectionsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which rejections. Their numbers never change, so the number of one is where an answer ends."""

    after: Annotated[str | None, told("Kun efter dette nummer.", "Only after this number.")] = None
    limit: Limit = 50
    origin: Annotated[
        str | None, told("Kun fra denne fil (sti eller navn).", "Only from this file (path or name).")
    ] = None


class RejectedRecord(msgspec.Struct, kw_only=True):
    """A record that was rejected: its number, when it first was, the file and the line (from 1), and why."""

    id: int
    at: datetime
    origin: str
    line: int | None
    code: str
    reason: Text


class Rejections(msgspec.Struct, kw_only=True):
    """What was rejected, in the order of the rejections. next: the ``after`` of what follows.

    lost: how many were kept once and are gone, column names of files among them; null: nobody may say.
    """

    zone: str
    rejections: list[RejectedRecord]
    lost: int | None
    next: str | None = None


def rejections(session: Session, asked: RejectionsAsked) -> Rejections:
    """What was rejected, and why. Raises Problem ``bad-cursor``."""
    # Without their bytes: a list shows none of them, and they may be many.
    kept = [
        RejectedRecord(
            id=one.id,
            at=one.at,
            origin=one.rejection.origin,
            line=one.rejection.line,
            code=one.rejection.code,
            reason=one.rejection.reason,
        )
        for one in islice(_kept(session, asked), asked.limit + 1)
    ]
    found = kept[: asked.limit]
    return Rejections(
        zone=zone_of_journal(session.journal).key,
        rejections=found,
        lost=session.journal.rejections_missing(),
        next=str(found[-1].id) if found and len(kept) > len(found) else None,
    )


def give_back(
    session: Session, asked: RejectionsAsked, most: int | None, write: Callable[[bytes], object]
) -> int | None:
    """Write the rejected lines themselves, under their column names. Gives what is ``lost``.

    most: so many rejections (None: all), whatever the limit. Raises Problem ``several-files``, ``bad-cursor``.
    """
    lines = RejectedLines(session.journal.headings())
    for line in lines.of(lambda: islice(_kept(session, asked), most)):
        write(line + b"\n")
    if lines.without_bytes:
        session.listener.note(_without_lines(lines.without_bytes))
    return session.journal.rejections_missing()


def _kept(session: Session, asked: RejectionsAsked) -> Iterator[KeptRejection]:
    """The rejections that are asked for, page by page."""
    after = _number_of(asked.after)
    while page := session.journal.rejections(_PAGE, after, _HEAVY):
        yield from (one for one in page if is_from(one, asked.origin))
        after = page[-1].id


def _number_of(after: str | None) -> int:
    """The number that is gone on from."""
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal()) or int(after) > LAST_NUMBER:
        raise problems.cursor_of_another_question()
    return int(after)


def _without_lines(files: int) -> Text:
    told = counted(files, Text("fil", "file was"), Text("filer", "files were"))
    return Text(
        f"{told.da} blev afvist som helhed og har ingen linjer her: hent dem igen.",
        f"{told.en} rejected as a whole, with no lines here: fetch them again.",
    )
