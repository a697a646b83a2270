"""A case type as a picture in words: a lane for each deadline and its ladder, and the same as Mermaid text.

``terminal.drawing`` draws the same lanes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..rules.casetype import (
    Accumulation,
    CaseType,
    DeadlineRule,
    Effect,
    Whose,
)
from ..rules.reminder_step import ReminderStep
from ..rules.term import spoken_term
from ..text import Language, Text
from .accumulation_words import spoken_accumulation
from .dates import spoken_date
from .ladder_words import spoken_ladder
from .rule_words import event_called, named_choices, spoken_events, spoken_presumption, starts_by_another

EFFECTS: dict[Effect, Text] = {
    "legal": Text("Lovbestemt frist", "Legal term"),
    "service": Text("Servicemål", "Service target"),
    "internal": Text("Intern frist", "Internal deadline"),
}
OF_THE_PARTY: dict[Effect, Text] = {
    "legal": Text("Partens frist, lovbestemt", "Legal term of the party"),
    "service": Text("Partens frist, et servicemål", "Deadline of the party, a service target"),
    "internal": Text("Partens frist", "Deadline of the party"),
}
MEETING, AGREED = (
    Text("Den aftalte samtale", "The agreed meeting"),
    Text("Aftale, ingen frist", "An agreement, no deadline"),
)
MEETING_END = Text("På det aftalte tidspunkt", "At the time agreed")
# A line that begins like an item of a numbered list would be drawn as one.
NUMBERED_ITEM = re.compile(r"^(\d+)\.")
PLAIN_SIGNS = " ,.:·§()/'’»«“”"
STYLES = {
    "opening": "fill:#dbeafe,stroke:#1d4ed8,color:#1e3a8a",
    "event": "fill:#f1f5f9,stroke:#64748b,color:#0f172a",
    "legal": "fill:#fef2f2,stroke:#b91c1c,color:#0f172a,stroke-width:2px",
    "service": "fill:#fffbeb,stroke:#b45309,color:#0f172a",
    "internal": "fill:#ffffff,stroke:#64748b,color:#0f172a",
    "party": "fill:#f5f3ff,stroke:#6d28d9,color:#0f172a,stroke-dasharray:5",
    "closing": "fill:#dcfce7,stroke:#15803d,color:#14532d",
}


class Lane(NamedTuple):
    """One deadline: what starts it, what it says, what meets it. Every text is in one language.

    reminders: its ladder, a line for each recipient. The agreed meetings, where the case type reminds of them, are a
    lane of their own, without an id.
    starts, meets: names of events (``met:ID``, ``breached:ID``, ``expired:ID`` for what becomes of another deadline of
    the case) and what they are called.
    """

    id: str
    title: str
    effect: Effect
    kind: str
    end: str
    source: str | None
    details: tuple[str, ...]
    reminders: tuple[str, ...]
    starts: tuple[tuple[str, str], ...]
    meets: tuple[tuple[str, str], ...]
    whose: Whose = "office"

    @property
    def style(self) -> str:
        """What it is drawn as: by its effect, and the party's in a way of its own."""
        return "party" if self.whose == "party" else self.effect


class Picture(NamedTuple):
    """A case type in one language: the events that open it, its deadlines, the events that close it."""

    title: str
    opens: tuple[tuple[str, str], ...]
    lanes: tuple[Lane, ...]
    closes: tuple[tuple[str, str], ...]


def picture(case_type: CaseType, language: Language) -> Picture:
    """What there is to draw of a case type. Its texts are single lines without control signs."""
    lanes = [_lane(case_type, rule, language) for rule in case_type.deadlines]
    if case_type.meeting_reminders:
        lanes.append(_meetings(case_type, case_type.meeting_reminders, language))
    return Picture(
        title=_line(case_type.title.say(language)),
        opens=_named(case_type, case_type.opens, language),
        lanes=tuple(lanes),
        closes=_named(case_type, case_type.closes, language),
    )


