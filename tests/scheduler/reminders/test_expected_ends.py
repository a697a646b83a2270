"""A ladder for an end that months still add up to (docs/reminders.md, rules 1, 8, 11 and 17)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sagsgang.delivery.reminders.case_at_sending import CaseAtSending
from sagsgang.delivery.reminders.reminder_message import reminder_message
from sagsgang.delivery.settings.address_book import Address
from sagsgang.domain.events.reminder_events import ReminderIssued
from sagsgang.domain.fold.law import Law
from sagsgang.domain.rules.casetype import Accumulation, Action, CaseType, DeadlineRule
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.text import Language, Text
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.folded_case import KnownCase
from sagsgang.projections.asking.reader import Moment
from sagsgang.projections.one_case.reminder_account import reminders_of
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild

from ...ledger import local
from ..reminding_office import SAME, Office

TO = ("responsible",)
LADDER = (
    ReminderStep(id="two-weeks", before=Distance(14, "days"), to=TO),
    ReminderStep(id="last-day", before=Distance(0, "days"), to=TO),
    ReminderStep(id="overdue", after=Distance(1, "days"), to=TO),
)
MONTHS = ("2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06")


def three_of_four(*ladder: ReminderStep, **said: Any) -> CaseType:
    """A duty that arises when three months of four are paid, on the last day of the third, not rolled."""
    choices: dict[str, Any] = {
        "months": 3,
        "within": 4,
        "part_months": "do-not-count",
        "when_below": "falls-away",
        "on_change": "by-month",
        "falls_due": "last-day",
    }
    counted = Accumulation(counted_by=("benefit-paid",), reversed_by=("benefit-reversed",), **(choices | said))
    rule = DeadlineRule(
        id="re-assessment",
        label=Text("Revurdering", "Re-assessment"),
        after=("benefit-paid",),
        accumulation=counted,
        met_by=("re-assessed",),
        suspended_by=(),
        resumed_by=(),
        extensions=0,
        roll="none",
        reminders=ladder or LADDER,
    )
    return CaseType(id="benefit", title=SAME, actions=(Action("re-assessed", SAME),), deadlines=(rule,))


@pytest.fixture
def office(journal: Journal) -> Office:
    """An office with that duty, and one case."""
    return opened(Office(journal, began="2024-09-01", case_type=three_of_four()))


def opened(office: Office) -> Office:
    """The case, from September 2024 on."""
    office.told("2024-09-02 A application-received case_type=benefit unit=x responsible=abc")
    return office


def paid(office: Office, *months: str, day: int = 28, says: str = "") -> None:
    """These months were paid on the 28th of each, and recorded then."""
    for month in months:
        office.told(f"{month}-{day}T10:00 A benefit-paid month={month} {says}")


def test_two_weeks_before_the_month_that_would_be_the_third(office: Office) -> None:
    """Given two months paid, then a third would bring the duty on the last day of December, and the warning comes on the
    17th, when nobody can know that it will be paid; what comes after an end does not come for one that is expected."""
    paid(office, "2024-10", "2024-11")
    assert office.tick("2024-12-17T07:59") == (0, 0)
    assert office.tick("2024-12-17T08:00") == (1, 0)
    assert office.noted("A") == [("issued", "two-weeks", "responsible")]


def test_an_end_that_becomes_certain_is_not_warned_of_twice(office: Office) -> None:
    """Given a warning of an expected end, when the month is paid and the end is certain, then only what lies ahead comes:
    the last day, and the day after it."""
    paid(office, "2024-10", "2024-11")
    office.tick("2024-12-17T08:00")
    paid(office, "2024-12")
    assert office.tick("2024-12-31T08:00") == (1, 0)
    assert office.tick("2025-01-01T08:00") == (1, 0)
    assert [note[1] for note in office.noted("A")] == ["two-weeks", "last-day", "overdue"]


def issued(office: Office) -> list[tuple[str, str]]:
    """The steps that were issued, each with the end that it warns of."""
    history = office.journal.history(["A"], office.journal.head().position)["A"]
    return [(one.event.step, one.event.ends) for one in history if isinstance(one.event, ReminderIssued)]


def test_an_end_that_moves_is_another_day_to_know_of(office: Office) -> None:
    """Given October and November, and then months paid in part, which do not count, then the end moves from December to
    January, and each is warned of once. With January in part too, October and November have left every window that could
    be full: the next is February to April, of which nothing is said when April comes, so it is not expected any more.
    """
    paid(office, "2024-10", "2024-11")
    assert office.tick("2024-12-17T08:00") == (1, 0)
    paid(office, "2024-12", says="part=true")
    assert office.tick("2024-12-31T08:00") == (0, 0)
    assert office.tick("2025-01-17T08:00") == (1, 0)
    paid(office, "2025-01", says="part=true")
    assert office.tick("2025-04-16T08:00") == (0, 1)
    assert issued(office) == [("two-weeks", "2024-12-31"), ("two-weeks", "2025-01-31")]
    assert office.noted("A")[-1] == ("withheld", "two-weeks", "responsible", "not-expected")


def test_a_month_that_goes_by_in_silence_moves_the_end(office: Office) -> None:
    """Given October and November, and a pause in December of which nothing is recorded, then from 1 January on the third
    month that counts would be January, and its end is warned of on the 17th; when January is paid, it is the end."""
    paid(office, "2024-10", "2024-11")
    office.tick("2024-12-31T08:00")
    assert office.tick("2025-01-17T08:00") == (1, 0)
    assert issued(office)[-1] == ("two-weeks", "2025-01-31")
    paid(office, "2025-01")
    assert office.tick("2025-01-31T08:00") == (1, 0)
    assert issued(office)[-1] == ("last-day", "2025-01-31")


def test_what_waits_when_the_end_moves_is_withheld(office: Office) -> None:
    """Given a warning that came due while nothing ran, when the expected end moved meanwhile, then it says so."""
    paid(office, "2024-10", "2024-11")
    office.tick("2024-12-16")
    paid(office, "2024-12", day=18, says="part=true")
    assert office.tick("2024-12-19") == (0, 1)
    assert office.noted("A") == [("withheld", "two-weeks", "responsible", "moved")]


def test_a_re_assessment_made_in_good_time_needs_no_warning(office: Office) -> None:
    """Given a re-assessment before the end that was expected, then nothing comes any more."""
    paid(office, "2024-10", "2024-11")
    office.told("2024-12-10T10:00 A action-taken action=re-assessed")
    assert office.tick("2025-01-31") == (0, 0)


def test_a_duty_that_falls_away_is_not_called_overdue(office: Office) -> None:
    """Given a duty that arose and a step the day after its end, when a month is reversed before that is caught up, then
    it counts again, the end is elsewhere, and nobody is told that it is overdue."""
    paid(office, "2024-10", "2024-11", "2024-12")
    office.tick("2024-12-31T08:00")
    office.told("2025-01-01T09:00 A benefit-reversed month=2024-12")
    assert office.tick("2025-01-01T10:00") == (0, 1)
    assert office.noted("A")[-1] == ("withheld", "overdue", "responsible", "moved")


def case_now(office: Office, at: str) -> CaseAtSending:
    """The case as of a local moment, as whoever sends sees it."""
    head = office.journal.head().position
    rules = Law(office.journal.publications(head)).rules("benefit", head)
    assert rules is not None
    return CaseAtSending(office.journal.history(["A"], head)["A"], rules, local(at))


def first_issued(office: Office) -> ReminderIssued:
    """The first reminder of the case."""
    history = office.journal.history(["A"], office.journal.head().position)["A"]
    return next(one.event for one in history if isinstance(one.event, ReminderIssued))


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        (
            "da",
            "Frist tirsdag den 31. december 2024 (forventet): Revurdering, sag A",
            "Datoen er kun forventet: den er regnet, som om hver måned fra nu af tæller med.",
        ),
        (
            "en",
            "Deadline Tuesday 31 December 2024 (expected): Re-assessment, case A",
            "The date is only expected: it is reckoned as if every month from now on counts.",
        ),
    ],
)
def test_a_warning_says_that_its_end_is_expected(
    office: Office, language: Language, subject: str, text: str
) -> None:
    """Given a warning of an expected end, then its subject has the word and its last line the reason; when the month is
    paid before it is sent, the end is certain and neither is there."""
    paid(office, "2024-10", "2024-11")
    office.tick("2024-12-17T08:00")
    reminder, to = first_issued(office), Address("abc@example.dk", language)
    message = reminder_message(reminder, "A", case_now(office, "2024-12-17T09:00"), LADDER[0], to)
    assert message.subject == subject
    assert message.text.splitlines()[-1] == text
    paid(office, "2024-12", day=18)
    message = reminder_message(reminder, "A", case_now(office, "2024-12-18T11:00"), LADDER[0], to)
    assert "(" not in message.subject
    assert text not in message.text


def test_words_of_ones_own_say_it_too(office: Office) -> None:
    """Given a step with words of its own that name no date, then the reason stands below them all the same."""
    paid(office, "2024-10", "2024-11")
    office.tick("2024-12-17T08:00")
    step = msgspec.structs.replace(LADDER[0], text=Text("Se på sagen.", "Look at the case."))
    message = reminder_message(
        first_issued(office), "A", case_now(office, "2024-12-17T09:00"), step, Address("x@example.dk", "en")
    )
    assert message.text == (
        "Look at the case.\n\nThe date is only expected: it is reckoned as if every month from now on counts."
    )


def test_what_waits_in_the_outbox_is_withheld_when_it_is_not_expected_any_more(office: Office) -> None:
    """Given a warning that was issued and waits, then it is sent while December may still be paid; when December is paid
    in part, the end moved; and in January it is past, whatever is said."""
    paid(office, "2024-10", "2024-11")
    office.tick("2024-12-17T08:00")
    reminder = first_issued(office)
    assert case_now(office, "2024-12-31T23:59").pointless(reminder, LADDER[0]) is None
    assert case_now(office, "2025-01-01").pointless(reminder, LADDER[0]) == "past"
    paid(office, "2024-12", day=18, says="part=true")
    assert case_now(office, "2024-12-18T12:00").pointless(reminder, LADDER[0]) == "moved"


def test_an_end_far_ahead_is_not_expected_when_the_payments_stop(journal: Journal) -> None:
    """Given four months of five, October paid and nothing said since, then the last day of January is expected as long as
    November may still be recorded; from January on November and one more month cannot both be missing."""
    early = ReminderStep(id="early", before=Distance(9, "weeks"), to=TO)
    office = opened(Office(journal, began="2024-09-01", case_type=three_of_four(early, months=4, within=5)))
    paid(office, "2024-10")
    assert office.tick("2024-11-29T08:00") == (1, 0)
    assert first_issued(office).ends == "2025-01-31"
    assert case_now(office, "2024-12-31T23:59").pointless(first_issued(office), early) is None
    assert case_now(office, "2025-01-01").pointless(first_issued(office), early) == "not-expected"


def test_the_account_says_that_the_end_is_expected(office: Office) -> None:
    """Given a case that counts, then the account of its reminders has the ladder of the expected end, marked so, with the
    steps that are to come."""
    paid(office, "2024-10", "2024-11")
    catch_up(office.journal)
    [lines] = reminders_of(KnownCase(office.journal, "A", Moment(local("2024-12-01"))))
    assert (lines.ends, lines.open, lines.expected) == ("2024-12-31", True, True)
    assert [(one.step, one.standing) for one in lines.steps] == [("two-weeks", "planned"), ("last-day", "planned")]


def test_a_rebuild_changes_nothing(office: Office) -> None:
    """Given cases that count, become due and count again, then the rows made anew are those that were followed."""
    paid(office, *MONTHS)
    catch_up(office.journal)
    office.told("2025-07-05T10:00 A benefit-reversed month=2025-02")
    catch_up(office.journal)
    assert rebuild(office.journal, ["reminders"], processes=1).differences == 0
