"""What may stand in a case type's file, and where: the keys of each table and the kind of each value."""

from __future__ import annotations

from typing import get_args, get_type_hints

from ..rules.casetype import (
    Again,
    CaseType,
    Effect,
    FallsDue,
    OnChange,
    PartMonths,
    Roll,
    Term,
    Unit,
    WhenBelow,
    Whose,
)
from .reminder_forms import CITIZEN, REMINDER
from .toml_kinds import (
    amount,
    attribute_name,
    boolean,
    choice,
    day,
    month_day,
    names,
    office_name,
    slug,
    string,
    table,
    tables,
    text,
    whole_number,
    zone,
)
from .toml_table import Key

LONGEST_TERM = 10_000
LONGEST_WINDOW = 600  # months

ACTION = {"name": Key(slug, True), "label": Key(text, True)}
ATTRIBUTE = {"name": Key(attribute_name, True), "label": Key(text, True), "personal": Key(boolean)}
term = amount(Term, get_args(Unit), LONGEST_TERM, "{ months = 6 }")

# The choices that the law leaves open: each is made by whoever writes the case type, and says why.
CHOICES = ("part_months", "when_below", "on_change", "falls_due", "starts_over_by")
ACCUMULATION = {
    "months": Key(whole_number(1, LONGEST_WINDOW), True),
    "within": Key(whole_number(1, LONGEST_WINDOW), True),
    "counted_by": Key(names, True),
    "reversed_by": Key(names),
    "starts_over_by": Key(names, True),
    "part_months": Key(choice(get_args(PartMonths)), True),
    "when_below": Key(choice(get_args(WhenBelow)), True),
    "on_change": Key(choice(get_args(OnChange)), True),
    "falls_due": Key(choice(get_args(FallsDue)), True),
    "reasons": Key(table({name: Key(text, True) for name in CHOICES}), True),
}
DEADLINE = {
    "id": Key(slug, True),
    "label": Key(text, True),
    "after": Key(names),
    "term": Key(term),
    "given": Key(office_name),
    "on": Key(day),
    "yearly": Key(month_day),
    "met_by": Key(names),
    "cancelled_by": Key(names),
    "unless": Key(names),
    "again": Key(choice(get_args(Again))),
    "suspended_by": Key(names),
    "resumed_by": Key(names),
    "longest_suspension": Key(whole_number(1, LONGEST_TERM)),
    "extensions": Key(whole_number(0, LONGEST_TERM)),
    "effect": Key(choice(get_args(Effect))),
    "roll": Key(choice(get_args(Roll))),
    "source": Key(string),
    "certainty": Key(text),
    "reason": Key(text),
    "accumulation": Key(table(ACCUMULATION)),
    "reminder": Key(tables(REMINDER)),
    "whose": Key(choice(get_args(Whose))),
    "total_suspension": Key(whole_number(1, LONGEST_TERM)),
}
FINDING = {
    "id": Key(slug, True),
    "label": Key(text, True),
    "at": Key(names),
    "missing": Key(office_name),
    "lacks": Key(attribute_name),
    "recorded_after": Key(whole_number(0, LONGEST_TERM)),
    "overdue": Key(slug),
    "longer_than": Key(whole_number(1, LONGEST_TERM)),
    "unless": Key(names),
    "source": Key(string),
    "certainty": Key(text),
    "reason": Key(text),
}
CHECK = {"id": Key(slug, True), "label": Key(text, True), "source": Key(string)}
PRESUMPTION = {
    "event": Key(slug, True),
    "sent_by": Key(office_name),
    "working_days": Key(whole_number(0, 366), True),
    "source": Key(string),
    "certainty": Key(text),
    "reason": Key(text),
}
CASE_TYPE = {
    "id": Key(slug, True),
    "title": Key(text, True),
    "valid_from": Key(day),
    "zone": Key(zone),
    "calendar": Key(slug),
    "role": Key(choice(get_args(get_type_hints(CaseType)["role"]))),
    "opens": Key(names),
    "closes": Key(names),
    "reopens": Key(names),
    "expects": Key(names),
    "source": Key(string),
    "description": Key(text),
    "action": Key(tables(ACTION)),
    "attribute": Key(tables(ATTRIBUTE)),
    "deadline": Key(tables(DEADLINE)),
    "finding": Key(tables(FINDING)),
    "check": Key(tables(CHECK)),
    "meeting_reminder": Key(tables(REMINDER)),
    "citizen": Key(table(CITIZEN)),
    "presumption": Key(tables(PRESUMPTION)),
}
