"""How it had been: the rows that held up to an instant, as known at a position, are those that answer on the way there."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

import msgspec
from psycopg import sql
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import rows
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.reader import Moment, Reader, ask
from sagsgang.projections.tables.catalogue import CASES, DEADLINES
from sagsgang.projections.tables.table import Projection
from sagsgang.projections.upkeep.catch_up import catch_up

from ..published import every_calendar, published

LATER = datetime(2032, 1, 1, tzinfo=UTC)


def test_what_is_believed_is_what_answers_at_every_earlier_instant(journal: Journal) -> None:
    """Given generated cases with late, corrected and annulled events, when it is asked how things had been up to T, known
    at p, then the rows that held at any instant up to T are those that answer by the definition in ``rows``."""
    _fill(journal, range(300, 340))
    head = journal.head().position
    law = Law(journal.publications(head))
    pure = {case: rows(history, law) for case, history in journal.histories(head)}
    turns = sorted({row.opened_at for found in pure.values() for row in found})
    random = Random(5)
    for projection in (CASES, DEADLINES):
        for position in (head, *random.sample(range(head // 2, head), 4)):
            as_of = random.choice(turns[len(turns) // 2 :])
            told = ask(journal, Moment(as_of), lambda reader: _believed(reader.at(position), projection))  # noqa: B023
            assert told
            for instant in (as_of, *random.sample([turn for turn in turns if turn <= as_of], 5)):
                held = {
                    (case, n)
                    for case, n, opened_at, closed_at in told
                    if opened_at <= instant and (closed_at is None or closed_at > instant)
                }
                assert held == {
                    (case, row.n)
                    for case, found in pure.items()
                    for row in found
                    if row.kind == projection.kind and row.answers(instant, position)
                }


def _fill(journal: Journal, numbers: range) -> None:
    """Generated cases, each of a type of its own, in the order in which they were recorded."""
    journal.publish(
        [
            CalendarPublished(source="office", id="", occurred=LATER, definition=one)
            for one in every_calendar().values()
        ]
    )
    for number in numbers:
        made = published(number, f"type-{number}")
        for one in made.publications:
            if isinstance(one.event, CaseTypePublished):
                journal.publish([one.event])
        events = [msgspec.structs.replace(one.event, source=f"urn:{number}") for one in made.history]
        assert all(
            isinstance(outcome, Appended)
            for outcome in journal.append([Entry(f"case-{number}", event) for event in events])
        )
    catch_up(journal)


def _believed(reader: Reader, projection: Projection) -> list[tuple[Any, ...]]:
    return reader.rows(
        sql.SQL("SELECT case_id, n, opened_at, closed_at FROM {} AS told").format(reader.believed(projection))
    )
