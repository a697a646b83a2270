"""One case on the terminal: its history, its deadlines, and why they are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..domain.words.accumulation_words import SAID
from ..projections.case_file import CaseFile, EventLine
from ..projections.explanation import Counted, Explanation
from .language import both, number, say
from .output import out
from .tables import EFFECTS, STATES, heading, table, when, word
from .type_pages import length_of

STEPS = {
    "started": ("fristen begynder", "the term begins"),
    "suspended": ("uret standses", "the clock stops"),
    "resumed": ("uret går igen", "the clock runs again"),
    "extended": ("forlænget", "extended"),
    "overridden": ("flyttet ved fravigelse", "moved by override"),
    "met": ("opfyldt", "met"),
    "cancelled": ("bortfaldet", "cancelled"),
    "lapsed": ("sagen lukket", "the case closed"),
    "came-back": ("sagen genåbnet", "the case reopened"),
    "restarted": ("startet forfra", "started anew"),
    "counted": ("månederne talt", "the months counted"),
    "reached": ("månederne er nået", "the months are reached"),
}


def show_case(found: CaseFile, zone: ZoneInfo) -> None:
    """A case: what it is, what happened, what is due."""
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    title = say(found.title) if found.title else found.type or ""
    out.print(f"{found.case} · {title} · {word(STATES, found.state)}", style="bold", markup=False)
    facts = [
        (both("enhed", "unit"), found.unit),
        (both("ansvarlig", "responsible"), found.responsible),
        (both("oversendt til", "referred to"), found.referred_to),
        (both("angår", "concerns"), found.concerns),
        *found.attributes.items(),
    ]
    line = "  ".join(f"{name}: {value}" for name, value in facts if value is not None)
    if line:
        out.print(line, markup=False)
    headings = both(
        "Skete|Registreret|Hændelse|Gælder|Position|Indhold", "Occurred|Recorded|Event|Standing|Position|Content"
    ).split("|")
    out.print(table(headings, [_event_row(line, zone) for line in found.events]))
    if found.deadlines:
        headings = both("Frist|Nr.|Status|Udløber|Virkning", "Deadline|No.|State|Due|Effect").split("|")
        rows = [
            [
                say(line.label),
                line.cycle,
                Styled(both("overskredet", "overdue"), style="bold red")
                if line.overdue
                else word(STATES, line.state),
                when(line.due, zone),
                word(EFFECTS, line.effect),
            ]
            for line in found.deadlines
        ]
        out.print(table(headings, rows))
    if found.findings:
        named = ", ".join(dict.fromkeys(say(line.label) for line in found.found))
        out.print(both("Fund: ", "Findings: ") + named, style="yellow", markup=False)


def _event_row(line: EventLine, zone: ZoneInfo) -> list[object]:
    occurred = when(line.occurred, zone)
    body = ", ".join(f"{name}: {value}" for name, value in _flat(line.body) if name not in ("case_type", "action"))
    row: list[object] = [
        occurred.split(" ")[0] if line.whole_day else occurred,
        when(line.recorded, zone),
        say(line.label),
        word(STATES, line.standing),
        number(line.position),
        body,
    ]
    if line.standing == "annulled":
        return [Styled(str(cell), style="dim") for cell in row]
    return row


def _flat(body: dict[str, object]) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    for name, value in body.items():
        if isinstance(value, dict):
            pairs += value.items()
        else:
            pairs.append((name, value))
    return pairs


def show_explanations(found: Sequence[Explanation], zone: ZoneInfo) -> None:
    """Why each deadline is what it is."""
    if not found:
        out.print(both("Sagen har ingen frister på det tidspunkt.", "The case has no deadlines at that moment."))
    for one in found:
        _show_explanation(one, zone)


def _show_explanation(one: Explanation, zone: ZoneInfo) -> None:
    state = both("overskredet", "overdue") if one.overdue else word(STATES, one.state)
    cycle = f" ({both('nr.', 'no.')} {one.cycle})" if one.cycle > 1 else ""
    out.print(f"{one.case} · {say(one.label)}{cycle}: {when(one.due, zone)} · {state}", style="bold", markup=False)
    for line in _rule_lines(one):
        out.print("  " + line, markup=False)
    headings = both("Hvornår|Hvad|Hændelse|Før rul|Udløber|Rul", "When|What|Event|Unrolled|Due|Roll").split("|")
    rows = [
        [
            when(reason.at, zone),
            word(STEPS, reason.what),
            reason.event if reason.event is not None else both("af sig selv", "by itself"),
            when(reason.unrolled_on),
            when(reason.due, zone),
            say(reason.roll) if reason.roll else "",
        ]
        for reason in one.because
    ]
    out.print(table(headings, rows))
    if one.counted is not None:
        _show_count(one.counted)
    if one.breached_at:
        out.print(
            both("Overskredet første gang ", "First breached ") + when(one.breached_at, zone),
            style="red",
            markup=False,
        )
    if one.left is not None:
        out.print(both(f"Tilbage, når uret går igen: {one.left}", f"Left when the clock runs again: {one.left}"))
    for move in one.moved_by_rules:
        days = f" ({move.days:+d} {both('dage', 'days')})" if move.days is not None else ""
        out.print(
            both("Flyttet af offentliggørelsen på position ", "Moved by the publication at position ")
            + f"{move.position} ({when(move.recorded, zone)}): "
            + f"{when(move.before, zone)} → {when(move.after, zone)}{days}",
            markup=False,
        )


def _show_count(counted: Counted) -> None:
    """The window month by month, then what the case type chose where the law says nothing, and why."""
    headings = both("Måned|Sagt|Tæller|Sum|Kræves|", "Month|Said|Counts|Sum|Needed|").split("|")
    rows = [
        [
            line.month,
            say(SAID[line.said]) if line.said else "–",
            both("ja", "yes") if line.counts else both("nej", "no"),
            line.sum,
            line.needed,
            both("nået", "reached") if line.reached else "",
        ]
        for line in counted.window
    ]
    within = both(
        f"Vinduet er de seneste {counted.within} måneder.", f"The window is the last {counted.within} months."
    )
    out.print(table(headings, rows, title=within))
    for choice in counted.choices:
        why = f" ({say(choice.reason)})" if choice.reason else ""
        out.print(f"  {say(choice.label)}: {say(choice.chosen)}{why}", style="dim", markup=False)


def _rule_lines(one: Explanation) -> list[str]:
    rule, end = one.rule, length_of(one.rule)
    since = one.rule_valid_from.isoformat() if one.rule_valid_from else both("altid", "always")
    lines = [
        f"{both('Regel', 'Rule')}: {end} {both('efter', 'after')} {' / '.join(rule.after)}; "
        f"{word(EFFECTS, rule.effect)}; {one.case_type}, {both('gælder fra', 'valid from')} {since}, "
        f"{both('offentliggjort på position', 'published at position')} {one.rule_published_at}; "
        f"{both('kalender', 'calendar')} {one.calendar}"
    ]
    for label, text in (
        (both("Kilde", "Source"), rule.source),
        (both("Sikkerhed", "Certainty"), say(rule.certainty) if rule.certainty else None),
        (both("Begrundelse", "Reason"), say(rule.reason) if rule.reason else None),
    ):
        if text:
            lines.append(f"{label}: {text}")
    return lines
