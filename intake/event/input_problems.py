"""What makes a record unusable, said so that the one who sent it can mend it.

The codes are part of the interface (docs/integrator.md). No text repeats the record: the value or the name that is to
blame is shown as a short excerpt, and never with a CPR number in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ...domain.excerpt import excerpt, nearest, nearest_few
from ...domain.moment import FIRST_DAY
from ...domain.problem import BadInput, Problem

MANY = 20  # names that a message may list

CODES: dict[str, str] = {
    "too-large": "The line, the CSV record or the XES event is longer than 1 MiB.",
    "not-utf8": "The bytes are not text in the expected encoding.",
    "not-json": "The line is not one JSON value.",
    "not-an-object": "The line is JSON, but not one object.",
    "key-twice": "A key stands twice in one object, or two ways of nesting name one column.",
    "too-complex": "A JSON line has over 10,000 values, or names nested into one of over 1,000 characters.",
    "bad-row": "A CSV row has open quotes or another number of columns than the header.",
    "broken-xml": "The XES file is not well-formed from here on.",
    "damaged-file": "The compressed file is cut short or corrupt: nothing of it is read, of a pipe nothing from here on.",
    "wrong-file": "The file is no lines of text: UTF-16, a spreadsheet, another kind of archive.",
    "no-id": "The event has no id.",
    "no-source": "The event has no source.",
    "no-type": "The event has no type.",
    "no-case": "The event names no case.",
    "no-time": "The event says no time.",
    "unknown-type": "The type is neither an event of the catalogue nor an action of the case type.",
    "reserved-event": "Only sagsgang itself writes such events, or under that source; its scheduler's are not taken back.",
    "unknown-case-type": "The case type is not published.",
    "unknown-value": "A value is missing from the mapping's strict translation table.",
    "bad-case-id": "The case's reference is not one that can be kept.",
    "bad-time": "The time cannot be read.",
    "far-future": "The event lies more than a day in the future.",
    "far-past": "The event lies before the year 1900.",
    "wrong-field": "A field is unknown, missing, or of the wrong kind.",
    "too-slow": "A regular expression of the mapping takes over a second on a value.",
    "no-order": "The column that rows are ordered by is empty.",
    "unmatched": "No rule of the mapping is about the row.",
}
"""Every code a record can be rejected with before the journal sees it, and what it means."""


class Malformed(BadInput):
    """A record that cannot become an event. ``details["field"]`` names the field, where one is to blame."""

    code = "malformed"

    def __init__(self, *, da: str, en: str, code: str | None = None, **details: Any) -> None:
        super().__init__(da=da, en=en, code=code, parameter=details.get("field"), **details)


def located(problem: Problem, *, rule: int, name: str, columns: str, id_: str | None) -> Malformed:
    """``problem`` with the ``[[event]]`` that it is about (its number and name), its columns and the event's id."""
    da = [f"[[event]] {rule} ({name})", f"kolonne {columns}" if columns else "", f"id {id_}" if id_ else ""]
    en = [f"[[event]] {rule} ({name})", f"column {columns}" if columns else "", f"id {id_}" if id_ else ""]
    details = {**problem.details, "event": rule, "columns": columns, "id": id_}
    return Malformed(
        code=problem.code,
        da=f"{', '.join(filter(None, da))}: {problem.text.da}",
        en=f"{', '.join(filter(None, en))}: {problem.text.en}",
        **details,
    )


def at_line(problem: Problem, line: int) -> Malformed:
    """``problem`` with the line at which its record begins."""
    mark = "," if problem.text.da.startswith("[[") else ":"
    return Malformed(
        code=problem.code,
        da=f"Linje {line}{mark} {problem.text.da}",
        en=f"Line {line}{mark} {problem.text.en}",
        **problem.details,
    )


def too_large(limit: int, da: str = "Linjen", en: str = "The line") -> Malformed:
    """The line is over ``limit`` bytes. da, en: what it is, if it is no line."""
    return Malformed(
        code="too-large",
        da=f"{da} er længere end {limit} byte: del den op, eller udelad det lange felt.",
        en=f"{en} is longer than {limit} bytes: split it, or leave the long field out.",
    )


