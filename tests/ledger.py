"""Cases as text, a line an event: so a test's docstring or table is its example.

    2010-01-04        A  application-received  case_type=permit unit=North attributes.channel=web
    2010-01-10T10:00  A  meeting-held          attended=true
    2010-03-01        A  corrected             corrects="A meeting-held 2010-01-10T10:00" changes.attended=false
    2010-01-08T09:00  A  meeting-reminded      channel=sms recorded=2010-03-02   # registered late

A line is WHEN CASE KIND FIELD…, apart by blanks; empty lines and what follows ``#`` say nothing.
WHEN is a local day, of which no hour is known, or a local time (``2010-01-10T10:00``). CASE is the case's reference; a
ledger of one case, named to the reader, leaves it out.
KIND is the event's name in the catalogue. FIELD is NAME=VALUE, by the event's own names; ``attributes.NAME`` and
``changes.NAME`` go below these. ``id`` is CASE KIND WHEN where it is not said; ``recorded`` is a local day (its 00:00) or
time. VALUE is text, number, ``true`` or ``false`` as the field is, or JSON; an instant is local; in quotes are blanks.
In a docstring the ledger is what is indented after a line that ends with two colons. A line that is none of this is an
error that names its number.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec
from sagsgang.domain.events.case_events import Event
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.moment import read_moment, when_said
from sagsgang.domain.rules.local_time import LocalTime
from sagsgang.intake.event.export import cloudevent
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SOURCE = "urn:example:office"
BELOW = ("attributes", "changes")


class LedgerError(ValueError):
    """A line that is no event. The text is whole, with the line's number."""


class Happened(NamedTuple):
    """A line of a ledger. recorded: when it was registered; when it happened, unless the line says otherwise."""

    case: str
    event: Event
    recorded: datetime


def local(moment: str, zone: ZoneInfo = COPENHAGEN) -> datetime:
    """A local day (its 00:00) or time as an instant in UTC."""
    read_moment(moment)
    return datetime.fromisoformat(moment).replace(tzinfo=zone).astimezone(UTC)


def read(text: str, *, case: str | None = None, case_type: str | None = None) -> list[Happened]:
    """The events of a ledger, in the order of its lines. Raises LedgerError.

    case: whose they all are. case_type: of the first event of each case that says none.
    """
    found: list[Happened] = []
    ids: set[str] = set()
    cases: set[str] = set()
    for number, line in _lines(text):
        try:
            words = shlex.split(line, comments=True)
            if not words:
                continue
            one = _event(words if case is None else [*words[:1], case, *words[1:]])
            if one.event.id in ids:
                raise ValueError(f"there are two events with the id {one.event.id}: say id=")
        except (ValueError, TypeError) as error:
            raise LedgerError(f"line {number}: {error}: {line.strip()}") from None
        ids.add(one.event.id)
        if case_type and one.event.case_type is None and one.case not in cases:
            one = one._replace(event=msgspec.structs.replace(one.event, case_type=case_type))
        cases.add(one.case)
        found.append(one)
    if not found:
        raise LedgerError("there is no event in it")
    return found


def history(text: str, **how: Any) -> list[Recorded]:
    """The history of one case, as the journal would hold it."""
    return [
        Recorded(place, one.case, place, one.recorded, one.event) for place, one in enumerate(read(text, **how), 1)
    ]


def append(journal: Journal, told: Sequence[Happened], *, filed: bool = True) -> datetime:
    """Append what happened, and give when the last was recorded. filed: recorded when it says; else now."""
    entries = [Entry(one.case, one.event) for one in told]
    outcomes = journal.append(entries, recorded=[one.recorded for one in told] if filed else None)
    assert all(isinstance(outcome, Appended) for outcome in outcomes), outcomes
    last = outcomes[-1]
    assert isinstance(last, Appended)
    return last.recorded


def cloudevents(told: Iterable[Happened], zone: ZoneInfo = COPENHAGEN) -> list[dict[str, Any]]:
    """What a case system sends of it: without the time of recording, which is the journal's."""
    sent = [cloudevent(Recorded(1, one.case, 1, one.recorded, one.event), LocalTime.of(zone)) for one in told]
    return [{name: value for name, value in one.items() if name != "recorded"} for one in sent]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the ledger with their numbers: all, or what is indented after two colons."""
    whole = not any(line.endswith("::") for line in text.splitlines())
    depth: int | None = (
        0 if whole else None
    )  # how far a line of the ledger is indented at least; none: it is no ledger
    for number, line in enumerate(text.splitlines(), 1):
        indented = len(line) - len(line.lstrip())
        if line.endswith("::"):
            depth = -1  # that of the first line that follows
        elif depth is not None and line.strip():
            depth = indented if depth == -1 else depth
            if indented >= depth:
                yield number, line
            else:
                depth = None


def _event(words: Sequence[str]) -> Happened:
    if len(words) < 3:
        raise ValueError("a line is WHEN CASE KIND FIELD…")
    when, case, name, *said = words
    kind = CATALOGUE.get(name)
    if kind is None:
        raise ValueError(f"there is no event {name}")
    fields = _fields(kind, said)
    recorded = fields.pop("recorded", None)
    occurred = local(when)
    whole_day = len(when) == len("2010-01-04")
    head = {
        "source": SOURCE,
        "id": f"{case} {name} {when}",
        **when_said(occurred, COPENHAGEN, whole_day=whole_day),
    }
    event = kind(**(head | fields))
    return Happened(case, event, occurred if recorded is None else recorded)


def _fields(kind: type[Event], said: Sequence[str]) -> dict[str, Any]:
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    fields: dict[str, Any] = {}
    for word in said:
        name, equals, value = word.partition("=")
        first, *rest = name.split(".")
        if not equals or (first in BELOW) != bool(rest) or (first not in types and first != "recorded"):
            raise ValueError(f"{kind.TOPIC} has no field {name}")
        below = fields
        for step in (first, *rest)[:-1]:
            below = below.setdefault(step, {})
        if (first, *rest)[-1] in below:
            raise ValueError(f"{name} is said twice")
        below[(first, *rest)[-1]] = _free(value) if rest else _value(types.get(name, datetime), value)
    return fields


def _free(value: str) -> Any:
    """A value whose type nobody says: a number, true, false, null, else text."""
    try:
        read = msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value
    return read if not isinstance(read, dict | list) else value


def _value(kind: Any, value: str) -> Any:
    if kind is datetime or datetime in get_args(kind):
        return local(value)
    if value.startswith(("[", "{")):
        return msgspec.json.decode(value, type=kind)
    return msgspec.convert(value, kind, strict=False)
