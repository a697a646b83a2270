"""``sagsgang scheduler``: one run for cron, a node as a process, and how the scheduler stands.

The cases are those of ``reminded_permits``.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sagsgang.domain.events.case_events import Annulled
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.upkeep.checkpoint import lag_of
from sagsgang.scheduler.node.leadership import Leadership

from ..scheduler.nodes import until
from .conftest import Ask, Call
from .program import begin, carry_out
from .reminded_permits import MOBILE, NAME, Office, open_office

NOWHERE = "postgresql://127.0.0.1:1/nothing"


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Office:
    """The office; nothing is decided."""
    return open_office(database_url, tmp_path)


def run_words(office: Office, *words: object) -> tuple[object, ...]:
    """A call of the scheduler with the office's channels."""
    return ("scheduler", "run", "--channels", office.channels, *words)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    """What is answered over HTTP; status 0 while nobody listens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except ConnectionError:
        return 0, ""
    finally:
        connection.close()


@contextmanager
def node(office: Office, *words: str, every: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """A node as people start it; killed in the end if it still runs."""
    call = begin(office.url, "scheduler", "run", "--channels", office.channels, "--every", str(every), *words)
    try:
        yield call
    finally:
        if call.poll() is None:
            call.kill()
        call.wait()
        for pipe in (call.stdout, call.stderr):
            assert pipe is not None
            pipe.close()


def test_one_run_decides_and_delivers_and_the_next_has_nothing_to_do(ask: Ask, call: Call, office: Office) -> None:
    """Given nine reminders that came due while no scheduler ran, when it runs once, then six are issued and three are
    withheld, five are delivered and the one without an address is given up; when it runs again, nothing happens."""
    first = ask(office.url, *run_words(office, "--once"))
    assert (first["tick"]["issued"], first["tick"]["withheld"], first["tick"]["runs"]) == (6, 3, 0)
    assert (first["delivered"], first["undelivered"], first["waiting"]) == (5, 1, 0)
    files = {file.name for folder in (office.files, office.sms) for file in folder.iterdir()}
    assert len(files) == 5

    status, out, err = call(office.url, *run_words(office, "--once"))
    assert (status, err) == (0, "")
    assert out == b"Issued: 0; withheld: 0; reports: 0. Delivered: 0; given up: 0; waiting: 0.\n"
    assert {file.name for folder in (office.files, office.sms) for file in folder.iterdir()} == files


def test_one_run_stands_back_where_a_node_leads(ask: Ask, call: Call, office: Office) -> None:
    """Given a node that leads, when another runs once, then it does nothing, says who leads, and ends with status
    0."""
    with Journal.open(office.url) as journal:
        leading = Leadership(journal, "the-leader")
        assert leading.beat()
        found = ask(office.url, *run_words(office, "--once"))
        assert (found["leader"], found["tick"]) == ("the-leader", None)
        status, out, _ = call(office.url, *run_words(office, "--once"))
        assert (status, b"the-leader" in out) == (0, True)
        leading.leave()
    assert list(office.files.iterdir()) == []


def test_channels_are_found_by_a_variable(
    ask: Ask, call: Call, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given no file of channels, then a run says where one is to be pointed at, with status 1, and nothing is
    decided; given the variable that names one, then it is used."""
    status, out, err = call(office.url, "scheduler", "run", "--once")
    assert (status, out) == (1, b"")
    assert "--channels" in err
    assert "SAGSGANG_CHANNELS" in err
    monkeypatch.setenv("SAGSGANG_CHANNELS", str(office.channels))
    assert ask(office.url, "scheduler", "run", "--once")["delivered"] == 5


def test_every_fault_of_the_channels_is_told_at_once(call: Call, office: Office) -> None:
    """Given a file of channels with three faults, then a run tells each with its line, and their number, with status
    1, and nothing is decided."""
    broken = office.channels.with_name("broken.toml")
    broken.write_text(
        '[channel.files]\nkind = "folder"\npath = "relative"\n'
        '[channel.mail]\nkind = "smtp"\nhost = "mail.example.dk"\nsender = "nobody"\n'
        '[person.abc]\npigeon = "roof"\n'
    )
    status, out, err = call(office.url, "scheduler", "run", "--once", "--channels", broken)
    assert (status, out) == (1, b"")
    *faults, summary = err.splitlines()
    assert [line.removeprefix(f"{broken}:").split(":")[0] for line in faults] == ["3", "7", "9"]
    assert f"Faults in {broken}: 3." in summary


