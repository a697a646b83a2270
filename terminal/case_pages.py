"""One case on the terminal: its history, its deadlines, and why they are what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..domain.fold.reminder_facts import MEETING
from ..domain.words.accumulation_words import SAID
from ..domain.words.outcome_names import outcome_name
from ..operations.cases import CaseAsked, DeadlineAsked, Explained
from ..projections.one_case.case_file import CaseFile, EventLine
from ..projections.one_case.explanation import Counted, Explanation, Presumed, Reason
from .language import both, number, say
from .output import out
from .reminder_pages import show_ladders
from .tables import EFFECTS, STATES, heading, shown, standing, table, when, word
from .type_pages import length_of, spoken_after, spoken_arrival

STEPS = {
    "started": ("fristen begynder", "the term begins"),
    "suspended": ("uret standses", "the clock stops"),
    "waits": ("sagen venter", "the case waits"),
    "also-waits": ("sagen venter også", "the case waits for more"),
    "renewed": ("standsningen fornyet", "the stop is renewed"),
    "no-longer-waits": ("én ting ventes der ikke længere på", "one thing is waited for no more"),
    "used-up": ("længere må uret ikke stå", "the clock may stand no longer"),
    "resumed": ("uret går igen", "the clock runs again"),
    "extended": ("forlænget", "extended"),
    "overridden": ("flyttet ved fravigelse", "moved by override"),
    "met": ("opfyldt", "met"),
    "cancelled": ("bortfaldet", "cancelled"),
    "lapsed": ("sagen lukket", "the case closed"),
    "expired": ("udløbet", "expired"),
    "came-back": ("sagen genåbnet", "the case reopened"),
    "restarted": ("startet forfra", "started anew"),
    "counted": ("månederne talt", "the months counted"),
    "reached": ("månederne er nået", "the months are reached"),
}


def show_case(found: CaseFile, asked: CaseAsked) -> None:
    """A case: what it is, what happened, what is due."""
    zone = ZoneInfo(found.zone)
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
    line = "  ".join(f"{name}: {shown(value)}" for name, value in facts if value is not None)
    if line:
        out.print(line, markup=False)
    headings = both(
        "Skete|Registreret|Hændelse|Gælder|Position|Indhold", "Occurred|Recorded|Event|Standing|Position|Content"
    ).split("|")
    out.print(table(headings, [_event_row(line, zone) for line in found.events]))
    if _has_dates_among_others(found.events, zone):
        out.print(
            both(
                "En dato uden klokkeslæt står, hvor den gælder på sin dag: det, der åbner, først, det, der lukker, sidst.",
                "A date without a time stands where it counts on its day: what opens first, what closes last.",
            ),
            style="dim",
        )
    if found.deadlines:
        headings = both("Frist|Nr.|Status|Udløber|Virkning", "Deadline|No.|State|Due|Effect").split("|")
        rows = [
            [
                say(line.label),
                line.cycle,
                Styled(both("overskredet", "overdue"), style="bold red")
                if line.overdue
                else standing(line.state, line.whose),
                when(line.due, zone),
                word(EFFECTS, line.effect),
            ]
            for line in found.deadlines
        ]
        out.print(table(headings, rows))
    if found.findings:
        named = ", ".join(dict.fromkeys(say(line.label) for line in found.found))
        out.print(both("Fund: ", "Findings: ") + named, style="yellow", markup=False)


def _has_dates_among_others(lines: Sequence[EventLine], zone: ZoneInfo) -> bool:
    """Whether events follow one another on a day of which one, at least, has no time: what is shown does not say why."""
    days = [(line.occurred.astimezone(zone).date(), line.whole_day) for line in lines]
    counted = Counter(day for day, _ in days)
    return any(whole_day and counted[day] > 1 for day, whole_day in days)


def _event_row(line: EventLine, zone: ZoneInfo) -> list[object]:
    occurred = when(line.occurred, zone)
    body = ", ".join(
        f"{name}: {shown(value)}" for name, value in _flat(line.body) if name not in ("case_type", "action")
    )
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
        elif name == "outcome" and isinstance(value, str):
            pairs.append((name, say(outcome_name(value))))
        else:
            pairs.append((name, value))
    return pairs


def show_explained(found: Explained, asked: DeadlineAsked) -> None:
    """Why the deadlines of a case are what they are, and what became of its reminders."""
    zone = ZoneInfo(found.zone)
    if asked.deadline != MEETING:
        show_explanations(found.because, zone)
    elif not found.reminders:
        out.print(both("Sagen har ingen samtale med erindringer.", "The case has no meeting with reminders."))
    show_ladders(found.reminders, zone)


def show_explanations(found: Sequence[Explanation], zone: ZoneInfo) -> None:
    """Why each deadline is what it is."""
    if not found:
        out.print(both("Sagen har ingen frister på det tidspunkt.", "The case has no deadlines at that moment."))
    for one in found:
        _show_explanation(one, zone)


def _show_explanation(one: Explanation, zone: ZoneInfo) -> None:
    state = both("overskredet", "overdue") if one.overdue else standing(one.state, one.whose)
    cycle = f" ({both('nr.', 'no.')} {one.cycle})" if one.cycle > 1 else ""
    out.print(f"{one.case} · {say(one.label)}{cycle}: {when(one.due, zone)} · {state}", style="bold", markup=False)
    for line in _rule_lines(one):
        out.print("  " + line, markup=False)
    headings = both("Hvornår|Hvad|Hændelse|Før rul|Udløber|Rul", "When|What|Event|Unrolled|Due|Roll").split("|")
    rows = [
        [
            when(reason.at, zone),
            word(STEPS, reason.what) + _waiting(reason),
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
        if one.passed_on:
            out.print(
                both("Tælles i den periode, der rummer ", "Counts in the period that holds ")
                + when(one.passed_on),
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


def _waiting(reason: Reason) -> str:
    """What a stop of the clock waits for and until when, and what is left of the deadline."""
    said = [
        reason.awaits,
        both(f"til {reason.until}", f"until {reason.until}") if reason.until else None,
        both(f"{reason.left} tilbage", f"{reason.left} left") if reason.left is not None else None,
    ]
    found = ", ".join(part for part in said if part)
    return f" ({found})" if found else ""


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
        f"{both('Regel', 'Rule')}: {end} {both('efter', 'after')} {spoken_after(rule.after)}; "
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
    if one.whose == "party":
        lines.append(
            both(
                "Partens frist: den udløber, og ingen er forsinket",
                "The party's deadline: it runs out, and nobody is late",
            )
        )
    if one.after and one.after.partition(":")[0] in ("met", "breached", "expired"):
        lines.append(f"{both('Begyndte ved', 'Began with')}: {spoken_after([one.after])}")
    if one.presumed is not None:
        lines += _presumed_lines(one.presumed)
    return lines


def _presumed_lines(one: Presumed) -> list[str]:
    """When the notice is presumed to have arrived, and on what grounds."""
    rule = one.presumption
    arrived = when(one.arrived_on) if one.arrived_on else both("kan ikke beregnes", "can't be computed")
    said = f"{when(one.sent_on)} → {arrived} ({spoken_arrival(rule)})"
    grounds = (
        rule.source,
        say(rule.certainty) if rule.certainty else None,
        say(rule.reason) if rule.reason else None,
    )
    return [
        f"{both('Formodet modtaget', 'Presumed to have arrived')}: {said}",
        *(f"  {ground}" for ground in grounds if ground),
    ]
