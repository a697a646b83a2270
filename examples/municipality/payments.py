"""The months of ledighedsydelse of a case: which were paid, when, and which payments were wrong.

The benefit is paid on the last working day of each month. Constructed are all the rest: the months in which the
citizen was ill or had a job for a while and nothing was paid, payments that came late, payments made again in
another amount, and payments made by mistake and reversed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from ...domain.events.office_events import BenefitPaid, BenefitReversed
from ...domain.month import first_day, last_day, month_name, month_of
from .docket import Docket
from .office import working_day, working_day_before

WINDOW = 18
# How often nothing was paid for some months, a payment was late, was made again in another amount, or was made in a
# month in which it was not due.
PAUSES, LATE, AMENDED, MISTAKEN = 0.025, 0.015, 0.012, 0.15
FEW = 8
# On the day of the count everybody had been paid for the month before, and nobody had a pause.
KEPT_CLEAR = range(month_of(date(2007, 10, 1)), month_of(date(2008, 1, 1)))


class Payment(NamedTuple):
    """The payment of one month. reversed_on: the day on which it was reversed, as it was wrong in its amount (then
    it was paid again a few days later) or altogether (``mistaken``)."""

    month: int
    part: bool
    paid_on: date
    reversed_on: date | None = None
    mistaken: bool = False


def payments(rng: Random, started: date, ended: date) -> list[Payment]:
    """The payments of a benefit from its first to its last day, ascending by month."""
    found: list[Payment] = []
    pause = 0
    for month in range(month_of(started), month_of(ended) + 1):
        is_last = month == month_of(ended)
        if month in KEPT_CLEAR:
            pause = 0
        elif pause == 0 and len(found) > 2 and rng.random() < PAUSES:
            pause = rng.randrange(1, 4)
        if pause == 0:
            found.append(_payment(rng, month, started, ended))
            continue
        pause -= 1
        if not is_last and rng.random() < MISTAKEN and _few(found, month):
            found.append(_mistake(rng, month))
    return [payment for payment in found if payment.reversed_on is None or payment.reversed_on < ended]


def _payment(rng: Random, month: int, started: date, ended: date) -> Payment:
    is_first, is_last = month == month_of(started), month == month_of(ended)
    usual = paid_on_of(month)
    late = month not in KEPT_CLEAR and rng.random() < LATE
    paid_on = min(working_day(usual, rng.randrange(4, 16)) if late else usual, ended)
    part = (is_first and started > working_day(first_day(month))) or (is_last and ended < usual)
    if not is_last and rng.random() < AMENDED:
        reversed_on = working_day(paid_on, rng.randrange(6, 20))
        if working_day(reversed_on, 1) < ended:
            return Payment(month, part, paid_on, reversed_on)
    return Payment(month, part, paid_on)


def _few(found: Collection[Payment], month: int) -> bool:
    """Whether one month more, paid by mistake, brings no duty about."""
    return sum(month - WINDOW < payment.month for payment in found) < FEW


def paid_on_of(month: int) -> date:
    """The day on which a month is paid as a rule."""
    return working_day_before(last_day(month))


def _mistake(rng: Random, month: int) -> Payment:
    paid_on = paid_on_of(month)
    return Payment(month, False, paid_on, working_day(paid_on, rng.randrange(3, 12)), mistaken=True)


def prolonged(made: Sequence[Payment], ended: date) -> list[Payment]:
    """The payments of a benefit that ended later than thought: month after month until then."""
    months = range(made[-1].month, month_of(ended) + 1)
    return [*made[:-1], *(_plain(month, ended) for month in months)]


def _plain(month: int, ended: date) -> Payment:
    usual = paid_on_of(month)
    return Payment(month, ended < usual, min(usual, ended))


def counting(made: Collection[Payment]) -> list[int]:
    """The months that count."""
    return [payment.month for payment in made if not payment.mistaken]


def reached(months: Collection[int], needed: Callable[[int], int], after: int) -> int | None:
    """The first month after ``after`` with enough paid months among the 18 that end with it; months up to ``after``
    count no more. needed: how many, by month."""
    counted = {month for month in months if month > after}
    if not counted:
        return None
    for month in range(min(counted), max(counted) + WINDOW):
        if sum(other in counted for other in range(month - WINDOW + 1, month + 1)) >= needed(month):
            return month
    return None


def pay(docket: Docket, made: Collection[Payment], registered: date | None = None) -> None:
    """Put the payments on the docket. registered: the day on which those made before it were registered."""
    rng = docket.rng
    for payment in made:
        month = month_name(payment.month)
        delay = _delay(rng, payment.paid_on, registered)
        docket.put(BenefitPaid, payment.paid_on, after_days=delay, month=month, part=payment.part)
        if payment.reversed_on is not None:
            reason = "udbetalt ved en fejl" if payment.mistaken else "forkert beløb"
            delay = _delay(rng, payment.reversed_on, registered)
            docket.put(BenefitReversed, payment.reversed_on, after_days=delay, month=month, reason=reason)
            if not payment.mistaken:
                again = working_day(payment.reversed_on, 1)
                docket.put(BenefitPaid, again, after_days=_delay(rng, again, registered), month=month)


def _delay(rng: Random, day: date, registered: date | None) -> int:
    """Days until it was registered: the payment system tells at once, save now and then."""
    if registered is not None and day < registered:
        return (registered - day).days
    return rng.randrange(6, 46) if rng.random() < LATE else 0
