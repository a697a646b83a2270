"""Names of the journal's own: nobody else speaks under them, at any door; and who once did stands in nobody's way."""

from __future__ import annotations

import json

import msgspec
import pytest
from sagsgang.domain.events.own_names import OF_THE_JOURNAL, is_office_act, is_own, is_reserved_stream
from sagsgang.domain.events.publications import CaseTypePublished, WentLive
from sagsgang.domain.problem import Problem
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry, Refused
from sagsgang.journal.mapper import CaseEvent
from sagsgang.journal.publishing import unpublished

from ..intake.writing import COPENHAGEN, KNOWN, NOW, cloudevent
from .examples import ANNA, BENT, MONDAY, application, fleksjob, guidance

LIKE_OURS = [
    "sagsgang",
    "Sagsgang",
    "SAGSGANG",
    " sagsgang ",
    "ſagsgang",  # a long s
    "ｓａｇｓｇａｎｇ",  # full width
    "sags\u00adgang",  # a soft hyphen, which does not show
    "sags\u200bgang",  # a space without width
    "\ufeffsagsgang",  # a mark of byte order
    "urn:sagsgang:scheduler",
    "URN:Sagsgang:Scheduler",
]
OTHERS = ["urn:sagsgang:demo:permit", "https://sagsgang.example.org", "sagsgange", "urn:office"]
STREAMS = ["$journal", "$type/permit", "＄journal", "\u200b$journal", " $journal"]
SAMPLE = "sample-" + "0" * 64


@pytest.mark.parametrize("source", LIKE_OURS)
def test_what_looks_like_our_name_is_ours_at_every_door(journal: Journal, source: str) -> None:
    """Given a source that is ours or reads like it, when an event comes by the library, as an aggregate, as a CloudEvent
    or by a mapping, then it is refused at each door, and nothing is written."""
    assert is_own(source)
    journal.append([Entry(ANNA, application("a1"))])
    [outcome] = journal.append([Entry(ANNA, guidance("went-live", source=source))])
    assert isinstance(outcome, Refused)
    assert outcome.code == "reserved-event"
    with pytest.raises(Problem) as saved:
        journal.save(CaseEvent(ANNA, 2, guidance("went-live", source=source)))
    assert saved.value.code == "reserved-event"
    with pytest.raises(Problem) as sent:
        read_cloudevent(json.dumps(cloudevent(source=source)).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN)
    assert sent.value.code in {"reserved-event", "wrong-field"}  # a name has no marks that do not show
    said = json.dumps(source)
    with pytest.raises(MappingError):
        parse_mapping(
            f'source = {said}\ncase = "${{c}}"\ncase_type = "permit"\noccurred = "${{w}}"\n[[event]]\nevent = "closed"\n'
        )
    assert journal.head().position == 1


@pytest.mark.parametrize("source", OTHERS)
def test_other_names_are_not(source: str) -> None:
    """Given a source that has our name as a part of it, then it is its sender's."""
    assert not is_own(source)


@pytest.mark.parametrize("stream", STREAMS)
def test_a_stream_of_the_journal_is_written_by_the_journal_alone(journal: Journal, stream: str) -> None:
    """Given a stream that is the journal's own or reads like it, then neither the library nor an aggregate writes there."""
    assert is_reserved_stream(stream)
    [outcome] = journal.append([Entry(stream, application("a1"))])
    assert isinstance(outcome, Refused)
    assert outcome.code == "reserved-case"
    with pytest.raises(Problem, match="journal's own"):
        journal.save(CaseEvent(stream, 1, application("a1")))
    with pytest.raises(Problem, match="journal's own"):
        journal.save(CaseEvent(ANNA, 1, WentLive(source="office", id="1", occurred=MONDAY)))
    assert journal.head().position == 0


