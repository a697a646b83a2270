"""Where calls may go: out into the open network, and inside the house only where the operator said so.

An address is looked at when a connection to it begins, whoever begins it: after names were looked up, after redirections,
in whatever library a service uses. What a name meant a moment before says nothing of where the call goes.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, NamedTuple

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
# Their last 32 bits are the IPv4 address that is meant: RFC 6052 (NAT64), and RFC 4291 2.5.5.1 (of old).
HOLDING_IPV4 = (ip_network("64:ff9b::/96"), ip_network("::/96"))
# What Python's own list leaves out, or did: assigned by the IETF for use nearby (RFC 6890, RFC 8215), and an address of the
# open network by its number that is answered by the machine which one's own runs on, Azure's.
NEARBY = (ip_network("192.0.0.0/24"), ip_network("64:ff9b:1::/48"), ip_network("168.63.129.16"))


class Insider(OSError):  # noqa: N818 - it is what the address is
    """The address is inside the house, and the operator did not name it."""


class Allowed(NamedTuple):
    """What the operator named inside the house. hosts: whatever addresses they have when they are called."""

    networks: Sequence[Network] = ()
    hosts: Sequence[str] = ()

    def has(self, address: Address) -> bool:
        """Whether it was named."""
        if any(address.version == one.version and address in one for one in self.networks):
            return True
        return any(address in addresses_of(host) for host in self.hosts)


NOWHERE = Allowed()


class Watch:
    """What became of the connections of one call. refused: the first address inside the house that was not named."""

    def __init__(self, allowed: Allowed) -> None:
        self.allowed = allowed
        self.refused: Address | None = None
        self.passed = False  # some connection was let through

    def look(self, address: Address | None) -> None:
        """Raises Insider."""
        if address is not None and (is_open(address) or self.allowed.has(address)):
            self.passed = True
            return
        self.refused = self.refused or address
        raise Insider(f"an address inside the house: {address}")


def plain(address: Address) -> Address:
    """The address that is meant: IPv4 is written in IPv6 in several ways, and a zone is none of its bits."""
    if isinstance(address, IPv4Address) or address.is_loopback or address.is_unspecified:
        return address
    if any(address in one for one in HOLDING_IPV4):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    meant = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    return meant or IPv6Address(int(address))


def is_open(address: Address) -> bool:
    """Whether it is of the open network: not private, of this machine or its link, shared, reserved or of many."""
    meant = plain(address)
    of_a_site = isinstance(meant, IPv6Address) and meant.is_site_local  # as private addresses were of old
    nearby = of_a_site or any(meant in one for one in NEARBY)
    return meant.is_global and not meant.is_multicast and not nearby


def address_of(written: object) -> Address | None:
    """The address that is written as one, without its brackets; None: it is a name, or nothing."""
    try:
        return plain(ip_address(str(written).strip("[]")))
    except ValueError:
        return None


def network_of(written: str) -> Network | None:
    """The network or address that is written, or None."""
    try:
        return ip_network(written)
    except ValueError:
        return None


def addresses_of(host: str) -> set[Address]:
    """The addresses that a name has now; none, where nobody knows it."""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return set()
    return {address for *_, (one, *_) in found if (address := address_of(one)) is not None}


_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)  # threads that are given the context have it


@contextmanager
def within(allowed: Allowed) -> Iterator[Watch]:
    """Meanwhile connections go nowhere else inside the house. Others of the process are left alone."""
    _begin()
    watch = Watch(allowed)
    token = _WATCH.set(watch)
    try:
        yield watch
    finally:
        _WATCH.reset(token)


def _connecting(event: str, args: tuple[Any, ...]) -> None:
    """Called by Python itself before a socket connects or sends to an address."""
    if event not in CONNECTING or (watch := _WATCH.get()) is None:
        return
    sock, *_, where = args
    if where is None:  # it sends over a connection that was let through
        return
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        watch.look(None)
    host = where[0]
    found = {address} if (address := address_of(host)) is not None else addresses_of(host)
    looked_at: list[Address | None] = [*found] or [None]
    for one in looked_at:
        watch.look(one)


_BEGUN: list[bool] = []


def _begin() -> None:
    """A hook of Python's stays until the process ends, so there is one at most, and only where something is sent."""
    if not _BEGUN:
        _BEGUN.append(True)
        sys.addaudithook(_connecting)
