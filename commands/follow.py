"""Following the journal: the projections are kept at its end, so that who asks finds them there."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..journal.connection.locks import LockHeld
from ..journal.server.embedded import keep_log_bounded
from ..log import log
from ..operations.session import OTHERS_SECONDS
from ..projections.upkeep.catch_up import catch_up
from ..projections.upkeep.follower import Follower, check_rights
from ..scheduler.node.stop_signals import ending_at_signals, stopped_by_signals
from ..terminal.language import both
from ..terminal.logs import log_from
from .adapter import Call, with_files
from .asking import journal, place


@with_files("follow")
def follow(
    call: Call,
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
) -> int:
    """Carry out ``sagsgang follow``. What keeps it from following at all ends it before it begins."""
    if once:
        return call.carry_out(call.asked())[1]
    with ending_at_signals(), journal() as opened:
        check_rights(opened)
        with suppress(LockHeld):  # somebody else is at it: then nothing keeps anyone from it
            catch_up(opened, wait=OTHERS_SECONDS)
        log_from("INFO", os.environ)
        follower = Follower(opened, f"follow {os.getpid()}", partial(_log_moved, place.get().home))
        with stopped_by_signals(follower):
            follower.run()
    return 0


def _log_moved(home: Path | None, position: int, events: int, seconds: float) -> None:
    if home is not None:
        keep_log_bounded(home)
    log.info("folded in", position=position, events=events, seconds=round(seconds, 3))
