"""The law as the journal knows it: which versions of a case type and which calendars govern, and since when.

Two axes, as for facts. A version governs from its ``valid_from`` in the world; it is known from the position
of its publication. ``Law`` holds all publications; ``Rules`` is what one case type says as known at a position.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..events.case_events import Event
from ..events.history import Recorded
from ..events.publications import CALENDAR_STREAM, TYPE_STREAM, CalendarPublished, CaseTypePublished
from ..events.unreadable import Unreadable, cannot_be_read
from ..month import first_day, month_of
from ..problem import BadInput
from ..rules.calendar import Calendar
from ..rules.casetype import BREACHED, Accumulation, CaseType, DeadlineRule, FindingRule, Presumption
from ..rules.ladder import Ladders
from ..rules.local_time import LocalTime

# Events that no case type needs to mention: they speak of other events.
ABOUT_EVENTS = frozenset({"corrected", "annulled"})


# The events that are steps of a complaint, whatever its case type says.
STEPS_OF_COMPLAINTS = {
    "complaint-answered": "answered",
    "complaint-reassessed": "reassessed",
    "complaint-forwarded": "forwarded",
    "complaint-decided": "decided",
    "decided": "decided",
    "complaint-upheld": "upheld",
}
# The events that belong to a type with a checklist, whatever it says.
OF_A_REVIEW = frozenset({"sample-drawn", "check-answered", "error-corrected"})


class UnknownCalendar(BadInput):
    """A case type names a calendar that is not known."""

    code = "unknown-calendar"


class Version:
    """One version of a case type, ready for quick questions: what does an event of this name do?"""

    def __init__(self, case_type: CaseType, calendar: Calendar, personal: frozenset[str]) -> None:
        """``personal``: the attributes that this or another version, known by then, declares as personal."""
        self.case_type = case_type
        self.calendar = calendar
        self.zone = ZoneInfo(case_type.zone or calendar.zone)
        self.ladders = Ladders(calendar)
        self.opens = frozenset(case_type.opens)
        self.closes = frozenset(case_type.closes)
        self.reopens = frozenset(case_type.reopens)
        self.attributes = frozenset(a.name for a in case_type.attributes) - personal
        self.starts: dict[str, list[DeadlineRule]] = {}
        for rule in case_type.deadlines:
            for name in rule.after:
                self.starts.setdefault(name, []).append(rule)
        self.accumulations: dict[str, Accumulation] = {}
        self.counted: dict[str, list[DeadlineRule]] = {}
        self.starts_over: dict[str, list[DeadlineRule]] = {}
        for rule in case_type.deadlines:
            if rule.accumulation:
                self.accumulations[rule.id] = rule.accumulation
                for name in (*rule.accumulation.counted_by, *rule.accumulation.reversed_by):
                    self.counted.setdefault(name, []).append(rule)
                for name in rule.accumulation.starts_over_by:
                    self.starts_over.setdefault(name, []).append(rule)
        self.deadline_ids = frozenset(rule.id for rule in case_type.deadlines)
        self.stops = frozenset(name for rule in case_type.deadlines for name in rule.suspended_by)
        self.resumes = frozenset(name for rule in case_type.deadlines for name in rule.resumed_by)
        self.ends = frozenset(name for rule in case_type.deadlines for name in (*rule.met_by, *rule.cancelled_by))
        self.bearing = self._bearing()
        self.expected = self._expected()

    def _bearing(self) -> frozenset[str]:
        """The events that open or close a case, or do something to a deadline or to a complaint."""
        named = self.opens | self.closes | self.reopens | self.starts.keys()
        named |= self.counted.keys() | self.starts_over.keys()
        for rule in self.case_type.deadlines:
            named |= {*rule.met_by, *rule.cancelled_by, *rule.unless, *rule.suspended_by, *rule.resumed_by}
        return named | STEPS_OF_COMPLAINTS.keys() if self.case_type.role == "complaint" else named

    def step_of(self, name: str) -> int:
        """Rule 2: where in its day a date-only fact of this name belongs."""
        if name in self.opens or name in self.reopens:
            return 0
        if name in self.closes:
            return 5
        if name in self.ends:
            return 4
        if name in self.resumes:
            return 3
        return 2 if name in self.stops else 1

    def presumption(self, event: Event) -> Presumption | None:
        """Rule 8: when a notice that the event sends is presumed to have arrived; None: on its day."""
        sent_by = getattr(event, "sent_by", event.attributes.get("sent_by"))
        found = [one for one in self.case_type.presumptions or () if one.event == event.name]
        exact = [one for one in found if one.sent_by is not None and one.sent_by == sent_by]
        return next((one for one in (*exact, *found) if one.sent_by in (None, sent_by)), None)

    def presumed(self, event: Event) -> int:
        """Rule 8: so many working days after the day on which it was sent a notice is presumed to have arrived."""
        presumption = self.presumption(event)
        return presumption.working_days if presumption is not None else 0

    def _expected(self) -> frozenset[str]:
        """The events that a case of the type is not to be wondered at for."""
        named = {*self.bearing, *ABOUT_EVENTS, *self.case_type.expects}
        named |= {action.name for action in self.case_type.actions}
        if self.case_type.deadlines:
            named |= {"term-extended", "term-overridden"}
        for finding in self.case_type.findings or ():
            named |= {*finding.at, *_missed(finding)}
        if self.case_type.checks:
            named |= OF_A_REVIEW
        return frozenset(named)


def _missed(rule: FindingRule) -> tuple[str, ...]:
    """The events that a rule of finding looks for in vain."""
    return (*rule.unless, rule.missing) if rule.missing else rule.unless


def _personal(versions: Iterable[CaseType]) -> frozenset[str]:
    return frozenset(one.name for version in versions for one in version.attributes if one.personal)


class Rules:
    """What governs the cases of one type, as known at one moment."""

    def __init__(self, versions: Sequence[CaseType], calendars: Mapping[str, Calendar]) -> None:
        """``versions`` in the order of publication; of several with one ``valid_from`` the last one counts.

        Raises UnknownCalendar.
        """
        latest = {version.valid_from or date.min: version for version in versions}
        self._since = sorted(latest)
        # What is personal in one version is so in all: a value given while another one governed is no less personal.
        personal = _personal(versions)
        self._versions: list[Version] = []
        for since in self._since:
            case_type = latest[since]
            calendar = calendars.get(case_type.calendar)
            if calendar is None:
                raise UnknownCalendar(
                    da=f"Sagstypen {case_type.id} bruger kalenderen {case_type.calendar!r}, som ikke er kendt. "
                    "Offentliggør kalenderen først.",
                    en=f"Case type {case_type.id} uses the calendar {case_type.calendar!r}, which is not known. "
                    "Publish the calendar first.",
                )
            self._versions.append(Version(case_type, calendar, personal))
        newest = self._versions[-1]
        self.zone = newest.zone  # of whoever reads; of what happened, ``local``
        self.local = LocalTime(
            [(since, version.zone) for since, version in zip(self._since, self._versions, strict=True)]
        )
        self.breaches_start = frozenset(
            name.removeprefix(BREACHED)
            for version in self._versions
            for name in version.starts
            if name.startswith(BREACHED)
        )
        self.finds = any(version.case_type.findings for version in self._versions)
        findings = [rule for version in self._versions for rule in version.case_type.findings or ()]
        self.inspected = frozenset(name for rule in findings for name in rule.at)
        self.missed = frozenset(name for rule in findings for name in _missed(rule))
        self.attributes = frozenset[str]().union(*(version.attributes for version in self._versions))
        # The names that any version has for something, and those that any looks back for when a deadline starts.
        self.bearing = frozenset[str]().union(*(version.bearing for version in self._versions))
        self.looked_back_for = frozenset(
            name for version in self._versions for rule in version.case_type.deadlines for name in rule.unless
        )
        # The months from whose first day another version is in force.
        self.first_months = [month_of(since - timedelta(days=1)) + 1 for since in self._since if since > date.min]
        self._in_months: dict[int, Version | None] = {}

    def on(self, day: date) -> Version | None:
        """The version in force on a day in the world, or None before the first."""
        place = bisect_right(self._since, day)
        return self._versions[place - 1] if place else None

    def version_in(self, month: int) -> Version | None:
        """The version in force on the first day of a month."""
        if month not in self._in_months:
            try:
                self._in_months[month] = self.on(first_day(month))
            except ValueError:  # before the first year that there is, or after the last
                self._in_months[month] = None
        return self._in_months[month]

    def accumulation_in(self, month: int, deadline: str) -> Accumulation | None:
        """What the version in force on the first day of a month says of a deadline that months add up to."""
        version = self.version_in(month)
        return version.accumulations.get(deadline) if version is not None else None

    def local_day(self, instant: datetime) -> date:
        """The date of an instant in the zone that governs then."""
        return self.local.local_day(instant)

    def start_of(self, day: date) -> datetime:
        """00:00 local time of a day, in UTC."""
        return self.local.start_of(day)

    def end_of(self, day: date) -> datetime:
        """The first instant that is no longer ``day`` in local time, in UTC."""
        return self.local.end_of(day)


class Law:
    """All case types and calendars that were published, with the positions of their publication."""

    def __init__(self, publications: Iterable[Recorded]) -> None:
        self._types: dict[str, list[tuple[int, CaseType]]] = {}
        self._calendars: list[tuple[int, Calendar]] = []
        self._known: dict[tuple[str, int], Rules | None] = {}
        # By stream: the latest publications that cannot be read, with the position at which a readable one came after.
        self._unread: dict[str, list[tuple[Recorded, int | None]]] = {}
        for recorded in publications:
            if isinstance(recorded.event, Unreadable):
                self._unread.setdefault(recorded.case, []).append((recorded, None))
                continue
            if recorded.case in self._unread:
                self._unread[recorded.case] = [
                    (one, until or recorded.position) for one, until in self._unread[recorded.case]
                ]
            match recorded.event:
                case CaseTypePublished(definition=case_type):
                    self._types.setdefault(case_type.id, []).append((recorded.position, case_type))
                case CalendarPublished(definition=calendar):
                    self._calendars.append((recorded.position, calendar))
        unread = {stream.removeprefix(TYPE_STREAM) for stream in self._unread if stream.startswith(TYPE_STREAM)}
        self._epochs = {type_id: self._find_epochs(type_id) for type_id in self._types.keys() | unread}

    def _find_epochs(self, type_id: str) -> list[int]:
        versions = self._types.get(type_id, [])
        named = {case_type.calendar for _, case_type in versions}
        own = [position for position, _ in versions]
        unread = [one.position for stream in self._streams(type_id) for one, _ in self._unread.get(stream, ())]
        return sorted(own + unread + [position for position, calendar in self._calendars if calendar.id in named])

    def _streams(self, type_id: str) -> list[str]:
        """Where what governs a type is published: the type, and the calendars that its versions name."""
        named = {case_type.calendar for _, case_type in self._types.get(type_id, [])}
        return [TYPE_STREAM + type_id, *sorted(CALENDAR_STREAM + calendar for calendar in named)]

    def types(self) -> dict[str, list[tuple[int, CaseType]]]:
        """Every case type: its versions with the positions at which they were published."""
        return self._types

    def personal(self, type_id: str | None) -> frozenset[str]:
        """The attributes that any version of a case type declares as personal."""
        return _personal(version for _, version in self._types.get(type_id or "", []))

    def attributes(self, type_id: str) -> frozenset[str]:
        """The attributes of a case type that belong to its cases, in any version: those that none calls personal."""
        versions = self._types.get(type_id, [])
        return frozenset(one.name for _, version in versions for one in version.attributes) - self.personal(
            type_id
        )

    def calendars(self, position: int | None = None) -> dict[str, Calendar]:
        """The calendars as known at a position (None: now)."""
        return {calendar.id: calendar for at, calendar in self._calendars if position is None or at <= position}

    def epochs(self, type_id: str) -> list[int]:
        """The positions at which what governs this type changed, ascending."""
        return self._epochs.get(type_id, [])

    def must_be_read(self, type_id: str | None, position: int) -> None:
        """Raises CannotBeRead where the last that was published for a type, as known at a position, cannot be read.

        Then nobody knows what governs its cases, until it is published once more.
        """
        if not self._unread or type_id is None:
            return
        for stream in self._streams(type_id):
            for one, until in self._unread.get(stream, ()):
                if one.position <= position and (until is None or position < until):
                    raise cannot_be_read(one)

    def rules(self, type_id: str | None, position: int) -> Rules | None:
        """What governs a type as known at a position, as far as it can be read; None if no version had been published."""
        if type_id is None:
            return None
        epoch = bisect_right(self.epochs(type_id), position)
        key = (type_id, epoch)
        if key not in self._known:
            versions = [version for at, version in self._types.get(type_id, []) if at <= position]
            self._known[key] = Rules(versions, self.calendars(position)) if versions else None
        return self._known[key]
