"""Reports as sections: what a page shows of a long table, of one behind its chart, and of what is not stated."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from sagsgang.domain.text import Text
from sagsgang.operations.reports import EditionListed, Editions, EditionsAsked
from sagsgang.presentation.model.vocabulary import NOT_STATED
from sagsgang.presentation.sections.reports import editions, report
from sagsgang.projections.asking import small_numbers
from sagsgang.reports.forms.wording import ROWS

from ...reports import made


def test_what_tells_rows_apart_is_never_empty() -> None:
    """Given a report with a row of no unit, when it is shown, then its title stands first, the unit is said not to be
    stated, what is merely unknown stays empty, and the values keep the names that the report has for them."""
    head, units, _ = report(made.report())
    assert (head.title, head.rows) == (Text("Månedsstatus", "Monthly status"), [])
    assert [row["unit"] for row in units.rows] == [made.NASTY, made.FORMULA, NOT_STATED]
    assert [row["pct"] for row in units.rows] == [98.76, 66.7, None]
    assert units.names["state"] == {"met": Text("opfyldt", "met")}


def test_small_numbers_are_explained_where_there_are_any() -> None:
    """Given a report with a small number, then its last section says what the mark means; given one without, none does."""
    *_, last = report(made.report())
    assert [line.text for line in last.lines] == [small_numbers.DEFINITION]
    assert len(report(made.report(rows=made.ROWS[:1]))) == 2


def test_a_long_table_ends_and_says_what_is_left() -> None:
    """Given a table of two rows more than a page shows, then the page shows the first, and says that two are left."""
    rows = [made.ROWS[0] | {"unit": f"U{n}"} for n in range(ROWS + 2)]
    _, units = report(made.report(rows=rows))
    assert [row["unit"] for row in (units.rows[0], units.rows[-1])] == ["U0", f"U{ROWS - 1}"]
    assert [line.text.en for line in units.notes] == ["2 more lines stand in the workbook."]


def test_figures_behind_a_chart_are_not_shown() -> None:
    """Given a table that stands behind its chart, then no row is shown and it is said where the figures are; an empty one
    says what any empty one says."""
    whole = made.report()
    for rows, said in ((made.ROWS, "The figures stand in the workbook."), ([], "No units.")):
        folded = msgspec.structs.replace(whole.sections[0], folded=True, rows=rows)
        units = report(msgspec.structs.replace(whole, sections=[folded]))[1]
        assert (units.rows, units.empty.en) == ([], said)


def test_an_edition_was_published_on_a_local_day() -> None:
    """Given an edition published half an hour before midnight in UTC, then in Copenhagen that was the day after; what was
    chosen is told without the local time, and the cursor goes on."""
    at = datetime(2016, 1, 31, 23, 30, tzinfo=UTC)
    one = EditionListed(
        report="monthly-status",
        period="2015-12",
        chosen={"for": "team", "zone": "Europe/Copenhagen"},
        as_of=at,
        position=7,
        digest="0123456789abcdef",
        edition=2,
        published_at=at,
        published_position=8,
    )
    [section] = editions(Editions(editions=[one], zone="Europe/Copenhagen", next="x"), EditionsAsked())
    [row] = section.rows
    assert (row["published"].isoformat(), row["chosen"], row["digest"]) == ("2016-02-01", "for=team", "01234567")
    assert section.next == "x"
