"""The period that a report is about: 2008-03, 2010-Q1, 2010-H1 or 2010."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ...domain.month import first_day
from ...domain.text import Text
from ...projections.asking.periods import Period, before, period_on
from .. import problems

FORMS: dict[Period, tuple[re.Pattern[str], int]] = {
    "month": (re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII), 1),
    "quarter": (re.compile(r"(\d{4})-Q([1-4])", re.ASCII), 3),
    "half": (re.compile(r"(\d{4})-H([12])", re.ASCII), 6),
    "year": (re.compile(r"(\d{4})", re.ASCII), 12),
}
FIRST_YEAR, LAST_YEAR = 1000, 8999  # that can be asked about; the periods beside them can be computed
MONTHS = (
    Text("januar", "January"),
    Text("februar", "February"),
    Text("marts", "March"),
    Text("april", "April"),
    Text("maj", "May"),
    Text("juni", "June"),
    Text("juli", "July"),
    Text("august", "August"),
    Text("september", "September"),
    Text("oktober", "October"),
    Text("november", "November"),
    Text("december", "December"),
)


class Span(NamedTuple):
    """A period by its name. first, after: its first day, and the day after its last."""

    name: str
    period: Period
    first: date
    after: date

    def start(self, zone: ZoneInfo) -> datetime:
        """The first instant, in UTC."""
        return _midnight(self.first, zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """The first instant after the period, in UTC: the moment at which all of it can be looked back on."""
        return _midnight(self.after, zone)

    @property
    def label(self) -> Text:
        """The period in words."""
        year, _, part = self.name.partition("-")
        match self.period:
            case "month":
                month = MONTHS[self.first.month - 1]
                return Text(f"{month.da} {year}", f"{month.en} {year}")
            case "quarter":
                return Text(f"{part[1]}. kvartal {year}", f"{part} {year}")
            case "half":
                return Text(f"{part[1]}. halvår {year}", f"{('first', 'second')[int(part[1]) - 1]} half of {year}")
        return Text(year, year)

    def previous(self) -> Span:
        """The period before."""
        return _span(before(self.name, self.period))

    def following(self) -> Span:
        """The period after."""
        return _span(period_on(self.after, self.period))

    def year_earlier(self) -> Span:
        """The same period of the year before."""
        return _span(f"{int(self.name[:4]) - 1:04d}{self.name[4:]}")


def span_of(text: str) -> Span:
    """The period of a name, as it is asked about. Raises Problem ``bad-period``."""
    is_written = any(form.fullmatch(text) for form, _ in FORMS.values())
    if is_written and not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        raise problems.year_out_of_reach(text, FIRST_YEAR, LAST_YEAR)
    return _span(text)


def _span(text: str) -> Span:
    for period, (form, months) in FORMS.items():
        if found := form.fullmatch(text):
            number = int(found[2]) - 1 if form.groups > 1 else 0
            start = int(found[1]) * 12 + number * months
            return Span(text, period, first_day(start), first_day(start + months))
    raise problems.no_period(text)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
