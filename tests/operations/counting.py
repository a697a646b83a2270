"""What an answer costs: connections, statements and folds, counted as they go by.

Statements are those that libpq sends, by its own trace: what begins and ends a transaction, too. A fold is a case told from
its first event on, to a story or to rows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import pq
from sagsgang.domain.fold.rows import rows
from sagsgang.domain.fold.story import fold

# A message from the client that the server carries out: a simple query, or the last of an extended one.
SENT = re.compile(
    r'^F\t\d+\t(?:Query\t "(?P<query>[^"]*)"|(?P<execute>Execute)\t|Parse\t "\w*" "(?P<parse>.*?)" \d+)',
    re.M | re.DOTALL,
)
FOLDS: dict[CodeType, str] = {fold.__code__: "story", rows.__code__: "rows"}


class Cost(NamedTuple):
    """How many of each."""

    connections: int
    statements: int
    folds: int


class Count:
    """What has gone by so far. folded: to what each fold led."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._traces: list[Any] = []
        self.folded: list[str] = []

    def watch(self, connection: psycopg.Connection[Any]) -> None:
        """Have libpq write down what goes over this connection."""
        trace = (self._folder / f"{len(self._traces)}.trace").open("w+b")
        self._traces.append(trace)
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)

    @property
    def texts(self) -> list[str]:
        """The statements."""
        found: list[str] = []
        for trace in self._traces:
            parsed = ""
            for sent in SENT.finditer(Path(trace.name).read_text("utf-8", errors="replace")):
                if sent["parse"] is not None:
                    parsed = " ".join(sent["parse"].split())
                else:
                    found.append(sent["query"] if sent["query"] is not None else parsed)
        return found

    @property
    def cost(self) -> Cost:
        """All of it."""
        return Cost(len(self._traces), len(self.texts), len(self.folded))

    def close(self) -> None:
        """Nothing more is written down."""
        for trace in self._traces:
            trace.close()


@contextmanager
def counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Count]:
    """Count in this thread, and on every connection that is made meanwhile."""
    count = Count(folder)
    connect: Callable[..., Any] = psycopg.Connection.connect.__func__  # type: ignore[attr-defined]

    def watched(kind: type[psycopg.Connection[Any]], *words: Any, **named: Any) -> psycopg.Connection[Any]:
        connection: psycopg.Connection[Any] = connect(kind, *words, **named)
        count.watch(connection)
        return connection

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in FOLDS:
            count.folded.append(FOLDS[frame.f_code])

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "connect", classmethod(watched))
        patch.setattr(psycopg, "connect", psycopg.Connection.connect)
        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            yield count
        finally:
            sys.setprofile(before)
    count.close()
