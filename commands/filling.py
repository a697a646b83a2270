"""Filling the journal: CloudEvents, foreign logs, and what was rejected."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.text import Problem
from ..intake.event_types import Known
from ..intake.importing import Progress, append_events, import_log
from ..intake.landing import Tally
from ..intake.mapping_file import read_mapping
from ..intake.source import total_bytes
from ..journal.application import Journal
from ..projections.reader import COPENHAGEN
from ..terminal.language import both, counted, number, say
from ..terminal.moments import now, zone_of
from ..terminal.output import answer, note, out
from ..terminal.progress import progress
from ..terminal.tables import table, when
from .asking import Json, bring_up_to_date, check_number, journal, law_of, some_file

SOME_REJECTED = 3
STANDARD_INPUT = Path("-")
RejectionsFile = Annotated[
    Path | None,
    Parameter(
        name="--rejections",
        help=both(
            "Fil til afviste linjer (ellers NAVN.rejections.jsonl her).",
            "File for rejected lines (else NAME.rejections.jsonl here).",
        ),
    ),
]


def append(
    file: Annotated[
        Path,
        Parameter(
            allow_leading_hyphen=True,
            help=both(
                "Fil med CloudEvents, eller - for standardinput.", "File of CloudEvents, or - for standard input."
            ),
        ),
    ],
    /,
    *,
    zone: Annotated[
        str, Parameter(help=both("Tidszone for rene datoer.", "Time zone of plain dates."))
    ] = "Europe/Copenhagen",
    rejections: RejectionsFile = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang append``. The first live append puts the journal live."""
    _must_be_readable([file])
    with journal() as opened:
        with _bytes_read([file], both("Tilføjer", "Appending")) as advance:
            if not opened.is_live():
                opened.go_live()
            tally = append_events(
                opened,
                sys.stdin.buffer if file == STANDARD_INPUT else file,
                known=_known(opened),
                now=now(),
                zone=zone_of(zone),
                rejections_file=rejections or _rejections_of(file),
                progress=advance,
            )
        bring_up_to_date(opened)
    return _tell(tally, json)


def import_(
    *files: Annotated[Path, Parameter(help=both("Loggens filer.", "The files of the log."))],
    mapping: Annotated[Path, Parameter(help=both("Mappingfilen.", "The mapping file."))],
    rejections: RejectionsFile = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang import``."""
    some_file(files)
    _must_be_readable(files)
    with journal() as opened:
        with _bytes_read(files, both("Importerer", "Importing")) as advance:
            tally = import_log(
                opened,
                read_mapping(mapping),
                files,
                known=_known(opened),
                now=now(),
                rejections_file=rejections or _rejections_of(files[0]),
                progress=advance,
            )
        bring_up_to_date(opened)
    return _tell(tally, json)


def list_rejections(
    *,
    after: Annotated[int, Parameter(help=both("Kun efter dette nummer.", "Only after this number."))] = 0,
    limit: Annotated[int, Parameter(help=both("Højst så mange linjer.", "At most so many lines."))] = 50,
    raw: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "De afviste linjer selv, klar til at rettes og tilføjes igen.",
                "The rejected lines themselves, ready to be mended and appended again.",
            ),
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang rejections``."""
    check_number("--limit", limit)
    check_number("--after", after)
    with journal() as opened:
        kept = opened.rejections(limit, after)
    if raw:
        for one in kept:
            sys.stdout.buffer.write(one.rejection.raw.rstrip(b"\r\n") + b"\n")
        return
    told = [
        {
            "id": one.id,
            "at": one.at,
            "origin": one.rejection.origin,
            "line": one.rejection.line,
            "code": one.rejection.code,
            "reason": say(one.rejection.reason),
        }
        for one in kept
    ]

    def show(_: object) -> None:
        headings = both("Nr.|Hvornår|Fra|Linje|Kode|Grund", "No.|When|From|Line|Code|Reason").split("|")
        rows = [
            [
                one.id,
                when(one.at, COPENHAGEN),
                Path(one.rejection.origin).name,
                one.rejection.line,
                one.rejection.code,
                say(one.rejection.reason),
            ]
            for one in kept
        ]
        out.print(table(headings, rows) if rows else both("Intet er afvist.", "Nothing was rejected."))

    answer({"rejections": told}, json, show)


def _known(opened: Journal) -> Known:
    """Which case types are published, and the actions that each names in any of its versions."""
    return {
        type_id: frozenset(action.name for _, version in versions for action in version.actions)
        for type_id, versions in law_of(opened).types().items()
    }


def _must_be_readable(files: Sequence[Path]) -> None:
    """A file that can't be read is said before a database is started, or a journal put live, for it."""
    for file in files:
        if file == STANDARD_INPUT:
            continue
        if not file.exists():
            raise Problem(
                code="no-file",
                da=f"Filen {file} findes ikke.",
                en=f"There is no file {file}.",
            )
        if file.is_dir() or not os.access(file, os.R_OK):
            raise Problem(
                code="unreadable",
                da=f"{file} kan ikke læses: det er en mappe, eller du har ikke rettigheden.",
                en=f"{file} can't be read: it is a folder, or you don't have the right.",
            )


def _rejections_of(file: Path) -> Path:
    name = "standard-input" if file == STANDARD_INPUT else file.name
    return Path(f"{name}.rejections.jsonl")


@contextmanager
def _bytes_read(files: Sequence[Path], label: str) -> Iterator[Progress | None]:
    """A progress bar over the bytes of files; none where they can't be known beforehand."""
    total = total_bytes([file for file in files if file.is_file()])
    if not total:
        yield None
        return
    with progress(label) as advance:
        yield lambda done: advance(done, total)


def _tell(tally: Tally, json: bool) -> int:
    def show(told: Tally) -> None:
        out.print(
            both(
                f"{counted(told.read, 'linje', 'linjer')} læst: "
                f"{counted(told.appended, 'hændelse', 'hændelser')} tilføjet, "
                f"{number(told.duplicates)} var der i forvejen, {counted(told.rejected, 'linje', 'linjer')} afvist.",
                f"{counted(told.read, 'line', 'lines')} read: {counted(told.appended, 'event', 'events')} appended, "
                f"{counted(told.duplicates, 'was', 'were')} there already, "
                f"{counted(told.rejected, 'line', 'lines')} rejected.",
            ),
            style="yellow" if told.rejected else "green",
        )

    if json:
        answer(tally._asdict(), True, lambda _: None)
    else:
        show(tally)
    if tally.rejections_file:
        note(
            both(
                f"De afviste linjer og hvorfor: {tally.rejections_file} (og: sagsgang rejections)",
                f"The rejected lines and why: {tally.rejections_file} (and: sagsgang rejections)",
            )
        )
    return SOME_REJECTED if tally.rejected else 0
