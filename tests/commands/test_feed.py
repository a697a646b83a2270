"""``sagsgang feed``: the deadlines of the office of ``office`` as a calendar, on standard output or in a file.

In December 2015 the centre has 15/0012345 (due on the 28th, decided on the 30th) and V-1 (due on 4 January 2016).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.cli import run

from ..delivery.strict_calendar import Component, events, read
from .conftest import Ask, Call
from .office import CENTRE, ISLAND, PERMIT, SOURCE, event, received, write
from .program import carry_out

BEFORE_CHRISTMAS = ("--as-of", "2015-12-20")
OF_CENTRE = ("feed", "--unit", CENTRE)


def entries(calendar: bytes) -> list[tuple[str, str]]:
    """The day and the summary of each entry."""
    return [(each.one("DTSTART"), each.one("SUMMARY")) for each in events(read(calendar))]


def test_a_unit_has_a_calendar(call: Call, office: str) -> None:
    """Given the centre's two open permits, then its calendar has the days they are due on, and beside it is said how
    many there are and how many it can't show."""
    status, out, err = call(office, *OF_CENTRE, *BEFORE_CHRISTMAS)
    assert status == 0
    assert entries(out) == [("20151228", "Decision · 15/0012345"), ("20160104", "Decision · V-1")]
    assert read(out).one("NAME") == f"Deadlines: {CENTRE}"
    assert err == "Deadlines in the calendar: 2. Left out: 0 suspended, 0 without a day to stand on.\n"


def test_it_speaks_danish(office: str) -> None:
    """Given the program in Danish, then so are the calendar and what is said beside it."""
    done = carry_out(office, "--lang", "da", *OF_CENTRE, *BEFORE_CHRISTMAS)
    assert entries(done.out)[0] == ("20151228", "Afgørelse · 15/0012345")
    assert read(done.out).one("NAME") == f"Frister: {CENTRE}"
    assert done.err == "Frister i kalenderen: 2. Udeladt: 0 berostillede, 0 uden en dag at stå på.\n"


def test_a_person_and_a_type_have_calendars(call: Call, office: str) -> None:
    """Given a responsible person, or a unit and a type, then the calendar has those alone and is called so."""
    person = read(call(office, "feed", "--responsible", "Åse Sørensen", *BEFORE_CHRISTMAS)[1])
    assert person.one("NAME") == "Deadlines: Åse Sørensen"
    assert [each.one("SUMMARY") for each in events(person)] == ["Decision · 15/0012345"]
    visas = read(call(office, *OF_CENTRE, "--type", "visa", *BEFORE_CHRISTMAS)[1])
    assert visas.one("NAME") == f"Deadlines: {CENTRE} · visa"
    assert [each.one("SUMMARY") for each in events(visas)] == ["Decision · V-1"]


def test_overdue_ones_stay_until_they_are_met(call: Call, office: str) -> None:
    """Given the decision due on 28 December and made on the 30th at 10, then it is in time through the 28th, overdue
    from midnight on the day it was due, and gone once it was made; it is the same entry, and a newer one."""

    def first(at: str) -> Component:
        return events(read(call(office, *OF_CENTRE, "--as-of", at)[1]))[0]

    in_time, late = first("2015-12-28T23:59:59+01:00"), first("2015-12-29T00:00+01:00")
    assert in_time.one("SUMMARY") == "Decision · 15/0012345"
    assert (late.one("SUMMARY"), late.one("DTSTART")) == ("Overdue: Decision · 15/0012345", "20151228")
    assert late.one("UID") == in_time.one("UID")
    assert first("2015-12-30T10:00+01:00").one("SUMMARY") == "Decision · V-1"


