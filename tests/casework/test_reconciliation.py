"""Comparing two sets of cases, and what a case of reconciliation is told of it: pure, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from sagsgang.casework.reconciliation import events_of, open_differences
from sagsgang.casework.reconciliation_scope import Run
from sagsgang.domain.events.case_events import Event
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import DifferenceClosed, DifferenceFound, ReconciliationMade
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.projections.quality.reconciliation import Comparison, ReconciledFilter, compare, end_of

APRIL = datetime(2008, 4, 2, tzinfo=UTC)
TYPE = CaseType(
    id="samkoering",
    title=Text("Samkøring", "Reconciliation"),
    opens=("reconciliation-made",),
    expects=("difference-found", "difference-closed"),
)
RULES = Rules([TYPE], calendar_file.shipped())
CASES = st.dictionaries(
    st.sampled_from("ABCDE"), st.tuples(*[st.sampled_from([None, "JSV", "North"])] * 2), max_size=5
)
LISTS = st.lists(st.tuples(CASES, st.sampled_from([(), ("unit",), ("unit", "responsible")])), max_size=4)


def run(place: int, fields: tuple[str, ...], digest: str = "") -> Run:
    """A comparison of a number, a day after the one before it, with a list of its own."""
    return Run(
        case="S-1",
        case_type="samkoering",
        system="opera",
        list_on=date(2008, 3, 31),
        digest=digest or f"list {place}",
        lines=0,
        position=0,
        made_at=APRIL + timedelta(days=place),
        whole_day=False,
        chosen=ReconciledFilter("flexjob", fields=fields),
    )


def appended(history: list[Recorded], events: list[Event]) -> list[Recorded]:
    """The history with events after it."""
    start = len(history) + 1
    return history + [
        Recorded(place, "S-1", place, event.occurred, event) for place, event in enumerate(events, start)
    ]


def differing(
    *differences: tuple[str, tuple[str | None, ...] | None, tuple[str | None, ...] | None],
) -> Comparison:
    """A comparison of units: case, what is here, what is there."""
    here = {case: ours for case, ours, _ in differences if ours is not None}
    there = {case: theirs for case, _, theirs in differences if theirs is not None}
    return compare("opera", here, there, ("unit",))


def test_every_case_is_counted_once() -> None:
    """Given A alike, B in another unit, C only here, and D only there, then one of each kind, and one matched."""
    found = differing(
        ("A", ("JSV",), ("JSV",)), ("B", ("JSV",), ("North",)), ("C", (None,), None), ("D", None, ("JSV",))
    )
    assert (found.cases, found.matched) == (3, 1)
    assert [(one.difference, one.kind, one.here, one.there) for one in found.differences] == [
        ("opera/B/unit", "different", "JSV", "North"),
        ("opera/C/missing-there", "missing-there", None, None),
        ("opera/D/missing-here", "missing-here", None, None),
    ]


@given(CASES, CASES)
def test_either_side_sees_the_same(
    ours: dict[str, tuple[str | None, ...]], theirs: dict[str, tuple[str | None, ...]]
) -> None:
    """Given any two sets of cases, when they change sides, then as many match, what was missing here is missing there,
    and what differs differs the other way round; and a set against itself has no difference."""
    fields = ("unit", "responsible")
    one, other = compare("opera", ours, theirs, fields), compare("opera", theirs, ours, fields)
    assert one.matched == other.matched
    assert one.kinds()["missing-here"] == other.kinds()["missing-there"]
    assert {(d.case, d.field, d.here, d.there) for d in one.differences if d.field} == {
        (d.case, d.field, d.there, d.here) for d in other.differences if d.field
    }
    assert compare("opera", ours, ours, fields).differences == []
    both = ours.keys() & theirs.keys()
    assert one.matched + len({d.case for d in one.differences if d.field}) == len(both)


@given(LISTS)
def test_what_is_open_is_what_the_last_comparison_found(
    lists: list[tuple[dict[str, tuple[str | None, ...]], tuple[str, ...]]],
) -> None:
    """Given comparisons one after another, each with a list and fields of its own, then what is open is what the last one
    found, and what an earlier one found of fields that no later one compared; and the last, told again, is no news."""
    ours = {"A": ("JSV", "Åse"), "B": ("North", None), "C": ("JSV", "Bo")}
    history: list[Recorded] = []
    expected: dict[str, tuple[str | None, str | None]] = {}
    for place, (theirs, fields) in enumerate(lists):
        cut = len(fields)
        comparison = compare(
            "opera",
            {case: values[:cut] for case, values in ours.items()},
            {case: values[:cut] for case, values in theirs.items()},
            fields,
        )
        expected = {
            name: values
            for name, values in expected.items()
            if name.rpartition("/")[2] in {"unit", "responsible"} - set(fields)
        }
        expected |= {one.difference: (one.here, one.there) for one in comparison.differences}
        history = appended(history, events_of(run(place, fields), comparison, history, RULES))
        told = {name: (one.here, one.there) for name, one in open_differences(history, RULES).items()}
        assert told == expected
        assert events_of(run(place, fields), comparison, history, RULES) == []


def test_the_ids_are_made_from_what_is_compared() -> None:
    """Given one comparison, told twice to an empty case, then its events are the same to the last sign; of another list
    none is the same."""
    comparison = differing(("B", ("JSV",), ("North",)), ("C", ("JSV",), None))
    first = events_of(run(0, ("unit",)), comparison, [], RULES)
    assert first == events_of(run(0, ("unit",)), comparison, [], RULES)
    other = events_of(run(0, ("unit",), "another list"), comparison, [], RULES)
    assert not {event.id for event in first} & {event.id for event in other}
    assert len({event.id for event in first}) == 3


def test_a_value_that_changed_is_told_again() -> None:
    """Given B at North in the list, when a newer list has it at South, then the one difference is told with the new
    value; nothing is settled."""
    history = appended([], events_of(run(0, ("unit",)), differing(("B", ("JSV",), ("North",))), [], RULES))
    made, found = events_of(run(1, ("unit",)), differing(("B", ("JSV",), ("South",))), history, RULES)
    assert isinstance(made, ReconciliationMade)
    assert isinstance(found, DifferenceFound)
    assert (found.difference, found.there) == ("opera/B/unit", "South")


def test_another_system_settles_nothing_of_this_one() -> None:
    """Given a difference with Opera, when another system's list shows none, in the same case, then Opera's stays."""
    history = appended([], events_of(run(0, ("unit",)), differing(("B", ("JSV",), ("North",))), [], RULES))
    kmd = run(1, ("unit",))._replace(system="kmd")
    events = events_of(kmd, compare("kmd", {"B": ("JSV",)}, {"B": ("JSV",)}, ("unit",)), history, RULES)
    assert not [event for event in events if isinstance(event, DifferenceClosed)]
    assert list(open_differences(appended(history, events), RULES)) == ["opera/B/unit"]


def test_the_end_of_a_day_is_in_local_time() -> None:
    """Given 31 March 2008 in Copenhagen, two hours ahead of UTC since the day before, then its last instant is one
    microsecond before 22:00 UTC."""
    end = end_of(date(2008, 3, 31), ZoneInfo("Europe/Copenhagen"))
    assert end.astimezone(UTC) == datetime(2008, 3, 31, 21, 59, 59, 999999, tzinfo=UTC)
