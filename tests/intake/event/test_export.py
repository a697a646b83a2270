"""What is exported, ``append`` takes back: the same events in the same order, and the same answers from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sagsgang.cli import run
from sagsgang.domain.events.case_events import (
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    Corrected,
    Decided,
    Event,
    InformationRequested,
    Reopened,
)
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.domain.events.encoding import state_of
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.reminder_events import ReminderDelivered, SchedulerRecord
from sagsgang.domain.moment import when_said
from sagsgang.domain.rules.local_time import LocalTime
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.event.event_types import KnownTypes
from sagsgang.intake.event.export import cloudevent, export, happened
from sagsgang.intake.loading.importing import append_events
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment, Reader, ask
from sagsgang.projections.queue.cases import CaseFilter, overview
from sagsgang.projections.queue.queue_items import QueueFilter, queue
from sagsgang.projections.statistics.measures import MEASURES
from sagsgang.projections.upkeep.catch_up import catch_up

from ...conftest import fresh_database

ZONE = ZoneInfo("Europe/Copenhagen")
LOCAL = LocalTime.of(ZONE)
EXAMPLES = sorted((Path(__file__).parents[2] / "domain" / "stored_events").glob("*.json"))
SENT = [
    file for file in EXAMPLES if file.stem in CATALOGUE and not issubclass(CATALOGUE[file.stem], SchedulerRecord)
]
KNOWN: KnownTypes = {"permit": frozenset({"site-visit"}), "fleksjob": frozenset({"site-visit"})}
NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILLED = datetime(2010, 1, 1, tzinfo=UTC)
PERMIT = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["closed"]
reopens = ["reopened"]

[[action]]
name = "site-visit"
label = { da = "Besigtigelse", en = "Site visit" }

[[attribute]]
name = "channel"
label = { da = "Kanal", en = "Channel" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { weeks = 4 }
met_by = ["decided"]
suspended_by = ["information-requested"]
resumed_by = ["site-visit"]
"""


def with_its_day(event: Event) -> Event:
    """The event; a date-only one with its day, as every such event that comes in has it."""
    return msgspec.structs.replace(event, **when_said(event.occurred, ZONE, whole_day=event.whole_day))


@pytest.mark.parametrize("file", SENT, ids=[file.stem for file in SENT])
def test_every_event_of_the_catalogue_comes_back_as_it_was(file: Path) -> None:
    """Given the stored example of an event, then its CloudEvent is read as the same event, to the byte."""
    event = with_its_day(msgspec.json.decode(file.read_bytes(), type=CATALOGUE[file.stem]))
    if isinstance(event, ActionTaken):
        event = msgspec.structs.replace(event, action="site-visit")
    line = json.dumps(cloudevent(Recorded(7, "P-1", 1, NOW, event), LOCAL)).encode()
    entry = read_cloudevent(line, known=KNOWN, now=NOW, zone=ZONE)
    assert (entry.case, type(entry.event), state_of(entry.event)) == ("P-1", type(event), state_of(event))


def test_a_line_says_when_the_journal_got_it() -> None:
    """Given an event of a day, recorded a day later, then its line has the day as its time, and the instant of its
    registration as an extension; the instant of another stays one."""
    decided = Decided(source="s", id="1", occurred=datetime(2026, 3, 1, 23, tzinfo=UTC), whole_day=True)
    recorded = datetime(2026, 3, 3, 8, 30, 0, 250_000, tzinfo=UTC)
    told = cloudevent(Recorded(7, "P-1", 1, recorded, decided), LOCAL)
    assert (told["time"], told["recorded"]) == ("2026-03-02", "2026-03-03T08:30:00.250000Z")
    at_an_instant = msgspec.structs.replace(decided, whole_day=False)
    assert cloudevent(Recorded(7, "P-1", 1, recorded, at_an_instant), LOCAL)["time"] == "2026-03-01T23:00:00Z"


