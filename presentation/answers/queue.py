"""The queue of open deadlines, and the overview of cases."""

from __future__ import annotations

from typing import Any

from ...domain.text import Text
from ...operations.queue import CasesAsked, QueueAsked
from ...operations.selections import fields_of
from ...projections.queue.cases import CaseItem, Group, Overview
from ...projections.queue.deadlines import Queue, QueueItem
from ..model.columns import column, field
from ..model.section import Marked, Named, Row, Section
from ..model.sentences import counted, sentence
from ..model.vocabulary import word


def queue(found: Queue, asked: QueueAsked) -> list[Section]:
    """The queue, most urgent first."""
    chosen = asked.overdue or asked.due_within is not None
    return [
        Section(
            id="queue",
            title=sentence(
                "{open}, {overdue} overskredet",
                "{open}, {overdue} overdue",
                open=counted(found.open, ("åben frist", "open deadline"), ("åbne frister", "open deadlines")),
                overdue=found.overdue,
            ),
            columns=(
                column("case"),
                column("type", priority=3),
                column("deadline"),
                column("due"),
                column("days_left"),
                column("state"),
                column("unit", priority=2),
                column("responsible", priority=2),
            ),
            rows=[_deadline(item) for item in found.items],
            total=None if chosen or asked.after else found.open,
            next=found.next,
        )
    ]


def _deadline(item: QueueItem) -> Row:
    return {
        "case": item.case,
        "type": Named(item.type, item.type_label),
        "deadline": Named(item.deadline, item.deadline_label),
        "due": item.due,
        "days_left": item.days_left,
        "state": _state(item),
        "unit": item.unit,
        "responsible": item.responsible,
    }


def _state(item: QueueItem) -> Marked:
    if item.overdue:
        return Marked("overdue", "overdue")
    if item.state in ("suspended", "counting"):
        return Marked(state_of(item.state, item.whose), "warning")
    if item.due is None:
        return Marked("undeterminable", "warning")
    if item.breached:
        return Marked("moved-after-breach", "breached")
    return Marked(word("whose", "party"), "party") if item.whose == "party" else Marked(item.state, "good")


def state_of(state: str, whose: str) -> Text:
    """The state of a deadline, and whose it is if it is not the office's."""
    told = word("state", state)
    return told if whose == "office" else sentence("{a} ({b})", "{a} ({b})", a=told, b=word("whose", whose))


def overview(found: Overview, asked: CasesAsked) -> list[Section]:
    """The overview of cases: how they divide, or the cases themselves."""
    by = fields_of(asked.by)
    title = sentence(
        "{open}, {closed}",
        "{open}, {closed}",
        open=counted(found.open, ("åben sag", "open case"), ("åbne sager", "open cases")),
        closed=counted(found.closed, ("afsluttet", "closed"), ("afsluttede", "closed")),
    )
    if by:
        columns = (*(field(name, found.labels) for name in by), column("open"), column("closed"))
        rows = [_group(one, by) for one in found.by]
        return [Section(id="cases", title=title, columns=columns, rows=rows, names=found.labels)]
    closed = (column("closed_at"),) if any(item.closed_at for item in found.items) else ()
    return [
        Section(
            id="cases",
            title=title,
            columns=(
                column("case"),
                column("type"),
                column("state"),
                column("received"),
                column("unit", priority=2),
                column("responsible", priority=2),
                *closed,
            ),
            rows=[_case(item) for item in found.items],
            total=None if asked.after else found.open + (0 if asked.open_only else found.closed),
            next=found.next,
        )
    ]


def _group(group: Group, by: tuple[str, ...]) -> Row:
    values: Any = group.group if isinstance(group.group, dict) else dict.fromkeys(by, group.group)
    return {**values, "open": group.open, "closed": group.closed}


def _case(item: CaseItem) -> Row:
    return {
        "case": item.case,
        "type": Named(item.type, item.type_label),
        "state": item.state,
        "received": item.received_on or item.received_at,
        "unit": item.unit,
        "responsible": item.responsible,
        "closed_at": item.closed_at,
    }
