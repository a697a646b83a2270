"""A connection to a mail server, with a limit on how long a whole answer may take."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

LONGEST_LINE = 4096  # bytes; RFC 5321 4.5.3.1.5 allows 512
MOST_LINES = 100  # of one answer
GOOD_BYE_SECONDS = 5.0


class Reply(NamedTuple):
    """What the server answered: the code, or -1 for something that is no answer, and the text."""

    code: int
    text: bytes


class FellSilent(smtplib.SMTPServerDisconnected):
    """No whole answer within the limit; the connection is closed."""


class Talk(smtplib.SMTP):
    """The library's talk, whose own limit is for each piece that arrives: a server that drips would hold it for ever.

    patience_seconds: for the whole of the next answers. The clock here measures how long, and never what time it is.
    """

    patience_seconds: float

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self.patience_seconds = seconds
        super().__init__(host, port, timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Where the library lets its own encrypted form in, too."""
        reached = socket.create_connection((host, port), timeout)
        # The dot goes by itself, and would else wait for the other side's leisure: 40 ms a message.
        reached.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return reached

    def getreply(self) -> tuple[int, bytes]:
        """One answer, of all its lines. Raises FellSilent, SMTPServerDisconnected."""
        until = monotonic() + self.patience_seconds
        lines: list[bytes] = []
        while len(lines) < MOST_LINES:
            line = self._line(until)
            lines.append(line[4:].strip())
            if not line[:3].isdigit():
                return Reply(-1, line.strip())
            if line[3:4] != b"-":
                assert self.sock is not None
                self.sock.settimeout(self.timeout)
                return Reply(int(line[:3]), b"\n".join(lines))
        self.close()
        raise smtplib.SMTPServerDisconnected("an answer without an end")

    def _line(self, until: float) -> bytes:
        assert self.sock is not None
        if self.file is None:  # the library sets it back when TLS begins: what came before is not read after
            self.file = self.sock.makefile("rb")
        line = b""
        try:
            while not line.endswith(b"\n"):
                self.sock.settimeout(max(until - monotonic(), 0.001))
                held = self.file.peek(1)  # reads from the network once at most
                if not held or len(line) > LONGEST_LINE:
                    raise smtplib.SMTPServerDisconnected("the server closed the connection")
                line += self.file.read(held.find(b"\n") + 1 or len(held))
        except TimeoutError as error:
            self.close()
            raise FellSilent("no answer in time") from error
        except OSError:
            self.close()
            raise
        return line

    def good_bye(self) -> None:
        """End politely, and close whatever the server says to it."""
        self.patience_seconds = min(self.patience_seconds, GOOD_BYE_SECONDS)
        with suppress(OSError):
            self.docmd("QUIT")
        self.close()


class TlsTalk(Talk):
    """A talk that is encrypted from its first byte (RFC 8314)."""

    def __init__(self, host: str, port: int, seconds: float, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(host, port, seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._context.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)
