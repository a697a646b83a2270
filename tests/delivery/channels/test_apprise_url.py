"""SMS gateways and chat by URL: what is read out of apprise's yes or no, and what goes no further."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from sagsgang.delivery.channels.apprise_url import AppriseChannel
from sagsgang.delivery.channels.message import Attachment, Away, Delivered, InDoubt, Message, NotAccepted, Outcome
from sagsgang.delivery.channels.service_address import service_address

from ..house import THIS_MACHINE
from ..letters import letter
from ..web_server import Answer, WebServer

# apprise loads all of its services with the first one, and one of them what Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

PHONE = "+45 12 34 56 78"
TWILIO = f"twilio://AC{'0' * 32}:{'1' * 32}@15551234567/{{to}}"


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A gateway."""
    with WebServer() as started:
        yield started


def channel(server: WebServer, more: str = "") -> AppriseChannel:
    """By that gateway."""
    url = f"json://localhost:{server.port}/sms/{{to}}?token=s3cretToken&rto=0.25{more}"
    return AppriseChannel("sms", url, allowed=THIS_MACHINE)


def sent(channel: AppriseChannel, message: Message) -> Outcome:
    """What becomes of a message."""
    with channel.open() as sender:
        return sender.send(message)


def test_the_address_goes_into_the_url(server: WebServer) -> None:
    """Given a telephone number as people write it, then the gateway is called once, with its figures and the text."""
    assert sent(channel(server), letter(to=PHONE)) == Delivered()

    (call,) = server.calls
    assert call.path.startswith("/sms/+4512345678")
    said = json.loads(call.body)
    assert (said["title"], said["message"].split()) == (letter().subject, letter().text.split())


@pytest.mark.parametrize(
    ("answer", "kind", "lasting"),
    [
        (400, NotAccepted, True),
        (404, NotAccepted, True),
        (429, NotAccepted, False),
        (503, NotAccepted, False),
        (500, InDoubt, None),
        (302, InDoubt, None),
        ("hang", InDoubt, None),
        ("drop", InDoubt, None),
    ],
)
def test_a_clear_no_is_refused_and_all_else_is_doubt(
    server: WebServer, answer: Answer, kind: type[Outcome], lasting: bool | None
) -> None:
    """Given what a gateway answers, then only what says that it will not is a refusal."""
    server.answers.append(answer)
    outcome = sent(channel(server), letter(to=PHONE))

    assert isinstance(outcome, kind)
    assert getattr(outcome, "lasting", None) == lasting
    assert server.calls[0].path.startswith("/sms/+4512345678")


def test_nobody_there_is_away() -> None:
    """Given no gateway, then that is said of the channel, and not of the message."""
    with WebServer() as server:
        away = channel(server)
    outcome = sent(away, letter(to=PHONE))

    assert isinstance(outcome, Away)
    assert outcome.code == "unreachable"


def test_nobody_there_at_an_address_that_is_the_host_is_about_that_address() -> None:
    """Given a URL whose host is the recipient's address, when nobody is there, then the channel is there for others."""
    with WebServer() as server:
        gone = f"127.0.0.1:{server.port}"
    outcome = sent(AppriseChannel("chat", "json://{to}/", allowed=THIS_MACHINE), letter(to=gone.partition(":")[0]))

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("unreachable", False)


def test_trying_again_is_not_left_to_the_url(server: WebServer) -> None:
    """Given a URL that asks for retries, and to call a failure a success, then it is tried once, and is a failure."""
    server.answers.extend([500, 500, 500])
    outcome = sent(channel(server, "&retry=2&wait=0&optional=yes"), letter(to=PHONE))

    assert isinstance(outcome, InDoubt)
    assert len(server.calls) == 1


def test_a_text_does_not_pass_for_an_answer(server: WebServer) -> None:
    """Given a message that reads like a line of the log, and a gateway that is silent, then it is doubt."""
    server.answers.append("hang")
    outcome = sent(channel(server), letter(to=PHONE, text="WARNING x error=404.\nWARNING x error=404.\n"))

    assert isinstance(outcome, InDoubt)


