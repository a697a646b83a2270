"""A table fits: columns yield by priority, and no word is broken that is not longer than its column may be."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text as Styled
from sagsgang.terminal.layout import ColumnHead, lay_out, left_out, wrapped

CASE, DUE, LABEL = ColumnHead("Case", wraps=False), ColumnHead("Due", wraps=False), ColumnHead("Deadline")
WORDS = st.lists(
    st.sampled_from(["a", "to", "unit", "answer", "decision", "reassessment"]), min_size=1, max_size=6
).map(" ".join)


def laid_out(heads: Sequence[ColumnHead], rows: Sequence[Sequence[str]], room: int | None) -> list[str]:
    """The lines of a table."""
    return [line.plain for line in lay_out(heads, [[Styled(cell) for cell in row] for row in rows], room)]


def test_where_nobody_sets_a_limit_everything_stands_on_one_line() -> None:
    """Given a text of 300 letters, when there is no terminal, then it stands on the line of its row."""
    [_, _, row] = laid_out([CASE, LABEL], [["C-1", "long words " * 30]], None)
    assert row == "C-1   " + ("long words " * 30).strip()


def test_a_heading_yields_before_a_cell() -> None:
    """Given a heading longer than its cells and a text, when there is no room for both, then the heading folds alone."""
    lines = laid_out([ColumnHead("Days left", right=True), LABEL], [["12", "two words"]], 19)
    assert [line.strip() for line in lines] == ["Days", "left  Deadline", "─" * 19, "12  two words"]


def test_text_folds_between_words() -> None:
    """Given a case, a text and a date in 30 columns, then the text has two lines and the others are whole."""
    lines = laid_out([CASE, LABEL, DUE], [["C-1", "answer to the complaint", "2015-12-28"]], 30)
    assert lines[2:] == ["C-1   answer to     2015-12-28", "      the", "      complaint"]


def test_the_column_of_least_priority_goes_below_its_row() -> None:
    """Given a unit of priority 2 without room beside the rest, then it stands below each row that has one."""
    heads = [CASE, DUE, ColumnHead("Unit", priority=2)]
    lines = laid_out(heads, [["C-1", "2015-12-28", "Borgerservice"], ["C-2", "2015-12-29", ""]], 20)
    assert lines[2:] == ["C-1   2015-12-28", "    Unit:", "    Borgerservice", "C-2   2015-12-29"]


def test_what_is_left_to_a_wide_table_is_named() -> None:
    """Given a column that only a wide table shows, then it is left out of a narrow one, and its heading is known."""
    heads, row = [CASE, ColumnHead("Digest", extra=True)], ["C-1", "a" * 20]
    assert laid_out(heads, [row], 20)[-1] == "C-1"
    assert left_out(heads, [[Styled(cell) for cell in row]], 20) == ["Digest"]
    assert left_out(heads, [[Styled(cell) for cell in row]], None) == []


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5), st.integers(50, 120))
def test_no_line_is_longer_and_no_word_is_broken(rows: list[tuple[str, str, str]], room: int) -> None:
    """Given texts of words that fit three columns of a room, then every line fits, and every word stands whole."""
    lines = laid_out([LABEL, LABEL, LABEL], rows, room)
    assert max(map(len, lines)) <= room
    shown = " ".join(lines).split()
    assert all(word in shown for row in rows for cell in row for word in cell.split())


@given(st.lists(st.tuples(*[WORDS] * 8), min_size=1, max_size=3), st.integers(30, 120))
def test_columns_of_one_priority_yield_before_a_word_is_broken(rows: list[tuple[str, ...]], room: int) -> None:
    """Given eight columns of text, none of less priority, in a room for two words at least, then every word stands whole."""
    lines = laid_out([LABEL] * 8, rows, room)
    assert max(map(len, lines)) <= room
    shown = " ".join(lines).split()
    assert all(word in shown for row in rows for cell in row for word in cell.split())


@pytest.mark.parametrize("room", [20, 33, 80])
def test_a_sentence_folds_between_words(room: int) -> None:
    """Given a sentence and an indent, then its lines fit, those after the first are indented, and nothing is lost."""
    text = "a sentence that says what is wrong and what to do about it, in words of ordinary length"
    lines = [line.plain for line in wrapped(Styled(text), room, "  ")]
    assert max(len(line.rstrip()) for line in lines) <= room
    assert all(line.startswith("  ") for line in lines[1:])
    assert " ".join(" ".join(lines).split()) == text
