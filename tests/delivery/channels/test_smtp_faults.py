"""E-mail to a server that misbehaves at every stage: what is said of each message is what the server knows of it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from random import Random

import pytest
from sagsgang.delivery.channels.message import Attachment, Away, Delivered, InDoubt, NotAccepted
from sagsgang.delivery.channels.smtp import SmtpChannel
from sagsgang.delivery.channels.smtp_server import SmtpServer

from ..letters import RECEIVER, letter
from ..mail_server import CONNECTION_STAGES, MESSAGE_STAGES, RANDOM_ACTS, Act, Fault, MailServer, Stage

SENDER = "sagsgang@kommune.example.dk"
ID = "<letter-1@kommune.example.dk>"
LIMIT = 0.3  # seconds; nothing but this ends a silence
PATIENCE = 20.0  # seconds; where nothing is silent, a slow machine is no fault
SECURE = ssl.create_default_context()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server without encryption that answers late after the client's limit."""
    with MailServer(late_seconds=3 * LIMIT) as started:
        yield started


def channel(
    server: MailServer, command_seconds: float = PATIENCE, answer_seconds: float = PATIENCE
) -> SmtpChannel:
    """To that server."""
    where = SmtpServer(server.host, server.port, "none", SECURE, None, command_seconds, answer_seconds)
    return SmtpChannel("email", where, SENDER, "Jobcenter Ø")


def impatient(server: MailServer, fault: Fault) -> SmtpChannel:
    """To that server, with little patience where the fault is silence."""
    if fault.act not in ("hang", "late") and fault.stage != "body":
        return channel(server)
    if fault.stage in ("body", "dot", "taken"):
        return channel(server, answer_seconds=LIMIT)
    return channel(server, command_seconds=LIMIT)


REFUSED_BEFORE = {  # by act; the reason's code
    "defer": "put-off",
    "leave": "put-off",
    "hang": "no-answer",
    "late": "no-answer",
    "drop": "connection-lost",
    "babble": "unclear-answer",
}


@pytest.mark.parametrize("act", REFUSED_BEFORE)
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_whatever_fails_before_the_message_is_there_is_a_refusal(
    server: MailServer, stage: Stage, act: Act
) -> None:
    """Given a server that fails at a stage before the message, then it is tried again: nothing has arrived."""
    fault = Fault(stage, act)
    if stage in CONNECTION_STAGES:
        server.connections.append(fault)
    else:
        server.fail(RECEIVER, fault)

    with impatient(server, fault).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, NotAccepted)
    assert not outcome.lasting
    assert outcome.code == REFUSED_BEFORE[act]
    assert server.accepted == []


@pytest.mark.parametrize("act", [*REFUSED_BEFORE, "refuse"])
@pytest.mark.parametrize("stage", ["greeting", "hello"])
def test_whatever_fails_before_there_is_talk_of_a_message_is_the_servers(
    server: MailServer, stage: Stage, act: Act
) -> None:
    """Given a server that fails before it has heard of any message, then that is said of the channel alone."""
    server.connections.append(Fault(stage, act))
    with impatient(server, Fault(stage, act)).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, Away)
    assert outcome.reason.da
    assert server.accepted == []


@pytest.mark.parametrize("stage", ["rcpt", "data", "dot"])
def test_a_refusal_of_the_500s_lasts(server: MailServer, stage: Stage) -> None:
    """Given a server that has no such mailbox, then trying again is no use."""
    server.fail(RECEIVER, Fault(stage, "refuse"))

    with channel(server).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("turned-down", True)
    assert "550 5.1.1" in outcome.reason.en


def test_a_refusal_of_the_sender_is_for_the_operator(server: MailServer) -> None:
    """Given a server that refuses us and not the receiver, then the message waits for the operator to mend it."""
    server.connections.append(Fault("mail", "refuse"))

    with channel(server).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, NotAccepted)
    assert not outcome.lasting


