"""What a reminder says: templates with names in braces, and the usual words where a step has none of its own.

Pure: whoever sends knows the values and gives them as text (docs/case-types.md, "Reminders").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from ..events.reminder_events import About
from ..rules.casetype import Term
from ..rules.reminder_step import Recipient, ReminderStep
from ..rules.term import spoken_term
from ..text import Language, Text
from .dates import spoken_date

When = Literal["before", "on-the-day", "after"]

# ``{{`` and ``}}`` are braces; what stands in single ones is a name; a brace by itself is a slip.
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_BRACES = {"{{": "{", "}}": "}"}
MISSING = "–"

_OF_BOTH = {
    "case": Text("sagens reference", "the case's reference"),
    "title": Text("sagstypens titel", "the title of the case type"),
    "days_left": Text("dage til fristen eller samtalen: »14 dage«", "days until then: “14 days”"),
    "unit": Text("enheden, som har sagen", "the unit that holds the case"),
    "responsible": Text("sagsbehandleren", "the caseworker"),
}
PLACEHOLDERS: dict[About, dict[str, Text]] = {
    "deadline": {
        **_OF_BOTH,
        "deadline": Text("fristens navn", "the deadline's label"),
        "due": Text("hvornår fristen udløber: »fredag den 3. april 2026«", "when it ends: “Friday 3 April 2026”"),
        "days_over": Text("dage siden fristen udløb: »1 dag«", "days since it passed: “1 day”"),
    },
    "meeting": {
        **_OF_BOTH,
        "meeting": Text(
            "hvornår samtalen er: »fredag den 3. april 2026 kl. 10.30«",
            "when the meeting is: “Friday 3 April 2026 at 10:30”",
        ),
    },
}
"""The names that every text may use, by what it reminds of, and what is put in their place. An attribute of the case
that is called like one of them can't be named."""


def names_in(template: str) -> list[str]:
    """The names in braces, in the order in which they stand; whatever stands there, known or not."""
    return [found[1] for found in _PIECE.finditer(template) if found[1] is not None]


def has_lone_brace(template: str) -> bool:
    """Whether a brace stands there that opens or closes nothing: a slip, or a ``{{`` written once."""
    return any(found[0] in ("{", "}") for found in _PIECE.finditer(template))


def fill(template: str, values: Mapping[str, str | None]) -> str:
    """The template with its values. One that is missing or empty is a dash, so that the sentence still reads.

    Values are put in as they are: braces in them are no names. A brace by itself stays.
    """

    def put(found: re.Match[str]) -> str:
        if found[1] is not None:
            return values.get(found[1]) or MISSING
        return _BRACES.get(found[0], found[0])

    return _PIECE.sub(put, template)


def fill_line(template: str, values: Mapping[str, str | None]) -> str:
    """``fill`` for a subject: one line, whatever the values hold."""
    filled = " ".join(fill(template, values).split())
    return "".join(sign for sign in filled if sign.isprintable())


# -- values ----------------------------------------------------------------------------------------

