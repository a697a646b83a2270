"""A whole outbox against a mail server that does everything wrong: the journal and the server's own list agree.

What the server says that it took over is the truth here; it stands in its list, whatever it answered.
"""

from __future__ import annotations

import ssl
from collections import Counter
from random import Random
from typing import NamedTuple

import msgspec
import pytest
from sagsgang.delivery.channels.smtp import SmtpChannel
from sagsgang.delivery.channels.smtp_server import SmtpServer
from sagsgang.delivery.settings.address_book import AddressBook, Reached
from sagsgang.delivery.settings.back_off import Retry
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.events.reminder_events import (
    ReminderDelivered,
    ReminderIssued,
    ReminderOffered,
    ReminderUndelivered,
)
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.journal.entry import Entry

from ...ledger import COPENHAGEN, local
from ..mail_server import CONNECTION_STAGES, MESSAGE_STAGES, RANDOM_ACTS, Act, Fault, MailServer
from ..posting_office import PERMIT, PostingOffice

LIMIT = 0.05  # seconds; nothing but this ends a silence
PATIENT = 30.0
DOMAIN = "kommune.example.dk"
DUE = "2025-04-03T08:00"
PEOPLE = [f"p{number}" for number in range(7)]
# A step after the end stays true, however long the server keeps it waiting.
STEP = ReminderStep(id="over", after=Distance(1, "days"), to=("responsible",), channel="email")
BY_MAIL = msgspec.structs.replace(
    PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=(STEP,)),)
)
ACTS: tuple[Act, ...] = (*RANDOM_ACTS, "refuse", "echo")
# What a letter may be dead of: a refusal for good, refusals until it was enough, and doubt.
REASONS = {
    "turned-down",
    "put-off",
    "no-answer",
    "connection-lost",
    "unclear-answer",
    "in-doubt",
}


class MoodyServer(MailServer):
    """Does anything wrong at any stage, by lot. of_messages, of_connections: how often; both may be set to nought."""

    def __init__(self, seed: int, of_messages: float, of_connections: float) -> None:
        super().__init__(late_seconds=3 * LIMIT)
        self.of_messages, self.of_connections = of_messages, of_connections
        self._lot = Random(seed)

    def fault_of_connection(self) -> Fault | None:
        """Of a new connection."""
        self.connected += 1
        if self._lot.random() >= self.of_connections:
            return None
        return Fault(self._lot.choice(CONNECTION_STAGES), self._lot.choice(ACTS))

    def fault_of_message(self, to: str) -> Fault | None:
        """Of a new message, whoever it is to."""
        if self._lot.random() >= self.of_messages:
            return None
        return Fault(self._lot.choice(MESSAGE_STAGES), self._lot.choice(ACTS))

    def behave(self) -> None:
        """From now on all is well."""
        self.of_messages = self.of_connections = 0.0

    @property
    def keys(self) -> Counter[str]:
        """How often each message was taken over, by its key."""
        return Counter(one.strip("<>").removesuffix(f"@{DOMAIN}") for one in self.ids)


class Told(NamedTuple):
    """What the journal says of all reminders, by key. undelivered: with the reasons of every round."""

    delivered: set[str]
    undelivered: dict[str, list[str]]


def outbox_of(office: PostingOffice, size: int) -> dict[str, str]:
    """Let so many cases have one reminder each in the outbox. Gives their keys, each with its case."""
    office.publish("2025-01-02", BY_MAIL)
    at = local("2025-03-03T10:00")
    cases = [f"C-{number:04d}" for number in range(size)]
    entries = [
        Entry(
            case,
            ApplicationReceived(
                source="test",
                id=case,
                occurred=at,
                case_type="permit",
                unit="Centrum",
                responsible=PEOPLE[number % len(PEOPLE)],
            ),
        )
        for number, case in enumerate(cases)
    ]
    office.journal.append(entries, recorded=[at] * size)
    assert office.tick(DUE) == (size, 0)
    return {record.id: case for case in cases for record in office.records(case)}


def use(office: PostingOffice, server: MailServer, limit: float) -> None:
    """Send by this server, with so many seconds for each of its answers, and try again as often as operators do."""
    where = SmtpServer(server.host, server.port, "none", ssl.create_default_context(), None, limit, limit)
    book = AddressBook(people={name: Reached({"email": f"{name}@example.dk"}) for name in PEOPLE})
    office.post = DeliverySettings({"email": SmtpChannel("email", where, f"sagsgang@{DOMAIN}")}, book, Retry())


def deliver_until_nothing_waits(office: PostingOffice, at: str) -> int:
    """From ``at`` on, whenever a line's time has come, as a node would that looks all the time. Gives how many rounds."""
    rounds = 1
    while office.deliver(at).waiting:
        next_at = office.depth().next_at
        assert next_at is not None
        at = next_at.astimezone(COPENHAGEN).replace(tzinfo=None).isoformat()
        rounds += 1
        assert rounds < 200
    return rounds


