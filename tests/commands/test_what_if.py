"""What if: history under another version of a rule, in memory. Every day here was counted by hand.

All cases are paid from January 2009 on, but for Freja's; in force, they are to be transferred at 10 months.

======  =====================================================================================================
Anna    paid until December; transferred on 20 October; re-assessed on 15 December
Bo      paid until October; transferred on 20 October; the benefit ended on 5 November
Carla   paid until December; transferred on 10 November
Dina    paid until October; never transferred; the benefit ended on 20 November
Freja   paid from August to December
Gert    paid until September; never transferred; the benefit ended on 5 October
======  =====================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .benefit_cases import case, rules, write_rules
from .conftest import Ask, Call, Page
from .office import PERMIT, received, write

AT_NEW_YEAR = ("--as-of", "2010-01-01")
EVENTS = [
    *case("Anna", "2009-01", "2009-12", ("accepted", "2009-10-20"), ("re-assessed", "2009-12-15")),
    *case("Bo", "2009-01", "2009-10", ("accepted", "2009-10-20"), ("benefit-ended", "2009-11-05")),
    *case("Carla", "2009-01", "2009-12", ("accepted", "2009-11-10")),
    *case("Dina", "2009-01", "2009-10", ("benefit-ended", "2009-11-20")),
    *case("Freja", "2009-08", "2009-12"),
    *case("Gert", "2009-01", "2009-09", ("benefit-ended", "2009-10-05")),
    received("other", "15/0000001", "2009-01-01", "JSV"),
]


@pytest.fixture(scope="module")
def history(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal with the cases above, and one of another type."""
    folder = tmp_path_factory.mktemp("history")
    with fresh_database(server_url) as url:
        permit = folder / "permit.toml"
        permit.write_text(PERMIT, encoding="utf-8")
        assert run(["--database", url, "type", "publish", str(write_rules(folder, 10)), str(permit)]) == 0
        assert run(["--database", url, "append", str(write(folder / "events.jsonl", EVENTS))]) == 0
        yield url


@pytest.fixture
def suppose(ask: Ask, history: str, tmp_path: Path) -> Any:
    """Asks what had been if transfers had been due at so many months."""

    def carry_out(transfer: int, *words: str, valid_from: str | None = None) -> Any:
        return ask(history, "what-if", "--type", write_rules(tmp_path, transfer, valid_from), *words)

    return carry_out


def of(told: dict[str, Any], deadline: str) -> dict[str, Any]:
    """The counts of one deadline."""
    [found] = [one for one in told["deadlines"] if one["deadline"] == deadline]
    return dict(found)


def changes(told: dict[str, Any]) -> dict[str, tuple[list[str], str | None, str | None, int | None]]:
    """By case: what changes, when it ended before and after, and the days between."""
    return {one["case"]: (one["changes"], one["before"], one["after"], one["days"]) for one in told["items"]}


