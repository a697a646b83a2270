"""Case references and times, at their edges."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sagsgang.domain.moment import parse_moment
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.event.reference import case_reference
from sagsgang.intake.event.times import as_day, read_iso, within_reach
from sagsgang.intake.mapping.time_formats import read_formats

from ..writing import COPENHAGEN


@pytest.mark.parametrize(
    "reference",
    ["1", "2026-000117", "Sag_Ærø/3.b:4#å", "x" * 120, "320101-1234", "011301-1234", "300201-1234", "10102-1234"],
)
def test_a_reference_that_can_be_kept(reference: str) -> None:
    """Given letters, digits and the marks allowed, and numbers that no CPR number can be, then it is kept."""
    assert case_reference(reference) == reference


@pytest.mark.parametrize(
    "reference",
    ["", "x" * 121, "a b", "a\tb", "a\x00", "$journal", "a\u0301", "a\u202eb", "sag?", "1&2", "٣"],
)
def test_a_reference_that_cannot_be_kept(reference: str) -> None:
    """Given a reference of the wrong length or with other characters, then it is rejected."""
    with pytest.raises(Malformed) as caught:
        case_reference(reference)
    assert caught.value.code == "bad-case-id"


@pytest.mark.parametrize(
    "reference", ["010203-1234", "290200-1234", "311299-0000", "sag/010203-1234", "010203-1234.pdf"]
)
def test_a_cpr_number_is_no_reference(reference: str) -> None:
    """Given a CPR number with a possible date, also 29 February 2000, alone or within, then it is not repeated."""
    with pytest.raises(Malformed) as caught:
        case_reference(reference)
    assert "CPR" in caught.value.text.da
    assert reference[-6:] not in caught.value.text.da + caught.value.text.en


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-02 09:14", datetime(2026, 3, 2, 8, 14, tzinfo=UTC)),
        ("2026-07-02T09:14:30.5", datetime(2026, 7, 2, 7, 14, 30, 500_000, tzinfo=UTC)),
        ("2011-10-11 13:42:22.688000+02:00", datetime(2011, 10, 11, 11, 42, 22, 688_000, tzinfo=UTC)),
        ("2011-10-11T13:42:22+0200", datetime(2011, 10, 11, 11, 42, 22, tzinfo=UTC)),
        ("2025-10-26 02:30", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # came twice: the first
    ],
)
def test_a_local_time_is_read_in_its_zone(text: str, utc: datetime) -> None:
    """Given a time with or without offset, in winter and summer, then it is the instant that clocks showed it."""
    assert read_iso(text, COPENHAGEN, "when") == (utc, False)


def test_an_hour_that_never_came_is_an_error() -> None:
    """Given 02:30 of the night when clocks went from 02:00 to 03:00, then it is said, and not guessed."""
    with pytest.raises(Malformed, match="never was"):
        read_iso("2026-03-29 02:30", COPENHAGEN, "when")


def test_a_day_without_a_midnight_still_begins() -> None:
    """Given a zone whose clocks skip 00:00 that day, then the date-only fact is at the first instant of the day."""
    occurred, whole_day = read_iso("2018-11-04", ZoneInfo("America/Sao_Paulo"), "when")

    assert (occurred, whole_day) == (datetime(2018, 11, 4, 3, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02.03.2026", (datetime(2026, 3, 1, 23, tzinfo=UTC), True)),
        ("02.03.2026 09.14", (datetime(2026, 3, 2, 8, 14, tzinfo=UTC), False)),
    ],
)
def test_formats_are_tried_in_order(text: str, expected: tuple[datetime, bool]) -> None:
    """Given two formats, then the one that fits says whether it is a date or an instant."""
    assert read_formats(text, ("%d.%m.%Y", "%d.%m.%Y %H.%M"), COPENHAGEN, "when") == expected


def test_a_midnight_can_be_a_date_and_no_other_hour_can() -> None:
    """Given local midnight read as a date, then it is date-only; given another hour, then that is an error."""
    assert as_day(read_iso("2026-07-01 00:00", COPENHAGEN, "when"), COPENHAGEN, "when")[1]
    with pytest.raises(Malformed, match="a date alone"):
        as_day(read_iso("2026-07-01 00:01", COPENHAGEN, "when"), COPENHAGEN, "when")


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Pacific/Kiritimati", "Pacific/Honolulu", "UTC"])
def test_the_first_day_of_the_years_is_taken_in_every_zone(zone: str) -> None:
    """Given 1 January 1900, which begins in 1899 by UTC east of Greenwich, then it can be said at every door as it can in
    an event; and the day before at none."""
    for text, taken in (("1900-01-01", True), ("1899-12-31", False)):
        assert (parse_moment(text, ZoneInfo(zone)) is not None) == taken
    occurred, _ = read_iso("1900-01-01", ZoneInfo(zone), "when")
    within_reach(occurred, datetime(2026, 1, 1, tzinfo=UTC), "when")
    with pytest.raises(Malformed, match="1900"):
        within_reach(read_iso("1899-12-30", ZoneInfo(zone), "when")[0], datetime(2026, 1, 1, tzinfo=UTC), "when")


@pytest.mark.parametrize(
    ("loose", "strict"),
    [
        ("2026-03-31t12:00z", "2026-03-31T12:00Z"),
        ("2026-03-31T12:00+0200", "2026-03-31T12:00+02:00"),
        ("2026-03-31T12:00:00.1234567Z", "2026-03-31T12:00:00.123456Z"),
        ("2026-03-31 12:00:00-0330", "2026-03-31T12:00:00-03:30"),
    ],
)
def test_a_looser_form_at_the_door_is_the_strict_one(loose: str, strict: str) -> None:
    """Given a form that other systems write, then the door reads the instant that the strict form of it says."""
    assert parse_moment(loose, COPENHAGEN) is None
    assert read_iso(loose, COPENHAGEN, "when") == parse_moment(strict, COPENHAGEN)


@pytest.mark.parametrize(
    "text", ["20260331", "2026-W12-5", "2026-090", "2026-03-31Z", "2026-02-29", "2026-03-31T24:00"]
)
def test_what_the_one_reader_does_not_take_no_door_takes(text: str) -> None:
    """Given a text that is no moment, then it is none inside an event and none at the door."""
    assert parse_moment(text, COPENHAGEN) is None
    with pytest.raises(Malformed):
        read_iso(text, COPENHAGEN, "when")
