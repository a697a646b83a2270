"""Reminders by e-mail through a server that refuses, hangs, drops and answers late: all have their end, and none comes
twice."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta
from itertools import count
from random import Random

import msgspec
import pytest
from sagsgang.delivery.delivering import deliver
from sagsgang.delivery.smtp import SmtpChannel
from sagsgang.delivery.smtp_server import SmtpServer
from sagsgang.domain.events.reminder_events import ReminderDelivered, ReminderUndelivered
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep

from ..scheduler.reminding_office import local
from .mail_server import Fault, MailServer
from .posting_office import PERMIT, PostingOffice

LIMIT = 0.25  # seconds; nothing but this ends a silence
STEP = ReminderStep(id="day", before=Distance(0, "days"), to=("responsible",), channel="email")
BY_MAIL = msgspec.structs.replace(
    PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=(STEP,)),)
)
AT = "2025-04-02T08:00"


def by_mail(office: PostingOffice, server: MailServer, cases: int) -> list[str]:
    """Let so many cases have a reminder by e-mail in the outbox; gives them."""
    office.publish("2025-01-02", BY_MAIL)
    names = [f"C{number}" for number in range(cases)]
    for case in names:
        office.received(case)
    office.tick(AT)
    where = SmtpServer(server.host, server.port, "none", ssl.create_default_context(), None, LIMIT, LIMIT)
    office.post = office.posting(SmtpChannel("email", where, "sagsgang@kommune.example.dk"))
    return names


def deliver_until_nothing_waits(office: PostingOffice) -> None:
    """Minute by minute: all attempts that the operator allows take less than half an hour."""
    for minute in count():
        now: datetime = local(AT) + timedelta(minutes=minute)
        done = deliver(office.journal, office.post, "node", lambda at=now: at, recorded=now)
        if not done.waiting:
            return
        assert minute < 30


def test_a_server_that_behaves_gets_each_message_once(office: PostingOffice) -> None:
    """Given a server in order, when ten reminders are delivered, it has each once, over one connection."""
    with MailServer() as server:
        cases = by_mail(office, server, 10)
        deliver_until_nothing_waits(office)
    keys = [office.records(case)[0].id for case in cases]
    assert server.ids == [f"<{key}@kommune.example.dk>" for key in keys]
    assert server.connected == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_a_server_does_no_message_is_doubled_or_lost(office: PostingOffice, seed: int) -> None:
    """Given a server with something against the first three messages and every other one after them, when it is tried as
    often as the operator allows, what is said to be delivered arrived once, what arrived otherwise is in doubt, and the
    rest has its reason."""
    with MailServer(late_seconds=3 * LIMIT, chance=0.5, random=Random(seed)) as server:
        server.fail("abc@example.dk", Fault("dot", "hang"), Fault("taken", "drop"), Fault("rcpt", "refuse"))
        cases = by_mail(office, server, 12)
        deliver_until_nothing_waits(office)
        arrived = [message_id.strip("<>").partition("@")[0] for message_id in server.ids]
    assert len(arrived) == len(set(arrived)), "sent twice"

    delivered, reasons = set(), {}
    for case in cases:
        [issued, end] = office.records(case)
        if isinstance(end, ReminderDelivered):
            delivered.add(issued.id)
        else:
            assert isinstance(end, ReminderUndelivered)
            reasons[issued.id] = end.reason
    in_doubt = {key for key, reason in reasons.items() if reason == "in-doubt"}
    assert delivered <= set(arrived), "said to be delivered, and was not"
    assert set(arrived) - delivered <= in_doubt, "arrived, and the journal says that it did not"
    assert delivered
    assert len(in_doubt) >= 2, "a server that has the whole message and says nothing, and one that drops the line"
    assert len(reasons) - len(in_doubt) >= 1, "a mailbox that is not there"
    assert all(reasons.values())
