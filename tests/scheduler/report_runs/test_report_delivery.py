"""Runs of the report calendar on their way to their recipients: files of the edition, made when they are sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.outbox import outbox
from sagsgang.delivery.outbox.outbox import Letter
from sagsgang.delivery.sending.dispatcher import Delivery, deliver, offer_again
from sagsgang.delivery.settings.address_book import AddressBook, Reached
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.publications import REPORT_DELIVERY_STREAM
from sagsgang.domain.events.report_runs import ReportDelivered, ReportOffered, ReportUndelivered, RunDelivery
from sagsgang.domain.rules.report_calendar import RunRecipient
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.report_runs.report_rendering import ReportPreparation

from ...ledger import local
from ..report_office import MARCH, ReportOffice, notice, status

AT = "2008-04-01T08:00"
BOOK = AddressBook(
    recipients={"director": Reached({"email": "director@example.dk"}, "en")},
    team_leaders={"North": Reached({"email": "north@example.dk"})},
)


@pytest.fixture
def office(journal: Journal) -> ReportOffice:
    """An office with what it knew on 1 April 2008, and an outbox that was there before."""
    with journal.connect() as connection:
        outbox.prepare(connection)
    ready = ReportOffice(journal)
    ready.told(MARCH)
    return ready


def sent(office: ReportOffice, folder: Path, book: AddressBook = BOOK, at: str = AT) -> Delivery:
    """Deliver what is ready; both channels are folders."""
    catch_up(office.journal)
    channels = {name: FolderChannel(name, folder / name) for name in ("email", "folder")}
    for name in channels:
        (folder / name).mkdir(exist_ok=True)
    return deliver(
        office.journal,
        DeliverySettings(channels, book),
        "node",
        lambda: local(at),
        desks={"report": ReportPreparation(office.journal, book)},
        recorded=local(at),
    )


def noted(office: ReportOffice) -> list[RunDelivery]:
    """What the journal was told of deliveries, in order."""
    found = office.journal.published(REPORT_DELIVERY_STREAM, office.journal.head().position)
    return [one.event for one in found if isinstance(one.event, RunDelivery)]


def letters(office: ReportOffice) -> list[Letter]:
    """The dead letters."""
    with office.journal.connect() as connection:
        return outbox.letters(connection, "undelivered", 10)


def test_the_files_of_the_edition_go_to_who_is_to_get_them(office: ReportOffice, tmp_path: Path) -> None:
    """Given a run for the director, when it is delivered, she has the edition's files, in her language."""
    office.publish("2008-03-15", status())
    office.tick(AT)
    assert sent(office, tmp_path) == Delivery(delivered=1, undelivered=0, withheld=0, waiting=0)
    [written] = (tmp_path / "email").glob("*.json")
    message = json.loads(written.read_text())["data"]
    assert message["to"] == "director@example.dk"
    assert "Monthly status: March 2008" in message["subject"]
    names = {file.name.partition("_")[2] for file in (tmp_path / "email").iterdir() if file.suffix != ".json"}
    assert any(name.endswith("_en.html") for name in names)
    assert any(name.endswith(".csv") for name in names)
    [event] = noted(office)
    assert isinstance(event, ReportDelivered)
    assert (event.run, event.period, event.number, event.channel) == ("status", "2008-03", 1, "email")


def test_each_recipient_has_a_line_of_her_own(office: ReportOffice, tmp_path: Path) -> None:
    """Given a run for a team leader and one without address, when it is delivered, one is and one is a dead letter."""
    to = (RunRecipient(role="team-leader"), RunRecipient(recipient="nobody"))
    office.publish("2008-03-15", status("team", "North", audience="team", to=to))
    office.tick(AT)
    assert sent(office, tmp_path) == Delivery(delivered=1, undelivered=1, withheld=0, waiting=0)
    [letter] = letters(office)
    assert (letter.recipient, letter.reason_code) == ("nobody", "no-address")


def test_a_dead_letter_is_delivered_when_its_cause_is_mended(office: ReportOffice, tmp_path: Path) -> None:
    """Given a recipient without address, when it is written and the letter offered again, the report arrives."""
    office.publish("2008-03-15", notice())
    office.tick(AT)
    sent(office, tmp_path)
    [letter] = letters(office)
    mended = BOOK._replace(recipients={"quality-unit": Reached({"folder": "quality"})})
    assert offer_again(office.journal, [letter.key], local(AT), local(AT)) == {letter.key}
    assert sent(office, tmp_path, mended) == Delivery(delivered=1, undelivered=0, withheld=0, waiting=0)
    [written] = (tmp_path / "folder").glob("*.json")
    assert "Samkøring for marts 2008 skal laves." in json.loads(written.read_text())["data"]["text"]
    assert [type(event) for event in noted(office)] == [ReportUndelivered, ReportOffered, ReportDelivered]


def test_what_was_offered_again_is_known_when_the_outbox_is_lost(office: ReportOffice, tmp_path: Path) -> None:
    """Given a report offered again, when the outbox is lost before it was sent, it is sent to the folder in that round:
    whoever fetches it knows its name."""
    office.publish("2008-03-15", notice())
    office.tick(AT)
    sent(office, tmp_path)
    [letter] = letters(office)
    offer_again(office.journal, [letter.key], local(AT), local(AT), by="Mette Holm")
    with office.journal.connect() as connection, connection.transaction():
        connection.execute("DROP TABLE sagsgang.outbox, sagsgang.outbox_position")
    assert sent(office, tmp_path).undelivered == 1
    assert [(type(event), event.id) for event in noted(office)] == [
        (ReportUndelivered, f"{letter.key}-undelivered-1"),
        (ReportOffered, f"{letter.key}-offered-2"),
        (ReportUndelivered, f"{letter.key}-undelivered-2"),
    ]
    assert noted(office)[1].actor == "Mette Holm"


def test_a_report_is_sent_once_whatever_becomes_of_the_outbox(office: ReportOffice, tmp_path: Path) -> None:
    """Given a delivered report, when the outbox is lost and filled anew, nothing is sent again."""
    office.publish("2008-03-15", status())
    office.tick(AT)
    sent(office, tmp_path)
    with office.journal.connect() as connection, connection.transaction():
        connection.execute("DROP TABLE sagsgang.outbox, sagsgang.outbox_position")
    assert sent(office, tmp_path) == Delivery(delivered=0, undelivered=0, withheld=0, waiting=0)
    assert len(noted(office)) == 1
