"""Stopping the embedded server."""

from __future__ import annotations

from ..domain.problem import Conflict
from ..journal.server.embedded import stop as stop_server
from ..terminal.language import both
from ..terminal.output import note
from .asking import place


def stop() -> None:
    """Carry out ``sagsgang stop``."""
    home = place.get().home
    if home is None:
        raise Conflict(
            code="not-ours",
            da="Databasen er angivet med en URL; sagsgang har ikke startet den og stopper den ikke.",
            en="The database is given by URL; sagsgang did not start it and does not stop it.",
        )
    stopped = stop_server(home)
    note(both("Stoppet.", "Stopped.") if stopped else both("Den kørte ikke.", "It was not running."))
