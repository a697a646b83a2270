"""Nodes of the scheduler killed at any moment while reminders come due: each reminder is sent once, and none is missed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.rebuild import rebuild

from ..commands.program import environment
from ..delivery.mail_server import Fault, MailServer
from .living_cases import LATE, LivingCases, address_of
from .nursery import nursery
from .reminder_audit import Account, audit
from .struck_nodes import WATCH, Blow, Node, Start, StruckNodes, until

CHANNELS = """
[channel.files]
kind = "folder"
path = "{folder}"

[channel.mail]
kind = "smtp"
host = "{host}"
port = {port}
tls = "none"
sender = "sagsgang@kommune.example.dk"

[person.abc]
files = "abc"

[unit.Centrum]
team_leader = {{ files = "leader" }}

[retry]
first = "1s"
factor = 1
attempts = 100
"""
PER_SECOND = 5  # cases that begin
# Lines without an end, what was issued and is no line yet, and whether anything up to an instant is undecided.
UNFINISHED = """
    SELECT count(*) FROM sagsgang.outbox WHERE owed OR state IN ('waiting', 'sending')
    UNION ALL SELECT count(*) FROM sagsgang.stored_events, sagsgang.outbox_position AS followed
        WHERE topic = 'reminder-issued' AND notification_id > followed.position
    UNION ALL SELECT count(*) FROM sagsgang.scheduler_state WHERE decided_until IS NULL OR decided_until < %s"""
# What was issued and had no end, as far as the journal knew, when the tables of the outbox were made.
LEFT = """
    SELECT count(*) FROM sagsgang.outbox_position, sagsgang.stored_events AS issued
    WHERE issued.topic = 'reminder-issued' AND issued.notification_id <= made_at AND NOT EXISTS (
        SELECT FROM sagsgang.stored_events AS told WHERE told.originator_id = issued.originator_id
        AND told.notification_id <= made_at AND starts_with(told.event_id, issued.event_id || '-'))"""
LOSE_OUTBOX = "DROP TABLE sagsgang.outbox, sagsgang.outbox_position"

Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Says the figures of a soak to whoever runs it."""

    def line(said: str) -> None:
        with capsys.disabled():
            sys.stderr.write(f"\n{said}\n")

    return line