def mermaid(case_type: CaseType, language: Language) -> str:
    """The case type as a Mermaid flowchart, from left to right: opening, deadlines, meeting, closing."""
    drawn = picture(case_type, language)
    cards = {lane.id: f"d{index}" for index, lane in enumerate(drawn.lanes)}
    closing = dict(drawn.closes)
    inner = dict(drawn.opens)
    for lane in drawn.lanes:
        inner.update((event, said) for event, said in lane.starts if not starts_by_another(event))
        inner.update((event, said) for event, said in lane.meets if event not in closing)
    events = {event: f"e{index}" for index, event in enumerate(inner)}
    opening = {event for event, _ in drawn.opens}
    return "\n".join(
        [
            f"---\ntitle: {json.dumps(drawn.title, ensure_ascii=False)}\n---",
            "flowchart LR",
            *(
                f"    {events[event]}([{_label(said)}])" + (":::opening" if event in opening else ":::event")
                for event, said in inner.items()
            ),
            *(f"    {cards[lane.id]}[{_label(*_card(lane))}]:::{lane.style}" for lane in drawn.lanes),
            *([f"    closing([{_label(*closing.values())}]):::closing"] if closing else []),
            *dict.fromkeys(f"    {edge}" for edge in _edges(drawn, events, cards, closing)),
            *(f"    classDef {name} {style}" for name, style in STYLES.items()),
            "",
        ]
    )


def _edges(
    drawn: Picture, events: Mapping[str, str], cards: Mapping[str, str], closing: Mapping[str, str]
) -> Iterator[str]:
    """The arrows. What leads on to no deadline leads to the closing, dotted: the file does not say when."""
    starting = set()
    for lane in drawn.lanes:
        card = cards[lane.id]
        for event, said in lane.starts:
            starting.add(event)
            if starts_by_another(event):
                yield f"{cards[event.partition(':')[2]]} -->|{_label(said)}| {card}"
            elif event in events:
                yield f"{events[event]} --> {card}"
        for event, said in lane.meets:
            yield f"{card} -->|{_label(said)}| closing" if event in closing else f"{card} --> {events[event]}"
    if closing:
        yield from (f"{node} -.-> closing" for event, node in events.items() if event not in starting)


def _card(lane: Lane) -> list[str]:
    source = [lane.source] if lane.source else []
    return [lane.title, f"{lane.end} · {lane.kind}", *source, *lane.details, *lane.reminders]


def _label(*lines: str) -> str:
    """Lines as a quoted label: what Mermaid or its Markdown could read as their own is written by number."""
    escaped = ("".join(sign if _plain(sign) else f"#{ord(sign)};" for sign in line) for line in lines)
    return '"' + "<br/>".join(NUMBERED_ITEM.sub(r"\1#46;", line) for line in escaped) + '"'


def _plain(sign: str) -> bool:
    return sign.isalnum() or sign in PLAIN_SIGNS


def _lane(case_type: CaseType, rule: DeadlineRule, language: Language) -> Lane:
    return Lane(
        id=rule.id,
        title=_line(rule.label.say(language)),
        effect=rule.effect,
        kind=(OF_THE_PARTY if rule.of_the_party else EFFECTS)[rule.effect].say(language),
        end=_line(_end(case_type, rule, language)),
        source=_line(rule.source) if rule.source else None,
        details=tuple(_line(detail.say(language)) for detail in _details(case_type, rule)),
        reminders=_ladder(rule.reminders or (), language),
        starts=_named(case_type, rule.after, language),
        meets=_named(case_type, rule.met_by, language),
        whose="party" if rule.of_the_party else "office",
    )


def _meetings(case_type: CaseType, steps: Sequence[ReminderStep], language: Language) -> Lane:
    """The meetings that are agreed, which have no deadline but a ladder."""
    return Lane(
        id="",
        title=MEETING.say(language),
        effect="internal",
        kind=AGREED.say(language),
        end=MEETING_END.say(language),
        source=None,
        details=(),
        reminders=_ladder(steps, language),
        starts=_named(case_type, ("meeting-agreed",), language),
        meets=_named(case_type, ("meeting-held", "meeting-cancelled"), language),
    )


