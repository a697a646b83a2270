"""The operator's file of channels and addresses: TOML text to a ``Post``, or everything that is wrong with it.

``docs/delivery.md`` describes the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ...domain.excerpt import excerpt
from ...domain.person_number import is_written_in
from ...domain.plain_text import plain
from ...domain.written.toml_kinds import SLUG, choice, string, table, whole_number
from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_table import Fault, Form, Key, Kind, Page, read_table, suggestion
from ..channels.message import Channel
from .address_book import AddressBook, Reached
from .channel_forms import FORMS, Surroundings, built, fits
from .settings import Alarm, Post, Retry

DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LANGUAGE = "language"  # a key beside the channels' names, and so no channel's name
MOST_ATTEMPTS = 100
LARGEST_FACTOR = 10


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


def factor(page: Page, path: Place, value: Any) -> float | None:
    """A kind of value: a number from 1 to 10."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= LARGEST_FACTOR:
        return float(value)
    page.fault(
        path,
        da=f"»{path[-1]}« skal være et tal fra 1 til {LARGEST_FACTOR}, ikke »{excerpt(value)}«.",
        en=f'"{path[-1]}" must be a number from 1 to {LARGEST_FACTOR}, not "{excerpt(value)}".',
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


def channel(page: Page, path: Place, value: Any) -> dict[str, Any] | None:
    """A kind of value: the table of a channel, in the form of its kind. None if anything in it is wrong."""
    if not isinstance(value, dict):
        table({})(page, path, value)
        return None
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
    read = read_table(page, path, value, form)
    return read if len(page.faults) == before else None


def addresses(channels: Collection[str], others: Form, missing: dict[str, list[Place]]) -> Kind:
    """A kind of value: a table of addresses by channel, with the keys of ``others`` beside them.

    missing: gets the places of the addresses by a channel that the file does not have, to be told once for each.
    """
    own = table({**others, **{one: Key(string) for one in channels}})

    def kind(page: Page, path: Place, value: Any) -> Any:
        if not isinstance(value, dict):
            return own(page, path, value)
        unknown = [key for key in value if key not in channels and key not in others]
        for key in unknown:
            missing.setdefault(key, []).append((*path, key))
        return own(page, path, {key: one for key, one in value.items() if key not in unknown})

    return kind


def parse_channels(text: str, name: str) -> tuple[dict[str, Any], Page]:
    """What is right in the form of the file, and the page with the faults so far."""
    page = Page(text, name)
    if page.faults:
        return {}, page
    written = page.values.get("channel")
    kinds = {
        one: values.get("kind") if isinstance(values, dict) else None
        for one, values in (written.items() if isinstance(written, dict) else ())
    }
    language: Form = {LANGUAGE: Key(choice(("da", "en")))}
    missing: dict[str, list[Place]] = {}
    reached = addresses(kinds, language, missing)
    by_channel = Key(addresses(kinds, {}, missing))
    unit: Form = {"mailbox": by_channel, "team_leader": by_channel, **language}
    form: Form = {
        "channel": Key(named(channel), True),
        "unit": Key(named(table(unit))),
        "person": Key(named(reached)),
        "recipient": Key(named(reached)),
        "retry": Key(
            table(
                {
                    "first": Key(duration),
                    "factor": Key(factor),
                    "longest": Key(duration),
                    "attempts": Key(whole_number(1, MOST_ATTEMPTS)),
                }
            )
        ),
        "alarm": Key(table({"channel": Key(string, True), "to": Key(string, True), "after": Key(duration, True)})),
    }
    values = read_table(page, (), page.values, form)
    _tell_missing(page, missing, kinds)
    _check_addresses(page, values, kinds)
    return values, page


def read_channels(
    text: str, name: str, environ: Mapping[str, str], clock: Callable[[], datetime]
) -> tuple[Post | None, list[Fault]]:
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
    alarm = Alarm(**values["alarm"]) if len(values.get("alarm", {})) == len(Alarm._fields) else None
    if alarm is not None and not page.faults:
        _check_alarm(page, alarm, book)
    if page.faults:
        return None, page.sorted_faults()
    return Post(channels, book, Retry(**values.get("retry", {})), alarm), []


def _tell_missing(page: Page, missing: Mapping[str, Sequence[Place]], channels: Collection[str]) -> None:
    """One fault for each channel that addresses name and the file does not have, at the first of them."""
    for name, places in missing.items():
        hint, told = suggestion(name, (*channels, LANGUAGE)), excerpt(name)
        one = len(places) == 1
        page.fault(
            min(places, key=page.line),
            da=f"Der er ingen [channel.{told}], men {len(places)} {'adresse' if one else 'adresser'} nævner den; "
            f"den første er her. {hint.da}",
            en=f"There is no [channel.{told}], but {len(places)} {'address names' if one else 'addresses name'} it; "
            f"the first is here. {hint.en}",
        )


def _check_addresses(page: Page, values: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    """Every address is one that its channel can reach. It is not repeated: it may be somebody's own."""
    for place, addresses in _all_addresses(values):
        for one, address in addresses.items():
            if one != LANGUAGE and isinstance(kinds.get(one), str) and not fits(kinds[one], address):
                page.fault(
                    (*place, one),
                    da=f"Adressen er ingen, som kanalen »{excerpt(one)}« kan nå. Ret den.",
                    en=f'The address is none that the channel "{excerpt(one)}" can reach. Correct it.',
                )


def _all_addresses(values: Mapping[str, Any]) -> list[tuple[Place, Mapping[str, str]]]:
    found: list[tuple[Place, Mapping[str, str]]] = [
        ((table_name, name), one)
        for table_name in ("person", "recipient")
        for name, one in values.get(table_name, {}).items()
    ]
    for name, one in values.get("unit", {}).items():
        found += [(("unit", name, key), one[key]) for key in ("mailbox", "team_leader") if key in one]
    return found


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


def _check_alarm(page: Page, alarm: Alarm, book: AddressBook) -> None:
    if book.address("recipient", alarm.to, alarm.channel) is None:
        hint = suggestion(alarm.to, book.recipients)
        to, by = excerpt(alarm.to), excerpt(alarm.channel)
        page.fault(
            ("alarm", "to"),
            da=f"Der er ingen [recipient.{to}] med en adresse på kanalen »{by}«. {hint.da}",
            en=f'There is no [recipient.{to}] with an address on the channel "{by}". {hint.en}',
        )