def key_twice(key: str) -> Malformed:
    """``key`` stands twice in one object, or names one column in two ways."""
    name = excerpt(key)
    return Malformed(
        code="key-twice",
        da=f"Nøglen {name} står der to gange, og ingen ved, hvilken værdi der gælder: behold den ene.",
        en=f"The key {name} stands there twice, and nobody knows which value counts: keep one of them.",
        field=name,
    )


def too_complex(columns: int, name: int) -> Malformed:
    """A record that would unfold to over ``columns`` columns, or to a column's name of over ``name`` characters."""
    return Malformed(
        code="too-complex",
        da=f"Linjen har over {columns} værdier, eller navne, der indlejret er over {name} tegn: del den op, eller udelad "
        "det, der ikke skal læses.",
        en=f"The line has over {columns} values, or names of over {name} characters with those around them: split it, or "
        "leave out what is not to be read.",
    )


def not_utf8(encoding: str = "utf-8") -> Malformed:
    """The bytes are not text in ``encoding``."""
    return Malformed(
        code="not-utf8",
        da=f"Linjen er ikke tekst i tegnsættet {encoding}: gem filen i {encoding}.",
        en=f"The line is not text in {encoding}: save the file as {encoding}.",
    )


def missing(code: str, field: str, da: str, en: str) -> Malformed:
    """A field that every event needs is absent or empty; ``da``, ``en`` say what to put in it."""
    return Malformed(
        code=code,
        da=f"Feltet {field} mangler eller er tomt: {da}.",
        en=f"The field {field} is missing or empty: {en}.",
        field=field,
    )


def wrong_field(field: str, da: str, en: str, value: object = None) -> Malformed:
    """A field is unknown or of the wrong kind; ``da``, ``en`` say what it should be. value: what stands there."""
    name = excerpt(field)
    problem = Malformed(code="wrong-field", da=f"Feltet {name}: {da}.", en=f"The field {name}: {en}.", field=name)
    return problem if value is None else with_value(problem, value)


