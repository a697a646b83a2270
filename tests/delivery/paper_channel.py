"""A channel of the tests that shows what was sent twice."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sagsgang.delivery.channels.message import Away, Delivered, Message, Outcome


class PaperChannel:
    """What is sent is one more line in a file each time: sent twice, it stands there twice.

    outcomes: what the next attempts come to, in order, instead of being delivered; None: delivered all the same.
    tried: the case of each attempt. absent: why it is not there, as said before any attempt.
    """

    def __init__(self, name: str, file: Path, *, repeatable: bool = False) -> None:
        self.name = name
        self.repeatable = repeatable
        self.file = file
        self.outcomes: deque[Outcome | None] = deque()
        self.tried: list[str] = []
        self.absent: Away | None = None

    @contextmanager
    def open(self) -> Iterator[PaperChannel]:
        """Nothing is kept open."""
        yield self

    def ready(self) -> Away | None:
        """Whether it is there."""
        return self.absent

    def send(self, message: Message) -> Outcome:
        """Write the line, unless something else is to happen."""
        self.tried.append(message.about["case"])
        outcome = self.outcomes.popleft() if self.outcomes else None
        if outcome is not None:
            return outcome
        line = json.dumps({"key": message.key, "to": message.to, "text": message.text, **message.about})
        with self.file.open("ab") as file:
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        return Delivered()

    @property
    def lines(self) -> list[dict[str, str]]:
        """What was written."""
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text().splitlines()]
