"""Calls inside the house: refused when the connection begins, unless the operator named where they may go."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from sagsgang.delivery.channels.apprise_url import AppriseChannel
from sagsgang.delivery.channels.message import Away, Delivered, NotAccepted, Outcome
from sagsgang.delivery.channels.perimeter import NOWHERE, Allowed, Insider, address_of, is_open, within
from sagsgang.delivery.channels.webhook import WebhookChannel, secret_bytes

from ..house import THIS_MACHINE
from ..letters import letter
from ..web_server import WebServer
from .test_webhook import SECRET, now

# apprise loads all of its services with the first one, and one of them what Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

PHONE = "+4512345678"


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A system on this machine, which answers with yes."""
    with WebServer() as started:
        yield started


def hook(url: str, allowed: Allowed = NOWHERE) -> WebhookChannel:
    """A webhook to an address."""
    secret = secret_bytes(SECRET)
    assert secret is not None
    return WebhookChannel("hook", url, secret, now, timeout_seconds=5, allowed=allowed)


def sent(channel: WebhookChannel | AppriseChannel, **said: Any) -> Outcome:
    """What becomes of a message."""
    with channel.open() as sender:
        return sender.send(letter(**said))


# RFC 1918, 1122, 3927, 6598, 5735, 5771, 4193, 4291, 3879; the clouds' metadata services as their guides name them.
INSIDE = """
    10.0.0.1 172.16.0.1 172.31.255.254 192.168.1.1 127.0.0.1 127.1.2.3 0.0.0.0 169.254.169.254 169.254.0.1
    100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.192 224.0.0.1 240.0.0.1 255.255.255.255
    ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1 64:ff9b:1::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::127.0.0.1 64:ff9b::10.0.0.1 2002:7f00:1:: 2002:a9fe:a9fe::1
"""
# The root servers a and k; a public resolver; the same by NAT64 and 6to4, and mapped.
OUTSIDE = "198.41.0.4 193.0.14.129 8.8.8.8 2001:7fd::1 2001:4860:4860::8888 64:ff9b::8.8.8.8 ::ffff:8.8.8.8 2002:808:808::1"


def test_what_is_inside_the_house() -> None:
    """Given addresses as the RFCs set them apart, then those of the house are, however written, and others not."""
    for written in INSIDE.split():
        address = address_of(written)
        assert address is not None
        assert not is_open(address), written
    for written in OUTSIDE.split():
        address = address_of(written)
        assert address is not None
        assert is_open(address), written


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0"])
def test_a_webhook_inside_the_house_is_not_called(server: WebServer, host: str) -> None:
    """Given a system on this machine, named by its address in whatever way or by a name, then it is not called, the channel
    is away, and it is said what to write; when the operator names it, it is called."""
    url = f"http://{host}:{server.port}/messages"
    outcome = sent(hook(url))
    assert isinstance(outcome, Away)
    assert outcome.code == "inside-address"
    assert "allow" in outcome.reason.da
    assert server.calls == []
    if host in ("127.0.0.1", "localhost"):
        assert sent(hook(url, Allowed((ip_network("127.0.0.0/8"),)))) == Delivered("200")
        assert sent(hook(url, THIS_MACHINE)) == Delivered("200")
        assert isinstance(sent(hook(url, Allowed((ip_network("10.0.0.0/8"),), ("example.invalid",)))), Away)


def test_what_a_name_means_counts_when_the_call_is_made(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a name that meant an address of the open network when it was looked at, and this machine when it is called, then
    it is not called."""
    answers = ["198.41.0.4"]
    asked = socket.getaddrinfo

    def of_the_moment(host: str, port: int, *more: Any, **said: Any) -> Any:
        return asked(answers.pop(0) if answers else "127.0.0.1", port, *more, **said)

    url = f"http://esdh.example.dk:{server.port}/"
    monkeypatch.setattr(socket, "getaddrinfo", of_the_moment)
    [*_, (first, _)] = socket.getaddrinfo("esdh.example.dk", server.port, socket.AF_INET, socket.SOCK_STREAM)[0]
    assert is_open(ip_address(first))
    outcome = sent(hook(url))
    assert isinstance(outcome, Away)
    assert (outcome.code, server.calls) == ("inside-address", [])


def test_a_service_inside_the_house_is_not_called(server: WebServer) -> None:
    """Given a gateway on this machine, then it is not called and the channel is away; given a URL whose host is the
    receiver's address, then only that message is refused, for good; the operator may name it."""
    gateway = f"json://localhost:{server.port}/{{to}}"
    outcome = sent(AppriseChannel("sms", gateway), to=PHONE)
    assert isinstance(outcome, Away)
    assert outcome.code == "inside-address"
    theirs = sent(AppriseChannel("chat", f"json://{{to}}:{server.port}/"), to="127.0.0.1")
    assert isinstance(theirs, NotAccepted)
    assert (theirs.code, theirs.lasting, server.calls) == ("inside-address", True, [])
    assert sent(AppriseChannel("sms", gateway, allowed=THIS_MACHINE), to=PHONE) == Delivered()


def test_a_redirection_into_the_house_is_not_followed(server: WebServer) -> None:
    """Given a gateway that is named, and sends the call on to a system that is not, then that is not called, and the message
    is refused for good, while the channel is there for others."""
    with WebServer() as inner:
        server.location = f"http://127.0.0.2:{inner.port}/secret"
        server.answers.append(307)
        channel = AppriseChannel(
            "sms",
            f"json://localhost:{server.port}/{{to}}",
            allowed=Allowed((ip_network("127.0.0.1"), ip_network("::1"))),
        )
        outcome = sent(channel, to=PHONE)
        assert (len(server.calls), inner.calls) == (1, [])
    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("inside-address", True)


def test_other_connections_of_the_process_are_left_alone(server: WebServer) -> None:
    """Given a call under watch, when it is over, then connections go where they like; meanwhile neither a stream, a packet
    nor a socket of the machine itself does."""
    with within(NOWHERE):
        for where, family, kind in (
            (("127.0.0.1", server.port), socket.AF_INET, socket.SOCK_STREAM),
            (("localhost", server.port), socket.AF_INET, socket.SOCK_STREAM),
            ("/run/dbus/system_bus_socket", socket.AF_UNIX, socket.SOCK_STREAM),
        ):
            with socket.socket(family, kind) as sock, pytest.raises(Insider):
                sock.connect(where)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(Insider):
            sock.sendto(b"x", ("127.0.0.1", 514))
    with socket.create_connection(("127.0.0.1", server.port)) as reached:
        assert reached.getpeername()[1] == server.port
