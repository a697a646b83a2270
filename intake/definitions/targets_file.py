"""Targets as people write them: TOML text to ``Targets``, or everything that is wrong with it.

``docs/statistics.md`` describes the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from msgspec import Meta

from ...domain.events.publications import TargetsPublished
from ...domain.excerpt import excerpt
from ...domain.fold.law import Law
from ...domain.person_number import is_written_in, may_stand_in
from ...domain.plain_text import plain
from ...domain.rules.targets import Target, Targets
from ...domain.text import Text
from ...domain.words.figures import counted
from ...domain.written.toml_form import BothLanguages, WrittenTable, means, read_table, text
from ...domain.written.toml_kinds import (
    ATTRIBUTE_NAME,
    CalendarYear,
    OfficeName,
    Slug,
    office_name,
    read_by,
    string,
)
from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_page import FileError, Page, suggestion
from ...projections.statistics.measures import MEASURES
from .definition import DefinitionKind

MOST = 1_000_000_000  # no office has more of anything, and a column has room for it
# What a measure says of two periods, and measures but for that of a moment: a target is about one period.
OF_TWO_PERIODS = ("before", "change_pct")
MEASURES_OF_A_PERIOD = [one for one in MEASURES if one != "open-deadlines"]


def fields(page: Page, path: Place, value: Any) -> dict[str, str] | None:
    """A kind of value: field to value, both texts."""
    if isinstance(value, dict) and value and all(isinstance(one, str) and one.strip() for one in value.values()):
        for field, wanted in value.items():
            if is_written_in(wanted):
                _personal(page, (*path, field))
        return {plain(field): plain(wanted) for field, wanted in value.items()}
    page.fault(
        path,
        da=f'»{path[-1]}« skal være felter og deres værdier: {{ kind = "formality" }}, ikke »{excerpt(value)}«.',
        en=f'"{path[-1]}" must be fields and their values: {{ kind = "formality" }}, not "{excerpt(value)}".',
    )
    return None


def words(page: Page, path: Place, value: Any) -> str | None:
    """A kind of value: a text that holds nothing like a CPR number; it is shown to everybody."""
    read: str | None = string(page, path, value)
    if read is not None and may_stand_in(read):
        _personal(page, path)
        return None
    return read


def both_words(page: Page, path: Place, value: Any) -> Text | None:
    """A kind of value: the same in both languages."""
    read: Text | None = text(page, path, value)
    if read is not None and (may_stand_in(read.da) or may_stand_in(read.en)):
        _personal(page, path)
        return None
    return read


def name(page: Page, path: Place, value: Any) -> str | None:
    """A kind of value: a name, such as a unit's. Ten digits may be one; what is written as a CPR number is none."""
    read: str | None = office_name(page, path, value)
    if read is not None and is_written_in(read):
        _personal(page, path)
        return None
    return read


def _personal(page: Page, path: Place) -> None:
    page.fault(
        path,
        da=f"»{excerpt(path[-1])}« ligner noget med et CPR-nummer. Skriv det uden: mål vises for alle.",
        en=f'"{excerpt(path[-1])}" seems to hold a CPR number. Write it without: targets are shown to everybody.',
    )


Goal = Annotated[float, Meta(ge=0, le=MOST)] | None
BothWords = Annotated[BothLanguages, read_by(both_words)]


