"""A signed call to another system: what it verifies, and what is said of each answer."""

from __future__ import annotations

import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from sagsgang.delivery.channels.message import Attachment, Away, Delivered, InDoubt, NotAccepted
from sagsgang.delivery.channels.webhook import WebhookChannel, secret_bytes
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from ..house import THIS_MACHINE
from ..letters import letter
from ..web_server import Answer, WebServer

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()


@pytest.fixture
def server() -> Iterator[WebServer]:
    """Another system."""
    with WebServer() as started:
        yield started


def now() -> datetime:
    """The receiver compares with its own clock."""
    return datetime.now(UTC)


def channel(server: WebServer, timeout_seconds: float = 10) -> WebhookChannel:
    """To that system."""
    secret = secret_bytes(SECRET)
    assert secret is not None
    url = f"http://localhost:{server.port}/messages"
    return WebhookChannel("hook", url, secret, now, timeout_seconds=timeout_seconds, allowed=THIS_MACHINE)


def test_the_receiver_can_verify_who_sent_it(server: WebServer) -> None:
    """Given the shared secret, when a message arrives, then the specification's own library accepts and reads it."""
    message = letter(attachments=(Attachment("Månedsstatus.pdf", "application/pdf", b"\x00\xff"),))
    with channel(server).open() as sender:
        assert sender.send(message) == Delivered("200")

    call = server.calls[0]
    read = Webhook(SECRET).verify(call.body, call.headers)
    assert (read["type"], read["timestamp"]) == ("message", "2026-03-02T07:00:00+00:00")
    data = read["data"]
    assert (data["key"], data["to"], data["subject"], data["text"]) == message[:4]
    assert (data["language"], data["about"]) == ("da", {"case": "P-2026-0001"})
    assert [(one["name"], b64decode(one["content"])) for one in data["attachments"]] == [
        ("Månedsstatus.pdf", b"\x00\xff")
    ]
    assert call.path == "/messages"
    assert call.headers["webhook-id"] == message.key


def test_a_changed_message_an_old_one_and_another_secret_do_not_verify(server: WebServer) -> None:
    """Given a call, when its body is changed, its secret is another or it is days old, then it is not accepted."""
    with channel(server).open() as sender:
        sender.send(letter())
    with channel(server)._replace(clock=lambda: now() - timedelta(days=1)).open() as sender:
        sender.send(letter())

    fresh, old = server.calls
    other = Webhook("whsec_" + b64encode(bytes(32)).decode())
    for verifier, call, body in (
        (Webhook(SECRET), fresh, fresh.body.replace(b"Anna", b"Else")),
        (other, fresh, fresh.body),
        (Webhook(SECRET), old, old.body),
    ):
        with pytest.raises(WebhookVerificationError):
            verifier.verify(body, call.headers)
    assert Webhook(SECRET).verify(fresh.body, fresh.headers) == json.loads(fresh.body)


def test_the_same_message_again_has_the_same_id_and_body(server: WebServer) -> None:
    """Given a message that is sent twice, then the receiver can see that it is one."""
    with channel(server).open() as sender:
        sender.send(letter())
        sender.send(letter())

    first, second = server.calls
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert channel(server).repeatable


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_yes_is_delivered(server: WebServer, status: int) -> None:
    """Given an answer of the 200s, then the message is delivered."""
    server.answers.append(status)
    with channel(server).open() as sender:
        assert sender.send(letter()) == Delivered(str(status))


@pytest.mark.parametrize(
    ("status", "lasting"),
    [
        (400, True),
        (401, True),
        (404, True),
        (410, True),
        (408, False),
        (429, False),
        (500, False),
        (502, False),
        (503, False),
        (301, False),
        (307, False),
    ],
)
def test_a_no_is_refused(server: WebServer, status: int, lasting: bool) -> None:
    """Given another answer, then it is refused, for good if asking again is no use; no redirection is followed."""
    server.answers.append(status)
    server.text = b"Anna does not live here"
    with channel(server).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, NotAccepted)
    assert outcome.lasting == lasting
    assert str(status) in outcome.reason.da
    assert "Anna" not in outcome.reason.en
    assert len(server.calls) == 1


@pytest.mark.parametrize(("answer", "code"), [("hang", "no-answer"), ("drop", "connection-lost")])
def test_silence_after_the_call_is_doubt(server: WebServer, answer: Answer, code: str) -> None:
    """Given a receiver that has the call and does not answer, then nobody says whether it took it."""
    server.answers.append(answer)
    with channel(server, timeout_seconds=0.25).open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, InDoubt)
    assert outcome.code == code
    assert len(server.calls) == 1


@pytest.mark.parametrize("answer", ["drip", "drip-headers"])
def test_an_answer_in_drips_ends_at_the_limit(server: WebServer, answer: Answer) -> None:
    """Given a receiver that has the call and answers sign by sign, each well within the limit, then it has no more time
    than one that is silent; what it says after that is not waited for, and a quick one is heard."""
    server.answers.append(answer)
    with channel(server, timeout_seconds=0.25).open() as sender:
        outcome = sender.send(letter())
        assert isinstance(sender.send(letter("letter-2")), Delivered)

    assert isinstance(outcome, InDoubt)
    assert outcome.code == "no-answer"


def test_nobody_there_is_away() -> None:
    """Given no server, then that is said of the channel, and not of the message."""
    with WebServer() as server:
        away = channel(server)
    with away.open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, Away)
    assert outcome.code == "unreachable"


def test_a_server_that_is_not_the_one_meant_gets_nothing(tmp_path: Path) -> None:
    """Given a certificate of an unknown authority, then nothing is sent; given its authority in a file, then it is."""
    authority = trustme.CA()
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with WebServer(context) as server:
        hook = channel(server)._replace(url=f"https://localhost:{server.port}/messages")
        with hook.open() as sender:
            outcome = sender.send(letter())
        assert isinstance(outcome, Away)
        assert (outcome.code, server.calls) == ("tls-failed", [])
        with hook._replace(ca_file=str(file)).open() as sender:
            assert sender.send(letter()) == Delivered("200")


def test_a_key_that_no_header_can_hold_is_refused(server: WebServer) -> None:
    """Given a key with a line end, then nothing is sent."""
    with channel(server).open() as sender:
        outcome = sender.send(letter("a\r\nx-more: 1"))

    assert isinstance(outcome, NotAccepted)
    assert outcome.lasting
    assert server.calls == []


@pytest.mark.parametrize("written", ["", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_***", SECRET[6:]])
def test_a_secret_is_written_as_the_specification_says(written: str) -> None:
    """Given something that is no secret of at least 24 bytes, then it is none."""
    assert secret_bytes(written) is None
    assert secret_bytes(SECRET) == bytes(range(32))


def test_the_secret_is_not_shown(server: WebServer) -> None:
    """Given a channel, when it is printed, then its secret is not."""
    assert "x01" not in repr(channel(server))
