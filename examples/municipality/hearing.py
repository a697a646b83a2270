"""The party is heard (partshøring), or told what the office is about to decide (agterskrivelse): its own deadlines."""

from __future__ import annotations

from datetime import date, timedelta

from ...domain.events.case_events import ActionTaken, Closed, Decided, InformationReceived, InformationRequested
from .decision import LETTER, POST_DAYS, Decision, notify
from .docket import Docket
from .office import BENEFIT_CENTRE, after_working_days, caseworker, working_day

# Made by hand: a hearing of Monday 6 January 2014, by letter, which nobody answers. The letter arrives on the 8th, two
# weeks run out with the 22nd, and the decision is due four weeks on, 19 February. On the 27th statements of account are
# asked for, until 10 February, which on the 6th becomes the 24th; they come on the 20th, with 23 days left: the decision
# is due on Saturday 15 March, so on Monday the 17th, and is made on the 12th.
HEARD = date(2014, 1, 6)
# Made by hand: a notice of intent of Tuesday 7 January 2014, by letter, which arrives on the 9th. The objection comes on
# the last day, Thursday the 23rd; ten working days on are Thursday 6 February, on which the case is decided and closed.
INTENDED = date(2014, 1, 7)
WAITS_FOR = ("kontoudtog", "lønsedler", "lægeattest")
TWO_WEEKS = timedelta(weeks=2)


def hearing(case: str, sent: date, *, by_hand: bool = False) -> Docket:
    """The life of one hearing."""
    docket = Docket(case, "partshoering")
    rng = docket.rng
    ends = _send(docket, "hearing-sent", sent)
    if by_hand:
        _ask(docket, "kontoudtog", [(date(2014, 1, 27), date(2014, 2, 10)), (date(2014, 2, 6), date(2014, 2, 24))])
        _answered(docket, "kontoudtog", date(2014, 2, 20))
        return _decide(docket, date(2014, 3, 12))
    begins = ends + timedelta(days=1)
    if rng.random() < 0.45:
        begins = working_day(sent, rng.randrange(5, 14))
        docket.act("comments-received", begins, after_days=0)
    waited = _wait(docket, working_day(begins, rng.randrange(2, 8)))
    return _decide(docket, working_day(begins, waited + rng.randrange(8, 33)))


def intent(case: str, sent: date, *, by_hand: bool = False) -> Docket:
    """The life of one notice of intent."""
    docket = Docket(case, "agterskrivelse")
    rng = docket.rng
    ends = _send(docket, "intent-sent", sent)
    if by_hand:
        _object(docket, date(2014, 1, 23))
        return _decide(docket, date(2014, 2, 6), whole_day=True)
    if rng.random() < 0.3:
        ends = working_day(sent, rng.randrange(5, 14))
        _object(docket, ends)
    return _decide(docket, after_working_days(ends, rng.randrange(2, 12)), whole_day=rng.random() < 0.5)


def _send(docket: Docket, action: str, sent: date) -> date:
    """The letter goes out, and bears its day; gives the last day to answer it."""
    docket.put(
        ActionTaken,
        sent,
        after_days=0,
        whole_day=True,
        action=action,
        unit=BENEFIT_CENTRE,
        responsible=caseworker(BENEFIT_CENTRE, docket.rng),
        attributes={"sent_by": LETTER},
    )
    return working_day(after_working_days(sent, POST_DAYS) + TWO_WEEKS)


def _object(docket: Docket, day: date) -> None:
    docket.put(ActionTaken, day, after_days=0, whole_day=True, action="objection-received")


def _wait(docket: Docket, day: date) -> int:
    """What the decision waits for: nothing, one thing, longer than thought, or two at once. Gives the days."""
    rng = docket.rng
    drawn = rng.random()
    if drawn < 0.4:
        return 0
    first, second = rng.sample(WAITS_FOR, 2)
    until, answered = day + timedelta(days=14), working_day(day, rng.randrange(4, 12))
    asked = [(day, until)]
    if drawn >= 0.6:  # asked again before the day is over, until later
        answered = working_day(day, rng.randrange(18, 30))
        asked.append((working_day(day, 7), day + timedelta(days=35)))
    _ask(docket, first, asked)
    if drawn >= 0.8:  # two things at once
        docket.put(InformationRequested, working_day(day, 1), after_days=0, awaits=second)
        _answered(docket, second, working_day(day, rng.randrange(3, 6)))
    _answered(docket, first, answered)
    return (answered - day).days


def _ask(docket: Docket, awaits: str, asked: list[tuple[date, date]]) -> None:
    """Something is asked for, and asked for again."""
    for day, until in asked:
        docket.put(InformationRequested, day, after_days=0, awaits=awaits, until=until)


def _answered(docket: Docket, awaits: str, day: date) -> None:
    docket.put(InformationReceived, day, after_days=0, awaits=awaits)


def _decide(docket: Docket, day: date, *, whole_day: bool = False) -> Docket:
    """The decision, the notice of it, and the end of the case: at once, or when the time for complaints is over."""
    docket.put(Decided, day, after_days=0, whole_day=whole_day, outcome="refused")
    decision = Decision(day, docket, day if whole_day else None)
    notify(decision)
    closed = day if whole_day else working_day(decision.last_day, docket.rng.randrange(1, 12))
    docket.put(Closed, closed, after_days=0, whole_day=whole_day, reason="afgjort")
    return docket
