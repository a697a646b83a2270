"""The calendar of deadlines, read back by the library that other programs use and by a second, strict reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import icalendar
import msgspec
import pytest
from sagsgang.delivery.feeds.calendar_feed import calendar
from sagsgang.domain.text import Language, Text
from sagsgang.projections.queue.deadline_feed import Feed, FeedItem

from ..strict_calendar import Component, events, read

ASKED = datetime(2026, 3, 1, 8, tzinfo=UTC)
REVISED = datetime(2026, 2, 1, 10, 30, 15, tzinfo=UTC)
DECISION = FeedItem(
    case="26/000123",
    type="permit",
    title=Text("Tilladelse", "Permit"),
    deadline="decision",
    label=Text("Afgørelse", "Decision"),
    cycle=1,
    due=date(2026, 3, 27),
    state="running",
    overdue=False,
    whose="office",
    unit="Borgerservice Ørestad",
    responsible="Åse Sørensen",
    revised_at=REVISED,
)


def feed(*items: FeedItem, unit: str | None = "Borgerservice Ørestad", responsible: str | None = None) -> Feed:
    """A feed of these deadlines."""
    return Feed(
        as_of=ASKED,
        known_at=None,
        position=7,
        unit=unit,
        responsible=responsible,
        type=None,
        zone="Europe/Copenhagen",
        suspended=0,
        without_end=0,
        items=list(items),
    )


def like(**other: object) -> FeedItem:
    """The decision, otherwise in these things."""
    return msgspec.structs.replace(DECISION, **other)


def only(content: bytes) -> Component:
    """The one event of a calendar."""
    [event] = events(read(content))
    return event


def test_a_deadline_is_a_day_that_takes_nobodys_time() -> None:
    """Given a decision due on 27 March, then it is an event of that whole day, private, free, certain, and says its type
    and its unit, and neither who is responsible nor an address to look it up at."""
    content = calendar(feed(DECISION), "en")
    event = only(content)
    assert {each.name: each.value for each in event.properties if each.name != "UID"} == {
        "SUMMARY": "Decision · 26/000123",
        "DESCRIPTION": "Permit · Borgerservice Ørestad",
        "CATEGORIES": "Permit",
        "DTSTART": "20260327",
        "DTEND": "20260328",
        "DTSTAMP": "20260201T103015Z",
        "LAST-MODIFIED": "20260201T103015Z",
        "SEQUENCE": str(REVISED.timestamp() // 60).removesuffix(".0"),
        "CLASS": "PRIVATE",
        "TRANSP": "TRANSPARENT",
        "STATUS": "CONFIRMED",
    }
    assert "Åse".encode() not in content


@pytest.mark.parametrize(
    ("language", "name", "summaries"),
    [
        (
            "da",
            "Frister: Borgerservice Ørestad",
            [
                "Overskredet: Afgørelse · 26/1",
                "Forventet: Afgørelse · 26/2",
                "Afgørelse · 26/3",
                "Partens: Afgørelse · 26/4",
            ],
        ),
        (
            "en",
            "Deadlines: Borgerservice Ørestad",
            [
                "Overdue: Decision · 26/1",
                "Expected: Decision · 26/2",
                "Decision · 26/3",
                "Of the party: Decision · 26/4",
            ],
        ),
    ],
)
def test_it_speaks_both_languages(language: Language, name: str, summaries: list[str]) -> None:
    """Given a deadline that is overdue, one that months add up to, one that runs and one of the party, then the calendar
    and each entry are called so in the language, and the one that is expected is tentative."""
    items = (
        like(case="26/1", overdue=True),
        like(case="26/2", state="counting"),
        like(case="26/3"),
        like(case="26/4", whose="party"),
    )
    made = read(calendar(feed(*items), language))
    assert made.one("NAME") == made.one("X-WR-CALNAME") == name
    assert [event.one("SUMMARY") for event in events(made)] == summaries
    assert [event.one("STATUS") for event in events(made)] == ["CONFIRMED", "TENTATIVE", "CONFIRMED", "CONFIRMED"]


def test_it_says_how_often_to_fetch_it() -> None:
    """Given a calendar, then it asks to be fetched every hour, as RFC 7986 says it and as Outlook reads it."""
    made = read(calendar(feed(DECISION), "en"))
    assert (made.one("REFRESH-INTERVAL"), made.parameters("REFRESH-INTERVAL")) == ("PT1H", ";VALUE=DURATION")
    assert made.one("X-PUBLISHED-TTL") == "PT1H"


HARD = [
    'Høring, parter; frist \\ svar: "ja"',
    "Æ" * 200,
    "a" * 61 + "øøøøøøøøøøøøøøøøøøøøøøøøøøøøøøø",
    "😀" * 60,
    "to\nlinjer",
    "x: y; z, \\n",
]


@pytest.mark.parametrize("text", HARD)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    """Given names with Danish letters, signs that the format uses itself, line breaks, and more than a line holds, then
    both readers find them as they were written."""
    content = calendar(feed(like(label=Text(text, text), title=Text(text, text), unit=None), unit=text), "da")
    strict, library = read(content), icalendar.Calendar.from_ical(content)
    assert only(content).one("SUMMARY") == f"{text} · 26/000123"
    assert strict.one("X-WR-CALNAME") == f"Frister: {text}"
    [event] = library.walk("VEVENT")
    assert (event["summary"], event["description"]) == (f"{text} · 26/000123", text)
    assert event["categories"].cats == [text]


def test_control_signs_are_left_out() -> None:
    """Given a unit with a bell in its name, which no calendar may hold, then the calendar is in order without it."""
    made = read(calendar(feed(like(unit="Ringe\x07klokken"), unit="Ringe\x07klokken"), "da"))
    assert made.one("NAME") == "Frister: Ringeklokken"
    assert events(made)[0].one("DESCRIPTION") == "Tilladelse · Ringeklokken"


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), date(2028, 2, 29)])
def test_a_day_is_a_day_however_long(day: date) -> None:
    """Given a deadline on a day of 23 hours, of 25, the last of a year and a leap day, then both readers find that day
    and the next one as the end that is no longer in it."""
    content = calendar(feed(like(due=day)), "da")
    event = only(content)
    assert (event.one("DTSTART"), event.one("DTEND")) == (f"{day:%Y%m%d}", f"{day + timedelta(days=1):%Y%m%d}")
    [again] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (again.decoded("dtstart"), again.decoded("dtend")) == (day, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("local", "written"),
    [
        ("2026-03-29T03:00:00+02:00", "20260329T010000Z"),
        ("2026-10-25T02:30:00+02:00", "20261025T003000Z"),
        ("2026-10-25T02:30:00+01:00", "20261025T013000Z"),
    ],
)
def test_an_instant_is_one_also_in_the_hour_that_comes_twice(local: str, written: str) -> None:
    """Given a deadline at an instant when clocks are put forward or back, then it is written in UTC, where no hour is
    missing or comes twice, and has no length."""
    due = datetime.fromisoformat(local)
    event = only(calendar(feed(like(due=due.astimezone(UTC))), "da"))
    assert event.one("DTSTART") == written
    assert "DTEND" not in [each.name for each in event.properties]


def test_an_empty_calendar_is_a_calendar() -> None:
    """Given nobody with an open deadline, then the file is in order for both readers, with no event in it."""
    content = calendar(feed(), "da")
    assert [component.name for component in read(content).components] == ["VTIMEZONE"]
    again = icalendar.Calendar.from_ical(content)
    assert (again.walk("VEVENT"), again.errors) == ([], [])


def test_a_moved_deadline_is_the_same_entry_and_a_newer_one() -> None:
    """Given a decision that was extended by a week an hour later, moved to another unit and became overdue, then its
    UID is the same and each entry is newer; another cycle, deadline or case is another entry."""

    def uid(item: FeedItem) -> str:
        return only(calendar(feed(item), "en")).one("UID")

    later = like(due=date(2026, 4, 3), revised_at=REVISED + timedelta(hours=1))
    moved = like(unit="Jobcenter Ærø", responsible=None, revised_at=REVISED + timedelta(hours=2))
    overdue = like(overdue=True, revised_at=REVISED + timedelta(days=60))
    entries = [only(calendar(feed(item), "en")) for item in (DECISION, later, moved, overdue)]
    assert len({entry.one("UID") for entry in entries}) == 1
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert sorted({entry.one(name) for entry in entries}) == [entry.one(name) for entry in entries]
    sequences = [int(entry.one("SEQUENCE")) for entry in entries]
    assert sequences == [sequences[0], sequences[0] + 60, sequences[0] + 120, sequences[0] + 60 * 24 * 60]
    others = [like(cycle=2), like(deadline="hearing"), like(case="26/000124")]
    assert len({uid(item) for item in (DECISION, *others)}) == 4


def test_the_file_follows_from_the_deadlines_alone() -> None:
    """Given the same deadlines asked for at another moment and at another position, then not a byte differs."""
    later = msgspec.structs.replace(feed(DECISION), as_of=ASKED + timedelta(days=1), position=99)
    assert calendar(later, "da") == calendar(feed(DECISION), "da")


def test_the_last_days_there_are_and_those_of_old_records_are_written() -> None:
    """Given a deadline at the end of the calendar that computers have, and one recorded before 1970, then both are
    written."""
    first = only(calendar(feed(like(revised_at=datetime(1966, 7, 1, tzinfo=UTC))), "da"))
    assert (first.one("SEQUENCE"), first.one("DTSTAMP")) == ("0", "19660701T000000Z")
    last = only(calendar(feed(like(due=date(9999, 12, 30))), "da"))
    assert (last.one("DTSTART"), last.one("DTEND")) == ("99991230", "99991231")
