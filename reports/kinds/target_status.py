"""The targets of the year (resultatkontrakter): how each stands at the half-year, and at the year's end."""

from __future__ import annotations

import msgspec

from ...domain.events.history import Recorded
from ...domain.events.publications import TargetsPublished
from ...domain.rules.targets import Target
from ...domain.text import Text
from ...presentation.model import columns as col
from ...presentation.model.section import Column, Row, Section
from ...projections.asking.grouping import Selection
from ...projections.asking.reader import Reader
from ...projections.statistics import targets
from ...projections.statistics.target_year import contract_window
from ..model.kind import Answers, Kind, ReportRequest, Rulebook
from ..model.questions import MeasureQuestion, Question, Share

STATUS = {
    "reached": Text("nået", "reached"),
    "on-track": Text("på vej", "on track"),
    "behind": Text("bagud", "behind"),
    "missed": Text("ikke nået", "missed"),
    "not-measurable": Text("kan ikke måles", "not measurable"),
}
COLUMNS = (
    Column(id="target", label=Text("Mål", "Target"), sort="text", names="target", key=True),
    msgspec.structs.replace(col.UNIT, key=False),
    Column(id="at_most", label=Text("Højst", "At most"), sort="figure"),
    Column(id="at_least", label=Text("Mindst", "At least"), sort="figure"),
    Column(id="expected", label=Text("Forventet nu", "Expected by now"), sort="figure"),
    Column(id="figure", label=Text("Opnået", "Achieved"), sort="figure"),
    Column(id="figure_before", label=Text("Året før", "Year before"), sort="figure"),
    Column(id="status", label=Text("Status", "Status"), sort="text", names="status"),
)


class TargetsQuestion:
    """How the targets of a year stand."""

    def __init__(self, wanted: ReportRequest, published: Rulebook) -> None:
        self.wanted = wanted
        self.half = wanted.span.period == "half"
        self.year = wanted.span.first.year
        self.rulebook = published

    def ask(self, reader: Reader) -> list[Row]:
        found = targets.standing(
            reader, self._known(reader.position), self.year, half=self.half, unit=self.wanted.unit, cases=False
        )
        return [msgspec.structs.asdict(item) | {"target": item.id} for item in found.items]

    def shares(self, reader: Reader) -> dict[str, Share]:
        """Of each case, what every target's measure says of it alone, in the period and in that of the year before."""
        shares: dict[str, list[bytes]] = {}
        window = contract_window(self.year, self.half, reader.moment)
        periods = ((window.since, window.until), (window.before_since, window.before_until))
        for _, contract in targets.in_force(self.rulebook.targets, self.year):
            for target in contract.targets:
                for since, until in periods:
                    question = _measured(target, Selection(target.case_type, since, until))
                    for case, share in question.shares(reader).items():
                        shares.setdefault(case, []).append(f"{target.id} {since:%Y} ".encode() + share)
        return {case: b"\n".join(found) for case, found in shares.items()}

    def published(self, reader: Reader, after: int) -> list[Recorded]:
        """Targets of the year published since: they were others, or none, before."""
        return [
            recorded
            for recorded in self._known(reader.position)
            if recorded.position > after
            and isinstance(recorded.event, TargetsPublished)
            and recorded.event.definition.year == self.year
        ]

    def _known(self, position: int) -> list[Recorded]:
        return [recorded for recorded in self.rulebook.targets if recorded.position <= position]


def _measured(target: Target, selection: Selection) -> MeasureQuestion:
    of_unit = {"unit": target.unit} if target.unit is not None else {}
    return MeasureQuestion(target.measure, selection, {**of_unit, **target.where})


def questions(wanted: ReportRequest, rulebook: Rulebook) -> dict[str, Question]:
    """How the targets stand."""
    return {"targets": TargetsQuestion(wanted, rulebook)}


def sections(wanted: ReportRequest, answers: Answers, rulebook: Rulebook) -> list[Section]:
    """A table a contract, with one line a target."""
    contracts = {
        contract.id: contract for _, contract in targets.in_force(rulebook.targets, wanted.span.first.year)
    }
    return [
        Section(
            id=f"targets-{id_}",
            title=contracts[id_].title,
            definition=targets.DEFINITION,
            columns=COLUMNS,
            rows=[row for row in answers["targets"] if row["contract"] == id_],
            names={"status": STATUS, "target": {target.id: target.label for target in contracts[id_].targets}},
        )
        for id_ in dict.fromkeys(row["contract"] for row in answers["targets"])
    ]


HALF_YEAR = Kind(
    id="half-year-targets",
    title=Text("Mål: status ved halvåret", "Targets: status at the half-year"),
    about=Text(
        "Årets mål mod det forventede ved halvåret", "The year's targets against what is expected by the half-year"
    ),
    periods=("half",),
    questions=questions,
    sections=sections,
)
YEAR_END = HALF_YEAR._replace(
    id="year-end-targets",
    title=Text("Mål: årets resultat", "Targets: the year's result"),
    about=Text("Årets mål: nået eller ikke", "The year's targets: reached or missed"),
    periods=("year",),
)
