"""The table of operations: whole, with words in both languages and a schema for each, and what every door is made from."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal
from sagsgang.journal.backup.backup import back_up
from sagsgang.journal.rejections import Rejection
from sagsgang.operations.contract import contract
from sagsgang.operations.operation import Operation, Parameter, same
from sagsgang.operations.schema import schema_of
from sagsgang.operations.session import Session
from sagsgang.operations.table import OPERATIONS

from ..commands.conftest import Ask, Call, ask, call, office
from ..commands.office import CENTRE, PERMIT, received, write
from ..commands.reminded_permits import open_office
from ..conftest import fresh_database
from . import quality_cases
from .silence import Silence

__all__ = ("ask", "call", "office")
ROOT = Path(__file__).parents[2]
AS_OF = "2016-01-10"


# What the office published of the examples, by kind.
EXAMPLES = {
    "calendar": "foi/calendar.toml",
    "directory": "vejviser/vejviser.toml",
    "targets": "targets/2010.toml",
    "report-calendar": "report-calendar/bif-2008.toml",
}


def files(name: str) -> dict[str, Any]:
    """A file of the examples, as an operation takes it."""
    path = ROOT / "examples" / name
    return {"files": [{"name": path.name, "text": path.read_text(encoding="utf-8")}]}


# What each operation is asked, beside the moment: a parameter that must be given, and such as change the answer.
ASKED: dict[str, dict[str, Any]] = {
    "queue": {"overdue": True, "limit": 2},
    "cases": {"by": "unit,state"},
    "case.show": {"ref": "15/0012348"},
    "case.explain": {"ref": "15/0012348"},
    "case.flow": {"ref": "15/0012348"},
    "stats.long-cases": {"over": 1},
    "feed": {"unit": CENTRE},
    "backlog": {"type": "permit", "deadline": "decision", "until": "2016-02-01"},
    "what-if": {
        "type": {"name": "permit.toml", "text": PERMIT.replace("weeks = 4", "weeks = 3")},
        "only": "moved",
    },
    "sample.draw": quality_cases.DRAW | {"size": 1, "where": ["state=open"], "as_of": "2016-01-05"},
    "sample.verify": {"ref": "T-1"},
    "review.show": {"ref": "T-1"},
    "review.follow-up": {"type": "review"},
    "review.answer": {
        "ref": "T-1",
        "case": "15/0012347",
        "check": "form-used",
        "answer": "ok",
        "on": "2016-01-08",
    },
    "review.corrected": {"ref": "T-1", "case": "15/0012346", "check": "form-used", "note": "new form"},
    "reconcile": quality_cases.COMPARED | {"compare": ["unit=unit"], "as_of": None},
    "reconcile.show": {"ref": "S-1"},
    "differences": {"limit": 1},
    "differences.close": {"ref": "S-1", "difference": "other/X-1/missing-here", "reason": "sent again"},
    "remind": {"since": "2024-03-20", "until": "2024-05-01", "limit": 3},
    "outbox.list": {"state": "delivered", "limit": 2},
    "outbox.retry": {"all": True, "by": "Mette Holm"},
    "outbox.dismiss": {"all": True, "by": "Mette Holm", "reason": "Told by telephone"},
    "scheduler.status": {},
    "schema": {"name": "casetype"},
    "type.check": files("first-case/casetype.toml"),
    "type.publish": files("first-case/casetype.toml"),
    "type.list": {},
    "type.show": {"type": "permit"},
    "type.diagram": {"type": "permit"},
    "forecast": {"type": "permit", "received": "2015-11-27"},
    "calendar.check": files(EXAMPLES["calendar"]),
    "calendar.publish": files(EXAMPLES["calendar"]),
    "calendar.list": {},
    "calendar.show": {"calendar": "denmark", "year": 2026},
    "directory.check": files(EXAMPLES["directory"]),
    "directory.publish": files(EXAMPLES["directory"]),
    "directory.list": {},
    "directory.find": {"words": ["flexjob", "benefit"], "limit": 1},
    "directory.show": {"directory": "vejviser"},
    "targets.check": files(EXAMPLES["targets"]),
    "targets.publish": files(EXAMPLES["targets"]),
    "targets.list": {},
    "targets.show": {"targets": "bif-2010"},
    "targets.status": {"year": 2010, "half": True},
    "report-calendar.check": files(EXAMPLES["report-calendar"]),
    "report-calendar.publish": files(EXAMPLES["report-calendar"]),
    "report-calendar.list": {},
    "report-calendar.show": {"calendar": "bif"},
    "report-calendar.due": {"from": "2040-01-10", "to": "2040-04-10"},
    "report-calendar.run": {"calendar": "bif", "run": "month-director", "period": "2008-03"},
    "report.list": {},
    "report.make": {"report": "monthly-status", "period": "2015-12", "for": "quality"},
    "report.publish": {"report": "monthly-status", "period": "2015-12", "as_of": None},
    "report.editions": {"report": "monthly-status"},
    "report.restate": {"report": "monthly-status", "period": "2015-12", "edition": 1, "as_of": None},
}
MAPPING = {
    "name": "mapping.toml",
    "text": 'source = "urn:log"\ncase = "P-${case}"\ncase_type = "permit"\noccurred = "${day}"\n'
    '[[event]]\nevent = "application-received"\n',
}
ASKED |= {
    "append": {"zone": "UTC"},
    "import": {"mapping": MAPPING},
    "import.check": {"mapping": MAPPING, "late": True},
    "rejections": {"limit": 1},
    "export": {},
    "doctor": {"replay": True},
    "replay": {"until": "2016-01-10"},
    "init": {"zone": "Europe/Berlin"},
    "status": {},
    "live": {},
    "clock": {},
    "backup": {"to": "first.zip", "position": 10},
    "restore": {"from": "whole.zip"},
    "follow": {},
    "rebuild": {"names": ["deadlines", "cases"], "processes": 1},
    "set-aside": {"limit": 1},
}
LOG = "case,day\n1,2015-11-27\n2,2015-11-30\n"
OTHERWISE = {"by": "unit", "cases": True}  # a statistic
# Of the office whose scheduler ran; what in an answer is of the instant or the place at which it is asked; an exit status
# that is not 0.
OF_THE_REMINDED = ("remind", "outbox.list", "outbox.retry", "outbox.dismiss", "scheduler.status")
OF_THE_INSTANT = {
    "export": {"file"},
    "remind": {"as_of", "next"},
    "scheduler.status": {"at", "lag_seconds", "slip_seconds"},
    "replay": {"seconds"},
    "init": {"database"},
    "status": {"clock"},
    "clock": {"database", "host"},
    "backup": {"file", "bytes"},
    "restore": {"database"},
    "rebuild": {"seconds"},
}
ENDS_WITH = {"scheduler.status": 1, "doctor": 4}  # the server of the tests does not wait for its disk


def streams_of(operation: Operation, folder: Path) -> tuple[list[Any], list[object]]:
    """What an operation reads or writes on the way, as its function and as its command are told of it."""
    if operation.name == "follow":
        return [], ["--once"]
    if operation.gives:
        return [lambda line: None], ["--to", folder / "out.jsonl"]
    if not operation.takes:
        return [], []
    if operation.name == "append":
        file = write(folder / "more.jsonl", [received("more", "15/0099999", "2015-12-01", CENTRE)])
        return [file], [file]
    (folder / "log.csv").write_text(LOG, encoding="utf-8")
    return [[folder / "log.csv"]], [folder / "log.csv"]


def by_name() -> list[Any]:
    """Every operation, named in the test's name."""
    return [pytest.param(one, id=one.name) for one in OPERATIONS.values()]


