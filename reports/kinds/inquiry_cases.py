"""The case list of an inquiry or review: every case that was drawn, with the answers to the checklist."""

from __future__ import annotations

from collections import Counter

from psycopg import sql

from ...domain.fold.law import Law
from ...domain.text import Text
from ...presentation.model import columns as col
from ...presentation.model.section import Chart, Column, Row, Section
from ...projections.asking.reader import Reader
from ...projections.tables.catalogue import CHECKS
from ..model.kind import Answers, Kind, ReportRequest, Rulebook
from ..model.questions import ListQuestion, Question

QUERY = """
SELECT case_type, concerns, stratum, "check", answer, corrected FROM {known} AS known WHERE case_id = %(inquiry)s
ORDER BY concerns, "check"
"""
WORDS = {
    "ok": Text("ok", "ok"),
    "error": Text("fejl", "error"),
    "corrected": Text("fejl, rettet", "error, corrected"),
    "not-applicable": Text("ikke relevant", "not applicable"),
    "pending": Text("ubesvaret", "pending"),
}
NO_SAMPLE = Text("Ingen stikprøve er kendt i den sag.", "No sample is known in that case.")


def answers_of(reader: Reader, inquiry: str) -> list[Row]:
    """How every question of an inquiry stands at the reader's moment, by case drawn and check. case: the inquiry."""
    found = reader.rows(sql.SQL(QUERY).format(known=reader.known(CHECKS)), inquiry=inquiry)
    return [
        {
            "case": inquiry,
            "type": case_type,
            "concerns": concerns,
            "stratum": stratum,
            "check": check,
            "answer": "corrected" if corrected else answer,
        }
        for case_type, concerns, stratum, check, answer, corrected in found
    ]


def questions(wanted: ReportRequest, _rulebook: Rulebook) -> dict[str, Question]:
    """The answers."""
    inquiry = wanted.case or ""
    return {"answers": ListQuestion(lambda reader: answers_of(reader, inquiry))}


def sections(_wanted: ReportRequest, answers: Answers, rulebook: Rulebook) -> list[Section]:
    """How the answers divide by check, then the cases."""
    rows = answers["answers"]
    names = {"check": _checks(rulebook.law, rows), "answer": WORDS}
    return [_summary(rows, names), _cases(rows, names)]


def _checks(law: Law, rows: list[Row]) -> dict[str, Text]:
    """The checklist of the inquiry's type, as last published, in its order; then what only earlier versions asked."""
    versions = [case_type for row in rows[:1] for _, case_type in law.types().get(row["type"], [])]
    named = {check.id: check.label for check in (versions[-1].checks or () if versions else ())}
    earlier = sorted({row["check"] for row in rows} - named.keys())
    asked = {row["check"] for row in rows}
    return {
        **{check: label for check, label in named.items() if check in asked},
        **{check: Text(check, check) for check in earlier},
    }


def _summary(rows: list[Row], names: dict[str, dict[str, Text]]) -> Section:
    counted = Counter((row["check"], row["answer"]) for row in rows)
    return Section(
        id="checks",
        title=Text("Svarene efter kontrolpunkt", "The answers by check"),
        columns=(
            Column(id="check", label=Text("Kontrolpunkt", "Check"), sort="text", names="check", key=True),
            *(Column(id=answer, label=_capital(label)) for answer, label in WORDS.items()),
        ),
        rows=[{"check": check} | {answer: counted[check, answer] for answer in WORDS} for check in names["check"]],
        chart=Chart(
            title=Text("Svarene efter kontrolpunkt", "The answers by check"),
            form="bars",
            x="check",
            y=("error", "corrected", "ok", "not-applicable", "pending"),
            stacked=True,
            axis=Text("Sager", "Cases"),
        ),
        names=names,
        empty=NO_SAMPLE,
    )


def _cases(rows: list[Row], names: dict[str, dict[str, Text]]) -> Section:
    listed: dict[str, Row] = {}
    for row in rows:
        line = listed.setdefault(row["concerns"], {"case": row["concerns"], "stratum": row["stratum"]})
        line[row["check"]] = row["answer"]
    stratum = Column(id="stratum", label=Text("Gruppe", "Stratum"), sort="text")
    has_strata = any(row["stratum"] for row in rows)
    return Section(
        id="cases",
        title=Text("Sagerne", "The cases"),
        columns=(
            col.CASE,
            *((stratum,) if has_strata else ()),
            *(
                Column(id=check, label=label, sort="text", names="answer")
                for check, label in names["check"].items()
            ),
        ),
        rows=list(listed.values()),
        names=names,
        empty=NO_SAMPLE,
    )


def _capital(text: Text) -> Text:
    return Text(text.da.capitalize(), text.en.capitalize())


KIND = Kind(
    id="inquiry-cases",
    title=Text("Undersøgelsens sager", "Cases of the inquiry"),
    about=Text(
        "Sagerne i en undersøgelses eller et tilsyns stikprøve, med svarene",
        "The cases of the sample of an inquiry or review, with the answers",
    ),
    periods=("month", "quarter", "half", "year"),
    questions=questions,
    sections=sections,
    needs=("case",),
)
