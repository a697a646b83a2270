"""What people see: tables that fit, no escape codes where no terminal is, and a quiet end when the reader goes away."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest

from .office import CENTRE
from .program import begin, carry_out, end, environment

AS_OF = ("--as-of", "2015-12-30")
ESCAPE = b"\x1b"


def lines(out: bytes) -> list[str]:
    """What was printed, line by line, without the spaces that fill a table."""
    return [line.rstrip() for line in out.decode().splitlines()]


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_queue_fits_eighty_columns(office: str, language: str) -> None:
    """Given case numbers, units and people as an office has them, Danish letters in them, when the queue is shown in 80
    columns, then no line is longer, every case and due date stands whole, and so does every word of the unit."""
    done = carry_out(office, "queue", *AS_OF, COLUMNS="80", SAGSGANG_LANG=language)
    printed = lines(done.out)
    assert (done.status, done.err) == (0, "")
    assert max(map(len, printed)) <= 80
    text = "\n".join(printed)
    for whole in (
        "15/0012345",
        "15/0012348",
        "V-1",
        "2015-12-28",
        "2016-01-04",
        "Borgerservice",
        "Ørestad",
        "Ærø",
    ):
        assert whole in text


def test_a_case_fits_a_narrow_terminal(office: str) -> None:
    """Given 60 columns, when a case is shown and explained, then no line is longer, and its number stands whole."""
    for words in (("case", "show"), ("case", "explain")):
        printed = lines(carry_out(office, *words, "15/0012345", *AS_OF, COLUMNS="60").out)
        assert max(map(len, printed)) <= 60
        assert any("15/0012345" in line for line in printed)


def test_no_escape_codes_where_no_terminal_is(office: str) -> None:
    """Given standard output and error that are no terminals, then there are no escape codes in them, nor a progress
    bar: a queue with overdue deadlines, an error."""
    done = carry_out(office, "queue", *AS_OF, TERM="xterm-256color")
    assert ESCAPE not in done.out + done.err.encode()
    assert b"overdue" in done.out
    assert "\x1b" not in carry_out(office, "queue", "--nope", TERM="xterm-256color").err


def on_a_terminal(database: str, *words: str, **said: str) -> bytes:
    """What a call prints on a terminal."""
    ours, its = pty.openpty()
    try:
        call = subprocess.Popen(
            [sys.executable, "-m", "sagsgang", *words],
            stdin=its,
            stdout=its,
            stderr=its,
            env=environment(database, TERM="xterm-256color", **said),
        )
        os.close(its)
        printed = b"".join(_read(ours))
        assert call.wait() == 0
        return printed
    finally:
        os.close(ours)


def _read(terminal: int) -> Iterator[bytes]:
    """What comes from a terminal until its last user is gone, which Linux says by an error."""
    try:
        while piece := os.read(terminal, 4096):
            yield piece
    except OSError:
        return


def test_a_terminal_has_colours_unless_no_color_is_said(office: str) -> None:
    """Given a terminal, then what is overdue stands in red; with NO_COLOR no colour is used."""
    words = ("queue", *AS_OF)
    red = b"\x1b[1;31m"
    assert red in on_a_terminal(office, *words)
    plain = on_a_terminal(office, *words, NO_COLOR="1")
    assert CENTRE.split()[0].encode() in plain
    for colour in range(30, 38):
        assert b";%dm" % colour not in plain
        assert b"[%dm" % colour not in plain


@pytest.mark.parametrize(
    "words",
    [
        ("queue", *AS_OF),
        ("queue", *AS_OF, "--json"),
        ("--help",),
        ("type", "diagram", "permit", "--format", "svg"),
    ],
    ids=["table", "json", "help", "drawing"],
)
def test_a_reader_that_goes_away_is_no_error(office: str, words: tuple[str, ...]) -> None:
    """Given a reader that goes away before the answer comes, as ``head`` may, then the call ends quietly, status 0."""
    call = begin(office, *words)
    assert call.stdout is not None
    call.stdout.close()
    call.stdout = None
    assert end(call)._replace(out=b"") == (0, b"", "")


def test_a_full_disk_is_told(office: str) -> None:
    """Given standard output on a full disk, then one line says that the answer could not be written, status 1."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device, not a file
        done = subprocess.run(
            [sys.executable, "-m", "sagsgang", "queue", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(office),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "sagsgang: The answer could not be written: No space left on device"
    ]


def test_a_terminal_without_our_letters_gets_an_answer(office: str) -> None:
    """Given a terminal that knows ASCII alone, then the queue is shown with question marks for what it can't show."""
    done = carry_out(office, "queue", *AS_OF, PYTHONIOENCODING="ascii")
    assert (done.status, done.err) == (0, "")
    assert b"Jobcenter" in done.out
    assert b"?r?" in done.out
