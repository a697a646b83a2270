"""What a row has from those before it: the row before by time, and which row it is, whatever the order of the file."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from sagsgang.intake.loading.importing import import_log
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.journal.application import Journal

from ..writing import KNOWN, NOW, mapping, records

HOW = mapping("""
id = "${n}"
unmatched = "ignore"

[carry]
by = "${case}"
before = { step_before = "step" }
number = { row_no = "", visit_no = "${step}" }

[[event]]
action = "site-visit"
when = { step = "visit", visit_no = { more_than = "1" } }
attributes = { after = "${step_before}", row = "${row_no}", visit = "${visit_no}" }
""")
ROWS = [
    "1,2026-03-01,a,visit",
    "1,2026-03-02,b,letter",
    "2,2026-03-02,c,visit",
    "1,2026-03-03,d,visit",
    "1,2026-03-04,e,visit",
]
# Case 1, told by hand: visits on the 1st, 3rd and 4th are its rows 1, 3 and 4; all but the first are meant.
MEANT = {
    "d/site-visit": {"after": "letter", "row": "3", "visit": "2"},
    "e/site-visit": {"after": "visit", "row": "4", "visit": "3"},
}


@pytest.mark.parametrize("order", [tuple(range(5)), (4, 3, 2, 1, 0), (3, 0, 4, 2, 1), (2, 4, 1, 0, 3)])
def test_the_row_before_and_the_number_go_by_time(
    journal: Journal, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """Given two cases whose rows stand in any order in the file, and in two files, then all but the first visit become
    events, each with its number and with what the row before it was, and a second import finds them there."""
    rows = [ROWS[place] for place in order]
    for name, part in (("a.csv", rows[:2]), ("b.csv", rows[2:])):
        (tmp_path / name).write_text("\n".join(["case,when,n,step", *part, ""]))
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    words = {"known": KNOWN, "now": NOW, "rejections_file": tmp_path / "r.jsonl"}

    for appended, duplicates in ((2, 0), (0, 2)):
        tally = import_log(journal, HOW, paths, chunk=2, **words)  # type: ignore[arg-type]
        assert (tally.appended, tally.duplicates, tally.rejected) == (appended, duplicates, 0)
    held = journal.read(0, journal.head().position)
    assert {one.event.id: one.event.attributes for one in held} == MEANT


def test_rows_of_one_time_go_by_their_content(journal: Journal, tmp_path: Path) -> None:
    """Given three rows of one day without ids, when the file has them in any order, then the same three events come: an
    import of each order after the first finds all of them there."""
    how = mapping("""
        [carry]
        by = "${case}"
        number = { row_no = "" }
        [[event]]
        action = "site-visit"
        attributes = { row = "${row_no}", step = "${step}" }
    """)
    path = tmp_path / "log.csv"
    found = []
    for rows in permutations(["1,2026-03-01,x", "1,2026-03-01,y", "1,2026-03-01,z"]):
        path.write_text("\n".join(["case,when,step", *rows, ""]))
        found.append(import_log(journal, how, [path], known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl"))

    assert [(one.appended, one.duplicates) for one in found] == [(3, 0), *[(0, 3)] * 5]


def test_a_new_column_that_the_file_has_rejects_its_rows(journal: Journal, tmp_path: Path) -> None:
    """Given a file with a column of the new one's name, then its rows are rejected instead of being overwritten."""
    path = tmp_path / "log.jsonl"
    path.write_text('{"case": "1", "when": "2026-03-01", "n": "a", "step": "visit", "row_no": "7"}\n')
    import_log(journal, HOW, [path], known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl")

    [kept] = journal.rejections()
    assert "the file has a column of that name" in kept.rejection.reason.en


def test_only_what_the_file_must_have_is_asked_of_it() -> None:
    """Given new columns in conditions and templates, then a header without them will do."""
    assert [one.row for one in records("case,when,n,step\n1,2026-03-01,a,visit\n", HOW)] == [
        {"case": "1", "when": "2026-03-01", "n": "a", "step": "visit"}
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[carry]\nby = "${case}"\nnumber = { a = "${" }\n', "write columns as"),
        ('[carry]\nby = "${case}"\nnumber = { a = 1 }\n', 'in quotes: "1"'),
        ('[columns.b]\ncolumn = "a"\n[carry]\nby = "${case}"\nnumber = { a = "" }\n', "made after [columns]"),
        ('[columns.a]\nline = true\n[carry]\nby = "${case}"\nbefore = { a = "x" }\n', "made after [columns]"),
    ],
)
def test_what_is_wrong_with_a_row_before_shows_without_rows(text: str, reason: str) -> None:
    """Given a new column that cannot be made, then the mapping is refused."""
    with pytest.raises(MappingError) as caught:
        mapping(text + '[[event]]\nevent = "closed"\n')
    assert reason in caught.value.text.en


def test_without_a_time_at_the_top_no_row_is_before_another() -> None:
    """Given times in the ``[[event]]`` alone, then it is said that the row before cannot be known."""
    text = 'occurred = "${when}"\n[carry]\nby = "${case}"\nnumber = { a = "" }\n[[event]]\nevent = "closed"\n'
    mapping(text)
    from sagsgang.intake.mapping.mapping_file import parse_mapping

    head = 'source = "urn:log"\ncase = "${case}"\ncase_type = "permit"\n'
    with pytest.raises(MappingError, match="write occurred or order at the top"):
        parse_mapping(head + text.removeprefix('occurred = "${when}"\n') + 'occurred = "${when}"\n')
