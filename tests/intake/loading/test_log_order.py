"""First, last and carried values go by time: a log in another order, in parts or grown is the same log."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.intake.mapping.mapping import LogMapping
from sagsgang.journal.application import Journal

from ...databases import fresh_database
from ..growing_log import Row, as_csv, bring_in, held_of
from ..writing import entries, mapping, table

HOW = mapping("""
    unmatched = "ignore"
    id = "${n}"
    order = "${n}"
    [carry]
    by = "${case}"
    columns = ["art"]
    [[event]]
    event = "application-received"
    only = "first"
    id = "${case}/received"
    [[event]]
    action = "site-visit"
    attributes = { art = "${art}" }
    [[event]]
    event = "closed"
    only = "last"
    id = "${case}/closed"
    when = { step = { not = "note" } }
    fields = { reason = "${step}" }
""")
LOG = table("""
    case, when,             step,  n, art
    1,    2026-03-03,       close, 4,
    1,    2026-03-01 10:00, open,  1, 157
    2,    2026-03-09,       close, 6,
    1,    2026-03-05,       note,  5,
    2,    2026-03-02,       open,  2, 158
    1,    2026-03-02,       visit, 3,
""")


def test_first_and_last_go_by_time_and_not_by_the_file() -> None:
    """Given a log sorted by nothing, then case 1 was opened on 1 March and closed by the row of the 3rd, though another
    of its rows stands first and another last."""
    found = {one.event.id: one.event for one in entries(LOG, HOW)}

    assert found["1/received"].occurred.isoformat() == "2026-03-01T09:00:00+00:00"
    assert found["1/closed"].reason == "close"
    assert found["2/closed"].reason == "close"
    assert found["3/site-visit"].attributes == {"art": "157"}  # carried from the row of 1 March, later in the file


@pytest.mark.parametrize(
    ("by", "values", "expected"),
    [
        ('"${x}"', ["9", "10", "2"], "10"),
        ('"${x}"', ["2026-03-09", "2026-03-10 08:00", "2026-02-11"], "2026-03-10 08:00"),
        ('"${x}"', ["b", "ab", "aa"], "b"),
        (
            '{ column = "x", type = "date", format = "%d.%m.%Y" }',
            ["9.3.2026", "10.2.2026", "1.3.2026"],
            "9.3.2026",
        ),
        ('["${when}", "${x}"]', ["3", "12", "5"], "12"),
    ],
)
def test_a_named_column_decides_in_its_own_order(by: str, values: list[str], expected: str) -> None:
    """Given numbers, times, letters, days in a format, or a second column among rows of one day, then ``by`` orders
    them as what they are: 10 comes after 9."""
    how = mapping(f"""
        id = "${{n}}"
        [[event]]
        action = "site-visit"
        only = "last"
        id = "x"
        by = {by}
        attributes = {{ x = "${{x}}" }}
    """)
    log = "case,when,n,x\n" + "".join(f"1,2026-03-01,{number},{x}\n" for number, x in enumerate(values))

    assert [one.event.attributes for one in entries(log, how)] == [{"x": expected}]


def test_a_row_without_what_it_is_ordered_by_is_rejected(journal: Journal, tmp_path: Path) -> None:
    """Given a row whose ``by`` is empty, then it alone is rejected, and says what to fill in."""
    how = mapping('id = "${n}"\n[[event]]\nevent = "closed"\nonly = "last"\nid = "${case}"\nby = "${x}"\n')
    rows = [{"case": "1", "when": "2026-03-01", "n": str(n), "x": x} for n, x in enumerate(("7", "", "3"))]

    assert bring_in(journal, rows, how, tmp_path)[:4] == (3, 1, 0, 1)
    [one] = [one.rejection for one in journal.rejections()]
    assert (one.line, one.code) == (3, "no-order")
    assert "column x" in one.reason.en


def test_a_rejected_row_is_neither_first_nor_last(journal: Journal, tmp_path: Path) -> None:
    """Given a first row whose event cannot be, then it is rejected, and the next row of the case is its first."""
    how = mapping(
        'id = "${n}"\n[[event]]\nevent = "suspended"\nonly = "first"\nid = "s${case}"\n'
        'fields = { until = "${x}" }\n'
    )
    rows = [
        {"case": "1", "when": f"2026-03-0{day}", "n": str(day), "x": x}
        for day, x in ((3, "2026-05-03"), (1, "never"), (2, "2026-05-02"))
    ]

    assert bring_in(journal, rows, how, tmp_path)[:4] == (3, 1, 0, 1)
    assert [one.until.isoformat() for one in held_of(journal).values()] == ["2026-05-02"]


CASES = st.lists(
    st.tuples(
        st.integers(1, 3),  # case
        st.integers(1, 5),  # day: often the same
        st.sampled_from(["open", "visit", "close", "note"]),
        st.sampled_from(["", "157", "158"]),
    ),
    min_size=1,
    max_size=12,
)


def rows_of(drawn: list[tuple[int, int, str, str]]) -> list[Row]:
    """Rows with a number each."""
    return [
        {"case": str(case), "when": f"2026-03-{day:02}", "step": step, "n": str(number), "art": art}
        for number, (case, day, step, art) in enumerate(drawn)
    ]


@given(CASES, st.randoms(use_true_random=False))
def test_a_log_in_another_order_gives_the_same_events_in_the_same_order(
    drawn: list[tuple[int, int, str, str]], random: Random
) -> None:
    """Given any log with an ``order``, then shuffled, reversed and sorted by anything it lands event for event alike."""
    rows = rows_of(drawn)
    whole = entries(as_csv(rows), HOW)
    for other in (random.sample(rows, len(rows)), rows[::-1], sorted(rows, key=lambda row: row["step"])):
        assert entries(as_csv(other), HOW) == whole


NO_ORDER = mapping("""
    id = "${n}"
    [[event]]
    event = "application-received"
    only = "first"
    id = "${case}/received"
    fields = {}
    attributes = { step = "${step}" }
    [[event]]
    action = "site-visit"
    [[event]]
    event = "closed"
    only = "last"
    id = "${case}/closed"
    fields = { reason = "${step}" }
