"""Case types: what is published, what a type says, and what the dates would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from ...domain.rules.casetype import CaseType, Check, DeadlineRule, FindingRule, Presumption, Term
from ...domain.rules.reminder_step import Citizen, ReminderStep
from ...domain.rules.term import spoken_term
from ...domain.text import Text
from ...domain.words.ladder_words import spoken_step
from ...domain.words.rule_words import named_choices, spoken_events, spoken_presumption
from ...operations.case_types import CaseTypeVersions
from ...projections.one_case.forecast import Forecast, ForecastLine
from ..model.columns import column
from ..model.section import Column, LabelledValue, Line, Row, Section
from ..model.sentences import joined, same, sentence, when
from ..model.vocabulary import word
from .definitions import ALWAYS, ID, POSITION, TITLE, UNTITLED, VALID_FROM, versions
from .rules import length_of

VERSIONS = (
    ID,
    TITLE,
    VALID_FROM,
    POSITION,
    Column(id="deadlines", label=Text("Frister", "Deadlines"), sort="text", priority=2),
)
FORECAST = (
    column("deadline"),
    column("due"),
    Column(id="unrolled_on", label=Text("Før rul", "Unrolled"), sort="date", priority=2),
    Column(id="roll", label=Text("Rul", "Roll"), sort="text", priority=2),
    column("effect", priority=2),
)
CANNOT_BE_COMPUTED = Text("kan ikke beregnes", "can't be computed")


def case_types(found: CaseTypeVersions, _: object) -> list[Section]:
    """Every version of every case type."""
    return versions("types", found.types, VERSIONS, found.next, deadlines=lambda one: ", ".join(one.deadlines))


def case_type(found: CaseType, _: object) -> list[Section]:
    """A version of a case type in sentences: a table would break its legal sources over many lines."""
    about = Section(
        id="type",
        title=sentence("{id} · {title}", "{id} · {title}", id=found.id, title=found.title),
        facts=_facts(
            (Text("gælder fra", "valid from"), same(when(found.valid_from)) if found.valid_from else ALWAYS),
            (Text("kalender", "calendar"), same(found.calendar)),
            (Text("åbner", "opens"), spoken_events(found, found.opens)),
            (Text("lukker", "closes"), spoken_events(found, found.closes)),
            (Text("genåbner", "reopens"), spoken_events(found, found.reopens)),
        ),
    )
    parts = [about, *(_deadline(found, rule) for rule in found.deadlines)]
    parts += [_presumption(found, one) for one in found.presumptions or ()]
    if found.meeting_reminders:
        title = Text("Erindringer om samtaler", "Reminders of meetings")
        parts.append(Section(id="meetings", title=title, facts=_ladder(found.meeting_reminders)))
    if found.citizen:
        parts.append(_citizen(found.citizen))
    parts += [_finding(found, one) for one in found.findings or ()]
    return [*parts, _checklist(found.checks)] if found.checks else parts


def _facts(*named: tuple[Text, Text | None]) -> tuple[LabelledValue, ...]:
    """What there is to say, each with its name."""
    return tuple(LabelledValue(name, said) for name, said in named if said is not None and said.da)


def _deadline(case_type: CaseType, rule: DeadlineRule) -> Section:
    counted = rule.accumulation or None
    choices = named_choices(case_type, counted) if counted else ()

    def events(names: Iterable[str]) -> Text:
        return spoken_events(case_type, [*names])

    return Section(
        id=rule.id,
        title=sentence(
            "{label} ({id}): {length}",
            "{label} ({id}): {length}",
            label=rule.label,
            id=rule.id,
            length=length_of(rule),
        ),
        facts=(
            *_facts(
                (Text("tælles af", "counted by") if counted else Text("efter", "after"), events(rule.after)),
                (Text("tælles ikke efter", "not counted after"), events(counted.reversed_by) if counted else None),
                (Text("opfyldt af", "met by"), events(rule.met_by)),
                (Text("bortfalder ved", "cancelled by"), events(rule.cancelled_by)),
                (Text("ikke efter", "not after"), events(rule.unless)),
                (Text("uret standses af", "stopped by"), events(rule.suspended_by)),
                (Text("uret går igen ved", "runs again by"), events(rule.resumed_by)),
                (Text("uret står højst", "stands at most"), _longest_stand(rule)),
                (Text("virkning", "effect"), word("effect", rule.effect)),
                (Text("hvis", "whose"), OF_THE_PARTY if rule.of_the_party else None),
                *_grounds(rule),
                *((one.label, _with_reason(one.chosen, one.reason)) for one in choices),
            ),
            *_ladder(rule.reminders or ()),
        ),
    )


OF_THE_PARTY = Text("partens: den udløber, og ingen er forsinket", "the party's: it runs out, and nobody is late")


def _with_reason(chosen: Text, reason: Text | None) -> Text:
    return sentence("{a} ({b})", "{a} ({b})", a=chosen, b=reason) if reason else chosen


def _longest_stand(rule: DeadlineRule) -> Text:
    """How long its clock may stand: each time, and altogether."""
    said = []
    if rule.longest_suspension is not None:
        said.append(sentence("{days} ad gangen", "{days} at a time", days=_days(rule.longest_suspension)))
    if rule.total_suspension:
        said.append(sentence("{days} i alt", "{days} altogether", days=_days(rule.total_suspension)))
    return joined(said)


def _days(count: int) -> Text:
    return spoken_term(Term(count, "days"))


def _presumption(case_type: CaseType, rule: Presumption) -> Section:
    """When a notice is presumed to have arrived, and on what grounds."""
    title = joined((spoken_events(case_type, [rule.event]), spoken_presumption(rule)), ": ")
    return Section(id=f"presumption:{rule.event}", title=title, facts=_facts(*_grounds(rule)))


def _ladder(steps: Sequence[ReminderStep]) -> tuple[LabelledValue, ...]:
    """A ladder of reminders."""
    return tuple(
        LabelledValue(sentence("erindring {id}", "reminder {id}", id=step.id), spoken_step(step)) for step in steps
    )


def _citizen(citizen: Citizen) -> Section:
    """In which attributes a case keeps how its citizen is reached."""
    addresses = ", ".join(f"{channel}: {attribute}" for channel, attribute in citizen.address.items())
    language = same(citizen.language) if citizen.language else None
    return Section(
        id="citizen",
        title=Text("Borgeren nås ved", "The citizen is reached by"),
        facts=_facts((Text("adresse", "address"), same(addresses)), (Text("sprog", "language"), language)),
    )


def _finding(case_type: CaseType, rule: FindingRule) -> Section:
    """A rule of finding: what it looks for, and on what grounds."""
    return Section(
        id=rule.id,
        title=sentence("Fund: {label} ({id})", "Finding: {label} ({id})", label=rule.label, id=rule.id),
        facts=_facts(
            (Text("findes, når", "found when"), _looked_for(case_type, rule)),
            (Text("ikke efter", "not after"), spoken_events(case_type, rule.unless)),
            *_grounds(rule),
        ),
    )


def _looked_for(case_type: CaseType, rule: FindingRule) -> Text:
    """What a rule of finding looks for, in a sentence without its beginning."""
    at: Any = spoken_events(case_type, rule.at)
    if rule.missing is not None:
        missing = spoken_events(case_type, [rule.missing])
        return sentence("{at}, og ikke forinden: {it}", "{at}, and not before: {it}", at=at, it=missing)
    if rule.lacks is not None:
        labels = {attribute.name: attribute.label for attribute in case_type.attributes}
        what = labels.get(rule.lacks, rule.lacks)
        return sentence("{at}, uden »{what}«", "{at}, without “{what}”", at=at, what=what)
    if rule.recorded_after is not None:
        return sentence(
            "{at}, registreret mere end {days} efter",
            "{at}, recorded more than {days} after",
            at=at,
            days=_days(rule.recorded_after),
        )
    if rule.longer_than is not None:
        return sentence(
            "sagen er åben i mere end {days}",
            "the case is open for more than {days}",
            days=_days(rule.longer_than),
        )
    late = next((one.label for one in case_type.deadlines if one.id == rule.overdue), rule.overdue)
    return sentence("fristen ikke er nået: {late}", "the deadline was not met in time: {late}", late=late)


def _checklist(checks: Sequence[Check]) -> Section:
    def said(check: Check) -> Text:
        named = sentence("{label} ({id})", "{label} ({id})", label=check.label, id=check.id)
        return joined((named, check.source), " · ")

    title = Text("Kontrolpunkter", "Checklist")
    return Section(id="checks", title=title, lines=tuple(Line(said(one)) for one in checks))


def _grounds(rule: DeadlineRule | FindingRule | Presumption) -> list[tuple[Text, Text | None]]:
    """Where a rule comes from, how sure that is, and why it is read so."""
    return [
        (Text("kilde", "source"), same(rule.source) if rule.source else None),
        (Text("sikkerhed", "certainty"), rule.certainty),
        (Text("begrundelse", "reason"), rule.reason),
    ]


def forecast(found: Forecast, _: object) -> list[Section]:
    """The dates, and below them where the rules come from."""
    return [
        Section(
            id="forecast",
            title=sentence("Modtaget {at}:", "Received {at}:", at=_received(found)),
            columns=FORECAST,
            rows=[_row(one) for one in found.deadlines],
            notes=tuple(
                Line(joined((one.label, told), ": "), "dim")
                for one in found.deadlines
                for told in (one.why_not, one.source)
                if told
            ),
        )
    ]


def _received(found: Forecast) -> str:
    return when(found.received, ZoneInfo(found.zone))


def _row(line: ForecastLine) -> Row:
    party = sentence("{label} (partens)", "{label} (the party's)", label=line.label)
    return {
        "deadline": party if line.whose == "party" else line.label,
        "due": line.due or CANNOT_BE_COMPUTED,
        "unrolled_on": line.unrolled_on,
        "roll": line.roll or UNTITLED,
        "effect": line.effect,
    }
