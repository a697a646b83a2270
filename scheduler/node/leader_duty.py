"""What the node that leads does at each turn: decide on what came due, make the reports of the calendar, deliver.

The time is the database's: nodes' own clocks say no more than when to look.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import monotonic

from ...delivery.outbox import outbox
from ...delivery.outbox.outbox_sync import fill
from ...delivery.sending.dispatcher import deliver, take_over
from ...delivery.settings.settings import DeliverySettings
from ...journal.application import Journal
from ...log import log
from ...projections.upkeep.catch_up import catch_up
from .. import state
from ..leader_work import Alive, DeliveryDone, TickDone
from ..monitoring.metrics import Metrics
from ..reminders.reminder_decisions import Decisions, decide
from ..report_runs.report_calendar import make_due_runs
from ..report_runs.report_rendering import ReportPreparation

KEPT = timedelta(days=90)  # lines of what was delivered or withheld
TOLD_EVERY = 10_000  # reminders decided on in one tick
# Of deciding; what is left then is the next tick's, which begins at once. Each first folds in what the one before decided,
# which costs as much again: so a million steps are few ticks.
TICK_SECONDS = 300.0
MICROSECOND = timedelta(microseconds=1)


def remind(journal: Journal, since: datetime, until: datetime) -> Decisions:
    """Decide by hand on what came due after ``since`` up to ``until``, before the first start of a scheduler too.

    ``until`` is not in the future. The outbox is there before: what it finds issued when it is made may have been sent.
    """
    with journal.connect() as connection:
        outbox.prepare(connection)
    now, _ = journal.settled()
    journal.begin_reminders(now)
    catch_up(journal)
    done = decide(journal, since, until, now=now)
    with journal.connect() as connection:
        fill(connection)  # whoever lists the outbox next finds it there
    return done


class LeaderDuty:
    """The work of one node. What it stands at is in the database, and nothing that matters in here."""

    def __init__(self, journal: Journal, post: DeliverySettings, node: str, metrics: Metrics) -> None:
        self._journal = journal
        self._post = post
        self._node = node
        self._metrics = metrics
        self._tidied_on: date | None = None
        self._told = 0

    def take_over(self) -> None:
        """What nodes before left unfinished is settled. Reminders begin with the first node that ever leads."""
        with self._journal.connect() as connection:
            state.prepare(connection)
        until, _ = self._journal.settled()
        began = self._journal.begin_reminders(until)
        left = take_over(self._journal, self._post, self._journal.clock())
        log.info("unfinished work settled", node=self._node, began=began.isoformat(), **left._asdict())

    def tick(self, alive: Alive) -> TickDone:
        """Decide on all that came due since the last tick, whoever made it; late, if need be, and in order.

        After five minutes of deciding it is enough: how far it got is kept, and another tick goes on from there.
        """
        until, position = self._journal.settled()
        new_day = self._tidied_on != until.date()
        catch_up(self._journal, lambda done, of: alive(), again=new_day)
        since = min(self._since(), until)
        self._told = 0
        done = decide(self._journal, since, until, alive=alive, told=self._tell, enough=_after(TICK_SECONDS))
        left = done.left_since is not None
        reached = until if done.left_since is None else done.left_since - MICROSECOND
        runs = make_due_runs(self._journal, since, reached, alive=alive)
        with self._journal.connect() as connection:
            # What a fault keeps open is looked at again at every tick, and makes the scheduler late until it is mended.
            decided = reached if done.open_since is None else min(reached, done.open_since - MICROSECOND)
            state.put_decided(connection, state.DecidedUntil(decided, position))
        if new_day:
            self._tidy(until)
        made = sum(not one.already for one in runs)
        return TickDone(reached, done.issued, done.withheld, made, left)

    def _tell(self, count: int, at: datetime) -> None:
        """Of a great tick, now and then, how far it is."""
        if count // TOLD_EVERY > self._told:
            log.info("deciding", node=self._node, count=count, until=at.isoformat())
        self._told = count // TOLD_EVERY

    def _tidy(self, now: datetime) -> None:
        """Once a day: what was delivered long ago is in the journal alone."""
        with self._journal.connect() as connection:
            outbox.tidy(connection, now, KEPT)
        self._tidied_on = now.date()

    def deliver(self, alive: Alive) -> DeliveryDone:
        """Send what waits in the outbox and is ready."""
        done = deliver(
            self._journal,
            self._post,
            self._node,
            self._journal.clock,
            alive,
            desks={"report": ReportPreparation(self._journal, self._post.book)},
            attempted=self._metrics.attempted,
        )
        return DeliveryDone(done.delivered, done.undelivered, done.waiting)

    def _since(self) -> datetime:
        """Up to where all is decided. What was recorded since then bears later times, unless the database's clock was set
        back: then it is gone through again from there on; deciding again does no harm."""
        began = self._journal.reminders_began()
        assert began is not None, "a node takes over before it ticks"
        with self._journal.connect() as connection:
            far = state.decided(connection)
        if far is None:
            return began
        next_recorded = self._journal.recorded_at(far.position + 1)
        if next_recorded is None or next_recorded > far.until:
            return far.until
        log.warning("the database's clock was set back", node=self._node, decided_until=far.until.isoformat())
        return max(began, next_recorded - MICROSECOND)


def _after(seconds: float) -> Callable[[], bool]:
    """Whether so long has passed since it was first asked."""
    asked_at: list[float] = []

    def is_over() -> bool:
        if not asked_at:
            asked_at.append(monotonic())
        return monotonic() - asked_at[0] > seconds

    return is_over
