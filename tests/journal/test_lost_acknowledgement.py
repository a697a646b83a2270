"""When the answer to a commit is lost on the way, the journal finds out what became of it, and says so truly."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

import pytest
from psycopg.conninfo import conninfo_to_dict
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry
from sagsgang.journal.mapper import CaseEvent

from .examples import ANNA, BENT, application, guidance


class Wire:
    """A wire to the server that, when asked, loses the answer to the next COMMIT and breaks the connection."""

    def __init__(self, listening: socket.socket, server: str | tuple[str, int]):
        self.losing = threading.Event()
        self.lost = 0
        self._listening = listening
        self._server = server
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                family = socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET
                far = socket.socket(family)
                far.connect(self._server)
                self._sockets += [near, far]
                committing = threading.Event()
                for source, target, outward in ((near, far, True), (far, near, False)):
                    pump = threading.Thread(target=self._pump, args=(source, target, outward, committing))
                    self._threads.append(pump)
                    pump.start()

    def _pump(
        self, source: socket.socket, target: socket.socket, outward: bool, committing: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if outward and self.losing.is_set() and b"COMMIT" in data:
                    self.losing.clear()
                    committing.set()
                elif not outward and committing.is_set():
                    self.lost += 1
                    break  # the server has answered, so it has committed; the client shall not hear of it
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

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
def wire_to(url: str) -> Iterator[tuple[Wire, str]]:
    """A wire to the server of ``url``, and the URL that leads through it."""
    found = conninfo_to_dict(url)
    host, port = str(found.get("host", "localhost")), int(found.get("port") or 5432)
    server = str(Path(host) / f".s.PGSQL.{port}") if host.startswith("/") else (host, port)
    with TemporaryDirectory(prefix="sagsgang-wire-") as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(Path(folder) / ".s.PGSQL.5432"))
        listening.listen()
        wire = Wire(listening, server)
        user = quote(str(found.get("user", "postgres")))
        password = f":{quote(str(found['password']), safe='')}" if "password" in found else ""
        path = urlsplit(url).path
        try:
            yield wire, f"postgresql://{user}{password}@{path}?host={quote(folder, safe='')}&port=5432"
        finally:
            wire.close()


@pytest.fixture
def far(database_url: str) -> Iterator[tuple[Wire, Journal]]:
    """A journal at the end of a wire, with one event."""
    with wire_to(database_url) as (wire, url), Journal.open(url) as journal:
        journal.append([Entry(ANNA, application("a1"))])
        yield wire, journal


def test_an_append_whose_answer_was_lost_is_told_as_written(far: tuple[Wire, Journal]) -> None:
    """Given a batch whose commit is done but not heard of, then it was written once, and the outcome says so.

    What was a duplicate before stays one.
    """
    wire, journal = far
    wire.losing.set()
    outcomes = journal.append(
        [Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2")), Entry(BENT, application("b1"))]
    )
    assert wire.lost == 1
    assert [type(outcome) for outcome in outcomes] == [Duplicate, Appended, Appended]
    assert [(r.position, r.case, r.version) for r in journal.read(0, 9)] == [
        (1, ANNA, 1),
        (2, ANNA, 2),
        (3, BENT, 1),
    ]
    assert [o.recorded for o in outcomes if isinstance(o, Appended)] == [
        journal.recorded_at(2),
        journal.recorded_at(3),
    ]


def test_a_save_whose_answer_was_lost_is_no_conflict(far: tuple[Wire, Journal]) -> None:
    """Given an aggregate's events saved but not heard of, then the library gets their positions, not an error."""
    wire, journal = far
    wire.losing.set()
    recordings = journal.save(CaseEvent(ANNA, 2, guidance("a2")), CaseEvent(ANNA, 3, guidance("a3")))
    assert wire.lost == 1
    assert [recording.notification.id for recording in recordings] == [2, 3]
    assert journal.head().position == 3
