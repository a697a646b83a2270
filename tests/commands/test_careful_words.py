"""Words of a call that say nothing, or something else than they seem to: they are told, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.domain.zone_name import zone_named

from .conftest import Call
from .office import PERMIT, event, write
from .program import carry_out

RING, ONE = "A\u030ar", "\u00c5r"


@pytest.mark.parametrize(
    "name", ["posixrules", "localtime", "Factory", "posix/Europe/Paris", "right/UTC", "", "../x"]
)
def test_what_the_database_of_zones_holds_beside_zones_is_none(name: str) -> None:
    """Given files of that database that are no zones of IANA's, then they are refused, and Paris is a zone."""
    with pytest.raises((ValueError, OSError, LookupError)):
        zone_named(name)
    assert zone_named("Europe/Paris").key == "Europe/Paris"


@pytest.fixture
def office(call: Call, database_url: str, tmp_path: Path) -> str:
    """A journal with a case of the unit År, which its sender wrote as two letters."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    call(database_url, "type", "publish", tmp_path / "permit.toml")
    one = event(1, "P-1", "application-received", "2026-02-02", casetype="permit", unit=f"{RING} ")
    call(database_url, "append", write(tmp_path / "events.jsonl", [one]))
    return database_url


def test_words_that_say_nothing_are_refused(office: str) -> None:
    """Given an option with nothing behind it, as an unset variable leaves it, and a zone that is none, then the call ends
    with 2 and names it; the unit is found as it was typed, with two letters or with one."""
    for words in (
        ["replay", "--until", ""],
        ["replay", "--until="],
        ["queue", "--as-of", " "],
        ["export", "--to", ""],
    ):
        done = carry_out(office, *words)
        assert (done.status, words[1].rstrip("=") in done.err) == (2, True)
    done = carry_out(office, "queue", "--zone", "posixrules")
    assert (done.status, "posixrules" in done.err) == (2, True)
    for unit in (RING, ONE, f" {ONE} "):
        done = carry_out(office, "queue", "--unit", unit, "--as-of", "2026-02-03")
        assert (done.status, ONE in done.out.decode()) == (0, True)


def test_files_that_are_written_are_their_owners_alone(office: str, tmp_path: Path) -> None:
    """Given an export and a calendar, then nobody else may read the files."""
    for words in (["export", "--to", "all.jsonl"], ["feed", "--unit", ONE, "--to", "year.ics"]):
        assert carry_out(office, *words, folder=tmp_path).status == 0
        assert (tmp_path / words[-1]).stat().st_mode & 0o777 == 0o600
