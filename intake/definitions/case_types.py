"""Case types as a kind of definition."""

from __future__ import annotations

from ...domain.events.publications import CaseTypePublished
from ...domain.rules.casetype import CaseType
from ...domain.text import Text
from ...domain.words.figures import counted
from ...domain.written import casetype_file
from .definition import DefinitionKind


def _contents(case_type: CaseType) -> Text:
    return counted(len(case_type.deadlines), Text("frist", "deadline"), Text("frister", "deadlines"))


CASE_TYPES = DefinitionKind(
    event=CaseTypePublished,
    parse=lambda file, calendars: casetype_file.parse(file.text, file.name, calendars=calendars),
    contents=_contents,
    calendar_of=lambda case_type: case_type.calendar,
)