WEEKDAYS = {
    "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}


def spoken_days(days: int, language: Language) -> str:
    """``14 dage``, ``1 day``; on the day itself ``less than 1 day``: nought days are left of what is over alone."""
    day = spoken_term(Term(max(1, days), "days"))
    return (day if days > 0 else Text(f"under {day.da}", f"less than {day.en}")).say(language)


def spoken_end(end: date | datetime, language: Language, *, expected: bool = False) -> str:
    """A day, or an instant in the zone that it is given in, as one says it in a letter. expected: it is only that."""
    said = _spoken(end, language)
    return f"{said} ({EXPECTED.say(language)})" if expected else said


def _spoken(end: date | datetime, language: Language) -> str:
    weekday = WEEKDAYS[language].split()[end.weekday()]
    day = spoken_date(end.year, end.month, end.day, language)
    said = f"{weekday} den {day}" if language == "da" else f"{weekday} {day}"
    if not isinstance(end, datetime):
        return said
    clock: time = end.time()
    return f"{said} kl. {clock:%H.%M}" if language == "da" else f"{said} at {clock:%H:%M}"


# -- the usual words -------------------------------------------------------------------------------


EXPECTED = Text("forventet", "expected")
# Below the text of a reminder of an end that months still add up to: whatever words a step has, nobody takes it for sure.
ONLY_EXPECTED = Text(
    "Datoen er kun forventet: den er regnet, som om hver måned fra nu af tæller med.",
    "The date is only expected: it is reckoned as if every month from now on counts.",
)


class _Words(NamedTuple):
    subject: Text
    text: Text


# They hold true whenever they are read, late too, and hold nothing personal. The citizen is not told the case's type:
# that somebody gets a certain benefit is no matter for the screen of a telephone.
_TO_THE_OFFICE: dict[tuple[About, When], _Words] = {
    ("deadline", "before"): _Words(
        Text("Frist {due}: {deadline}, sag {case}", "Deadline {due}: {deadline}, case {case}"),
        Text(
            "Fristen »{deadline}« i sagen {case} ({title}) udløber {due}. Der er {days_left} tilbage.\n\n"
            "Enhed: {unit}. Sagsbehandler: {responsible}.",
            "The deadline “{deadline}” of case {case} ({title}) ends on {due}. Time left: {days_left}.\n\n"
            "Unit: {unit}. Caseworker: {responsible}.",
        ),
    ),
    ("deadline", "on-the-day"): _Words(
        Text("Sidste dag {due}: {deadline}, sag {case}", "Last day {due}: {deadline}, case {case}"),
        Text(
            "Sidste dag for »{deadline}« i sagen {case} ({title}) er {due}.\n\n"
            "Enhed: {unit}. Sagsbehandler: {responsible}.",
            "The last day for “{deadline}” of case {case} ({title}) is {due}.\n\n"
            "Unit: {unit}. Caseworker: {responsible}.",
        ),
    ),
    ("deadline", "after"): _Words(
        Text("Overskredet frist: {deadline}, sag {case}", "Overdue: {deadline}, case {case}"),
        Text(
            "Fristen »{deadline}« i sagen {case} ({title}) udløb {due}, for {days_over} siden, "
            "og det er ikke noteret, at den er opfyldt.\n\n"
            "Enhed: {unit}. Sagsbehandler: {responsible}.",
            "The deadline “{deadline}” of case {case} ({title}) ended on {due}, {days_over} ago, "
            "and nothing is recorded that meets it.\n\n"
            "Unit: {unit}. Caseworker: {responsible}.",
        ),
    ),
    ("meeting", "before"): _Words(
        Text("Samtale {meeting}, sag {case}", "Meeting {meeting}, case {case}"),
        Text(
            "I sagen {case} ({title}) er der aftalt en samtale {meeting}.\n\n"
            "Enhed: {unit}. Sagsbehandler: {responsible}.",
            "A meeting is agreed in case {case} ({title}): {meeting}.\n\nUnit: {unit}. Caseworker: {responsible}.",
        ),
    ),
}
_TO_THE_CITIZEN: dict[tuple[About, When], _Words] = {
    ("deadline", "before"): _Words(
        Text("Frist i din sag {case}", "A deadline in your case {case}"),
        Text(
            "Vi minder om en frist i din sag {case}: »{deadline}« udløber {due}.",
            "This is a reminder of a deadline in your case {case}: “{deadline}” ends on {due}.",
        ),
    ),
    ("deadline", "after"): _Words(
        Text("En frist i din sag {case} er udløbet", "A deadline in your case {case} has passed"),
        Text(
            "En frist i din sag {case} er udløbet: »{deadline}«, {due}. Kontakt os, hvis du har spørgsmål.",
            "A deadline in your case {case} has passed: “{deadline}”, {due}. Please contact us if you have questions.",
        ),
    ),
    ("meeting", "before"): _Words(
        Text("Husk din samtale {meeting}", "Your meeting on {meeting}"),
        Text(
            "Vi minder om din samtale {meeting}. Kan du ikke komme, så giv os besked. Sag {case}.",
            "This is a reminder of your meeting on {meeting}. If you can't come, please let us know. Case {case}.",
        ),
    ),
}


def when_of(step: ReminderStep) -> When:
    """Whether a step comes before the end, on its day, or after it."""
    if step.after is not None:
        return "after"
    return "on-the-day" if step.before is not None and step.before.count == 0 else "before"


def usual_subject(about: About, when: When, to: Recipient = "responsible") -> Text:
    """The subject of a reminder whose step gives none: a template."""
    return _usual(about, when, to).subject


def usual_text(about: About, when: When, to: Recipient = "responsible") -> Text:
    """The text of a reminder whose step gives none: a template."""
    return _usual(about, when, to).text


def _usual(about: About, when: When, to: Recipient) -> _Words:
    """A meeting is reminded of before it alone; the citizen is told of the last day as of any day before."""
    if about == "meeting":
        when = "before"
    if to == "citizen":
        return _TO_THE_CITIZEN[about, "before" if when == "on-the-day" else when]
    return _TO_THE_OFFICE[about, when]
