"""The backlog of a duty, and how it is brought to an end."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.text import Problem
from ..projections import backlog, lead_time
from ..projections.reader import Reader, ask
from ..terminal.backlog_pages import BacklogPage, show_backlog
from ..terminal.burn_down_chart import write_chart
from ..terminal.language import LANGUAGE, both, say
from ..terminal.moments import BadMoment, now
from ..terminal.output import answer
from .asking import Asked, Desk, desk, law_of, not_empty, rules_of

LONGEST = 3653  # days of a burn-down
Day = Annotated[
    str | None,
    Parameter(
        help=both(
            "Dagen, der spørges om, kl. 00:00 (ellers --as-of, ellers i dag).",
            "The day asked about, at 00:00 (else --as-of, else today).",
        )
    ),
]


def status(
    *,
    case_type: Annotated[str, Parameter(name="--type", help=both("Sagstypen.", "The case type."))],
    deadline: Annotated[str, Parameter(help=both("Fristen, der er pligten.", "The deadline that is the duty."))],
    on: Day = None,
    until: Annotated[
        str | None,
        Parameter(help=both("Måldagen: giver en nedbringelse.", "The target day: gives a burn-down.")),
    ] = None,
    period: Annotated[
        backlog.Step, Parameter(help=both("Punkter pr. måned eller uge.", "Points by month or week."))
    ] = "month",
    unit: Annotated[str | None, Parameter(help=both("Kun denne enhed.", "This unit only."))] = None,
    lead: Annotated[
        str | None,
        Parameter(
            help=both(
                "Varsel: fra denne frist (oversendelsen) til pligten.",
                "Lead time: from this deadline (the transfer) to the duty.",
            )
        ),
    ] = None,
    changed_on: Annotated[
        list[str] | None,
        Parameter(
            help=both(
                "Dage, hvor varslet ændredes (ellers sagstypens valid_from).",
                "Days on which the lead time changed (else the case type's valid_from).",
            )
        ),
    ] = None,
    cases: Annotated[bool, Parameter(negative=(), help=both("Vis sagerne.", "List the cases."))] = False,
    chart: Annotated[
        Path | None,
        Parameter(
            help=both("Tegn nedbringelsen: FIL.svg eller FIL.png.", "Draw the burn-down: FILE.svg or FILE.png.")
        ),
    ] = None,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang backlog``."""
    not_empty("--unit", unit)
    with desk(asked, case_type) as ready:
        for named in (deadline, lead):
            _of_the_type(ready, case_type, named)
        duty = _duty(ready, asked, (case_type, deadline), on, until, period, unit)
        changes = [_day(ready, text) for text in changed_on or ()]
        found = ask(ready.journal, ready.moment, lambda reader: _page(reader, duty, lead, changes))
        if not cases:
            found.cases = None
        if chart is not None:
            write_chart(found, chart, ready.zone, LANGUAGE)
        answer(found, asked.json, lambda page: show_backlog(page, ready.zone))


def _page(reader: Reader, duty: backlog.Duty, lead: str | None, changes: list[date]) -> BacklogPage:
    found = backlog.backlog(reader, duty)
    months: list[lead_time.LeadTime] = []
    changed: list[lead_time.LeadChange] = []
    if lead is not None:
        at = min(backlog.start_of(reader, duty.until or duty.on), duty.seen_until)
        months, changed = lead_time.lead_times(reader, duty.case_type, lead, duty.deadline, at, changes)
    restoration = found.restoration
    definitions = [backlog.DEFINITION, *([lead_time.DEFINITION] if lead is not None else [])]
    return BacklogPage(
        as_of=backlog.start_of(reader, duty.on),
        known_at=reader.moment.known_at,
        zone=reader.moment.zone.key,
        position=reader.position,
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
        definition=" ".join(say(one) for one in definitions),
        cases=found.cases,
    )


def _duty(
    ready: Desk,
    asked: Asked,
    named: tuple[str, str],
    on: str | None,
    until: str | None,
    step: backlog.Step,
    unit: str | None,
) -> backlog.Duty:
    """What is asked. Raises BadMoment, Problem ``bad-period``."""
    day = _day(ready, on) if on is not None else ready.moment.as_of.astimezone(ready.zone).date()
    target = _day(ready, until) if until is not None else None
    if target is not None and not 0 < (target - day).days <= LONGEST:
        raise Problem(
            code="bad-period",
            da="--until skal ligge efter --on, og højst ti år efter.",
            en="--until must lie after --on, and no more than ten years after.",
        )
    if on is not None and asked.as_of is not None:
        raise Problem(
            code="bad-period",
            da="--on og --as-of siger det samme. Skriv kun den ene.",
            en="--on and --as-of say the same. Write only one.",
        )
    seen_until = now() if ready.moment.known_at is None else min(now(), ready.moment.known_at)
    return backlog.Duty(*named, day, target, step, seen_until, unit)


def _day(ready: Desk, text: str) -> date:
    """A date of the call. Raises BadMoment for an instant."""
    moment = ready.instant(text)
    if moment is None or len(text.strip()) != 10:
        raise BadMoment(da=f"{text!r} er ikke en dato (2007-12-01).", en=f"{text!r} is not a date (2007-12-01).")
    return moment.astimezone(ready.zone).date()


def _of_the_type(ready: Desk, case_type: str, deadline: str | None) -> None:
    """A misspelt deadline must not look like an empty backlog. Raises Problem ``unknown-deadline``, ``unknown-case-type``."""
    law = law_of(ready.journal)
    rules_of(law, case_type)
    ids = {rule.id for _, version in law.types()[case_type] for rule in version.deadlines}
    if deadline is not None and deadline not in ids:
        named = ", ".join(sorted(ids)) or both("ingen", "none")
        raise Problem(
            code="unknown-deadline",
            da=f"Sagstypen {case_type} har ikke fristen {deadline!r}. Dens frister: {named}.",
            en=f"The case type {case_type} does not have the deadline {deadline!r}. Its deadlines: {named}.",
        )
