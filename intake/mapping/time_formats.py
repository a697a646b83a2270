"""Times in a form of the file's own: strptime formats, and the numbers in which machines and spreadsheets count.

Nothing that a format names is read and then let be: a zone's abbreviation is the zone's, or the row is refused, and a
format that leaves the day open, or an hour without its half of the day, is a fault of the mapping.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from ...domain.foreign_words import quoted
from ..event.input_problems import Malformed, bad_time
from ..event.times import InstantOrDay, midnight, to_utc

_DIRECTIVE = re.compile(r"%.")
_WORD = re.compile(r"[A-Za-z]{1,5}")
_UTC_WORDS = frozenset({"UTC", "GMT", "UT", "Z"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?[0-9]{1,11}(\.[0-9]{1,9})?")
_MILLISECONDS = re.compile(r"[+-]?[0-9]{1,14}(\.[0-9]{1,6})?")
_SERIAL = re.compile(r"[0-9]{1,6}([.,][0-9]{1,15})?")
# The spreadsheets' day 60 is 29 February 1900, which never was; from day 61 on they count rightly from here.
_DAY_0 = {"spreadsheet": date(1899, 12, 30), "spreadsheet-1904": date(1904, 1, 1)}
_FIRST_RIGHT = {"spreadsheet": 61, "spreadsheet-1904": 0}
NAMED = ("epoch", "epoch-ms", *_DAY_0)
"""Formats that are no pattern: seconds and milliseconds since 1970 in UTC, and the days of spreadsheets."""

# Two moments that differ in every part: what a format writes of them and reads again shows what it says.
_PROBES = (datetime(2026, 3, 1, 13, 45, 59, tzinfo=UTC), datetime(1998, 11, 24, 22, 10, 5, tzinfo=UTC))
_OF_A_TIME = ("%M", "%S", "%f", "%p", "%z", "%Z")
_SHORT = {
    "%F": "%Y-%m-%d",
    "%T": "%H:%M:%S",
    "%R": "%H:%M",
    "%D": "%m/%d/%y",
    "%e": "%d",
    "%k": "%H",
    "%s": "epoch",
}
_LIKELY = (
    (re.compile(r"\d{1,2}-\d{1,2}-\d{4}"), "%d-%m-%Y"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}"), "%d.%m.%Y"),
    (re.compile(r"\d{1,2}/\d{1,2}[/-]\d{4}"), "%d/%m/%Y"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}"), "%Y/%m/%d"),
    (re.compile(r"\d{8}"), "%Y%m%d"),
    (re.compile(r"\d{10}(\.\d+)?"), "epoch"),
    (re.compile(r"\d{13}"), "epoch-ms"),
    (re.compile(r"[2-7]\d{4}([.,]\d+)?"), "spreadsheet"),
)
_LIKELY_TIMES = (
    (re.compile(r"[ T]\d{1,2}([:.])\d\d"), "%H{0}%M"),
    (re.compile(r"[ T]\d{1,2}([:.])\d\d\1\d\d"), "%H{0}%M{0}%S"),
)


def read_formats(text: str, formats: tuple[str, ...], zone: ZoneInfo, field: str) -> InstantOrDay:
    """The first of the ``formats`` that fits; one without an hour gives a date. Raises Malformed."""
    for form in formats:
        if form in NAMED:
            if (moment := _of_number(text, form, zone, field)) is not None:
                return moment
        elif (parsed := _parsed(text, form, zone, field)) is not None:
            if has_hour(form):
                return to_utc(parsed, zone, field), False
            return midnight(parsed.date(), zone, field), True
    said = " / ".join(formats)
    raise bad_time(field, f"passer ikke med formatet {said}", f"does not fit the format {said}")


def has_hour(form: str) -> bool:
    """Whether a strptime format says a time of day."""
    return not {"%H", "%I", "%X", "%c"}.isdisjoint(_DIRECTIVE.findall(form))


def likely_format(text: str) -> str | None:
    """The format that a time which is not ISO seems to be written in, to be suggested."""
    for pattern, form in _LIKELY:
        if (day := pattern.match(text)) is None:
            continue
        if day.end() == len(text):
            return form.replace("/%Y", "-%Y") if "/" in form and "-" in text else form
        for time, written in _LIKELY_TIMES:
            if found := time.fullmatch(text, day.end()):
                return form + text[day.end()] + written.format(found[1])
    return None


def fault_of(form: str) -> tuple[str, str] | None:
    """What is wrong with a format, in Danish and English: it must say the day, and all that it says must count."""
    if form in NAMED:
        return None
    said = _DIRECTIVE.findall(form)
    if not said:
        known = ", ".join(NAMED)
        return (
            f"{form} er intet format: skriv fx %d-%m-%Y, eller et af {known}",
            f"{form} is no format: write %d-%m-%Y, say, or one of {known}",
        )
    for short in said:
        if short in _SHORT:
            return f"{short} læses ikke: skriv {_SHORT[short]}", f"{short} is not read: write {_SHORT[short]}"
    if "%Z" in said and ("%z" in said or said.count("%Z") > 1):
        return f"formatet {form} nævner zonen to gange", f"the format {form} names the zone twice"
    return _fault_of_what_it_says(form, said)


def _fault_of_what_it_says(form: str, said: list[str]) -> tuple[str, str] | None:
    for probe in _PROBES:
        try:
            read = datetime.strptime(probe.strftime(form), form)  # noqa: DTZ007 (only tried out)
        except ValueError as error:
            why = quoted(str(error))
            return f"formatet {form} kan ikke bruges ({why.da})", f"the format {form} cannot be used ({why.en})"
        if read.date() != probe.date():
            return (
                f"formatet {form} siger ikke år, måned og dag: sæt kolonner sammen med from, om nødvendigt",
                f"the format {form} does not say year, month and day: put columns together with from, if need be",
            )
        if not has_hour(form) and (lone := next((one for one in _OF_A_TIME if one in said), None)):
            return f"{lone} siger intet uden en time, %H", f"{lone} says nothing without an hour, %H"
        if has_hour(form) and (read.hour != probe.hour or ("%p" in said) != ("%I" in said)):
            return "%I hører sammen med %p, og %H står alene", "%I goes with %p, and %H alone"
    return None


def _parsed(text: str, form: str, zone: ZoneInfo, field: str) -> datetime | None:
    """``text`` by the pattern; None if it does not fit."""
    if "%Z" in _DIRECTIVE.findall(form):
        return _with_zone_word(text, form, zone, field)
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 (the zone is given by the caller)
    except ValueError:
        return None


def _with_zone_word(text: str, form: str, zone: ZoneInfo, field: str) -> datetime | None:
    """The library knows a few words for ``%Z`` and lets them be: here UTC is put in each word's place to find it."""
    for word in _WORD.finditer(text):
        try:
            parsed = datetime.strptime(f"{text[: word.start()]}UTC{text[word.end() :]}", form)  # noqa: DTZ007
        except ValueError:
            continue
        if word[0].upper() in _UTC_WORDS:
            return parsed.replace(tzinfo=UTC)
        for fold in (0, 1):
            local = parsed.replace(tzinfo=zone, fold=fold)
            if local.tzname() == word[0]:
                return local
        raise bad_time(
            field,
            f"nævner zonen {word[0]}, som {zone.key} ikke har da: skriv forskellen til UTC og læs den med %z",
            f"names the zone {word[0]}, which {zone.key} does not have then: write the offset from UTC and read it with %z",
        )
    return None


