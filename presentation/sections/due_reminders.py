"""What came due in a window of time, by what became or would become of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ...domain.text import Text
from ...operations.reminders import Reminded, WindowAsked
from ...scheduler.reminders.due_reminders import WindowLine
from ..model.columns import column
from ..model.section import Line, Row, Section
from ..model.sentences import joined, sentence, when
from ..model.vocabulary import word
from .ladders import EMPHASIS, end_of, numbered, standing_of


def reminded(found: Reminded, asked: WindowAsked) -> list[Section]:
    """How many came due, and each below what became of it."""
    zone = ZoneInfo(found.zone)
    groups: dict[tuple[str, str | None], list[WindowLine]] = {}
    for line in found.items:
        groups.setdefault((line.standing, line.reason), []).append(line)
    made = [
        Section(
            id="due",
            title=standing_of(standing, reason),
            emphasis=EMPHASIS.get(standing, "strong"),
            columns=tuple(column(name) for name in ("comes_due", "case", "reminds_of", "step", "recipient")),
            rows=[_due(line, zone) for line in lines],
        )
        for (standing, reason), lines in groups.items()
    ]
    if made and found.next is not None and asked.after is None:
        left = sentence("… og {n} til", "… and {n} more", n=found.due - len(found.items))
        made[-1] = replace(made[-1], next=found.next, notes=(Line(left, "dim"),))
    elif made:
        made[-1] = replace(made[-1], next=found.next)
    return [Section(id="window", title=_counted(found), lines=tuple(_lines(found, zone))), *made]


def _counted(found: Reminded) -> Text:
    counts = joined(
        sentence("{standing}: {n}", "{standing}: {n}", standing=word("reminder", standing), n=count)
        for standing, count in sorted(found.by_standing.items())
    )
    if not found.due:
        return sentence("Erindringer: {n}", "Reminders: {n}", n=found.due)
    return sentence("Erindringer: {n} ({counts})", "Reminders: {n} ({counts})", n=found.due, counts=counts)


def _lines(found: Reminded, zone: ZoneInfo) -> list[Line]:
    """Of which window they are, and what was decided on now."""
    since, until = when(found.since, zone), when(found.until, zone)
    window = sentence(
        "Forfaldne efter {since} til og med {until}",
        "Due after {since}, up to and including {until}",
        since=since,
        until=until,
    )
    lines = [Line(window, "dim")]
    if not found.dry_run:
        done = sentence(
            "Udstedt nu: {issued}; bortfaldet: {withheld}.",
            "Issued now: {issued}; withheld: {withheld}.",
            issued=found.issued,
            withheld=found.withheld,
        )
        by = Text("Planlæggeren afleverer dem.", "The scheduler delivers them.") if found.issued else None
        lines.append(Line(joined((done, by), " "), "strong", see="scheduler.run" if by else None))
    return lines


def _due(line: WindowLine, zone: ZoneInfo) -> Row:
    what = line.deadline_label or line.deadline or word("about", "meeting")
    return {
        "comes_due": line.at,
        "case": line.case,
        "reminds_of": joined((what, end_of(line.ends, zone)), " "),
        "step": numbered(line.step, line.number),
        "recipient": word("recipient", line.to),
    }
