"""What the table of a channel may hold, by its kind, and the channel that it becomes."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from msgspec import Meta

from ...domain.excerpt import excerpt
from ...domain.written.toml_form import WrittenTable, means
from ...domain.written.toml_kinds import NOT_BLANK, read_by, string
from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_page import Page
from ..channels.folder import FolderChannel
from ..channels.mail_address import mail_address
from ..channels.message import Channel
from ..channels.service_address import service_address
from ..channels.smtp import SmtpChannel
from ..channels.smtp_server import Login, SmtpServer
from .perimeter_form import allowed_of, inside, may_be_called

PORTS = {"starttls": 587, "implicit": 465, "none": 25}
NEAR = ("localhost", "127.0.0.1", "::1")  # what goes there leaves no machine
LONGEST_WAIT = 3600  # seconds
LONGEST_ADDRESS = 254


class Surroundings(NamedTuple):
    """What a channel needs from outside of its file: the environment with the secrets, and a clock."""

    environ: Mapping[str, str]
    clock: Callable[[], datetime]


def mail_sender(page: Page, path: Place, value: Any) -> str | None:
    """A kind of value: an e-mail address."""
    read: str | None = string(page, path, value)
    address = None if read is None else mail_address(read)
    if read is not None and address is None:
        page.fault(
            path,
            da=f"»{excerpt(path[-1])}« er ikke en e-mailadresse, som kan bruges: navn@kommune.dk.",
            en=f'"{excerpt(path[-1])}" is no e-mail address that can be used: name@kommune.dk.',
        )
    return address


def whole_path(page: Page, path: Place, value: Any) -> Path | None:
    """A kind of value: a path that means the same wherever the program is started."""
    read: str | None = string(page, path, value)
    if read is None:
        return None
    if not Path(read).is_absolute():
        page.fault(
            path,
            da=f"»{path[-1]}« skal være en hel sti, som begynder med /.",
            en=f'"{path[-1]}" must be a whole path, beginning with /.',
        )
        return None
    return Path(read)


def one_line(page: Page, path: Place, value: Any) -> str | None:
    """A kind of value: a text on one line."""
    read: str | None = string(page, path, value)
    if read is None or read.isprintable():
        return read
    page.fault(path, da=f"»{path[-1]}« skal stå på én linje.", en=f'"{path[-1]}" must stand on one line.')
    return None


OneLine = Annotated[str, read_by(one_line, pattern=NOT_BLANK)]
WholePath = Annotated[str, read_by(whole_path, pattern="^/")]
Seconds = Annotated[int, Meta(ge=1, le=LONGEST_WAIT)] | None
CaFile = Annotated[
    WholePath | None,
    means("Myndigheder, der stoles på, i stedet for systemets.", "Authorities to trust, instead of the system's."),
]
InDoubt = Annotated[
    Literal["stop", "again"] | None,
    means(
        "Når det er uvist, om den kom frem (ellers stop).", "When it is not known whether it arrived (else stop)."
    ),
]
Allow = Annotated[
    tuple[Annotated[str, read_by(inside)], ...] | None,
    means("Hvor der må kaldes hen inden for huset.", "Where calls may go inside the house."),
]


class SmtpForm(WrittenTable, frozen=True, kw_only=True, tag_field="kind", tag="smtp"):
    """E-mail."""

    host: Annotated[OneLine, means("Postserveren.", "The mail server.")]
    port: Annotated[
        Annotated[int, Meta(ge=1, le=65535)] | None,
        means("Ellers 587, 465 med implicit, 25 med none.", "Else 587, 465 with implicit, 25 with none."),
    ] = None
    tls: Annotated[
        Literal["starttls", "implicit", "none"] | None,
        means("Kryptering (ellers starttls).", "Encryption (else starttls)."),
    ] = None
    ca_file: CaFile = None
    sender: Annotated[
        Annotated[str, read_by(mail_sender, pattern="@")],
        means("Adressen, som meddelelser kommer fra.", "The address that messages come from."),
    ]
    sender_name: Annotated[OneLine | None, means("Navnet, de kommer fra.", "The name that they come from.")] = None
    username: Annotated[
        OneLine | None, means("Login, hvis serveren vil have et.", "The login, if one is wanted.")
    ] = None
    password_env: Annotated[
        OneLine | None, means("Miljøvariablen med adgangskoden.", "The environment variable with the password.")
    ] = None
    timeout_seconds: Annotated[
        Seconds,
        means("For forbindelsen og hvert svar (ellers 30).", "For the connection and each answer (else 30)."),
    ] = None
    answer_seconds: Annotated[
        Seconds,
        means("For svaret på en hel meddelelse (ellers 600).", "For the answer to a whole message (else 600)."),
    ] = None
    in_doubt: InDoubt = None


class AppriseForm(WrittenTable, frozen=True, kw_only=True, tag_field="kind", tag="apprise"):
    """SMS and chat."""

    url_env: Annotated[
        OneLine,
        means(
            "Miljøvariablen med tjenestens URL, med {to}, hvor adressen sættes ind.",
            "The environment variable with the service's URL, with {to} where the address goes.",
        ),
    ]
    fixed: Annotated[
        bool | None,
        means("true: URL'en siger selv, hvem der får alt.", "true: the URL itself says who gets all."),
    ] = None
    in_doubt: InDoubt = None
    allow: Allow = None


class WebhookForm(WrittenTable, frozen=True, kw_only=True, tag_field="kind", tag="webhook"):
    """Another system."""

    url: Annotated[OneLine, means("Begynder med https://.", "Begins with https://.")]
    secret_env: Annotated[
        OneLine,
        means(
            "Miljøvariablen med den fælles hemmelighed: whsec_ og base64.",
            "The environment variable with the shared secret: whsec_ and base64.",
        ),
    ]
    ca_file: CaFile = None
    timeout_seconds: Annotated[
        Seconds, means("For hele svaret (ellers 30).", "For the whole answer (else 30).")
    ] = None
    insecure: Annotated[
        bool | None, means("true: http:// også til andre maskiner.", "true: http:// to other machines too.")
    ] = None
    allow: Allow = None


class FolderForm(WrittenTable, frozen=True, kw_only=True, tag_field="kind", tag="folder"):
    """A folder: each message becomes a file in it."""

    path: Annotated[
        WholePath, means("En hel sti til en mappe, der findes.", "A whole path to a folder that is there.")
    ]


ChannelForm = SmtpForm | AppriseForm | WebhookForm | FolderForm
FORMS: Mapping[str, type[WrittenTable]] = {
    str(form.__struct_config__.tag): form for form in (SmtpForm, AppriseForm, WebhookForm, FolderForm)
}


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
