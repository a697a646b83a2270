"""Statistics by a second way: at random moments on both axes, the projections' figures are those of plain counting.

The histories are random: dates and instants, ends moved before and after they passed, cases closed before they opened,
reopened and closed again, facts corrected to other days, annulled, and their annulments annulled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.domain.moment import when_said
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment, Reader, ask
from sagsgang.projections.statistics.case_time import case_times
from sagsgang.projections.statistics.complaints import complaints
from sagsgang.projections.statistics.timeliness import timeliness
from sagsgang.projections.upkeep.catch_up import catch_up

from ...conftest import fresh_database
from .. import plain_counting as plain
from ..plain_counting import ZONE, Told

BEGAN, DAYS = date(2010, 1, 1), 150  # over the clock change of 28 March
FILLED = datetime(2011, 1, 1, tzinfo=UTC)
CASES, MOMENTS = 40, 25
PERMIT = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["closed"]
reopens = ["reopened"]

[[deadline]]
id = "answer"
label = { da = "Svar", en = "Answer" }
after = "application-received"
term = { days = 14 }
met_by = "decided"
roll = "none"
"""
COMPLAINT = """
id = "complaint"
title = { da = "Klage", en = "Complaint" }
role = "complaint"
opens = ["complaint-received"]
closes = ["closed"]
reopens = ["reopened"]
"""
OF_A_CASE = {
    "permit": ("decided", "term-overridden", "term-overridden", "closed", "closed", "reopened"),
    "complaint": ("complaint-answered", "complaint-decided", "complaint-upheld", "closed", "reopened"),
}
OPENS = {"permit": "application-received", "complaint": "complaint-received"}