class Story:
    """Random histories of some cases: dates and instants, corrections that move events, annulments of annulments."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.entries: list[Entry] = []
        self.sent: dict[str, list[Event]] = {}

    def tell(self, events: int) -> list[Entry]:
        """So many events, in the order of their sending."""
        for number in range(events):
            case = f"P-{self.random.randint(1, 8)}"
            event = self._event(case, number)
            self.sent.setdefault(case, []).append(event)
            self.entries.append(Entry(case, event))
        return self.entries

    def _event(self, case: str, number: int) -> Event:
        random, before = self.random, self.sent.get(case, [])
        whole_day = random.random() < 0.5
        day = datetime(2010, 1, 1, tzinfo=ZONE) + timedelta(days=random.randint(0, 200))
        occurred = day if whole_day else day + timedelta(seconds=random.randint(0, 86_399))
        head: dict[str, Any] = {
            "source": random.choice(("urn:one", "urn:two")),
            "id": str(number),
            **when_said(occurred.astimezone(UTC), ZONE, whole_day=whole_day),
        }
        if not before:
            return ApplicationReceived(**head, case_type="permit", unit="North", attributes={"channel": "web"})
        told = random.choice(before)
        about = {"corrects": told.id, "corrects_source": told.source}
        makers: tuple[Callable[[], Event], ...] = (
            lambda: ActionTaken(**head, action="site-visit", actor=random.choice(("anna", "bo"))),
            lambda: InformationRequested(**head, until=(day + timedelta(days=9)).date()),
            lambda: Decided(**head, outcome="granted", unit=random.choice(("North", "South", None))),
            lambda: Closed(**head),
            lambda: Reopened(**head),
            lambda: Corrected(**head, **about, changes={"unit": "South"}),
            lambda: Corrected(**head, **about, changes={"occurred": day.date().isoformat()}),
            lambda: Annulled(**head, annuls=told.id, annuls_source=told.source),
        )
        return random.choice(makers)()


@pytest.fixture
def journals(server_url: str, tmp_path: Path) -> Iterator[tuple[Journal, Journal]]:
    """A journal to fill, and an empty one with the same case type."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    with (
        fresh_database(server_url) as one,
        fresh_database(server_url) as two,
        Journal.open(one) as filled,
        Journal.open(two) as empty,
    ):
        for journal in (filled, empty):
            publish_definitions(journal, CASE_TYPES, written_files([tmp_path / "permit.toml"]), FILLED, FILLED)
        yield filled, empty


def fill(journal: Journal, seed: int, events: int = 120) -> list[datetime]:
    """Fill a journal with a story; gives the times of registration, an hour apart."""
    entries = Story(seed).tell(events)
    times = [FILLED + timedelta(days=300, hours=number) for number in range(len(entries))]
    outcomes = journal.append(entries, recorded=times)
    assert all(isinstance(one, Appended) for one in outcomes)
    catch_up(journal)
    return times


def take_back(journal: Journal, lines: bytes, folder: Path) -> None:
    """Append exported lines; all of them must land."""
    told = append_events(
        journal, BytesIO(lines), known=KNOWN, now=NOW, zone=ZONE, rejections_file=folder / "rejected.jsonl"
    )
    assert (told.rejected, told.duplicates) == (0, 0)
    assert told.appended == lines.count(b"\n")
    catch_up(journal)


def exported(journal: Journal, **asked: Any) -> bytes:
    """The lines of an export."""
    until = asked.pop("until", journal.head().position)
    return b"".join(one.line for one in export(journal, until, **asked) if one.line is not None)


def held(journal: Journal, until: int) -> list[tuple[str, int, bytes]]:
    """What a journal holds of its cases: case, version and event."""
    events = journal.read(0, until)
    return [(one.case, one.version, state_of(one.event)) for one in events if not one.case.startswith("$")]


def answers(journal: Journal, as_of: datetime, known_at: datetime | None = None) -> dict[str, Any]:
    """The cases, the queue and every statistic at a moment."""

    def all_of_it(reader: Reader) -> dict[str, Any]:
        found: dict[str, Any] = {
            "cases": [
                overview(reader, CaseFilter(by=("unit",))).by,
                overview(reader, CaseFilter(limit=1000)).items,
            ],
            "queue": queue(reader, QueueFilter(limit=1000)).items,
        }
        for name, measure in MEASURES.items():
            found[name] = list(measure.count(reader, Selection(by=("case",))))
        return found

    told: dict[str, Any] = msgspec.to_builtins(ask(journal, Moment(as_of, known_at, ZONE), all_of_it))
    return told


@pytest.mark.parametrize("seed", range(3))
def test_a_journal_comes_back_whole(journals: tuple[Journal, Journal], tmp_path: Path, seed: int) -> None:
    """Given a random history with corrections and annulments, when it is exported and appended to an empty journal, then
    that holds the same events in the same order, and exports the same lines, but for the time of registration."""
    filled, empty = journals
    fill(filled, seed)
    lines = exported(filled)
    take_back(empty, lines, tmp_path)
    assert held(empty, empty.head().position) == held(filled, filled.head().position)

    def without_registration(text: bytes) -> list[dict[str, Any]]:
        return [{**json.loads(line), "recorded": None} for line in text.splitlines()]

    assert without_registration(exported(empty)) == without_registration(lines)


@pytest.mark.parametrize("seed", range(3, 7))
def test_an_export_of_a_moment_answers_as_that_moment(
    journals: tuple[Journal, Journal], tmp_path: Path, seed: int
) -> None:
    """Given a random history and a random moment on both axes, when what had happened and was known then is exported and
    appended to an empty journal, then that answers as of then what the whole answers at that moment."""
    filled, empty = journals
    times = fill(filled, seed)
    random = Random(seed)
    known_at = random.choice(times[20:])
    as_of = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(days=random.randint(20, 220), hours=random.randint(0, 23))
    lines = exported(filled, until=filled.position_at(known_at), as_of=as_of)
    take_back(empty, lines, tmp_path)
    whole, part = answers(filled, as_of, known_at), answers(empty, as_of)
    for name in whole:
        if name not in (
            "quality",
            "events",
        ):  # a finding says the position; corrections are later than what they tell
            assert part[name] == whole[name], name


