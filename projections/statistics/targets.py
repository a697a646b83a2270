"""Targets of a year (resultatkontrakter): how each stands at the half-year, at the year's end or so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import msgspec

from ...domain.events.history import Recorded
from ...domain.events.publications import TargetsPublished
from ...domain.problem import BadInput, Problem, Unknown
from ...domain.rules.targets import Target, Targets
from ...domain.text import Text
from ..asking.grouping import Selection, label
from ..asking.name_check import unknown_case_type
from ..asking.reader import AsKnown, Reader
from ..asking.small_numbers import is_small
from .measures import MEASURES, measure
from .target_year import Window, contract_window

Status = Literal["reached", "on-track", "behind", "missed", "not-measurable"]

DEFINITION = Text(
    da="Tal: målets tal for perioden, som kendt på det spurgte tidspunkt; er perioden ikke slut, for perioden indtil nu. "
    "Før: det samme stykke af året før. Forventet: målet; lægges tallet sammen over året, halvdelen af målet ved "
    "halvåret og jævnt derimellem. Nået og ikke nået: når året er slut, eller når det ikke længere kan ændre sig. "
    "På vej og bagud: mod det forventede. Kan ikke måles: intet faldt i perioden, eller intet svarer til udsnittet.",
    en="figure: the target's figure for the period, as known at the moment asked; of the period so far where it is not "
    "over. figure_before: of the same part of the year before. expected: the target; of a figure that adds up over the "
    "year, half of it by the half-year and evenly between. reached, missed: the year is over, or it can't "
    "change any more. "
    "on-track, behind: against what is expected. not-measurable: nothing fell in the period, or nothing is of that "
    "selection.",
)


class Figure(NamedTuple):
    """What a measure says of a target's selection; value: none where nothing can be said."""

    value: float | None
    n: int
    small: bool = False
    cases: list[str] | None = None


