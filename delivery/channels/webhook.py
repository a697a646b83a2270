"""A signed call to another system over HTTP, as the Standard Webhooks specification has it (standardwebhooks.com)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from ...domain.text import Text
from .folder import BAD_KEY
from .http_deadline import TimedAdapter
from .json_message import document, is_key
from .message import Away, Delivered, InDoubt, Message, NotAccepted, Outcome
from .perimeter import NOWHERE, Allowed, within

SECRET_PREFIX = "whsec_"  # noqa: S105 - how every secret of the specification begins
LATER = (408, 425, 429)  # of the 400s, those that ask to come again

UNREACHABLE = Away(
    "unreachable",
    Text(
        "Der er ingen forbindelse til adressen. Se efter »url«, og om netværket tillader det.",
        'There is no connection to the address. Look at "url", and whether the network permits it.',
    ),
)
INSIDE = Away(
    "inside-address",
    Text(
        "Adressen ligger inden for huset, og der kaldes kun derhen, hvor »allow« siger det.",
        'The address is inside the house, and calls go there only where "allow" says so.',
    ),
)
TLS_FAILED = Away(
    "tls-failed",
    Text(
        "Serverens certifikat blev ikke godkendt, eller krypteringen kom ikke i stand. Se efter »ca_file« og »url«.",
        'The server\'s certificate was not accepted, or there was no encryption. Look at "ca_file" and "url".',
    ),
)
SILENT = InDoubt(
    "no-answer",
    Text(
        "Serveren kan have fået meddelelsen og svarede ikke i tide.",
        "The server may have the message and did not answer in time.",
    ),
)
LOST = InDoubt(
    "connection-lost",
    Text(
        "Serveren kan have fået meddelelsen og afbrød forbindelsen uden at svare.",
        "The server may have the message and broke the connection without an answer.",
    ),
)


class WebhookChannel(NamedTuple):
    """Messages by POST to one address, signed with a shared secret.

    secret: its bytes, decoded. clock: the instant of sending, which the receiver compares with its own clock. Who gets
    the same ``webhook-id`` again has had it.
    """

    name: str
    url: str
    secret: bytes
    clock: Callable[[], datetime]
    ca_file: str | None = None
    timeout_seconds: float = 30.0
    repeatable: bool = True
    allowed: Allowed = NOWHERE

    def __repr__(self) -> str:
        return f"WebhookChannel({self.name!r}, …)"

    @contextmanager
    def open(self) -> Iterator[WebhookSender]:
        """One connection for several messages, if the server keeps it."""
        with requests.Session() as session:
            session.trust_env = (
                False  # no login from a file in somebody's home, and no other way than the one written
            )
            session.verify = self.ca_file or True
            for scheme in ("http://", "https://"):
                session.mount(scheme, TimedAdapter())
            yield WebhookSender(self, session)


class WebhookSender:
    """Sends over one session."""

    def __init__(self, channel: WebhookChannel, session: requests.Session) -> None:
        self._channel = channel
        self._session = session

    def ready(self) -> Away | None:
        """There is nothing to connect to before a message."""

    def send(self, message: Message) -> Outcome:
        """Try once. Redirections are not followed: the message is for the address that is written."""
        if not is_key(message.key):
            return BAD_KEY
        body = document(message, with_content=True)
        with within(self._channel.allowed) as watch:
            try:
                return self._posted(message.key, body)
            except requests.RequestException as error:
                inside = watch.refused is not None and never_connected(error)
                return INSIDE if inside else _failed(error)

    def _posted(self, key: str, body: bytes) -> Outcome:
        with self._session.post(
            self._channel.url,
            data=body,
            headers={
                "content-type": "application/json",
                "user-agent": "sagsgang",
                **signed(key, self._channel.clock(), body, self._channel.secret),
            },
            timeout=self._channel.timeout_seconds,
            allow_redirects=False,
            stream=True,  # what it answers is not read: nothing of it may be kept
        ) as response:
            return _answered(response.status_code)


def signed(key: str, sent_at: datetime, body: bytes, secret: bytes) -> dict[str, str]:
    """The three headers of the specification. sent_at: aware; whole seconds of it are signed."""
    seconds = str(int(sent_at.timestamp()))
    signature = hmac.digest(secret, b".".join((key.encode(), seconds.encode(), body)), "sha256")
    return {
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def secret_bytes(written: str) -> bytes | None:
    """The bytes of a secret as it is handed over (``whsec_`` and base64), or None: too short, or not written so."""
    try:
        secret = base64.b64decode(written.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        return None
    return (
        secret if written.startswith(SECRET_PREFIX) and len(secret) >= 24 else None
    )  # the specification: 24 to 64


def _answered(status: int) -> Outcome:
    if 200 <= status < 300:
        return Delivered(str(status))
    lasting = 400 <= status < 500 and status not in LATER
    return NotAccepted(
        "turned-down" if lasting else "put-off",
        Text(f"Serveren svarede {status}.", f"The server answered {status}."),
        lasting,
    )


def _failed(error: requests.RequestException) -> Outcome:
    if isinstance(error, requests.exceptions.SSLError):
        return TLS_FAILED
    if isinstance(error, requests.ConnectTimeout) or never_connected(error):
        return UNREACHABLE
    return SILENT if isinstance(error, requests.Timeout) else LOST


def never_connected(error: requests.RequestException) -> bool:
    """Whether a call failed before there was a connection, so that nothing can have been sent."""
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError | ConnectTimeoutError)
