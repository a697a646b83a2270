"""Handing out the journal: every event as a line that ``append`` takes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..domain.foreign_words import system_words
from ..domain.problem import BadInput, Unavailable
from ..intake.event.export import export
from ..journal.server.private_file import replaced_privately
from ..terminal.language import both, counted
from ..terminal.output import answer, bytes_writer, note, out
from ..terminal.progress import progress
from .asking import Asked, journal, say_unreadable, words_of
from .listener import session_of

REPORTED = 1_000  # events between two reports


def export_events(
    *,
    to: Annotated[
        Path | None,
        Parameter(
            help=both(
                "Skriv i denne fil (ellers vises linjerne her).",
                "Write to this file (else the lines are shown here).",
            )
        ),
    ] = None,
    asked: Asked = Asked(),
) -> int:
    """Carry out ``sagsgang export``."""
    if asked.json and to is None:
        raise BadInput(
            code="json-to",
            parameter="to",
            da="Linjerne er JSON i forvejen. Med --json siges, hvor mange der er skrevet: skriv også --to FIL.",
            en="The lines are JSON already. --json says how many were written: write --to FILE too.",
        )
    with journal() as opened:
        moment = session_of(opened).moment_as_projected(words_of(asked))
        until = opened.head().position if moment.known_at is None else opened.position_at(moment.known_at)
        as_of = moment.as_of if asked.as_of is not None else None
        events = left_out = unreadable = 0
        with _writing(to) as write, progress(both("Eksporterer", "Exporting")) as advance:
            for one in export(opened, until, as_of, moment.zone):
                if one.unreadable:
                    unreadable += 1
                elif one.line is None:
                    left_out += 1
                else:
                    write(one.line)
                    events += 1
                if one.position % REPORTED == 0:
                    advance(one.position, until)
        status = say_unreadable(opened) if unreadable else 0
    told = {
        "events": events,
        "left_out": left_out,
        "unreadable": unreadable,
        "position": until,
        "file": str(to) if to else None,
    }
    if to is not None:
        text = (
            both(f"Skrevet: {to}", f"Written: {to}")
            + f" ({counted(events, *both('hændelse|hændelser', 'event|events').split('|'))})"
        )
        answer(told, asked.json, lambda _: out.print(text, markup=False, soft_wrap=True))
    if left_out:
        note(
            both(
                f"{counted(left_out, 'hændelse er', 'hændelser er')} ikke med: det offentliggjorte (sagstyper, kalendere, mål …), "
                "planlæggerens noter og det, der ikke var sket endnu.",
                f"{counted(left_out, 'event is', 'events are')} left out: what was published (case types, calendars, "
                "targets …), the scheduler's notes, and what had not happened yet.",
            )
        )
    return status


@contextmanager
def _writing(to: Path | None) -> Iterator[Callable[[bytes], object]]:
    """Where the lines go: a file appears under its name when it is whole. Raises Problem ``not-written``."""
    if to is None:
        yield bytes_writer()
        sys.stdout.flush()
        return
    try:
        with replaced_privately(to) as file:
            yield file.write
    except OSError as error:
        raise Unavailable(
            code="not-written",
            da=f"{to} kan ikke skrives: {system_words(error).da}. Vælg en anden fil med --to.",
            en=f"{to} can't be written: {system_words(error).en}. Choose another file by --to.",
        ) from error
