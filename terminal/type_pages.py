"""Case types on the terminal: what is published, what a type says, and what the dates would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..domain.rules.casetype import (
    BREACHED,
    EXPIRED,
    MET,
    CaseType,
    Check,
    DeadlineRule,
    FindingRule,
    Presumption,
    Term,
)
from ..domain.rules.reminder_step import Citizen, ReminderStep
from ..domain.rules.term import spoken_term
from ..domain.words.accumulation_words import spoken_accumulation
from ..domain.words.diagram import named_choices, spoken_events, spoken_presumption
from ..domain.words.ladder_words import spoken_step
from ..projections.one_case.forecast import Forecast
from .language import both, say
from .output import out
from .tables import EFFECTS, table, when, word

if TYPE_CHECKING:  # a page of one case needs no calendars of the world
    from ..operations.case_types import CaseTypeVersions


def show_types(found: CaseTypeVersions, _: object) -> None:
    """Every version of every case type."""
    headings = both("Id|Titel|Gælder fra|Position|Frister", "Id|Title|Valid from|Position|Deadlines").split("|")
    rows = [
        [
            one.id,
            say(one.title),
            when(one.valid_from) if one.valid_from else both("altid", "always"),
            one.position,
            ", ".join(one.deadlines),
        ]
        for one in found.types
    ]
    out.print(table(headings, rows))


def show_type(case_type: CaseType, _: object = None) -> None:
    """A version of a case type in sentences: a table would break its legal sources over many lines."""
    since = when(case_type.valid_from) if case_type.valid_from else both("altid", "always")
    out.print(f"{case_type.id} · {say(case_type.title)}", style="bold", markup=False)
    out.print(
        f"{both('gælder fra', 'valid from')} {since}, {both('kalender', 'calendar')} {case_type.calendar}",
        style="dim",
        markup=False,
    )
    for name, events in (
        (both("Åbner", "Opens"), case_type.opens),
        (both("Lukker", "Closes"), case_type.closes),
        (both("Genåbner", "Reopens"), case_type.reopens),
    ):
        if events:
            out.print(f"{name}: {_events(case_type, events)}", markup=False)
    for rule in case_type.deadlines:
        _show_rule(case_type, rule)
    for presumption in case_type.presumptions or ():
        _show_presumption(case_type, presumption)
    if case_type.meeting_reminders:
        out.print(f"\n{both('Erindringer om samtaler', 'Reminders of meetings')}", style="bold", markup=False)
        _show_ladder(case_type.meeting_reminders)
    if case_type.citizen:
        _show_citizen(case_type.citizen)
    for finding in case_type.findings or ():
        _show_finding(case_type, finding)
    if case_type.checks:
        _show_checks(case_type.checks)


def _show_rule(case_type: CaseType, rule: DeadlineRule) -> None:
    out.print(f"\n{say(rule.label)} ({rule.id}): {length_of(rule)}", style="bold", markup=False)
    counted = rule.accumulation or None
    _show_lines(
        [
            (
                both("tælles af", "counted by") if counted else both("efter", "after"),
                _events(case_type, rule.after),
            ),
            (
                both("tælles ikke efter", "not counted after"),
                _events(case_type, counted.reversed_by) if counted else None,
            ),
            (both("opfyldt af", "met by"), _events(case_type, rule.met_by)),
            (both("bortfalder ved", "cancelled by"), _events(case_type, rule.cancelled_by)),
            (both("ikke efter", "not after"), _events(case_type, rule.unless)),
            (both("uret standses af", "stopped by"), _events(case_type, rule.suspended_by)),
            (both("uret går igen ved", "runs again by"), _events(case_type, rule.resumed_by)),
            (both("uret står højst", "stands at most"), _longest_stand(rule)),
            (both("virkning", "effect"), word(EFFECTS, rule.effect)),
            (both("hvis", "whose"), _spoken_whose(rule)),
            *_grounds(rule),
        ]
    )
    for choice in named_choices(case_type, counted) if counted else ():
        why = f" ({say(choice.reason)})" if choice.reason else ""
        out.print(f"  {say(choice.label)}: {say(choice.chosen)}{why}", markup=False)
    _show_ladder(rule.reminders or ())


def _longest_stand(rule: DeadlineRule) -> str | None:
    """How long its clock may stand: each time, and altogether."""
    said = []
    if rule.longest_suspension is not None:
        days = say(spoken_term(Term(rule.longest_suspension, "days")))
        said.append(both(f"{days} ad gangen", f"{days} at a time"))
    if rule.total_suspension:
        days = say(spoken_term(Term(rule.total_suspension, "days")))
        said.append(both(f"{days} i alt", f"{days} altogether"))
    return ", ".join(said) or None


def _spoken_whose(rule: DeadlineRule) -> str | None:
    if not rule.of_the_party:
        return None
    return both("partens: den udløber, og ingen er forsinket", "the party's: it runs out, and nobody is late")


def _show_presumption(case_type: CaseType, rule: Presumption) -> None:
    """When a notice is presumed to have arrived, and on what grounds."""
    event = _events(case_type, [rule.event])
    out.print(f"\n{event}: {say(spoken_presumption(rule))}", style="bold", markup=False)
    _show_lines(_grounds(rule))


def spoken_arrival(rule: Presumption) -> str:
    """When a notice is presumed to have arrived, in words."""
    return say(spoken_presumption(rule))


def spoken_after(names: Sequence[str]) -> str:
    """What starts a deadline: events by their names, and what becomes of other deadlines in words."""
    words = {
        MET: both("opfyldt", "met"),
        BREACHED: both("overskredet", "breached"),
        EXPIRED: both("udløbet", "expired"),
    }
    said = []
    for name in names:
        prefix, colon, named = name.partition(":")
        said.append(f"{named} {words[prefix + colon]}" if prefix + colon in words else name)
    return " / ".join(said)


def _show_ladder(steps: Sequence[ReminderStep]) -> None:
    """A ladder of reminders, a line a step."""
    for step in steps:
        out.print(f"  {both('erindring', 'reminder')} {step.id}: {say(spoken_step(step))}", markup=False)


def _show_citizen(citizen: Citizen) -> None:
    """In which attributes a case keeps how its citizen is reached."""
    addresses = ", ".join(f"{channel}: {attribute}" for channel, attribute in citizen.address.items())
    out.print(f"\n{both('Borgeren nås ved', 'The citizen is reached by')}", style="bold", markup=False)
    _show_lines(
        [
            (both("adresse", "address"), addresses),
            (both("sprog", "language"), citizen.language),
        ]
    )


def _show_finding(case_type: CaseType, rule: FindingRule) -> None:
    """A rule of finding: what it looks for, and on what grounds."""
    out.print(f"\n{both('Fund', 'Finding')}: {say(rule.label)} ({rule.id})", style="bold", markup=False)
    _show_lines(
        [
            (both("findes, når", "found when"), _looked_for(case_type, rule)),
            (both("ikke efter", "not after"), _events(case_type, rule.unless)),
            *_grounds(rule),
        ]
    )


def _looked_for(case_type: CaseType, rule: FindingRule) -> str:
    """What a rule of finding looks for, in a sentence without its beginning."""
    at = _events(case_type, rule.at)
    if rule.missing is not None:
        missing = _events(case_type, [rule.missing])
        return both(f"{at}, og ikke forinden: {missing}", f"{at}, and not before: {missing}")
    if rule.lacks is not None:
        labels = {attribute.name: attribute.label for attribute in case_type.attributes}
        what = say(labels[rule.lacks]) if rule.lacks in labels else rule.lacks
        return both(f"{at}, uden »{what}«", f"{at}, without “{what}”")
    if rule.recorded_after is not None:
        days = say(spoken_term(Term(rule.recorded_after, "days")))
        return both(f"{at}, registreret mere end {days} efter", f"{at}, recorded more than {days} after")
    if rule.longer_than is not None:
        days = say(spoken_term(Term(rule.longer_than, "days")))
        return both(f"sagen er åben i mere end {days}", f"the case is open for more than {days}")
    late = next((say(one.label) for one in case_type.deadlines if one.id == rule.overdue), rule.overdue)
    return both(f"fristen ikke er nået: {late}", f"the deadline was not met in time: {late}")


def _show_checks(checks: Sequence[Check]) -> None:
    out.print(f"\n{both('Kontrolpunkter', 'Checklist')}", style="bold", markup=False)
    for check in checks:
        source = f" · {check.source}" if check.source else ""
        out.print(f"  {say(check.label)} ({check.id}){source}", markup=False)


def _grounds(rule: DeadlineRule | FindingRule | Presumption) -> list[tuple[str, str | None]]:
    """Where a rule comes from, how sure that is, and why it is read so."""
    return [
        (both("kilde", "source"), rule.source),
        (both("sikkerhed", "certainty"), say(rule.certainty) if rule.certainty else None),
        (both("begrundelse", "reason"), say(rule.reason) if rule.reason else None),
    ]


def _show_lines(lines: Sequence[tuple[str, str | None]]) -> None:
    """What there is to say, a line each."""
    for name, text in lines:
        if text:
            out.print(f"  {name}: {text}", markup=False)


def length_of(rule: DeadlineRule) -> str:
    """How long a deadline is, or what says when it ends."""
    if rule.term is not None:
        return say(spoken_term(rule.term))
    if rule.accumulation:
        return say(spoken_accumulation(rule.accumulation))
    if rule.given is not None:
        return both(f"angivet i {rule.given}", f"given in {rule.given}")
    return str(rule.on or rule.yearly)


def _events(case_type: CaseType, names: Sequence[str]) -> str:
    return say(spoken_events(case_type, names))


def show_forecast(found: Forecast, _: object) -> None:
    """The dates, and below them where the rules come from."""
    zone = ZoneInfo(found.zone)
    received = when(found.received, zone)
    out.print(both(f"Modtaget {received}:", f"Received {received}:"), style="bold", markup=False)
    headings = both("Frist|Udløber|Før rul|Rul|Virkning", "Deadline|Due|Unrolled|Roll|Effect").split("|")
    rows = [
        [
            say(line.label) + (both(" (partens)", " (the party's)") if line.whose == "party" else ""),
            when(line.due, zone) if line.due else both("kan ikke beregnes", "can't be computed"),
            when(line.unrolled_on),
            say(line.roll) if line.roll else "",
            word(EFFECTS, line.effect),
        ]
        for line in found.deadlines
    ]
    out.print(table(headings, rows))
    for line in found.deadlines:
        for told in (say(line.why_not) if line.why_not else None, line.source):
            if told:
                out.print(f"{say(line.label)}: {told}", style="dim", markup=False)
