"""A hot standby is asked and not written to, and what it is asked for survives what its primary does meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.outages import problem_of
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.reader import Moment, Reader, ask
from sagsgang.projections.queue.cases import CaseFilter, Overview, overview
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ...commands.program import Finished
from ...journal.examples import ANNA, BENT, CLARA, MONDAY, application
from ..standby import Pair, pair
from .test_server_settings import publish

Call = Callable[..., Finished]
CHANNELS = """\
[channel.email]
kind = "folder"
path = "{folder}"
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    """A journal with a case that the projections know and one that they do not, and its standby, which has both."""
    with pair() as found:
        with Journal.open(found.primary) as journal:
            publish(journal)
            journal.append([Entry(ANNA, application("a1"))])
            catch_up(journal)
            journal.append([Entry(BENT, application("b1"))])
        found.follow()
        yield found


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    """A call of the program in this process: its exit status, and what it says on either side."""

    def called(url: str, *words: str | Path) -> Finished:
        capfd.readouterr()
        status = run(["--database", url, "--lang", "en", *map(str, words)])
        said = capfd.readouterr()
        return Finished(status, said.out.encode(), said.err)

    return called


def cases_of(finished: Finished) -> list[str]:
    """The references of the cases in an answer."""
    assert finished.status == 0, finished.err
    return sorted(item["case"] for item in json.loads(finished.out)["items"])


def test_a_standby_answers_and_is_not_written_to(servers: Pair, call: Call, tmp_path: Path) -> None:
    """Given a standby whose projections are behind the journal by a case, when it is asked, then it answers with the case
    that they hold and says so, and is found whole; when it is to append or to publish, to rebuild, to remind or to lead,
    then each ends with status 1 and a line that says that it can only be read; the journal and the projections of the
    primary are as they were, and catch up there as ever, which the standby follows."""
    with Journal.open(servers.primary) as journal:
        before, places = journal.head(), positions(servers.primary)
    asked = call(servers.standby, "cases", "--json")
    assert cases_of(asked) == [ANNA]
    assert "may not bring the projections up to date" in asked.err
    assert call(servers.standby, "doctor", "--replay").status == 0
    for act, words in acts(tmp_path).items():
        refused = call(servers.standby, *words)
        assert (refused.status, refused.out) == (1, b""), (act, refused)
        last = refused.err.splitlines()[-1]
        assert last.startswith("sagsgang: The database can only be read here: it is a standby"), (act, refused.err)
    with Journal.open(servers.primary) as journal:
        assert journal.head() == before
    assert positions(servers.primary) == places

    assert cases_of(call(servers.primary, "cases", "--json")) == [ANNA, BENT]
    servers.follow()
    caught_up = call(servers.standby, "cases", "--json")
    assert (cases_of(caught_up), caught_up.err) == ([ANNA, BENT], "")


def acts(folder: Path) -> dict[str, list[str | Path]]:
    """The words of commands that write, by what they do."""
    event = {"specversion": "1.0", "source": "urn:a", "id": "1", "type": "guidance-given", "subject": ANNA}
    lines, channels = folder / "events.jsonl", folder / "channels.toml"
    lines.write_text(json.dumps(event | {"time": MONDAY.isoformat(), "data": {}}) + "\n")
    channels.write_text(CHANNELS.format(folder=folder))
    example = Path(__file__).parents[3] / "examples" / "first-case" / "casetype.toml"
    return {
        "append": ["append", lines],
        "publish": ["type", "publish", example],
        "go live": ["live"],
        "rebuild": ["rebuild", "cases"],
        "remind": ["remind", "--since", "2024-03-01", "--until", "2024-03-02"],
        "lead": ["scheduler", "run", "--once", "--channels", channels],
    }


def positions(url: str) -> list[tuple[Any, ...]]:
    """Where each projection stands."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT name, position, generation FROM sagsgang.projections ORDER BY 1"
        ).fetchall()


@pytest.fixture
def impatient(servers: Pair) -> Iterator[Pair]:
    """A standby that waits for no question."""
    setting(servers.standby, "ALTER SYSTEM SET max_standby_streaming_delay = 0")
    yield servers
    setting(servers.standby, "ALTER SYSTEM RESET max_standby_streaming_delay")


def setting(url: str, words: str) -> None:
    """Change the setting of a server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(words.encode())
        connection.execute("SELECT pg_reload_conf()")


def test_a_question_that_a_standby_breaks_off_is_put_again(impatient: Pair) -> None:
    """Given a question that reads a projection at a standby, when the primary replaces the projection meanwhile, and the
    standby ends the question to follow, then it is put again, and answers with what holds now: the case that was appended
    in between is there."""
    times = 0

    def question(reader: Reader) -> Overview:
        nonlocal times
        times += 1
        found = overview(reader, CaseFilter())
        if times == 1:
            with Journal.open(impatient.primary) as journal:
                journal.append([Entry(CLARA, application("c1"))])
                catch_up(journal)
                rebuild(journal, ["cases"])
            impatient.follow()
            found = overview(reader, CaseFilter())
        return found

    with Journal.open(impatient.standby) as journal:
        answer = ask(journal, Moment(journal.clock()), question)
    assert times == 2
    assert CLARA in {item.case for item in answer.items}


def test_a_reading_that_a_standby_breaks_off_is_told(impatient: Pair) -> None:
    """Given a reading of all projections at a standby, when the primary replaces them meanwhile, and the standby ends it,
    then what is said names the standby and what an operator can set."""
    replaced: list[int] = []

    def replace(done: int, total: int) -> None:
        if not replaced:
            replaced.append(done)
            with Journal.open(impatient.primary) as journal:
                rebuild(journal)
            impatient.follow()

    with Journal.open(impatient.standby) as journal, pytest.raises(psycopg.errors.SerializationFailure) as broken:
        replay(journal, progress=replace)
    problem = problem_of(broken.value)
    assert problem is not None
    assert problem.code == "standby-conflict"
    assert "hot_standby_feedback" in problem.text.en
    assert problem.text.da != problem.text.en


def test_a_standby_that_takes_over_is_the_journal_from_then_on(servers: Pair, call: Call) -> None:
    """Given a standby that has all that its primary has, when it takes over, then what is appended there gets the next
    position, is answered for, and the whole is found sound. (The last test of the pair: it is none any more.)"""
    with Journal.open(servers.primary) as journal:
        before = journal.head().position
    servers.follow()
    with psycopg.connect(servers.standby, autocommit=True) as connection:
        assert connection.execute("SELECT pg_promote()").fetchone() == (True,)
    with Journal.open(servers.standby) as journal:
        [outcome] = journal.append([Entry("2024-0004", application("d1"))])
        assert isinstance(outcome, Appended)
        assert outcome.position == before + 1
    assert "2024-0004" in cases_of(call(servers.standby, "cases", "--json"))
    assert call(servers.standby, "doctor", "--replay").status == 0