def _of_number(text: str, form: str, zone: ZoneInfo, field: str) -> InstantOrDay | None:
    """A number by one of the ``NAMED`` formats; None if it is none."""
    if form in _DAY_0:
        return _of_serial(text, form, zone, field)
    if not (_NUMBER if form == "epoch" else _MILLISECONDS).fullmatch(text):
        return None
    number = Decimal(text) * (1_000_000 if form == "epoch" else 1_000)
    try:
        return _EPOCH + timedelta(microseconds=int(number)), False
    except OverflowError:
        return None


def _of_serial(text: str, form: str, zone: ZoneInfo, field: str) -> InstantOrDay | None:
    """Days, and as their fraction the local time of day, which the spreadsheet keeps to less than half a second."""
    if not _SERIAL.fullmatch(text):
        return None
    number = Decimal(text.replace(",", "."))
    whole = int(number)
    if whole < _FIRST_RIGHT[form]:
        raise bad_time(
            field,
            "ligger før 1. marts 1900, hvor regneark tæller en dag, der aldrig var: skriv datoen ud",
            "lies before 1 March 1900, where spreadsheets count a day that never was: write the date out",
        )
    try:
        day = _DAY_0[form] + timedelta(days=whole)
    except OverflowError:
        return None
    seconds = int(((number - whole) * 86_400).to_integral_value(ROUND_HALF_UP))
    if seconds == 0:
        return midnight(day, zone, field), True
    return to_utc(datetime(day.year, day.month, day.day) + timedelta(seconds=seconds), zone, field), False  # noqa: DTZ001


def with_likely_format(problem: Malformed, text: str, field: str) -> Malformed:
    """``problem`` of a time that is not ISO, with the format that would read it."""
    form = likely_format(text)
    if problem.code != "bad-time" or form is None:
        return problem
    return bad_time(
        field,
        f'er ikke ISO: skriv format = "{form}" i kortlægningen',
        f'is not ISO: write format = "{form}" in the mapping',
    )
