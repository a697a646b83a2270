"""The scheduler at the terminal: how it stands, what one tick did, and the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from ..delivery.outbox.circuit_breaker import OpenCircuit
from ..delivery.outbox.outbox import State
from ..operations.outbox import (
    DismissAsked,
    Letters,
    LettersAsked,
    LettersDismissed,
    LettersOffered,
    ListedLetter,
    RetryAsked,
)
from ..operations.parameters import Nothing
from ..operations.scheduler import SchedulerStatus
from ..scheduler.monitoring.status import Status
from ..scheduler.node.node_turns import OneRun
from .follower_pages import lag_in_words
from .language import both, number, say
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
    "dismissed": ("frafaldet", "dismissed"),
}


def show_status(found: SchedulerStatus, asked: Nothing) -> None:
    """How the scheduler stands, what is wrong, and the nodes."""
    del asked
    zone, leader = ZoneInfo(found.zone), found.leader
    well = (
        both("kører, som den skal", "is well") if found.healthy else both("kræver tilsyn", "needs looking after")
    )
    style = "bold green" if found.healthy else "bold red"
    out.print(both("Planlæggeren ", "The scheduler ") + well, style=style)
    for problem in found.problems:
        see = both("Se", "See") + f": sagsgang {problem.see.replace('.', ' ')}" if problem.see else ""
        out.print(Padding(Styled(f"{say(problem.text)} {see}".rstrip(), style="red"), (0, 0, 0, 2)))
    box = found.outbox
    _show_rests(box.resting, zone)
    rows = [
        [both("leder", "leader"), leader.node if leader else both("ingen", "none")],
        [both("siden", "since"), when(found.since, zone) if leader else "–"],
        [both("seneste tik", "last tick"), _tick(found, zone)],
        [both("forsinkelse", "lag"), f"{number(found.lag_seconds)} s" if found.lag_seconds is not None else "–"],
        [both("projektioner", "projections"), lag_in_words(found.projections)],
        [both("udbakke", "outbox"), _outbox(box.waiting, box.sending, box.delivered, box.dead, box.dismissed)],
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
                f"{number(node.silent_seconds)} s",
                both("leder", "leads") if node.leads else "",
            ]
            for node in found.nodes
        ]
        out.print(table(headings, nodes))


def _show_rests(resting: Sequence[OpenCircuit], zone: ZoneInfo) -> None:
    for one in resting:
        since, until, reason = when(one.since, zone), when(one.until, zone), say(one.reason)
        said = both(
            f"Kanalen {one.channel} har været væk siden {since} og prøves igen {until}. {reason}",
            f"The channel {one.channel} has been away since {since} and is tried again {until}. {reason}",
        )
        out.print(Padding(Styled(said, style="yellow"), (0, 0, 0, 2)))


def _tick(found: Status, zone: ZoneInfo) -> str:
    if found.last_tick_at is None:
        return both("endnu intet", "none yet")
    seconds = f" ({number(found.last_tick_seconds, 2)} s)" if found.last_tick_seconds is not None else ""
    return when(found.last_tick_at, zone) + seconds


def _takeovers(found: Status) -> str:
    if found.takeover_seconds is None:
        return number(found.takeovers)
    last = both("senest efter", "the last after")
    return f"{number(found.takeovers)} ({last} {number(found.takeover_seconds, 1)} s)"


def _outbox(waiting: int, sending: int, delivered: int, dead: int, dismissed: int) -> str:
    rest = both(f", {number(dismissed)} frafaldet", f", {number(dismissed)} dismissed") if dismissed else ""
    counted = both(
        f"{number(waiting)} venter, {number(sending)} sendes, {number(delivered)} afleveret, {number(dead)} opgivet",
        f"{number(waiting)} waiting, {number(sending)} being sent, {number(delivered)} delivered, {number(dead)} given up",
    )
    return counted + rest


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
            f"Udstedt: {number(done.tick.issued)}; bortfaldet: {number(done.tick.withheld)}; "
            f"rapporter: {number(done.tick.runs)}. "
            f"Afleveret: {number(done.delivered)}; opgivet: {number(done.undelivered)}; venter: {number(done.waiting)}.",
            f"Issued: {number(done.tick.issued)}; withheld: {number(done.tick.withheld)}; "
            f"reports: {number(done.tick.runs)}. "
            f"Delivered: {number(done.delivered)}; given up: {number(done.undelivered)}; waiting: {number(done.waiting)}.",
        )
    )


def show_letters(found: Letters, asked: LettersAsked) -> None:
    """Messages in a state."""
    out.print(
        _outbox(found.waiting, found.sending, found.delivered, found.undelivered, found.dismissed), style="bold"
    )
    zone = ZoneInfo(found.zone)
    _show_rests(found.resting, zone)
    if asked.limit == 0:
        return
    if not found.items:
        no_more = getattr(found, found.state) > 0  # they stand on the pages before
        out.print(
            both(
                f"Ingen {'flere ' if no_more else ''}beskeder er i tilstanden: {word(STATES, found.state)}.",
                f"No {'more messages are' if no_more else 'message is'} in this state: {word(STATES, found.state)}.",
            )
        )
        return
    reasons: dict[str, list[ListedLetter]] = {}
    for one in found.items:
        reasons.setdefault(_why(one), []).append(one)
    for reason, letters in reasons.items():
        if reason:
            out.print(reason, style="yellow", markup=False)
        out.print(_letters(letters, found.state, zone))


def _why(letter: ListedLetter) -> str:
    """What was in the way, or who decided that it need not arrive, and why."""
    if letter.dismissed is not None:
        who, why = letter.dismissed.by or "–", letter.dismissed.reason
        return both(f"Frafaldet af {who}: {why}", f"Dismissed by {who}: {why}")
    return say(letter.reason) if letter.reason else word(REASONS, letter.reason_code or "")


def _letters(found: Sequence[ListedLetter], state: State, zone: ZoneInfo) -> Table:
    """What was given up begins with its key, which is the last to be broken: it is copied into ``outbox retry``."""
    shown = ["case", "to", "channel", "tries"]
    shown = (
        ["key", *shown]
        if state in ("undelivered", "dismissed")
        else [*shown, *(["next"] if state == "waiting" else []), "key"]
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


def show_dismissed(found: LettersDismissed, asked: DismissAsked) -> None:
    """What is dismissed."""
    del asked
    dismissed = number(len(found.dismissed))
    out.print(both(f"Frafaldet: {dismissed}.", f"Dismissed: {dismissed}."))
    _show_unknown(found.unknown)


def show_offered(found: LettersOffered, asked: RetryAsked) -> None:
    """What is offered again."""
    del asked
    offered = number(len(found.offered))
    said = both(f"Sendes igen: {offered}.", f"Offered again: {offered}.")
    by = both(" De afleveres af: sagsgang scheduler run", " They are delivered by: sagsgang scheduler run")
    out.print(said + (by if found.offered else ""))
    _show_unknown(found.unknown)


def _show_unknown(unknown: Sequence[str]) -> None:
    for key in unknown:
        out.print(
            both(f"{key} er ingen besked, der blev opgivet.", f"{key} is no message that was given up."),
            markup=False,
        )