@pytest.mark.parametrize("stage", ["dot", "taken"])
@pytest.mark.parametrize("act", ["hang", "drop", "late", "babble"])
def test_silence_after_the_message_is_doubt(server: MailServer, stage: Stage, act: Act) -> None:
    """Given a server that has the whole message and says nothing clear, then nobody says whether it arrived."""
    server.fail(RECEIVER, Fault(stage, act))

    with impatient(server, Fault(stage, act)).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, InDoubt)
    assert outcome.code == {"drop": "connection-lost", "babble": "unclear-answer"}.get(act, "no-answer")


@pytest.mark.parametrize(("act", "code"), [("defer", "put-off"), ("leave", "put-off"), ("refuse", "turned-down")])
def test_a_clear_no_after_the_message_is_a_refusal(server: MailServer, act: Act, code: str) -> None:
    """Given a server that answers the whole message with no, then it has not taken it over."""
    server.fail(RECEIVER, Fault("dot", act))

    with channel(server).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == (code, act == "refuse")
    assert server.accepted == []


def test_an_answer_in_drips_is_one_within_the_limit_for_all_of_it() -> None:
    """Given a server that answers sign by sign, then what counts is when the whole of it is there."""
    with MailServer(late_seconds=0.1) as quick, channel(quick).open() as sender:
        quick.fail(RECEIVER, Fault("dot", "slow"))
        assert isinstance(sender.send(letter()), Delivered)
    with MailServer(late_seconds=10) as dripping, channel(dripping, LIMIT, LIMIT).open() as sender:
        dripping.fail(RECEIVER, Fault("dot", "slow"), Fault("rcpt", "slow"))
        assert isinstance(sender.send(letter()), InDoubt)
        outcome = sender.send(letter("letter-2"))
        assert isinstance(outcome, NotAccepted)
        assert outcome.code == "no-answer"


def test_a_late_answer_counts_while_there_is_patience() -> None:
    """Given a server that takes longer for the whole message than for a command, then it has that time."""
    with MailServer(late_seconds=2 * LIMIT) as server, channel(server, LIMIT).open() as sender:
        server.fail(RECEIVER, Fault("taken", "late"))
        assert isinstance(sender.send(letter()), Delivered)
        assert isinstance(sender.send(letter("letter-2")), Delivered)
        assert server.connected == 1


def test_a_server_that_stops_reading_has_not_got_the_message(server: MailServer) -> None:
    """Given a message too large for what the network holds, and a server that reads no more, then it is a refusal."""
    server.fail(RECEIVER, Fault("body", "hang"))
    large = (Attachment("scan.tif", "image/tiff", bytes(20 * 1024 * 1024)),)

    with channel(server, command_seconds=LIMIT).open() as sender:
        outcome = sender.send(letter(attachments=large))

    assert isinstance(outcome, NotAccepted)
    assert outcome.code == "no-answer"


def test_a_message_cut_off_on_the_way_has_not_arrived(server: MailServer) -> None:
    """Given a server that breaks off while it is sent a large message, then it is a refusal."""
    server.fail(RECEIVER, Fault("body", "drop"))
    large = (Attachment("scan.tif", "image/tiff", bytes(20 * 1024 * 1024)),)

    with channel(server).open() as sender:
        outcome = sender.send(letter(attachments=large))

    assert isinstance(outcome, NotAccepted)
    assert outcome.code == "connection-lost"
    assert server.accepted == []


def test_a_message_too_large_for_the_server_is_refused_before_it_is_sent(server: MailServer) -> None:
    """Given a message beyond what the server says it takes, then that is told at once, and lasts."""
    large = (Attachment("scan.tif", "image/tiff", bytes(30 * 1024 * 1024)),)

    with channel(server).open() as sender:
        outcome = sender.send(letter(attachments=large))

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("turned-down", True)
    assert "552" in outcome.reason.en


