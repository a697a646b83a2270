"""Delivering: the lines of the outbox whose time has come are sent, each by its channel, and what became of them is told.

What may go wrong, and what then (a *node* is a process that delivers; it can end at any point):

1. Before the journal has ``reminder-issued``: there is nothing to send; whoever decides next issues it.
2. Issued, and not in the outbox: ``fill`` follows the journal from where it stopped; the line and the position are one
   transaction.
3. ``claim``ed, and not begun: nothing was sent. ``recover`` lets it wait again; another node may send it.
4. ``begin`` is committed before the channel gets the message. A node that ends after it leaves the line in doubt: a
   repeatable channel sends it again, under the same key; else it becomes a dead letter (``in-doubt``). A channel that is
   not repeatable begins one line at a time, so there is one such line at most; the rest of what was claimed is case 3.
5. Sent, and ``record_results`` not committed: as 4. A node that was put aside and wakes up again finds that its lines are
   not its own any more: ``begin`` gives it none of them, so it sends nothing that another has taken over. What it had
   already handed over it may still note as delivered, and that stands.
6. Noted, and not told: the end is ``owed``; the next delivery, by whichever node, tells it. The event follows from the
   line alone, and its id from the key: told twice, it is a duplicate.
7. The outbox is lost: it is filled anew from the journal. What has its end there is settled; what has none, and was
   issued (or offered again after its last end) before the new table was made, is in doubt as in 4, because nobody knows
   whether the old table had begun it.
8. The database is away: the message in hand may be sent and not noted, as 5.
9. A dead letter is offered again, or dismissed: the journal has it first, and ``fill`` lets the line wait, or rest for good;
   whoever ends in between leaves that to the next.
10. A channel is away: its circuit is open (``circuit_breaker``), and its lines wait as they were, no attempt counted. One
   that has waited for it as long as all waits of ``Retry`` together becomes a dead letter with the channel's reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

import psycopg

from ...journal.application import Journal
from ..outbox import dead_letters, outbox
from ..outbox.circuit_breaker import try_at_once
from ..outbox.dead_letters import LetterDecision
from ..outbox.line_events import Becomes
from ..outbox.outbox import Connection, Kind, Recovered
from ..outbox.outbox_sync import fill, record_ends
from ..reminders.reminder_preparation import Preparation, ReminderPreparation
from ..settings.settings import DeliverySettings
from .channel_worker import Attempted, DeliveryContext, work

WORKERS = 4  # channels at work at once
LOOK_AGAIN_SECONDS = 1.0  # while channels are at work: what else is ready, and is there anything to tell?


class Delivery(NamedTuple):
    """How many lines were delivered, given up and withheld, and how many wait, ready or not."""

    delivered: int
    undelivered: int
    withheld: int
    waiting: int


class _Stopped(Exception):  # noqa: N818 - it is no error; the delivery ends
    """What else is at work need not go on."""


class _Going:
    """Whether to go on. What ``alive`` raises to one ends the work of all."""

    def __init__(self, alive: Callable[[], None]) -> None:
        self._alive = alive
        self._why: BaseException | None = None

    def __call__(self) -> None:
        if self._why is not None:
            raise self._why
        try:
            self._alive()
        except BaseException as why:
            self._why = why
            raise

    def stop(self) -> None:
        self._why = self._why or _Stopped()


def deliver(
    journal: Journal,
    post: DeliverySettings,
    node: str,
    now: Callable[[], datetime],
    alive: Callable[[], None] = lambda: None,
    *,
    desks: Mapping[Kind, Preparation] | None = None,
    attempted: Attempted = lambda channel, outcome: None,
    recorded: datetime | None = None,
) -> Delivery:
    """Send what waits and is ready, until nothing is; each channel in a thread of its own, its lines in their order.

    node: a name that no other process has. now: the database's clock, in UTC. alive: called before each message; what
    it raises ends the delivery after the message in hand, and is raised. desks: who makes lines ready that are no
    reminders. attempted: told of each attempt, by channel and outcome: ``delivered``, ``put-off``, ``undelivered``,
    ``withheld``, ``quiet`` or ``away``. recorded: for filling a journal before it goes live. Any thread may call these
    three.
    """
    going = _Going(alive)
    by_kind: dict[Kind, Preparation] = {"reminder": ReminderPreparation(journal, post.book), **(desks or {})}
    office = DeliveryContext(journal, post, node, now, going, by_kind, attempted)
    with journal.connect() as connection:
        outbox.prepare(connection)
        fill(connection)
        outbox.recover(connection, _repeatable(post), now(), left_by=node)
        try:
            with ThreadPoolExecutor(WORKERS, "deliver") as pool:
                try:
                    told = _while_ready(connection, office, pool, recorded)
                finally:
                    going.stop()
        except BaseException:
            with suppress(psycopg.Error):  # whoever takes over does it then
                outbox.recover(connection, _repeatable(post), now(), left_by=node)
            raise
        return Delivery(told["delivered"], told["undelivered"], told["withheld"], outbox.waiting(connection))


def take_over(journal: Journal, post: DeliverySettings, now: datetime) -> Recovered:
    """Settle what other nodes left unfinished; called by a node that begins to lead, while it delivers nothing."""
    with journal.connect() as connection:
        outbox.prepare(connection)
        fill(connection)
        return outbox.recover(connection, _repeatable(post), now)


def offer_again(
    journal: Journal,
    keys: Sequence[str] | None,
    now: datetime,
    recorded: datetime | None = None,
    *,
    by: str | None = None,
) -> set[str]:
    """Let dead letters be sent again, after an operator saw to what was wrong. keys: which; None: all of them.

    by: who says so, where it is known; the journal keeps it. Gives which they were. Those in doubt may arrive a second
    time: it is a person who decides that they shall. Their channels are tried at once; with all, every channel is.
    """
    with journal.connect() as connection:
        offered = _decided(journal, connection, keys, LetterDecision("offered", now, by), recorded)
        try_at_once(connection, None if keys is None else offered, now)
        return offered


def dismiss(
    journal: Journal,
    keys: Sequence[str] | None,
    decision: LetterDecision,
    recorded: datetime | None = None,
) -> set[str]:
    """Let dead letters rest for good: somebody decided that they need not arrive, and the journal keeps who and why. keys:
    which; None: all. Gives which they were. Whoever changes their mind offers them again by their keys."""
    with journal.connect() as connection:
        return _decided(journal, connection, keys, decision, recorded)


def _decided(
    journal: Journal,
    connection: Connection,
    keys: Sequence[str] | None,
    decision: LetterDecision,
    recorded: datetime | None,
) -> set[str]:
    outbox.prepare(connection)
    fill(connection)
    record_ends(journal, connection, recorded)
    decided = dead_letters.decide(journal, connection, keys, decision, recorded)
    fill(connection)
    return decided


def _repeatable(post: DeliverySettings) -> list[str]:
    return [name for name, channel in post.channels.items() if channel.repeatable]


def _while_ready(
    connection: Connection, office: DeliveryContext, pool: ThreadPoolExecutor, recorded: datetime | None
) -> Counter[Becomes]:
    """Keep every channel at work that has something ready, and tell the journal meanwhile.

    A channel that fails altogether keeps no other waiting: its error is raised when the others have nothing left.
    """
    told = Counter[Becomes]()
    running: dict[str, Future[None]] = {}
    failed: dict[str, BaseException] = {}
    while True:
        office.going()
        for channel in outbox.ready_channels(connection, office.now()):
            if channel not in running and channel not in failed:
                running[channel] = pool.submit(work, office, channel)
        if running:
            wait(running.values(), LOOK_AGAIN_SECONDS, FIRST_COMPLETED)
        ended = {channel: future for channel, future in running.items() if future.done()}
        for channel, future in ended.items():
            del running[channel]
            if (error := future.exception()) is not None:
                failed[channel] = error
        told += record_ends(office.journal, connection, recorded)
        if not running and not ended:
            for error in failed.values():
                raise error
            return told
        fill(connection)
