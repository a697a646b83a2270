"""A mail server as the operator names it, and becoming ready to hand it messages: TLS checked, logged in."""

from __future__ import annotations

import smtplib
import ssl
from typing import Literal, NamedTuple

from ...domain.text import Text
from .message import Away
from .smtp_talk import FellSilent, Talk, TlsTalk

Tls = Literal["starttls", "implicit", "none"]


class Login(NamedTuple):
    """Who hands the messages over. The password is shown nowhere."""

    username: str
    password: str

    def __repr__(self) -> str:
        return "Login(…)"


class SmtpServer(NamedTuple):
    """Where messages are handed over.

    context: what checks the server's certificate; unused with ``none``. command_seconds: for the connection and for
    every answer but the last. answer_seconds: for the answer to a whole message (RFC 5321 4.5.3.2.6: ten minutes).
    """

    host: str
    port: int
    tls: Tls
    context: ssl.SSLContext
    login: Login | None = None
    command_seconds: float = 30.0
    answer_seconds: float = 600.0


class NotReady(Exception):  # noqa: N818 - it is what the server is
    """No message can be handed over, whichever it is."""

    def __init__(self, away: Away) -> None:
        super().__init__(away.code)
        self.away = away


UNREACHABLE = Away(
    "unreachable",
    Text(
        "Der er ingen forbindelse til mailserveren. Se efter »host« og »port«, og om netværket tillader det.",
        'There is no connection to the mail server. Look at "host" and "port", and whether the network permits it.',
    ),
)
NO_TLS = Away(
    "no-tls",
    Text(
        "Mailserveren tilbyder ikke STARTTLS, og uden kryptering sendes intet. Ret serveren eller »tls«.",
        'The mail server does not offer STARTTLS, and nothing is sent unencrypted. Mend the server or "tls".',
    ),
)
TLS_FAILED = Away(
    "tls-failed",
    Text(
        "Mailserverens certifikat blev ikke godkendt, eller krypteringen kom ikke i stand. Se efter »ca_file«, »host« "
        "og »tls«.",
        'The mail server\'s certificate was not accepted, or there was no encryption. Look at "ca_file", "host" '
        'and "tls".',
    ),
)
LOGIN_FAILED = Away(
    "login-failed",
    Text(
        "Mailserveren tog ikke imod login. Se efter »username« og adgangskoden.",
        'The mail server did not accept the login. Look at "username" and the password.',
    ),
)
SILENT = Away(
    "no-answer",
    Text("Mailserveren svarede ikke i tide.", "The mail server did not answer in time."),
)
LOST = Away(
    "connection-lost",
    Text("Mailserveren afbrød forbindelsen.", "The mail server broke the connection."),
)


def connect(server: SmtpServer) -> Talk:
    """A talk in which a message can be offered. Raises NotReady."""
    talk = _reached(server)
    try:
        _agree(talk, server)
    except NotReady:
        talk.good_bye()
        raise
    except ssl.SSLError as error:
        talk.close()
        raise NotReady(TLS_FAILED) from error
    except FellSilent as error:
        raise NotReady(SILENT) from error
    except OSError as error:  # the library's own errors are such
        talk.close()
        raise NotReady(LOST) from error
    return talk


def _reached(server: SmtpServer) -> Talk:
    try:
        if server.tls == "implicit":
            return TlsTalk(server.host, server.port, server.command_seconds, server.context)
        return Talk(server.host, server.port, server.command_seconds)
    except smtplib.SMTPConnectError as error:  # it greets with something else than 220: too busy, perhaps
        raise NotReady(_not_now(error.smtp_code)) from error
    except ssl.SSLError as error:
        raise NotReady(TLS_FAILED) from error
    except FellSilent as error:
        raise NotReady(SILENT) from error
    except smtplib.SMTPServerDisconnected as error:
        raise NotReady(LOST) from error
    except (OSError, UnicodeError) as error:  # the latter for a host whose name can be none
        raise NotReady(UNREACHABLE) from error


def _agree(talk: Talk, server: SmtpServer) -> None:
    _greet(talk)
    if server.tls == "starttls":
        if not talk.has_extn("starttls"):
            raise NotReady(NO_TLS)
        try:
            talk.starttls(context=server.context)
        except smtplib.SMTPResponseException as error:  # another answer than 220
            now = 400 <= error.smtp_code < 500
            raise NotReady(_no_tls_now(error.smtp_code) if now else TLS_FAILED) from error
        _greet(talk)
    if server.login is not None:
        try:
            talk.login(*server.login)
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, UnicodeError) as error:
            raise NotReady(LOGIN_FAILED) from error


def _greet(talk: Talk) -> None:
    """EHLO, or HELO to a server that does not know it."""
    code, _ = talk.ehlo()
    if code != 250:
        code, _ = talk.helo()
    if code != 250:
        raise NotReady(_not_now(code))


def _no_tls_now(code: int) -> Away:
    """454, above all: RFC 3207 has it for a reason that passes, and nothing is wrong with the certificate."""
    return Away(
        "put-off",
        Text(
            f"Mailserveren kan ikke kryptere lige nu (svar {code} på STARTTLS), og uden kryptering sendes intet.",
            f"The mail server cannot encrypt at the moment (answer {code} to STARTTLS), and nothing is sent unencrypted.",
        ),
    )


def _not_now(code: int) -> Away:
    return Away(
        "put-off",
        Text(
            f"Mailserveren tager ikke imod noget lige nu (svar {code}).",
            f"The mail server takes nothing at the moment (answer {code}).",
        ),
    )
