"""The JSON Schema of a file that people write, of an event, of an answer."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from ..delivery.settings.channels_file import ChannelsForm
from ..domain.text import Language, Text
from ..domain.written.calendar_file import CalendarForm
from ..domain.written.casetype_forms import CaseTypeForm
from ..domain.written.toml_page import Page
from ..domain.written.toml_schema import DIALECT, schema_of_form
from ..intake.definitions.case_types import CASE_TYPES
from ..intake.definitions.definition import read_whole
from ..intake.definitions.directory_file import DirectoryForm
from ..intake.definitions.report_calendar_file import ReportCalendarForm
from ..intake.definitions.targets_file import TargetsForm
from ..intake.definitions.written_file import WrittenFile
from ..intake.event.event_schema import event_schema
from ..intake.mapping.mapping import LogMapping
from . import problems
from .operation_help import told
from .schema import schema_of
from .session import Session
from .table import OPERATIONS

FORMS: dict[str, type[msgspec.Struct]] = {
    "casetype": CaseTypeForm,
    "calendar": CalendarForm,
    "directory": DirectoryForm,
    "targets": TargetsForm,
    "report-calendar": ReportCalendarForm,
    "mapping": LogMapping,
    "channels": ChannelsForm,
}
"""The files that people write, and what their tables are."""

EVENT = "event"
WHAT = Text("Skemaet", "schema")


class SchemaAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Of what, and in which language it says what keys mean."""

    name: Annotated[
        str,
        told(
            "casetype, calendar, directory, targets, report-calendar, mapping, channels, event, eller en operations navn: "
            "skemaet for dens svar.",
            "casetype, calendar, directory, targets, report-calendar, mapping, channels, event, or the name of an "
            "operation: the schema of its answer.",
            positional=True,
        ),
    ]
    casetype: Annotated[
        tuple[WrittenFile, ...],
        told(
            "Med event: filen med sagstypen, hvis handlinger og oplysninger skemaet har med.",
            "With event: the file of the case type whose actions and attributes the schema has.",
        ),
    ] = ()
    language: Annotated[
        Language, told("Sproget, som nøglerne forklares på.", "The language in which keys are explained.")
    ] = "en"


WORDS = {
    "dialect": "$schema",
    "ref": "$ref",
    "defs": "$defs",
    "additional_properties": "additionalProperties",
    "property_names": "propertyNames",
    "any_of": "anyOf",
    "all_of": "allOf",
}


class JsonSchema(msgspec.Struct, omit_defaults=True, kw_only=True, rename=WORDS):
    """A JSON Schema (draft 2020-12), whole in one document."""

    dialect: str
    ref: str | None = None
    type: str | None = None
    properties: dict[str, Any] = {}
    required: list[str] = []
    additional_properties: Any = None
    property_names: Any = None
    any_of: list[Any] = []
    all_of: list[Any] = []
    items: Any = None
    defs: dict[str, Any] = {}


def schema(session: Session, asked: SchemaAsked) -> JsonSchema:
    """The schema of that name. Needs no journal. Raises FaultyFiles, Problem ``unknown-schema``."""
    del session
    if asked.name in FORMS:
        found = schema_of_form(FORMS[asked.name], asked.language)
    elif asked.name == EVENT:
        # The form of an event rests on no calendar, so the one that the file names may be unknown here.
        named = [Page(file.text, file.name).values.get("calendar") for file in asked.casetype]
        read = read_whole(CASE_TYPES, asked.casetype, [one for one in named if isinstance(one, str)])
        found = event_schema(asked.language, read[0].definition if read else None)
    elif asked.name in OPERATIONS:
        found = schema_of(OPERATIONS[asked.name].types()[1])
    else:
        raise problems.unknown_definition("unknown-schema", "name", WHAT, asked.name, {*FORMS, EVENT})
    return msgspec.convert({"$schema": DIALECT, **found}, JsonSchema)
