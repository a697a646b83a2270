"""``python -m bench.memory``: the most memory that rebuilding, appending, importing and exporting take at once.

A call's processes and the server's are looked at together, every twentieth of a second: what processes share, such as
the server's cache, is counted once (proportional set size). Beside the sum stands what each of the two had at most, and
the processor time that they took. SAGSGANG_BENCH_CASES sets the number of cases (100,000), SAGSGANG_BENCH_LARGE how many
events of a mebibyte (400).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import NamedTuple

import msgspec
import psutil
import psycopg
from sagsgang import __version__
from sagsgang.domain.events.case_events import Corrected
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from .importing import processor_of_server
from .log import BEGIN, log, publications
from .measuring import Figure, database, figure, keep, say, server, show

CASES = int(os.environ.get("SAGSGANG_BENCH_CASES", "100000"))
LARGE = int(os.environ.get("SAGSGANG_BENCH_LARGE", "400"))
LETTERS = 1_040_000  # of a note: its line stays under the mebibyte that a line may have
BATCH = 4_000
MEBIBYTE = 1 << 20
EVERY = 0.05  # seconds between two looks
MAPPING = """
source = "urn:large"
zone = "UTC"
case = "${subject}"
case_type = "measured"
id = "${id}"
occurred = "${time}"

[[event]]
event = "application-received"
note = "${data.note}"
"""


class Peak(NamedTuple):
    """The most memory that was seen at once, in bytes: of the call's processes, of the server's, and of all together.

    seconds: of the processor, of both together.
    """

    own: int
    server: int
    together: int
    seconds: float


def proportional(processes: Iterable[psutil.Process]) -> int:
    """The memory of some processes; what they share counts once among them."""
    return sum(_memory(processes))


def _memory(processes: Iterable[psutil.Process]) -> Iterator[int]:
    for process in processes:
        with suppress(psutil.Error):
            yield process.memory_full_info().pss


def processor(url: str) -> float:
    """Seconds of the processor that the calls so far and the server have taken."""
    ended = os.times()
    return ended.children_user + ended.children_system + processor_of_server(url)


def cache(url: str) -> str:
    """How large the server's cache is set to be."""
    with psycopg.connect(url) as connection:
        [(size,)] = connection.execute("SELECT current_setting('shared_buffers')").fetchall()
    return str(size)


def with_children(process: psutil.Process) -> list[psutil.Process]:
    """A process and all that it has started."""
    with suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []


def postmaster(url: str) -> psutil.Process | None:
    """The server's first process, if it is on this machine."""
    with psycopg.connect(url) as connection, suppress(psutil.Error):
        parent = psutil.Process(connection.info.backend_pid).parent()
        if parent is not None and "postgres" in parent.name():
            return parent
    return None


