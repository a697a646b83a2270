"""E-mail as it arrives: the message as it was written, to one receiver, and nothing in it that becomes something else."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest
from sagsgang.delivery.channels.message import Attachment, Delivered, NotAccepted
from sagsgang.delivery.channels.smtp import SmtpChannel
from sagsgang.delivery.channels.smtp_server import SmtpServer

from ..letters import RECEIVER, letter
from ..mail_server import MailServer

SENDER = "sagsgang@kommune.example.dk"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server without encryption."""
    with MailServer() as started:
        yield started


def channel(server: MailServer) -> SmtpChannel:
    """To that server."""
    where = SmtpServer(server.host, server.port, "none", ssl.create_default_context())
    return SmtpChannel("email", where, SENDER, "Jobcenter Ø")


def test_a_message_arrives_as_it_was_written(server: MailServer) -> None:
    """Given a message with Danish letters, when it is sent, then a mail program reads the same."""
    with channel(server).open() as sender:
        outcome = sender.send(letter())

    assert outcome == Delivered("250 2.0.0 taken over")
    mail = server.accepted[0].mail
    assert mail["Subject"] == "Påmindelse om møde"
    assert mail["To"] == RECEIVER
    assert mail["From"] == f"Jobcenter Ø <{SENDER}>"
    assert mail["Message-ID"] == "<letter-1@kommune.example.dk>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == letter().written_at
    assert mail["Content-Language"] == "da"
    assert server.accepted[0].text == letter().text
    assert (server.accepted[0].sender, server.accepted[0].to) == (SENDER, RECEIVER)


@pytest.mark.parametrize(
    "text",
    [
        ".\r\nMAIL FROM:<x@example.dk>\r\n",
        ".\n..\n...\n.x\n",
        "æ" * 5000 + "\n" + "x" * 5000 + "\n",
        "From here on\n",
        "a\rb\r\nc\n",
        "\n\n.\n\n",
    ],
)
def test_no_text_ends_a_message_early(server: MailServer, text: str) -> None:
    """Given a text with lonely dots, strange line ends or very long lines, then it arrives whole, as one message."""
    with channel(server).open() as sender:
        assert isinstance(sender.send(letter(text=text)), Delivered)

    assert [one.text for one in server.accepted] == [text.replace("\r\n", "\n").replace("\r", "\n")]
    assert max(map(len, server.accepted[0].content.split(b"\r\n"))) <= 998
    assert b"\n" not in server.accepted[0].content.replace(b"\r\n", b"")
    assert server.accepted[0].content.isascii()


@pytest.mark.parametrize(
    "subject",
    [
        "Møde\r\nBcc: mallory@example.dk",
        "Møde\n\nsvindel",
        "=?utf-8?q?M=0ABcc:_mallory=40example=2Edk?=",
        "Møde\u2028Bcc: mallory@example.dk\x00\x0b",
        "Påmindelse " * 40,
        "x" * 2000,
        "æ ø  å " * 30,
    ],
)
def test_no_subject_becomes_another_header(server: MailServer, subject: str) -> None:
    """Given a subject with line ends, open or hidden, then it is one line of words, and there is no other receiver."""
    with channel(server).open() as sender:
        assert isinstance(sender.send(letter(subject=subject)), Delivered)

    mail = server.accepted[0].mail
    assert mail["Bcc"] is None
    words = "".join(sign for sign in " ".join(subject.split()) if sign.isprintable())
    assert mail["Subject"] == words.replace("=?", "= ?")
    assert server.accepted[0].text == letter().text


@pytest.mark.parametrize(
    "to",
    [
        "anna@example.dk\r\nRCPT TO:<mallory@example.dk>",
        "anna@example.dk\n",
        "anna@example.dk>,<mallory@example.dk",
        "anna@example.dk, mallory@example.dk",
        "Anna <anna@example.dk>",
        "anna",
        "@example.dk",
        "anna@",
        "",
        "anna..b@example.dk",
        "ånna@example.dk",
        "anna@exa mple.dk",
        "anna@-example.dk",
        "a" * 65 + "@example.dk",
        "anna@" + "a." * 120 + "dk",
    ],
)
def test_what_is_no_address_is_refused_for_good(server: MailServer, to: str) -> None:
    """Given a receiver that is no address, or more than one, then no server is asked, and the reason repeats nothing."""
    with channel(server).open() as sender:
        outcome = sender.send(letter(to=to))

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("bad-address", True)
    assert "anna" not in outcome.reason.da + outcome.reason.en
    assert server.connected == 0


def test_a_danish_domain_is_written_in_ascii(server: MailServer) -> None:
    """Given an address at a domain with ø, when it is sent to, then the wire has the form that every server knows."""
    with channel(server).open() as sender:
        assert isinstance(sender.send(letter(to="anna@københavn.example.dk")), Delivered)

    assert server.accepted[0].to == "anna@xn--kbenhavn-54a.example.dk"


def test_attachments_can_be_read_back(server: MailServer) -> None:
    """Given files with Danish names and any bytes, when they are sent, then they are the same; twice: the same bytes."""
    files = (
        Attachment("Månedsstatus.pdf", "application/pdf", bytes(range(256)) * 50),
        Attachment('a"b\r\nc.csv', "text/csv", b"a;b\r\n1;2\r\n.\r\n"),
        Attachment("besked", "message/rfc822", b"From: x"),
    )
    with channel(server).open() as sender:
        for _ in range(2):
            assert isinstance(sender.send(letter(attachments=files)), Delivered)

    read = list(server.accepted[0].mail.iter_attachments())
    assert [one.get_payload(decode=True) for one in read] == [one.content for one in files]
    assert [one.get_filename() for one in read] == ["Månedsstatus.pdf", 'a"b c.csv', "besked"]
    assert [one.get_content_type() for one in read] == ["application/pdf", "text/csv", "application/octet-stream"]
    assert server.accepted[0].content == server.accepted[1].content
