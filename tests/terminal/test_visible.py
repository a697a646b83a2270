"""Signs that a terminal obeys are shown and not obeyed, whichever way they come to it."""

from __future__ import annotations

import io
import json
import logging
import unicodedata

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from rich.progress import Progress
from rich.text import Text
from sagsgang.presentation.model.columns import column
from sagsgang.presentation.model.section import Section
from sagsgang.presentation.model.sentences import same
from sagsgang.terminal import output, renderer
from sagsgang.terminal.logs import log_from
from sagsgang.terminal.output import VisibleConsole
from sagsgang.terminal.renderer import show_sections
from sagsgang.terminal.visible import visible, visible_json

CLEAR = "\x1b[2J"
TURNED = "abc\u202egnp.exe"
UNSEEN = "pay\u200bments"


class Terminal(io.StringIO):
    """What a terminal would be sent."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (CLEAR, "\\x1b[2J"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\rb\bc", "a\\x0db\\x08c"),
        ("\x9b2J", "\\x9b2J"),
        (TURNED, "abc\\u202egnp.exe"),
        (UNSEEN, "pay\\u200bments"),
        ("\u2066x\u2069\ufeff", "\\u2066x\\u2069\\ufeff"),
        ("x\U000e0041", "x\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_would_be_obeyed_is_written_out(text: str, shown: str) -> None:
    """Given control signs of both sets, turns of direction, signs without a width, halves of letters and tags, then each
    is its number."""
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["Ærø\tog\nÅrhus", "1\u00a0234", "東京 → – ─ │ ░ █ €", "e\u0301", ""])
def test_what_is_only_shown_stays(text: str) -> None:
    """Given letters, blanks, lines, the program's own drawing, then nothing changes."""
    assert visible(text) == text


@given(st.text())
def test_no_sign_of_control_or_format_is_left(text: str) -> None:
    """Given any text, then no sign that Unicode calls control, format, separator of lines or half a letter is left, but
    line feed and tab; and the JSON of it says the same as before, without such a sign either."""
    left = {unicodedata.category(sign) for sign in visible(text) if sign not in "\n\t"}
    assert left.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    written = visible_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    assert not set(written) & set("\x7f\x9b\u202e\u200b\ufeff")


def test_every_way_to_the_page_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a plain line, a styled one, a table, a heading and a progress bar with such signs, when a terminal gets them,
    then of escapes it gets rich's own alone: colours and the bar's."""
    terminal = Terminal()
    page = VisibleConsole(file=terminal, force_terminal=True, width=70, highlight=False, markup=False, emoji=False)
    page.print(f"note: {CLEAR}{TURNED}")
    page.print(Text(UNSEEN, style="bold"))
    monkeypatch.setattr(renderer, "out", page)
    columns = (column("case", label=same("Case\x1b[1A")), column("unit"))
    rows = [{"case": "C-1\x07", "unit": f"North{CLEAR}"}, {"case": "C-2", "unit": 7}]
    show_sections([Section(id="cases", title=same(f"t{CLEAR}"), columns=columns, rows=rows)], None)
    with Progress(console=page) as bar:
        bar.add_task(f"reading {CLEAR}", total=1)
    sent = terminal.getvalue()

    assert CLEAR not in sent
    assert not {"\x07", "\u202e", "\u200b", "\x1b[1A\x1b"} & set(sent)
    assert sent.count("\\x1b[2J") >= 3
    assert "North\\x1b[2J" in sent


def test_columns_are_as_wide_as_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a cell with a written-out sign, then the next column stands under its heading."""
    terminal = Terminal()
    page = VisibleConsole(file=terminal, width=70, highlight=False, markup=False, emoji=False, color_system=None)
    monkeypatch.setattr(renderer, "out", page)
    columns = (column("case", label=same("A")), column("unit", label=same("B")))
    rows = [{"case": "x\x1by", "unit": "one"}, {"case": "z", "unit": "two"}]
    show_sections([Section(id="cases", title=same(""), columns=columns, rows=rows)], None)
    lines = [line for line in terminal.getvalue().splitlines() if "one" in line or "two" in line or "B" in line]
    assert len({line.index(word) for line, word in zip(lines, ("B", "one", "two"), strict=True)}) == 1


def test_words_of_others_are_no_markup() -> None:
    """Given a name that rich would take for markup, then it is shown, and breaks nothing."""
    terminal = Terminal()
    VisibleConsole(file=terminal, width=70, highlight=False, markup=False, emoji=False).print(
        "unit [red]x[/] [/b] :bell:"
    )
    assert "unit [red]x[/] [/b] :bell:" in terminal.getvalue()


def test_logs_on_a_terminal_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a log line and an error that hold an escape, when standard error is a terminal, then it is shown."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    log_from("INFO", {"NO_COLOR": "1"})
    try:
        raise ValueError(CLEAR)
    except ValueError:
        structlog.get_logger().error("it failed", unit=f"x{CLEAR}", exc_info=True)

    assert CLEAR not in terminal.getvalue()
    assert terminal.getvalue().count("\\x1b[2J") == 2
    assert logging.getLevelName(logging.INFO) == "INFO"


def test_text_for_programs_is_shown_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Given a rejected line with an escape, when it goes to a file, then it is as it was; on a terminal it is shown."""
    output.put_bytes(f"a{CLEAR}\n".encode())
    output.put_text(f"b{CLEAR}")
    assert capfdbinary.readouterr().out == f"a{CLEAR}\nb{CLEAR}\n".encode()

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    output.put_bytes(f"a{CLEAR}\n".encode())
    output.put_text(f"b{CLEAR}")
    assert terminal.getvalue() == "a\\x1b[2J\nb\\x1b[2J\n"