def peak(words: list[str], url: str) -> Peak:
    """Carry out a call of the program and watch it. Raises CalledProcessError where it fails."""
    serving, ended, most = postmaster(url), Flag(), [0, 0, 0]
    began = processor(url)
    with subprocess.Popen(
        [sys.executable, "-m", "sagsgang", "--database", url, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as call:
        watched = psutil.Process(call.pid)

        def watch() -> None:
            while not ended.wait(EVERY):
                own = proportional(with_children(watched))
                server = proportional(with_children(serving)) if serving is not None else 0
                most[:] = map(max, most, (own, server, own + server))

        watching = Thread(target=watch)
        watching.start()
        _, said = call.communicate()
        ended.set()
        watching.join()
    if call.returncode:
        raise subprocess.CalledProcessError(call.returncode, words, stderr=said)
    return Peak(*most, processor(url) - began)


def out_of_order(cases: int) -> Iterator[Entry]:
    """The log that is measured with; every hundredth case has a correction, which has it told anew."""
    corrected = set[str]()
    for entry in log(cases):
        yield entry
        if entry.case.endswith("00") and entry.case not in corrected:
            corrected.add(entry.case)
            event = entry.event
            yield Entry(
                entry.case,
                Corrected(
                    source="urn:bench",
                    id=f"{event.id}-corrected",
                    occurred=event.occurred + timedelta(days=1),
                    corrects=event.id,
                    changes={"actor": "caseworker 00"},
                ),
            )


def large_events(number: int, letters: int = LETTERS) -> Iterator[dict[str, object]]:
    """So many CloudEvents with a long note, three to a case."""
    for place in range(number):
        yield {
            "specversion": "1.0",
            "source": "urn:large",
            "id": str(place),
            "type": "application-received",
            "subject": f"L-{place // 3:06d}",
            "time": (BEGIN + timedelta(hours=place)).isoformat(),
            "data": {"casetype": "measured", "note": chr(97 + place % 26) * letters},
        }


def write_large(number: int, folder: Path, letters: int = LETTERS) -> tuple[Path, Path]:
    """The events as a file, which is a foreign log too, and a mapping that reads it so: the two files."""
    lines, mapping = folder / "large.jsonl", folder / "large.toml"
    mapping.write_text(MAPPING)
    with lines.open("wb") as out:
        for event in large_events(number, letters):
            out.write(msgspec.json.encode(event) + b"\n")
    return lines, mapping


def fill(url: str, entries: Iterator[Entry]) -> int:
    """Append a log in batches, as an import does. Gives the number of events."""
    events = 0
    with Journal.open(url) as journal:
        journal.publish(publications(datetime(2026, 1, 1, tzinfo=UTC)))
        while batch := list(islice(entries, BATCH)):
            journal.append(batch)
            events += len(batch)
    return events


def of_large_events(server_url: str, number: int, folder: Path) -> dict[str, Peak]:
    """What each way of working on so many large events takes."""
    lines, mapping = write_large(number, folder)
    found: dict[str, Peak] = {}
    with database(server_url, "bench_memory_append") as url:
        fill(url, iter(()))
        found["status, before"] = peak(["status"], url)
        found["append"] = peak(["append", str(lines)], url)
        found["rebuild"] = peak(["rebuild"], url)
        found["replay"] = peak(["replay"], url)
        found["export"] = peak(["export", "--to", str(folder / "out.jsonl")], url)
        found["events"] = peak(["stats", "events"], url)
    with database(server_url, "bench_memory_import") as url:
        fill(url, iter(()))
        rejections = str(folder / "rejections.jsonl")
        words = ["import", "--mapping", str(mapping), str(lines), "--rejections", rejections]
        found["import"] = peak(words, url)
        found["import again"] = peak(words, url)
    return found


def main() -> None:
    """Measure, show and keep."""
    figures: list[Figure] = []

    def measured(what: str, found: Peak) -> None:
        figures.append(figure(f"{what}, all processes", "MiB", [found.together / MEBIBYTE]))
        figures.append(figure(f"{what}, the program's", "MiB", [found.own / MEBIBYTE]))
        figures.append(figure(f"{what}, the server's", "MiB", [found.server / MEBIBYTE]))
        figures.append(figure(f"{what}, processor", "s", [found.seconds]))

    with server() as server_url, tempfile.TemporaryDirectory() as folder:
        buffers = cache(server_url)
        with database(server_url, "bench_memory") as url:
            say(f"appending {CASES:,} cases")
            events = fill(url, out_of_order(CASES))
            measured(f"rebuild, {CASES:,} cases, {events:,} events", peak(["rebuild"], url))
            measured("replay", peak(["replay"], url))
        for what, found in of_large_events(server_url, LARGE, Path(folder)).items():
            measured(f"{what}, {LARGE} events of a mebibyte", found)
    show(figures, f"sagsgang {__version__}, memory, the server's cache {buffers}")
    keep("memory", figures, shared_buffers=buffers)


if __name__ == "__main__":
    sys.exit(main())
