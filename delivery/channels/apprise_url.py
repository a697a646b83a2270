"""SMS gateways and chat, each by its URL: apprise knows how to talk to them.

It says yes or no, and the rest to its log. What is read out of that: a service that answered that it will not, or was
never reached, has not got the message; all else that is no yes leaves it in doubt.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.manager_plugins import NotificationManager

from ...domain.text import Text
from .message import Away, Delivered, InDoubt, Message, NotAccepted, Outcome
from .perimeter import NOWHERE, Allowed, Watch, within
from .response_masking import masked
from .service_address import service_address
from .webhook import INSIDE, LATER

ADDRESS = "{to}"
_STATUS = re.compile(r"\berror=(\d{3})\b")
_NEVER_CONNECTED = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|CERTIFICATE_VERIFY_FAILED"
)
_LEFT_OUT = re.compile(r"Dropped|[Ii]nvalid|[Ii]gnor")
UNAVAILABLE = 503
SAMPLE = "+4512345678"  # an address that most services take

# What it logs names addresses, and sometimes repeats the message: it is read here, and goes no further.
_LOG = logging.getLogger("apprise")
_LOG.propagate = False
_LOG.setLevel(logging.DEBUG)

BAD_ADDRESS = NotAccepted(
    "bad-address",
    Text(
        "Adressen er ingen, som tjenesten kender. Ret den, hvor den står.",
        "The address is none that the service knows. Correct it where it stands.",
    ),
    lasting=True,
)
BAD_URL = NotAccepted(
    "bad-url",
    Text(
        "Kanalens URL er ingen, som apprise forstår. Se apprises vejledning for tjenesten.",
        "The URL of the channel is none that apprise understands. See apprise's guide to the service.",
    ),
)
NO_ATTACHMENTS = NotAccepted(
    "no-attachments",
    Text(
        "Denne kanal sender ingen filer. Send meddelelsen ad en anden.",
        "This channel sends no files. Send the message by another.",
    ),
    lasting=True,
)
UNREACHABLE = Away(
    "unreachable",
    Text(
        "Der er ingen sikker forbindelse til tjenesten. Se efter dens URL, og om netværket tillader det.",
        "There is no safe connection to the service. Look at its URL, and whether the network permits it.",
    ),
)


class AppriseChannel(NamedTuple):
    """Messages through one service. url: with ``{to}`` where the address goes, or without: then the URL says it all.
    allowed: what the operator named inside the house."""

    name: str
    url: str
    repeatable: bool = False
    allowed: Allowed = NOWHERE

    def __repr__(self) -> str:
        return f"AppriseChannel({self.name!r}, …)"

    @contextmanager
    def open(self) -> Iterator[AppriseChannel]:
        """Nothing is kept open."""
        yield self

    def ready(self) -> Away | None:
        """There is nothing to connect to before a message."""

    def send(self, message: Message) -> Outcome:
        """Try once."""
        to = service_address(message.to)
        if to is None:
            return BAD_ADDRESS
        if message.attachments:
            return NO_ATTACHMENTS
        service = self._service(to)
        if service is None:
            return BAD_URL if self._service(SAMPLE) is None else BAD_ADDRESS
        with _heard() as log, within(self.allowed) as watch:
            if service.notify(message.text, title=message.subject, body_format=NotifyFormat.TEXT):
                return Delivered()
            return _inside(watch, self.url) or _failed(log, message._replace(to=to), self.url)

    def _service(self, to: str) -> Apprise | None:
        """The service for one address; None if the URL or the address is wrong."""
        service = Apprise(asset=AppriseAsset(app_id="sagsgang", app_desc="sagsgang", app_url="", async_mode=False))
        with _heard() as log:
            service.add(self.url.replace(ADDRESS, quote(to, safe="")))
            for one in service:
                # Trying again is the outbox's, and a failure is one even if the URL says otherwise.
                one.retry, one.optional = 0, False
            # Some services leave out an address that they don't like, and would then send to the sender itself.
            left_out = any(_LEFT_OUT.search(line) for line in log.warnings)
        return None if left_out or sum(len(one) for one in service) != 1 else service


class _Heard(logging.Handler):
    """What apprise logs of one call, which it makes in threads of its own; other channels are at work meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.warnings: list[str] = []
        self.failures: list[str] = []  # what the network said

    def emit(self, record: logging.LogRecord) -> None:
        if _HEARING.get() is not self:
            return
        line = record.getMessage()
        if record.levelno == logging.WARNING:
            self.warnings.append(line)
        elif line.startswith("Socket Exception"):
            self.failures.append(line)


_HEARING: ContextVar[_Heard | None] = ContextVar(
    "hearing", default=None
)  # apprise hands contexts on to its threads


@contextmanager
def _heard() -> Iterator[_Heard]:
    heard = _Heard()
    token = _HEARING.set(heard)
    _LOG.addHandler(heard)
    try:
        yield heard
    finally:
        _LOG.removeHandler(heard)
        _HEARING.reset(token)


def schemes() -> frozenset[str]:
    """What a URL can begin with. E-mail is not among them: it has a channel of its own, which knows more of it."""
    manager = NotificationManager()  # type: ignore[no-untyped-call] # apprise has types in part
    return frozenset(manager.schemas()) - {"mailto", "mailtos"}  # type: ignore[no-untyped-call]


def _inside(watch: Watch, url: str) -> Outcome | None:
    """The call was to go to an address inside the house. Nothing is known of other messages where this one's address is
    the host, or where the service itself sent the call there."""
    if watch.refused is None:
        return None
    theirs = watch.passed or ADDRESS in urlsplit(url).netloc
    return NotAccepted(INSIDE.code, INSIDE.reason, lasting=True) if theirs else INSIDE


def _failed(log: _Heard, message: Message, url: str) -> Outcome:
    for line in reversed(log.warnings):
        if status := _STATUS.search(line):
            return _answered(int(status[1]), masked(line, message, url))
    if any(_NEVER_CONNECTED.search(line) for line in log.failures):
        # Where the address is the host, another may well be there.
        theirs = ADDRESS in urlsplit(url).netloc
        return NotAccepted(UNREACHABLE.code, UNREACHABLE.reason) if theirs else UNREACHABLE
    return InDoubt(
        "no-answer",
        Text(
            "Tjenesten kan have fået meddelelsen, men svarede ikke, at den tog imod.",
            "The service may have the message, but did not answer that it took it over.",
        ),
    )


def _answered(status: int, said: str) -> Outcome:
    text = Text(f"Tjenesten svarede {status}: {said}", f"The service answered {status}: {said}")
    if status in LATER or status == UNAVAILABLE:
        return NotAccepted("put-off", text)
    if 400 <= status < 500:
        return NotAccepted("turned-down", text, lasting=True)
    return InDoubt("unclear-answer", text)
