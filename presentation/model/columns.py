"""Columns, each with its name in both languages, so that a figure and a field are called the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from ...domain.text import Text
from .section import Column, Names


def _text(identity: str, da: str, en: str, names: str | None = None, **more: Any) -> Column:
    return Column(id=identity, label=Text(da, en), sort="text", names=names, **more)


def _figure(identity: str, da: str, en: str, sort: Any = "count") -> Column:
    return Column(id=identity, label=Text(da, en), sort=sort)


def _moment(identity: str, da: str, en: str) -> Column:
    return Column(id=identity, label=Text(da, en), sort="date")


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
    _text("reminded", "Erindret", "Reminded", "reminded"),
    _text("check", "Kontrolpunkt", "Check", "check"),
    _text("from_unit", "Fra enhed", "From unit"),
    _text("to_unit", "Til enhed", "To unit"),
    _text("from", "Fra", "From"),
    _text("to", "Til", "To"),
    _text("review", "Tilsyn", "Review"),
    _text("review_unit", "Tilsynets enhed", "Unit of the review"),
    _text("stratum", "Stratum", "Stratum"),
)
FIGURES_OF_STATISTICS = (
    _figure("closed", "Afsluttede", "Closed"),
    _figure("received", "Modtaget", "Received"),
    _figure("answered", "Besvaret", "Answered"),
    _figure("reassessed", "Vurderet igen", "Assessed again"),
    _figure("forwarded", "Sendt videre", "Sent on"),
    _figure("decided", "Afgjort", "Decided"),
    _figure("upheld", "Medhold", "Upheld"),
    _figure("before", "Før", "Before"),
    _figure("change_pct", "Ændring %", "Change %", "change"),
    _figure("returns", "Tilbage", "Returns"),
    _figure("min_days", "Mindst, dage", "Least, days", "days"),
    _figure("held_days", "Dage i alt", "Days in all", "days"),
    _figure("waiting_days", "Ventet, dage", "Waiting, days", "days"),
    _figure("sent", "Sendt", "Sent"),
    _figure("accepted", "Modtaget", "Accepted"),
    _figure("returned", "Returneret", "Returned"),
    _figure("on_the_way", "På vej", "On way"),
    _figure("otherwise", "Andet", "Otherwise"),
    _figure("attended", "Mødt", "Attended"),
    _figure("missed", "Udeblevet", "Missed"),
    _figure("unknown", "Ukendt", "Unknown"),
    _figure("attendance_pct", "Fremmøde %", "Attendance %", "percent"),
    _figure("mean", "Gennemsnit", "Mean", "figure"),
    _figure("mean_pct", "% af bedste", "% of best", "percent"),
    _figure("satisfied_pct", "Tilfredse %", "Satisfied %", "percent"),
    _figure("errors", "Fejl", "Errors"),
    _figure("error_pct", "Fejl %", "Error %", "percent"),
    _figure("low_pct", "Fra %", "From %", "percent"),
    _figure("high_pct", "Til %", "To %", "percent"),
    _figure("corrected", "Rettet", "Corrected"),
    _figure("not_applicable", "Ikke relevant", "Not applicable"),
    _figure("pending", "Mangler", "Pending"),
    _figure("unusable", "Ubrugelige", "Unusable"),
    _text("label", "Betyder", "Means"),
    _text("legal_source", "Kilde", "Legal source"),
)
OF_CASES = (
    _moment("received_at", "Modtaget", "Received"),
    _moment("closed_at", "Afsluttet", "Closed"),
    _moment("occurred", "Skete", "Occurred"),
    _moment("recorded", "Registreret", "Recorded"),
    _moment("at", "Hvornår", "When"),
    _moment("since", "Fra", "From"),
    _moment("until", "Til", "To"),
    _moment("sent_at", "Sendt", "Sent"),
    _moment("ended_at", "Sluttede", "Ended"),
    _moment("unrolled_on", "Før rul", "Unrolled"),
    _text("standing", "Gælder", "Standing", "standing"),
    _figure("position", "Position", "Position"),
    _text("body", "Indhold", "Content"),
    _text("what", "Hvad", "What", "step"),
    _text("by_event", "Hændelse", "Event"),
    _text("roll", "Rul", "Roll"),
    _text("month", "Måned", "Month", key=True),
    _text("said", "Sagt", "Said"),
    _text("counts", "Tæller", "Counts"),
    _figure("sum", "Sum", "Sum"),
    _figure("needed", "Kræves", "Needed"),
    _text("reached", "Nået", "Reached"),
    _figure("days", "Dage", "Days", "days"),
    _text("outcome", "Udfald", "Outcome", "referral"),
    _text("on_its_way", "På vej", "On its way"),
    _figure("on_its_way_share", "På vej", "On its way", "days"),
    _figure("suspended_share", "Berostillet", "Suspended", "days"),
    _figure("closed_share", "Lukket", "Closed", "days"),
    _text("where", "Hvor tiden gik", "Where the time went"),
    _text("step", "Trin", "Step", key=True),
    _text("recipient", "Til", "To"),
    _text("reminder", "Status", "Standing", "reminder"),
    _moment("comes_due", "Forfalder", "Comes due"),
)
OF_SENDING = (
    Column(id="key", label=Text("Nøgle", "Key"), sort="case", key=True),
    _text("channel", "Kanal", "Channel"),
    _figure("attempts", "Forsøg", "Tries"),
    _text("next_at", "Næste forsøg", "Next try"),
    _text("reminds_of", "Erindrer om", "Reminds of"),
    _text("node", "Knude", "Node", key=True),
    _text("host", "Maskine", "Host", priority=2),
    _text("pid", "Proces", "Process", priority=2),
    _text("started_at", "Startet", "Started"),
    _text("seen", "Sidst set", "Last seen"),
    _text("leads", "Leder", "Leads"),
)
OF_QUALITY = (
    _figure("number", "Nr.", "No.", "number"),
    _figure("population", "Sager", "Cases"),
    _figure("drawn", "Trukket", "Drawn"),
    _text("redrawn", "Trukket om", "Drawn again"),
    _text("as_recorded", "Registreret", "Recorded"),
    _figure("ok", "Ok", "Ok"),
    _figure("error", "Fejl", "Error"),
    _text("note", "Bemærkning", "Note"),
    _moment("found_at", "Fundet", "Found"),
    _figure("days_open", "Dage", "Days"),
    _text("reconciliation", "Samkøring", "Reconciliation", key=True),
    _text("difference", "Difference", "Difference", key=True),
    _text("difference_kind", "Hvad", "What", "difference"),
    _text("field", "Felt", "Field", "field"),
    _text("here", "Her", "Here"),
    _text("there", "Der", "There"),
    _text("system", "System", "System", key=True),
    _moment("list_on", "Liste pr.", "List of"),
    _moment("made_at", "Foretaget", "Made"),
    _figure("cases_here", "Sager her", "Cases here"),
    _figure("lines_there", "Linjer der", "Lines there"),
    _figure("matched", "Ens", "Alike"),
    _figure("found", "Fundet", "Found"),
    _figure("settled", "Afklaret", "Settled"),
    _moment("settled_at", "Afklaret", "Settled"),
    _text("reason", "Begrundelse", "Reason"),
    _figure("due_before", "Udløber, før", "Fall due, before"),
    _figure("due_after", "Udløber, efter", "Fall due, after"),
    _figure("moved", "Flytter", "Move"),
    _figure("earlier", "Heraf tidligere", "Of these earlier"),
    _figure("later", "Heraf senere", "Of these later"),
    _figure("moved_days", "Flytter dage, median", "Days moved, median", "days"),
    _figure("falls_away", "Bortfalder", "Fall away"),
    _figure("added", "Kommer til", "Are added"),
    _figure("expected_moved", "Ventes en anden dag", "Expected another day"),
    _figure("breaches_avoided", "Overskridelser undgået", "Breaches avoided"),
    _figure("breaches_added", "Overskridelser til", "Breaches added"),
    _figure("needless", "Unødvendige", "Needless"),
    _moment("due_then", "Før", "Before"),
    _moment("due_now", "Efter", "After"),
    _text("changes", "Ændring", "Change"),
    _figure("under_duty", "Under pligten", "Under the duty"),
    _figure("counting", "Heraf tæller", "Of these counting"),
    _figure("of_these_suspended", "Heraf berostillet", "Of these suspended"),
    Column(id="on", label=Text("Dag", "Day"), sort="date", key=True),
    _figure("ideal", "Ret linje", "Straight line", "figure"),
    _figure("newly_overdue", "Nye overskredne", "Newly overdue"),
    Column(id="bar", label=Text("", ""), sort="bar"),
    _figure("transfers", "Oversendelser", "Transfers"),
    _figure("days_overdue", "Dage over", "Days over"),
    _moment("ended_on", "Endte", "Ended"),
    _text("ended_as", "Hvordan", "How", "state"),
)
OF_FILES = (
    _text("file", "Fil", "File"),
    Column(id="line", label=Text("Linje", "Line"), sort="number"),
    _text("code", "Kode", "Code"),
    _text("was", "Var", "Was"),
    _text("becomes", "Bliver", "Becomes"),
    _text("first_cases", "Første sager", "First cases"),
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
        *FIGURES_OF_STATISTICS,
        *OF_CASES,
        *OF_SENDING,
        *OF_QUALITY,
        *OF_FILES,
        _text("projection", "Projektion", "Projection", key=True),
        _figure("behind", "Bagud", "Behind", "number"),
        _figure("known_at_position", "Som kendt ved position", "As known at position", "number"),
        _text("fault", "Fejl", "Fault"),
    )
}


def column(identity: str, **changes: Any) -> Column:
    """A column of the house by its id, with changes of its own (``priority``, ``extra``, ``key``, ``label`` …)."""
    return replace(COLUMNS[identity], **changes)


def listed(items: Iterable[Any], *columns: str | Column, **cells: Callable[[Any], Any]) -> dict[str, Any]:
    """Columns and rows of a section, a row an item: a cell is its field of the column's id, or what ``cells`` makes."""
    chosen = tuple(column(one) if isinstance(one, str) else one for one in columns)
    rows = [
        {one.id: cells[one.id](item) if one.id in cells else getattr(item, one.id) for one in chosen}
        for item in items
    ]
    return {"columns": chosen, "rows": rows}


def field(name: str, labels: Names, **changes: Any) -> Column:
    """The column of what an answer is divided by. What the house does not know is an attribute: case types name it."""
    known = next((one for one in FIELDS if one.id == name), None)
    if known is not None:
        return replace(known, key=True, **changes)
    label = labels.get("by", {}).get(name) or Text(name, name)
    return Column(id=name, label=label, sort="text", key=True, **changes)
