"""Filling the journal: CloudEvents, foreign logs, and what was rejected."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.problem import BadInput, Unknown
from ..intake.event.event_types import Known
from ..intake.loading.append_batches import Tally
from ..intake.loading.importing import append_events
from ..intake.reading.progress import Progress
from ..intake.reading.remarks import Declared, Remark, Remarks
from ..intake.reading.source import total_bytes
from ..journal.application import Journal
from ..operations.moments import zone_of
from ..terminal.language import both, counted, number, say
from ..terminal.output import answer, note, out
from ..terminal.progress import progress
from .asking import Json, journal, landing
from .listener import session_of

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
    """Carry out ``sagsgang append``. The first event that is taken puts the journal live."""
    must_be_readable([file])
    to = rejections_to(rejections, [file])
    with journal(make=True) as opened:
        with bytes_read([file], both("Tilføjer", "Appending")) as advance, landing(opened) as before:
            tally = append_events(
                opened,
                sys.stdin.buffer if file == STANDARD_INPUT else file,
                known=known_to(opened),
                zone=zone_of(zone),
                rejections_file=to,
                remarks=(remarks := Remarks(declared_by(opened))),
                progress=advance,
                live=True,
            )
        session_of(opened).fold_in(before)
    return tell(tally, remarks.all(), json)


def known_to(opened: Journal) -> Known:
    """Which case types are published, and the actions that each names in any of its versions."""
    return {
        type_id: frozenset(action.name for _, version in versions for action in version.actions)
        for type_id, versions in opened.law().types().items()
    }


def declared_by(opened: Journal) -> Declared:
    """Which attributes each case type declares in any of its versions."""
    return {
        type_id: frozenset(attribute.name for _, version in versions for attribute in version.attributes)
        for type_id, versions in opened.law().types().items()
    }


def must_be_readable(files: Sequence[Path]) -> None:
    """A file that can't be read is said before a database is started, or a journal put live, for it."""
    for file in files:
        if file == STANDARD_INPUT:
            continue
        if not file.exists():
            raise Unknown(
                code="no-file",
                da=f"Filen {file} findes ikke.",
                en=f"There is no file {file}.",
            )
        if file.is_dir() or not os.access(file, os.R_OK):
            raise BadInput(
                code="unreadable",
                da=f"{file} kan ikke læses: det er en mappe, eller du har ikke rettigheden.",
                en=f"{file} can't be read: it is a folder, or you don't have the right.",
            )


def rejections_to(said: Path | None, files: Sequence[Path], *others: Path) -> Path:
    """Where rejected lines go: as the call says, and never over a file that is read. Raises Problem ``rejections-over-input``."""
    to = said or rejections_of(files)
    read = [file for file in (*files, *others) if file != STANDARD_INPUT and file.exists()]
    if to.exists() and any(to.samefile(file) for file in read):
        raise BadInput(
            code="rejections-over-input",
            parameter="rejections",
            da=f"De afviste linjer kan ikke skrives over {to}, som læses. Vælg en anden fil med --rejections.",
            en=f"The rejected lines can't be written over {to}, which is read. Choose another file by --rejections.",
        )
    return to


def rejections_of(files: Sequence[Path]) -> Path:
    """Where rejected lines go if the call does not say: beside the name of the file, of several under no one's name."""
    if len(files) > 1:
        return Path("import.rejections.jsonl")
    [file] = files
    name = "standard-input" if file == STANDARD_INPUT else file.name
    return Path(f"{name}.rejections.jsonl")


@contextmanager
def bytes_read(files: Sequence[Path], label: str) -> Iterator[Progress | None]:
    """A progress bar over the bytes of files; none where they can't be known beforehand."""
    total = total_bytes([file for file in files if file.is_file()])
    if not total:
        yield None
        return
    with progress(label) as advance:
        yield lambda done: advance(done, total)


def _corrected_da(told: Tally) -> str:
    return f"{counted(told.corrected, 'blev', 'blev')} rettet, " if told.corrected else ""


def _corrected_en(told: Tally) -> str:
    return f"{counted(told.corrected, 'was', 'were')} corrected, " if told.corrected else ""


def say_remarks(remarks: Sequence[Remark]) -> None:
    """Each as a line beside the answer."""
    for one in remarks:
        note(say(one.text))


def tell(tally: Tally, remarks: Sequence[Remark], json: bool, *, corrects: bool = False) -> int:
    """Say what became of an append, or of an import, which also corrects, and what else is to be said; the exit status."""

    def show(told: Tally) -> None:
        out.print(
            both(
                f"{counted(told.read, 'linje', 'linjer')} læst: "
                f"{counted(told.appended, 'hændelse', 'hændelser')} tilføjet, "
                f"{number(told.duplicates)} var der i forvejen, {_corrected_da(told)}"
                f"{counted(told.rejected, 'linje', 'linjer')} afvist.",
                f"{counted(told.read, 'line', 'lines')} read: {counted(told.appended, 'event', 'events')} appended, "
                f"{counted(told.duplicates, 'was', 'were')} there already, {_corrected_en(told)}"
                f"{counted(told.rejected, 'line', 'lines')} rejected.",
            ),
            style="yellow" if told.rejected else "green",
        )

    if json:
        told = tally._asdict()
        if not corrects:
            del told["corrected"]
        remarked = [{"code": one.code, "reason": say(one.text)} for one in remarks]
        answer({**told, "remarks": remarked}, True, lambda _: None)
    else:
        show(tally)
    say_remarks(remarks)
    if tally.rejections_file:
        note(
            both(
                f"De afviste linjer og hvorfor: {tally.rejections_file} (og: sagsgang rejections)",
                f"The rejected lines and why: {tally.rejections_file} (and: sagsgang rejections)",
            )
        )
    return SOME_REJECTED if tally.rejected else 0
