"""Real logs of real authorities, imported through their mappings: every figure equals the independent one.

The logs and the figures (computed with other tools, see their README) stand beside the repository, not in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
EXAMPLES = ROOT / "examples"
WABO_DATES = ("2011-01-15", "2011-04-01", "2011-07-01", "2011-10-01", "2012-01-01")
FINES_DATES = ("2007-07-01", "2008-01-01", "2008-07-01", "2009-01-01")
Ask = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.skipif(not (DATA / "truth.json").exists(), reason=f"the real logs are not here: {DATA}")


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """The independent figures."""
    return json.loads((DATA / "truth.json").read_text())


@pytest.fixture(scope="module")
def imported(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A journal with both logs."""
    rejected = tmp_path_factory.mktemp("rejected")
    with fresh_database(server_url) as url:
        where = ["--database", url]
        types = [
            str(EXAMPLES / file)
            for file in ("wabo/casetype.toml", "fines/casetype.toml", "fines/casetype-appeal.toml")
        ]
        assert run([*where, "type", "publish", *types, "--json"]) == 0
        for name, log in (("wabo", "wabo_receipt.csv.gz"), ("fines", "traffic_fines.csv.gz")):
            mapping = str(EXAMPLES / name / "mapping.toml")
            words = [
                "import",
                "--mapping",
                mapping,
                str(DATA / log),
                "--rejections",
                str(rejected / name),
                "--json",
            ]
            assert run([*where, *words]) == 0
        yield url


@pytest.fixture
def ask(imported: str, capfdbinary: pytest.CaptureFixture[bytes]) -> Ask:
    """Runs a command on the imported logs and gives its JSON."""

    def answer(*words: str) -> dict[str, Any]:
        capfdbinary.readouterr()
        assert run(["--database", imported, *words, "--json"]) == 0
        told: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
        return told

    return answer


def by_group(answer: dict[str, Any], *, where: str = "rows") -> dict[str, dict[str, Any]]:
    """The rows of an answer by their group."""
    return {row["group"]: row for row in answer[where]}


@pytest.mark.parametrize("day", WABO_DATES)
def test_wabo_open_and_overdue(ask: Ask, truth: dict[str, Any], day: str) -> None:
    """Given the municipality's log, when asked as of a date, then as many cases are open and the same ones overdue."""
    right = truth["wabo_receipt"]["as_of"][day]
    queue = ask("queue", "--type", "wabo", "--as-of", day, "--overdue", "--limit", "1000")
    assert (queue["open"], queue["overdue"]) == (right["open"], right["overdue"])
    assert sorted(item["case"] for item in queue["items"]) == sorted(right["overdue_cases"])
    soon = ask("queue", "--type", "wabo", "--as-of", day, "--due-within", "14", "--limit", "1000")
    assert len(soon["items"]) == right["due_14d"]


@pytest.mark.parametrize("day", WABO_DATES)
def test_wabo_open_by_department_channel_and_responsible(ask: Ask, truth: dict[str, Any], day: str) -> None:
    """Given the municipality's log, when the open cases are divided, then the parts are the independent ones."""
    right = truth["wabo_receipt"]["as_of"][day]
    for field in ("department", "channel"):
        found = ask("cases", "--type", "wabo", "--as-of", day, "--by", field)
        assert found["open"] == right["open"]
        assert found["closed"] == right["closed_so_far"]
        assert {group["group"]: group["open"] for group in found["by"] if group["open"]} == right[
            f"open_by_{field}"
        ]
    people = by_group(ask("cases", "--type", "wabo", "--as-of", day, "--by", "responsible"), where="by")
    for person, number in right["open_by_responsible_top5"].items():
        assert people[person]["open"] == number


def test_wabo_closed_late(ask: Ask, truth: dict[str, Any]) -> None:
    """Given the municipality's log, then 377 cases were closed after their deadline, department by department."""
    right = truth["wabo_receipt"]
    [whole] = ask("stats", "timeliness", "--type", "wabo")["rows"]
    assert (whole["late"], whole["on_time"] + whole["late"]) == (right["closed_late"], right["closed_cases"])
    for field in ("department", "channel"):
        found = by_group(ask("stats", "timeliness", "--type", "wabo", "--by", field))
        assert {group: [row["late"], row["late"] + row["on_time"]] for group, row in found.items()} == right[
            f"closed_late_by_{field}"
        ]


@pytest.mark.parametrize("field", [None, "department", "channel"])
def test_wabo_throughput(ask: Ask, truth: dict[str, Any], field: str | None) -> None:
    """Given the municipality's log, then median, p90, mean, least and most are the independent ones to 4 decimals.

    Two cases were closed at 00:00 of the day on which they opened at 01:06: on one day no order is asked for.
    """
    name = "throughput_days" + (f"_by_{field}" if field else "")
    right = truth["wabo_receipt"][name]
    answer = ask("stats", "case-time", "--type", "wabo", *(("--by", field) if field else ()))
    rows = by_group(answer)
    for group, figures in right.items() if field else [(None, right)]:
        row = rows[group]
        assert row["n"] == figures["n"]
        for ours, theirs in (("median_days", "median"), ("p90_days", "p90"), ("mean_days", "mean")):
            assert row[ours] == figures[theirs]
        assert row["min_days"] == figures["min"]
        assert row["max_days"] == figures["max"]
    assert len(rows) == (len(right) if field else 1)


