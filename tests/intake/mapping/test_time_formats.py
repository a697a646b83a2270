"""Times in the file's own form: machines' seconds, spreadsheets' days, zones' words, and what a format leaves open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.mapping.time_formats import fault_of, likely_format, read_formats

from ..writing import COPENHAGEN

LONDON = ZoneInfo("Europe/London")


def read(text: str, form: str, zone: ZoneInfo = COPENHAGEN) -> tuple[datetime, bool]:
    """A time in one format."""
    return read_formats(text, (form,), zone, "when")


@pytest.mark.parametrize(
    ("text", "form", "utc"),
    [
        ("0", "epoch", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1772355600", "epoch", datetime(2026, 3, 1, 9, tzinfo=UTC)),  # date -u -d @1772355600
        ("-86400", "epoch", datetime(1969, 12, 31, tzinfo=UTC)),
        ("1772355600.25", "epoch", datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)),
        ("1772355600250", "epoch-ms", datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)),
        # 46082 is 1 March 2026 in the sheets; noon is local: 11:00 UTC in the winter of Copenhagen
        ("46082.5", "spreadsheet", datetime(2026, 3, 1, 11, tzinfo=UTC)),
        ("46082,5", "spreadsheet", datetime(2026, 3, 1, 11, tzinfo=UTC)),
        ("46082.4166666667", "spreadsheet", datetime(2026, 3, 1, 9, tzinfo=UTC)),  # 10:00, as sheets keep it
        ("44620.5", "spreadsheet-1904", datetime(2026, 3, 1, 11, tzinfo=UTC)),
    ],
)
def test_numbers_of_machines_and_spreadsheets_are_times(text: str, form: str, utc: datetime) -> None:
    """Given seconds and milliseconds since 1970, and days of a spreadsheet with their fraction, then it is that instant."""
    assert read(text, form) == (utc, False)


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("61", "spreadsheet", date(1900, 3, 1)),  # the first that the sheets count rightly
        ("25569", "spreadsheet", date(1970, 1, 1)),
        ("36526", "spreadsheet", date(2000, 1, 1)),
        ("46082.0", "spreadsheet", date(2026, 3, 1)),
        # Microsoft on the two date systems: 5 July 1998 is 35981 in the one and 34519 in the other
        ("35981", "spreadsheet", date(1998, 7, 5)),
        ("34519", "spreadsheet-1904", date(1998, 7, 5)),
    ],
)
def test_whole_days_of_a_spreadsheet_are_dates(text: str, form: str, day: date) -> None:
    """Given whole numbers, of which the makers of spreadsheets publish some, then each is a date alone."""
    occurred, whole_day = read(text, form)

    assert whole_day
    assert occurred.astimezone(COPENHAGEN).date() == day


@pytest.mark.parametrize("text", ["60", "1", "0"])
def test_days_before_the_spreadsheets_29_february_1900_are_refused(text: str) -> None:
    """Given a number that one spreadsheet takes for another day than the next, then the row is refused, not guessed."""
    with pytest.raises(Malformed, match="never was"):
        read(text, "spreadsheet")


@given(st.dates(date(1900, 3, 1), date(2100, 12, 31)), st.integers(0, 86_399))
def test_a_spreadsheets_number_is_the_local_time_it_was_made_of(day: date, second: int) -> None:
    """Given any local second, when it is written as days since 30 December 1899 with ten digits, then it comes back, where
    the clocks of the zone showed it at all."""
    number = (day - date(1899, 12, 30)).days + second / 86_400
    local = datetime.combine(day, datetime.min.time()) + timedelta(seconds=second)
    try:
        occurred, whole_day = read(f"{number:.10f}", "spreadsheet", ZoneInfo("UTC"))
    except Malformed:
        pytest.fail("UTC has every second")

    assert occurred.replace(tzinfo=None) == local
    assert whole_day == (second == 0)


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-03-01 10:00 UTC", COPENHAGEN, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00 GMT", COPENHAGEN, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00 Z", COPENHAGEN, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00 CET", COPENHAGEN, datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-07-01 10:00 CEST", COPENHAGEN, datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-07-01 10:00 BST", LONDON, datetime(2026, 7, 1, 9, tzinfo=UTC)),
        # The hour that came twice: the word says which of them
        ("2025-10-26 02:30 CEST", COPENHAGEN, datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        ("2025-10-26 02:30 CET", COPENHAGEN, datetime(2025, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_zones_word_counts(text: str, zone: ZoneInfo, utc: datetime) -> None:
    """Given the word of a zone behind a time, then the time is read in it: it was read and ignored before."""
    assert read(text, "%Y-%m-%d %H:%M %Z", zone) == (utc, False)


@pytest.mark.parametrize("text", ["2026-07-01 10:00 CET", "2026-03-01 10:00 EST", "2026-03-01 10:00 IST"])
def test_a_word_that_the_zone_does_not_have_then_is_refused(text: str) -> None:
    """Given winter's word in summer, or another continent's word, then it is refused instead of being ignored."""
    with pytest.raises(Malformed, match=f"names the zone {text[-3:]}"):
        read(text, "%Y-%m-%d %H:%M %Z")


def test_months_are_not_taken_for_zones() -> None:
    """Given words for the day and the month beside that of the zone, then the last is the zone."""
    assert read("Sun Mar 1 10:00:00 UTC 2026", "%a %b %d %H:%M:%S %Z %Y")[0] == datetime(
        2026, 3, 1, 10, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "form",
    [
        *("%Y-%m-%d", "%d.%m.%y", "%Y-%m-%dT%H:%M:%S%z", "%d/%m/%Y %I:%M %p", "%Y-%j", "%G-W%V-%u", "%c"),
        *(
            "%Y %W %a",
            "%d. %B %Y",
            "%Y-%m-%d %H:%M:%S.%f",
            "%Y-%m-%d %H:%M %Z",
            "%Y%%%m%d",
            "epoch",
            "spreadsheet",
        ),
    ],
)
def test_a_format_that_says_a_day_can_be_used(form: str) -> None:
    """Given formats that say the day in their way, with and without a time, then there is no fault in them."""
    assert fault_of(form) is None


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("%d-%m", "year, month and day"),  # the library takes 1900
        ("%Y-%m", "year, month and day"),  # the library takes the 1st
        ("%H:%M", "year, month and day"),
        ("%Y %W", "year, month and day"),  # the library ignores a week without a day of it
        ("%d-%m-%Y %I:%M", "%I goes with %p"),  # the library takes the morning
        ("%d-%m-%Y %H:%M %p", "%I goes with %p"),  # the library ignores the half of the day
        ("%d-%m-%Y %M", "%M says nothing"),
        ("%Y-%m-%d%z", "%z says nothing"),  # the library reads an offset that a date has no use for
        ("%Y-%m-%d %H:%M %z %Z", "twice"),
        ("%F %T", "write %Y-%m-%d"),
        ("%s", "write epoch"),
        ("yyyy-MM-dd", "write %d-%m-%Y, say, or one of epoch"),
        ("%Q", "cannot be used"),
    ],
)
def test_a_format_that_leaves_something_open_is_refused(form: str, reason: str) -> None:
    """Given a format that reads something and lets it be, or that leaves the day open, then its fault is said."""
    fault = fault_of(form)

    assert fault is not None
    assert reason in fault[1]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31-12-2026", "%d-%m-%Y"),
        ("31.12.2026 10.15", "%d.%m.%Y %H.%M"),
        ("31/12/2026 10:15:30", "%d/%m/%Y %H:%M:%S"),
        ("31/12-2026", "%d/%m-%Y"),
        ("2026/12/31", "%Y/%m/%d"),
        ("20261231", "%Y%m%d"),
        ("1798711200", "epoch"),
        ("1798711200000", "epoch-ms"),
        ("46387.25", "spreadsheet"),
        ("soon", None),
        ("31-12-2026 at ten", None),
    ],
)
def test_a_likely_format_is_suggested_and_reads_what_it_was_found_in(text: str, form: str | None) -> None:
    """Given times that are not ISO, then the format that would read each is known, and it is 31 December 2026 in each."""
    assert likely_format(text) == form
    if form is not None:
        assert read(text, form)[0].astimezone(COPENHAGEN).date() == date(2026, 12, 31)
