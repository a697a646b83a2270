"""What a case costs whose events come out of order: counted in lines of the program that are run, so no clock has a say."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from math import log2
from types import FrameType
from typing import Any

import pytest
from sagsgang.domain.events.case_events import Corrected
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.fold.rows import FactRow, rows
from sagsgang.domain.fold.story import Story
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.upkeep import follow
from sagsgang.projections.upkeep.catch_up import catch_up

from bench.late_histories import BEGIN, CASE_TYPE, HISTORIES, law, recorded

SIZES = (100, 200, 400)


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python something runs, whatever they belong to."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", HISTORIES)
def test_the_work_grows_no_steeper_than_n_log_n(name: str) -> None:
    """Given a case whose events are corrections, annulments, a log from its end, or come while it waits until a day, when it
    has twice the events, then telling all its positions takes no more than n log n asks for: 2.27 and 2.26 times the work.
    """
    work = []
    for size in SIZES:
        history, governing = recorded(HISTORIES[name](size)), law()
        rows(history[:30], governing)  # what is remembered of days and calendars, whatever the size
        work.append(lines_run(lambda history=history, governing=governing: rows(history, governing)))  # type: ignore[misc]
    for less, more, a, b in zip(work, work[1:], SIZES, SIZES[1:], strict=False):
        assert more / less <= b * log2(b) / (a * log2(a)), (name, work)


def test_one_event_more_writes_only_the_rows_that_it_changes(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a case that was corrected a hundred times, when it is corrected once more, then what the case looked like is
    withdrawn and entered anew, and of all its rows no other is written again.
    """
    head: dict[str, Any] = {"source": "bench", "id": "", "occurred": BEGIN}
    journal.publish(
        [
            CalendarPublished(**head, definition=calendar_file.shipped()["denmark"]),
            CaseTypePublished(**head, definition=CASE_TYPE),
        ]
    )
    *events, last = HISTORIES["corrections"](102)
    journal.append([Entry("M-1", event) for event in events])
    catch_up(journal)
    written: list[tuple[str, FactRow]] = []
    write = follow.upsert_rows

    def watched(connection: Any, projection: Any, generation: int, fresh: Sequence[tuple[str, FactRow]]) -> None:
        written.extend(fresh)
        write(connection, projection, generation, fresh)

    monkeypatch.setattr(follow, "upsert_rows", watched)
    assert isinstance(last, Corrected)
    journal.append([Entry("M-1", last)])
    landed = journal.head().position
    catch_up(journal)
    assert [(row.kind, row.opened_pos == landed, row.withdrawn_pos == landed) for _, row in written] == [
        ("case", False, True),
        ("case", True, False),
    ]


@pytest.mark.parametrize("name", HISTORIES)
def test_nothing_of_a_case_is_left_when_its_rows_are_told(name: str) -> None:
    """Given a process without the collector of cycles, as those that rebuild are, when the rows of a case are told and let
    go, then no story of it is left: nothing that a story holds leads back to it.
    """
    history, governing = recorded(HISTORIES[name](60)), law()
    before = sum(isinstance(one, Story) for one in gc.get_objects())
    gc.disable()
    try:
        rows(history, governing)
        assert sum(isinstance(one, Story) for one in gc.get_objects()) == before
    finally:
        gc.enable()