def told(office: PostingOffice, cases: dict[str, str]) -> Told:
    """What the journal tells; each case has its reminder issued once, and one end a round, of which the last is one."""
    delivered, undelivered = set(), {}
    for key, case in cases.items():
        issued, *ends = (one for one in office.records(case) if not isinstance(one, ReminderOffered))
        assert isinstance(issued, ReminderIssued)
        *before, last = ends
        assert all(isinstance(one, ReminderUndelivered) for one in before)
        if isinstance(last, ReminderDelivered):
            delivered.add(key)
        undelivered[key] = [one.reason for one in ends if isinstance(one, ReminderUndelivered)]
    return Told(delivered, {key: reasons for key, reasons in undelivered.items() if reasons})


def check_agreement(server: MoodyServer, now: Told) -> None:
    """The journal and the server agree, as far as anyone can know."""
    arrived = server.keys
    assert max(arrived.values()) == 1, "sent twice"
    assert now.delivered <= arrived.keys(), "said to be delivered, and was not"
    in_doubt = {key for key, reasons in now.undelivered.items() if reasons == ["in-doubt"]}
    assert arrived.keys() - now.delivered <= in_doubt, "arrived, and the journal says that it did not"
    assert all(reason in REASONS for [reason] in now.undelivered.values())


def check_contents(server: MailServer, cases: dict[str, str]) -> None:
    """Every message is about its own case, and went to whoever holds that."""
    for one in server.accepted:
        case = cases[one.message_id.strip("<>").removesuffix(f"@{DOMAIN}")]
        assert case in one.mail["Subject"]
        assert one.to == f"{PEOPLE[int(case.removeprefix('C-')) % len(PEOPLE)]}@example.dk"


def whole_outbox(office: PostingOffice, size: int, server: MoodyServer) -> None:
    """The story that both tests tell, with so many reminders."""
    with server:
        cases = outbox_of(office, size)
        use(office, server, LIMIT)
        assert deliver_until_nothing_waits(office, DUE) > 1, "nothing was tried again"
        first = told(office, cases)
        check_agreement(server, first)
        depth = office.depth()
        assert (depth.waiting, depth.sending, depth.withheld) == (0, 0, 0)
        assert (depth.delivered, depth.dead) == (len(first.delivered), len(first.undelivered))
        assert {letter.key for letter in office.letters("undelivered")} <= first.undelivered.keys()
        reasons = {reason for [reason] in first.undelivered.values()}
        assert {"in-doubt", "turned-down"} <= reasons, "the server was too good to show anything"
        arrived_in_doubt = server.keys.keys() - first.delivered

        server.behave()
        use(office, server, PATIENT)
        assert office.offer_again("2025-04-04T08:00") == first.undelivered.keys()
        assert deliver_until_nothing_waits(office, "2025-04-04T08:00") == 1

    last = told(office, cases)
    assert last.delivered == cases.keys()
    assert last.undelivered == first.undelivered, "a first round that was told otherwise"
    assert server.keys == Counter(cases.keys()) + Counter(arrived_in_doubt)
    check_contents(server, cases)
    assert office.depth().delivered == size


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_the_server_does_the_journal_agrees_with_it(office: PostingOffice, seed: int) -> None:
    """Given sixty reminders and a server that has something against every other message, when they are tried as often as
    the operator allows, then each arrived or is a dead letter with its reason, none arrived twice, and what arrived is
    said to be delivered or in doubt. When the server behaves and all dead letters are offered again, all are delivered,
    and only those that had arrived in doubt have come twice."""
    whole_outbox(office, 60, MoodyServer(seed, of_messages=0.5, of_connections=0.1))


def test_a_server_that_behaves_gets_each_message_once(office: PostingOffice) -> None:
    """Given a server in order, when ten reminders are delivered, it has each once, over one connection."""
    with MailServer() as server:
        cases = outbox_of(office, 10)
        use(office, server, PATIENT)
        assert deliver_until_nothing_waits(office, DUE) == 1
    assert server.ids == [f"<{key}@{DOMAIN}>" for key in cases]
    assert server.connected == 1


def test_a_server_that_is_silent_costs_no_message_an_attempt(office: PostingOffice) -> None:
    """Given twenty reminders and a server that does not greet, when they are delivered, it is called once and all wait as
    they were; when it greets a minute later, all arrive at their first attempt, over one connection."""
    with MailServer() as server:
        server.connections.append(Fault("greeting", "hang"))
        cases = outbox_of(office, 20)
        use(office, server, LIMIT)
        assert office.deliver(DUE) == (0, 0, 0, 20)
        assert server.connected == 1
        assert {letter.attempts for letter in office.letters("waiting")} == {0}
        use(office, server, PATIENT)
        assert office.deliver("2025-04-03T08:01") == (20, 0, 0, 0)
        assert server.connected == 2
    assert {one.attempts for case in cases.values() for one in office.records(case)[1:]} == {1}


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12])
def test_the_same_holds_of_thousands(office: PostingOffice, seed: int) -> None:
    """Given three thousand reminders and the same server, the same holds."""
    whole_outbox(office, 3_000, MoodyServer(seed, of_messages=0.5, of_connections=0.01))