def test_wabo_handovers(ask: Ask, truth: dict[str, Any]) -> None:
    """Given the municipality's log, then the work went from one person to another as often as it independently did, and
    in as many cases; case by case, so does the most, and the number of cases in which it came back."""
    right = truth["wabo_receipt"]["handover_resource"]
    [whole] = ask("stats", "handovers", "--type", "wabo")["rows"]
    assert (whole["n"], whole["in_cases"]) == (right["total_handovers"], right["cases_with_1plus"])
    by_case = by_group(ask("stats", "handovers", "--type", "wabo", "--by", "case"))
    assert max(row["n"] for row in by_case.values()) == right["max"]
    assert [case for case, row in by_case.items() if row["n"] == right["max"]] == right["max_cases"]
    assert sum(row["n"] >= 2 for row in by_case.values()) == right["cases_with_2plus"]
    assert sum(row["returns"] > 0 for row in by_case.values()) == right["cases_with_a_return"]


def test_wabo_tasks_received_and_counted(ask: Ask, truth: dict[str, Any]) -> None:
    """Given the municipality's log, then as many cases were received and tasks done as it has."""
    right = truth["wabo_receipt"]
    [whole] = ask("stats", "cases-received", "--type", "wabo")["rows"]
    assert (whole["received"], whole["closed"]) == (right["cases"], right["closed_cases"])
    names = by_group(ask("stats", "events", "--type", "wabo"))
    assert (names["task"]["n"], names["task"]["in_cases"]) == (right["events"], right["cases"])


def test_fines_received_by_quarter(ask: Ask, truth: dict[str, Any]) -> None:
    """Given the log of fines, then each quarter received as many cases as fines were made in it."""
    rows = ask("stats", "cases-received", "--type", "fine", "--period", "quarter")["rows"]
    right = truth["traffic_fines"]["created_by_quarter"]
    assert {row["period"]: row["received"] for row in rows} == right


@pytest.mark.parametrize("day", FINES_DATES)
def test_fines_open_overdue_and_appeals_pending(ask: Ask, truth: dict[str, Any], day: str) -> None:
    """Given the log of fines, when asked as of a date, then open, overdue and pending appeals are the independent ones."""
    right = truth["traffic_fines"]["as_of"][day]
    found = ask("cases", "--type", "fine", "--as-of", day, "--by", "article")
    assert found["open"] == right["open"]
    assert found["open"] + found["closed"] == right["created_so_far"]
    assert {group["group"]: group["open"] for group in found["by"]} == right["open_by_article"]
    assert ask("queue", "--type", "fine", "--as-of", day)["overdue"] == right["overdue_60"]
    appeals = by_group(ask("cases", "--type", "fine-appeal", "--as-of", day, "--by", "kind"), where="by")
    assert appeals["prefecture"]["open"] == right["appeals_pending"]


def test_fines_oldest_open_case(ask: Ask, truth: dict[str, Any]) -> None:
    """Given the log of fines, when the open cases are listed, then the oldest comes first."""
    for day in FINES_DATES:
        found = ask("cases", "--type", "fine", "--as-of", day, "--open", "--limit", "1")
        assert found["items"][0]["case"] == truth["traffic_fines"]["as_of"][day]["oldest_open"]


def test_fines_appeals_per_quarter_as_complaints(ask: Ask, truth: dict[str, Any]) -> None:
    """Given the log of fines, when complaints are counted per quarter, then they are the appeals of the log."""
    right = truth["traffic_fines"]["appeals_to_prefecture"]
    for period, key in (("quarter", "by_quarter"), ("year", "by_year")):
        rows = ask("stats", "complaints", "--type", "fine-appeal", "--period", period, "--by", "kind")["rows"]
        found = {
            row["period"]: row["received"] for row in rows if row["group"] == "prefecture" and row["received"]
        }
        assert found == right[key]
    judge = by_group(ask("stats", "complaints", "--type", "fine-appeal", "--by", "kind"))["judge"]
    assert judge["received"] == truth["traffic_fines"]["appeals_to_judge"]["cases"]


def test_fines_time_to_resolution(ask: Ask, truth: dict[str, Any]) -> None:
    """Given the log of fines, which has dates alone, then the whole days from the fine to its first payment or
    collection are the independent ones."""
    right = truth["traffic_fines"]["days_create_to_resolved"]
    [row] = ask("stats", "case-time", "--type", "fine")["rows"]
    assert row["n"] == right["n"]
    for ours, theirs in (
        ("median_days", "median"),
        ("p90_days", "p90"),
        ("mean_days", "mean"),
        ("max_days", "max"),
    ):
        assert row[ours] == right[theirs]


def test_replaying_the_real_logs_finds_no_difference(ask: Ask) -> None:
    """Given both logs, when the journal is replayed, then every row is what readers are given."""
    assert ask("replay")["differences"] == 0


def test_importing_a_real_log_again_changes_nothing(ask: Ask, tmp_path: Path) -> None:
    """Given the log, when it is imported again, from CSV and then from XES, then every event was there already."""
    before = ask("status")["position"]
    for log in ("wabo_receipt.csv.gz", "wabo_receipt.xes.gz"):
        words = ("import", "--mapping", str(EXAMPLES / "wabo" / "mapping.toml"), str(DATA / log))
        again = ask(*words, "--rejections", str(tmp_path / "rejected"))
        assert (again["appended"], again["rejected"]) == (0, 0)
        assert again["duplicates"] > truth_events()
    assert ask("status")["position"] == before


def truth_events() -> int:
    """How many events the municipality's log has."""
    return int(json.loads((DATA / "truth.json").read_text())["wabo_receipt"]["events"])
