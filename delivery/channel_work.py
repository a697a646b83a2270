"""One channel at work: it takes lines of the outbox, sends them in their order, and notes what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from time import monotonic
from typing import NamedTuple

import structlog

from ..domain.text import Text
from ..journal.application import Journal
from . import outbox
from .message import Channel, Delivered, InDoubt, Message, Outcome, Refused, Sender
from .outbox import IN_DOUBT, LEFT_IN_DOUBT, Connection, Kind, Line, Note
from .post import Post
from .reminder_desk import Desk, Pointless, Quiet, Ready

BATCH = 200  # lines in hand at once
FRESH_SECONDS = (
    30.0  # what was made ready longer ago is made anew: a slow channel sends nothing pointless or at night
)

NO_CHANNEL = Refused(
    "no-channel",
    Text(
        "Kanalen står ikke i filen med kanaler. Skriv den der, eller ret sagstypen.",
        "The channel is not in the file of channels. Write it there, or correct the case type.",
    ),
)
FAILED = InDoubt(
    "channel-failed",
    Text(
        "Kanalen fejlede uventet; fejlen står i loggen.",
        "The channel failed unexpectedly; the error stands in the log.",
    ),
)

log = structlog.get_logger()

Attempted = Callable[[str, str], None]


class Office(NamedTuple):
    """What all channels at work share; ``delivering.deliver`` says what each is.

    going: called before each message; what it raises ends the work after the message in hand.
    """

    journal: Journal
    post: Post
    node: str
    now: Callable[[], datetime]
    going: Callable[[], None]
    desks: Mapping[Kind, Desk]
    attempted: Attempted


def work(office: Office, name: str) -> None:
    """Send the lines of one channel until none is ready. Raises what ``going`` raises, and psycopg.Error."""
    channel = office.post.channels.get(name)
    opened = channel.open() if channel else nullcontext()
    with office.journal.connect() as connection, opened as sender:
        while True:
            office.going()
            lines = outbox.claim(connection, office.node, name, office.now(), BATCH)
            if not lines:
                return
            _Batch(office, connection, lines, channel, sender).send()


class _Batch:
    """Lines of one channel that this node has in hand."""

    def __init__(
        self,
        office: Office,
        connection: Connection,
        lines: Sequence[Line],
        channel: Channel | None,
        sender: Sender | None,
    ) -> None:
        self._office = office
        self._connection = connection
        self._lines = lines
        self._repeatable = channel is None or channel.repeatable
        self._sender = sender
        self._ready: Mapping[str, Ready] = {}
        self._made_at = 0.0

    def send(self) -> None:
        """All of them: those of a channel that is not repeatable are begun one by one, so that few are ever in doubt."""
        size = len(self._lines) if self._repeatable else 1
        for start in range(0, len(self._lines), size):
            self._send(start, start + size)

    def _send(self, start: int, end: int) -> None:
        """Some of them; what became of each is noted, too, when the delivery is to end in between."""
        office = self._office
        lines = self._lines[start:end]
        office.going()
        begun = outbox.begin(self._connection, office.node, [line.key for line in lines])
        notes: list[Note] = []
        try:
            for place, line in enumerate(lines, start):
                if line.key not in begun:
                    log.warning("line taken over by another node", case=line.stream, event_id=line.key)
                    continue
                office.going()
                notes.append(self._attempt(place, line))
        finally:
            outbox.note(self._connection, office.node, notes, office.now())

    def _attempt(self, place: int, line: Line) -> Note:
        if self._sender is None:
            outcome: Outcome | Ready = NO_CHANNEL
        else:
            outcome = self._made_ready(place)
            if isinstance(outcome, Message):
                outcome = self._hand_over(self._sender, outcome, line)
        ended = self._judged(line, outcome)
        said = _spoken(ended)
        log.info(
            "reminder" if line.kind == "reminder" else "report",
            outcome=said,
            case=line.stream,
            event_id=line.key,
            channel=line.channel,
            attempt=line.attempts + 1,
            reason=ended.code,
        )
        self._office.attempted(line.channel, said)
        return ended

    def _made_ready(self, place: int) -> Ready:
        """This line and all after it are made ready at once, and again when that was long ago."""
        if not self._ready or monotonic() - self._made_at > FRESH_SECONDS:
            left = self._lines[place:]
            self._ready = {}
            for kind in {line.kind for line in left}:
                desk = self._office.desks[kind]
                self._ready |= desk([line for line in left if line.kind == kind], self._office.now())
            self._made_at = monotonic()
        return self._ready[self._lines[place].key]

    def _hand_over(self, sender: Sender, message: Message, line: Line) -> Outcome:
        try:
            return sender.send(message)
        except Exception as error:
            # A channel promises not to raise. What the error says may be personal.
            log.error("channel failed", channel=line.channel, event_id=line.key, error=type(error).__name__)
            return FAILED

    def _judged(self, line: Line, outcome: Outcome | Ready) -> Note:
        """What becomes of the line."""
        match outcome:
            case Delivered():
                return Note(line.key, "delivered")
            case Pointless() if line.doubted:
                return Note(line.key, "undelivered", IN_DOUBT, LEFT_IN_DOUBT)
            case Pointless(reason):
                return Note(line.key, "withheld", reason)
            case Quiet(until):
                return Note(line.key, "waiting", next_at=until, quiet=True)
            case Refused(code, reason, lasting):
                return self._refused(line, code, reason, lasting)
            case InDoubt(code, reason):
                code = code if self._repeatable else IN_DOUBT
                return self._refused(line, code, reason, not self._repeatable)._replace(doubted=True)
        raise TypeError(f"{type(outcome).__name__} says nothing of a line")

    def _refused(self, line: Line, code: str, reason: Text, lasting: bool) -> Note:
        """It is tried again, unless that would not help or was done often enough."""
        pause = None if lasting else self._office.post.retry.wait(line.attempts + 1)
        if pause is None:
            return Note(line.key, "undelivered", code, reason)
        return Note(line.key, "waiting", code, reason, self._office.now() + pause)


def _spoken(ended: Note) -> str:
    if ended.state != "waiting":
        return ended.state
    return "quiet" if ended.quiet else "put-off"