def test_a_later_transfer(suppose: Any) -> None:
    """Given transfers at 10 months, when 11 is supposed, as of New Year 2010, then

    - Anna, Bo and Carla were due with October, 31 October, and would be due, or be expected, with November: 30 days
      later; all three were transferred, so each fell due, also where the count stood at 10 of 11;
    - Bo's transfer was needless: had nobody made it, it would have been breached on 1 November; at 11 months the
      benefit ended before the eleventh. Anna's was not: had nobody made it, it would have been breached on 1 December;
    - Carla's was ten days late, and would have been in time;
    - Dina's was breached on 1 November, and would have been cancelled at 10 of 11 months, never due;
    - Freja has 5 months: the tenth is expected in May, the eleventh in June, 30 days later;
    - Gert never came to 10, and nothing changes, nor in any re-assessment.
    """
    told = suppose(11, *AT_NEW_YEAR)
    assert changes(told) == {
        "Anna": (["moved"], "2009-10-31", "2009-11-30", 30),
        "Bo": (["moved", "needless"], "2009-10-31", "2009-11-30", 30),
        "Carla": (["moved", "breach-avoided"], "2009-10-31", "2009-11-30", 30),
        "Dina": (["falls-away", "breach-avoided"], "2009-10-31", None, None),
        "Freja": (["expected-moved"], "2010-05-31", "2010-06-30", 30),
    }
    assert (told["type"], told["cases"], told["differing"], told["replaces"]) == ("benefit", 6, 5, True)
    assert of(told, "transfer") == {
        "deadline": "transfer",
        "label": {"da": "Oversendelse", "en": "Transfer"},
        "cases": 5,
        "due_before": 4,
        "due_after": 3,
        "moved": 3,
        "earlier": 0,
        "later": 3,
        "least_days": 30,
        "median_days": 30,
        "most_days": 30,
        "falls_away": 1,
        "added": 0,
        "expected_moved": 1,
        "breaches_before": 2,
        "breaches_after": 0,
        "breaches_avoided": 2,
        "breaches_added": 0,
        "needless": 1,
    }
    assert of(told, "re-assessment")["cases"] == 0


def test_an_earlier_transfer(suppose: Any) -> None:
    """Given transfers at 10 months, when 9 is supposed, then those of Anna, Bo, Carla and Dina were due with September,
    31 days before 31 October, and Anna and Bo, who were transferred on 20 October, would have been late too.
    Gert, who had 9, would have been due on 30 September, and be breached before the benefit ended on 5 October.
    Freja's ninth month is expected in April. Nothing was needless: an earlier end demands more, not less."""
    told = suppose(9, *AT_NEW_YEAR)
    assert changes(told) == {
        "Anna": (["moved", "breach-added"], "2009-10-31", "2009-09-30", -31),
        "Bo": (["moved", "breach-added"], "2009-10-31", "2009-09-30", -31),
        "Carla": (["moved"], "2009-10-31", "2009-09-30", -31),
        "Dina": (["moved"], "2009-10-31", "2009-09-30", -31),
        "Freja": (["expected-moved"], "2010-05-31", "2010-04-30", -31),
        "Gert": (["added", "breach-added"], None, "2009-09-30", None),
    }
    counts = of(told, "transfer")
    assert (counts["earlier"], counts["later"], counts["added"]) == (4, 0, 1)
    assert (counts["breaches_before"], counts["breaches_after"], counts["breaches_added"]) == (2, 5, 3)
    assert counts["needless"] == 0


def test_what_can_not_be_known_yet_is_not_called_needless(suppose: Any) -> None:
    """Given Bo's transfer, when 11 months are supposed as of 3 November, before the benefit ended, then at 11 months
    it would still be open, and might yet have been needed: it moves, and is not counted as needless."""
    told = suppose(11, "--as-of", "2009-11-03")
    assert changes(told)["Bo"] == (["moved"], "2009-10-31", "2009-11-30", 30)
    assert of(told, "transfer")["needless"] == 0


def test_the_same_rule_changes_nothing(suppose: Any) -> None:
    """Given transfers at 10 months, when 10 is supposed, then all 6 cases were folded and none differs; so too from a
    day after all that happened."""
    for valid_from in (None, "2010-01-01"):
        told = suppose(10, *AT_NEW_YEAR, valid_from=valid_from)
        assert (told["cases"], told["differing"], told["items"]) == (6, 0, [])
        assert told["replaces"] is (valid_from is None)


def test_a_version_beside_the_published_one(suppose: Any) -> None:
    """Given transfers at 10 months for all time, when 11 is supposed from 1 November 2009, then October is judged as
    before and the four due with it stay; only Freja's expected month moves."""
    told = suppose(11, *AT_NEW_YEAR, valid_from="2009-11-01")
    assert list(changes(told)) == ["Freja"]
    assert told["replaces"] is False


