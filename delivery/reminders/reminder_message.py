"""A reminder as a message: its text is made when it is sent, from the case as it stands, and kept nowhere (rule 17)."""

from __future__ import annotations

from datetime import date, datetime

from ...domain.events.reminder_events import ReminderIssued
from ...domain.fold.reminder_facts import MEETING
from ...domain.rules.reminder_step import ReminderStep
from ...domain.text import Language
from ...domain.words.wording import (
    ONLY_EXPECTED,
    When,
    fill,
    fill_line,
    spoken_days,
    spoken_end,
    usual_subject,
    usual_text,
    when_of,
)
from ..channels.message import Message
from ..settings.address_book import Address
from .case_at_sending import CaseAtSending


def reminder_message(
    issued: ReminderIssued, reference: str, case: CaseAtSending, step: ReminderStep | None, address: Address
) -> Message:
    """What is sent. reference: of the case. step: whose words it has; None, and where it gives none: the usual ones."""
    values = _values(issued, reference, case, step, address.language)
    when = when_of(step) if step else _when(issued, case)
    subject = (step.subject if step else None) or usual_subject(issued.about, when, issued.to)
    text = fill(
        ((step.text if step else None) or usual_text(issued.about, when, issued.to)).say(address.language), values
    )
    expected = case.is_expected(issued)
    return Message(
        key=issued.id,
        to=address.to,
        subject=fill_line(subject.say(address.language), values),
        text=f"{text}\n\n{ONLY_EXPECTED.say(address.language)}" if expected else text,
        language=address.language,
        written_at=issued.occurred,
        about={
            "case": reference,
            "type": case.story.case_type or "",
            "deadline": issued.deadline or issued.about,
            "step": issued.step,
            "number": str(issued.number),
            "ends": issued.ends,
        },
    )


def _values(
    issued: ReminderIssued, reference: str, case: CaseAtSending, step: ReminderStep | None, language: Language
) -> dict[str, str | None]:
    """What stands in the place of the names in braces; of personal attributes only those that the step may tell."""
    end = _end(issued, case)
    today = case.rules.local_day(case.now)
    days = ((end.date() if isinstance(end, datetime) else end) - today).days
    is_over = case.now >= end if isinstance(end, datetime) else days < 0
    case_type = case.version.case_type if case.version else None
    rules = case_type.deadlines if case_type else ()
    label = next((rule.label.say(language) for rule in rules if rule.id == issued.deadline), issued.deadline)
    said = {name: _said(value) for name, value in case.story.attributes.items() if _is_value(value)}
    said |= {name: _said(case.personal(name)) for name in (step.tells if step else ())}
    said |= {
        "case": reference,
        "title": case_type.title.say(language) if case_type else case.story.case_type,
        "days_left": None if is_over else spoken_days(days, language),
        "unit": case.story.unit,
        "responsible": case.story.responsible,
    }
    if issued.about == MEETING:
        return said | {"meeting": spoken_end(end, language)}
    return said | {
        "deadline": label,
        "due": spoken_end(end, language, expected=case.is_expected(issued)),
        "days_over": spoken_days(-days, language) if is_over else None,
    }


def _end(issued: ReminderIssued, case: CaseAtSending) -> date | datetime:
    """The day, or the instant in the local time of the case type."""
    if len(issued.ends) == len("2026-03-01"):
        return date.fromisoformat(issued.ends)
    return datetime.fromisoformat(issued.ends).astimezone(case.rules.zone)


def _when(issued: ReminderIssued, case: CaseAtSending) -> When:
    """Of a step that stands nowhere any more: by the day on which it came due."""
    end = _end(issued, case)
    ends_on = end.date() if isinstance(end, datetime) else end
    due_on = case.rules.local_day(issued.due_at)
    return "before" if due_on < ends_on else "on-the-day" if due_on == ends_on else "after"


def _is_value(value: object) -> bool:
    return isinstance(value, str | int | float)


def _said(value: object) -> str | None:
    return None if value is None else str(value)
