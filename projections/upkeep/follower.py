"""The follower: a subscription to the journal that keeps the projections at its end, so that who asks finds them there.

It is told of each append (LISTEN), and looks at least every second. Its checkpoint is the position that stands with each
projection's rows. Of several followers one is at work, by a lock of its connection; the others stand by and take over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from subprocess import Popen
from threading import Event, Thread
from time import monotonic
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from ...domain.problem import Problem
from ...journal.application import Journal
from ...journal.connection.locks import Hold, LockHeld
from ...journal.connection.outages import problem_of
from ...log import log
from ..tables import behind
from .catch_up import OTHERS_SECONDS, fold_in, nothing_new
from .checkpoint import FOLLOWING
from .telling_process import see_that_they_are_told

EVERY = 1.0  # seconds between two looks, where nobody tells that something was appended
BACK_OFF = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds until it tries again after an error; the last one stays
HEARS_SECONDS = 1.0  # that what another connection says may take to arrive
TELLING_AGAIN_SECONDS = 30.0  # until a process that tells large cases is begun anew after one that failed

MAY_WRITE: LiteralString = (
    "SELECT coalesce(has_table_privilege(to_regclass('sagsgang.projections'), 'INSERT, UPDATE'), true)"
)

Moved = Callable[[int, int, float], object]
"""Takes the position that the projections were brought to, how many events were folded in, and the seconds that it took."""


def check_rights(journal: Journal) -> None:
    """See that the user may write the projections: one who may not must not be the follower at work. Raises
    InsufficientPrivilege."""
    with journal.lend() as connection:
        if connection.execute(MAY_WRITE).fetchone() != (True,):
            raise InsufficientPrivilege("INSERT, UPDATE on sagsgang.projections")


class Follower:
    """Follows until it is told to stop, whatever becomes of the database meanwhile. Any thread may call ``stop``.

    moved: called when it has folded something in. name: who it is in the log.
    """

    def __init__(self, journal: Journal, name: str, moved: Moved = lambda *_: None) -> None:
        self._journal = journal
        self._name = name
        self._moved = moved
        self._stopping = Event()
        self._failures = 0
        self._said: str | None = None
        self._deaf_is_said = False
        self._folded = 0
        self._telling: Popen[bytes] | None = None
        self._telling_began = 0.0

    def stop(self) -> None:
        """Make ``run`` return soon; a batch that is being folded in is done first."""
        self._stopping.set()

    def run(self) -> None:
        """Follow. Errors are logged, once each, and what failed is tried again with growing pauses."""
        while not self._stopping.is_set():
            try:
                check_rights(self._journal)
                with _post(self._journal) as post:
                    self._say_if_deaf(post)
                    self._stay_at(post)
            except Stopped:
                return
            except Exception as error:
                self._failed(error)
                self._stopping.wait(BACK_OFF[min(self._failures, len(BACK_OFF)) - 1])

    def _stay_at(self, post: Post) -> None:
        while not self._stopping.is_set():
            before = post.is_ours
            if post.try_to_have_it():
                if not before and not self._failures:
                    log.info("following the journal", follower=self._name)
                self._bring_up()
            self._recovered()
            post.wait(EVERY, self._stopping)

    def _bring_up(self) -> None:
        """Fold in what is new; what takes long is told by a process of its own, that no other case waits for."""
        if nothing_new(self._journal) is not None:
            return
        began, self._folded = monotonic(), 0
        try:
            position = fold_in(self._journal, self._go_on, about=(), others=OTHERS_SECONDS)
        except LockHeld:
            return  # somebody else folds it in
        if self._folded:
            self._moved(position, self._folded, monotonic() - began)
        self._have_large_cases_told()

    def _have_large_cases_told(self) -> None:
        if self._telling is not None:
            ended = self._telling.poll()
            if ended is None or (ended and monotonic() - self._telling_began < TELLING_AGAIN_SECONDS):
                return
        with self._journal.lend() as connection:
            if cases := behind.of_readers(connection):
                self._telling_began = monotonic()
                self._telling = see_that_they_are_told(connection, self._journal.url, cases)

    def _go_on(self, done: int, of: int) -> None:
        self._folded = done
        if self._stopping.is_set():
            raise Stopped

    def _say_if_deaf(self, post: Post) -> None:
        if not post.hears and not self._deaf_is_said:
            self._deaf_is_said = True
            log.warning(
                "no notifications arrive, as through a pooler: looking every second",
                follower=self._name,
                every=EVERY,
            )

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        problem = error if isinstance(error, Problem) else problem_of(error)
        said = problem.code if problem else repr(type(error))
        if said == self._said:
            return
        self._said = said
        if problem:
            log.warning("not following", follower=self._name, code=problem.code, said=problem.text.en)
        else:
            log.exception("not following", follower=self._name)

    def _recovered(self) -> None:
        if self._failures:
            log.info("following again", follower=self._name)
        self._failures, self._said = 0, None


class Stopped(Exception):  # noqa: N818 - it is no error
    """The follower was told to stop."""


class Post:
    """A follower's place: a connection of its own that listens, and holds the lock of the one at work or waits for it."""

    def __init__(self, connection: psycopg.Connection[Any], journal: Journal) -> None:
        self._connection = connection
        self.is_ours = False
        connection.execute(sql.SQL("SET idle_session_timeout = '{}s'").format(int(FOLLOWING.idle)))
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(journal.recorder.channel_name)))
        self.hears = self._hears(journal)

    def _hears(self, journal: Journal) -> bool:
        """Whether what another connection notifies arrives here: a pooler gives it to somebody else, or to nobody."""
        own = f"sagsgang_{token_hex(8)}"
        self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(own)))
        with journal.lend() as other:
            other.execute(sql.SQL("NOTIFY {}").format(sql.Identifier(own)))
        heard = any(one.channel == own for one in self._connection.notifies(timeout=HEARS_SECONDS, stop_after=1))
        self._connection.execute(sql.SQL("UNLISTEN {}").format(sql.Identifier(own)))
        return heard

    def try_to_have_it(self) -> bool:
        """Whether this follower is the one at work. Raises psycopg.Error where the connection, and so the lock, is lost."""
        if self.is_ours:
            self._connection.execute("SELECT 1")
        else:
            [(self.is_ours,)] = self._connection.execute(
                "SELECT pg_try_advisory_lock(%s)", (FOLLOWING.number,)
            ).fetchall()
        return self.is_ours

    def wait(self, seconds: float, stopping: Event) -> None:
        """Until something is appended, or for so long."""
        if not self.hears:
            stopping.wait(seconds)
            return
        for _ in self._connection.notifies(timeout=seconds, stop_after=1):
            pass


@contextmanager
def _post(journal: Journal) -> Iterator[Post]:
    """Signs of life go over the connection while its follower is busy: one that is stopped, or whose host vanished, loses
    it, and another takes over."""
    with journal.connect() as connection:
        connection.autocommit = True
        post = Post(connection, journal)
        alive = Hold(connection, FOLLOWING)
        beating = Thread(target=alive.beat, daemon=True)
        beating.start()
        try:
            yield post
        finally:
            alive.end()
            beating.join()
            with suppress(psycopg.Error):
                connection.close()


@contextmanager
def following(follower: Follower) -> Iterator[None]:
    """Follow in a thread of its own meanwhile."""
    thread = Thread(target=follower.run, name="follower")
    thread.start()
    try:
        yield
    finally:
        follower.stop()
        thread.join()
