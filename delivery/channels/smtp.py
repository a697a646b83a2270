"""E-mail. Whether sending again could double depends on how far the talk with the server had come: so it is had here.

Until the dot that ends a message is sent, the server has not got it, whatever fails (RFC 5321 4.1.1.4); when the answer
to the dot is there, that is what holds. In between nobody can say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from ...domain.text import Text
from .mail import mail
from .mail_address import mail_address
from .message import Away, Delivered, InDoubt, Message, NotAccepted, Outcome
from .response_masking import masked
from .smtp_server import NotReady, SmtpServer, connect
from .smtp_talk import FellSilent, Talk

BLOCK = 64 * 1024  # bytes; each has the time limit of a command
# Answers of the 500s that are about us, not about the message or its receiver: an operator can mend it.
ABOUT_US = (500, 501, 502, 503, 504, 521, 523, 524, 525, 530, 534, 535, 538)
TOO_LARGE = 552

BAD_ADDRESS = NotAccepted(
    "bad-address",
    Text(
        "Modtageren er ikke en e-mailadresse, som kan bruges. Ret den, hvor den står.",
        "The receiver is no e-mail address that can be used. Correct it where it stands.",
    ),
    lasting=True,
)
SILENT = NotAccepted(
    "no-answer",
    Text("Mailserveren svarede ikke i tide.", "The mail server did not answer in time."),
)
LOST = NotAccepted(
    "connection-lost",
    Text("Mailserveren afbrød forbindelsen.", "The mail server broke the connection."),
)
SILENT_AFTERWARDS = InDoubt(
    "no-answer",
    Text(
        "Mailserveren fik hele meddelelsen og svarede ikke i tide.",
        "The mail server had the whole message and did not answer in time.",
    ),
)
LOST_AFTERWARDS = InDoubt(
    "connection-lost",
    Text(
        "Mailserveren fik hele meddelelsen og afbrød forbindelsen uden at svare.",
        "The mail server had the whole message and broke the connection without an answer.",
    ),
)
UNCLEAR_AFTERWARDS = InDoubt(
    "unclear-answer",
    Text(
        "Mailserveren fik hele meddelelsen og svarede noget uforståeligt.",
        "The mail server had the whole message and answered something that can't be understood.",
    ),
)


class SmtpChannel(NamedTuple):
    """Messages as e-mail through one server. sender: an address that ``mail_address`` gave."""

    name: str
    server: SmtpServer
    sender: str
    sender_name: str = ""
    repeatable: bool = False

    @contextmanager
    def open(self) -> Iterator[SmtpSender]:
        """Ready to send; it connects with the first message, and one connection serves many."""
        sender = SmtpSender(self)
        try:
            yield sender
        finally:
            sender.close()


class SmtpSender:
    """Sends over one connection while that goes well, and over a new one after it did not."""

    def __init__(self, channel: SmtpChannel) -> None:
        self._channel = channel
        self._talk: Talk | None = None

    def ready(self) -> Away | None:
        """Connected, greeted and logged in; or why not."""
        if self._talk is None:
            try:
                self._talk = connect(self._channel.server)
            except NotReady as error:
                return error.away
        return None

    def send(self, message: Message) -> Outcome:
        """Try once."""
        to = mail_address(message.to)
        if to is None:
            return BAD_ADDRESS
        wire = mail(message, sender=self._channel.sender, sender_name=self._channel.sender_name, to=to)
        not_taken = self._begin(message, len(wire)) or self._address(message, to) or self._write(wire)
        return not_taken or self._hand_over(message)

    def close(self) -> None:
        """End the talk, if there is one."""
        if self._talk is not None:
            self._talk.good_bye()
            self._talk = None

    def _begin(self, message: Message, size: int) -> NotAccepted | Away | None:
        """A server may have closed a connection that was kept, and then a new one is meant, not a refusal."""
        kept = self._talk is not None
        not_taken = self.ready() or self._mail(message, size)
        if kept and self._talk is None:
            not_taken = self.ready() or self._mail(message, size)
        return not_taken

    def _mail(self, message: Message, size: int) -> NotAccepted | None:
        def ask(talk: Talk) -> tuple[int, bytes]:
            return talk.mail(self._channel.sender, [f"SIZE={size}"] if talk.has_extn("size") else [])

        return self._ask(message, ask, 250, lasts=lambda code: code == TOO_LARGE)  # the sender is the operator's

    def _address(self, message: Message, to: str) -> NotAccepted | None:
        return self._ask(message, lambda talk: talk.rcpt(to), 250, 251, lasts=_lasts) or self._ask(
            message, lambda talk: talk.docmd("DATA"), 354, lasts=_lasts
        )

    def _ask(
        self,
        message: Message,
        ask: Callable[[Talk], tuple[int, bytes]],
        *good: int,
        lasts: Callable[[int], bool],
    ) -> NotAccepted | None:
        """One command before there is anything to be in doubt about."""
        assert self._talk is not None
        try:
            code, text = ask(self._talk)
        except OSError as error:
            self._drop()
            return SILENT if isinstance(error, FellSilent) else LOST
        if code in good:
            return None
        if 400 <= code < 600 and code != 421:
            self._start_over()
        else:
            self._drop()
        return _turned_down(code, text, message, self._secret, lasting=lasts(code))

    def _write(self, wire: bytes) -> NotAccepted | None:
        """All but the dot. Lines that begin with a dot get another one (RFC 5321 4.5.2)."""
        assert self._talk is not None
        dotted = re.sub(rb"(?m)^\.", b"..", wire)
        try:
            for start in range(0, len(dotted), BLOCK):
                self._talk.send(dotted[start : start + BLOCK])
        except OSError as error:
            self._drop()
            return SILENT if isinstance(error.__context__, TimeoutError) else LOST
        return None

    def _hand_over(self, message: Message) -> Outcome:
        """The dot, and what the server says to it."""
        assert self._talk is not None
        try:
            self._talk.send(b".\r\n")
        except OSError as error:
            self._drop()
            # The system took none of it over a connection that was gone already. Of all else that can't be said.
            return LOST if isinstance(error.__context__, ConnectionError) else LOST_AFTERWARDS
        self._talk.patience_seconds = self._channel.server.answer_seconds
        try:
            code, text = self._talk.getreply()
        except OSError as error:
            self._drop()
            return SILENT_AFTERWARDS if isinstance(error, FellSilent) else LOST_AFTERWARDS
        self._talk.patience_seconds = self._channel.server.command_seconds
        if 200 <= code < 300:
            return Delivered(f"{code} {masked(text, message, self._secret)}".strip())
        if code == 421 or not 400 <= code < 600:
            self._drop()
        if not 400 <= code < 600:
            return UNCLEAR_AFTERWARDS
        return _turned_down(code, text, message, self._secret, lasting=_lasts(code))

    @property
    def _secret(self) -> str:
        login = self._channel.server.login
        return f"{login.username} {login.password}" if login else ""

    def _start_over(self) -> None:
        """The next message begins afresh on the same connection, or on a new one."""
        assert self._talk is not None
        try:
            code, _ = self._talk.rset()
        except OSError:
            code = -1
        if code != 250:
            self._drop()

    def _drop(self) -> None:
        if self._talk is not None:
            self._talk.close()
            self._talk = None


def _lasts(code: int) -> bool:
    return 500 <= code < 600 and code not in ABOUT_US


def _turned_down(code: int, text: bytes, message: Message, secret: str, *, lasting: bool) -> NotAccepted:
    if not 400 <= code < 600:
        return NotAccepted(
            "unclear-answer",
            Text(
                "Mailserveren svarede noget uforståeligt.",
                "The mail server answered something that can't be understood.",
            ),
        )
    said = f"{code} {masked(text, message, secret)}".strip()
    if code < 500:
        return NotAccepted(
            "put-off",
            Text(
                f"Mailserveren ville ikke tage imod endnu: {said}",
                f"The mail server would not take it yet: {said}",
            ),
        )
    return NotAccepted(
        "turned-down",
        Text(f"Mailserveren afviste: {said}", f"The mail server turned it down: {said}"),
        lasting,
    )
