"""Deadlines as a calendar that other programs fetch (iCalendar, RFC 5545, with RFC 7986's name and refresh interval).

A deadline is an event (VEVENT), although a task (VTODO) has the word for it: Google and Outlook leave tasks out of
calendars that are subscribed to, and Apple's calendar shows them elsewhere or not at all.

The bytes follow from the deadlines alone, not from when they were asked for: a feed in which nothing moved is the same
file, which a web server need not send again. There is no METHOD, so DTSTAMP says when the entry was last revised.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vText

from ...domain.text import Language, Text
from ...projections.queue.deadline_feed import Feed, FeedItem

DEADLINES = Text("Frister", "Deadlines")
OVERDUE = Text("Overskredet", "Overdue")
EXPECTED = Text("Forventet", "Expected")
OF_THE_PARTY = Text("Partens", "Of the party")
FETCH_EVERY = timedelta(hours=1)
DAY = timedelta(days=1)
END = b"END:VCALENDAR\r\n"
NO_OFFSET = timedelta(0)
# What no text of a calendar may hold; a line break is escaped.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def calendar(feed: Feed, language: Language) -> bytes:
    """The feed as a file in a language: UTF-8, lines of at most 75 octets that end with CR LF."""
    made = Calendar()
    made.add("prodid", f"-//sagsgang//deadlines//{language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    # The library escapes what it knows to be a text, and does not know these two.
    name = vText(_plain(_name(feed, language)))
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", FETCH_EVERY, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    # Written one by one: as objects, many entries would take thirty times the room of their text.
    entries = [_event(item, language).to_ical() for item in feed.items] or [_nothing().to_ical()]
    return b"".join([made.to_ical().removesuffix(END), *entries, END])


def _plain(said: str) -> str:
    return CONTROLS.sub("", said)


def _name(feed: Feed, language: Language) -> str:
    whose = " · ".join(part for part in (feed.unit, feed.responsible, feed.type) if part)
    return f"{DEADLINES.say(language)}: {whose}"


def _event(item: FeedItem, language: Language) -> Event:
    """An entry of the day or the instant. It takes nobody's time, and says nothing of a citizen or a caseworker."""
    event = Event()
    event.add("uid", _uid(item))
    event.add("dtstamp", item.revised_at)
    event.add("last-modified", item.revised_at)
    event.add("sequence", _sequence(item.revised_at))
    event.add("dtstart", item.due)
    if not isinstance(item.due, datetime):
        # Without an end, not every program makes it one whole day.
        event.add("dtend", item.due + DAY)
    title = item.title.say(language)
    event.add("summary", _plain(_summary(item, language)))
    event.add("description", _plain(" · ".join(part for part in (title, item.unit) if part)))
    event.add("categories", [_plain(title)])
    event.add("status", "TENTATIVE" if item.state == "counting" else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _uid(item: FeedItem) -> str:
    """The same for one instance of a deadline however it moves, and whoever holds the case."""
    return sha256("\0".join((item.case, item.deadline, str(item.cycle))).encode()).hexdigest()[:40]


def _sequence(revised_at: datetime) -> int:
    """Greater for the later of two answers (or the same within a minute: then DTSTAMP tells).

    Minutes since 1970, because programs keep it in 32 bits, which seconds outgrow in 2038.
    """
    return max(0, (revised_at - EPOCH) // timedelta(minutes=1))


def _summary(item: FeedItem, language: Language) -> str:
    said = f"{item.label.say(language)} · {item.case}"
    if item.overdue:
        return f"{OVERDUE.say(language)}: {said}"
    if item.whose == "party":
        return f"{OF_THE_PARTY.say(language)}: {said}"
    return f"{EXPECTED.say(language)}: {said}" if item.state == "counting" else said


def _nothing() -> Timezone:
    """What stands in a calendar without events: the format asks for one component at least, and this one shows nothing."""
    zone, always = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    always.add("dtstart", EPOCH.replace(tzinfo=None))
    always.add("tzoffsetfrom", NO_OFFSET)
    always.add("tzoffsetto", NO_OFFSET)
    zone.add_component(always)
    return zone
