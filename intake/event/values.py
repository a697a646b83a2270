"""The values in an event: what each kind of field may hold, so that what is kept can be counted on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from msgspec import ValidationError, convert

from ...domain.events.case_events import Value
from ...domain.events.reminder_events import SOURCE as SCHEDULER
from ...domain.foreign_words import quoted
from ...domain.moment import NoMomentError, read_moment
from ...domain.person_number import is_written_in
from ...domain.plain_text import plain, plain_attributes
from ...domain.signs import sign_name, unfit_for_a_name
from .input_problems import schedulers_record, wrong_field

LONGEST_NAME = 300
"""Characters in a name (source, id, unit, …): they are looked up, and an index takes no more."""

# They name an event as its system named it: a correction of an old one must still find it.
_IDENTITIES = frozenset({"id", "corrects", "corrects_source", "annuls", "annuls_source"})
_AS_SENT = _IDENTITIES | {"source"}
_LONGEST_DAYS = 36_525  # a hundred years: no term is longer, and no calendar
MOST = 2**63 - 1  # a number, whole or not, on either side of nought

ValueReader = Callable[[str, Any], Any]
"""Reads a JSON value for the field named first; raises Malformed (wrong-field)."""


def check_text(field: str, value: Any) -> str:
    """``value``, if it is text without NUL (which no database keeps). Raises Malformed (wrong-field)."""
    if not isinstance(value, str):
        raise wrong_field(field, "skal være en tekst", "must be a text", value)
    if "\0" in value:
        raise wrong_field(field, "indeholder tegnet NUL: fjern det", "holds the character NUL: remove it")
    return value


def check_name(field: str, value: Any) -> str:
    """``value`` in its one form (see ``plain_text``), if it has 1 to 300 characters that show. Raises Malformed.

    A sign that nobody sees would make a second name that looks like the first. What names an event stays as it was sent.
    What is written as a CPR number is no name: units, persons and categories are listed, counted and published.
    """
    text = check_text(field, value)
    if field not in _AS_SENT:
        text = plain(text)
    if not 1 <= len(text) <= LONGEST_NAME or text.isspace():
        raise wrong_field(
            field,
            f"skal være på 1 til {LONGEST_NAME} tegn og ikke blank",
            f"must have 1 to {LONGEST_NAME} characters, and not be blank",
            text,
        )
    if (sign := unfit_for_a_name(text)) is not None:
        place, name = text.index(sign) + 1, sign_name(sign)
        raise wrong_field(
            field,
            f"har som nr. {place} tegnet {name}, som et navn ikke kan have: fjern det i det afsendende system",
            f"has as character {place} {name}, which a name cannot have: remove it in the sending system",
            text,
        )
    if field not in _IDENTITIES and is_written_in(text):
        raise wrong_field(
            field,
            "ligner et CPR-nummer: skriv et navn eller en kode, og ret det i det afsendende system",
            "looks like a CPR number: write a name or a code, and mend it in the sending system",
        )
    return text


def check_target_source(field: str, value: Any) -> str:
    """``value``, if it can be the source of an event to be corrected. Raises Malformed (wrong-field, reserved-event)."""
    if check_name(field, value) == SCHEDULER:
        raise schedulers_record(field)
    return str(value)


def check_value(field: str, value: Any) -> Value:
    """``value``, if it is a text, a number that fits, true, false or null. Raises Malformed (wrong-field)."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return check_text(field, value)
    if isinstance(value, int | float):
        if _fits(value):
            return value
        raise wrong_field(
            field,
            f"er et for stort tal: højst {MOST}, til begge sider; send det som tekst",
            f"is too large a number: at most {MOST}, on either side; send it as text",
            value,
        )
    raise wrong_field(
        field,
        "skal være en enkelt værdi, ikke en liste eller et objekt",
        "must be a single value, not a list or an object",
        value,
    )


def _fits(value: float) -> bool:
    """A number beyond that counts nothing that an office has, and added up it would leave no figure at all."""
    return abs(value) <= MOST  # which no NaN is


