"""E-mail addresses as the SMTP talk and the header lines of a message can carry them."""

from __future__ import annotations

import re

# RFC 5321 2.3.5 and 4.1.2: a dot-string and a domain. Quoted local parts and address literals are legal and no
# office's; what is left has no sign that could end a header line or a command, or name a second receiver.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
LONGEST_LOCAL, LONGEST_DOMAIN = 64, 189  # RFC 5321 4.5.3.1: the path with its brackets has 256 signs at most


def mail_address(written: str) -> str | None:
    """The address for the wire, its domain in ASCII (``borger@københavn.dk`` has one), or None if it is none.

    Local parts beyond ASCII need a server with SMTPUTF8, which few have: they are none here.
    """
    local, at, domain = written.strip(" ").rpartition("@")
    if not at or len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        return None
    try:
        wire = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return f"{local}@{wire}" if len(wire) <= LONGEST_DOMAIN and _DOMAIN.fullmatch(wire) else None
