"""Publishing: the same file twice is one publication, another content is a new one, so is going back."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import msgspec
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry, Refused

from .examples import ANNA, DAY, MONDAY, application, fleksjob, town_calendar


def test_case_types_and_calendars_go_to_streams_of_their_own(journal: Journal) -> None:
    """Given a case type and a calendar, when published among cases, then they are read back by position."""
    journal.append([Entry(ANNA, application("a1"))])
    outcomes = journal.publish([fleksjob(days=28), town_calendar()])
    assert [type(outcome) for outcome in outcomes] == [Appended, Appended]
    published = journal.publications(journal.head().position)
    assert [(r.position, r.case, r.version) for r in published] == [
        (2, "$type/fleksjob", 1),
        (3, "$calendar/town", 1),
    ]
    assert [r.event.definition for r in published] == [fleksjob(28).definition, town_calendar().definition]


def test_the_same_file_published_again_is_the_same_publication(journal: Journal) -> None:
    """Given a published case type, when another publishes the same content later, then nothing is written."""
    journal.publish([fleksjob(days=28)])
    again = msgspec.structs.replace(fleksjob(days=28), occurred=MONDAY + DAY, actor="another", id="other")
    assert journal.publish([again, again]) == [Duplicate(1), Duplicate(1)]


def test_the_same_file_twice_in_one_call_is_one_publication(journal: Journal) -> None:
    """Given one file named twice in a call, then it is published once."""
    first, second = journal.publish([fleksjob(days=28), fleksjob(days=28)])
    assert isinstance(first, Appended)
    assert second == Duplicate(first.position)


def test_going_back_to_an_earlier_content_is_a_publication(journal: Journal) -> None:
    """Given 28 days, then 42, when 28 is published again, then it is in force from that position on."""
    for days in (28, 42, 28):
        journal.publish([fleksjob(days)])
    published = journal.publications(9)
    assert [r.event.definition.deadlines[0].term.count for r in published] == [28, 42, 28]
    assert len({r.event.id for r in published}) == 3


def test_versions_with_their_own_first_days_stand_side_by_side(journal: Journal) -> None:
    """Given two versions of a type, from 2007 and from 2008, when both are published again, then nothing is."""
    both = [fleksjob(28, date(2007, 1, 1)), fleksjob(42, date(2008, 3, 1))]
    journal.publish(both)
    assert journal.publish(both) == [Duplicate(1), Duplicate(2)]


def test_two_who_publish_the_same_at_once_publish_it_once(database_url: str, journal: Journal) -> None:
    """Given four who publish the same ten versions of a case type at once, then each version is there once."""
    versions = [fleksjob(28 + year, date(2000 + year, 1, 1)) for year in range(10)]
    together = Barrier(4)
    outcomes: list[list[object]] = []

    def publish() -> None:
        with Journal.open(database_url) as mine:
            together.wait()
            outcomes.append(list(mine.publish(versions)))

    threads = [Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(journal.publications(99)) == 10
    everything = [outcome for each in outcomes for outcome in each]
    assert len(everything) == 40
    assert sum(isinstance(outcome, Appended) for outcome in everything) == 10
    assert not any(isinstance(outcome, Refused) for outcome in everything)


def test_a_publication_of_an_import_keeps_its_time(journal: Journal) -> None:
    """Given a journal not yet live, when a type is published as of an earlier time, then it is known from then."""
    [outcome] = journal.publish([fleksjob(28)], recorded=MONDAY)
    assert outcome == Appended(1, 1, MONDAY)
