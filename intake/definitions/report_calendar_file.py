"""Report calendars as people write them: TOML text to ``ReportCalendar``, or everything that is wrong with it.

``docs/report-calendar.md`` describes the form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from msgspec import Meta

from ...domain.events.publications import ReportCalendarPublished
from ...domain.excerpt import excerpt
from ...domain.person_number import may_stand_in
from ...domain.problem import Problem
from ...domain.rules.report_calendar import (
    PERIOD,
    Every,
    ReportCalendar,
    ReportRun,
    ReportWanted,
    Role,
    Roll,
    RunDay,
    RunRecipient,
)
from ...domain.text import Text
from ...domain.words.figures import counted
from ...domain.words.wording import has_lone_brace, names_in
from ...domain.written.toml_arrays import check_names, written
from ...domain.written.toml_form import Said, WrittenTable, means, read_table
from ...domain.written.toml_kinds import (
    FIRST_YEAR,
    LAST_YEAR,
    Names,
    OfficeName,
    OfficeNames,
    Slug,
    String,
    TimeOfDay,
    Zone,
)
from ...domain.written.toml_lines import Path as Place
from ...domain.written.toml_page import FileError, Page, suggestion
from .definition import DefinitionKind
from .written_file import WrittenFile

# Whether the office's reports can be made as a run wants them, for any period: what is wrong, or None.
Fits = Callable[[ReportRun], Problem | None]

RUN_WORD = Text("kørslen", "run")
OF_A_REPORT = ("for", "type", "unit", "formats")


class RecipientForm(WrittenTable, frozen=True, kw_only=True):
    """A recipient of a run: a name in the address book, or a role."""

    recipient: Annotated[
        Slug | None, means("Et navn i operatørens adressebog.", "A name in the operator's address book.")
    ] = None
    role: Annotated[
        Role | None, means("Enhedens postkasse eller dens leder.", "The unit's mailbox or its leader.")
    ] = None
    unit: Annotated[OfficeName | None, means("Hvilken enheds (ellers kørslens).", "Whose (else the run's).")] = (
        None
    )
    channel: Annotated[
        Slug | None, means("Operatørens kanal (ellers email).", "By which channel (else email).")
    ] = None


class RunDayForm(WrittenTable, frozen=True, kw_only=True):
    """``on``."""

    month: Annotated[
        Annotated[int, Meta(ge=1, le=12)] | None,
        means("Hvilken måned efter perioden, fra 1.", "Which month after the period, from 1."),
    ] = None
    day: Annotated[Annotated[int, Meta(ge=1, le=31)], means("Dagen i måneden.", "The day of the month.")]


class RunForm(WrittenTable, frozen=True, kw_only=True, rename={"audience": "for"}):
    """``[[run]]``."""

    id: Annotated[Slug, means("Kørslens navn.", "The run's name.")]
    label: Annotated[Said, means("Hvad folk kalder den.", "What people call it.")]
    every: Annotated[Every, means("Perioden, den er om.", "The period that it is about.")]
    on: Annotated[RunDayForm, means("Dagen, den kommer.", "The day on which it comes.")]
    at: Annotated[TimeOfDay | None, means("Lokalt klokkeslæt.", "Local time of day.")] = None
    roll: Annotated[Roll | None, means("En dag, der er fridag.", "A day that is off.")] = None
    report: Annotated[Slug | None, means("Rapportens slags.", "The kind of the report.")] = None
    audience: Annotated[Slug | None, means("Hvem rapporten er for.", "Whom the report is for.")] = None
    type: Annotated[Slug | None, means("Kun denne sagstype.", "This case type only.")] = None
    unit: Annotated[
        OfficeNames | None, means("Kun disse enheder (ellers alle).", "These units only (else all).")
    ] = None
    formats: Annotated[Names | None, means("Rapportens former.", "The forms of the report.")] = None
    notice: Annotated[
        Said | None, means("En besked i stedet for en rapport.", "A notice in place of a report.")
    ] = None
    to: Annotated[tuple[RecipientForm, ...], means("Hvem der får den.", "Who gets it.")]
    source: Annotated[String | None, means("Hvor det er aftalt.", "Where it was agreed.")] = None


class ReportCalendarForm(WrittenTable, frozen=True, kw_only=True):
    """A report calendar's file."""

    id: Annotated[Slug, means("Navnet i kommandoer.", "The name in commands.")]
    title: Annotated[Said, means("Hvad folk kalder den.", "What people call it.")]
    valid_from: Annotated[date | None, means("Første dag, den gælder.", "The first day that it governs.")] = None
    calendar: Annotated[
        Slug | None,
        means("Arbejdsdagenes kalender (ellers denmark).", "The calendar of working days (else denmark)."),
    ] = None
    zone: Annotated[
        Zone | None, means("Tidszonen for dage og klokkeslæt.", "The time zone of days and times.")
    ] = None
    run: Annotated[tuple[RunForm, ...] | None, means("Kørslerne, en tabel hver.", "The runs, a table each.")] = (
        None
    )


