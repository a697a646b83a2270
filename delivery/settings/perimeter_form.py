"""What the operator's file names inside the house, so that calls may go there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from ...domain.excerpt import excerpt
from ...domain.written.toml_kinds import string
from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_page import Page
from ..channels.perimeter import Allowed, address_of, is_open, network_of

# The last part is no number: else it is meant for an address.
HOST = re.compile(r"(?!(?:.*\.)?[0-9]+$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")


def inside(page: Page, path: Place, value: Any) -> str | None:
    """A kind of value: a network, an address or the name of a machine inside the house."""
    read: str | None = string(page, path, value)
    if read is None or network_of(read) is not None or HOST.fullmatch(read):
        return read
    page.fault(
        path,
        da=f"»{excerpt(read)}« er hverken et net som 10.0.0.0/8 (uden bits efter masken), en adresse eller navnet på en "
        "maskine.",
        en=f'"{excerpt(read)}" is neither a network such as 10.0.0.0/8 (no bits behind its mask), an address nor the name '
        "of a machine.",
    )
    return None


def allowed_of(named: Sequence[str]) -> Allowed:
    """What those words name."""
    networks = {one: network_of(one) for one in named}
    return Allowed(
        tuple(network for network in networks.values() if network is not None),
        tuple(one.lower() for one, network in networks.items() if network is None),
    )


def may_be_called(url: str, allowed: Allowed) -> bool:
    """As far as the file says: what another name means is known when it is called."""
    host = urlsplit(url).hostname or ""
    if host in allowed.hosts:
        return True
    address = address_of("127.0.0.1" if host == "localhost" else host)
    return address is None or is_open(address) or allowed.has(address)
