"""The operator's file of channels and addresses: TOML text to a ``DeliverySettings``, or everything that is wrong with it.

``docs/delivery.md`` describes the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from msgspec import Meta

from ...domain.excerpt import excerpt
from ...domain.person_number import is_written_in
from ...domain.plain_text import plain
from ...domain.text import Language
from ...domain.written.toml_form import WrittenTable, by_name, kind_of, means, read_table, table
from ...domain.written.toml_kinds import SLUG, String, read_by, string
from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_page import FileError, Kind, Page, suggestion
from ..channels.message import Channel
from .address_book import AddressBook, Reached
from .back_off import Retry
from .channel_builders import Surroundings, built, fits
from .channel_forms import FORMS, ChannelForm
from .settings import AlarmSettings, DeliverySettings

DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LANGUAGE = "language"  # a key beside the channels' names, and so no channel's name
MOST_ATTEMPTS = 100
LARGEST_FACTOR = 10
OF_A_UNIT = ("mailbox", "team_leader")


def duration(page: Page, path: Place, value: Any) -> timedelta | None:
    """A kind of value: a length of time, ``"90s"``, ``"1m"``, ``"4h"`` or ``"1d"``."""
    if isinstance(value, str) and (match := DURATION.fullmatch(value)):
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    page.fault(
        path,
        da=f"»{path[-1]}« skal være en tid: »90s«, »5m«, »4h« eller »1d«, ikke »{excerpt(value)}«.",
        en=f'"{path[-1]}" must be a time: "90s", "5m", "4h" or "1d", not "{excerpt(value)}".',
    )
    return None


def named(kind_of_one: Kind) -> Kind:
    """A kind of value: tables by name. A name is shown to everybody, and holds no CPR number."""

    def kind(page: Page, path: Place, value: Any) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            page.fault(path, da=f'Skriv [{path[-1]}."navn"].', en=f'Write [{path[-1]}."name"].')
            return None
        read = {}
        for name, one in value.items():
            if not name.strip() or is_written_in(name):
                page.fault(
                    (*path, name),
                    da="Et navn må ikke være tomt eller ligne et CPR-nummer.",
                    en="A name must not be empty, or look like a CPR number.",
                )
            read[plain(name)] = kind_of_one(page, (*path, name), one)
        return {name: one for name, one in read.items() if one is not None}

    return kind


def channel(page: Page, path: Place, value: Any) -> Any:
    """A kind of value: the table of a channel, in the form of its kind. None if anything in it is wrong."""
    if not isinstance(value, dict):
        return table(WrittenTable)(page, path, value)
    if not SLUG.fullmatch(str(path[-1])) or path[-1] == LANGUAGE:
        page.fault(
            path,
            da=f"En kanals navn har små bogstaver a-z, cifre og bindestreger og er ikke »{LANGUAGE}«.",
            en=f'The name of a channel has small letters a-z, digits and hyphens, and is not "{LANGUAGE}".',
        )
    form = FORMS.get(value["kind"]) if isinstance(value.get("kind"), str) else None
    if form is None:
        hint = suggestion(value.get("kind", ""), FORMS)
        page.fault(
            (*path, "kind"),
            da=f"Skriv, hvilken slags kanal det er: »kind«. {hint.da}",
            en=f'Write which kind of channel it is: "kind". {hint.en}',
        )
        return None
    before = len(page.faults)
    read = read_table(page, path, {key: one for key, one in value.items() if key != "kind"}, form)
    return read | {"kind": value["kind"]} if len(page.faults) == before else None


def reached(page: Page, path: Place, value: Any) -> Any:
    """A kind of value: addresses by channel, and the language beside them."""
    if not isinstance(value, dict):
        return by_name(string)(page, path, value)
    own = {LANGUAGE: kind_of(Language)(page, (*path, LANGUAGE), value[LANGUAGE])} if LANGUAGE in value else {}
    others = by_name(string)(page, path, {key: one for key, one in value.items() if key != LANGUAGE}) or {}
    return {key: one for key, one in (others | own).items() if one is not None}


Duration = Annotated[str, read_by(duration, pattern=f"^{DURATION.pattern}$")] | None
Written = Annotated[
    Language | None, means("Sproget, der skrives på (ellers da).", "The language written in (else da).")
]
ByChannel = Annotated[dict[str, String], read_by(by_name(string))] | None
Reach = Annotated[dict[str, str], read_by(reached, properties={LANGUAGE: {"enum": ["da", "en"]}})]


class UnitForm(WrittenTable, frozen=True, kw_only=True):
    """``[unit.NAME]``."""

    mailbox: Annotated[ByChannel, means("Postkassens adresser, efter kanal.", "The mailbox, by channel.")] = None
    team_leader: Annotated[ByChannel, means("Lederens adresser, efter kanal.", "The leader, by channel.")] = None
    language: Written = None


class RetryForm(WrittenTable, frozen=True, kw_only=True):
    """``[retry]``: times as ``90s``, ``1m``, ``4h``, ``1d``."""

    first: Annotated[
        Duration, means("Ventetiden efter det første forsøg.", "The wait after the first failure.")
    ] = None
    factor: Annotated[
        Annotated[float, Meta(ge=1, le=LARGEST_FACTOR)] | None,
        means("Hver ventetid er så mange gange den før.", "Each wait is so many times the one before."),
    ] = None
    longest: Annotated[Duration, means("Den længste ventetid.", "The longest wait.")] = None
    attempts: Annotated[
        Annotated[int, Meta(ge=1, le=MOST_ATTEMPTS)] | None,
        means("Efter så mange forsøg opgives den.", "After so many attempts it is given up."),
    ] = None


class AlarmForm(WrittenTable, frozen=True, kw_only=True):
    """``[alarm]``: whom the scheduler tells that it is late itself."""

    channel: Annotated[String, means("Kanalen.", "The channel.")]
    to: Annotated[String, means("En modtager i filen.", "A recipient of the file.")]
    after: Annotated[
        Annotated[str, read_by(duration, pattern=f"^{DURATION.pattern}$")],
        means("Hvor forsinket den er.", "How late it is."),
    ]


class ChannelsForm(WrittenTable, frozen=True, kw_only=True):
    """The operator's file of channels and addresses."""

    channel: Annotated[
        dict[str, ChannelForm],
        read_by(named(channel)),
        means("Vejene ud, efter navn.", "The ways out, by name; case types name them."),
    ]
    unit: Annotated[
        Annotated[dict[str, UnitForm], read_by(named(table(UnitForm)))] | None,
        means("Enheders postkasser og ledere.", "The mailboxes and leaders of units."),
    ] = None
    person: Annotated[
        Annotated[dict[str, Reach], read_by(named(reached))] | None,
        means("Sagsbehandlere.", "Those who are responsible for cases."),
    ] = None
    recipient: Annotated[
        Annotated[dict[str, Reach], read_by(named(reached))] | None,
        means("Direktører, udvalg og andre.", "Directors, committees and others."),
    ] = None
    retry: Annotated[RetryForm | None, means("Hvornår der prøves igen.", "When it is tried again.")] = None
    alarm: Annotated[
        AlarmForm | None, means("Hvem der får besked om forsinkelse.", "Whom the scheduler tells that it is late.")
    ] = None


