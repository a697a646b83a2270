"""A restatement as a report of its own, so that it is rendered like any other."""

from __future__ import annotations

import msgspec

from ...domain.text import Language, Text
from ...domain.words.figures import number
from ...presentation.model.section import Beside, Column, Section
from ..model.report import Report
from .restatement import Restatement, side_by_side

SORTS = {
    "late": Text("registreret siden", "recorded since"),
    "corrected": Text("rettelse", "correction"),
    "annulled": Text("annullering", "annulment"),
    "rules": Text("regler offentliggjort", "rules published"),
}
EVENTS = (
    Column(id="position", label=Text("Position", "Position"), sort="number", key=True),
    Column(id="recorded", label=Text("Registreret", "Recorded"), sort="instant"),
    Column(id="occurred", label=Text("Skete", "Happened"), sort="instant"),
    Column(id="case", label=Text("Sag", "Case"), sort="case"),
    Column(id="event", label=Text("Hændelse", "Event"), sort="text", names="event"),
    Column(id="sort", label=Text("Hvad", "What"), sort="text", names="sort"),
    Column(id="about", label=Text("Angår position", "About position"), sort="number"),
    Column(id="cases", label=Text("Sager", "Cases")),
)
ABOUT = Text(
    "Udgave {number} er fra det kendte ved position {position}; tal før pilen er udgavens, tal efter pilen er, hvad der "
    "vides nu. ",
    "Edition {number} is of what was known at position {position}; figures before an arrow are the edition's, figures "
    "after it what is known now. ",
)
DEFINITION = Text(
    "Hændelser registreret efter udgaven, som rapporten ville sige noget andet om en sag uden. Det, der er ændret og "
    "ændret tilbage, er ikke med; af to, der hver for sig var nok, er den første med.",
    "Events recorded after the edition, without which the report would say something else of a case. What was changed "
    "and changed back is not among them; of two of which either would do, the first is.",
)
UNCHANGED = Text("Uændret.", "Unchanged.")


def as_report(restated: Restatement) -> Report:
    """The report with every figure that reads otherwise now as ``before → after``, and the events behind."""
    published, now = restated.published, restated.now
    sections = [_of_chart(section) for section in side_by_side(published, now)]
    without_cases = published.chosen.get("for") == "committee"
    return msgspec.structs.replace(
        now,
        title=Text(
            f"{now.title.da}: udgave {restated.edition} og nu",
            f"{now.title.en}: edition {restated.edition} and now",
        ),
        sections=[_events(restated, without_cases), *sections],
        names={
            **published.names,
            **now.names,
            "sort": SORTS,
            "event": {cause.event: cause.label for cause in restated.events},
        },
    )


def _events(restated: Restatement, without_cases: bool) -> Section:
    return Section(
        id="events",
        title=Text("Hændelserne, der gør forskellen", "The events that make the difference"),
        definition=Text(_about(restated, "da") + DEFINITION.da, _about(restated, "en") + DEFINITION.en),
        columns=tuple(column for column in EVENTS if not (without_cases and column.sort == "case")),
        rows=[
            {column.id: getattr(cause, column.id) for column in EVENTS} | {"cases": len(cause.cases)}
            for cause in restated.events
        ],
        empty=Text("Ingen: rapporten siger det samme nu.", "None: the report says the same now."),
    )


def _about(restated: Restatement, language: Language) -> str:
    position = number(restated.published.position, language)
    return ABOUT.say(language).format(number=restated.edition, position=position)


def _of_chart(section: Section) -> Section:
    """A section as it stands beside another. Of a table that only stands behind its chart, the rows that differ."""
    rows, empty = section.rows, section.empty
    if section.folded and rows:
        rows = [row for row in rows if any(isinstance(cell, Beside) for cell in row.values())]
        empty = UNCHANGED
    return msgspec.structs.replace(section, chart=None, folded=False, rows=rows, empty=empty)