def test_only_the_cases_wanted_are_listed(suppose: Any) -> None:
    """Given 11 months supposed, when only needless transfers are wanted, or one case, then the list is shorter and the
    counts are the same."""
    told = suppose(11, *AT_NEW_YEAR)
    needless = suppose(11, *AT_NEW_YEAR, "--only", "needless")
    one = suppose(11, *AT_NEW_YEAR, "--limit", "1")
    assert list(changes(needless)) == ["Bo"]
    assert list(changes(one)) == ["Anna"]
    assert needless["deadlines"] == one["deadlines"] == told["deadlines"]


def test_only_what_was_known_counts(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given Bo's case, recorded, and Dina's recorded later, when 11 is supposed as known in between, then one case is
    folded; before the type was published, that is said."""
    ask(database_url, "type", "publish", write_rules(tmp_path, 10))
    ask(database_url, "append", write(tmp_path / "bo.jsonl", EVENTS[15:28]))
    between = ask(database_url, "status")["recorded"]
    ask(database_url, "append", write(tmp_path / "rest.jsonl", EVENTS[:-1]))
    eleven = write_rules(tmp_path, 11)
    told = ask(database_url, "what-if", "--type", eleven, *AT_NEW_YEAR, "--known-at", between)
    assert list(changes(told)) == ["Bo"]
    assert told["cases"] == 1


def test_nothing_is_stored(ask: Ask, history: str, tmp_path: Path) -> None:
    """Given a journal, when a version is supposed over a connection that may only read,
    then it is answered, and no table of the database has gained, lost or changed a row."""
    before = contents(history)
    read_only = f"{history}{'&' if '?' in history else '?'}options=-c%20default_transaction_read_only%3Don"
    told = ask(read_only, "what-if", "--type", write_rules(tmp_path, 11), *AT_NEW_YEAR)
    assert told["differing"] == 5
    assert contents(history) == before


def contents(url: str) -> dict[str, tuple[int, str]]:
    """Of every table of ours, how many rows it has, and a digest of them all."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        found = {}
        for (table,) in tables:
            row = connection.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {table} AS t"  # noqa: S608 - names from the catalogue
            ).fetchone()
            assert row is not None
            found[table] = (row[0], row[1])
        return found


def test_a_faulty_file_says_so(call: Call, history: str, tmp_path: Path) -> None:
    """Given a file with a misspelt key on its line 4, when it is supposed, then the fault is said with file and line,
    as when it is published, and the status is 1; of a type that nobody published, 2."""
    faulty = tmp_path / "faulty.toml"
    faulty.write_text(rules(11).lstrip().replace('closes = ["closed"]', '\nclozes = ["closed"]'), encoding="utf-8")
    status, out, err = call(history, "what-if", "--type", faulty)
    assert (status, out) == (1, b"")
    assert f"{faulty}:4:" in err
    status, out, err = call(history, "what-if", "--type", write_rules(tmp_path, 11, type_id="unheard-of"))
    assert (status, out) == (2, b"")
    assert "unheard-of" in err


def test_the_page_says_how_it_was_counted(page: Page, history: str, tmp_path: Path) -> None:
    """Given 11 months supposed, when it is asked on a terminal, then the counts, the cases and the definition are
    there, in lines that fit."""
    words = ("what-if", "--type", write_rules(tmp_path, 11), *AT_NEW_YEAR)
    told = page(history, *words, language="en", width=80)
    assert "6 cases folded, 5 would differ" in " ".join(told.split())
    assert "Bo" in told
    assert "Needless:" in told
    assert max(map(len, told.splitlines())) <= 80


def test_cases_that_had_not_begun_are_not_counted(suppose: Any) -> None:
    """Given Freja began in August, when it is asked as of July, then five cases are folded; as of 1900 none is."""
    assert suppose(11, "--as-of", "2009-07-01")["cases"] == 5
    assert suppose(11, "--as-of", "1900-01-01")["cases"] == 0
