"""One node at its work: the turns that its ticker takes, and what must hold in each."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

import msgspec

from ...log import log
from ..leader_work import Alive, DeliveryDone, TickDone, Work
from ..monitoring.metrics import Metrics
from .leadership import Leadership, NoLongerLeading

STUCK_SECONDS = 300.0  # work that gave no sign of life for so long hangs


class OneRun(msgspec.Struct, frozen=True):
    """What ``run_once`` did. leader: who leads; tick: None when that was another node, and nothing was done; else all that
    was decided, in however many ticks.
    """

    leader: str | None
    tick: TickDone | None
    delivered: int
    undelivered: int
    waiting: int


class NodeTurns:
    """A node's turns. Each may be taken by a thread of its own; the same turn only by one at a time.

    look: what the node does besides, again and again, leading or not.
    """

    def __init__(
        self, leadership: Leadership, work: Work, metrics: Metrics, look: Callable[[], object] | None = None
    ) -> None:
        self.leadership = leadership
        self.metrics = metrics
        self.looks = look is not None
        self._work = work
        self._look = look
        self._stopping = False
        self._taken_over: int | None = None
        # Held while messages are sent: what an earlier time of leading is still sending is not taken over.
        self._outbox = Lock()
        self._signs: dict[str, float] = {}

    def lead(self) -> bool:
        """Say that the node is there, and lead if nobody does. Gives whether it has just begun to lead."""
        before = self.leadership.term
        try:
            leads = self.leadership.beat()
        finally:
            self.metrics.leads(self.leadership.term is not None)
        return leads and self.leadership.term != before

    def tick(self) -> TickDone | None:
        """Tick, if the node leads. Raises NoLongerLeading, and what the work raises."""
        term = self.leadership.term
        if term is None or self._stopping:
            return None
        alive = self._alive("tick", term)
        with self._signs_of("tick"):
            self._take_over(term)
            began = monotonic()
            done = self._work.tick(alive)
            seconds = monotonic() - began
        self.metrics.ticked(done, seconds)
        self.leadership.ticked(term, seconds)
        # A line a tick would bury the ones that say something.
        say = log.info if done.issued or done.withheld or done.runs else log.debug
        say(
            "ticked",
            node=self.leadership.node,
            until=done.until.isoformat(),
            issued=done.issued,
            withheld=done.withheld,
            runs=done.runs,
            seconds=round(seconds, 3),
        )
        return done

    def deliver(self) -> DeliveryDone | None:
        """Deliver, if the node leads and has taken over. Raises NoLongerLeading, and what the work raises."""
        term = self.leadership.term
        with self._outbox:
            if term is None or term != self._taken_over or self._stopping:
                return None
            with self._signs_of("deliver"):
                done = self._work.deliver(self._alive("deliver", term))
        if done.delivered or done.undelivered:
            log.info("delivered", node=self.leadership.node, **done._asdict())
        return done

    def look(self) -> None:
        """Look at how the scheduler stands."""
        if self._look is not None and not self._stopping:
            self._look()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping

    def stop(self) -> None:
        """Let work in hand end at its next sign of life, and begin no other. The node leads until it leaves."""
        self._stopping = True

    def leave(self) -> None:
        """Give up leading. Call it when no turn is being taken any more."""
        self.leadership.leave()
        self.metrics.leads(False)

    def stuck(self) -> list[str]:
        """The turns that have begun, and gave no sign of life for five minutes."""
        now = monotonic()
        return sorted(turn for turn, sign in self._signs.copy().items() if now - sign > STUCK_SECONDS)

    def _take_over(self, term: int) -> None:
        if self._taken_over != term:
            with self._outbox:
                self._work.take_over()
                self._taken_over = term

    def _alive(self, turn: str, term: int) -> Alive:
        def alive() -> None:
            self._signs[turn] = monotonic()
            if self._stopping:
                raise NoLongerLeading
            self.leadership.confirm(term)

        return alive

    def _signs_of(self, turn: str) -> _Signs:
        return _Signs(self._signs, turn)


class _Signs:
    """A turn that is being taken: its signs of life count from here to its end."""

    def __init__(self, signs: dict[str, float], turn: str) -> None:
        self._signs = signs
        self._turn = turn

    def __enter__(self) -> None:
        self._signs[self._turn] = monotonic()

    def __exit__(self, *_: object) -> None:
        del self._signs[self._turn]


def run_once(station: NodeTurns) -> OneRun:
    """Tick until all is decided and deliver until nothing is ready, if no other node leads; for calls by cron.

    A delivery that settles no line ends it: what is left waits for its time. Raises as the work does, NoLongerLeading
    when another node put this one aside or it was told to stop, and psycopg.Error or Problem when the database cannot be
    reached.
    """
    try:
        station.lead()
        tick = station.tick()
        if tick is None:
            if station.stopping:
                raise NoLongerLeading
            return OneRun(station.leadership.leader(), None, 0, 0, 0)
        while tick.left:
            more = station.tick()
            if more is None:
                raise NoLongerLeading
            tick = TickDone(
                more.until,
                tick.issued + more.issued,
                tick.withheld + more.withheld,
                tick.runs + more.runs,
                more.left,
            )
        delivered = undelivered = 0
        while True:
            done = station.deliver()
            if done is None:  # it was told to stop
                raise NoLongerLeading
            delivered += done.delivered
            undelivered += done.undelivered
            if not done.delivered and not done.undelivered:
                return OneRun(station.leadership.node, tick, delivered, undelivered, done.waiting)
    finally:
        station.leave()
