"""Making the journal, and putting back what guards it."""

from __future__ import annotations

from ..terminal.loading_pages import note_lost_rejections
from .adapter import Call, with_files


@with_files("init")
def init(call: Call) -> int:
    """Carry out ``sagsgang init``."""
    found, status = call.carry_out(call.asked(), mend=True)
    note_lost_rejections(found.rejections_lost)
    return status