def test_nobody_has_an_empty_calendar(call: Call, office: str) -> None:
    """Given the island before its first case, then its calendar is in order and has no entry."""
    status, out, _ = call(office, "feed", "--unit", ISLAND, "--as-of", "2015-11-01")
    assert (status, entries(out)) == (0, [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--unit"),
        (("--type", "permit"), "--responsible"),
        (("--unit", ""), "unit is empty. Write a value. (--unit)"),
        (("--unit", "Borgerservice Orestad"), "sagsgang cases --by unit"),
        (("--responsible", "Aase"), "sagsgang cases --by responsible"),
        (("--unit", CENTRE, "--type", "vis"), "not published"),
    ],
)
def test_a_call_that_is_off_gets_no_calendar(
    call: Call, office: str, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    """Given a call for nobody's deadlines, or for a name that is misspelt, then it says what to write, with status 2,
    and the file of before is as it was."""
    file = tmp_path / "deadlines.ics"
    file.write_bytes(b"before")
    status, out, err = call(office, "feed", *words, "--to", file)
    assert (status, out, file.read_bytes()) == (2, b"", b"before")
    assert says in " ".join(err.split())


def test_a_file_is_written_when_something_moved(call: Call, office: str, tmp_path: Path) -> None:
    """Given a file, when the same is asked again later, then it is unchanged; when the calendar is another, then it is
    written; and it is what standard output would have been."""
    file = tmp_path / "deadlines.ics"
    to = ("--to", file)
    assert call(office, *OF_CENTRE, *BEFORE_CHRISTMAS, *to)[1] == f"Written: {file}\n".encode()
    assert file.read_bytes() == call(office, *OF_CENTRE, *BEFORE_CHRISTMAS)[1]
    assert call(office, *OF_CENTRE, "--as-of", "2015-12-21", *to)[1] == f"Unchanged: {file}\n".encode()
    assert call(office, *OF_CENTRE, "--as-of", "2016-01-01", *to)[1] == f"Written: {file}\n".encode()
    assert entries(file.read_bytes()) == [("20160104", "Decision · V-1")]


def test_the_rows_behind_it(ask: Ask, office: str, tmp_path: Path) -> None:
    """Given the calendar as JSON, then it has the same entries, with what a program needs, and the file beside it is the
    calendar."""
    found = ask(office, *OF_CENTRE, *BEFORE_CHRISTMAS, "--to", tmp_path / "deadlines.ics")
    assert [(item["case"], item["due"], item["overdue"]) for item in found["items"]] == [
        ("15/0012345", "2015-12-28", False),
        ("V-1", "2016-01-04", False),
    ]
    assert found["items"][0]["label"] == {"da": "Afgørelse", "en": "Decision"}
    assert (found["unit"], found["suspended"], found["without_end"]) == (CENTRE, 0, 0)
    assert len(entries((tmp_path / "deadlines.ics").read_bytes())) == 2


def test_a_moved_deadline_is_a_newer_form_of_the_same_entry(call: Call, database_url: str, tmp_path: Path) -> None:
    """Given a permit in a calendar, when its decision is extended by ten days, and the case is handed to another unit,
    then its entry has the same UID, the new day and no older a revision, and moves to the other unit's calendar."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    assert run(["--database", database_url, "type", "publish", str(tmp_path / "permit.toml")]) == 0

    def happens(*what: dict[str, object]) -> None:
        assert call(database_url, "append", write(tmp_path / "events.jsonl", list(what)))[0] == 0

    def calendar(unit: str) -> list[Component]:
        return events(read(call(database_url, "feed", "--unit", unit, "--as-of", "2026-03-20")[1]))

    happens(received(1, "P-1", "2026-03-02", CENTRE), received(2, "P-2", "2026-03-02", ISLAND))
    [before] = calendar(CENTRE)
    happens(event(3, "P-1", "term-extended", "2026-03-09", deadline="decision", days=10, reason="x"))
    [after] = calendar(CENTRE)
    assert (before.one("DTSTART"), after.one("DTSTART")) == ("20260330", "20260409")
    happens(event(4, "P-1", "guidance-given", "2026-03-10", unit=ISLAND))
    assert calendar(CENTRE) == []
    [moved] = [each for each in calendar(ISLAND) if each.one("SUMMARY").endswith("P-1")]
    assert before.one("UID") == after.one("UID") == moved.one("UID")
    for name in ("DTSTAMP", "SEQUENCE"):
        assert before.one(name) <= after.one(name) <= moved.one(name)


def test_nothing_of_the_source_or_the_citizen_is_in_it(call: Call, office: str) -> None:
    """Given permits with attributes, then the calendar has neither those, nor who sent the events, nor who is
    responsible, nor an address."""
    out = call(office, *OF_CENTRE, *BEFORE_CHRISTMAS)[1].decode().replace("\r\n ", "")
    assert not [word for word in ("brev", "channel", SOURCE, "Åse", "URL", "http") if word in out]
