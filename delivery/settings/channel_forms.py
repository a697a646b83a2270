"""What the table of a channel may hold, by its kind, and the channel that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from ...domain.excerpt import excerpt
from ...domain.written.toml_form import WrittenTable, means
from ...domain.written.toml_kinds import NOT_BLANK, read_by, string
from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_page import Page
from ..channels.mail_address import mail_address
from .perimeter_form import inside

LONGEST_WAIT = 3600  # seconds


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