def parse(
    text: str, name: str, *, calendars: Collection[str], fits: Fits
) -> tuple[ReportCalendar | None, list[FileError]]:
    """The report calendar in a TOML text, or None and every fault, by the lines of the file, called ``name``.

    calendars: ids of the working calendars that there are.
    """
    page = Page(text, name)
    if page.faults:
        return None, page.faults
    values = read_table(page, (), page.values, ReportCalendarForm)
    _check_calendar(page, values, calendars)
    check_names(page, ("run",), page.values.get("run"), "id", RUN_WORD)
    for index, one in written(page.values.get("run")):
        _check_run(page, ("run", index), one)
    _check_personal(page, (), page.values)
    runs = {index: _run(one) for index, one in enumerate(values.pop("run", [])) if page.is_right("run", index)}
    for index, run in runs.items():
        if (problem := fits(run)) is not None:
            said, key = problem.text, problem.parameter if problem.parameter in OF_A_REPORT else None
            page.fault(
                ("run", index),
                da=f"{run.id}: {said.da}" + (f" (»{key}«)" if key else ""),
                en=f"{run.id}: {said.en}" + (f' ("{key}")' if key else ""),
            )
    return (
        (None, page.sorted_faults()) if page.faults else (ReportCalendar(**values, runs=tuple(runs.values())), [])
    )


def _run(values: dict[str, Any]) -> ReportRun:
    report = values.pop("report", None)
    of_report = {
        "audience": values.pop("for", None),
        "case_type": values.pop("type", None),
        "units": tuple(values.pop("unit", ())),
        "formats": tuple(values.pop("formats", ReportWanted(report="").formats)),
    }
    wanted = ReportWanted(report=report, **of_report) if report else None
    to = tuple(RunRecipient(**one) for one in values.pop("to"))
    return ReportRun(**{**values, "on": RunDay(**values["on"])}, report=wanted, to=to)


def _check_calendar(page: Page, values: Mapping[str, Any], calendars: Collection[str]) -> None:
    working = values.get("calendar", ReportCalendar(id="", title=Text("", "")).calendar)
    if working not in calendars:
        hint = suggestion(working, calendars)
        page.fault(
            ("calendar",),
            da=f"Kalenderen »{excerpt(working)}« kendes ikke. {hint.da}",
            en=f'The calendar "{excerpt(working)}" is not known. {hint.en}',
        )
    since = values.get("valid_from")
    if since is not None and not FIRST_YEAR <= since.year <= LAST_YEAR:
        page.fault(
            ("valid_from",),
            da=f"Året skal ligge mellem {FIRST_YEAR} og {LAST_YEAR}.",
            en=f"The year must be from {FIRST_YEAR} to {LAST_YEAR}.",
        )