class TargetForm(WrittenTable, frozen=True, kw_only=True):
    """``[[target]]``."""

    id: Annotated[Slug, means("Målets navn for programmer.", "The target's name for programs.")]
    label: Annotated[BothWords, means("Hvad folk kalder det.", "What people call it.")]
    unit: Annotated[
        Annotated[str, read_by(name)] | None,
        means(
            "Hvis mål det er (ellers hele forvaltningens).",
            "Whose target it is (else the whole administration's).",
        ),
    ] = None
    measure: Annotated[
        OfficeName,
        means("Statistikken.", "The statistic."),
        Meta(extra_json_schema={"enum": MEASURES_OF_A_PERIOD}),
    ]
    column: Annotated[OfficeName, means("Tallet i den.", "The figure of it.")]
    type: Annotated[Slug | None, means("Kun sager af denne type.", "Cases of this type only.")] = None
    where: Annotated[
        Annotated[dict[str, str], read_by(fields, minProperties=1)] | None,
        means("Felter og deres værdier.", "Fields and their values."),
    ] = None
    at_most: Annotated[Goal, means("Målet: højst.", "The goal: at most.")] = None
    at_least: Annotated[Goal, means("Målet: mindst.", "The goal: at least.")] = None
    per_year: Annotated[
        bool | None,
        means("true: tallet lægges sammen over året.", "true: the figure adds up over the year."),
    ] = None
    source: Annotated[
        Annotated[str, read_by(words)] | None, means("Hvor det er aftalt.", "Where it was agreed.")
    ] = None


class TargetsForm(WrittenTable, frozen=True, kw_only=True):
    """A file of targets."""

    id: Annotated[Slug, means("Navnet i kommandoer.", "The name in commands.")]
    title: Annotated[BothWords, means("Hvad folk kalder dem.", "What people call them.")]
    year: Annotated[CalendarYear, means("Året, de gælder.", "The year that they hold for.")]
    target: Annotated[tuple[TargetForm, ...], means("Målene, en tabel hver.", "The targets, a table each.")]


def parse(written: str, name: str) -> tuple[Targets | None, list[FileError]]:
    """The targets in a TOML text, or None and the faults, by the lines of the file, which they call ``name``."""
    page = Page(written, name)
    if page.faults:
        return None, page.faults
    values = read_table(page, (), page.values, TargetsForm)
    _check_targets(page, values.get("target", []))
    if page.faults:
        return None, page.sorted_faults()
    targets = []
    for one in values.pop("target"):
        case_type = one.pop("type", None)
        targets.append(Target(**one, case_type=case_type))
    return Targets(**values, targets=tuple(targets)), []


def _check_targets(page: Page, targets: Sequence[dict[str, Any]]) -> None:
    """What does not fit together. Keys that are missing or wrong are faults of the form, and are left out here."""
    if page.values.get("target") == []:
        page.fault(
            ("target",),
            da="Der er ingen mål i filen. Skriv mindst ét: [[target]]",
            en="There are no targets in the file. Write one at least: [[target]]",
        )
    seen: set[str] = set()
    for index, target in enumerate(targets):
        path: Place = ("target", index)
        if target.get("id") in seen:
            page.fault(
                (*path, "id"),
                da=f"Målet »{target['id']}« står to gange.",
                en=f'The target "{target["id"]}" is twice.',
            )
        seen.add(target.get("id", ""))
        _check_figure(page, path, target)
        _check_selection(page, path, target)
        written = page.values["target"][index]
        if isinstance(written, dict) and ("at_most" in written) == ("at_least" in written):
            page.fault(
                path,
                da="Et mål har enten »at_most« (højst) eller »at_least« (mindst).",
                en='A target has either "at_most" or "at_least".',
            )


def _check_figure(page: Page, path: Place, target: dict[str, Any]) -> None:
    """The measure is one there is, and the column one of its figures, of one period."""
    name, column = target.get("measure"), target.get("column")
    if name is None:
        return
    if name not in MEASURES_OF_A_PERIOD:
        hint = suggestion(name, MEASURES_OF_A_PERIOD)
        page.fault(
            (*path, "measure"),
            da=f"Der er intet mål »{excerpt(name)}« for en periode. {hint.da}",
            en=f'There is no measure "{excerpt(name)}" of a period. {hint.en}',
        )
        return
    columns = [one for one in MEASURES[name].columns if one not in OF_TWO_PERIODS]
    if column is not None and column not in columns:
        hint = suggestion(column, columns)
        page.fault(
            (*path, "column"),
            da=f"»{name}« har ikke tallet »{excerpt(column)}« for én periode. {hint.da}",
            en=f'"{name}" has no figure "{excerpt(column)}" of one period. {hint.en}',
        )
    elif column is not None and target.get("per_year") and column not in MEASURES[name].counts:
        page.fault(
            (*path, "per_year"),
            da=f"»{column}« er ikke et antal og lægges ikke sammen over året. Udelad »per_year«.",
            en=f'"{column}" is no number of something, and does not add up over the year. Leave "per_year" out.',
        )
    for key in ("at_most", "at_least"):
        if column is not None and column.endswith("_pct") and target.get(key, 0) > 100:
            page.fault(
                (*path, key),
                da=f"»{column}« er en andel og højst 100.",
                en=f'"{column}" is a share, and 100 at most.',
            )


