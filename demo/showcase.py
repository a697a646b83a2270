"""What the demonstration shows: questions that an office asks, put to the journal through the same doors as any other."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from ..journal.application import Journal
from ..projections.asking.folded_case import Known
from ..projections.asking.grouping import Selection
from ..projections.asking.reader import Moment, Reader, ask
from ..projections.one_case.explanation import Explanation, explain
from ..projections.quality import checks
from ..projections.quality.reviews import review
from ..projections.queue import backlog, cases, deadlines, lead_time
from ..projections.statistics import attendance, case_time, complaints, findings
from ..scheduler.report_runs.report_outlook import RunStanding, outlook
from .explained import CASE as EXPLAINED
from .flexjob_plan import COUNTED_ON, RESTORED_BY
from .inquiry import CASE as INQUIRY
from .office import ZONE, instant
from .report_runs import SINCE, UNTIL

AFTERWARDS = date(2016, 1, 1)
# A year on, so that the transfers of both rules have fallen due.
LEAD_TIME_SEEN_ON = date(2008, 12, 1)
# The decision was made, and nobody knew yet that the application had come earlier than registered.
BEFORE_PUT_RIGHT = date(2008, 1, 10)
# Beyond the month whose reports are made, so that the next one is seen.
REPORTS_UNTIL = date(2016, 3, 1)
TOP, TOP_FINDINGS = 3, 6
ALL = 1_000_000

TRY_NEXT = (
    f"queue --as-of {COUNTED_ON} --deadline re-assessment --overdue --limit 10",
    f"case explain {EXPLAINED} re-assessment --as-of {AFTERWARDS}",
    f"backlog --type fleksjob --deadline re-assessment --on {COUNTED_ON} --until {RESTORED_BY} --lead transfer",
    f"stats timeliness --type fleksjob --by deadline --period year --as-of {AFTERWARDS}",
    "targets status --year 2010 --as-of 2011-01-01",
    f"review show {INQUIRY} --as-of {AFTERWARDS}",
    f"sample verify {INQUIRY}",
    f"differences --as-of {AFTERWARDS}",
    "remind --since 2015-12-28 --until 2016-01-01 --dry-run",
    "report-calendar show bif",
    "report make monthly-status --period 2008-04 --for director",
    "replay --until 2008-03-01",
)


class CaseCount(msgspec.Struct, kw_only=True):
    """The cases of a type when the demonstration ends."""

    type: str | None
    open: int
    closed: int


class Knowledge(msgspec.Struct, kw_only=True):
    """Who received the benefit at a moment: as known then and as known now, and the cases that differ.

    found_later: known only now. not_so_after_all: believed then, and found to be wrong.
    """

    as_of: datetime
    then: int
    now: int
    found_later: list[str]
    not_so_after_all: list[str]


class Restoration(msgspec.Struct, kw_only=True):
    """The cases under the duty of re-assessment on a day, those overdue, and how these were made good.

    gained_days: how much earlier transfers fall due before the duty, since the rule changed from 11 to 10 months.
    """

    on: date
    under_duty: int
    overdue: int
    not_overdue: int
    burn_down: list[backlog.Point]
    restored_on: date | None
    gained_days: float | None


class Inquiry(msgspec.Struct, kw_only=True):
    """The ombudsman's inquiry: the cases drawn and those drawn from, errors found, and what ended it."""

    case: str
    population: int
    drawn: int
    errors: int
    begun_at: datetime
    reported_at: datetime
    closed_at: datetime
    outcome: str
    criticism: bool


class Reports(msgspec.Struct, kw_only=True):
    """What the report calendar brought about in its first month: how many runs were made.

    last: the last run of that month. next: the first one after it.
    """

    since: datetime
    until: datetime
    made: int
    last: RunStanding
    next: RunStanding


class Showcase(msgspec.Struct, kw_only=True):
    """Everything that the demonstration shows. constructed: no citizen in it exists.

    complaints: about the handling of cases, by the ombudsman, a row a year.
    complaints_2007_to_2010_pct: their change over those years.
    error_rates: of the management reviews, a row a year. attendance: without a reminder and with one.
    explained_then, explained_now: one deadline, as known before and after its record was put right.
    """

    constructed: bool = True
    events: int
    first_registered: datetime | None
    last_registered: datetime | None
    cases: list[CaseCount]
    queue: deadlines.Queue
    restoration: Restoration
    complaints: list[complaints.Complaints]
    complaints_2007_to_2010_pct: float
    case_time: list[case_time.CaseTimes]
    findings: list[findings.Findings]
    error_rates: list[checks.ErrorRates]
    attendance: list[attendance.Attendance]
    inquiry: Inquiry
    reports: Reports
    knowledge: Knowledge
    explained_then: Explanation
    explained_now: Explanation
    try_next: tuple[str, ...] = TRY_NEXT


