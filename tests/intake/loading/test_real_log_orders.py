"""The real logs shuffled, reversed, sorted, cut and grown: what the journal holds in the end is that of the whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sagsgang.intake.mapping.mapping_file import parse_mapping, read_mapping
from sagsgang.journal.application import Journal

from ...databases import fresh_database
from ..growing_log import Held, Row, bring_in, held_of
from ..writing import published
from .test_real_logs import FINES, WABO, raw, real

Parts = Callable[[list[Row], Random], list[list[Row]]]
ORDERS: dict[str, Parts] = {
    "shuffled": lambda rows, random: [random.sample(rows, len(rows))],
    "reversed": lambda rows, _: [rows[::-1]],
    "sorted": lambda rows, _: [sorted(rows, key=lambda row: sorted(row.items()))],
    "cut": lambda rows, _: [rows[: len(rows) // 3], rows[len(rows) // 3 :]],
    "cut, the end first": lambda rows, _: [rows[len(rows) // 3 :], rows[: len(rows) // 3]],
    "shuffled, cut": lambda rows, random: halves(random.sample(rows, len(rows))),
    "grown": lambda rows, random: [random.sample(rows, len(rows) // 2), rows],
}

# By the task's own time, not the case's: which row is last then depends on the rows, and ties are few.
BY_TIME = """
[[event]]
event = "closed"
only = "last"
id = "${case:concept:name}/last"
occurred = "${time:timestamp}"
fields = { reason = "${concept:name}" }
"""


def halves(rows: list[Row]) -> list[list[Row]]:
    """Two parts."""
    return [rows[: len(rows) // 2], rows[len(rows) // 2 :]]


def held_after(server_url: str, example: Path, how: str, parts: list[list[Row]], folder: Path) -> Held:
    """What a journal holds when the parts were imported one after the other."""
    mapping = parse_mapping(how)
    known = published(example.glob("casetype*.toml"))
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        for part in parts:
            assert bring_in(journal, part, mapping, folder, known=known).rejected == 0
        return held_of(journal)


@pytest.fixture(scope="module")
def wabo(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Row], Held]:
    """The mapping with a last task, the rows of 300 permits, and what the whole of them gives."""
    how = (WABO / "mapping.toml").read_text(encoding="utf-8") + BY_TIME
    log = raw("wabo_receipt.csv.gz")
    some = set(sorted({row["case:concept:name"] for row in log})[:300])
    rows = [row for row in log if row["case:concept:name"] in some]
    return how, rows, held_after(server_url, WABO, how, [rows], tmp_path_factory.mktemp("wabo"))


@real
@pytest.mark.parametrize("order", ORDERS)
def test_the_building_permits_in_any_order_and_in_parts(
    server_url: str, tmp_path: Path, wabo: tuple[str, list[Row], Held], order: str
) -> None:
    """Given the permits in another order, in two parts, or first a half and then all, then every event holds as in the
    whole, the first and last of each case included."""
    how, rows, whole = wabo
    parts = ORDERS[order](rows, Random(3))

    assert held_after(server_url, WABO, how, parts, tmp_path) == whole


@real
def test_the_last_task_of_a_permit_is_its_latest_however_the_log_is_sorted(
    wabo: tuple[str, list[Row], Held],
) -> None:
    """Given the permits, then each is closed by its latest task, by plain comparing of the times in the log."""
    _, rows, whole = wabo
    latest: dict[str, str] = {}
    for row in rows:
        case, at = row["case:concept:name"], row["time:timestamp"]
        latest[case] = max(latest.get(case, ""), in_utc(at))

    assert {case: whole[case, f"{case}/last"].occurred.isoformat() for case in latest} == latest


def in_utc(text: str) -> str:
    """A time of the log in UTC."""
    from datetime import UTC, datetime

    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


@real
@pytest.mark.parametrize("order", ["shuffled", "reversed", "sorted", "grown"])
def test_the_fines_in_any_order(server_url: str, tmp_path: Path, order: str) -> None:
    """Given 800 fines with appeals in another order, then every appeal is told its article as in the whole log, which
    says it on the first row of a fine only."""
    log = raw("traffic_fines.csv.gz")
    appealed = sorted({row["case_id"] for row in log if "Appeal" in row["activity"]})[:400]
    some = {*appealed, *sorted({row["case_id"] for row in log})[:400]}
    rows = [row for row in log if row["case_id"] in some]
    how = (FINES / "mapping.toml").read_text(encoding="utf-8")
    parts = ORDERS[order](rows, Random(4))

    assert held_after(server_url, FINES, how, parts, tmp_path) == held_after(
        server_url, FINES, how, [rows], tmp_path
    )


def test_the_examples_say_the_order_of_their_rows() -> None:
    """Given the fines, several of whose steps share a day, then the mapping names the column that orders them."""
    assert read_mapping(FINES / "mapping.toml").order is not None