""")


def in_parts(
    journal: Journal, parts: list[list[Row]], how: LogMapping, folder: Path
) -> dict[tuple[str, str], object]:
    """What is held when the parts were imported one after the other."""
    for part in parts:
        if part:
            assert bring_in(journal, part, how, folder).rejected == 0
    return held_of(journal)


def of_one(number: int, rows: list[Row]) -> list[Row]:
    """The rows of one of many logs: with cases and row numbers of its own, so that all can be read as one."""
    return [row | {"case": f"{number}-{row['case']}", "n": f"{number}-{row['n']}"} for row in rows]


def test_a_log_in_parts_or_grown_is_held_like_the_whole(server_url: str, tmp_path: Path) -> None:
    """Given 60 logs at random, read side by side as one, then what holds after importing all of it at once, shuffled, in
    two parts (each log cut elsewhere) in either order, and first the beginning and then the whole, is the same, event
    for event; and the whole again changes nothing."""
    random = Random(9)
    rows, start, rest = list[Row](), list[Row](), list[Row]()
    for number in range(60):
        drawn = [
            (random.randint(1, 3), random.randint(1, 5), random.choice(["open", "visit", "close"]), "")
            for _ in range(random.randint(1, 9))
        ]
        log = of_one(number, rows_of(drawn))
        cut = random.randint(0, len(log))
        rows, start, rest = [*rows, *log], [*start, *log[:cut]], [*rest, *log[cut:]]
    shuffled = random.sample(rows, len(rows))
    half = len(rows) // 2
    found = []
    for parts in (
        [rows],
        [shuffled],
        [start, rest],
        [rest, start],
        [start, rows],
        [shuffled[:half], shuffled[half:], rows[::-1]],
    ):
        with fresh_database(server_url) as url, Journal.open(url) as journal:
            found.append(in_parts(journal, parts, NO_ORDER, tmp_path))
            again = bring_in(journal, rows, NO_ORDER, tmp_path)
            assert (again.appended, again.corrected, again.rejected) == (0, 0, 0)
    for other in found[1:]:
        assert {
            key: (found[0].get(key), other.get(key))
            for key in found[0].keys() | other.keys()
            if found[0].get(key) != other.get(key)
        } == {}
