"""Small files that ask for a great deal of memory or time, and a child that reads them under a limit of memory.

Run as a program it reads each bomb, and prints what became of its records.
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.intake.reading.rows import read_rows
from sagsgang.intake.reading.source import Source
from sagsgang.intake.translation.translator import columns_of

LIMIT = 500 << 20
MAPPING = """source = "urn:bombs"
case = "${case}"
case_type = "permit"
occurred = "${when}"
id = "${case}"
[[event]]
event = "application-received"
attributes = { long = "${long}" }
"""


def row(case: str, **more: object) -> bytes:
    """A line of a log."""
    return json.dumps({"case": case, "when": "2026-03-01", **more}).encode() + b"\n"


def event(case: str, more: bytes = b"") -> bytes:
    """An event of an XES log."""
    return b'<event><string key="case" value="%s"/><date key="when" value="2026-03-01"/>%s</event>' % (
        case.encode(),
        more,
    )


def log(*traces: bytes) -> bytes:
    """An XES log."""
    return b'<?xml version="1.0"?><log>' + b"".join(b"<trace>%s</trace>" % one for one in traces) + b"</log>"


def between(bad: bytes) -> bytes:
    """A bad line between two good ones."""
    return row("good-1") + bad + b"\n" + row("good-2")


def packed(pieces: Iterator[bytes]) -> bytes:
    """Gzip of what would not fit in memory."""
    file = BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packing:
        for piece in pieces:
            packing.write(piece)
    return file.getvalue()


def _long_key() -> bytes:
    return between(row("bad", **{"k" * 400_000: list(range(60_000))}).strip())


def _deep_key() -> bytes:
    return between(b'{"case":"bad","x":' + b'{"abcdefghij":' * 900 + b"1" + b"}" * 900 + b"}")


def _wide() -> bytes:
    return between(b'{"case":"bad","x":[' + b"0," * 500_000 + b"0]}")


def _nested() -> bytes:
    return between(b'{"case":"bad","x":' + b"[" * 500_000 + b"]" * 500_000 + b"}")


def _huge_number() -> bytes:
    return between(b'{"case":"bad","x":' + b"9" * 1_000_000 + b"}")


def _line_without_end() -> bytes:
    return packed(iter([row("good-1"), *[bytes(1 << 20)] * 150]))


def _quote_without_end() -> bytes:
    line = b'","' + b"q" * 100_000 + b"\n"
    return packed(iter([b"case,when,long\ngood-1,2026-03-01,\n", b'bad,2026-03-01,"\n', *[line] * 300]))


def _long_value() -> bytes:
    return packed(
        iter([b"<log><trace>", event("good-1"), b'<event><string key="long" value="', *[b"y" * (1 << 20)] * 80])
    ) + packed(iter([b'"/></event>', event("good-2"), b"</trace></log>"]))


def _long_comment() -> bytes:
    return packed(iter([b"<log><trace>", event("good-1"), b"<!--", *[b"c" * (1 << 20)] * 60])) + packed(
        iter([b"-->", event("good-2"), b"</trace></log>"])
    )


def _many_values() -> bytes:
    values = [b'<string key="k%d" value="%s"/>' % (n, b"z" * 900_000) for n in range(40)]
    return log(event("good-1") + event("bad", b"".join(values)) + event("good-2"))


def _deep_elements() -> bytes:
    return log(event("good-1")).replace(b"</log>", b"") + b"<list>" * 500_000


def _entities() -> bytes:
    lines = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 9))
    return (
        b'<!DOCTYPE log [<!ENTITY e0 "ha">' + lines + b"]>" + log(event("bad", b'<string key="l" value="&e8;"/>'))
    )


CHEAP: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "long key": ("log.jsonl", _long_key, ["good-1", "2 too-complex", "good-2"]),
    "deep key": ("log.jsonl", _deep_key, ["good-1", "2 too-complex", "good-2"]),
    "wide": ("log.jsonl", _wide, ["good-1", "2 too-complex", "good-2"]),
    "nested": ("log.jsonl", _nested, ["good-1", "2 not-json", "good-2"]),
    "huge number": ("log.jsonl", _huge_number, ["good-1", "2 not-json", "good-2"]),
    "line without end": ("log.jsonl.gz", _line_without_end, ["good-1", "2 too-large"]),
    "quote without end": (
        "log.csv.gz",
        _quote_without_end,
        ["good-1", *[f"{line} bad-row" for line in range(3, 304)]],
    ),
    "long value": ("log.xes.gz", _long_value, ["good-1", "1 too-large", "good-2"]),
    "long comment": ("log.xes.gz", _long_comment, ["good-1", "good-2"]),
    "many values": ("log.xes", _many_values, ["good-1", "1 too-large", "good-2"]),
    "deep elements": ("log.xes", _deep_elements, ["good-1", "1 broken-xml"]),
    "entities": ("log.xes", _entities, ["1 broken-xml"]),
}
"""Of each: the file's name, its bytes, and what becomes of its records: the case, or the line and the code."""


def read_under_limit() -> dict[str, list[str]]:
    """What a child that may hold 500 MB of memory makes of the bombs."""
    words = [sys.executable, "-m", "tests.intake.bombs"]
    child = subprocess.run(words, capture_output=True, check=False, cwd=Path(__file__).parents[2], text=True)
    assert child.returncode == 0, child.stderr
    found: dict[str, list[str]] = json.loads(child.stdout)
    return found


def _told(name: str, content: bytes) -> Iterator[str]:
    mapping = parse_mapping(MAPPING)
    with Source(BytesIO(content)) as source:
        source.origin = name
        for record in read_rows(source, mapping, columns_of(mapping)):
            yield f"{record.line} {record.problem.code}" if record.problem else (record.row or {})["case"]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    sys.stdout.write(json.dumps({name: list(_told(file, made())) for name, (file, made, _) in CHEAP.items()}))