@pytest.mark.parametrize(
    "words", [("--every", "0"), ("--every", "nan"), ("--port", "0"), ("--port", "65536")], ids=" ".join
)
def test_numbers_that_are_off_start_no_node(call: Call, office: Office, words: tuple[str, ...]) -> None:
    """Given an interval or a port that there is not, then the call ends with status 2 and says what may be said."""
    status, out, err = call(office.url, *run_words(office, *words))
    assert (status, out) == (2, b"")
    assert f"{words[0]} must be from" in err


def test_a_port_that_is_taken_is_said(call: Call, office: Office) -> None:
    """Given a port on which another program answers, when a node is to answer there, then it ends with status 1 and
    says so, without having led."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        status, out, err = call(office.url, *run_words(office, "--port", port))
    assert (status, out) == (1, b"")
    assert f"Port {port}" in err


def test_the_status_is_an_exit_status(ask: Ask, call: Call, office: Office) -> None:
    """Given no node that ever ran, then the status is 1 with the code ``no-leader``; after a run that gave up a
    letter, it is 1 with ``dead-letters``; once that is offered again, it is 0."""
    status, out, _ = call(office.url, "scheduler", "status", "--json")
    found = json.loads(out)
    assert (status, found["healthy"]) == (1, False)
    assert [one["code"] for one in found["problems"]] == ["no-leader"]
    assert (found["last_tick_at"], found["leader"], found["nodes"]) == (None, None, [])

    ask(office.url, *run_words(office, "--once"))
    status, out, _ = call(office.url, "scheduler", "status", "--json")
    found = json.loads(out)
    assert (status, [one["code"] for one in found["problems"]]) == (1, ["dead-letters"])
    assert (found["outbox"]["delivered"], found["outbox"]["dead"], found["ticks"]) == (5, 1, 1)

    assert ask(office.url, "outbox", "retry", "--all")["unknown"] == []
    well = ask(
        office.url, "scheduler", "status"
    )  # exit status 0: between two calls by cron nobody leads, and all is well
    assert (well["healthy"], well["problems"], well["outbox"]["waiting"]) == (True, [], 1)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ["The scheduler needs looking after", "last tick", "1 given up"]),
        ("da", ["Planlæggeren kræver tilsyn", "seneste tik", "1 opgivet"]),
    ],
)
def test_the_status_is_a_page_in_both_languages(office: Office, ask: Ask, language: str, says: list[str]) -> None:
    """Given a run that gave up a letter, then the page of 80 columns says that somebody should look, in the caller's
    language."""
    ask(office.url, *run_words(office, "--once"))
    told = carry_out(office.url, "scheduler", "status", COLUMNS="80", SAGSGANG_LANG=language)
    assert told.status == 1
    assert max(map(len, told.out.decode().splitlines())) <= 80
    assert [one for one in says if one not in told.out.decode()] == []


def test_a_user_who_may_only_read_sees_how_it_stands(ask: Ask, call: Call, office: Office) -> None:
    """Given a user with the right to read alone, then the status, the outbox and a dry run answer; what would write
    says that the right is missing, with status 1."""
    ask(office.url, *run_words(office, "--once"))
    ask(office.url, "cases")
    with psycopg.connect(office.url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS sagsgang_watcher")
        connection.execute("CREATE ROLE sagsgang_watcher LOGIN PASSWORD 'watcher'")
        connection.execute("GRANT USAGE ON SCHEMA sagsgang TO sagsgang_watcher")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA sagsgang TO sagsgang_watcher")
    try:
        watcher = psycopg.conninfo.make_conninfo(office.url, user="sagsgang_watcher", password="watcher")  # noqa: S106 - made here
        status, out, _ = call(watcher, "scheduler", "status", "--json")
        assert (status, [one["code"] for one in json.loads(out)["problems"]]) == (1, ["dead-letters"])
        assert ask(watcher, "outbox", "list")["undelivered"] == 1
        window = ("--since", "2024-03-20", "--until", "2024-05-01")
        assert ask(watcher, "remind", *window, "--dry-run")["due"] == 9
        for words in (("outbox", "retry", "--all"), run_words(office, "--once"), ("follow",)):
            status, out, err = call(watcher, *words)
            assert (status, out) == (1, b"")
            assert "The database user may not do what the command needs" in err
    finally:
        with psycopg.connect(office.url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY sagsgang_watcher")
            connection.execute("DROP ROLE sagsgang_watcher")


def test_a_database_that_is_away_is_said(call: Call, office: Office) -> None:
    """Given a server that does not answer, then each command says so in a line, with status 1."""
    for words in (("scheduler", "status"), ("outbox", "list"), run_words(office, "--once"), run_words(office)):
        status, out, err = call(NOWHERE, *words)
        assert (status, out) == (1, b"")
        assert "cannot be reached" in err


def test_a_node_delivers_answers_and_ends_when_told_to(office: Office) -> None:
    """Given a node that is started as a process, then it decides and delivers into the folders, answers whether it
    works, what is wrong, and its metrics, and ends with status 0 at SIGTERM; its log is JSON, names cases and
    events, and has no address, no name and no text in it."""
    port = free_port()
    with node(office, "--port", str(port)) as call:
        until(lambda: len([*office.files.iterdir(), *office.sms.iterdir()]) == 5)
        assert until(lambda: get(port, "/health/live"))[0] == 200
        until(lambda: "dead-letters" in get(port, "/health/ready")[1])
        assert get(port, "/health/ready")[0] == 200  # one bad address takes no node out of service
        _, metrics = get(port, "/metrics")
        assert 'sagsgang_scheduler_outbox_depth{state="delivered"} 5.0' in metrics.splitlines()
        assert "sagsgang_scheduler_reminders_issued_total 6.0" in metrics.splitlines()
        assert get(port, "/")[0] == 404
        call.send_signal(signal.SIGTERM)
        out, err = call.communicate(timeout=60)
    assert (call.returncode, out) == (0, b"")
    lines: list[dict[str, Any]] = [json.loads(line) for line in err.decode().splitlines()]
    assert {line["event"] for line in lines} >= {"node started", "ticked", "delivered", "node stopped"}
    text = err.decode() + json.dumps(lines, ensure_ascii=False) + metrics
    assert [word for word in (MOBILE, NAME, "Signe", "Kære", "Dear", 'leader"') if word in text] == []


def test_every_node_follows_the_journal(office: Office, ask: Ask, call: Call) -> None:
    """Given a node that ticks once an hour, when something is appended after its tick, then the projections tell it all the
    same, though nobody asked; the metrics and the status say that they are not behind, and who follows. When the node
    ends, nobody does."""
    port = free_port()
    with (
        Journal.open(office.url) as journal,
        node(office, "--port", str(port), every=3600) as running,
    ):
        until(lambda: len([*office.files.iterdir(), *office.sms.iterdir()]) == 5)
        case = ask(office.url, "queue", "--limit", "1")["items"][0]["case"]
        before = journal.head().position
        journal.append(
            [Entry(case, Annulled(source="test", id="a1", occurred=journal.clock(), annuls="nothing-there"))]
        )
        assert journal.head().position == before + 1
        until(lambda: lag_of(journal).lag_events == 0)
        assert {
            line for line in get(port, "/metrics")[1].splitlines() if line.startswith("sagsgang_projection")
        } == {
            "sagsgang_projection_lag_events 0.0",
            "sagsgang_projection_lag_seconds 0.0",
        }
        found, told = json.loads(call(office.url, "scheduler", "status", "--json")[1]), ask(office.url, "status")
        assert (told["lag_events"], told["lag_seconds"]) == (0, 0.0)
        assert found["leader"]["node"] in told["follower"]
        assert found["projections"]["follower"] == told["follower"]
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
        assert lag_of(journal).follower is None


def test_a_second_node_takes_over(office: Office, ask: Ask, call: Call) -> None:
    """Given two nodes, when the one that leads is told to end, then the other leads; the status names both, and then
    one; and each reminder was delivered once."""

    def status() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(call(office.url, "scheduler", "status", "--json")[1])
        return found

    with node(office) as first:
        until(lambda: status()["leader"])
        with node(office) as second:
            until(lambda: len(status()["nodes"]) == 2)
            until(lambda: len([*office.files.iterdir(), *office.sms.iterdir()]) == 5)
            first.send_signal(signal.SIGTERM)
            assert first.wait(60) == 0
            until(lambda: (status()["leader"] or {}).get("pid") == second.pid)
            assert [one["pid"] for one in status()["nodes"]] == [second.pid]
            second.send_signal(signal.SIGINT)
            assert second.wait(60) == 0
    assert len([*office.files.iterdir(), *office.sms.iterdir()]) == 5
    assert ask(office.url, "outbox", "list", "--state", "delivered")["delivered"] == 5
