"""A wire to the database server, on which a test decides what becomes of each piece that goes over it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeVar
from urllib.parse import quote, urlsplit

from psycopg.conninfo import conninfo_to_dict

Fate = Literal["passes", "cut", "held"]
"""of a piece: it goes on; the connection is broken; it is held, and both ends stay open."""


class Wire:
    """Passes on what clients and server say. A kind of wire says otherwise by ``fate``."""

    piece = 65_536  # bytes that go over the wire at a time

    def __init__(self, listening: socket.socket, server: str | tuple[str, int]):
        self._listening = listening
        self._server = server
        self._sockets: list[socket.socket] = []
        self._held: list[socket.socket] = []
        self.silent = threading.Event()  # whether a piece was held
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def fate(self, data: bytes, outward: bool, noted: threading.Event) -> Fate:
        """What becomes of a piece. outward: from a client. noted: an event of this connection alone, for the wire to use."""
        raise NotImplementedError

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.socket(socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET)
                far.connect(self._server)
                self._sockets += [near, far]
                noted = threading.Event()
                for source, target, outward in ((near, far, True), (far, near, False)):
                    pump = threading.Thread(target=self._pump, args=(source, target, outward, noted))
                    self._threads.append(pump)
                    pump.start()

    def _pump(self, source: socket.socket, target: socket.socket, outward: bool, noted: threading.Event) -> None:
        with suppress(OSError):
            while data := source.recv(self.piece):
                match self.fate(data, outward, noted):
                    case "held":
                        self._held += [source, target]
                        self.silent.set()
                        return
                    case "cut":
                        break
                target.sendall(data)
        shut_down(source, target)

    def close(self) -> None:
        """Cut everything."""
        every = [self._listening, *self._sockets]
        shut_down(*every)
        for thread in self._threads:
            thread.join()
        for each in every:
            each.close()


W = TypeVar("W", bound=Wire)


def shut_down(*ends: socket.socket) -> None:
    """Let nothing go over these any more."""
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(url: str, kind: type[W]) -> Iterator[tuple[W, str]]:
    """A wire to the server of ``url``, and the URL that leads through it."""
    found = conninfo_to_dict(url)
    host, port = str(found.get("host", "localhost")), int(found.get("port") or 5432)
    server = str(Path(host) / f".s.PGSQL.{port}") if host.startswith("/") else (host, port)
    with TemporaryDirectory(prefix="sagsgang-wire-") as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(Path(folder) / ".s.PGSQL.5432"))
        listening.listen()
        wire = kind(listening, server)
        user = quote(str(found.get("user", "postgres")))
        password = f":{quote(str(found['password']), safe='')}" if "password" in found else ""
        path = urlsplit(url).path
        try:
            yield wire, f"postgresql://{user}{password}@{path}?host={quote(folder, safe='')}&port=5432"
        finally:
            wire.close()
