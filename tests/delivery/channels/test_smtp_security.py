"""E-mail is handed only to the server that is meant, encrypted, and by whom it knows."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
import trustme
from sagsgang.delivery.channels.message import Away, Delivered, NotAccepted, Outcome
from sagsgang.delivery.channels.smtp import SmtpChannel
from sagsgang.delivery.channels.smtp_server import Login, SmtpServer, Tls

from ..letters import letter
from ..mail_server import Fault, MailServer

LIMIT = 2.0  # seconds


class Certified(NamedTuple):
    """What a server shows, and what a client needs to trust it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def certified(name: str) -> Certified:
    """A certificate for a name, by an authority of its own."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return Certified(server, client)


@pytest.fixture(scope="module")
def localhost() -> Certified:
    """A good certificate."""
    return certified("localhost")


def sent(server: MailServer, tls: Tls, context: ssl.SSLContext, login: Login | None = None) -> Outcome:
    """What becomes of a message."""
    where = SmtpServer(server.host, server.port, tls, context, login, LIMIT, LIMIT)
    with SmtpChannel("email", where, "sagsgang@kommune.example.dk").open() as sender:
        return sender.send(letter())


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_messages_go_encrypted(localhost: Certified, tls: Literal["starttls", "implicit"]) -> None:
    """Given a server with a certificate of a trusted authority, then the message arrives."""
    with MailServer(tls=tls, context=localhost.server) as server:
        assert isinstance(sent(server, tls, localhost.client), Delivered)
        assert len(server.accepted) == 1


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_server_that_is_not_the_one_meant_gets_nothing(
    localhost: Certified, tls: Literal["starttls", "implicit"], wrong: str
) -> None:
    """Given a certificate of another authority, or for another name, then nothing is sent, and it can be mended."""
    other = certified("mail.example.dk")
    shown, trusted = (other.server, other.client) if wrong == "name" else (other.server, localhost.client)
    with MailServer(tls=tls, context=shown) as server:
        outcome = sent(server, tls, trusted, Login("office", "secret"))

        assert isinstance(outcome, Away)
        assert outcome.code == "tls-failed"
        assert server.accepted == []


def test_without_starttls_nothing_is_sent(localhost: Certified) -> None:
    """Given a server, or someone before it, that offers no encryption, then the message waits."""
    with MailServer() as server:
        outcome = sent(server, "starttls", localhost.client)

        assert isinstance(outcome, Away)
        assert outcome.code == "no-tls"
        assert server.accepted == []


@pytest.mark.parametrize("act", ["defer", "hang", "drop", "babble"])
def test_starttls_that_fails_is_no_reason_to_go_on_without(
    localhost: Certified, act: Literal["defer", "hang", "drop", "babble"]
) -> None:
    """Given a server that offers STARTTLS and fails at it, then nothing is sent."""
    with MailServer(tls="starttls", context=localhost.server) as server:
        server.connections.append(Fault("starttls", act))
        outcome = sent(server, "starttls", localhost.client)

        assert isinstance(outcome, Away)
        assert server.accepted == []


def test_a_server_that_cannot_encrypt_now_is_said_to_put_it_off(localhost: Certified) -> None:
    """Given 454 to STARTTLS, which RFC 3207 has for a reason that passes, then that is said, and no certificate blamed."""
    with MailServer(tls="starttls", context=localhost.server) as server:
        server.connections.append(Fault("starttls", "defer"))
        outcome = sent(server, "starttls", localhost.client)

    assert isinstance(outcome, Away)
    assert outcome.code == "put-off"
    assert "STARTTLS" in outcome.reason.en


def test_encryption_where_there_is_none_fails(localhost: Certified) -> None:
    """Given a server that does not speak TLS from the first byte, then nothing is sent."""
    with MailServer() as server:
        outcome = sent(server, "implicit", localhost.client)

    assert isinstance(outcome, Away)
    assert outcome.code == "tls-failed"


@pytest.fixture
def guarded(localhost: Certified) -> Iterator[MailServer]:
    """A server that wants to know who sends."""
    with MailServer(tls="starttls", context=localhost.server, login=("office", "right")) as server:
        yield server


def test_the_login_is_used(localhost: Certified, guarded: MailServer) -> None:
    """Given the right password, then the message arrives."""
    assert isinstance(sent(guarded, "starttls", localhost.client, Login("office", "right")), Delivered)


@pytest.mark.parametrize("password", ["wrong", "blåbærgrød"])
def test_a_wrong_login_is_for_the_operator(localhost: Certified, guarded: MailServer, password: str) -> None:
    """Given a wrong password, then it is tried once, the channel is away, and the password is not told."""
    where = SmtpServer(
        guarded.host, guarded.port, "starttls", localhost.client, Login("office", password), LIMIT, LIMIT
    )
    with SmtpChannel("email", where, "sagsgang@kommune.example.dk").open() as sender:
        outcome = sender.send(letter())

    assert isinstance(outcome, Away)
    assert outcome.code == "login-failed"
    assert guarded.connected == 1
    assert password not in repr(outcome) + repr(where)


def test_a_server_that_wants_a_login_turns_nobody_down_for_good(localhost: Certified, guarded: MailServer) -> None:
    """Given no login where one is wanted, then it is the operator's to mend, not the receiver's."""
    outcome = sent(guarded, "starttls", localhost.client)

    assert isinstance(outcome, NotAccepted)
    assert not outcome.lasting


def test_a_server_without_login_is_not_told_the_password(localhost: Certified) -> None:
    """Given a login for a server that offers none, then the message waits."""
    with MailServer(tls="starttls", context=localhost.server) as server:
        outcome = sent(server, "starttls", localhost.client, Login("office", "right"))

    assert isinstance(outcome, Away)
    assert outcome.code == "login-failed"


def test_the_authorities_of_a_file_are_those_that_count(tmp_path: Path) -> None:
    """Given an authority in a file, when a context is made of it, then its servers are trusted, and no others."""
    authority = trustme.CA()
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(shown)

    with MailServer(tls="implicit", context=shown) as server:
        assert isinstance(sent(server, "implicit", ssl.create_default_context(cafile=file)), Delivered)
        assert isinstance(sent(server, "implicit", ssl.create_default_context()), Away)