def _ladder(steps: Sequence[ReminderStep], language: Language) -> tuple[str, ...]:
    return tuple(_line(said.say(language)) for said in spoken_ladder(steps))


def _end(case_type: CaseType, rule: DeadlineRule, language: Language) -> str:
    """When the deadline ends, in words."""
    if rule.term is not None:
        return spoken_term(rule.term).say(language)
    if rule.accumulation:
        return spoken_accumulation(rule.accumulation).say(language)
    if rule.given is not None:
        labels = {attribute.name: attribute.label for attribute in case_type.attributes}
        name = labels.get(rule.given, Text(rule.given, rule.given))
        return Text(f"Dato i »{name.da}«", f"Date in “{name.en}”").say(language)
    if rule.on is not None:
        return spoken_date(rule.on.year, rule.on.month, rule.on.day, language)
    month, day = (int(part) for part in (rule.yearly or "01-01").split("-"))
    said = spoken_date(None, month, day, language)
    return Text(f"{said} hvert år", f"{said} every year").say(language)


def _details(case_type: CaseType, rule: DeadlineRule) -> Iterator[Text]:
    """What else one must know of a deadline, a line each."""
    for presumption in case_type.presumptions or ():
        if presumption.event in rule.after:
            said = spoken_presumption(presumption)
            yield Text(f"Regnes fra modtagelsen: {said.da}", f"Counted from the arrival: {said.en}")
    if rule.roll == "none":
        yield Text("Flyttes ikke fra fridage", "Not moved from days off")
    else:
        yield Text("Flyttes fra fridag til næste arbejdsdag", "Moved from a day off to the next working day")
    if rule.extensions == 0:
        yield Text("Kan ikke forlænges", "Can't be extended")
    else:
        times = Text("gang", "time") if rule.extensions == 1 else Text("gange", "times")
        yield Text(f"Kan forlænges {rule.extensions} {times.da}", f"Can be extended {rule.extensions} {times.en}")
    if rule.accumulation:
        yield from _counting(case_type, rule.accumulation)
    if rule.suspended_by:
        yield from _standing(case_type, rule)
    if rule.cancelled_by:
        cause = spoken_events(case_type, rule.cancelled_by)
        yield Text(f"Bortfalder: {cause.da}", f"Cancelled: {cause.en}")
    if rule.unless:
        cause = spoken_events(case_type, rule.unless)
        yield Text(f"Starter ikke efter: {cause.da}", f"Does not start after: {cause.en}")
    if rule.again == "restart":
        yield Text("Begynder forfra, hvis den startes igen", "Begins anew if it is started again")


def _standing(case_type: CaseType, rule: DeadlineRule) -> Iterator[Text]:
    """What stops its clock and lets it run again, and how long it may stand."""
    stop, start = spoken_events(case_type, rule.suspended_by), spoken_events(case_type, rule.resumed_by)
    longest = rule.longest_suspension
    yield Text(f"Uret standses: {stop.da}", f"The clock stops: {stop.en}")
    if rule.resumed_by:
        yield Text(f"Uret løber igen: {start.da}", f"The clock runs again: {start.en}")
    if longest is not None:
        yield Text(f"Uret står højst stille i {longest} dage", f"The clock stands for {longest} days at most")
    if total := rule.total_suspension:
        yield Text(
            f"Uret står højst stille i {total} dage i alt",
            f"The clock stands for {total} days altogether at most",
        )


def _counting(case_type: CaseType, accumulation: Accumulation) -> Iterator[Text]:
    """How months add up, and every choice that the law leaves open."""
    if accumulation.reversed_by:
        back = spoken_events(case_type, accumulation.reversed_by)
        yield Text(f"Måneden tæller ikke efter: {back.da}", f"The month does not count after: {back.en}")
    for choice in named_choices(case_type, accumulation):
        yield Text(f"{choice.label.da}: {choice.chosen.da}", f"{choice.label.en}: {choice.chosen.en}")


def _named(case_type: CaseType, events: Iterable[str], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((event, _line(event_called(case_type, event).say(language))) for event in dict.fromkeys(events))


def _line(text: str) -> str:
    """One line without control signs, whatever was written."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