def with_value(problem: Malformed, value: object) -> Malformed:
    """``problem``, and what stands there: an excerpt without a CPR number, the best way to find it in the source."""
    shown = excerpt(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
    return Malformed(
        code=problem.code,
        da=f"{problem.text.da} Der står: {shown or '(blanke)'}.",
        en=f"{problem.text.en} It says: {shown or '(blanks)'}.",
        **problem.details,
    )


def unknown_field(field: str, known: Iterable[str]) -> Malformed:
    """A field that the event does not have."""
    names = sorted(known)
    like = nearest(field, names)
    meant_da = f" Mente du {like}?" if like else ""
    meant_en = f" Did you mean {like}?" if like else ""
    told, of_da, of_en = names, "Kendte felter", "Known fields"
    if len(names) > MANY:
        told = nearest_few(field, names)
        of_da, of_en = (
            f"Af {len(names)} kendte felter ligner disse mest",
            f"Of {len(names)} known fields the likest are",
        )
    return Malformed(
        code="wrong-field",
        da=f"Feltet {excerpt(field)} er ukendt.{meant_da} {of_da}: {', '.join(told)}.",
        en=f"The field {excerpt(field)} is unknown.{meant_en} {of_en}: {', '.join(told)}.",
        field=excerpt(field),
    )


def unknown_type(name: str, known: Iterable[str], case_type: str | None) -> Malformed:
    """``name`` is no event of the catalogue and no action of ``case_type`` (None: of any published type)."""
    like = nearest(name, known)
    where_da = f"sagstypen {excerpt(case_type)}" if case_type else "nogen offentliggjort sagstype"
    where_en = f"the case type {excerpt(case_type)}" if case_type else "any published case type"
    todo_da = f"Mente du {like}?" if like else "Ret navnet, eller offentliggør en sagstype med den handling."
    todo_en = f"Did you mean {like}?" if like else "Mend the name, or publish a case type with that action."
    return Malformed(
        code="unknown-type",
        da=f"{excerpt(name)} er hverken en hændelse i kataloget eller en handling i {where_da}. {todo_da}",
        en=f"{excerpt(name)} is neither an event of the catalogue nor an action of {where_en}. {todo_en}",
        field="type",
    )


def not_an_action(action: str) -> Malformed:
    """A name of the catalogue is sent as the action of another event."""
    return Malformed(
        code="unknown-type",
        da=f"{action} er en hændelse i kataloget, ikke en handling: send den som type.",
        en=f"{action} is an event of the catalogue, not an action: send it as the type.",
        field="action",
    )


def reserved_event(name: str) -> Malformed:
    """``name`` is an event that only the scheduler writes."""
    return Malformed(
        code="reserved-event",
        da=f"{name} noterer kun planlæggeren selv: udelad den. Har I selv mindet borgeren om en samtale, "
        "så send meeting-reminded.",
        en=f"Only the scheduler itself notes {name}: leave it out. If you reminded the citizen of a meeting "
        "yourselves, send meeting-reminded.",
        field="type",
    )


def reserved_source(source: str) -> Malformed:
    """``source`` is one of sagsgang's own, or looks like one."""
    return Malformed(
        code="reserved-event",
        da=f"{source} er sagsgangs egen kilde, eller ligner den: skriv jeres eget systems adresse (URI) i source.",
        en=f"{source} is sagsgang's own source, or looks like it: write the URI of your own system as source.",
        field="source",
    )


def schedulers_record(field: str) -> Malformed:
    """``field`` names an event of the scheduler as the one to be corrected or annulled."""
    return Malformed(
        code="reserved-event",
        da=f"Feltet {field} nævner planlæggeren: hvad den har noteret, rettes og annulleres ikke. Ret den hændelse, "
        "som fristen eller samtalen hviler på.",
        en=f"The field {field} names the scheduler: what it noted is neither corrected nor annulled. Correct the event "
        "that the deadline or the meeting rests on.",
        field=field,
    )


def unknown_case_type(name: str, known: Iterable[str]) -> Malformed:
    """``name`` is not the id of a published case type."""
    like = nearest(name, known)
    todo_da = f"Mente du {like}?" if like else "Offentliggør den først."
    todo_en = f"Did you mean {like}?" if like else "Publish it first."
    return Malformed(
        code="unknown-case-type",
        da=f"Sagstypen {excerpt(name)} er ikke offentliggjort. {todo_da}",
        en=f"The case type {excerpt(name)} is not published. {todo_en}",
        field="casetype",
        see=None if like else "type.publish",
    )


def bad_case_id(field: str, da: str, en: str) -> Malformed:
    """A case's reference cannot be kept, because of ``da``, ``en``. It is never repeated here."""
    return Malformed(
        code="bad-case-id",
        da=f"Sagens reference i feltet {field} {da}.",
        en=f"The case's reference in the field {field} {en}.",
        field=field,
    )


def bad_time(field: str, da: str, en: str) -> Malformed:
    """A time cannot be read, because of ``da``, ``en``."""
    return Malformed(code="bad-time", da=f"Tiden i {field} {da}.", en=f"The time in {field} {en}.", field=field)


def far_past(field: str) -> Malformed:
    """A time lies before all years that are counted with."""
    return Malformed(
        code="far-past",
        da=f"Tiden i {field} ligger før år {FIRST_DAY.year}: ret årstallet.",
        en=f"The time in {field} lies before the year {FIRST_DAY.year}: mend the year.",
        field=field,
    )


def far_future(field: str) -> Malformed:
    """A time lies over a day in the future."""
    return Malformed(
        code="far-future",
        da=f"Tiden i {field} ligger over et døgn ude i fremtiden: ret den, eller vent, til det er sket.",
        en=f"The time in {field} lies over a day in the future: mend it, or wait until it has happened.",
        field=field,
    )


def registered_in_future() -> Malformed:
    """A source says that it registered an event later than now."""
    return Malformed(
        code="far-future",
        da="Registreringstidspunktet i recorded ligger i fremtiden: ret det i kilden.",
        en="The time of registration in recorded lies in the future: mend it at the source.",
        field="recorded",
    )
