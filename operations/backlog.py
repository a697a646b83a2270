"""The backlog of a duty, and how it is brought to an end."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from ..domain.text import Text
from ..domain.words.published_names import Labels
from ..projections.asking.reader import AsKnown, Moment, Reader
from ..projections.queue import backlog, lead_time
from ..projections.queue.lead_time import LeadChange, LeadTime
from . import problems
from .moments import day_of
from .operation_help import told
from .parameters import Asked, Unit
from .session import Session

LONGEST = 3653  # days of a burn-down


class BacklogAsked(Asked, frozen=True, kw_only=True):
    """Which duty, on which day, and until when its backlog is to be brought down."""

    type: Annotated[str, told("Sagstypen.", "The case type.")]
    deadline: Annotated[str, told("Fristen, der er pligten.", "The deadline that is the duty.")]
    on: Annotated[
        str | None,
        told(
            "Dagen, der spørges om, kl. 00:00, i stedet for as_of (ellers i dag).",
            "The day asked about, at 00:00, instead of as_of (else today).",
        ),
    ] = None
    until: Annotated[
        str | None, told("Måldagen: giver en nedbringelse.", "The target day: gives a burn-down.")
    ] = None
    period: Annotated[backlog.Step, told("Punkter pr. måned eller uge.", "Points by month or week.")] = "month"
    unit: Unit = None
    lead: Annotated[
        str | None,
        told(
            "Varsel: fra denne frist (oversendelsen) til pligten.",
            "Lead time: from this deadline (the transfer) to the duty.",
        ),
    ] = None
    changed_on: Annotated[
        tuple[str, ...],
        told(
            "Dage, hvor varslet ændredes (ellers sagstypens valid_from). Kan gentages.",
            "Days on which the lead time changed (else the case type's valid_from). May be repeated.",
        ),
    ] = ()
    with_cases: Annotated[bool, told("Vis sagerne.", "List the cases.")] = msgspec.field(
        default=False, name="cases"
    )


class DutyBacklog(AsKnown, kw_only=True, omit_defaults=True):
    """The backlog of a duty. cases: only where they were asked for."""

    type: str
    deadline: str
    unit: str | None
    until: date | None
    under_duty: int
    overdue: int
    not_overdue: int
    by_unit: list[backlog.UnitBacklog]
    burn_down: list[backlog.Point]
    restored: bool | None
    restored_on: date | None
    ended: dict[str, int]
    lead_time: list[LeadTime]
    lead_changes: list[LeadChange]
    definition: Text
    type_label: Text
    deadline_label: Text
    cases: list[backlog.DutyCase] | None = None


def of_duty(session: Session, asked: BacklogAsked) -> DutyBacklog:
    """The backlog of a duty. Raises BadMoment, Problem ``unknown-deadline``, ``bad-period``, ``unknown-unit``."""
    moment = session.moment(asked, case_type=asked.type)
    ids = sorted({rule.id for _, version in session.law().types()[asked.type] for rule in version.deadlines})
    for parameter, named in (("deadline", asked.deadline), ("lead", asked.lead)):
        if named is not None and named not in ids:
            raise problems.unknown_deadline(named, ids, parameter, asked.type)
    if asked.changed_on and asked.lead is None:
        raise problems.needs("changed_on", "lead")
    duty = _duty(session, asked, moment)
    changes = [day_of(text, moment.zone, "changed_on") for text in asked.changed_on]
    return session.put(moment, lambda reader: _answer(reader, duty, asked, changes))


def _answer(reader: Reader, duty: backlog.Duty, asked: BacklogAsked, changes: list[date]) -> DutyBacklog:
    found = backlog.backlog(reader, duty)
    months: list[LeadTime] = []
    changed: list[LeadChange] = []
    definition = backlog.DEFINITION
    if asked.lead is not None:
        at = min(backlog.start_of(reader, duty.until or duty.on), duty.seen_until)
        months, changed = lead_time.lead_times(reader, duty.case_type, asked.lead, duty.deadline, at, changes)
        further = lead_time.DEFINITION
        definition = Text(f"{definition.da} {further.da}", f"{definition.en} {further.en}")
    restoration, labels = found.restoration, Labels(reader.law)
    return DutyBacklog(
        **reader.moment._replace(as_of=backlog.start_of(reader, duty.on)).told(reader.position),
        type=duty.case_type,
        deadline=duty.deadline,
        unit=duty.unit,
        until=duty.until,
        under_duty=found.under_duty,
        overdue=found.overdue,
        not_overdue=found.not_overdue,
        by_unit=found.by_unit,
        burn_down=restoration.burn_down if restoration else [],
        restored=restoration.restored if restoration else None,
        restored_on=restoration.restored_on if restoration else None,
        ended=restoration.ended if restoration else {},
        lead_time=months,
        lead_changes=changed,
        definition=definition,
        type_label=labels.type(duty.case_type),
        deadline_label=labels.deadline(duty.case_type, duty.deadline),
        cases=found.cases if asked.with_cases else None,
    )


def _duty(session: Session, asked: BacklogAsked, moment: Moment) -> backlog.Duty:
    """What is asked. Raises BadMoment, Problem ``bad-period``."""
    zone, now = moment.zone, session.now()
    day = day_of(asked.on, zone, "on") if asked.on is not None else moment.as_of.astimezone(zone).date()
    target = day_of(asked.until, zone, "until") if asked.until is not None else None
    if target is not None and not 0 < (target - day).days <= LONGEST:
        raise problems.bad_target_day()
    if asked.on is not None and asked.as_of is not None:
        raise problems.day_said_twice()
    seen_until = now if moment.known_at is None else min(now, moment.known_at)
    return backlog.Duty(asked.type, asked.deadline, day, target, asked.period, seen_until, asked.unit)
