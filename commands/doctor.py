"""Examining an installation, also where the journal can't be opened."""

from __future__ import annotations

from ..operations.session import Installation
from ..terminal.host_clock import host_clock
from .adapter import Call, with_files
from .asking import place, url_of_what_is_there
from .listener import session_of


@with_files("doctor")
def doctor(call: Call) -> int:
    """Carry out ``sagsgang doctor``."""
    where = place.get()
    installation = Installation(url_of_what_is_there(where), where.home, host_clock())
    return call.answered(session_of(None, installation), call.asked())[1]