def _check_run(page: Page, path: Place, run: Mapping[str, Any]) -> None:
    """What of a run does not fit together."""
    if ("report" in run) == ("notice" in run):
        page.fault(
            path,
            da="En kørsel har enten »report« (en rapport) eller »notice« (en besked).",
            en='A run has either "report" or "notice".',
        )
    if "report" not in run:
        for key in OF_A_REPORT:
            if key in run:
                page.fault(
                    (*path, key),
                    da=f"»{key}« hører til en rapport; denne kørsel har ingen.",
                    en=f'"{key}" belongs to a report; this run has none.',
                )
    _check_units(page, path, run)
    _check_notice(page, path, run.get("notice"))
    if run.get("to") == []:
        page.fault(
            (*path, "to"),
            da="Hvem skal have den? Nævn mindst én modtager.",
            en="Who gets it? Name one recipient at least.",
        )
    for index, one in written(run.get("to")):
        _check_recipient(page, (*path, "to", index), one, has_units="unit" in run)


def _check_units(page: Page, path: Place, run: Mapping[str, Any]) -> None:
    units = run.get("unit")
    listed = units if isinstance(units, list) else [units] if isinstance(units, str) else None
    if listed is None:
        return
    told = [unit for unit in listed if isinstance(unit, str)]
    if not told or any(not unit.strip() for unit in told) or len(set(told)) < len(told):
        page.fault(
            (*path, "unit"),
            da="»unit« nævner mindst én enhed, hver én gang. Udelad den, hvis rapporten er om alle.",
            en='"unit" names at least one unit, each of them once. Leave it out if the report is about all.',
        )


def _check_notice(page: Page, path: Place, notice: object) -> None:
    """The only name in braces is that of the period."""
    for language, said in notice.items() if isinstance(notice, dict) else ():
        if isinstance(said, str) and (has_lone_brace(said) or not {*names_in(said)} <= {PERIOD}):
            page.fault(
                (*path, "notice", language),
                da=f"Her kan kun stå {{{PERIOD}}} i krøllede parenteser: periodens navn. En parentes selv skrives {{{{.",
                en=f"Only {{{PERIOD}}} can stand in braces here: the period's name. A brace itself is written {{{{.",
            )


def _check_recipient(page: Page, path: Place, one: Mapping[str, Any], *, has_units: bool) -> None:
    if ("recipient" in one) == ("role" in one):
        page.fault(
            path,
            da="En modtager er enten »recipient« (et navn i adressebogen) eller »role« (unit eller team-leader).",
            en='A recipient is either "recipient" (a name in the address book) or "role" (unit or team-leader).',
        )
    elif "recipient" in one and "unit" in one:
        page.fault(
            (*path, "unit"),
            da="»unit« hører til »role«: hvis postkasse, eller hvis leder?",
            en='"unit" belongs to "role": whose mailbox, or whose leader?',
        )
    elif "role" in one and "unit" not in one and not has_units:
        page.fault(
            path,
            da="Hvilken enheds? Skriv »unit« her, eller i kørslen, når rapporten er om den.",
            en='Whose? Write "unit" here, or in the run if the report is about it.',
        )


def _check_personal(page: Page, path: Place, value: object) -> None:
    """Nothing in the file is like a CPR number: it ends in reports, messages and logs."""
    for place, one in _texts(path, value):
        if may_stand_in(one):
            page.fault(
                place,
                da="Dette ligner noget med et CPR-nummer. Skriv det uden: kalenderen sendes til andre.",
                en="This seems to hold a CPR number. Write it without: the calendar is sent to others.",
            )


def _texts(path: Place, value: object) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts((*path, key), one)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _texts((*path, index), one)


def report_calendars(fits: Fits) -> DefinitionKind[ReportCalendar]:
    """Report calendars as a kind of definition. fits: whether the office's reports can be made as a run wants them."""

    def parsed(file: WrittenFile, calendars: Collection[str]) -> tuple[ReportCalendar | None, list[FileError]]:
        return parse(file.text, file.name, calendars=calendars, fits=fits)

    return DefinitionKind(
        event=ReportCalendarPublished,
        parse=parsed,
        contents=lambda one: counted(len(one.runs), Text("kørsel", "run"), Text("kørsler", "runs")),
        calendar_of=lambda one: one.calendar,
        before_cases=False,  # it holds for what comes due after it is published
    )
