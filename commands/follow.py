"""Following the journal: the projections are kept at its end, so that who asks finds them there."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from ..journal.connection.locks import LockHeld
from ..journal.server.embedded import keep_log_bounded
from ..log import log
from ..operations.session import FOLLOWING, OTHERS_SECONDS
from ..projections.upkeep.catch_up import catch_up
from ..projections.upkeep.checkpoint import lag_of
from ..projections.upkeep.follower import Follower, check_rights
from ..scheduler.node.stop_signals import ending_at_signals, stopped_by_signals
from ..terminal.follower_pages import show_lag
from ..terminal.language import both, say
from ..terminal.logs import log_from
from ..terminal.output import answer
from ..terminal.progress import progress
from .asking import Json, journal, place


@ending_at_signals()
def follow(
    *,
    once: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "Før projektionerne ajour med det, der er registreret nu, og slut.",
                "Bring the projections up to date with what is recorded by now, and end.",
            ),
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang follow``. What keeps it from following at all ends it before it begins."""
    with journal() as opened:
        check_rights(opened)
        if once:
            with progress(say(FOLLOWING)) as advance:
                catch_up(opened, advance)
            lag = lag_of(opened)
            answer(
                {"position": opened.head().position, **msgspec.structs.asdict(lag)}, json, lambda _: show_lag(lag)
            )
            return
        with suppress(LockHeld):  # somebody else is at it: then nothing keeps anyone from it
            catch_up(opened, wait=OTHERS_SECONDS)
        log_from("INFO", os.environ)
        follower = Follower(opened, f"follow {os.getpid()}", partial(_say_moved, place.get().home))
        with stopped_by_signals(follower):
            follower.run()


def _say_moved(home: Path | None, position: int, events: int, seconds: float) -> None:
    if home is not None:
        keep_log_bounded(home)
    log.info("folded in", position=position, events=events, seconds=round(seconds, 3))