def _check_selection(page: Page, path: Place, target: dict[str, Any]) -> None:
    """What is counted can be found by its fields; whether there is an attribute of a name, the case types know."""
    where, measure = target.get("where", {}), MEASURES.get(target.get("measure", ""))
    for field in where:
        if field == "unit":
            page.fault(
                (*path, "where", field),
                da="Enheden er målets egen nøgle: skriv »unit« i målet, ikke i »where«.",
                en='The unit is a key of the target: write "unit" in the target, not in "where".',
            )
        elif measure is not None and field not in measure.fields and not ATTRIBUTE_NAME.fullmatch(field):
            hint = suggestion(field, measure.fields)
            page.fault(
                (*path, "where", field),
                da=f"»{excerpt(field)}« er intet felt og kan ikke være en oplysning på en sag. {hint.da}",
                en=f'"{excerpt(field)}" is no field, and can\'t be an attribute of a case. {hint.en}',
            )
    written = page.values["target"][path[-1]]
    if measure is not None and measure.divided and not {"unit", "where"} & written.keys():
        fields = ", ".join(measure.fields)
        page.fault(
            (*path, "measure"),
            da=f"»{target['measure']}« er altid opdelt. Giv målet »unit«, eller »where« med et af felterne: {fields}.",
            en=f'"{target["measure"]}" is always divided. Give the target a "unit", or "where" with one of: {fields}.',
        )


def notes(targets: Targets, law: Law | None = None) -> list[Text]:
    """What may keep a target from being measured, though its file is in order.

    A field that is none of the measure's own is an attribute of a case, if a case type declares it. law: the case
    types published; None: they are not known.
    """
    return [
        _note(target, field, law)
        for target in targets.targets
        for field in target.where
        if field not in MEASURES[target.measure].fields and (law is None or field not in _attributes(law, target))
    ]


def _attributes(law: Law, target: Target) -> set[str]:
    types = law.types() if target.case_type is None else [target.case_type]
    return {name for type_id in types for name in law.attributes(type_id)}


def _note(target: Target, field: str, law: Law | None) -> Text:
    hint = suggestion(field, [*MEASURES[target.measure].fields, *(_attributes(law, target) if law else ())])
    shown = excerpt(field)
    if law is None:
        return Text(
            da=f"{target.id}: »{shown}« er ikke et af felterne i {target.measure}; så skal en sagstype have den som "
            f"oplysning. {hint.da}",
            en=f'{target.id}: "{shown}" is none of the fields of {target.measure}; a case type must have it as an '
            f"attribute. {hint.en}",
        )
    of_type = Text(f"sagstypen {target.case_type}", f"the case type {target.case_type}")
    whose = of_type if target.case_type else Text("nogen offentliggjort sagstype", "any published case type")
    return Text(
        da=f"{target.id}: »{shown}« er hverken et felt i {target.measure} eller en oplysning i {whose.da}, som må "
        f"vises; målet kan ikke måles, før den er det. {hint.da}",
        en=f'{target.id}: "{shown}" is neither a field of {target.measure} nor an attribute of {whose.en} that may '
        f"be told; the target can't be measured until it is. {hint.en}",
    )


def _contents(targets: Targets) -> Text:
    goals = counted(len(targets.targets), Text("mål", "target"), Text("mål", "targets"))
    return Text(f"{goals.da} for {targets.year}", f"{goals.en} for {targets.year}")


TARGETS = DefinitionKind(
    event=TargetsPublished,
    parse=lambda file, _: parse(file.text, file.name),
    contents=_contents,
)
