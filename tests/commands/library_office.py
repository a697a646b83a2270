"""The library of ``library_cases`` in a journal, and a way to ask it that keeps account of the commands gone through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cyclopts import App
from sagsgang.cli import app, run

from . import library_cases as cases
from . import library_rules as rules
from .office import write

Test = TypeVar("Test", bound=Callable[..., None])
NEW_YEAR = ("--as-of", "2022-01-01")
JULY = ("--as-of", "2021-07-01")
OF_TYPE = ("--type", cases.TYPE)
LOCAL = ("--zone", "Atlantic/Faroe")
OLD_LOG = ("--since", "2020-11-01", "--until", "2021-02-01", *LOCAL)
ALLOWED = ("case show", "export", "rejections --raw")  # the history itself, and the rejected lines themselves


class Told(NamedTuple):
    """What a call said: its exit status, standard output and standard error."""

    status: int
    out: bytes
    err: str

    def json(self) -> Any:
        """The one JSON document that was asked for."""
        return json.loads(self.out)


class Library:
    """A journal at a URL, a folder with the library's files, and what was answered when the journal was filled."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.filled: dict[str, list[Told]] = {}

    def call(self, *words: object) -> Told:
        """Carry out a call in this process. No answer but those that may has the name of a person in it."""
        out, err = TextIOWrapper(BytesIO(), encoding="utf-8"), TextIOWrapper(BytesIO(), encoding="utf-8")
        with redirect_stdout(out), redirect_stderr(err):
            status = run(["--database", self.database, *map(str, words)])
            out.flush(), err.flush()
        told = Told(status, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]
        if not " ".join(map(str, words)).startswith(ALLOWED):
            assert cases.PERSON.encode() not in told.out, words
        assert cases.PERSON not in told.err, words
        return told

    def file(self, name: str, text: str) -> Path:
        """A file of the library's."""
        place = self.folder / name
        place.write_text(text, encoding="utf-8")
        return place

    def fill(self, *words: object, status: int = 0) -> Any:
        """Carry out a call that writes, and keep its answer."""
        told = self.call(*words, "--json")
        assert told.status == status, (words, told)
        self.filled.setdefault(command_of(words), []).append(told)
        return told.json()


def fill(library: Library) -> None:
    """Everything that writes, in the order of the years; the last event is registered too late for its report."""
    rejections = ("--rejections", library.folder / "rejected.jsonl")
    library.fill("init")
    library.fill("calendar", "publish", library.file("library.toml", rules.CALENDAR), "--recorded", "2020-01-01")
    library.fill("type", "publish", *type_files(library), "--recorded", "2020-01-02")
    log, mapping = library.file("log.csv", cases.LOG), library.file("mapping.toml", cases.MAPPING)
    library.fill("import", "--mapping", mapping, log, *rejections, status=3)
    for command, text in (("targets", rules.TARGETS), ("directory", rules.DIRECTORY)):
        file = library.file(f"{command}.toml", text)
        library.fill(command, "publish", file, "--recorded", "2021-01-04")
    sent = write(library.folder / "events.jsonl", [*cases.events(), cases.MISTAKE])
    library.fill("append", sent, *LOCAL, *rejections, status=3)
    library.fill("report", "publish", "monthly-status", "--period", "2021-06", *OF_TYPE, "--for", "quality")
    library.fill("append", write(library.folder / "late.jsonl", [cases.LATE]), *LOCAL)
    _review(library)
    listed = library.file("union.csv", cases.UNION_LIST)
    library.fill(
        *("reconcile", "--list", listed, "--system", "union", *OF_TYPE, "--on", "2021-06-30"),
        *("--compare", "Genre=genre", "--record", "COUNT-1", "--record-type", cases.TYPE, "--made", "2022-01-12"),
    )
    close = ("differences", "close", "COUNT-1", "union/L-01/missing-here")
    library.fill(*close, "--reason", "taken off their list", "--made", "2022-01-14")
    _remind(library)


def _review(library: Library) -> None:
    """An own check: two orders of each genre are drawn; one of them was not complete, and is put right."""
    choice = (*OF_TYPE, "--size", "4", "--seed", "oak", "--by", "genre", *NEW_YEAR)
    drawn = library.fill("sample", "draw", *choice, "--record", "CHECK-1", "--on", "2022-01-10")
    first, second, *others = (one["case"] for one in drawn["cases"])
    answers = [(first, "order-complete", "error"), (second, "order-complete", "ok"), (first, "terms-noted", "ok")]
    answers += [(other, "order-complete", "not-applicable") for other in others]
    for answer in answers:
        library.fill("review", "answer", "CHECK-1", *answer, "--on", "2022-01-11")
    library.fill("review", "corrected", "CHECK-1", first, "order-complete", "--on", "2022-01-20")


def _remind(library: Library) -> None:
    """A notice of the second quarter, the reminders of the old log by hand, and a run that delivers what it can."""
    messages = library.folder / "messages"
    messages.mkdir()
    library.fill("report-calendar", "publish", library.file("notices.toml", rules.NOTICES))
    library.fill("report-calendar", "run", "library", "union", "--period", "2021-Q2")
    library.fill("remind", *OLD_LOG)
    channels = library.file("channels.toml", rules.CHANNELS.replace("FOLDER", str(messages)))
    library.fill("scheduler", "run", "--once", "--channels", channels)


def type_files(library: Library) -> list[Path]:
    """The files of the case types."""
    texts = {"first": rules.INTERLENDING, "second": rules.SECOND_VERSION, "complaint": rules.COMPLAINT}
    return [library.file(f"{name}.toml", text) for name, text in texts.items()]


def has(row: dict[str, Any], **figures: Any) -> bool:
    """Whether a row of an answer has these figures among its own."""
    assert {name: row.get(name) for name in figures} == figures
    return True


# -- which commands were gone through --------------------------------------------------------------


def commands(room: App = app, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command of the program, as ``--help`` lists them, and groups that are commands themselves."""
    names = [name for name in room if not name.startswith("-")]
    if words and (not names or room.default_command is not None):
        yield " ".join(words)
    for name in names:
        yield from commands(room[name], (*words, name))


def command_of(words: Sequence[object]) -> str:
    """The command of a call: the longest that its words begin with."""
    said = " ".join(map(str, words)) + " "
    return max((one for one in commands() if said.startswith(one + " ")), key=len)


def about(*named: str) -> Callable[[Test], Test]:
    """Says which commands a test goes through; the fixture ``told`` sees to it that it does."""

    def mark(test: Test) -> Test:
        test.commands = frozenset(named)  # type: ignore[attr-defined]
        return test

    return mark


class Account:
    """Asks the library for one test, and keeps account of the commands."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.gone: set[str] = set()

    def __call__(self, *words: object) -> Any:
        """The JSON document of a question, which can be answered for people too."""
        shown = self.call(*words)
        assert shown.status == 0, shown
        assert shown.out.strip(), words
        told = self.call(*words, "--json")
        assert told.status == 0, told
        return told.json()

    def call(self, *words: object) -> Told:
        """A call as it is."""
        self.gone.add(command_of(words))
        return self.library.call(*words)

    def earlier(self, command: str) -> list[Any]:
        """The documents that a command gave when the journal was filled."""
        self.gone.add(command)
        return [told.json() for told in self.library.filled[command]]
