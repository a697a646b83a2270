"""Handing out what the journal holds: each event as the CloudEvent that ``append`` takes. See docs/integrator.md.

Read a page at a time, in the journal's order; memory does not grow with the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ...domain.events.case_events import ActionTaken, Annulled, Corrected, Event
from ...domain.events.catalogue import CATALOGUE
from ...domain.events.corrections import in_force, type_of
from ...domain.events.history import Recorded
from ...domain.events.reminder_events import SchedulerRecord
from ...domain.events.unreadable import Unreadable, readable
from ...domain.rules.local_time import LocalTime
from ...journal.application import Journal
from ...projections.asking.reader import COPENHAGEN
from .event_types import ENVELOPE

_encode = msgspec.json.Encoder().encode


class ExportedLine(NamedTuple):
    """An event as a line, or None: it is not handed out. ``append`` takes nothing from the office's own streams, and
    nothing that the scheduler noted. unreadable: it cannot be read, and is not handed out for that."""

    position: int
    line: bytes | None
    unreadable: bool = False


def export(
    journal: Journal, until: int, as_of: datetime | None = None, zone: ZoneInfo = COPENHAGEN
) -> Iterator[ExportedLine]:
    """Every event up to a position, in the journal's order; with ``as_of`` those that had happened by then.

    What had happened: an event that lies no later, as it was sent or as it was corrected, with the corrections and
    annulments that speak of it. zone: the local time of a date-only fact of a case whose type is not known.
    """
    law = journal.law(until)

    def local(case_type: str | None) -> LocalTime:
        rules = law.rules(case_type, until)
        return rules.local if rules is not None else LocalTime.of(zone)

    for page in journal.pages(0, until):
        cases = {one.case for one in page if not one.case.startswith("$")}
        if as_of is None:
            clocks = {case: local(case_type) for case, case_type in journal.case_types(sorted(cases)).items()}
            chosen = {one.position: one for one in page if one.case in clocks}
        else:
            clocks, chosen = {}, {}
            wanted = {one.position for one in page}
            for histories in journal.history_pages_of(cases, until):
                for case, history in histories:
                    clocks[case] = local(type_of(history))
                    kept = happened(readable(history), as_of, clocks[case])
                    chosen |= {position: kept[position] for position in wanted & kept.keys()}
        for position, event in ((one.position, one.event) for one in page):
            one = chosen.get(position)
            if isinstance(event, Unreadable):
                yield ExportedLine(position, None, unreadable=True)
            elif one is None or isinstance(one.event, SchedulerRecord):
                yield ExportedLine(position, None)
            else:
                yield ExportedLine(position, _encode(cloudevent(one, clocks[one.case])) + b"\n")


def cloudevent(one: Recorded, local: LocalTime) -> dict[str, Any]:
    """The CloudEvent of an event, with the time at which the journal got it as the extension ``recorded``."""
    event = one.event
    told: dict[str, Any] = msgspec.to_builtins(event)
    data = {name: value for name, value in told.items() if name not in ENVELOPE}
    if isinstance(event, ActionTaken) and event.action not in CATALOGUE:
        del data["action"]  # the type says it
        name = event.action
    else:
        name = event.TOPIC
    if event.case_type is not None:
        data = {"casetype": event.case_type, **data}
    return {
        "specversion": "1.0",
        "source": event.source,
        "id": event.id,
        "type": name,
        "subject": one.case,
        "time": local.day_of(event.occurred, event.day).isoformat()
        if event.whole_day
        else _rfc3339(event.occurred),
        "recorded": _rfc3339(one.recorded),
        **({"data": data} if data else {}),
    }


def happened(history: Sequence[Recorded], as_of: datetime, local: LocalTime) -> dict[int, Recorded]:
    """The events of a case that had happened by an instant, by position, with all that speaks of them.

    The first of them says the type of the case, as the first event of a case must.
    """
    in_time = {one.position for one in in_force(history, local)[0] if one.event.occurred <= as_of}
    in_time |= {one.position for one in history if _began(one.event, local) <= as_of}
    known = {(one.event.source, one.event.id): one.position for one in history}
    targets = {one.position: known.get(target) for one in history if (target := _speaks_of(one.event)) is not None}
    kept: dict[int, Recorded] = {}
    for one in history:
        about = _last(targets, one.position)
        if (about or one.position) in in_time:
            kept[one.position] = one
    first = min(kept, default=None)
    if first is not None and kept[first].event.case_type is None:
        typed = msgspec.structs.replace(kept[first].event, case_type=type_of(history))
        kept[first] = kept[first]._replace(event=typed)
    return kept


def _speaks_of(event: Event) -> tuple[str, str] | None:
    match event:
        case Corrected(source=source, corrects_source=other, corrects=target):
            return other or source, target
        case Annulled(source=source, annuls_source=other, annuls=target):
            return other or source, target
    return None


def _last(targets: dict[int, int | None], position: int) -> int | None:
    """What a correction of a correction speaks of in the end; None: of nothing that is there."""
    seen: set[int] = set()
    at: int | None = position
    while at in targets and at not in seen:
        seen.add(at)
        at = targets[at]
    return None if at == position or at in seen else at


def _began(event: Event, local: LocalTime) -> datetime:
    """The instant of an event as it was sent; of a date-only fact, the one at which its day began."""
    return local.start_of(local.day_of(event.occurred, event.day)) if event.whole_day else event.occurred


def _rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
