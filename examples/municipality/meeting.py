"""The meetings of the re-assessment: agreed, from 2008 on more and more with a reminder, held or missed.

That a reminder helps is constructed: the document of 2007 hopes for it, and gives no figures.
"""

from __future__ import annotations

from datetime import date

from ...domain.events.case_events import MeetingHeld
from ...domain.events.office_events import MeetingAgreed, MeetingReminded
from .docket import Docket
from .office import instant, working_day, working_day_before

# The share of meetings with a reminder, by year, and since then; the citizen came to so many of the meetings.
REMINDED = {2006: 0.0, 2007: 0.0, 2008: 0.15, 2009: 0.35, 2010: 0.5, 2011: 0.6, 2012: 0.7}
REMINDED_SINCE = 0.8
CAME, CAME_WHEN_REMINDED = 0.78, 0.91
NOT_NOTED = 0.02


def invite(docket: Docket, sent: date, assessed: date) -> None:
    """A meeting before the re-assessment; who misses it is asked once more."""
    first = working_day_before(assessed, 11)
    if not _meet(docket, max(sent, working_day_before(first, 14)), first):
        _meet(docket, working_day(first, 1), working_day_before(assessed, 3))


def _meet(docket: Docket, agreed: date, held: date) -> bool:
    """Agree on a meeting, perhaps remind of it, and hold it; gives whether no other is needed."""
    rng = docket.rng
    hour = rng.randrange(9, 15)
    docket.put(MeetingAgreed, agreed, takes_place=instant(held, hour))
    reminded = rng.random() < REMINDED.get(held.year, REMINDED_SINCE)
    if reminded:
        channel = rng.choice(("sms", "sms", "e-mail"))
        docket.put(MeetingReminded, working_day_before(held, 1), after_days=0, channel=channel)
    came = rng.random() < (CAME_WHEN_REMINDED if reminded else CAME)
    attended = None if rng.random() < NOT_NOTED else came
    docket.put(MeetingHeld, held, at=(hour, 0), attended=attended)
    return came
