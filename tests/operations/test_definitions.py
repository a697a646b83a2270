"""What people define, sent as text: checked without a journal, in both languages, and published all or nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.intake.definitions.definition import FaultyFiles
from sagsgang.intake.definitions.written_file import WrittenFile
from sagsgang.journal.application import Journal
from sagsgang.operations.definitions import FilesAsked, PublicationAsked
from sagsgang.operations.session import Session
from sagsgang.operations.table import OPERATIONS

from ..commands.conftest import Call, call
from .silence import Silence

__all__ = ("call",)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
KINDS = ("type", "calendar", "directory", "targets", "report-calendar")
FAULTY = WrittenFile("sent.toml", 'id = "one"\nno_such_key = 1\n')
CALENDAR = WrittenFile(
    "mine.toml", 'id = "mine"\ntitle = { da = "Min", en = "Mine" }\nyears = { first = 2026, last = 2027 }\n'
)


def session(journal: Journal | None) -> Session:
    """At noon, with nobody listening."""
    return Session(journal, lambda: NOON, Silence())


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_is_checked_without_a_journal(kind: str) -> None:
    """Given a text with a key that there is not, when it is checked where there is no journal, then the answer names the
    key with its line in both languages; given no text at all, that is said."""
    check = OPERATIONS[f"{kind}.check"]
    assert check.does == "computes"
    asked, _ = check.types()
    found = check.function()(session(None), asked(files=(FAULTY,)))
    [unknown] = [one for one in found.errors if "no_such_key" in one.reason.da]
    assert (unknown.file, unknown.line, "no_such_key" in unknown.reason.en) == ("sent.toml", 2, True)
    assert found.in_order == []
    with pytest.raises(Problem) as refused:
        check.function()(session(None), asked())
    assert (refused.value.code, refused.value.kind, refused.value.parameter) == (
        "which-file",
        "bad-input",
        "files",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_published_beside_a_fault(journal: Journal, kind: str) -> None:
    """Given a text with a fault, when it is published, then it is refused with its line, and nothing is written."""
    with pytest.raises(FaultyFiles) as refused:
        OPERATIONS[f"{kind}.publish"].function()(session(journal), PublicationAsked(files=(FAULTY,)))
    assert ("sent.toml", 2) in [(one.file, one.line) for one in refused.value.faults]
    assert journal.head().position == 0


def test_what_is_in_order_says_what_it_holds() -> None:
    """Given a calendar of two years without a day off, when it is checked, then it is in order, in both languages."""
    [one] = OPERATIONS["calendar.check"].function()(session(None), FilesAsked(files=(CALENDAR,))).in_order
    assert one.id == "mine"
    assert (one.contents.da, one.contents.en) == ("2026–2027, 0 navngivne fridage", "2026–2027, 0 named days off")


@pytest.mark.parametrize(
    "words", [("calendar", "show", "danmark"), ("directory", "find"), ("type", "check"), ("type", "show", "x")]
)
def test_a_word_without_a_name_is_no_option(call: Call, database_url: str, words: tuple[str, ...]) -> None:
    """Given a call whose word is off, or missing, where words stand without a name, then no option is named for it."""
    assert call(database_url, "init")[0] == 0
    status, out, err = call(database_url, *words)
    assert (status, out, "(--" in err) == (2, b"", False)
