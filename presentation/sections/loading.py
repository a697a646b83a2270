"""What became of files that came in or went out, what an import would do, and what was rejected."""

from __future__ import annotations

from operator import attrgetter
from pathlib import PurePath
from zoneinfo import ZoneInfo

from ...domain.text import Text
from ...intake.loading.import_check import ImportCheck
from ...operations.exporting import EventsExported
from ...operations.loading import EventsAppended, LogImported
from ...operations.rejections import Rejections, RejectionsAsked
from ..model.columns import column, listed
from ..model.section import Line, Named, Section
from ..model.sentences import counted, joined, same, sentence, when

REASON = column("reason", label=Text("Grund", "Reason"), sort="long")
LINES = (("linje", "line"), ("linjer", "lines"))
EVENTS = (("hændelse", "event"), ("hændelser", "events"))
CASES = (("sag", "case"), ("sager", "cases"))


def loaded(found: EventsAppended, _: object) -> list[Section]:
    """What became of the records and of their events. An import also corrects."""
    parts: list[Text] = [
        sentence("{n} tilføjet", "{n} appended", n=counted(found.appended, *EVENTS)),
        sentence(
            "{n} der i forvejen", "{n} there already", n=counted(found.duplicates, ("var", "was"), ("var", "were"))
        ),
    ]
    if isinstance(found, LogImported) and found.corrected:
        corrected = counted(found.corrected, ("blev", "was"), ("blev", "were"))
        parts.append(sentence("{n} rettet", "{n} corrected", n=corrected))
    parts.append(sentence("{n} afvist", "{n} rejected", n=counted(found.rejected, *LINES)))
    told = sentence(
        "{read} læst: {parts}.", "{read} read: {parts}.", read=counted(found.read, *LINES), parts=joined(parts)
    )
    return [
        Section(
            id="loaded", title=same(""), lines=(Line(told, "warning" if found.rejected else "good", whole=True),)
        )
    ]


def import_check(found: ImportCheck, _: object) -> list[Section]:
    """What would land, then what deserves a look before it does."""
    told = sentence(
        "{read} læst; intet er gemt. Der ville komme {events} til, {corrected} rettes, {held} er der i forvejen, {rejected} "
        "afvises.",
        "{read} read; nothing is kept. {events} would land, {corrected} would be corrected, {held} there already, "
        "{rejected} would be rejected.",
        read=counted(found.read, *LINES),
        events=counted(found.would_append, *EVENTS),
        corrected=found.would_correct,
        held=found.duplicates,
        rejected=counted(found.would_reject, *LINES),
    )
    lines = [Line(told, "warning" if found.would_reject else "good", whole=True)]
    if found.unused_columns:
        told = sentence(
            "Kolonner, mappingen ikke bruger: {names}",
            "Columns the mapping does not use: {names}",
            names=", ".join(found.unused_columns),
        )
        lines.append(Line(told))
    for one in found.types:
        told = sentence(
            "{type}: {cases}, {n} med fund",
            "{type}: {cases}, {n} with findings",
            type=one.type,
            cases=counted(one.cases, *CASES),
            n=one.with_findings,
        )
        lines.append(Line(told))
    tables = (_reasons(found), _corrections(found), _findings(found))
    return [Section(id="check", title=same(""), lines=tuple(lines)), *(one for one in tables if one.rows)]


def _reasons(found: ImportCheck) -> Section:
    return Section(
        id="reasons",
        title=Text("De første grunde til afvisning", "The first reasons for rejection"),
        **listed(found.reasons, "file", "line", "code", REASON, file=lambda one: PurePath(one.file).name),
    )


def _corrections(found: ImportCheck) -> Section:
    return Section(
        id="corrections",
        title=Text("De første rettelser", "The first corrections"),
        **listed(
            found.corrections,
            "case",
            column("event", names=None),
            column("field", names=None),
            "was",
            "becomes",
            event=attrgetter("id"),
        ),
    )


def _findings(found: ImportCheck) -> Section:
    return Section(
        id="findings",
        title=Text("Hvad sagstyperne ville finde", "What the case types would find"),
        **listed(
            found.findings,
            "type",
            "finding",
            "n",
            "first_cases",
            finding=lambda one: Named(one.finding, one.label),
            first_cases=lambda one: ", ".join(one.cases),
        ),
    )


def rejections(found: Rejections, _: RejectionsAsked) -> list[Section]:
    """Each rejection with its reason."""
    zone = ZoneInfo(found.zone)
    return [
        Section(
            id="rejections",
            title=same(""),
            **listed(
                found.rejections,
                "number",
                "at",
                "file",
                "line",
                "code",
                REASON,
                number=attrgetter("id"),
                at=lambda one: when(one.at, zone),
                file=lambda one: PurePath(one.origin).name,
            ),
            next=found.next,
            empty=Text("Intet er afvist.", "Nothing was rejected."),
        )
    ]


def exported(found: EventsExported, _: object) -> list[Section]:
    """How many events stand in which file."""
    told = sentence(
        "Skrevet: {file} ({events})",
        "Written: {file} ({events})",
        file=found.file,
        events=counted(found.events, *EVENTS),
    )
    return [Section(id="exported", title=same(""), lines=(Line(told, whole=True),))]
