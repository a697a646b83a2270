"""Targets: what was agreed for a year, and how it stands."""

from __future__ import annotations

from ...domain.rules.targets import Target, Targets
from ...domain.text import LANGUAGES, Text
from ...domain.words.figures import number
from ...operations.targets import AllTargets
from ...projections.asking import small_numbers
from ...projections.statistics.targets import TargetsStanding, TargetStatus, goal
from ..model.columns import COLUMNS, column
from ..model.section import SMALL_MARK, Column, Emphasis, LabelledValue, Line, Marked, Row, Section
from ..model.sentences import joined, same, sentence
from ..model.vocabulary import word
from .definitions import ID, POSITION, TITLE, versions

CONTRACTS = (
    Column(id="year", label=Text("År", "Year"), sort="text"),
    ID,
    TITLE,
    Column(id="targets", label=Text("Mål", "Targets")),
    POSITION,
)
STANDING = (
    Column(id="label", label=Text("Mål", "Target"), sort="text", key=True),
    column("unit", priority=2),
    Column(id="goal", label=Text("Skal være", "Goal"), sort="text"),
    Column(id="figure", label=Text("Tal", "Figure"), sort="figure"),
    Column(id="figure_before", label=Text("Før", "Before"), sort="figure", priority=2),
    Column(id="expected", label=Text("Forventet", "Expected"), sort="figure", priority=2),
    Column(id="status", label=Text("Status", "Status"), sort="text"),
)
EMPHASIS: dict[str, Emphasis] = {
    "reached": "good",
    "on-track": "good",
    "behind": "warning",
    "missed": "error",
    "not-measurable": "dim",
}


def contracts(found: AllTargets, _: object) -> list[Section]:
    """Every publication of targets."""
    none = Text("Ingen mål er offentliggjort.", "No targets are published.")
    return versions(
        "targets",
        found.targets,
        CONTRACTS,
        found.next,
        none=none,
        publish="targets.publish",
        year=lambda one: str(one.year),
        targets=lambda one: len(one.targets),
    )


def contract(found: Targets, _: object) -> list[Section]:
    """The targets of a year in sentences."""
    title = sentence(
        "{id} · {title} ({year})", "{id} · {title} ({year})", id=found.id, title=found.title, year=str(found.year)
    )
    return [Section(id="contract", title=title), *(_target(one) for one in found.targets)]


def _target(target: Target) -> Section:
    where = ", ".join(f"{field} = {value}" for field, value in target.where.items())
    measured = joined(
        (target.measure, COLUMNS[target.column].label if target.column in COLUMNS else target.column)
    )
    facts = (
        (Text("enhed", "unit"), target.unit or Text("hele forvaltningen", "the whole administration")),
        (Text("måles ved", "measured by"), measured),
        (Text("sagstype", "case type"), target.case_type),
        (Text("udsnit", "selection"), where),
        (Text("mål", "goal"), _goal(target)),
        (Text("kilde", "source"), target.source),
    )
    return Section(
        id=target.id,
        title=sentence("{id} · {label}", "{id} · {label}", id=target.id, label=target.label),
        facts=tuple(LabelledValue(name, said) for name, said in facts if said),
    )


def standing(found: TargetsStanding, _: object) -> list[Section]:
    """How each target stands, what could not be measured and why, and what the figures mean."""
    so_far = same("") if found.over else Text(" – indtil nu", " – so far")
    notes = [
        Line(joined((one.label, one.reason), ": "), "warning") for one in found.items if one.reason is not None
    ]
    notes += [Line(joined((name, said), ": "), "dim") for name, said in found.definitions.items()]
    if any(one.small for one in found.items):
        notes.append(Line(small_numbers.DEFINITION, "dim"))
    notes += [Line(same(f"{one.id}: {', '.join(one.cases)}")) for one in found.items if one.cases]
    return [
        Section(
            id="standing",
            title=sentence(
                "Mål for {period}{so_far}", "Targets of {period}{so_far}", period=found.period, so_far=so_far
            ),
            columns=STANDING,
            rows=[_row(one) for one in found.items],
            notes=tuple(notes),
            definition=found.definition,
        )
    ]


def _row(item: TargetStatus) -> Row:
    status = word("target-status", item.status)
    if item.small:
        status = joined((status, SMALL_MARK), "")
    return {
        "label": item.label,
        "unit": item.unit,
        "goal": _goal(item),
        "figure": item.figure,
        "figure_before": item.figure_before,
        "expected": item.expected,
        "status": Marked(status, EMPHASIS[item.status]),
    }


def _goal(target: Target | TargetStatus) -> Text:
    figure = goal(target)
    decimals = len(f"{figure:.10g}".partition(".")[2])
    sign = "≤" if target.at_most is not None else "≥"
    told = Text(*(f"{sign} {number(figure, language, decimals)}" for language in LANGUAGES))
    return sentence("{goal} om året", "{goal} a year", goal=told) if target.per_year else told