def showcase(journal: Journal) -> Showcase:
    """Ask everything. The projections must be up to date."""
    end = journal.position_at(instant(AFTERWARDS))
    overview = ask(
        journal, _moment(AFTERWARDS), lambda reader: cases.overview(reader, cases.Filter(by=("type",), limit=0))
    )
    by_ombudsman = ask(journal, _moment(AFTERWARDS), _by_ombudsman)
    received = {row.period: row.received for row in by_ombudsman}
    then, now = (_explained(journal, known_at) for known_at in (BEFORE_PUT_RIGHT, None))
    return Showcase(
        events=end,
        first_registered=journal.recorded_at(1),
        last_registered=journal.recorded_at(end),
        cases=[CaseCount(type=str(group.group), open=group.open, closed=group.closed) for group in overview.by],
        queue=_queue(journal, COUNTED_ON),
        restoration=ask(journal, _moment(COUNTED_ON), _restoration),
        complaints=by_ombudsman,
        complaints_2007_to_2010_pct=round(100 * (received["2010"] - received["2007"]) / received["2007"], 1),
        case_time=ask(journal, _moment(AFTERWARDS), _case_time),
        findings=ask(journal, _moment(AFTERWARDS), _findings),
        error_rates=ask(journal, _moment(AFTERWARDS), _error_rates),
        attendance=ask(journal, _moment(AFTERWARDS), _attendance),
        inquiry=_inquiry(journal),
        reports=_reports(journal),
        knowledge=_knowledge(journal),
        explained_then=then,
        explained_now=now,
    )


def _moment(as_of: date, known_at: date | None = None) -> Moment:
    return Moment(instant(as_of), None if known_at is None else instant(known_at), ZONE)


def _queue(journal: Journal, day: date) -> deadlines.Queue:
    wanted = deadlines.Filter(deadline="re-assessment", limit=TOP)
    return ask(journal, _moment(day), lambda reader: deadlines.queue(reader, wanted))


def _restoration(reader: Reader) -> Restoration:
    duty = backlog.Duty("fleksjob", "re-assessment", COUNTED_ON, RESTORED_BY, "month", instant(AFTERWARDS))
    found = backlog.backlog(reader, duty)
    assert found.restoration is not None
    _, changes = lead_time.lead_times(reader, "fleksjob", "transfer", "re-assessment", instant(LEAD_TIME_SEEN_ON))
    return Restoration(
        on=COUNTED_ON,
        under_duty=found.under_duty,
        overdue=found.overdue,
        not_overdue=found.not_overdue,
        burn_down=found.restoration.burn_down,
        restored_on=found.restoration.restored_on,
        gained_days=changes[0].gained_days if changes else None,
    )


def _explained(journal: Journal, known_at: date | None) -> Explanation:
    return explain(Known(journal, EXPLAINED, _moment(BEFORE_PUT_RIGHT, known_at)), "decision")[0]


def _by_ombudsman(reader: Reader) -> list[complaints.Complaints]:
    found = complaints.complaints(reader, Selection(period="year", by=("via",)))
    return [row for row in found if row.group == "borgerraadgiver"]


def _case_time(reader: Reader) -> list[case_time.CaseTimes]:
    return case_time.case_times(reader, Selection(period="year", by=("type",)))


def _findings(reader: Reader) -> list[findings.Findings]:
    """The commonest findings in flexjob cases."""
    return findings.findings(reader, Selection(case_type="fleksjob", by=("finding",)))[:TOP_FINDINGS]


def _error_rates(reader: Reader) -> list[checks.ErrorRates]:
    return checks.error_rates(reader, Selection(case_type="tilsyn", period="year", by=("type",)))


def _attendance(reader: Reader) -> list[attendance.Attendance]:
    return attendance.attendance(reader, Selection(case_type="fleksjob", by=("reminded",)))


def _inquiry(journal: Journal) -> Inquiry:
    found = review(Known(journal, INQUIRY, _moment(AFTERWARDS)))
    when = {step.name: step.occurred for step in found.steps}
    return Inquiry(
        case=INQUIRY,
        population=found.samples[0].population,
        drawn=found.samples[0].drawn,
        errors=found.errors_open + found.errors_corrected,
        begun_at=when["inquiry-begun"],
        reported_at=when["preliminary-report"],
        closed_at=when["closed"],
        outcome=found.attributes["outcome"],
        criticism=found.attributes["criticism"],
    )


def _reports(journal: Journal) -> Reports:
    found = outlook(journal, SINCE, instant(REPORTS_UNTIL), UNTIL)
    due = [run for run in found if run.due < UNTIL]
    return Reports(
        since=SINCE,
        until=instant(REPORTS_UNTIL),
        made=sum(run.status == "made" for run in due),
        last=due[-1],
        next=found[len(due)],
    )


def _knowledge(journal: Journal) -> Knowledge:
    then, now = (_receiving(journal, _moment(COUNTED_ON, known)) for known in (COUNTED_ON, None))
    return Knowledge(
        as_of=instant(COUNTED_ON),
        then=len(then),
        now=len(now),
        found_later=sorted(now - then),
        not_so_after_all=sorted(then - now),
    )


def _receiving(journal: Journal, moment: Moment) -> set[str]:
    """The open flexjob cases whose citizen receives the benefit at a moment."""
    wanted = cases.Filter(case_type="fleksjob", only_open=True, limit=ALL)
    found = ask(journal, moment, lambda reader: cases.overview(reader, wanted))
    return {item.case for item in found.items if item.attributes.get("benefit") == "receiving"}
