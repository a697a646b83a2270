"""The channel that a right table of the operator's file becomes."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_page import Page
from ..channels.folder import FolderChannel
from ..channels.mail_address import mail_address
from ..channels.message import Channel
from ..channels.service_address import service_address
from ..channels.smtp import SmtpChannel
from ..channels.smtp_server import Login, SmtpServer
from .perimeter_form import allowed_of, may_be_called

NEAR = ("localhost", "127.0.0.1", "::1")  # what goes there leaves no machine
LONGEST_ADDRESS = 254
PORTS = {"starttls": 587, "implicit": 465, "none": 25}


class Surroundings(NamedTuple):
    """What a channel needs from outside of its file: the environment with the secrets, and a clock."""

    environ: Mapping[str, str]
    clock: Callable[[], datetime]


def built(page: Page, path: Place, values: Mapping[str, Any], around: Surroundings) -> Channel | None:
    """The channel that a right table says, or None after a fault. path: of its table, which ends in its name."""
    build = {"smtp": _smtp, "apprise": _apprise, "webhook": _webhook, "folder": _folder}[values["kind"]]
    return build(page, path, values, around)


def fits(channel_kind: str, address: str) -> bool:
    """Whether an address is one that a channel of this kind can reach."""
    if channel_kind == "smtp":
        return mail_address(address) is not None
    if channel_kind == "apprise":
        return service_address(address) is not None
    return address.isprintable() and len(address) <= LONGEST_ADDRESS


def _smtp(page: Page, path: Place, values: Mapping[str, Any], around: Surroundings) -> Channel | None:
    tls, host = values.get("tls", "starttls"), values["host"]
    if ("username" in values) != ("password_env" in values):
        page.fault(
            path,
            da="»username« og »password_env« hører sammen: skriv begge eller ingen.",
            en='"username" and "password_env" belong together: write both or none.',
        )
        return None
    if tls == "none" and "username" in values and host not in NEAR:
        page.fault(
            (*path, "tls"),
            da="Uden kryptering kan enhver på vejen læse adgangskoden. Brug »starttls« eller »implicit«.",
            en='Without encryption anyone on the way can read the password. Use "starttls" or "implicit".',
        )
        return None
    login = None
    if "username" in values:
        password = _secret(page, (*path, "password_env"), values["password_env"], around)
        if password is None:
            return None
        login = Login(values["username"], password)
    context = _context(page, path, values)
    if context is None:
        return None
    server = SmtpServer(
        host,
        values.get("port", PORTS[tls]),
        tls,
        context,
        login,
        command_seconds=values.get("timeout_seconds", 30),
        answer_seconds=values.get("answer_seconds", 600),
    )
    again = values.get("in_doubt") == "again"
    return SmtpChannel(str(path[-1]), server, values["sender"], values.get("sender_name", ""), again)


def _apprise(page: Page, path: Place, values: Mapping[str, Any], around: Surroundings) -> Channel | None:
    # Here and not above: apprise is large, and is read only where a channel uses it.
    from ..channels.apprise_url import ADDRESS, AppriseChannel, schemes  # noqa: PLC0415

    place = (*path, "url_env")
    url = _secret(page, place, values["url_env"], around)
    if url is None:
        return None
    if "://" not in url or url.partition("://")[0] not in schemes():
        page.fault(
            place,
            da="URL'en i miljøvariablen begynder ikke med en tjeneste, som apprise kender; e-mail har sin egen slags, smtp.",
            en="The URL in the environment variable begins with no service that apprise knows; "
            "e-mail has a kind of its own, smtp.",
        )
        return None
    if (ADDRESS in url) == values.get("fixed", False):
        page.fault(
            place,
            da=f"URL'en skal have {ADDRESS}, hvor adressen sættes ind; eller skriv »fixed = true«, hvis URL'en selv siger, "
            "hvem der får alle meddelelser, og udelad den.",
            en=f'The URL must have {ADDRESS} where the address goes in; or write "fixed = true" if the URL itself says who '
            "gets all messages, and leave it out.",
        )
        return None
    return AppriseChannel(
        str(path[-1]), url, values.get("in_doubt") == "again", allowed_of(values.get("allow", ()))
    )


def _webhook(page: Page, path: Place, values: Mapping[str, Any], around: Surroundings) -> Channel | None:
    # Here and not above: what speaks HTTP is read only where a channel uses it.
    from ..channels.webhook import WebhookChannel, secret_bytes  # noqa: PLC0415

    if not _is_safe_url(values["url"], insecure=values.get("insecure", False)):
        page.fault(
            (*path, "url"),
            da="»url« skal begynde med https:// og ikke rumme en adgangskode; http:// kun til localhost "
            "eller med »insecure = true«.",
            en='"url" must begin with https:// and hold no password; http:// only to localhost '
            'or with "insecure = true".',
        )
        return None
    allowed = allowed_of(values.get("allow", ()))
    if not may_be_called(values["url"], allowed):
        page.fault(
            (*path, "url"),
            da="»url« ligger inden for huset. Nævn adressen, dens net eller maskinens navn i »allow«, hvis der skal kaldes "
            "dertil.",
            en='"url" is inside the house. Name its address, network or machine in "allow" if calls shall go there.',
        )
        return None
    place = (*path, "secret_env")
    written = _secret(page, place, values["secret_env"], around)
    if written is None:
        return None
    secret = secret_bytes(written)
    if secret is None:
        page.fault(
            place,
            da="Hemmeligheden i miljøvariablen skal være whsec_ og mindst 24 byte i base64.",
            en="The secret in the environment variable must be whsec_ and at least 24 bytes in base64.",
        )
        return None
    if "ca_file" in values and _context(page, path, values) is None:
        return None
    ca_file = str(values["ca_file"]) if "ca_file" in values else None
    timeout = values.get("timeout_seconds", 30)
    return WebhookChannel(str(path[-1]), values["url"], secret, around.clock, ca_file, timeout, allowed=allowed)


def _folder(page: Page, path: Place, values: Mapping[str, Any], around: Surroundings) -> Channel | None:
    return FolderChannel(str(path[-1]), values["path"])


def _is_safe_url(url: str, *, insecure: bool) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a number, if there is any
    except ValueError:
        return False
    near = parts.hostname in NEAR or insecure
    secure = parts.scheme == "https" or (parts.scheme == "http" and near)
    return secure and bool(parts.hostname) and parts.password is None


def _secret(page: Page, path: Place, variable: str, around: Surroundings) -> str | None:
    """The value of an environment variable; it is shown nowhere, nor is its name: somebody may have written the secret."""
    if value := around.environ.get(variable):
        return value
    page.fault(
        path,
        da=f"Miljøvariablen, som »{path[-1]}« nævner, er ikke sat. Skriv variablens navn her, og sæt den, hvor "
        "programmet startes.",
        en=f'The environment variable that "{path[-1]}" names is not set. Write the name of the variable here, and set '
        "it where the program is started.",
    )
    return None


def _context(page: Page, path: Place, values: Mapping[str, Any]) -> ssl.SSLContext | None:
    """What checks certificates: by the system's authorities, or by those of the file."""
    try:
        return ssl.create_default_context(cafile=values.get("ca_file"))
    except (OSError, ValueError):
        page.fault(
            (*path, "ca_file"),
            da="»ca_file« kan ikke læses som certifikater i PEM-format.",
            en='"ca_file" can\'t be read as certificates in PEM format.',
        )
        return None