def test_two_channels_at_once_hear_each_its_own(server: WebServer) -> None:
    """Given one channel that is put off while another is refused, when both are at work, then neither hears the other."""
    together = Barrier(2)
    with WebServer() as other:
        server.answers.extend([404] * 20)
        other.answers.extend([503] * 20)

        def many(one: WebServer) -> set[str]:
            together.wait(10)
            outcomes = [sent(channel(one), letter(to=PHONE)) for _ in range(20)]
            return {outcome.code if isinstance(outcome, NotAccepted) else repr(outcome) for outcome in outcomes}

        with ThreadPoolExecutor(2) as pool:
            refused, put_off = pool.map(many, (server, other))

    assert (refused, put_off) == ({"turned-down"}, {"put-off"})


@pytest.mark.parametrize(
    "to", ["", "a b", "12345678,87654321", "a/b", "a?x=y", "a%2Cb", "a;b", "a\r\nb", "a" * 201]
)
def test_what_is_no_address_is_refused_for_good(server: WebServer, to: str) -> None:
    """Given an address that a service could take for two, or for another part of the URL, then nothing is sent."""
    outcome = sent(channel(server), letter(to=to))

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("bad-address", True)
    assert server.calls == []


def test_an_address_that_the_service_leaves_out_is_refused() -> None:
    """Given a service that drops a number it does not like, and would write to the sender, then nothing is sent."""
    outcome = sent(AppriseChannel("sms", TWILIO), letter(to="anna"))

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("bad-address", True)


@pytest.mark.parametrize("url", ["nonsense://x/{to}", "twilio://nobody/{to}", "{to}"])
def test_a_url_that_is_wrong_is_the_operators(url: str) -> None:
    """Given a URL that apprise does not understand, then the receiver is not to blame."""
    outcome = sent(AppriseChannel("sms", url), letter(to=PHONE))

    assert isinstance(outcome, NotAccepted)
    assert (outcome.code, outcome.lasting) == ("bad-url", False)


def test_files_are_not_lost_silently(server: WebServer) -> None:
    """Given a message with a file, then it is refused: this channel would leave the file out."""
    outcome = sent(channel(server), letter(to=PHONE, attachments=(Attachment("a.pdf", "application/pdf", b""),)))

    assert isinstance(outcome, NotAccepted)
    assert outcome.lasting
    assert server.calls == []


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """All that is logged anywhere and reaches the root."""
    text, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.WARNING)  # as the program's own logging has it
    yield text
    root.removeHandler(handler)
    root.setLevel(level)
    logging.getLogger("urllib3").setLevel(logging.NOTSET)


def test_neither_address_nor_text_nor_token_is_told(
    server: WebServer, logged: StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """Given a failure, when all that is logged is kept, then nothing personal is in it, nor in the reason or on paper."""
    server.answers.append(404)
    server.text = b"no such number 12345678 s3cretToken"
    outcome = sent(channel(server), letter(to=PHONE))
    logging.getLogger("office").warning("this is kept")

    written = capfd.readouterr()
    told = logged.getvalue() + written.out + written.err + repr(outcome) + repr(channel(server))
    assert "this is kept" in told
    for piece in ("12345678", "12 34", "Anna", "mandag", "s3cretToken"):
        assert piece not in told


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("+45 12 34 56 78", "+4512345678"),
        ("(45) 1234-5678", "4512345678"),
        (" 12345678 ", "12345678"),
        ("#jobcenter-1", "#jobcenter-1"),
        ("@anna", "@anna"),
        ("anna@example.dk", "anna@example.dk"),
        ("!abc:matrix.example.dk", "!abc:matrix.example.dk"),
    ],
)
def test_addresses_as_people_write_them(written: str, taken: str) -> None:
    """Given an address as people write it, then the service gets it as services do."""
    assert service_address(written) == taken
