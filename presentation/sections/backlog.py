"""The backlog of a duty, and its burn-down."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ...domain.text import Text
from ...operations.backlog import BacklogAsked, DutyBacklog
from ...projections.queue.backlog import DutyCase
from ..model.columns import column, listed
from ..model.section import Chart, Line, Marked, Section
from ..model.sentences import counted, joined, same, sentence
from ..model.vocabulary import word


def backlog(found: DutyBacklog, _: BacklogAsked) -> list[Section]:
    """The split, the units, the burn-down, the lead times, the cases, and how it was counted."""
    split = Section(
        id="backlog",
        title=sentence(
            "{type}, {deadline}: {cases} under pligten, {overdue} overskredet, {rest} ikke",
            "{type}, {deadline}: {cases} under the duty, {overdue} overdue, {rest} not",
            type=found.type_label,
            deadline=found.deadline_label,
            cases=counted(found.under_duty, ("sag", "case"), ("sager", "cases")),
            overdue=found.overdue,
            rest=found.not_overdue,
        ),
        **listed(
            found.by_unit,
            "unit",
            "under_duty",
            "overdue",
            "not_overdue",
            "counting",
            column("of_these_suspended", id="suspended"),
        ),
        empty=same(""),
    )
    sections = [
        split,
        *([burn_down(found)] if found.burn_down else []),
        *([_lead_time(found)] if found.lead_time else []),
        *([_cases(found.cases)] if found.cases else []),
    ]
    return [*sections[:-1], replace(sections[-1], definition=found.definition)]


def burn_down(found: DutyBacklog) -> Section:
    """How the overdue ones are brought down towards the target day."""
    ended = joined(
        sentence("{state} {n}", "{state} {n}", state=word("state", state), n=count)
        for state, count in found.ended.items()
    )
    title = Text("Efterslæbets nedbringelse", "The backlog's burn-down")
    return Section(
        id="burn-down",
        title=title,
        **listed(
            found.burn_down,
            "on",
            "still_open",
            "ideal",
            "newly_overdue",
            "bar",
            bar=lambda point: point.still_open,
        ),
        chart=Chart(
            title=title,
            form="lines",
            x="on",
            y=("still_open", "ideal", "newly_overdue"),
            axis=Text("forløb af fristen", "instances of the deadline"),
        ),
        notes=(Line(joined((_restored(found), ended), " "), "good" if found.restored else "warning"),),
    )


def _restored(found: DutyBacklog) -> Text:
    if found.restored is None:
        return sentence(
            "Måldagen {day} er ikke kommet endnu.", "The target day {day} has not come.", day=found.until
        )
    if not found.restored:
        return sentence("Ikke genoprettet pr. {day}.", "Not restored by {day}.", day=found.until)
    if found.restored_on is None:
        return Text("Intet var overskredet.", "Nothing was overdue.")
    return sentence("Genoprettet {day}.", "Restored on {day}.", day=found.restored_on)


def _lead_time(found: DutyBacklog) -> Section:
    changes = (
        sentence(
            "Ændret {day}: median {before} dage før ({n_before}), {after} efter ({n_after}); vundet {gained} dage.",
            "Changed on {day}: median {before} days before ({n_before}), {after} after ({n_after}); {gained} days gained.",
            day=change.changed_on,
            before=change.before.median_days,
            n_before=change.before.n,
            after=change.after.median_days,
            n_after=change.after.n,
            gained=change.gained_days,
        )
        for change in found.lead_changes
    )
    return Section(
        id="lead-time",
        title=Text("Varsel før pligten", "Lead time before the duty"),
        **listed(found.lead_time, "month", column("transfers", id="n"), "median_days", "min_days"),
        notes=tuple(Line(change, "strong") for change in changes),
    )


def _cases(cases: Sequence[DutyCase]) -> Section:
    names = ("case", "cycle", "unit", "state", "due", "days_overdue", "ended_on", "ended_as")
    rows = listed(cases, *names, state=lambda one: Marked("overdue", "overdue") if one.overdue else one.state)
    return Section(id="cases", title=Text("Sagerne", "The cases"), **rows)
