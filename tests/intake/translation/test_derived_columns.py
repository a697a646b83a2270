"""Columns of one's own: cut, replaced, put together and read, and then used wherever a column of the file may be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.loading.append_batches import Tally
from sagsgang.intake.loading.importing import import_log
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.reading.records import Record
from sagsgang.intake.translation.derived import compile_columns
from sagsgang.journal.application import Journal

from ..writing import KNOWN, NOW, mapping, table

VISIT = '[[event]]\naction = "site-visit"\n'


def made(said: str, **row: str) -> str | None:
    """The column ``new`` that a mapping makes of a row."""
    complete = compile_columns(mapping(f"[columns.new]\n{said}\n" + VISIT))
    record = complete(Record(7, b"raw", row))
    if record.problem:
        raise record.problem
    assert record.row is not None
    return record.row.get("new")


@pytest.mark.parametrize(
    ("said", "text", "value"),
    [
        ('column = "x"\nreplace = { " " = "-" }', "B 2026 17", "B-2026-17"),
        ('column = "x"\nreplace = { "B" = "", "-" = "/" }', "B-7", "/7"),
        ("column = 'x'\ncut = '[0-9]+'", "case no. 17 of 2026", "17"),
        ("column = 'x'\ncut = '([A-Z]+).*?([0-9]+)'", "AB no. 17", "AB17"),
        ("column = 'x'\ncut = '^(ref ([0-9]+))?'\nempty = ['-']", "none", None),
        ("from = '${x}/${y}'", "1", "1/two"),
        ("from = ['${x} ${z}', '${x}']", "1", "1"),
        ('column = "x"\ntype = "number"\ndecimal = ","', "1.234,50", "1234.5"),
        ('column = "x"\ntype = "boolean"', "Ja", "true"),
        ('column = "x"\ntranslate = { J = true }', "J", "true"),
        ('column = "x"\ntype = "date"\nformat = "%d-%m-%Y"', "01-03-2026", "2026-03-01"),
        # 23:30 in London is the next day in Copenhagen, the mapping's zone
        ('column = "x"\ntype = "day"', "2026-03-01T23:30:00+00:00", "2026-03-02"),
        ('column = "x"\npart = "year"', "2026-03-01", "2026"),
        ('column = "x"\npart = "half"', "2026-07-01", "2026-H2"),
        ('column = "x"\npart = "quarter"', "2026-03-31T23:30:00+00:00", "2026-Q2"),
        ('column = "x"\npart = "month"', "2026-03-01 10:00", "2026-03"),
        ('column = "x"\npart = "week"', "2027-01-03", "2026-W53"),  # ISO 8601: the week of Thursday 31 December
        ('column = "x"\npart = "weekday"', "2026-03-01", "7"),
        ('column = "x"\npart = "hour"\nformat = "epoch"', "1772355600", "10"),
        ('column = "x"\npart = "day"\nformat = "spreadsheet"', "46082.5", "2026-03-01"),
        ('column = "missing"\ndefault = "none"', "1", "none"),
        ("line = true", "1", "7"),
    ],
)
def test_a_column_is_made_as_its_table_says(said: str, text: str, value: str | None) -> None:
    """Given a value to cut, to replace in, to put together, to read or to take a part of, then the column holds that."""
    assert made(said, x=text, y="two") == value


@pytest.mark.parametrize(
    ("said", "text", "reason"),
    [
        ("column = 'x'\ncut = '[0-9]+'", "none", "cut does not find"),
        ('column = "x"\ntype = "number"', "many", "many"),
        ('column = "x"\npart = "hour"', "2026-03-01", "no hour"),
        ('column = "x"\ntype = "date"', "2026-03-01 10:00", 'type = "day"'),
        ('column = "x"\ntype = "date"', "31-12-2026", 'format = "%d-%m-%Y"'),
        ('column = "x"\ntranslate = { J = true }\nstrict = true', "j", "Did it mean J?|Known values: J"),
    ],
)
def test_a_column_that_cannot_be_made_rejects_its_row(said: str, text: str, reason: str) -> None:
    """Given a value that the table does not fit, then the row is rejected with the column's name and what stands there."""
    with pytest.raises(Malformed, match=reason) as caught:
        made(said, x=text)
    assert "columns.new" in caught.value.text.en