def test_what_append_would_refuse_is_left_out(journals: tuple[Journal, Journal], tmp_path: Path) -> None:
    """Given publications and a reminder that the scheduler noted, then they are counted and not handed out."""
    filled, empty = journals
    fill(filled, 1, events=10)
    noted = ReminderDelivered(
        source="urn:sagsgang:scheduler",
        id="1",
        occurred=FILLED,
        about="deadline",
        deadline="decision",
        ends="2010-03-01",
        step="soon",
        number=1,
        to="caseworker",
        channel="mail",
        attempts=1,
    )
    filled.append([Entry("P-1", noted)])
    found = list(export(filled, filled.head().position))
    assert [one.position for one in found if one.line is None] == [
        one.position
        for one in filled.read(0, filled.head().position)
        if one.case.startswith("$") or isinstance(one.event, SchedulerRecord)
    ]
    take_back(empty, exported(filled), tmp_path)


def test_the_command(journals: tuple[Journal, Journal], tmp_path: Path, capfdbinary: Any) -> None:
    """Given a journal, then ``export`` writes its lines to standard output or to a file, says how many it left out, and
    leaves no half a file where it cannot write."""
    filled, _ = journals
    fill(filled, 2, events=10)
    assert run(["--database", filled.url, "export"]) == 0
    out, err = capfdbinary.readouterr()
    assert out == exported(filled)
    assert "left out" in err.decode()
    file = tmp_path / "events.jsonl"
    assert run(["--database", filled.url, "export", "--to", str(file), "--json"]) == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert (told["events"], told["position"]) == (10, filled.head().position)
    assert file.read_bytes() == out
    assert run(["--database", filled.url, "export", "--to", str(tmp_path / "nowhere" / "x")]) == 1
    assert run(["--database", filled.url, "export", "--json"]) != 0
    assert list(tmp_path.glob(".*half")) == []


def happened_by(as_of: str, *events: Event) -> list[str]:
    """The ids of the events of a case that had happened by a date."""
    history = [Recorded(place, "P-1", place, NOW, event) for place, event in enumerate(events, start=1)]
    found = happened(history, datetime.fromisoformat(as_of).replace(tzinfo=ZONE), LOCAL)
    return [one.event.id for one in found.values()]


def at(day: str, id_: str) -> dict[str, Any]:
    """What an event of a day says."""
    occurred = datetime.fromisoformat(day).replace(tzinfo=ZONE).astimezone(UTC)
    return {"source": "s", "id": id_, "occurred": occurred, "whole_day": True}


def test_what_had_happened_by_a_day() -> None:
    """Given a decision of 10 March that was annulled on the 20th and a closing sent as of 1 April and corrected to
    5 March on the 2nd, then by 15 March both had happened, with what speaks of them; by 1 March neither had, nor what
    speaks of them; and a decision moved from 10 March to 1 April is there by both."""
    opened = ApplicationReceived(**at("2026-02-01", "opened"), case_type="permit")
    decided = Decided(**at("2026-03-10", "decided"))
    annulled = Annulled(**at("2026-03-20", "annulled"), annuls="decided")
    closed = Closed(**at("2026-04-01", "closed"))
    back = Corrected(**at("2026-04-02", "back"), corrects="closed", changes={"occurred": "2026-03-05"})
    on = Corrected(**at("2026-04-02", "on"), corrects="decided", changes={"occurred": "2026-04-01"})
    assert happened_by("2026-03-15", opened, decided, annulled, closed, back) == [
        "opened",
        "decided",
        "annulled",
        "closed",
        "back",
    ]
    assert happened_by("2026-03-01", opened, decided, annulled, closed, back) == ["opened"]
    assert happened_by("2026-03-15", opened, decided, on) == ["opened", "decided", "on"]


def test_the_first_event_that_is_left_says_the_type() -> None:
    """Given a case whose first event, the one that names the type, lies after the moment, then the first that had
    happened by then names it: a journal takes no case without."""
    late = ApplicationReceived(**at("2026-05-01", "late"), case_type="permit")
    early = Decided(**at("2026-03-10", "early"))
    history = [Recorded(place, "P-1", place, NOW, event) for place, event in enumerate((late, early), start=1)]
    [one] = happened(history, datetime(2026, 4, 1, tzinfo=UTC), LOCAL).values()
    assert (one.event.id, one.event.case_type) == ("early", "permit")
