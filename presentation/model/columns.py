"""Columns, each with its name in both languages, so that a figure and a field are called the same everywhere."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ...domain.text import Text
from .section import Column, Names


def _text(identity: str, da: str, en: str, names: str | None = None, **more: Any) -> Column:
    return Column(id=identity, label=Text(da, en), sort="text", names=names, **more)


def _figure(identity: str, da: str, en: str, sort: Any = "count") -> Column:
    return Column(id=identity, label=Text(da, en), sort=sort)


# What tells rows apart.
TYPE = _text("type", "Sagstype", "Case type", "type", key=True)
DEADLINE = _text("deadline", "Frist", "Deadline", "deadline", key=True)
UNIT = _text("unit", "Enhed", "Unit", "unit", key=True)
PERIOD = _text("period", "Periode", "Period", key=True)
CASE = Column(id="case", label=Text("Sag", "Case"), sort="case", key=True)
CYCLE = Column(id="cycle", label=Text("Nr.", "No."), sort="number", key=True)
FINDING = _text("finding", "Fund", "Finding", "finding", key=True)
KIND = _text("kind", "Art", "Kind", "kind", key=True)
CATEGORY = _text("category", "Kategori", "Category", "category", key=True)

STATE = _text("state", "Status", "State", "state")
RESPONSIBLE = _text("responsible", "Ansvarlig", "Responsible")
DUE = Column(id="due", label=Text("Udløber", "Due"), sort="date")
DAYS_LEFT = _figure("days_left", "Dage til", "Days left")
N = _figure("n", "Antal", "n")
IN_CASES = _figure("in_cases", "I sager", "In cases")

TIMELINESS = (
    _figure("fell_due", "Forfaldne", "Fell due"),
    _figure("on_time", "Rettidige", "On time"),
    _figure("late", "For sent", "Late"),
    _figure("still_open", "Stadig åbne", "Still open"),
    _figure("timeliness_pct", "Rettidighed %", "Timeliness %", "percent"),
)
STANDING = (
    _figure("open", "Åbne", "Open"),
    _figure("overdue", "Overskredet", "Overdue"),
    _figure("not_overdue", "Ikke overskredet", "Not overdue"),
    _figure("falls_due", "Forfalder", "Falls due"),
)
CASE_TIMES = (
    N,
    _figure("median_days", "Median, dage", "Median days", "days"),
    _figure("p90_days", "90 % inden, dage", "90 % within, days", "days"),
    _figure("mean_days", "Gennemsnit, dage", "Mean days", "days"),
    _figure("max_days", "Længst, dage", "Longest, days", "days"),
)

# What answers are divided by; an attribute of a case is called as its case type calls it.
FIELDS = (
    TYPE,
    DEADLINE,
    UNIT,
    STATE,
    RESPONSIBLE,
    CASE,
    FINDING,
    KIND,
    CATEGORY,
    _text("referred_to", "Oversendt til", "Referred to"),
    _text("concerns", "Angår", "Concerns"),
    _text("effect", "Virkning", "Effect", "effect"),
    _text("whose", "Hvis", "Whose", "whose"),
    _text("event", "Hændelse", "Event", "event"),
    _text("name", "Hændelse", "Event", "event"),
    _text("actor", "Udført af", "Actor"),
    _text("source", "System", "Source"),
    _text("survey", "Undersøgelse", "Survey"),
    _text("question", "Spørgsmål", "Question"),
    _text("reminded", "Erindret", "Reminded"),
    _text("check", "Kontrolpunkt", "Check"),
)
COLUMNS = {
    one.id: one
    for one in (
        *FIELDS,
        PERIOD,
        CYCLE,
        DUE,
        DAYS_LEFT,
        IN_CASES,
        *TIMELINESS,
        *STANDING,
        *CASE_TIMES,
        _figure("closed", "Afsluttede", "Closed"),
        Column(id="received", label=Text("Modtaget", "Received"), sort="date"),
        Column(id="closed_at", label=Text("Afsluttet", "Closed"), sort="date"),
    )
}


def column(identity: str, **changes: Any) -> Column:
    """A column of the house by its id, with changes of its own (``priority``, ``extra``, ``key``, ``label`` …)."""
    return replace(COLUMNS[identity], **changes)


def field(name: str, labels: Names, **changes: Any) -> Column:
    """The column of what an answer is divided by. What the house does not know is an attribute: case types name it."""
    known = next((one for one in FIELDS if one.id == name), None)
    if known is not None:
        return replace(known, key=True, **changes)
    label = labels.get("by", {}).get(name) or Text(name, name)
    return Column(id=name, label=label, sort="text", key=True, **changes)
