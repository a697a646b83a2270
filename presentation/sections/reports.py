"""Reports: which there are, one made, its editions, and an edition beside what is known now."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ...domain.text import Text
from ...operations.reports import EditionPublished, Editions, EditionsAsked, ReportKind, ReportKinds
from ...projections.asking import small_numbers
from ...projections.asking.periods import Period
from ...reports.editions.restatement import Restatement
from ...reports.editions.restatement_report import as_report
from ...reports.forms.wording import ROWS, has_small
from ...reports.model.report import Report
from ..model.columns import column, listed
from ..model.section import Column, Line, Row, Section
from ..model.sentences import joined, same, sentence
from ..model.vocabulary import NOT_STATED
from .definitions import POSITION, UNTITLED
from .moment import moment_of, words_of

REPORT = Column(id="report", label=Text("Rapport", "Report"), sort="text")
KINDS = (
    REPORT,
    Column(id="about", label=Text("Om", "About"), sort="long"),
    Column(id="periods", label=Text("Periode", "Period"), sort="text"),
    Column(id="for", label=Text("For", "For"), sort="text", priority=2),
)
EDITIONS = (
    REPORT,
    column("period"),
    column("unit", names=None),
    Column(id="chosen", label=Text("Valgt", "Chosen"), sort="text", priority=2),
    Column(id="edition", label=Text("Udgave", "Edition"), sort="number"),
    Column(id="published", label=Text("Offentliggjort", "Published"), sort="date"),
    POSITION,
    Column(id="digest", label=Text("Tal", "Digest"), sort="case", priority=3),
)
PERIODS: dict[Period, Text] = {
    "month": Text("måned, 2008-03", "month, 2008-03"),
    "quarter": Text("kvartal, 2010-Q1", "quarter, 2010-Q1"),
    "half": Text("halvår, 2010-H1", "half-year, 2010-H1"),
    "year": Text("år, 2010", "year, 2010"),
}
DIGEST_SHOWN = 8  # hexadecimal digits of a digest that tell editions apart


def kinds(found: ReportKinds, _: object) -> list[Section]:
    """The reports that there are."""
    return [Section(id="reports", title=UNTITLED, columns=KINDS, rows=[_kind(one) for one in found.reports])]


def _kind(one: ReportKind) -> Row:
    any_of_them = len(one.periods) == len(PERIODS)
    return {
        "report": one.report,
        "about": one.about,
        "periods": Text("enhver af dem", "any of them")
        if any_of_them
        else joined((PERIODS[period] for period in one.periods), "; "),
        "for": ", ".join(one.audiences) or None,
    }


def report(found: Report, _: object = None) -> list[Section]:
    """A report: its head, and its sections with their definitions."""
    head = Section(id="report", title=found.title, lines=(Line(found.subtitle),))
    foot = Section(id="small", title=UNTITLED, lines=(Line(small_numbers.DEFINITION, "dim"),))
    return [head, *(_shown(section, found) for section in found.sections), *([foot] if has_small(found) else [])]


def _shown(section: Section, of: Report) -> Section:
    """A section as it stands on a page: what only its chart shows, and what is too long, stands in the workbook."""
    names = {**of.names, **section.names}
    if section.folded and section.rows:
        elsewhere = Text("Tallene står i regnearket.", "The figures stand in the workbook.")
        return replace(section, rows=[], empty=elsewhere, names=names)
    left = len(section.rows) - ROWS
    more = sentence("{left} linjer til står i regnearket.", "{left} more lines stand in the workbook.", left=left)
    notes = (Line(more, "dim"),) if left > 0 else ()
    keys = [one.id for one in section.columns if one.key]
    rows = [row | {key: NOT_STATED for key in keys if row.get(key) is None} for row in section.rows[:ROWS]]
    return replace(section, rows=rows, notes=notes, names=names)


def published(found: EditionPublished, _: object) -> list[Section]:
    """What became of a publication."""
    became = (
        Text("De samme tal er allerede udgave", "The same figures are already edition")
        if found.already
        else Text("Offentliggjort som udgave", "Published as edition")
    )
    title = sentence(
        "{became} {edition}, som kendt ved position {position}.",
        "{became} {edition}, as known at position {position}.",
        became=became,
        edition=found.edition,
        position=found.position,
    )
    return [Section(id="edition", title=title, lines=(Line(same(f"SHA-256 {found.digest}"), "dim"),))]


def editions(found: Editions, _: EditionsAsked) -> list[Section]:
    """Editions in the order of publication."""
    zone = ZoneInfo(found.zone)
    table = listed(
        found.editions,
        *EDITIONS,
        chosen=lambda one: ", ".join(f"{k}={value}" for k, value in one.chosen.items() if k != "zone") or None,
        published=lambda one: one.published_at.astimezone(zone).date(),
        digest=lambda one: one.digest[:DIGEST_SHOWN],
    )
    empty = Text("Ingen rapporter er offentliggjort.", "No report has been published.")
    return [Section(id="editions", title=UNTITLED, **table, empty=empty, next=found.next)]


def restated(found: Restatement, _: object) -> list[Section]:
    """The report with every figure that is otherwise now, and the events behind."""
    head, *sections = report(as_report(found))
    moment = moment_of(found.now)
    if moment is not None:
        head = replace(head, lines=(*head.lines, Line(words_of(moment), "dim")))
    if not found.same:
        return [head, *sections]
    alike = sentence(
        "Udgave {edition} blev lavet igen med præcis de samme tal. Tal, der er anderledes nu: {figures}; hændelser bag: "
        "{events}.",
        "Edition {edition} was made again with exactly the same figures. Figures that are otherwise now: {figures}; events "
        "behind them: {events}.",
        edition=found.edition,
        figures=len(found.figures),
        events=len(found.events),
    )
    return [head, *sections, Section(id="alike", title=alike)]
