"""The benches run: nobody else would notice until somebody wants a figure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("bench", "file", "measured"),
    [
        ("bench", "40-cases.json", "rebuild"),
        ("bench.reminders", "reminders.json", "decide"),
        ("bench.great_tick", "great-tick.json", "a tick"),
        ("bench.importing", "imports.json", "this, first: processor"),
        ("bench.calls", "calls.json", "queue, this: program"),
        ("bench.out_of_order", "out-of-order.json", "corrections"),
    ],
)
def test_a_bench_runs_and_keeps_its_figures(
    server_url: str, tmp_path: Path, bench: str, file: str, measured: str
) -> None:
    """Given a few cases and reminders, when a bench runs once, then it keeps its figures where it was told to."""
    environment = os.environ | {
        "SAGSGANG_TEST_DATABASE": server_url,
        "SAGSGANG_BENCH_RESULTS": str(tmp_path),
        "SAGSGANG_BENCH_CASES": "40",
        "SAGSGANG_BENCH_REMINDERS": "20",
        "SAGSGANG_BENCH_TIMES": "5",
        "SAGSGANG_BENCH_EVENTS": "300",
        "SAGSGANG_BENCH_HISTORIES": "20,40",
        "SAGSGANG_BENCH_RUNS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", bench],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / file).read_text())["figures"]
    assert any(measured in one["what"] and one["median"] > 0 for one in figures)


def test_memory_is_bounded_by_bytes_and_not_by_events(server_url: str, tmp_path: Path) -> None:
    """Given 60 events of a mebibyte, when they are appended, imported, folded, compared, counted and handed out, then none
    of it takes 150 MiB more than a call that works on none of them, though any of it holds several forms of an event.
    """
    environment = os.environ | {
        "SAGSGANG_TEST_DATABASE": server_url,
        "SAGSGANG_BENCH_RESULTS": str(tmp_path),
        "SAGSGANG_BENCH_CASES": "100",
        "SAGSGANG_BENCH_LARGE": "60",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.memory"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "memory.json").read_text())["figures"]
    took = {one["what"]: one["most"] for one in figures if one["what"].endswith("the program's")}
    before = next(took.pop(what) for what in list(took) if what.startswith("status"))
    assert before > 10
    assert {what: most for what, most in took.items() if most > before + 150} == {}
    assert len(took) == 9
