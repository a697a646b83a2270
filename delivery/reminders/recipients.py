"""Who gets a reminder now, at which address and in which language (docs/reminders.md, rule 16)."""

from __future__ import annotations

from typing import get_args

from ...domain.excerpt import excerpt
from ...domain.rules.reminder_step import Recipient
from ...domain.text import Language, Text
from ..channels.message import NotAccepted
from ..settings.address_book import Address, AddressBook
from .case_at_sending import CaseAtSending

WHO: dict[Recipient, Text] = {
    "responsible": Text("sagsbehandleren", "the caseworker"),
    "unit": Text("enheden", "the unit"),
    "team-leader": Text("teamchefen", "the team leader"),
    "citizen": Text("borgeren", "the citizen"),
}


def recipient(case: CaseAtSending, to: Recipient, channel: str, book: AddressBook) -> Address | NotAccepted:
    """Where someone in a role is reached by a channel, as the case stands; or that there is no address.

    The caseworker of a case that nobody holds is the unit's mailbox.
    """
    unit, responsible = case.story.unit, case.story.responsible
    found = None
    if to == "citizen":
        found = _citizen(case, channel)
    elif to == "responsible" and responsible is not None:
        found = book.address("responsible", responsible, channel)
    elif unit is not None:
        found = book.address("team-leader" if to == "team-leader" else "unit", unit, channel)
    return found or _no_address(to, channel)


def _citizen(case: CaseAtSending, channel: str) -> Address | None:
    """What the case says itself, in the attributes that its type names in force today."""
    citizen = case.version.case_type.citizen if case.version else None
    attribute = citizen.address.get(channel) if citizen else None
    to = case.personal(attribute) if attribute else None
    if not citizen or to is None or isinstance(to, bool) or not str(to).strip():
        return None
    language = case.personal(citizen.language) if citizen.language else None
    return Address(str(to).strip(), _language(language))


def _language(said: object) -> Language:
    return next((language for language in get_args(Language) if language == said), "da")


def _no_address(to: Recipient, channel: str) -> NotAccepted:
    who, by = WHO[to], excerpt(channel)
    where = (
        Text("i sagen", "in the case")
        if to == "citizen"
        else Text("i filen med kanaler", "in the file of channels")
    )
    return NotAccepted(
        "no-address",
        Text(
            f"Der er ingen adresse for kanalen {by} på {who.da}. Skriv den {where.da}, og send igen.",
            f"There is no address for the channel {by} of {who.en}. Write it {where.en}, and offer it again.",
        ),
        lasting=True,
    )
