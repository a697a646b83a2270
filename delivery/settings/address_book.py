"""Where the people of the office are reached: units, team leaders, caseworkers, and who else is sent reports.

Citizens are not in it: their addresses come from their cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ...domain.text import Language

Role = Literal["responsible", "unit", "team-leader", "recipient"]


class Address(NamedTuple):
    """Where, as the channel understands it, and in which language."""

    to: str
    language: Language


class Reached(NamedTuple):
    """The addresses of one person or mailbox, by the name of the channel."""

    by_channel: Mapping[str, str]
    language: Language = "da"


class AddressBook(NamedTuple):
    """Who is reached where, by role and name."""

    people: Mapping[str, Reached] = {}
    units: Mapping[str, Reached] = {}
    team_leaders: Mapping[str, Reached] = {}
    recipients: Mapping[str, Reached] = {}

    def address(self, role: Role, name: str, channel: str) -> Address | None:
        """Where someone is reached by a channel, or None.

        name: of the unit for ``unit`` and ``team-leader``; of the person for ``responsible``.
        """
        by_role: dict[Role, Mapping[str, Reached]] = {
            "responsible": self.people,
            "unit": self.units,
            "team-leader": self.team_leaders,
            "recipient": self.recipients,
        }
        reached = by_role[role].get(name)
        if reached is None or channel not in reached.by_channel:
            return None
        return Address(reached.by_channel[channel], reached.language)