def test_a_name_that_the_file_has_is_refused() -> None:
    """Given a row with a column of that name, then it is not overwritten in silence."""
    with pytest.raises(Malformed, match="has a column of that name"):
        made("line = true", new="1")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (
            "[columns.a]\ncolumn = 'b'\n[columns.b]\ncolumn = 'x'\n",
            "names b, which is made only here or further down",
        ),
        ("[columns.a]\nfrom = '${a}'\n", "names a, which is made only here"),
        ("[columns.a]\n", "write one of column, from, line"),
        ("[columns.a]\nline = true\ncolumn = 'x'\n", "write one of column, from, line"),
        ("[columns.a]\ncolumn = 'x'\ncut = '('\n", "not a regular expression"),
        ("[columns.a]\ncolumn = 'x'\nreplace = { \"\" = '-' }\n", "cannot replace nothing"),
        ("[columns.a]\ncolumn = 'x'\nreplace = { a = 1 }\n", 'must be a text in quotes: "1"'),
        ("[columns.a]\ncolumn = 'x'\nformat = '%d-%m-%Y'\n", "has a meaning for type = date, day, instant"),
        ("[columns.a]\ncolumn = 'x'\ndecimal = ','\n", "has a meaning for type = number"),
        ("[columns.a]\ncolumn = 'x'\nthousands = ' '\n", "has a meaning for type = number, integer"),
        ("[columns.a]\ncolumn = 'x'\ntype = 'number'\nthousands = '.'\n", "the same mark"),
        ("[columns.a]\ncolumn = 'x'\ntype = 'number'\npart = 'year'\n", "has a meaning for"),
        ("[columns.a]\nfrom = '${'\n", "write columns as"),
        ("[columns.a]\ncolumm = 'x'\n", 'Did you mean "column"?'),
        ("[columns.a]\ncolumn = 'x'\npart = 'decade'\n", 'must be one of "year", "half", "quarter"'),
        ("occurred = { column = 'x', default = '2026-03-01' }\n", "has no meaning for a time"),
        ("occurred = { column = 'x', type = 'number' }\n", "must be date, day or instant for a time"),
    ],
)
def test_what_is_wrong_with_a_column_shows_without_rows(columns: str, reason: str) -> None:
    """Given a table that cannot be used, or a key that would be read and let be, then the mapping is refused."""
    with pytest.raises(MappingError) as caught:
        mapping(columns + VISIT)
    assert reason in caught.value.text.en


LOG = table("""
    ref,    day,        hour,  fee
    B 17,   01-03-2026, 10:30, "1 234
    B 17,   02-03-2026, ,      12
    B/18,   03-03-2026, 09:00, 7
""").replace('"', "")
HOW = mapping("""
case = "${reference}"
occurred = { from = ["${day} ${hour}", "${day}"], format = ["%d-%m-%Y %H:%M", "%d-%m-%Y"] }
id = "${line}"

[columns.reference]
column = "ref"
replace = { " " = "-", "/" = "-" }

[columns.line]
line = true

[columns.fee_read]
column = "fee"
type = "number"
thousands = " "

[[event]]
action = "site-visit"
when = { fee_read = { at_least = "10" } }
attributes = { month = { column = "day", format = "%d-%m-%Y", part = "month" } }

[[event]]
event = "closed"
when = { reference = "B-18" }
""")


def test_columns_of_ones_own_stand_wherever_others_may(journal: Journal, tmp_path: Path) -> None:
    """Given a log with blanks in its references, date and time in two columns, blanks between thousands and no ids, then
    its events are what a person reads in it, and a second import finds them there."""
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    words: dict[str, Any] = {"known": KNOWN, "now": NOW, "rejections_file": tmp_path / "r.jsonl"}

    assert import_log(journal, HOW, [path], **words) == Tally(3, 3, 0, 0, None)
    assert import_log(journal, HOW, [path], **words) == Tally(3, 0, 3, 0, None)
    assert [
        (one.case, one.event.id, one.event.occurred, one.event.whole_day, one.event.attributes.get("month"))
        for one in journal.read(0, journal.head().position)
    ] == [
        ("B-17", "2/site-visit", datetime(2026, 3, 1, 9, 30, tzinfo=UTC), False, "2026-03"),
        ("B-17", "3/site-visit", datetime(2026, 3, 2, tzinfo=UTC), True, "2026-03"),
        ("B-18", "4/closed", datetime(2026, 3, 3, 8, tzinfo=UTC), False, None),
    ]


def test_a_new_column_leaves_ids_made_of_content_alone(journal: Journal, tmp_path: Path) -> None:
    """Given a log without ids that was imported, when the mapping gets a column that it uses in a condition, then all its
    events are there already."""
    path = tmp_path / "log.jsonl"
    path.write_text('{"case": "1", "when": "2026-03-01", "x": "a b"}\n')
    words: dict[str, Any] = {"known": KNOWN, "now": NOW, "rejections_file": tmp_path / "r.jsonl"}
    import_log(journal, mapping(VISIT), [path], **words)
    more = mapping("[columns.y]\ncolumn = 'x'\nreplace = { ' ' = '' }\n" + VISIT + "when = { y = 'ab' }\n")

    assert import_log(journal, more, [path], **words) == Tally(1, 0, 1, 0, None)


def test_a_rejected_xes_event_is_kept_without_the_columns_that_were_made() -> None:
    """Given an event with no bytes of its own, when one column was made of it and the next cannot be, then what is kept is
    the event as the file has it, which can be offered again."""
    how = mapping("[columns.a]\nline = true\n[columns.b]\ncolumn = 'x'\ntype = 'number'\n" + VISIT)
    record = compile_columns(how)(Record(3, b"", {"x": "many"}))

    assert (record.row, record.raw) == (None, b'{"x":"many"}')
    assert record.problem is not None
