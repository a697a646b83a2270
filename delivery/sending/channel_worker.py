"""One channel at work: it takes lines of the outbox, sends them in their order, and notes what became of each.

When the channel is found away, it rests, and what is in hand is put back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from time import monotonic
from typing import Literal, NamedTuple

from ...domain.text import Text
from ...journal.application import Journal
from ...log import log
from ..channels.message import Away, Channel, Delivered, InDoubt, Message, NotAccepted, Outcome, Sender
from ..outbox import outbox
from ..outbox.circuit_breaker import OpenCircuit, close_circuit, open_circuit
from ..outbox.outbox import IN_DOUBT, LEFT_IN_DOUBT, Connection, Kind, LineResult, OutboxLine
from ..reminders.reminder_preparation import Pointless, Preparation, Quiet, Ready
from ..settings.settings import DeliverySettings

BATCH = 200  # lines in hand at once
FRESH_SECONDS = (
    30.0  # what was made ready longer ago is made anew: a slow channel sends nothing pointless or at night
)

NO_CHANNEL = Away(
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


Attempted = Callable[[str, str], None]


class DeliveryContext(NamedTuple):
    """What all channels at work share; ``delivering.deliver`` says what each is.

    going: called before each message; what it raises ends the work after the message in hand.
    """

    journal: Journal
    post: DeliverySettings
    node: str
    now: Callable[[], datetime]
    going: Callable[[], None]
    desks: Mapping[Kind, Preparation]
    attempted: Attempted


def work(office: DeliveryContext, name: str) -> None:
    """Send the lines of one channel until none is ready, or it rests. Raises what ``going`` raises, and psycopg.Error."""
    channel = office.post.channels.get(name)
    opened = channel.open() if channel else nullcontext()
    with office.journal.connect() as connection, opened as sender:
        way = _ChannelInUse(office, connection, name, channel, sender)
        while True:
            office.going()
            lines = outbox.claim(connection, office.node, name, office.now(), BATCH)
            if not lines:
                return
            some_wait = _Batch(office, connection, lines, way).send()
            if way.rest is not None and some_wait:
                return


class _ChannelInUse:
    """The channel, and whether it was found away. rest: since it was."""

    def __init__(
        self,
        office: DeliveryContext,
        connection: Connection,
        name: str,
        channel: Channel | None,
        sender: Sender | None,
    ) -> None:
        self.missing = channel is None
        self.repeatable = channel is None or channel.repeatable
        self.rest: OpenCircuit | None = None
        self._office = office
        self._connection = connection
        self._name = name
        self._sender = sender
        self._answered = self._awake = False

    def ready(self) -> None:
        """See whether it is there, before a line is begun."""
        if self._sender is not None and self.rest is None and (away := self._sender.ready()) is not None:
            self.found_away(away)

    def hand_over(self, message: Message, line: OutboxLine) -> Outcome:
        """Try once; a channel that was found away is not tried."""
        if self.rest is not None:
            return Away(self.rest.reason_code, self.rest.reason)
        assert self._sender is not None
        try:
            outcome = self._sender.send(message)
        except Exception as error:
            # A channel promises not to raise. What the error says may be personal.
            log.error("channel failed", channel=self._name, event_id=line.key, error=type(error).__name__)
            return FAILED
        self._answered |= not isinstance(outcome, Away)
        return outcome

    def wake(self) -> None:
        """What it answered ends a rest of before."""
        if self._answered and not self._awake:
            close_circuit(self._connection, self._name)
            self._awake = True

    def found_away(self, away: Away) -> OpenCircuit:
        """It rests, from the first time on that it says so."""
        if self.rest is None:
            self.wake()
            self.rest = open_circuit(self._connection, self._name, away, self._office.now())
            log.warning(
                "channel rests",
                channel=self._name,
                reason=away.code,
                since=self.rest.since.isoformat(),
                until=self.rest.until.isoformat(),
            )
            self._office.attempted(self._name, "away")
        return self.rest


class _Batch:
    """Lines of one channel that this node has in hand."""

    def __init__(
        self, office: DeliveryContext, connection: Connection, lines: Sequence[OutboxLine], way: _ChannelInUse
    ) -> None:
        self._office = office
        self._connection = connection
        self._lines = lines
        self._way = way
        self._ready: Mapping[str, Ready] = {}
        self._made_at = 0.0

    def send(self) -> bool:
        """All of them: those of a channel that is not repeatable are begun one by one, so that few are ever in doubt.

        Gives whether any of them waits again.
        """
        some_wait = False
        start = 0
        while start < len(self._lines):
            at_once = self._way.repeatable or self._way.rest is not None
            end = len(self._lines) if at_once else start + 1
            some_wait |= self._send(start, end)
            start = end
        return some_wait

    def _send(self, start: int, end: int) -> bool:
        """Some of them; what became of each is noted, too, when the delivery is to end in between."""
        office = self._office
        lines = self._lines[start:end]
        office.going()
        keys = [line.key for line in lines]
        self._way.ready()
        # Nothing is handed to a channel that rests or is not there, so nothing is begun.
        idle = self._way.missing or self._way.rest is not None
        begun = keys if idle else outbox.begin(self._connection, office.node, keys)
        notes: list[LineResult] = []
        try:
            for place, line in enumerate(lines, start):
                if line.key not in begun:
                    log.warning("line taken over by another node", case=line.stream, event_id=line.key)
                    continue
                office.going()
                notes.append(self._attempt(place, line))
        finally:
            outbox.record_results(self._connection, office.node, notes, office.now())
        if self._way.rest is None:
            self._way.wake()
        return any(note.state == "waiting" for note in notes)

    def _attempt(self, place: int, line: OutboxLine) -> LineResult:
        outcome: Outcome | Ready = NO_CHANNEL if self._way.missing else self._made_ready(place)
        if isinstance(outcome, Message):
            outcome = self._way.hand_over(outcome, line)
        ended = self._judged(line, outcome)
        said = _spoken(ended)
        if said == "away":  # told once, when the channel began to rest
            return ended
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

    def _judged(self, line: OutboxLine, outcome: Outcome | Ready) -> LineResult:
        """What becomes of the line."""
        match outcome:
            case Delivered():
                return LineResult(line.key, "delivered")
            case Pointless(reason):
                doubted = LineResult(line.key, "undelivered", IN_DOUBT, LEFT_IN_DOUBT)
                return doubted if line.doubted else LineResult(line.key, "withheld", reason)
            case Quiet(until):
                return LineResult(line.key, "waiting", next_at=until, spared=True)
            case NotAccepted(code, reason, lasting):
                return self._refused(line, code, reason, lasting)
            case Away():
                return self._spared(line, self._way.found_away(outcome))
            case InDoubt(code, reason):
                repeatable = self._way.repeatable
                code = code if repeatable else IN_DOUBT
                return self._refused(line, code, reason, not repeatable)._replace(doubted=True)
        raise TypeError(f"{type(outcome).__name__} says nothing of a line")

    def _refused(self, line: OutboxLine, code: str, reason: Text, lasting: bool) -> LineResult:
        """It is tried again, unless that would not help or was done often enough."""
        pause = None if lasting else self._office.post.retry.wait(line.attempts + 1)
        if pause is None:
            return LineResult(line.key, "undelivered", code, reason)
        return LineResult(line.key, "waiting", code, reason, self._office.now() + pause)

    def _spared(self, line: OutboxLine, rest: OpenCircuit) -> LineResult:
        """It waits as it was, unless it has waited for the channel for as long as anything is tried."""
        waited = self._office.now() - max(line.ready_at, rest.since)
        state: Literal["waiting", "undelivered"] = (
            "waiting" if waited < self._office.post.retry.window else "undelivered"
        )
        return LineResult(line.key, state, rest.reason_code, rest.reason, spared=True)


def _spoken(ended: LineResult) -> str:
    if ended.state != "waiting":
        return ended.state
    if not ended.spared:
        return "put-off"
    return "quiet" if ended.code is None else "away"