class Ordeal:
    """A database, a folder, a mail server, cases that live and nodes that are struck."""

    def __init__(self, database: str, place: Path, seed: int) -> None:
        self.database = database
        self.seed = seed
        self.folder, self.logs = place / "files", place / "logs"
        self.folder.mkdir()
        self.logs.mkdir()
        self.channels = place / "channels.toml"
        self.env = environment(database)
        self.words = ["scheduler", "run", "--every", "1", "--channels", str(self.channels)]

    def start(self, log: Path) -> Node:
        """Start a node as people do."""
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "sagsgang", *self.words],
                stdout=file,
                stderr=subprocess.STDOUT,
                env=self.env,
                start_new_session=True,
            )

    def survive_many(
        self, blows: int, kinds: Sequence[Blow] = ("kill",), lose_outbox: bool = False
    ) -> tuple[Account, StruckNodes]:
        """The same with nodes that are up in no time."""
        with nursery(self.env) as born:
            return self.survive(blows, 2.5, kinds, partial(born.start, self.words), lose_outbox)

    def survive(
        self,
        blows: int,
        seconds: float,
        kinds: Sequence[Blow] = ("kill",),
        start: Start | None = None,
        lose_outbox: bool = False,
    ) -> tuple[Account, StruckNodes]:
        """Strike so many times while cases live, let one node bring all to an end, and look it over."""
        # Every second e-mail is in the server's hands for a while before it says so.
        with (
            MailServer(late_seconds=0.3) as mails,
            Journal.open(make_conninfo(self.database, application_name=WATCH)) as journal,
        ):
            text = CHANNELS.format(folder=self.folder, host=mails.host, port=mails.port)
            self.channels.write_text(text, encoding="utf-8")

            def born(case: str) -> None:
                if int(case.removeprefix("H-")) % 2:
                    mails.fail(address_of(case), Fault("taken", "late"))

            nodes = StruckNodes(self.database, start or self.start, self.logs, self.seed)
            cases = LivingCases(journal, PER_SECOND, self.seed, born)
            with nodes.running():
                until(lambda: journal.reminders_began() is not None)
                with cases:
                    if lose_outbox:
                        nodes.strike(blows // 2, seconds, kinds)
                        nodes.wait_for_leader()
                        nodes.go_on(seconds)
                        self._lose_outbox()
                    nodes.strike(blows, seconds, kinds)
                    cases.end()
                nodes.go_on(LATE)
                last = journal.clock()
                nodes.finish(lambda: self._is_finished(last))
            account = audit(journal, mails, self.folder)
            assert rebuild(journal).differences == 0
            return account, nodes

    def _is_finished(self, last: datetime) -> bool:
        with psycopg.connect(self.database, application_name=WATCH) as connection:
            return not any(count for (count,) in connection.execute(UNFINISHED, (last,)).fetchall())

    def _lose_outbox(self) -> None:
        with psycopg.connect(self.database, application_name=WATCH) as connection:
            connection.execute(LOSE_OUTBOX)

    def left_in_doubt(self) -> int:
        """How many reminders could be in doubt because the outbox was lost."""
        with psycopg.connect(self.database) as connection:
            [(count,)] = connection.execute(LEFT).fetchall()
            return int(count)


def spoken(account: Account, nodes: StruckNodes) -> str:
    """The figures of an ordeal, for people."""
    seconds = sorted(one.seconds for one in nodes.takeovers)
    ready = sorted(one.seconds for one in nodes.takeovers if one.stood_by)
    late = account.late_seconds
    return "\n".join(
        [
            f"blows: {dict(nodes.blows)}; nodes that ended by themselves: {nodes.ended}",
            str(account._replace(late_seconds=[])),
            f"takeover, seconds: {_figures(seconds)}; another node ready: {_figures(ready)}",
            f"decided after it came due, seconds: {_figures(late)}",
        ]
    )


def _figures(values: Sequence[float]) -> str:
    if len(values) < 2:
        return f"n={len(values)}"
    p90, p99 = (quantiles(values, n=100, method="inclusive")[place] for place in (89, 98))
    return f"n={len(values)} median={median(values):.2f} p90={p90:.2f} p99={p99:.2f} max={values[-1]:.2f}"


def check_killed(account: Account, nodes: StruckNodes, kills: int, say: Say) -> None:
    """What holds when nodes were killed and nothing else."""
    check_struck(account, nodes, kills, say)
    assert nodes.ended == 0
    assert account.woken == 0


def check_struck(account: Account, nodes: StruckNodes, blows: int, say: Say) -> None:
    """What holds besides, whatever the blows."""
    say(spoken(account, nodes))
    assert nodes.blows.total() == blows
    assert nodes.errors() == []
    assert account.written_and_withheld == 0
    assert account.in_doubt <= blows


def test_nodes_killed_at_random(database_url: str, tmp_path: Path) -> None:
    """Given three nodes and reminders that come due all the time, when a node is killed twelve times, mostly the leader,
    then every reminder that came due has one decision, each e-mail and file is sent once, at most one e-mail a kill is
    in doubt, and the projections are those of the journal."""
    check_killed(*Ordeal(database_url, tmp_path, seed=1).survive(12, seconds=1.5), 12, say=lambda line: None)


@pytest.mark.soak
def test_nodes_killed_for_long(database_url: str, tmp_path: Path, say: Say) -> None:
    """Given a thousand kills, then the same holds."""
    check_killed(*Ordeal(database_url, tmp_path, seed=2).survive_many(1_000), 1_000, say)


@pytest.mark.soak
def test_nodes_struck_in_every_way(database_url: str, tmp_path: Path, say: Say) -> None:
    """Given three hundred blows, of which a third are kills, a third stop the leader for seconds, while another is made
    to lead, and a third end its connections, then the same holds, but that a node which wakes up may say of an e-mail in
    doubt that it was delivered after all."""
    check_struck(*Ordeal(database_url, tmp_path, seed=3).survive_many(300, ("kill", "pause", "cut")), 300, say)


@pytest.mark.soak
def test_leaders_that_hang(database_url: str, tmp_path: Path, say: Say) -> None:
    """Given four leaders that are stopped in their tracks, when each is put aside after a minute, and wakes up, then the
    same holds."""
    check_struck(*Ordeal(database_url, tmp_path, seed=5).survive_many(4, ("hang",)), 4, say)


@pytest.mark.soak
def test_nodes_killed_and_the_outbox_lost(database_url: str, tmp_path: Path, say: Say) -> None:
    """Given a hundred kills, when after half of them somebody drops the tables of the outbox, then the same holds, but
    that every e-mail which was issued and not told to be delivered by then may be in doubt."""
    ordeal = Ordeal(database_url, tmp_path, seed=4)
    account, nodes = ordeal.survive_many(100, lose_outbox=True)
    left = ordeal.left_in_doubt()
    say(f"without an end when the outbox was lost: {left}\n{spoken(account, nodes)}")
    assert all('relation \\"sagsgang.outbox' in line for line in nodes.errors())
    assert account.written_and_withheld == 0
    assert account.in_doubt <= 100 + left