class TargetStatus(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How one target stands. contract: the id of the targets it is one of. reason: why it can't be measured."""

    contract: str
    id: str
    label: Text
    unit: str | None
    measure: str
    column: str
    type: str | None
    where: dict[str, str]
    at_most: float | None
    at_least: float | None
    per_year: bool
    source: str | None
    figure: float | None
    n: int
    expected: float
    figure_before: float | None
    n_before: int
    status: Status
    reason: Text | None = None
    small: bool = False
    cases: list[str] | None = None


class TargetsStanding(AsKnown, kw_only=True, rename={"since": "from", "until": "to"}):
    """How targets stand in a period: a year (2010) or its first half (2010-H1), ``from`` included, ``to`` excluded.

    over: the period had ended at the moment asked; else the figures are of the period so far. definitions: what each
    measure counts.
    """

    definition: Text
    definitions: dict[str, Text]
    period: str
    since: date
    until: date
    over: bool
    items: list[TargetStatus]


def in_force(published: Iterable[Recorded], year: int | None = None) -> list[tuple[int, Targets]]:
    """Of what was published in ``$targets/``, the last of each id and year, with its position; by year and id."""
    found: dict[tuple[int, str], tuple[int, Targets]] = {}
    for recorded in published:
        if isinstance(recorded.event, TargetsPublished):
            targets = recorded.event.definition
            found[targets.year, targets.id] = (recorded.position, targets)
    return [found[key] for key in sorted(found) if year in (None, key[0])]


def standing(
    reader: Reader, published: Iterable[Recorded], year: int, *, half: bool, unit: str | None, cases: bool
) -> TargetsStanding:
    """How the targets of a year stand at the reader's moment. Raises Problem ``no-targets``.

    published: the journal's ``$targets/`` up to the reader's position. half: at the half-year, else the whole year.
    unit: only its targets. cases: with those behind each figure.
    """
    contracts = [targets for _, targets in in_force(published, year)]
    chosen = [
        (contract.id, target)
        for contract in contracts
        for target in contract.targets
        if unit is None or target.unit == unit
    ]
    if not chosen:
        raise _no_targets(contracts, year, unit)
    period = contract_window(year, half, reader.moment)
    items = [_status(reader, contract, target, period, cases) for contract, target in chosen]
    return TargetsStanding(
        definition=DEFINITION,
        definitions={item.measure: MEASURES[item.measure].definition for item in items},
        period=f"{year}-H1" if half else str(year),
        since=period.since.date(),
        until=period.until.date(),
        over=period.over,
        **reader.moment.told(reader.position),
        items=items,
    )


def _no_targets(contracts: Sequence[Targets], year: int, unit: str | None) -> Problem:
    if not contracts:
        return Unknown(
            code="no-targets",
            see="targets.list",
            da=f"Der er ingen mål for {year}.",
            en=f"There are no targets for {year}.",
        )
    units = ", ".join(sorted({target.unit for one in contracts for target in one.targets if target.unit})) or "–"
    return Unknown(
        code="no-targets",
        da=f"Ingen mål for {year} er for enheden {unit!r}. Enheder: {units}.",
        en=f"No targets for {year} are for the unit {unit!r}. Units: {units}.",
    )


def _status(reader: Reader, contract: str, target: Target, period: Window, cases: bool) -> TargetStatus:
    expected = goal(target) * (period.expected if target.per_year else 1)
    figure = before = Figure(None, 0)
    reason = None
    try:
        figure = _figure(reader, target, period.since, period.until, cases) if period.begun else figure
        before = _figure(reader, target, period.before_since, period.before_until, False)
    except Problem as problem:
        # A target that can't be counted is said, beside those that can.
        reason = problem.text
    if figure.value is None and reason is None:
        reason = _why_not(period, figure)
    return TargetStatus(
        contract=contract,
        id=target.id,
        label=target.label,
        unit=target.unit,
        measure=target.measure,
        column=target.column,
        type=target.case_type,
        where=target.where,
        at_most=target.at_most,
        at_least=target.at_least,
        per_year=target.per_year,
        source=target.source,
        figure=figure.value,
        n=figure.n,
        expected=round(expected, 1),
        figure_before=before.value,
        n_before=before.n,
        status=judge(target, figure.value, expected, year_over=period.year_over),
        reason=reason,
        small=figure.small,
        cases=figure.cases,
    )


def judge(target: Target, figure: float | None, expected: float, *, year_over: bool) -> Status:
    """Whether a target is reached, on track or behind. expected: what the figure is to be by now."""
    if figure is None:
        return "not-measurable"
    if year_over:
        return "reached" if _meets(target, figure, goal(target)) else "missed"
    if target.per_year and _meets(target, figure, goal(target)) == (target.at_least is not None):
        # A figure that adds up never falls: it stays reached, or stays above what it was to be at most.
        return "reached" if target.at_least is not None else "missed"
    return "on-track" if _meets(target, figure, expected) else "behind"


def goal(target: Target | TargetStatus) -> float:
    """The figure that is to be reached, or not passed."""
    figure = target.at_most if target.at_most is not None else target.at_least
    assert figure is not None
    return figure


def _meets(target: Target, figure: float, limit: float) -> bool:
    return figure <= limit if target.at_most is not None else figure >= limit


def _figure(reader: Reader, target: Target, since: datetime, until: datetime, cases: bool) -> Figure:
    """The target's figure between two instants. Raises Problem where the selection can't be asked for."""
    rows = _rows(reader, target, Selection(since=since, until=until, cases=cases))
    if rows:
        [row] = rows
        return Figure(getattr(row, target.column), row.n, getattr(row, "small", False), row.cases)
    # Nought is a figure only if the selection is one that something has been of: a misspelt unit has no complaints.
    if target.column in measure(target.measure).counts and _rows(reader, target, Selection()):
        return Figure(0, 0, is_small(0))
    return Figure(None, 0)


def _rows(reader: Reader, target: Target, selection: Selection) -> list[Any]:
    """The row of the measure that is the target's, or none. It is found as the group that the target names."""
    if target.case_type is not None and target.case_type not in reader.law.types():
        raise unknown_case_type(target.case_type, reader.law.types())
    of_unit = {"unit": target.unit} if target.unit is not None else {}
    if of_unit and "unit" in target.where:
        # No file says both; one that was published otherwise is not to tell one unit's figure under another's name.
        raise BadInput(
            code="unit-twice",
            da="Målet siger sin enhed to gange. Udelad den i »where«, og offentliggør målet igen.",
            en='The target says its unit twice. Leave it out of "where", and publish the target again.',
        )
    named = {**of_unit, **target.where}
    wanted = label(tuple(named), tuple(named.values()))
    counted = measure(target.measure)
    if target.column not in counted.columns:
        known = ", ".join(counted.columns)
        raise BadInput(
            code="unknown-column",
            da=f"{target.measure} har ikke tallet {target.column!r}. Tal: {known}.",
            en=f"{target.measure} has no figure {target.column!r}. Figures: {known}.",
        )
    found = counted.count(reader, selection._replace(case_type=target.case_type, by=tuple(named)))
    if not named and counted.divided:
        raise BadInput(
            code="divided-measure",
            da=f"{target.measure} er altid opdelt. Giv målet en enhed eller et felt (where).",
            en=f"{target.measure} is always divided. Give the target a unit or a field (where).",
        )
    return [row for row in found if row.group == wanted]


def _why_not(period: Window, figure: Figure) -> Text:
    if not period.begun:
        return Text(da="Perioden er ikke begyndt.", en="The period has not begun.")
    if figure.n:
        return Text(
            da="Tallet kan ikke beregnes af det, der faldt i perioden.",
            en="The figure can't be computed from what fell in the period.",
        )
    return Text(
        da="Intet i journalen svarer til målets udsnit i perioden. Se efter, at enhed og felter er stavet rigtigt.",
        en="Nothing in the journal is of the target's selection in the period. "
        "See that its unit and fields are spelt right.",
    )