def check_number(field: str, value: Any) -> float:
    """``value``, if it is a number that fits. Raises Malformed (wrong-field)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _fits(value):
        raise wrong_field(
            field,
            f"skal være et tal, højst {MOST} til begge sider",
            f"must be a number, at most {MOST} on either side",
            value,
        )
    return float(value)


def check_attributes(field: str, value: Any) -> dict[str, Value]:
    """``value``, if it is an object of single values. Raises Malformed, naming the attribute."""
    if not isinstance(value, dict):
        raise wrong_field(field, "skal være et objekt, { … }", "must be an object, { … }", value)
    read = {check_name(field, name): check_value(f"{field}.{name}", held) for name, held in value.items()}
    if len(read) < len(value):
        raise wrong_field(field, "nævner en attribut to gange", "names an attribute twice")
    return plain_attributes(read)


def check_flag(field: str, value: Any) -> bool:
    """``value``, if it is true or false. Raises Malformed (wrong-field)."""
    if not isinstance(value, bool):
        raise wrong_field(field, "skal være true eller false", "must be true or false", value)
    return value


def check_days(field: str, value: Any) -> int:
    """``value``, if it is a whole number of days, at most a hundred years. Raises Malformed."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LONGEST_DAYS:
        raise wrong_field(
            field,
            f"skal være et helt antal dage, højst {_LONGEST_DAYS}",
            f"must be a whole number of days, at most {_LONGEST_DAYS}",
            value,
        )
    return value


def check_day(field: str, value: Any) -> date:
    """``value``, if it is a date such as 2026-03-01. Raises Malformed (wrong-field)."""
    try:
        if isinstance(value, str) and not isinstance(day := read_moment(value), datetime):
            return day
    except NoMomentError:
        pass
    raise wrong_field(field, "skal være en dato som 2026-03-01", "must be a date such as 2026-03-01", value)


NAMES = frozenset(
    {
        *(
            "survey",
            "question",
            "about_unit",
            "check",
            "system",
            "difference",
            "field",
            "channel",
            "method",
            "seed",
        ),
        *(
            "unit",
            "responsible",
            "actor",
            "to_unit",
            "to",
            "action",
            "deadline",
            "kind",
            "category",
            "outcome",
            "awaits",
        ),
        *("corrects", "corrects_source", "annuls", "annuls_source"),
    }
)
"""Text fields that are names or codes: short, and looked up."""


def reader_of(name: str, kind: Any) -> ValueReader:
    """How a field called ``name`` and annotated ``kind`` (such as ``date | None``) is read from JSON."""
    if name in ("corrects_source", "annuls_source"):
        return check_target_source
    if name in NAMES:
        return check_name
    kinds = [part for part in (get_args(kind) or (kind,)) if part is not type(None)]
    return _BY_KIND[kinds[0]] if len(kinds) == 1 and kinds[0] in _BY_KIND else converter(kind)


def converter(kind: Any) -> ValueReader:
    """Reads whatever else an event's field may hold, lists of objects too. What does not fit is said in words."""

    def read(field: str, value: Any) -> Any:
        check_texts(field, value)
        try:
            return convert(value, kind, strict=False)
        except ValidationError as error:
            if words := _words_of(kind):
                known = ", ".join(map(str, words))
                raise wrong_field(field, f"skal være et af {known}", f"must be one of {known}", value) from None
            why = quoted(str(error))
            raise wrong_field(field, f"passer ikke ({why.da})", f"does not fit ({why.en})", value) from None

    return read


def _words_of(kind: Any) -> tuple[Any, ...]:
    """The words that a field may hold, where its kind counts them up (``Literal``, alone or with None); else none."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    parts = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    return next((words for part in parts if (words := _words_of(part))), ())


def check_texts(field: str, value: Any) -> None:
    """Every text in a value, however deep, can be kept. Raises Malformed (wrong-field)."""
    if isinstance(value, str):
        check_text(field, value)
    elif isinstance(value, dict | list):
        for held in value.values() if isinstance(value, dict) else value:
            check_texts(field, held)


_BY_KIND: dict[Any, ValueReader] = {
    bool: check_flag,
    int: check_days,
    float: check_number,
    date: check_day,
    str: check_text,
}