def parse_channels(text: str, name: str) -> tuple[dict[str, Any], Page]:
    """What is right in the form of the file, and the page with the faults so far."""
    page = Page(text, name)
    if page.faults:
        return {}, page
    values = read_table(page, (), page.values, ChannelsForm)
    written = page.values.get("channel")
    kinds = {
        one: values.get("kind") if isinstance(values, dict) else None
        for one, values in (written.items() if isinstance(written, dict) else ())
    }
    _check_addresses(page, kinds)
    return values, page


def read_channels(
    text: str, name: str, environ: Mapping[str, str], clock: Callable[[], datetime]
) -> tuple[DeliverySettings | None, list[FileError]]:
    """The channels and addresses of a file, or None and the faults, by the lines of the file, called ``name``.

    environ: where the secrets stand that the file names. clock: the instant now, for what is signed.
    """
    values, page = parse_channels(text, name)
    around = Surroundings(environ, clock)
    channels: dict[str, Channel] = {}
    for one, its_values in values.get("channel", {}).items():
        if (made := built(page, ("channel", one), its_values, around)) is not None:
            channels[one] = made
    book = _book(values)
    alarm = (
        AlarmSettings(**values["alarm"]) if len(values.get("alarm", {})) == len(AlarmSettings._fields) else None
    )
    if alarm is not None and page.is_right("alarm") and page.is_right("recipient"):
        _check_alarm(page, alarm, book)
    if page.faults:
        return None, page.sorted_faults()
    return DeliverySettings(channels, book, Retry(**values.get("retry", {})), alarm), []


