"""The reminders of a case: what was sent, what will be, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ...domain.text import Text
from ...projections.one_case.reminder_account import LadderLines, StepLine
from ..model.columns import column, listed
from ..model.section import Emphasis, Line, Marked, Section
from ..model.sentences import counted, joined, sentence, when
from ..model.vocabulary import word

NEVER = ("over", "booked-late", "before-start")
NEXT = 5  # steps that lie ahead are shown
EMPHASIS: dict[str, Emphasis] = {
    "undelivered": "error",
    "delivered": "good",
    "issued": "warning",
    "offered": "warning",
    "waiting": "warning",
}


def ladders(found: Sequence[LadderLines], zone: ZoneInfo) -> list[Section]:
    """The ladder of each end; of what never came or lies far ahead, how much."""
    return [_ladder(one, zone) for one in found]


def _ladder(one: LadderLines, zone: ZoneInfo) -> Section:
    state = Text("åben", "open") if one.open else Text("ikke længere åben", "no longer open")
    if one.expected:
        state = Text("forventet", "expected")
    never = [line for line in one.steps if line.standing in NEVER]
    ahead = [line for line in one.steps if line.standing == "planned"][NEXT:]
    notes = [Line(told, "dim") for told in _never_came(never)]
    if ahead:
        later = sentence("… og {n} senere", "… and {n} later", n=len(ahead))
        notes.insert(0, Line(later, "dim"))
    return Section(
        id="reminders",
        title=sentence(
            "Erindringer · {label} {ends} · {state}",
            "Reminders · {label} {ends} · {state}",
            label=one.label,
            ends=end_of(one.ends, zone),
            state=state,
        ),
        **listed(
            [line for line in one.steps if line not in never and line not in ahead],
            column("comes_due", id="at"),
            "step",
            column("recipient", id="to"),
            "reminder",
            step=lambda line: numbered(line.step, line.number),
            to=lambda line: joined((word("recipient", line.to), line.channel)),
            reminder=_standing,
        ),
        empty=Text("", ""),
        notes=tuple(notes),
    )


def _never_came(lines: Sequence[StepLine]) -> Iterator[Text]:
    """A line a cause, with the names of the steps: a ladder may have hundreds of them."""
    causes: dict[tuple[str, str | None], list[StepLine]] = {}
    for line in lines:
        causes.setdefault((line.standing, line.reason), []).append(line)
    for (standing, reason), its in causes.items():
        yield sentence(
            "{standing}: {steps} ({names})",
            "{standing}: {steps} ({names})",
            standing=standing_of(standing, reason),
            steps=counted(len(its), ("trin", "step"), ("trin", "steps")),
            names=", ".join(dict.fromkeys(line.step for line in its)),
        )


def _standing(line: StepLine) -> Text | Marked:
    told, emphasis = standing_of(line.standing, line.reason, line.by), EMPHASIS.get(line.standing)
    return Marked(told, emphasis) if emphasis else told


def standing_of(standing: str, reason: str | None, by: str | None = None) -> Text:
    """How a step stands, by whose hand, and why."""
    told = word("reminder", standing)
    if by:
        told = sentence("{told} af {by}", "{told} by {by}", told=told, by=by)
    return joined((told, word("reminder-reason", reason)), ": ") if reason else told


def numbered(step: str, number: int) -> str:
    """A step by its name; where it comes again, which time."""
    return f"{step} #{number}" if number > 1 else step


def end_of(ends: str, zone: ZoneInfo) -> str:
    """An end as text: a date as it stands, an instant in local time."""
    return ends if len(ends) == 10 else when(datetime.fromisoformat(ends), zone)
