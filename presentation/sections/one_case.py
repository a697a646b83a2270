"""One case: its history, its deadlines and reminders, and why they are what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...domain.fold.reminder_facts import MEETING
from ...domain.text import Text
from ...domain.words.accumulation_words import SAID
from ...domain.words.outcome_names import outcome_name
from ...domain.words.rule_words import spoken_presumption
from ...operations.cases import CaseAsked, DeadlineAsked, Explained
from ...projections.one_case.case_file import CaseFile, DeadlineLine, EventLine
from ...projections.one_case.explanation import Counted, Explanation, Presumed, Reason, RuleMove
from ..model.columns import column, listed
from ..model.section import LabelledValue, Line, Marked, Row, Section
from ..model.sentences import Part, joined, same, sentence, when
from ..model.vocabulary import VOCABULARY, word
from .ladders import ladders
from .queue import state_of
from .rules import length_of

YES, NO, NONE = Text("ja", "yes"), Text("nej", "no"), Text("intet", "nothing")
UNSAID = ("case_type", "action", "attributes")  # of an event's content: its name and the case say it
INSTANTS = ("as_of", "takes_place")
BY_ITSELF = Text("af sig selv", "by itself")
DATES_AMONG_OTHERS = Text(
    "En dato uden klokkeslæt står, hvor den gælder på sin dag: det, der åbner, først, det, der lukker, sidst.",
    "A date without a time stands where it counts on its day: what opens first, what closes last.",
)


def case_file(found: CaseFile, _: CaseAsked) -> list[Section]:
    """A case: what it is, what happened, what is due."""
    zone = ZoneInfo(found.zone)
    sections = [
        Section(id="case", title=title_of(found.case, found.title, found.state), facts=_facts(found)),
        Section(
            id="events",
            title=Text("Hændelser", "Events"),
            columns=(
                column("occurred"),
                column("recorded", extra=True),
                column("event"),
                *([column("standing")] if any(line.standing != "in-force" for line in found.events) else []),
                column("position", priority=3),
                column("body", priority=2),
            ),
            rows=[_event(line, zone, found) for line in found.events],
            notes=(Line(DATES_AMONG_OTHERS, "dim"),) if _has_dates_among_others(found.events, zone) else (),
        ),
    ]
    if found.deadlines:
        sections.append(deadlines(found.deadlines))
    if found.findings:
        named = joined(dict.fromkeys(line.label for line in found.found))
        told = sentence("Fund: {named}", "Findings: {named}", named=named)
        sections.append(Section(id="findings", title=told, emphasis="warning"))
    return sections


def title_of(case: str, title: Text | None, state: str) -> Text:
    """What a case is called at the head of what is said of it."""
    return joined((case, title, word("state", state)), " · ")


def deadlines(lines: Sequence[DeadlineLine]) -> Section:
    """The deadlines of a case."""
    cycle = ("cycle",) if any(line.cycle > 1 for line in lines) else ()
    rows = listed(
        lines,
        column("deadline", id="label", names=None),
        *cycle,
        "state",
        "due",
        "effect",
        state=lambda line: Marked("overdue", "overdue") if line.overdue else state_of(line.state, line.whose),
    )
    return Section(id="deadlines", title=Text("Frister", "Deadlines"), **rows)


def _facts(found: CaseFile) -> tuple[LabelledValue, ...]:
    held = [(name, getattr(found, name)) for name in ("unit", "responsible", "referred_to", "concerns")]
    facts = [LabelledValue(column(name).label, value) for name, value in held]
    facts += attribute_facts(found.attributes, found.attribute_labels)
    return tuple(fact for fact in facts if fact.value is not None)


def attribute_facts(attributes: Mapping[str, Any], labels: Mapping[str, Text]) -> list[LabelledValue]:
    """The attributes of a case by the names that its type gives them."""
    return [LabelledValue(labels.get(name, same(name)), value) for name, value in attributes.items()]


def _has_dates_among_others(lines: Sequence[EventLine], zone: ZoneInfo) -> bool:
    """Whether events follow one another on a day of which one, at least, has no time: what is shown does not say why."""
    days = [(line.occurred.astimezone(zone).date(), line.whole_day) for line in lines]
    counted = Counter(day for day, _ in days)
    return any(whole_day and counted[day] > 1 for day, whole_day in days)


def _event(line: EventLine, zone: ZoneInfo, found: CaseFile) -> Row:
    row: Row = {
        "occurred": line.occurred.astimezone(zone).date() if line.whole_day else line.occurred,
        "recorded": line.recorded,
        "event": line.label,
        "standing": line.standing,
        "position": line.position,
        "body": joined(_contents(line.body, found)) if line.body else None,
    }
    return {name: Marked(cell, "dim") for name, cell in row.items()} if line.standing == "annulled" else row


def _contents(body: Mapping[str, Any], found: CaseFile) -> Iterator[Text]:
    """What an event says beside its name, each thing with its name."""
    for name, value in body.items():
        if name == "attributes" or (name == "changes" and isinstance(value, dict)):
            labels = found.attribute_labels
            for key, one in value.items():
                if isinstance(one, dict):
                    yield from _contents({"attributes": one}, found)
                else:
                    yield _content(labels.get(key) or word("field", key), key, one, found)
        elif name not in UNSAID:
            yield _content(word("field", name), name, value, found)


def _content(label: Text, name: str, value: Any, found: CaseFile) -> Text:
    return sentence("{label}: {value}", "{label}: {value}", label=label, value=_word(name, value, found))


def _word(name: str, value: Any, found: CaseFile) -> Part:
    """A stored value as people read it."""
    match value:
        case None:
            return NONE
        case bool():
            return YES if value else NO
        case int() | float():
            return value
        case str():
            return _text(name, value, found)
    return len(value)


def _text(name: str, value: str, found: CaseFile) -> Part:
    if name == "outcome":
        return outcome_name(value)
    if name in INSTANTS:
        return when(datetime.fromisoformat(value), ZoneInfo(found.zone))
    known = {
        "deadline": {line.deadline: line.label for line in found.deadlines},
        "check": found.check_labels,
        "field": VOCABULARY["field"] | found.attribute_labels,
        "by": VOCABULARY["field"] | found.attribute_labels,
        "kind": VOCABULARY["kind"] | VOCABULARY["difference"],
    }
    return known.get(name, VOCABULARY.get(name, {})).get(value, value)


def explained(found: Explained, asked: DeadlineAsked) -> list[Section]:
    """Why the deadlines of a case are what they are, and what became of its reminders."""
    zone = ZoneInfo(found.zone)
    sections = [] if asked.deadline == MEETING else explanations(found.because, zone)
    if asked.deadline == MEETING and not found.reminders:
        without = Text("Sagen har ingen samtale med erindringer.", "The case has no meeting with reminders.")
        sections.append(Section(id="meetings", title=without))
    return [*sections, *ladders(found.reminders, zone)]


def explanations(found: Sequence[Explanation], zone: ZoneInfo) -> list[Section]:
    """Why each deadline is what it is."""
    if not found:
        without = Text("Sagen har ingen frister på det tidspunkt.", "The case has no deadlines at that moment.")
        return [Section(id="because", title=without)]
    return [section for one in found for section in _explanation(one, zone)]


def _explanation(one: Explanation, zone: ZoneInfo) -> Iterator[Section]:
    state = word("state", "overdue") if one.overdue else state_of(one.state, one.whose)
    label: Part = one.label
    if one.cycle > 1:
        label = sentence("{label} (nr. {cycle})", "{label} (no. {cycle})", label=label, cycle=one.cycle)
    yield Section(
        id="because",
        title=sentence(
            "{case} · {label}: {due} · {state}",
            "{case} · {label}: {due} · {state}",
            case=one.case,
            label=label,
            due=when(one.due, zone),
            state=state,
        ),
        facts=tuple(_rule(one)),
        **listed(
            one.because,
            "at",
            "what",
            column("by_event", id="event"),
            "unrolled_on",
            "due",
            column("roll", priority=2),
            what=_step,
            event=lambda reason: reason.event if reason.event is not None else BY_ITSELF,
            roll=lambda reason: reason.roll or "",
        ),
        empty=same(""),
        notes=() if one.counted else tuple(_notes(one, zone)),
    )
    if one.counted is not None:
        yield _window(one.counted, tuple(_notes(one, zone)))


def _step(reason: Reason) -> str | Text:
    """What happened, what a stop of the clock waits for and until when, and what is left of the deadline."""
    said: list[Part] = [reason.awaits]
    if reason.until:
        said.append(sentence("til {day}", "until {day}", day=reason.until))
    if reason.left is not None:
        said.append(sentence("{n} tilbage", "{n} left", n=reason.left))
    if all(part is None for part in said):
        return reason.what
    return sentence("{what} ({said})", "{what} ({said})", what=word("step", reason.what), said=joined(said))


def _notes(one: Explanation, zone: ZoneInfo) -> Iterator[Line]:
    if one.breached_at:
        at = when(one.breached_at, zone)
        yield Line(sentence("Overskredet første gang {at}", "First breached {at}", at=at), "error")
        if one.passed_on:
            yield Line(
                sentence(
                    "Tælles i den periode, der rummer {day}",
                    "Counts in the period that holds {day}",
                    day=one.passed_on,
                ),
                "error",
            )
    if one.left is not None:
        yield Line(sentence("Tilbage, når uret går igen: {n}", "Left when the clock runs again: {n}", n=one.left))
    for move in one.moved_by_rules:
        yield Line(_moved(move, zone))


def _moved(move: RuleMove, zone: ZoneInfo) -> Text:
    days = sentence(" ({n} dage)", " ({n} days)", n=f"{move.days:+d}") if move.days is not None else ""
    return sentence(
        "Flyttet af offentliggørelsen på position {position} ({at}): {before} → {after}{days}",
        "Moved by the publication at position {position} ({at}): {before} → {after}{days}",
        position=move.position,
        at=when(move.recorded, zone),
        before=when(move.before, zone),
        after=when(move.after, zone),
        days=days,
    )


def _window(counted: Counted, notes: tuple[Line, ...]) -> Section:
    """The window month by month, then what the case type chose where the law says nothing, and why."""
    choices = tuple(
        LabelledValue(choice.label, sentence("{a} ({b})", "{a} ({b})", a=choice.chosen, b=choice.reason))
        if choice.reason
        else LabelledValue(choice.label, choice.chosen)
        for choice in counted.choices
    )
    return Section(
        id="window",
        title=sentence(
            "Vinduet er de seneste {n} måneder.", "The window is the last {n} months.", n=counted.within
        ),
        facts=choices,
        **listed(
            counted.window,
            "month",
            "said",
            "counts",
            "sum",
            "needed",
            "reached",
            said=lambda line: SAID[line.said] if line.said else None,
            counts=lambda line: YES if line.counts else NO,
            reached=lambda line: YES if line.reached else "",
        ),
        notes=notes,
    )


def _rule(one: Explanation) -> Iterator[LabelledValue]:
    rule = one.rule
    yield LabelledValue(
        Text("Regel", "Rule"),
        sentence(
            "{length} efter {after}; {effect}; {type}, gælder fra {since}, offentliggjort på position {position}; "
            "kalender {calendar}",
            "{length} after {after}; {effect}; {type}, valid from {since}, published at position {position}; "
            "calendar {calendar}",
            length=length_of(rule),
            after=one.after_label,
            effect=word("effect", rule.effect),
            type=one.type_label,
            since=one.rule_valid_from or Text("altid", "always"),
            position=one.rule_published_at,
            calendar=one.calendar_label,
        ),
    )
    yield from _grounds(rule.source, rule.certainty, rule.reason)
    if one.whose == "party":
        yield LabelledValue(
            Text("Partens frist", "The party's deadline"),
            Text("den udløber, og ingen er forsinket", "it runs out, and nobody is late"),
        )
    if one.began_label is not None:
        yield LabelledValue(Text("Begyndte ved", "Began with"), one.began_label)
    if one.presumed is not None:
        yield from _presumed(one.presumed)


def _grounds(source: str | None, certainty: Text | None, reason: Text | None) -> Iterator[LabelledValue]:
    for label, text in (
        (Text("Kilde", "Source"), source),
        (Text("Sikkerhed", "Certainty"), certainty),
        (Text("Begrundelse", "Reason"), reason),
    ):
        if text:
            yield LabelledValue(label, text)


def _presumed(one: Presumed) -> Iterator[LabelledValue]:
    """When the notice is presumed to have arrived, and on what grounds."""
    rule = one.presumption
    yield LabelledValue(
        Text("Formodet modtaget", "Presumed to have arrived"),
        sentence(
            "{sent} → {arrived} ({rule})",
            "{sent} → {arrived} ({rule})",
            sent=one.sent_on,
            arrived=one.arrived_on or word("state", "undeterminable"),
            rule=spoken_presumption(rule),
        ),
    )
    yield from _grounds(rule.source, rule.certainty, rule.reason)