def _check_addresses(page: Page, kinds: Mapping[str, Any]) -> None:
    """Every address is by a channel that there is, and one that it can reach.

    A channel that is missing is one fault, at the first that names it. An address is not repeated: it may be somebody's own.
    """
    missing: dict[str, list[Place]] = {}
    for place, address in _addresses(page.values):
        name = str(place[-1])
        if name not in kinds:
            missing.setdefault(name, []).append(place)
        elif isinstance(kinds[name], str) and isinstance(address, str) and not fits(kinds[name], address):
            page.fault(
                place,
                da=f"Adressen er ingen, som kanalen »{excerpt(name)}« kan nå. Ret den.",
                en=f'The address is none that the channel "{excerpt(name)}" can reach. Correct it.',
            )
    for name, places in missing.items():
        hint, told = suggestion(name, (*kinds, LANGUAGE)), excerpt(name)
        one = len(places) == 1
        page.fault(
            min(places, key=page.line),
            da=f"Der er ingen [channel.{told}], men {len(places)} {'adresse' if one else 'adresser'} nævner den; "
            f"den første er her. {hint.da}",
            en=f"There is no [channel.{told}], but {len(places)} {'address names' if one else 'addresses name'} it; "
            f"the first is here. {hint.en}",
        )


def _addresses(written: Mapping[str, Any]) -> Iterator[tuple[Place, object]]:
    """Every address as written, right or wrong, and its place, which ends in the channel."""
    for key in ("person", "recipient", "unit"):
        for name, one in _items(written.get(key)):
            of_unit = [(("unit", name, who), one.get(who)) for who in OF_A_UNIT] if isinstance(one, dict) else []
            for place, listed in of_unit if key == "unit" else [((key, name), one)]:
                yield from (
                    ((*place, channel), address)
                    for channel, address in _items(listed)
                    if channel != LANGUAGE or key == "unit"
                )


def _items(value: object) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()


def _book(values: Mapping[str, Any]) -> AddressBook:
    units = values.get("unit", {})
    return AddressBook(
        people={name: _reached(one, one) for name, one in values.get("person", {}).items()},
        units={name: _reached(one["mailbox"], one) for name, one in units.items() if "mailbox" in one},
        team_leaders={
            name: _reached(one["team_leader"], one) for name, one in units.items() if "team_leader" in one
        },
        recipients={name: _reached(one, one) for name, one in values.get("recipient", {}).items()},
    )


def _reached(addresses: Mapping[str, Any], around: Mapping[str, Any]) -> Reached:
    by_channel = {one: address for one, address in addresses.items() if one != LANGUAGE}
    return Reached(by_channel, around.get(LANGUAGE, "da"))


def _check_alarm(page: Page, alarm: AlarmSettings, book: AddressBook) -> None:
    if book.address("recipient", alarm.to, alarm.channel) is None:
        hint = suggestion(alarm.to, book.recipients)
        to, by = excerpt(alarm.to), excerpt(alarm.channel)
        page.fault(
            ("alarm", "to"),
            da=f"Der er ingen [recipient.{to}] med en adresse på kanalen »{by}«. {hint.da}",
            en=f'There is no [recipient.{to}] with an address on the channel "{by}". {hint.en}',
        )
