"""The scheduler at the terminal: how it stands, what one tick did, and the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from ..delivery.outbox import Depth, Letter, State
from ..scheduler.station import OneRun
from ..scheduler.watching import Status
from .language import both, say
from .output import out
from .reminder_pages import REASONS, RECIPIENTS
from .tables import table, when, word

WIDEST = 18  # letters of the names of what is said of the scheduler, and room behind them
STATES: dict[str, tuple[str, str]] = {
    "waiting": ("venter", "waiting"),
    "sending": ("sendes", "being sent"),
    "delivered": ("afleveret", "delivered"),
    "undelivered": ("ikke afleveret", "not delivered"),
    "withheld": ("bortfaldet", "withheld"),
}


def show_status(found: Status, zone: ZoneInfo) -> None:
    """How the scheduler stands, what is wrong, and the nodes."""
    leader = found.leader
    well = (
        both("kører, som den skal", "is well") if found.healthy else both("kræver tilsyn", "needs looking after")
    )
    style = "bold green" if found.healthy else "bold red"
    out.print(both("Planlæggeren ", "The scheduler ") + well, style=style)
    for problem in found.problems:
        out.print(Padding(Styled(say(problem.text), style="red"), (0, 0, 0, 2)))
    box = found.outbox
    rows = [
        [both("leder", "leader"), leader.node if leader else both("ingen", "none")],
        [both("siden", "since"), when(found.since, zone) if leader else "–"],
        [both("seneste tik", "last tick"), _tick(found, zone)],
        [both("forsinkelse", "lag"), f"{found.lag_seconds:,.0f} s" if found.lag_seconds is not None else "–"],
        [both("udbakke", "outbox"), _outbox(box.waiting, box.sending, box.dead)],
        [both("næste erindring", "next reminder"), when(found.next_step_at, zone)],
        [both("næste rapport", "next report"), when(found.next_run_at, zone)],
        [both("overtagelser", "takeovers"), _takeovers(found)],
    ]
    for name, value in rows:
        out.print(f"  {name:<{WIDEST}}{value}", markup=False)
    if found.nodes:
        headings = both("Knude|Maskine|Proces|Startet|Sidst set|", "Node|Host|Process|Started|Last seen|").split(
            "|"
        )
        nodes = [
            [
                node.node,
                node.host,
                node.pid,
                when(node.started_at, zone),
                f"{node.silent_seconds:,.0f} s",
                both("leder", "leads") if node.leads else "",
            ]
            for node in found.nodes
        ]
        out.print(table(headings, nodes))


def _tick(found: Status, zone: ZoneInfo) -> str:
    if found.last_tick_at is None:
        return both("endnu intet", "none yet")
    seconds = f" ({found.last_tick_seconds:,.2f} s)" if found.last_tick_seconds is not None else ""
    return when(found.last_tick_at, zone) + seconds


def _takeovers(found: Status) -> str:
    if found.takeover_seconds is None:
        return f"{found.takeovers:,}"
    return f"{found.takeovers:,} ({both('senest efter', 'the last after')} {found.takeover_seconds:,.1f} s)"


def _outbox(waiting: int, sending: int, dead: int) -> str:
    return both(
        f"{waiting:,} venter, {sending:,} sendes, {dead:,} ikke afleveret",
        f"{waiting:,} waiting, {sending:,} being sent, {dead:,} not delivered",
    )


def show_one_run(done: OneRun) -> None:
    """What a single tick did."""
    if done.tick is None:
        out.print(
            both(
                f"En anden knude leder ({done.leader}); intet gjort.",
                f"Another node leads ({done.leader}); nothing done.",
            ),
            markup=False,
        )
        return
    out.print(
        both(
            f"Udstedt: {done.tick.issued:,}; bortfaldet: {done.tick.withheld:,}; rapporter: {done.tick.runs:,}. "
            f"Afleveret: {done.delivered:,}; opgivet: {done.undelivered:,}; venter: {done.waiting:,}.",
            f"Issued: {done.tick.issued:,}; withheld: {done.tick.withheld:,}; reports: {done.tick.runs:,}. "
            f"Delivered: {done.delivered:,}; given up: {done.undelivered:,}; waiting: {done.waiting:,}.",
        )
    )


def show_letters(counted: Depth, state: State, found: Sequence[Letter], limit: int, zone: ZoneInfo) -> None:
    """Messages in a state."""
    out.print(_outbox(counted.waiting, counted.sending, counted.undelivered), style="bold")
    if not found:
        out.print(
            both(
                f"Ingen beskeder er i tilstanden: {word(STATES, state)}.",
                f"No message is in this state: {word(STATES, state)}.",
            )
        )
        return
    reasons: dict[str, list[Letter]] = {}
    for one in found:
        reasons.setdefault(say(one.reason) if one.reason else word(REASONS, one.reason_code or ""), []).append(one)
    for reason, letters in reasons.items():
        if reason:
            out.print(reason, style="yellow", markup=False)
        out.print(_letters(letters, state, zone))
    if len(found) >= limit:
        out.print(
            both(
                f"Flere med --limit, eller de næste med --after {found[-1].position}.",
                f"More with --limit, or the next ones with --after {found[-1].position}.",
            ),
            style="dim",
        )


def _letters(found: Sequence[Letter], state: State, zone: ZoneInfo) -> Table:
    """What was given up begins with its key, which is the last to be broken: it is copied into ``outbox retry``."""
    shown = ["case", "to", "channel", "tries"]
    shown = (
        ["key", *shown] if state == "undelivered" else [*shown, *(["next"] if state == "waiting" else []), "key"]
    )
    names = {
        "key": both("Nøgle", "Key"),
        "case": both("Sag", "Case"),
        "to": both("Til", "To"),
        "channel": both("Kanal", "Channel"),
        "tries": both("Forsøg", "Tries"),
        "next": both("Næste forsøg", "Next try"),
    }
    rows: list[dict[str, object]] = [
        {
            "key": one.key,
            "case": one.stream,
            "to": _recipient(one.recipient),
            "channel": one.channel,
            "tries": one.attempts,
            "next": when(one.next_at, zone),
        }
        for one in found
    ]
    return table([names[name] for name in shown], [[row[name] for name in shown] for row in rows])


def _recipient(stored: str) -> str:
    """``responsible: abc`` as people read it; others stand as they are."""
    to, colon, name = stored.partition(":")
    return word(RECIPIENTS, to) + colon + name


def show_offered(offered: int, unknown: Sequence[str]) -> None:
    """What is offered again."""
    said = both(f"Sendes igen: {offered:,}.", f"Offered again: {offered:,}.")
    by = both(" De afleveres af: sagsgang scheduler run", " They are delivered by: sagsgang scheduler run")
    out.print(said + (by if offered else ""))
    for key in unknown:
        out.print(
            both(f"{key} er ingen besked, der blev opgivet.", f"{key} is no message that was given up."),
            markup=False,
        )