@pytest.mark.parametrize("operation", by_name())
def test_each_is_whole(operation: Operation) -> None:
    """Given an operation, then its parameters and its answer are structs with a JSON Schema, each parameter is told of in
    both languages, and so is the operation, with an example that begins with its name."""
    parameters, answer = operation.types()
    assert issubclass(parameters, msgspec.Struct)
    assert issubclass(answer, msgspec.Struct)
    assert schema_of(parameters)["$defs"]
    assert schema_of(answer)["$defs"]
    for text in (operation.help, *(one.help for one in operation.parameters())):
        assert text.da
        assert text.en
        assert "--" not in text.da + text.en, "the terminal's own words"
    for example in (operation.example.da, operation.example.en):
        assert shlex.split(example)[: operation.name.count(".") + 1] == operation.name.split(".")


@pytest.fixture(scope="module")
def filled(office: str, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the office with what it looked into, and what it published of the examples."""
    with fresh_database(server_url, copy_of=office) as url:
        quality_cases.fill(url, tmp_path_factory.mktemp("quality"))
        for kind, name in EXAMPLES.items():
            assert run(["--database", url, kind, "publish", str(ROOT / "examples" / name), "--json"]) == 0
        for words in ((), ("--for", "quality")):
            month = ("monthly-status", "--period", "2015-12")
            assert run(["--database", url, "report", "publish", *month, *words, "--json"]) == 0
        with Journal.open(url) as journal:
            journal.reject([Rejection("log.csv", line, "bad-row", same("No."), b"x%d" % line) for line in (2, 3)])
        yield url


@pytest.fixture(scope="module")
def reminded(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the office of ``reminded_permits``, after one run of its scheduler: a letter could not be delivered."""
    with fresh_database(server_url) as url:
        found = open_office(url, tmp_path_factory.mktemp("permits"))
        assert run(["--database", url, "scheduler", "run", "--once", "--channels", str(found.channels)]) == 0
        assert run(["--database", url, "cases", "--json"]) == 0  # nothing is behind
        yield url


def written_down(folder: Path, value: Any) -> Any:
    """The value of a parameter, where files that are part of it stand in a folder."""
    if isinstance(value, list):
        return [written_down(folder, one) for one in value]
    if not isinstance(value, dict):
        return value
    path = folder / value["name"]
    path.write_text(value["text"], encoding="utf-8")
    return value | {"name": str(path)}


@pytest.mark.parametrize("operation", by_name())
def test_the_function_and_the_command_answer_the_same(
    call: Call, filled: str, reminded: str, server_url: str, operation: Operation, tmp_path: Path
) -> None:
    """Given an office, when an operation is asked as a function and as a command with the same words, each of an office of
    its own if it writes, then the answers are the same."""
    struct, _ = operation.types()
    office = reminded if operation.name in OF_THE_REMINDED else filled
    asked = {"as_of": AS_OF} | ASKED.get(operation.name, OTHERWISE)
    asked = {name: written_down(tmp_path, value) for name, value in asked.items() if value is not None}
    if operation.name in ("backup", "restore"):
        [name] = asked.keys() & {"to", "from"}
        asked[name] = str(tmp_path / asked[name])
    words = [word for one in operation.parameters() for word in written(one, asked.get(one.name))]
    if operation.name == "backup":
        asked["to"] = str(tmp_path / "second.zip")
    if operation.name == "restore":
        with Journal.open(filled) as journal:
            back_up(journal, tmp_path / "whole.zip", "test")
    if operation.name == "reconcile":
        (tmp_path / "list.csv").write_bytes(quality_cases.LIST)
        words += ["--list", tmp_path / "list.csv"]
        asked |= {"content": quality_cases.LIST, "file": str(tmp_path / "list.csv")}
    streams, of_files = streams_of(operation, tmp_path)
    words += of_files
    with ExitStack() as copies:
        of_command, of_function = (
            copies.enter_context(
                fresh_database(server_url, copy_of=None if operation.name == "restore" else office)
            )
            if operation.does == "writes"
            else office
            for _ in range(2)
        )
        status, out, err = call(of_command, *operation.name.split("."), *words, "--json")
        assert status == ENDS_WITH.get(operation.name, 0), err
        told = json.loads(out)
        with (Journal.to_be_made if operation.name == "restore" else Journal.open)(of_function) as journal:
            session = Session(journal, lambda: datetime.now(UTC), Silence())
            found = operation.function()(session, msgspec.convert(asked, struct), *streams)
    answered = json.loads(msgspec.json.encode(found))
    assert answered.keys() == told.keys()
    live = OF_THE_INSTANT.get(operation.name, set())
    assert [name for name in told if name not in live and told[name] != answered[name]] == []
    assert [one for one in words_in(told) if INSTANT.match(one) and not one.endswith("Z")] == [], (
        "an instant not in UTC"
    )


INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def words_in(answer: Any) -> Iterator[str]:
    """Every text of an answer."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict | list):
        for one in answer.values() if isinstance(answer, dict) else answer:
            yield from words_in(one)


def written(one: Parameter, value: Any) -> list[object]:
    """A parameter as words of a call."""
    if value is None:
        return []
    values = [
        each["name"] if isinstance(each, dict) else each
        for each in (value if isinstance(value, list) else [value])
    ]
    if one.positional:
        return values
    option = f"--{one.name.replace('_', '-')}"
    if value is True:
        return [option]
    return [word for each in values for word in (option, each)]


def test_the_contract_is_the_table() -> None:
    """Given docs/contract.md, then it says what the table of operations says."""
    assert (ROOT / "docs" / "contract.md").read_text(encoding="utf-8") == contract(), "run: make docs/contract.md"


@pytest.mark.parametrize(
    "words",
    [
        ("outbox", "list", "--state", "delivered"),
        ("remind", "--since", "2024-03-20", "--until", "2024-05-01", "--dry-run"),
    ],
    ids=["outbox", "remind"],
)
def test_pages_of_what_was_sent_are_all_of_it(ask: Ask, reminded: str, words: tuple[str, ...]) -> None:
    """Given a list of the scheduler's, when it is asked for in pages of two, each going on where the last ended, then they
    are the list, and each counts all of it."""
    whole = ask(reminded, *words)
    lines, after = [], None
    while True:
        page = ask(reminded, *words, "--limit", 2, *(["--after", after] if after else []))
        lines += page["items"]
        assert {name: page[name] for name in whole if name in ("delivered", "due", "by_standing")} == {
            name: whole[name] for name in whole if name in ("delivered", "due", "by_standing")
        }
        if (after := page["next"]) is None:
            break
    assert len(lines) > 4
    assert lines == whole["items"]
