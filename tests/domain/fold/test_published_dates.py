"""Dates that laws, courts and authorities worked out and published: a witness beside the engine and the reference."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ..published import Published, published

EXAMPLES = published()
FOLLOWED = [one for one in EXAMPLES if one.cannot is None]
# A day is a day whatever the hour: courts say of each of these rules that the hour of the event does not matter.
HOURS = (time(0), time(12), time(23, 59, 59))


@pytest.mark.parametrize("hour", HOURS, ids=str)
@pytest.mark.parametrize("example", FOLLOWED, ids=lambda example: example.id)
def test_a_deadline_ends_on_the_day_that_was_published(example: Published, hour: time) -> None:
    """Given a case of a type with the published term, and its events, then it ends on the published last day.

    Where only the day before the roll is published, the end lies after it.
    """
    clock = example.clock(hour)

    if example.end is None:
        assert clock.due_on is not None
        assert example.unrolled is not None
        assert clock.due_on > example.unrolled
    else:
        assert clock.due_on == example.end
    if example.unrolled is not None:
        assert clock.unrolled_on == example.unrolled


@pytest.mark.parametrize("example", FOLLOWED, ids=lambda example: example.id)
def test_it_is_late_from_the_midnight_after_the_last_day(example: Published) -> None:
    """Given a published last day, when it has passed at midnight of its country, then the deadline is overdue."""
    clock = example.clock(HOURS[1])
    assert clock.due_on is not None
    zone = ZoneInfo(example.zone)
    midnight = datetime.combine(clock.due_on + timedelta(days=1), time(0), zone).astimezone(UTC)

    assert clock.overdue_from == midnight


def test_sixty_examples_of_five_countries_are_followed() -> None:
    """Given the examples in which a law, a court, an authority or a project that cites one gives both the first and the
    last day, then sixty are followed, from five countries, and none is told from memory.
    """
    counted = [one for one in EXAMPLES if one.counts]

    assert len(counted) >= 60
    assert len({one.country for one in counted}) >= 5
    assert {one.read for one in EXAMPLES} <= {"text", "summary"}


def test_every_example_says_where_it_comes_from() -> None:
    """Given an example, then it is one, and says who published it, what it says, and one term or one given end."""
    assert [name for name, times in Counter(one.id for one in EXAMPLES).items() if times > 1] == []
    for one in EXAMPLES:
        assert one.source, one.id
        assert one.says, one.id
        assert one.kind in ("law", "court", "authority", "project", "commentary"), one.id
        assert one.given != (one.term is not None), one.id
        assert one.end is not None or one.unrolled is not None, one.id


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one.cannot], ids=lambda example: example.id)
def test_what_a_deadline_cannot_say_is_still_out_of_reach(example: Published) -> None:
    """Given an example that is kept aside, then the deadline as it can be written ends on another day.

    When one of them comes out right, its ``cannot`` has had its day.
    """
    clock = example.clock(HOURS[1])

    assert (clock.unrolled_on, clock.due_on) != (example.unrolled or clock.unrolled_on, example.end)
