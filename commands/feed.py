"""A calendar feed of open deadlines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..delivery.feeds.calendar_feed import calendar
from ..delivery.feeds.feed_file import replace
from ..operations.feed import feed as deadlines
from ..projections.queue.deadline_feed import Feed
from ..terminal import language
from ..terminal.language import both
from ..terminal.output import note, put_bytes, put_json, put_text
from .adapter import Call, with_files


@with_files("feed")
def feed(
    call: Call,
    *,
    to: Annotated[
        Path | None,
        Parameter(
            help=both(
                "Skriv kalenderen i denne fil, som andre kan hente imens (ellers vises den her).",
                "Write the calendar to this file, which others may fetch meanwhile (else it is shown here).",
            )
        ),
    ] = None,
) -> int:
    """Carry out ``sagsgang feed``."""
    asked = call.asked()
    with call.session() as session:
        found = deadlines(session, asked)
    made = b"" if call.json and to is None else calendar(found, language.LANGUAGE)
    changed = replace(to, made) if to is not None else None
    if call.json:
        put_json(found)
    elif to is None:
        put_bytes(made)
    else:
        put_text(
            both(f"Skrevet: {to}", f"Written: {to}") if changed else both(f"Uændret: {to}", f"Unchanged: {to}")
        )
    note(_left_out(found))
    return 0


def _left_out(found: Feed) -> str:
    """What a calendar can't show is said beside it."""
    n, suspended, without_end = len(found.items), found.suspended, found.without_end
    return both(
        f"Frister i kalenderen: {n}. Udeladt: {suspended} berostillede, {without_end} uden en dag at stå på.",
        f"Deadlines in the calendar: {n}. Left out: {suspended} suspended, {without_end} without a day to stand on.",
    )