def test_one_connection_serves_many_until_one_fails(server: MailServer) -> None:
    """Given a row of messages, then they share a connection; a plain no keeps it, a silence costs it."""
    server.fail("b@example.dk", Fault("rcpt", "refuse"))
    server.fail("c@example.dk", Fault("rcpt", "hang"))

    with channel(server, command_seconds=LIMIT).open() as sender:
        outcomes = [sender.send(letter(f"letter-{to}", to=f"{to}@example.dk")) for to in "abacad"]

    assert [type(outcome) for outcome in outcomes] == [
        Delivered,
        NotAccepted,
        Delivered,
        NotAccepted,
        Delivered,
        Delivered,
    ]
    assert server.connected == 2


@pytest.mark.parametrize("act", ["drop", "leave"])
def test_a_connection_closed_in_between_is_made_anew(server: MailServer, act: Act) -> None:
    """Given a server that closes a connection between two messages, then the second one goes over a new one."""
    server.connections.extend([None, None])
    with channel(server).open() as sender:
        assert isinstance(sender.send(letter()), Delivered)
        for talk in list(server.talks):
            talk.fault = Fault("mail", act)
        assert isinstance(sender.send(letter("letter-2")), Delivered)

    assert server.connected == 2
    assert len(server.accepted) == 2


def test_where_there_is_no_server_the_channel_is_away() -> None:
    """Given no server, when a message is sent, then that is said of the channel."""
    with MailServer() as server:
        away = channel(server)
    with away.open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, Away)
    assert outcome.code == "unreachable"


def test_a_host_that_has_no_name_is_unreachable(server: MailServer) -> None:
    """Given a host that can't be one, then the channel is away, and nothing is raised."""
    nowhere = channel(server)._replace(server=channel(server).server._replace(host="a" * 70 + ".example"))
    with nowhere.open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, Away)
    assert outcome.code == "unreachable"


def test_a_reason_repeats_nothing_of_the_message(server: MailServer) -> None:
    """Given a server whose refusal repeats receiver and text, then the code is kept, and nothing of those is."""
    server.fail(RECEIVER, Fault("dot", "echo"))

    with channel(server).open() as sender:
        outcome = sender.send(letter(text="Kære Anna, 010190-1234, Hasselvej 7: mød op i Jobcenteret."))

    assert isinstance(outcome, NotAccepted)
    assert "550 5.7.1" in outcome.reason.en
    for piece in ("anna", "example", "010190", "1234", "Hasselvej", "mød", "7:"):
        assert piece.casefold() not in (outcome.reason.da + outcome.reason.en).casefold().replace("5.7.1", "")


@pytest.mark.parametrize("stage", MESSAGE_STAGES)
@pytest.mark.parametrize("act", RANDOM_ACTS)
def test_what_is_said_of_a_message_is_never_wrong(server: MailServer, stage: Stage, act: Act) -> None:
    """Given any fault, then what is called delivered was taken over, and what is called refused was not."""
    server.fail(RECEIVER, Fault(stage, act))
    with impatient(server, Fault(stage, act)).open() as sender:
        outcome = sender.send(letter())
        afterwards = sender.send(letter("letter-2", to="bo@example.dk"))

    taken = ID in server.ids
    assert isinstance(outcome, InDoubt) or taken == isinstance(outcome, Delivered)
    assert isinstance(afterwards, Delivered)


@pytest.mark.parametrize("seed", range(3))
def test_a_message_sent_until_it_is_settled_arrives_once(seed: int) -> None:
    """Given a server with random faults, when refused messages are sent again, then none arrives twice or is lost."""
    with MailServer(late_seconds=0.3, chance=0.6, random=Random(seed)) as server:
        email = channel(server, command_seconds=0.1, answer_seconds=0.2)
        waiting, delivered, doubtful = {f"letter-{number}" for number in range(25)}, set(), set()
        for _ in range(30):
            with email.open() as sender:
                for key in sorted(waiting):
                    outcome = sender.send(letter(key))
                    if not isinstance(outcome, NotAccepted | Away):
                        waiting.discard(key)
                        (delivered if isinstance(outcome, Delivered) else doubtful).add(
                            f"<{key}@kommune.example.dk>"
                        )

    assert waiting == set()
    assert delivered
    assert doubtful
    assert len(server.ids) == len(set(server.ids))
    assert delivered <= set(server.ids) <= delivered | doubtful
