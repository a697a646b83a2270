"""A wire to the server that goes silent at a chosen moment: nothing is lost, nothing is closed, nothing goes on.

So it looks to the server when a client is stopped, or when its network is cut without a word.
"""

from __future__ import annotations

import socket
import threading

from .wire import Fate, Wire, shut_down


class SilentWire(Wire):
    """Counts the pieces that clients send, and lets no more than ``allowed`` through once that is set."""

    piece = 8_192

    def __init__(self, listening: socket.socket, server: str | tuple[str, int]):
        self.sent = 0
        self.allowed: int | None = None
        super().__init__(listening, server)

    def fate(self, data: bytes, outward: bool, noted: threading.Event) -> Fate:
        """Held, once as many have gone as are allowed."""
        if outward and self.allowed is not None and self.sent >= self.allowed:
            return "held"
        self.sent += outward
        return "passes"

    def mend(self) -> None:
        """Cut what went silent; new connections go through."""
        self.allowed = None
        shut_down(*self._held)
