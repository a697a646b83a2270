"""How the scheduler stands, and what a single tick of it did."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from ...domain.text import Text
from ...operations.parameters import Nothing
from ...operations.scheduler import SchedulerStatus
from ...scheduler.monitoring.status import Node
from ...scheduler.node.node_turns import OneRun
from ..model.columns import column
from ..model.section import LabelledValue, Line, Row, Section
from ..model.sentences import NOTHING, same, sentence, when
from .follower import lag_in_words
from .outbox import away, counts_of

NONE_YET = Text("endnu intet", "none yet")


def status(found: SchedulerStatus, asked: Nothing) -> list[Section]:
    """Whether it is well, what is wrong, how far it is, and the nodes."""
    del asked
    zone = ZoneInfo(found.zone)
    well = Text("Planlæggeren kører, som den skal", "The scheduler is well")
    unwell = Text("Planlæggeren kræver tilsyn", "The scheduler needs looking after")
    return [
        Section(
            id="scheduler",
            title=well if found.healthy else unwell,
            emphasis="good" if found.healthy else "error",
            lines=(
                *(Line(one.text, "error", see=one.see) for one in found.problems),
                *away(found.outbox.resting, zone),
            ),
        ),
        Section(
            id="nodes",
            title=same(""),
            facts=tuple(LabelledValue(label, value) for label, value in _facts(found, zone).items()),
            columns=tuple(column(name) for name in ("node", "host", "pid", "started_at", "seen", "leads")),
            rows=[_node(one, zone) for one in found.nodes],
            empty=same(""),
        ),
    ]


def _facts(found: SchedulerStatus, zone: ZoneInfo) -> dict[Text, Any]:
    leader, box = found.leader, found.outbox
    return {
        Text("leder", "leader"): leader.node if leader else Text("ingen", "none"),
        Text("siden", "since"): when(found.since if leader else None, zone),
        Text("seneste tik", "last tick"): _last_tick(found, zone),
        Text("forsinkelse", "lag"): NOTHING
        if found.lag_seconds is None
        else sentence("{s} s", "{s} s", s=round(found.lag_seconds)),
        Text("projektioner", "projections"): lag_in_words(found.projections),
        Text("udbakke", "outbox"): counts_of(box.waiting, box.sending, box.delivered, box.dead, box.dismissed),
        Text("næste erindring", "next reminder"): when(found.next_step_at, zone),
        Text("næste rapport", "next report"): when(found.next_run_at, zone),
        Text("overtagelser", "takeovers"): _takeovers(found),
    }


def _last_tick(found: SchedulerStatus, zone: ZoneInfo) -> Text:
    if found.last_tick_at is None:
        return NONE_YET
    at, took = when(found.last_tick_at, zone), found.last_tick_seconds
    return same(at) if took is None else sentence("{at} ({s} s)", "{at} ({s} s)", at=at, s=took)


def _takeovers(found: SchedulerStatus) -> Text:
    last = found.takeover_seconds
    if last is None:
        return sentence("{n}", "{n}", n=found.takeovers)
    return sentence("{n} (senest efter {s} s)", "{n} (the last after {s} s)", n=found.takeovers, s=last)


def _node(one: Node, zone: ZoneInfo) -> Row:
    return {
        "node": one.node,
        "host": one.host,
        "pid": str(one.pid),
        "started_at": when(one.started_at, zone),
        "seen": sentence("{s} s siden", "{s} s ago", s=round(one.silent_seconds)),
        "leads": one.leads,
    }


def one_run(done: OneRun) -> list[Section]:
    """What a single run did."""
    if done.tick is None:
        told = sentence(
            "En anden knude leder ({leader}); intet gjort.",
            "Another node leads ({leader}); nothing done.",
            leader=done.leader,
        )
    else:
        told = sentence(
            "Udstedt: {issued}; bortfaldet: {withheld}; rapporter: {runs}. "
            "Afleveret: {delivered}; opgivet: {undelivered}; venter: {waiting}.",
            "Issued: {issued}; withheld: {withheld}; reports: {runs}. "
            "Delivered: {delivered}; given up: {undelivered}; waiting: {waiting}.",
            issued=done.tick.issued,
            withheld=done.tick.withheld,
            runs=done.tick.runs,
            delivered=done.delivered,
            undelivered=done.undelivered,
            waiting=done.waiting,
        )
    return [Section(id="run", title=same(""), lines=(Line(told),))]
