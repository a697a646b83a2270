"""``python -m bench.calls``: what whole calls of the program cost, its start included, beside those of another checkout.

A cold ``queue``, and, where SAGSGANG_BENCH_LOG names one (``MAPPING=FILE``), the ``import`` of a log into a journal that is
there, with what it brings into the projections. SAGSGANG_BENCH_BESIDE names the other checkout, set up by ``make setup``.
SAGSGANG_BENCH_RUNS is how often each is called (10).

Processor time counts, of the program and of the server: a call waits for both. Modules are compiled beforehand, as they are
where the program is installed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from sagsgang import __version__

from .importing import processor_of_server
from .measuring import Figure, database, figure, keep, say, server, show

HERE = Path(__file__).parents[1]
BESIDE = os.environ.get("SAGSGANG_BENCH_BESIDE")
LOG = os.environ.get("SAGSGANG_BENCH_LOG")
RUNS = int(os.environ.get("SAGSGANG_BENCH_RUNS", "10"))


class Calls:
    """Calls of the program of a checkout, all on one server."""

    def __init__(self, checkout: Path, server_url: str, compiled: Path) -> None:
        self._python = Path(sys.executable) if checkout == HERE else checkout / ".venv" / "bin" / "python"
        self._server_url = server_url
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._environment = kept | {"PYTHONPYCACHEPREFIX": str(compiled), "SAGSGANG_LANG": "en"}

    def seconds(self, url: str, *words: object) -> tuple[float, float]:
        """Of processor, that a call takes in the program and in the server."""
        server_before, before = processor_of_server(self._server_url), _used()
        subprocess.run(
            [str(self._python), "-m", "sagsgang", "--database", url, *map(str, words)],
            env=self._environment,
            cwd=tempfile.gettempdir(),  # not in a checkout: its Python finds the package that is set up for it
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return _used() - before, processor_of_server(self._server_url) - server_before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def once(calls: Calls, server_url: str) -> dict[str, tuple[float, float]]:
    """Each call once, in a database of its own."""
    spent = {}
    with database(server_url, "bench_calls") as url:
        case = HERE / "examples" / "first-case"
        calls.seconds(url, "type", "publish", case / "casetype.toml")
        calls.seconds(url, "append", case / "events.jsonl")
        calls.seconds(url, "queue")
        spent["queue"] = calls.seconds(url, "queue")
    if LOG:
        mapping, _, file = LOG.partition("=")
        with database(server_url, "bench_calls") as url:
            calls.seconds(url, "type", "publish", Path(mapping).resolve().parent / "casetype.toml")
            words = ("import", "--mapping", Path(mapping).resolve(), Path(file).resolve())
            spent["import"] = calls.seconds(url, *words)
    return spent


def main() -> None:
    """Measure, show and keep."""
    checkouts = {"this": HERE} | ({"beside": Path(BESIDE)} if BESIDE else {})
    program: dict[tuple[str, str], list[float]] = {}
    both: dict[tuple[str, str], list[float]] = {}
    with server() as server_url, tempfile.TemporaryDirectory() as folder:
        made = {name: Calls(checkout, server_url, Path(folder) / name) for name, checkout in checkouts.items()}
        for calls in made.values():
            once(calls, server_url)  # its modules are compiled now
        for number in range(RUNS):
            for name in sorted(made, reverse=bool(number % 2)):
                say(f"run {number + 1} of {RUNS}, {name}")
                for call, (own, server_s) in once(made[name], server_url).items():
                    program.setdefault((call, name), []).append(own)
                    both.setdefault((call, name), []).append(own + server_s)
    figures: list[Figure] = []
    for (call, name), spent in program.items():
        figures.append(figure(f"{call}, {name}: program", "s", spent))
        figures.append(figure(f"{call}, {name}: program and server", "s", both[call, name]))
    ratios = {
        f"{call}, beside by this": round(median(spent) / median(both[call, "this"]), 2)
        for (call, name), spent in both.items()
        if name == "beside"
    }
    show(figures, f"sagsgang {__version__}, whole calls, seconds of processor")
    keep("calls", figures, ratios=ratios)


if __name__ == "__main__":
    sys.exit(main())
