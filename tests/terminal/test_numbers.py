"""Figures on the terminal are written as the reader's language writes them."""

from __future__ import annotations

import pytest
from rich.progress import Progress
from sagsgang.domain.text import Language, Text
from sagsgang.presentation.model.columns import column
from sagsgang.presentation.model.section import Section
from sagsgang.terminal import language
from sagsgang.terminal.language import counted, number
from sagsgang.terminal.output import out
from sagsgang.terminal.progress import Done
from sagsgang.terminal.renderer import show_sections

WRITTEN: list[tuple[float, int, str, str]] = [
    (0, 0, "0", "0"),
    (999, 0, "999", "999"),
    (1000, 0, "1.000", "1,000"),
    (-1234567, 0, "-1.234.567", "-1,234,567"),
    (1234.56, 1, "1.234,6", "1,234.6"),
    (-0.04, 1, "0,0", "0.0"),
]


@pytest.mark.parametrize(("value", "decimals", "danish", "english"), WRITTEN)
def test_a_figure_in_two_languages(
    value: float, decimals: int, danish: str, english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a figure, then Danish parts thousands by a dot and decimals by a comma, English the other way round; the
    minus is the one of a keyboard, and nought has none."""
    for spoken, expected in (("da", danish), ("en", english)):
        monkeypatch.setattr(language, "LANGUAGE", spoken)
        assert number(value, decimals) == expected


@pytest.mark.parametrize(
    ("spoken", "cells"), [("da", ["1.234", "2.345,5", "4*"]), ("en", ["1,234", "2,345.5", "4*"])]
)
def test_figures_in_a_table(spoken: Language, cells: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Given whole numbers, decimals and a small number in a table, then each is written so; the small one has its mark."""
    monkeypatch.setattr(language, "LANGUAGE", spoken)
    rows = [{"received": 1234, "mean_days": 2345.5}, {"received": 4, "small": True}]
    columns = (column("received"), column("mean_days"))
    with out.capture() as page:
        show_sections([Section(id="figures", title=Text("", ""), columns=columns, rows=rows)], None)
    *_, first, second = page.get().splitlines()
    assert [*first.split(), second.split()[0]] == cells


def test_one_of_something_and_more() -> None:
    """Given a count, then its word is that of one for one alone."""
    assert [counted(count, "error", "errors") for count in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]


@pytest.mark.parametrize(("spoken", "told"), [("da", "1.234/5.678"), ("en", "1,234/5,678")])
def test_how_much_is_done(spoken: Language, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given work that goes on, then what is done and what there is are written so; unknown is a question mark."""
    monkeypatch.setattr(language, "LANGUAGE", spoken)
    bar = Progress(disable=True)
    counts, unknown = bar.add_task("", completed=1234, total=5678), bar.add_task("", completed=7, total=None)
    by_id = {task.id: Done().render(task).plain for task in bar.tasks}
    assert (by_id[counts], by_id[unknown]) == (told, "7/?")
