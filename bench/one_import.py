"""One import, measured from within: run by the Python of any checkout, so it uses only what every version has.

Words: the database's URL, the mapping, the log, and ``TYPE=ACTION,…`` of each case type. Says one line of JSON:
how many events were appended and records rejected, and the seconds of wall and of processor that the import took, its
own processes included.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from sagsgang.journal.application import Journal

try:
    from sagsgang.intake.loading.importing import import_log
    from sagsgang.intake.mapping.mapping_file import read_mapping
except ModuleNotFoundError:  # where they stood before the room was divided
    from sagsgang.intake.importing import import_log  # type: ignore[import-not-found,no-redef]
    from sagsgang.intake.mapping_file import read_mapping  # type: ignore[import-not-found,no-redef]


def processor() -> float:
    """Seconds of processor that this process and those that it has ended took."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(url: str, mapping: str, log: str, *actions: str) -> None:
    """Import, and say how long it took. actions: ``TYPE=ACTION,…`` of each case type."""
    known = {
        name: frozenset(filter(None, said.split(","))) for name, _, said in (one.partition("=") for one in actions)
    }
    with Journal.open(url) as journal:
        began, used = perf_counter(), processor()
        tally = import_log(
            journal,
            read_mapping(Path(mapping)),
            [Path(log)],
            known=known,
            now=datetime.now(UTC),
            rejections_file=Path(os.devnull),
        )
        took, used = perf_counter() - began, processor() - used
    print(json.dumps({"appended": tally.appended, "rejected": tally.rejected, "wall": took, "processor": used}))


if __name__ == "__main__":
    main(*sys.argv[1:])
