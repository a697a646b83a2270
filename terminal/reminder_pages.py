"""Reminders at the terminal: the ladders of a case, and what came due in a window of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.padding import Padding
from rich.text import Text as Styled

from ..operations.reminders import Reminded, WindowAsked
from ..projections.one_case.reminder_account import LadderLines, StepLine
from ..scheduler.reminders.due_reminders import WindowLine
from .language import both, counted, number, say
from .output import out
from .tables import STATES, table, when, word

STANDINGS = {
    "planned": ("kommer", "to come"),
    "waiting": ("forfalden; venter på planlæggeren", "due; waits for the scheduler"),
    "new": ("ville blive udstedt", "would be issued"),
    "pointless": ("ville bortfalde", "would be withheld"),
    "unknown": (
        "kan ikke afgøres, for reglerne kan ikke læses",
        "cannot be decided, for the rules cannot be read",
    ),
    "issued": ("udstedt; venter på aflevering", "issued; waits for delivery"),
    "delivered": ("afleveret", "delivered"),
    "undelivered": ("kunne ikke afleveres", "could not be delivered"),
    "offered": ("genudstedt", "offered again"),
    "dismissed": ("frafaldet", "dismissed"),
    "withheld": ("bortfaldet", "withheld"),
    "over": ("kom aldrig", "never came"),
    "booked-late": ("var passeret, da det blev registreret", "had passed when it was recorded"),
    "before-start": ("før planlæggerens start", "before the scheduler's start"),
}
REASONS = {
    **STATES,
    "met": ("fristen er opfyldt", "the deadline was met"),
    "cancelled": ("fristen er bortfaldet", "the deadline was cancelled"),
    "lapsed": ("sagen er lukket", "the case was closed"),
    "restarted": ("fristen er startet forfra", "the deadline started anew"),
    "suspended": ("uret står", "the clock stands"),
    "moved": ("fristen er flyttet", "the deadline moved"),
    "annulled": ("hændelsen bag er annulleret", "what started it was annulled"),
    "rule-changed": ("sagstypen har ikke længere trinnet", "the case type has the ladder no more"),
    "meeting-over": ("samtalen er holdt eller aflyst", "the meeting was held or is off"),
    "past": ("tidspunktet er gået", "its time has passed"),
    "not-expected": ("fristen ventes ikke mere at udløbe da", "the deadline is no more expected to end then"),
    "overtaken": ("et senere trin siger mere", "a later step says more"),
    "active": ("der er sket noget i sagen", "something happened in the case"),
    "no-address": ("ingen adresse", "no address"),
    "no-channel": ("kanalen findes ikke", "no such channel"),
    "in-doubt": ("uvist, om den nåede frem", "in doubt whether it arrived"),
}
NEVER = ("over", "booked-late", "before-start")
NEXT = 5  # steps that lie ahead are shown
RECIPIENTS = {
    "responsible": ("sagsbehandler", "caseworker"),
    "unit": ("enhedens postkasse", "unit's mailbox"),
    "team-leader": ("teamchef", "team leader"),
    "citizen": ("borger", "citizen"),
}


def show_ladders(found: Sequence[LadderLines], zone: ZoneInfo) -> None:
    """The reminders of a case: what was sent, what will be, and why not; of what never came or lies far ahead, how much."""
    for one in found:
        state = both("åben", "open") if one.open else both("ikke længere åben", "no longer open")
        if one.expected:
            state = both("forventet", "expected")
        title = both("Erindringer", "Reminders")
        out.print(f"{title} · {say(one.label)} {_end(one.ends, zone)} · {state}", style="bold", markup=False)
        never = [line for line in one.steps if line.standing in NEVER]
        ahead = [line for line in one.steps if line.standing == "planned"][NEXT:]
        rows = [_step_row(line, zone) for line in one.steps if line not in never and line not in ahead]
        if rows:
            headings = both("Forfalder|Trin|Til|Status", "Comes due|Step|To|Standing").split("|")
            out.print(table(headings, rows))
        if ahead:
            out.print(both(f"  … og {len(ahead)} senere", f"  … and {len(ahead)} later"), style="dim")
        for said in _never_came(never):
            out.print(Padding(Styled(said, style="dim"), (0, 0, 0, 2)))


def _never_came(lines: Sequence[StepLine]) -> Iterator[str]:
    """A line a cause, with the names of the steps: a ladder may have hundreds of them."""
    causes: dict[tuple[str, str | None], list[StepLine]] = {}
    for line in lines:
        causes.setdefault((line.standing, line.reason), []).append(line)
    for (standing, reason), its in causes.items():
        names = ", ".join(dict.fromkeys(line.step for line in its))
        steps = counted(len(its), *both("trin|trin", "step|steps").split("|"))
        yield f"{_standing(standing, reason).plain}: {steps} ({names})"


def _step_row(line: StepLine, zone: ZoneInfo) -> list[object]:
    return [
        when(line.at, zone),
        _numbered(line.step, line.number),
        ", ".join(filter(None, (word(RECIPIENTS, line.to), line.channel))),
        _standing(line.standing, line.reason, line.by),
    ]


def show_reminded(found: Reminded, asked: WindowAsked) -> None:
    """What came due in a window of time, and what was issued of it now."""
    _show_window(found, ZoneInfo(found.zone), first=asked.after is None)
    if not found.dry_run:
        _show_issued(found.issued, found.withheld)


def _show_window(found: Reminded, zone: ZoneInfo, *, first: bool) -> None:
    """By what became of it: in a column of its own that would not fit the terminal. first: it is the first page."""
    begins, ends = when(found.since, zone), when(found.until, zone)
    out.print(
        both(f"Forfaldne efter {begins} til og med {ends}", f"Due after {begins}, up to and including {ends}")
        + f" · {both('position', 'position')} {number(found.position)}",
        style="dim",
        markup=False,
    )
    counts = ", ".join(
        f"{word(STANDINGS, name)}: {number(count)}" for name, count in sorted(found.by_standing.items())
    )
    out.print(
        f"{both('Erindringer', 'Reminders')}: {number(found.due)}{f' ({counts})' if counts else ''}", style="bold"
    )
    if not found.items:
        return
    headings = both("Forfalder|Sag|Erindrer om|Trin|Til", "Comes due|Case|Reminds of|Step|To").split("|")
    groups: dict[tuple[str, str | None], list[WindowLine]] = {}
    for line in found.items:
        groups.setdefault((line.standing, line.reason), []).append(line)
    for (standing, reason), lines in groups.items():
        out.print(_standing(standing, reason))
        out.print(table(headings, [_window_row(line, zone) for line in lines]))
    if found.next is not None:
        left = number(found.due - len(found.items)) if first else both("flere", "some")
        out.print(both(f"… og {left} til (--limit)", f"… and {left} more (--limit)"), style="dim")


def _window_row(line: WindowLine, zone: ZoneInfo) -> list[object]:
    return [
        when(line.at, zone),
        line.case,
        f"{line.deadline or both('samtale', 'meeting')} {_end(line.ends, zone)}",
        _numbered(line.step, line.number),
        word(RECIPIENTS, line.to),
    ]


def _show_issued(issued: int, withheld: int) -> None:
    """What was decided on by hand."""
    said = both(
        f"Udstedt nu: {number(issued)}; bortfaldet: {number(withheld)}.",
        f"Issued now: {number(issued)}; withheld: {number(withheld)}.",
    )
    by = both(" De afleveres af: sagsgang scheduler run", " They are delivered by: sagsgang scheduler run")
    out.print(said + (by if issued else ""), style="bold", markup=False)


def _standing(name: str, reason: str | None, by: str | None = None) -> Styled:
    styles = {
        "undelivered": "bold red",
        "delivered": "green",
        "issued": "yellow",
        "offered": "yellow",
        "waiting": "yellow",
    }
    who = f" {both('af', 'by')} {by}" if by else ""
    why = f": {word(REASONS, reason)}" if reason else ""
    return Styled(word(STANDINGS, name) + who + why, style=styles.get(name, ""))


def _numbered(step: str, number: int) -> str:
    return f"{step} #{number}" if number > 1 else step


def _end(ends: str, zone: ZoneInfo) -> str:
    """An end as text: a date as it stands, an instant in local time."""
    return ends if len(ends) == 10 else when(datetime.fromisoformat(ends), zone)
