"""The year's processing times by type and unit, and the particularly long cases with where the time went."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ...domain.text import Text
from ...presentation.model import columns as col
from ...presentation.model.section import Chart, Column, Row, Section
from ...projections.asking.reader import Reader
from ...projections.asking.small_numbers import SMALL
from ...projections.flow import long_cases
from ...projections.statistics import case_time
from ..model.kind import Answers, Kind, ReportRequest, Rulebook
from ..model.questions import CaseQuestion, MeasureQuestion, Question, Share, by_case

YEARS = 5  # that the times are followed through
SLOWEST = 5.0  # percent of a type's cases that are told of one by one
AXIS = Text("Dage, median", "Days, median")
LONG = Text(
    f"De langsomste {SLOWEST:g} % af hver sagstypes sager, afsluttet i året eller åbne ved dets udgang, de længste "
    "først. Længst hos: den enhed, der havde sagen i flest dage; en oversendt sag er hos afsenderen, til den modtages. "
    "Undervejs og berostillet er dele af de samme dage.",
    f"The slowest {SLOWEST:g} % of each case type's cases, closed in the year or open at its end, the longest first. "
    "Longest with: the unit that held the case for most days; a referred one is with its sender until received. On its "
    "way and suspended are parts of the same days.",
)
LONG_COLUMNS = (
    col.CASE,
    col.TYPE,
    col.STATE,
    Column(id="opened_on", label=Text("Åbnet", "Opened"), sort="date"),
    Column(id="closed_on", label=Text("Afsluttet", "Closed"), sort="date"),
    Column(id="days", label=Text("Dage", "Days"), sort="days"),
    Column(id="longest_with", label=Text("Længst hos", "Longest with"), sort="text"),
    Column(id="longest_days", label=Text("Dage der", "Days there"), sort="days"),
    Column(id="on_the_way_days", label=Text("Undervejs", "On its way"), sort="days"),
    Column(id="suspended_days", label=Text("Berostillet", "Suspended"), sort="days"),
)


class LongCasesQuestion(CaseQuestion):
    """The slowest cases of each type. A case alone is slow or not by the others' measure."""

    def __init__(self, wanted: ReportRequest) -> None:
        span, zone = wanted.span, wanted.zone
        self.chosen = long_cases.LongCasesWanted(wanted.case_type, span.start(zone), span.end(zone), limit=None)
        self.unit = wanted.unit
        self.zone = zone

    def ask(self, reader: Reader) -> list[Row]:
        return self._rows(reader, self.chosen._replace(slowest_pct=SLOWEST))

    def shares(self, reader: Reader) -> dict[str, Share]:
        everyone = reader.at(reader.position)
        groups = long_cases.long_cases(everyone, self.chosen._replace(slowest_pct=SLOWEST, limit=0)).groups
        least = {group.type: group.threshold_days for group in groups}
        alone = self._rows(reader, self.chosen._replace(over_days=0))
        return by_case([row for row in alone if row["days"] >= least[row["type"]]])

    def _rows(self, reader: Reader, chosen: long_cases.LongCasesWanted) -> list[Row]:
        found = long_cases.long_cases(reader, chosen).rows
        return [
            _long(case, self.zone)
            for case in found
            if self.unit is None or any(share.unit == self.unit for share in case.where)
        ]


def _long(case: long_cases.LongCase, zone: ZoneInfo) -> Row:
    longest = case.where[0] if case.where else None
    return {
        "case": case.case,
        "type": case.type,
        "state": case.state,
        "opened_on": case.started_at.astimezone(zone).date(),
        "closed_on": case.ended_at.astimezone(zone).date() if case.ended_at is not None else None,
        "days": case.days,
        "longest_with": longest.unit if longest else None,
        "longest_days": longest.days if longest else 0.0,
        "on_the_way_days": case.on_the_way_days,
        "suspended_days": case.suspended_days,
        "held_by": [(share.unit, share.days) for share in case.where],
    }


def questions(wanted: ReportRequest, _rulebook: Rulebook) -> dict[str, Question]:
    """The times of the year and of the years before, and the long cases."""
    this = wanted.span
    first = this
    for _ in range(YEARS - 1):
        first = first.previous()
    return {
        "years": MeasureQuestion("case-time", wanted.within(first, this, "type", period="year"), wanted.where),
        "units": MeasureQuestion("case-time", wanted.within(this, this, "type", "unit"), wanted.where),
        "long": LongCasesQuestion(wanted),
    }


def sections(wanted: ReportRequest, answers: Answers, _rulebook: Rulebook) -> list[Section]:
    """The year, the year by unit, the years, and the long cases."""
    this_year = [row for row in answers["years"] if row["period"] == wanted.span.name]
    closed = Text("Ingen sager blev afsluttet.", "No case was closed.")
    return [
        Section(
            id="types",
            title=Text("Sagsbehandlingstid efter sagstype", "Processing time by case type"),
            definition=case_time.DEFINITION,
            columns=(col.TYPE, *col.CASE_TIMES),
            rows=this_year,
            empty=closed,
        ),
        Section(
            id="units",
            title=Text("Sagsbehandlingstid efter sagstype og enhed", "Processing time by case type and unit"),
            columns=(col.TYPE, col.UNIT, *col.CASE_TIMES),
            rows=answers["units"],
            empty=closed,
        ),
        Section(
            id="years",
            title=Text("År for år", "Year by year"),
            definition=Text(
                f"Figuren viser medianen, hvor mindst {SMALL} sager blev afsluttet.",
                f"The chart shows the median where at least {SMALL} cases were closed.",
            ),
            columns=(col.TYPE, col.PERIOD, *col.CASE_TIMES),
            rows=sorted(answers["years"], key=lambda row: (row["type"], row["period"])),
            chart=Chart(
                title=Text("Median år for år", "The median year by year"),
                form="lines",
                x="period",
                y=("median_days",),
                series="type",
                axis=AXIS,
                apart=True,
            ),
            empty=closed,
        ),
        Section(
            id="long",
            title=Text(
                "Særligt lange sager, og hvor tiden gik", "Particularly long cases, and where the time went"
            ),
            definition=LONG,
            columns=LONG_COLUMNS,
            rows=answers["long"],
        ),
    ]


KIND = Kind(
    id="annual-times",
    title=Text("Årets sagsbehandlingstider", "Processing times of the year"),
    about=Text(
        "Sagsbehandlingstider efter type og enhed, år for år, og de særligt lange sager",
        "Processing times by type and unit, year by year, and the particularly long cases",
    ),
    periods=("year",),
    questions=questions,
    sections=sections,
)
