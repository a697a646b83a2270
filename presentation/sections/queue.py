"""The queue of open deadlines, and the overview of cases."""

from __future__ import annotations

from typing import Any

from ...domain.text import Text
from ...operations.queue import CasesAsked, QueueAsked
from ...operations.selections import fields_of
from ...projections.queue.cases import Group, Overview
from ...projections.queue.queue_items import Queue, QueueItem
from ..model.columns import column, field, listed
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
            **listed(
                found.items,
                "case",
                column("type", priority=3),
                "deadline",
                "due",
                "days_left",
                "state",
                column("unit", priority=2),
                column("responsible", priority=2),
                type=lambda item: Named(item.type, item.type_label),
                deadline=lambda item: Named(item.deadline, item.deadline_label),
                state=_state,
            ),
            total=None if chosen or asked.after else found.open,
            next=found.next,
        )
    ]


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
    return [
        Section(
            id="cases",
            title=title,
            **listed(
                found.items,
                "case",
                "type",
                "state",
                "received_at",
                column("unit", priority=2),
                column("responsible", priority=2),
                *(("closed_at",) if any(item.closed_at for item in found.items) else ()),
                type=lambda item: Named(item.type, item.type_label),
                received_at=lambda item: item.received_on or item.received_at,
            ),
            total=None if asked.after else found.open + (0 if asked.open_only else found.closed),
            next=found.next,
        )
    ]


def _group(group: Group, by: tuple[str, ...]) -> Row:
    values: Any = group.group if isinstance(group.group, dict) else dict.fromkeys(by, group.group)
    return {**values, "open": group.open, "closed": group.closed}