def test_what_the_office_recorded_is_taken_back_under_its_name_and_nothing_else() -> None:
    """Given what sagsgang itself records in cases and ``export`` hands out (a sample, the opening of its review), then it
    is taken back under our name; no such event has an id under which the journal speaks of itself, or publishes."""
    assert is_office_act("sagsgang", "sample-drawn", SAMPLE)
    assert is_office_act("sagsgang", "application-received", "opening-of-" + SAMPLE)
    assert not is_office_act("Sagsgang", "sample-drawn", SAMPLE)
    assert not is_office_act("sagsgang", "application-received", SAMPLE)
    for id_ in ("went-live", "went-live/2", "reminders-began", "zone 1", "zone 2/3", "clock-slip 1", "0" * 64):
        assert OF_THE_JOURNAL.fullmatch(id_)
        assert not is_office_act("sagsgang", "check-answered", id_)


def take(journal: Journal, id_: str) -> None:
    """What a sender could do before: an event of a case under our name. By SQL, for no door takes it any more."""
    held = journal.head().position
    with journal.connect() as connection:
        connection.execute(
            """INSERT INTO sagsgang.stored_events
                (notification_id, originator_id, originator_version, topic, state, source, event_id, recorded)
                VALUES (%s, %s, %s, 'guidance-given', %s, 'sagsgang', %s, clock_timestamp())""",
            (
                held + 1,
                ANNA,
                held + 1,
                f'{{"source":"sagsgang","id":"{id_}","occurred":"2024-03-04T08:30:00Z"}}'.encode(),
                id_,
            ),
        )


def test_a_journal_whose_names_were_taken_goes_on(journal: Journal) -> None:
    """Given a journal in which a sender took every id under which the journal speaks, when a case type is published, the
    zone chosen, reminders begun and the journal put live, then each is an event of its own, once, and the second time a
    duplicate: a duplicate is never an event in another stream."""
    journal.append([Entry(ANNA, application("a1"))])
    for id_ in ("went-live", "reminders-began", "zone 1"):
        take(journal, id_)
    assert not journal.is_live()
    assert isinstance(journal.go_live(), Appended)
    assert isinstance(journal.go_live(), Duplicate)
    assert journal.is_live()
    assert journal.begin_reminders(MONDAY) == MONDAY
    assert journal.reminders_began() == MONDAY
    assert isinstance(journal.choose_zone("Europe/London", MONDAY), Appended)
    assert journal.zone_chosen() == "Europe/London"
    assert isinstance(journal.choose_zone("Europe/London", MONDAY), Duplicate)


def test_a_publication_whose_id_was_taken_is_published_all_the_same(journal: Journal) -> None:
    """Given the id that a case type's publication is about to have, taken in a case, when it is published, then it is in
    force, and published again it is a duplicate of that."""
    journal.append([Entry(ANNA, application("a1"))])
    publication = msgspec.structs.replace(fleksjob(30), source="sagsgang")
    take(journal, id_of_coming(publication))
    [outcome] = journal.publish([publication])
    assert isinstance(outcome, Appended)
    assert [one.event.definition.id for one in journal.publications(99)] == ["fleksjob"]
    assert journal.publish([publication]) == [Duplicate(outcome.position)]


def id_of_coming(publication: CaseTypePublished) -> str:
    """The id that a first publication has, as an attacker would compute it."""
    [entry] = unpublished([publication], {})
    assert isinstance(entry, Entry)
    return entry.event.id


def test_an_id_that_stands_elsewhere_is_no_duplicate(journal: Journal) -> None:
    """Given an event of one case, when its id comes for another case, as another kind or with another content, then each is
    refused; of the first alone it is said that what stands there is in another stream."""
    journal.append([Entry(ANNA, application("a1")), Entry(BENT, application("b1"))])
    offered = [
        (Entry(BENT, application("a1")), True),
        (Entry(ANNA, guidance("a1", occurred=MONDAY)), False),
        (Entry(ANNA, application("a1", note="other")), False),
    ]
    for entry, elsewhere in offered:
        [outcome] = journal.append([entry])
        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.problem.details["elsewhere"]) == ("id-reused", elsewhere)
