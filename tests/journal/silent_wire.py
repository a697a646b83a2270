"""A wire to the server that goes silent at a chosen moment: nothing is lost, nothing is closed, nothing goes on.

So it looks to the server when a client is stopped, or when its network is cut without a word.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

from psycopg.conninfo import conninfo_to_dict

PIECE = 8_192  # bytes that go over the wire at a time


class SilentWire:
    """Counts the pieces that clients send, and lets no more than ``allowed`` through once that is set."""

    def __init__(self, listening: socket.socket, server: str | tuple[str, int]):
        self.sent = 0
        self.allowed: int | None = None
        self.silent = threading.Event()
        self._listening = listening
        self._server = server
        self._sockets: list[socket.socket] = []
        self._dumb: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.socket(socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET)
                far.connect(self._server)
                self._sockets += [near, far]
                for source, target, outward in ((near, far, True), (far, near, False)):
                    pump = threading.Thread(target=self._pump, args=(source, target, outward))
                    self._threads.append(pump)
                    pump.start()

    def _pump(self, source: socket.socket, target: socket.socket, outward: bool) -> None:
        with suppress(OSError):
            while data := source.recv(PIECE):
                if outward and self.allowed is not None and self.sent >= self.allowed:
                    self._dumb += [source, target]
                    self.silent.set()
                    return  # and both ends stay open
                if outward:
                    self.sent += 1
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Cut what went silent; new connections go through."""
        self.allowed = None
        for each in self._dumb:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Cut everything."""
        for each in [self._listening, *self._sockets]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in [self._listening, *self._sockets]:
            each.close()


@contextmanager
def silent_wire_to(url: str) -> Iterator[tuple[SilentWire, str]]:
    """A wire to the server of ``url``, and the URL that leads through it."""
    found = conninfo_to_dict(url)
    host, port = str(found.get("host", "localhost")), int(found.get("port") or 5432)
    server = str(Path(host) / f".s.PGSQL.{port}") if host.startswith("/") else (host, port)
    with TemporaryDirectory(prefix="sagsgang-wire-") as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(Path(folder) / ".s.PGSQL.5432"))
        listening.listen()
        wire = SilentWire(listening, server)
        user = quote(str(found.get("user", "postgres")))
        password = f":{quote(str(found['password']), safe='')}" if "password" in found else ""
        try:
            yield (
                wire,
                f"postgresql://{user}{password}@{urlsplit(url).path}?host={quote(folder, safe='')}&port=5432",
            )
        finally:
            wire.close()
