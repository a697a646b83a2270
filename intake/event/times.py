"""Times as others write them, read into the instant in UTC and whether only a day was said.

An instant with an offset is that instant. A local time without one is read in the zone given: an hour that
happened twice (clocks set back) is its first occurrence, one that never was (clocks set forward) is an error.
A plain date is a date-only fact: 00:00 local time of that day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ...domain.moment import NoMomentError, Why, is_before_all_years, read_moment
from .input_problems import Malformed, bad_time, far_future, far_past

AHEAD = timedelta(days=1)

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?")
_USUAL = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FINER = re.compile(r"(?<=\.\d{6})\d+")  # than a microsecond
_OFFSET = re.compile(r"(?<=[+-]\d\d)(?=\d\d$)")  # where it lacks its colon
_FINE = {"da": "er ikke en dato og et klokkeslæt", "en": "is not a date and time"}

InstantOrDay = tuple[datetime, bool]
"""The instant in UTC, and whether only the day is known."""


def read_rfc3339(text: str, zone: ZoneInfo, field: str) -> InstantOrDay:
    """An RFC 3339 time with offset, or a plain date in ``zone``. Raises Malformed (bad-time, far-past)."""
    if _RFC3339.fullmatch(text):
        return _utc(_parsed(text, field), field), False
    if _DATE.fullmatch(text):
        return midnight(_read(text, field), zone, field), True
    if _ISO.fullmatch(text):
        raise bad_time(
            field,
            "har sekunder og forskel til UTC nødig: skriv fx 2026-03-01T10:00:00+01:00",
            "needs seconds and an offset from UTC: write it as 2026-03-01T10:00:00+01:00",
        )
    raise bad_time(
        field,
        "kan ikke læses: skriv fx 2026-03-01T10:00:00+01:00, eller kun datoen 2026-03-01",
        "cannot be read: write it as 2026-03-01T10:00:00+01:00, or the date alone as 2026-03-01",
    )


def read_iso(text: str, zone: ZoneInfo, field: str) -> InstantOrDay:
    """An ISO time with or without offset and seconds, or a plain date, in ``zone``. Raises Malformed."""
    if _ISO.fullmatch(text):
        return to_utc(_parsed(text, field), zone, field), False
    if _DATE.fullmatch(text):
        return midnight(_read(text, field), zone, field), True
    raise bad_time(
        field,
        "kan ikke læses: skriv fx 2026-03-01 10:00:00 eller 2026-03-01, eller giv format i kortlægningen",
        "cannot be read: write it as 2026-03-01 10:00:00 or 2026-03-01, or give its format in the mapping",
    )


def read_with_offset(text: str) -> InstantOrDay | None:
    """The usual form of an instant, by the shortest way: date, time and offset. None for any other: see ``read_iso``."""
    if _USUAL.fullmatch(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC), False
        except (ValueError, OverflowError):
            pass
    return None


def as_day(moment: InstantOrDay, zone: ZoneInfo, field: str) -> InstantOrDay:
    """``moment`` as a date-only fact: it must be 00:00 local time. Raises Malformed (bad-time)."""
    occurred, whole_day = moment
    if not whole_day and occurred.astimezone(zone).strftime("%H%M%S%f") != "000000000000":
        raise bad_time(
            field,
            'skulle kun være en dato: type = "day" skærer klokkeslættet af',
            'should be a date alone: type = "day" cuts the hour off',
        )
    return occurred, True


def day_of(moment: InstantOrDay, zone: ZoneInfo, field: str) -> InstantOrDay:
    """The local day in which ``moment`` lies, as a date-only fact."""
    occurred, whole_day = moment
    return moment if whole_day else (midnight(occurred.astimezone(zone).date(), zone, field), True)


def midnight(day: date, zone: ZoneInfo, field: str) -> datetime:
    """00:00 local time of ``day``, in UTC. Raises Malformed (far-past) at the edge of the calendar."""
    return _utc(datetime(day.year, day.month, day.day, tzinfo=zone), field)


def to_utc(moment: datetime, zone: ZoneInfo, field: str) -> datetime:
    """``moment`` in UTC; one without an offset is local time in ``zone``. Raises Malformed."""
    if moment.tzinfo is not None:
        return _utc(moment, field)
    utc = _utc(moment.replace(tzinfo=zone), field)
    if utc.astimezone(zone).replace(tzinfo=None) != moment:
        raise bad_time(
            field,
            f"findes ikke: uret blev stillet frem den nat i {zone.key}; skriv tiden med forskel til UTC",
            f"never was: clocks were set forward that night in {zone.key}; write it with its offset from UTC",
        )
    return utc


def within_reach(occurred: datetime, now: datetime, field: str) -> None:
    """Raises Malformed if ``occurred`` is before 1900 (far-past) or over a day after ``now`` (far-future)."""
    if is_before_all_years(occurred):
        raise far_past(field)
    if occurred > now + AHEAD:
        raise far_future(field)


def _utc(moment: datetime, field: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the offset carries it beyond year 1 or year 9999
        raise (far_past(field) if moment.year < 5000 else bad_time(field, **_FINE)) from None


def _parsed(text: str, field: str) -> datetime:
    """``text``, known to have the shape of a time, in its strict form. Raises Malformed."""
    strict = _OFFSET.sub(":", _FINER.sub("", text.upper()))
    moment = _read(strict, field)
    assert isinstance(moment, datetime)
    return moment


def _read(text: str, field: str) -> date:
    """By the one reader of moments. Raises Malformed."""
    try:
        return read_moment(text)
    except NoMomentError as none:
        raise _impossible(none.why, field) from None


def _impossible(why: Why, field: str) -> Malformed:
    """Which of the usual impossibilities it is."""
    if why == "year-0":
        return far_past(field)
    if why == "hour-24":
        return bad_time(
            field,
            "er kl. 24: skriv 00:00 den næste dag",
            "is at 24 o'clock: write 00:00 of the next day",
        )
    if why == "leap-second":
        return bad_time(
            field,
            "har et skudsekund: skriv sekund 59 eller det næste minut",
            "has a leap second: write second 59 or the next minute",
        )
    return bad_time(
        field,
        "findes ikke i kalenderen eller på uret: ret dag, måned eller klokkeslæt",
        "is on no calendar or clock: mend the day, month or hour",
    )
