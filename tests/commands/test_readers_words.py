"""Tables and lines say everything in the reader's language, and nothing in that of a database or a program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import Ask, Call, Page
from .office import PERMIT, event, happened, publish, write

AS_OF = ("--as-of", "2015-12-20")


def test_headings_and_states_are_said_in_the_readers_language(page: Page, office: str) -> None:
    """Given tables divided by fields of a case, then their headings and the states are words of the reader's language, as
    everywhere else; an attribute is called as the case type calls it."""
    danish = page(office, "cases", "--by", "type,state,channel", language="da", width=100)
    assert re.search(r"Sagstype +Status +Kanal", danish)
    assert re.search(r"Tilladelse +åben ", danish)
    assert not re.search(r"\bopen\b", danish)
    assert re.search(
        r"\bløber\b", page(office, "stats", "open-deadlines", "--by", "state", *AS_OF, language="da", width=100)
    )
    assert re.search(
        r"Frist +Status",
        page(office, "stats", "open-deadlines", "--by", "deadline,state", *AS_OF, language="da", width=100),
    )
    english = page(office, "cases", "--by", "type,state", language="en", width=100)
    assert re.search(r"Case type +State", english)
    assert re.search(r"Permit +open", english)


def test_a_group_of_nothing_has_its_sign_before_its_cases(
    page: Page, call: Call, database_url: str, tmp_path: Path
) -> None:
    """Given cases of which nobody said the unit, when the cases behind each group are listed, then that group is called as
    in the table; and a case of which only a note is known is in no group of open and closed cases."""
    publish(database_url, tmp_path)
    lines = happened(
        """
        2015-12-01  A-1  application-received  case_type=permit id=1
        2015-12-01  A-2  application-received  case_type=permit unit=North id=2
        2015-12-01  A-3  guidance-given        case_type=permit id=3
        """
    )
    assert call(database_url, "append", write(tmp_path / "units.jsonl", lines))[0] == 0
    said = page(database_url, "stats", "cases-received", "--by", "unit", "--cases", language="en", width=100)
    assert "–: A-1" in said.splitlines()
    assert "North: A-2" in said.splitlines()
    whole = page(database_url, "stats", "cases-received", "--cases", language="en", width=100)
    assert "A-1, A-2" in whole.splitlines()
    assert "not opened" not in page(database_url, "cases", "--by", "type,state", language="en", width=100)


def test_what_a_correction_takes_away_is_said_in_words(
    page: Page, call: Call, database_url: str, tmp_path: Path
) -> None:
    """Given a correction that takes a unit away, then the case says so in words, not in those of a programming language."""
    publish(database_url, tmp_path)
    lines = [
        event(1, "A-1", "application-received", "2015-12-01", casetype="permit", unit="North"),
        event(2, "A-1", "corrected", "2015-12-02", corrects="1", changes={"unit": None}),
    ]
    assert call(database_url, "append", write(tmp_path / "away.jsonl", lines))[0] == 0
    for language, nothing in (("da", "enhed: intet"), ("en", "unit: nothing")):
        said = " ".join(page(database_url, "case", "show", "A-1", language=language, width=160).split())
        assert nothing in said
        assert "None" not in said


def test_rejections_of_several_files_are_in_the_name_of_none(
    call: Call, ask: Ask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given two logs of which the second has a bad row, then what is rejected is not kept in the name of the first, which is
    sound; of one log alone it is kept in its name."""
    monkeypatch.chdir(tmp_path)
    Path("permit.toml").write_text(PERMIT, encoding="utf-8")
    Path("first.csv").write_text("case,day\n1,2015-11-27\n", encoding="utf-8")
    Path("second.csv").write_text("case,day\n2,2015-11-31\n", encoding="utf-8")
    Path("mapping.toml").write_text(
        'source = "urn:example:log"\ncase = "P-${case}"\ncase_type = "permit"\noccurred = "${day}"\n'
        '[[event]]\nevent = "application-received"\n',
        encoding="utf-8",
    )
    ask(database_url, "type", "publish", "permit.toml")
    for files, kept in ((("first.csv", "second.csv"), "import"), (("second.csv",), "second.csv")):
        assert call(database_url, "import", "--mapping", "mapping.toml", *files)[0] == 3
        assert Path(f"{kept}.rejections.jsonl").exists()
    assert not Path("first.csv.rejections.jsonl").exists()
