"""All that the operator's file says about getting messages out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from ..channels.message import Channel
from .address_book import AddressBook
from .back_off import Retry


class AlarmSettings(NamedTuple):
    """Whom the scheduler tells that it is late itself. to: a recipient of the address book."""

    channel: str
    to: str
    after: timedelta


class DeliverySettings(NamedTuple):
    """The channels by name, who is reached by them, and what is done when it fails."""

    channels: Mapping[str, Channel]
    book: AddressBook
    retry: Retry = Retry()
    alarm: AlarmSettings | None = None