class Office:
    """Random cases. told: every event in the order of sending."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.types: dict[str, str] = {}
        self.told: list[Told] = []
        for number in range(CASES):
            case = f"C-{number}"
            self.types[case] = self.random.choice(("permit", "permit", "complaint"))
            self.told += self._case(case, self.types[case])
        # Cases come in side by side; the events of one keep their order, for what speaks of another comes after it.
        places = sorted(self.random.choices(range(10_000), k=len(self.told)))
        order = sorted(range(len(self.told)), key=lambda place: (self.random.choice(places), place))
        by_case: dict[str, Iterator[Told]] = {
            case: iter([one for one in self.told if one.case == case]) for case in self.types
        }
        self.told = [next(by_case[self.told[place].case]) for place in order]

    def _case(self, case: str, type_: str) -> list[Told]:
        random = self.random
        days = random.sample(range(DAYS), 14)  # of one case, no two on one day
        names = [OPENS[type_], *random.choices(OF_A_CASE[type_], k=random.randint(2, 6))]
        if random.random() < 0.8:
            days[: len(names)] = sorted(days[: len(names)])  # most cases begin with their opening
        events = [self._event(case, number, name, days.pop(0)) for number, name in enumerate(names)]
        if random.random() < 0.3:
            random.shuffle(events[1:])
        for _ in range(random.choice((0, 0, 1, 2, 3))):
            number, about = len(events), random.choice(events)
            if random.random() < 0.5 and about.name not in ("corrected", "annulled"):
                says = {"corrects": about.id, "occurred": self._when(days.pop())}
                events.append(Told(case, f"{case}/{number}", "corrected", self._when(days.pop()), says))
            else:
                when = self._when(days.pop())
                events.append(Told(case, f"{case}/{number}", "annulled", when, {"annuls": about.id}))
        return events

    def _event(self, case: str, number: int, name: str, day: int) -> Told:
        says: dict[str, Any] = {}
        if name == "term-overridden":
            until = BEGAN + timedelta(days=day + self.random.randint(-20, 40))
            says = self.random.choice(({"until": until}, {"days": self.random.randint(-20, 40)}))
        elif name == "complaint-received":
            says = {"kind": self.random.choice(("formality", "decision"))}
        return Told(case, f"{case}/{number}", name, self._when(day), says)

    def _when(self, place: int) -> date | datetime:
        day = BEGAN + timedelta(days=place)
        if self.random.random() < 0.5:
            return day
        at = time(self.random.randint(0, 23), self.random.randint(0, 59), self.random.randint(0, 59))
        return datetime.combine(day, at, ZONE).astimezone(UTC)

    def entry(self, told: Told) -> Entry:
        """The event as the journal takes it."""
        whole_day = not isinstance(told.when, datetime)
        says = dict(told.says)
        if "occurred" in says:
            says = {"corrects": says["corrects"], "changes": {"occurred": says["occurred"].isoformat()}}
        when = when_said(plain.instant(told), ZONE, whole_day=whole_day)
        head = {"source": "office", "id": told.id, "case_type": self.types[told.case], **when}
        return Entry(told.case, CATALOGUE[told.name](**head, **says))

    def known(self, count: int, type_: str) -> dict[str, list[Told]]:
        """The events of each case of a type, of the first so many that were sent."""
        cases: dict[str, list[Told]] = {}
        for one in self.told[:count]:
            if self.types[one.case] == type_:
                cases.setdefault(one.case, []).append(one)
        return cases


def ours(reader: Reader) -> dict[str, Any]:
    """The figures of the projections, as far as the second way counts them."""
    found: dict[str, Any] = {}
    for type_ in OPENS:
        rows = case_times(reader, Selection(type_, period="month"))
        found[f"{type_}: time"] = {
            row.period: {
                "n": row.n,
                "unusable": row.unusable,
                "mean": row.mean_days,
                "least": row.min_days,
                "most": row.max_days,
            }
            for row in rows
        }
    found["timeliness"] = {
        row.period: {"on_time": row.on_time, "late": row.late, "still_open": row.still_open}
        for row in timeliness(reader, Selection("permit", period="month"))
    }
    steps = ("received", "answered", "decided", "upheld")
    found["complaints"] = {
        (row.period, row.group): counts
        for row in complaints(reader, Selection("complaint", period="month", by=("kind",)))
        if any((counts := {step: getattr(row, step) for step in steps}).values())
    }
    return found


def second_way(office: Office, count: int, as_of: datetime) -> dict[str, Any]:
    """The same, counted from the first so many events."""
    found: dict[str, Any] = {}
    for type_, opens in OPENS.items():
        cases = [plain.by_then(events, as_of) for events in office.known(count, type_).values()]
        courses = [plain.course(events, opens, as_of) for events in cases]
        found[f"{type_}: time"] = {
            month: {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}
            for month, row in plain.case_times(courses).items()
        }
        if type_ == "permit":
            found["timeliness"] = {
                month: {name: row[name] for name in ("on_time", "late", "still_open")}
                for month, row in plain.timeliness(courses).items()
            }
        else:
            found["complaints"] = {
                group: {step: row[step] for step in ("received", "answered", "decided", "upheld")}
                for group, row in plain.complaints(cases).items()
            }
    return found


@pytest.fixture
def journal_of_types(server_url: str, tmp_path: Path) -> Iterator[Journal]:
    """An empty journal with the two case types."""
    files = []
    for name, text in (("permit", PERMIT), ("complaint", COMPLAINT)):
        files.append(tmp_path / f"{name}.toml")
        files[-1].write_text(text, encoding="utf-8")
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        publish_definitions(journal, CASE_TYPES, written_files(files), FILLED, FILLED)
        yield journal


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_plain_counting(journal_of_types: Journal, seed: int) -> None:
    """Given random histories, when asked at random moments on both axes, then case times, timeliness and complaints are
    month by month what is counted from the events alone."""
    journal, office = journal_of_types, Office(seed)
    times = [FILLED + timedelta(hours=1 + place) for place in range(len(office.told))]
    outcomes = journal.append([office.entry(one) for one in office.told], recorded=times)
    assert all(isinstance(one, Appended) for one in outcomes)
    catch_up(journal)
    random = Random(seed)
    for _ in range(MOMENTS):
        count = random.randint(1, len(times))
        as_of = datetime.combine(BEGAN, time(), ZONE) + timedelta(
            days=random.randint(5, DAYS + 60), seconds=random.choice((0, random.randint(0, 86_399)))
        )
        moment = Moment(as_of.astimezone(UTC), times[count - 1], ZONE)
        assert ask(journal, moment, ours) == second_way(office, count, moment.as_of)


def test_the_histories_hold_what_they_are_to_hold() -> None:
    """Given the histories, then in the end there are deadlines in time, late and still open, ends that moved after they
    passed, and cases that closed before they opened: what is compared is there."""
    outcomes, unusable, moved = set(), 0, 0
    for seed in range(4):
        office = Office(seed)
        as_of = datetime(2011, 1, 1, tzinfo=UTC)
        cases = [plain.by_then(events, as_of) for events in office.known(len(office.told), "permit").values()]
        courses = [plain.course(events, OPENS["permit"], as_of) for events in cases]
        outcomes |= {case.outcome[1] for case in courses if case.outcome is not None}
        unusable += sum(row["unusable"] for row in plain.case_times(courses).values())
        for events in cases:
            opening = next((one for one in events if one.name == OPENS["permit"]), None)
            moves = [one for one in events if one.name == "term-overridden"]
            moved += opening is not None and any(plain.day(one) > plain.day(opening) + plain.TERM for one in moves)
    assert outcomes == {"on_time", "late", "still_open"}
    assert unusable > 0
    assert moved > 5
