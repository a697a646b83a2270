"""Comparing what readers are given with the journal: rebuild, replay. What differs may be evidence, and is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Literal

import msgspec
from cyclopts import Parameter

from ..domain.problem import BadInput
from ..journal.application import Journal
from ..operations.moments import moment_of
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.upkeep.catch_up import catch_up
from ..projections.upkeep.differing_rows import Difference, Each, no_each
from ..projections.upkeep.rebuild import Rebuilt, rebuild
from ..projections.upkeep.replay import replay
from ..terminal.differing_pages import spoken_difference
from ..terminal.language import both, counted, number
from ..terminal.output import answer, note, out
from ..terminal.progress import progress
from .asking import Json, journal
from .going_back import go_back
from .listener import session_of

DIFFERS = 4
MOST_PROCESSES = 256
SHOWN = 20
Name = Literal[
    "deadlines",
    "cases",
    "complaints",
    "case_time",
    "findings",
    "meetings",
    "surveys",
    "checks",
    "differences",
    "reminders",
]


def rebuild_projections(
    *names: Annotated[Name, Parameter(help=both("Hvilke (alle).", "Which (all)."))],
    processes: Annotated[
        int | None,
        Parameter(
            help=both(
                "Hvor mange processer der deler arbejdet; hver har brug for hukommelse (så mange som kerner, højst 4).",
                "How many processes share the work; each needs memory (as many as cores, at most 4).",
            )
        ),
    ] = None,
    replace: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "Erstat også rækker, der afviger; de gemmes i sagsgang.replaced_rows. Ellers spørges der, og "
                "uden terminal "
                "erstattes intet.",
                "Replace rows that differ too; they are kept in sagsgang.replaced_rows. Else you are asked, "
                "and without a "
                "terminal nothing is replaced.",
            ),
        ),
    ] = False,
    differing: Annotated[
        Path | None,
        Parameter(
            help=both(
                "Fil til hver række, der afviger, som JSON-linjer; den er kun din (0600).",
                "File for every row that differs, as JSON lines; it is yours alone (0600).",
            )
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang rebuild``: exit status 4 where anything differs, whether it was replaced or not."""
    check_processes(processes)
    went_back: list[str] = []
    with journal() as opened:
        lacks_events = opened.lacks_events()
        with _written(differing) as each:
            done = _rebuilt(opened, names, processes, replace, each)
        if not done.replaced and not json:
            _show(done)
            if _is_to_be_replaced():
                done = _rebuilt(opened, names, processes, True, no_each)
                note(_replaced())
        if lacks_events and (replace or (done.differences and done.replaced)):
            went_back = go_back(opened)
        aside = session_of(opened).tell_quarantined()
    told = {
        "events": done.events,
        "seconds": round(done.seconds, 3),
        "differences": done.differences,
        "replaced": done.replaced,
        "differing": list(done.differing),
        "set_aside": aside,
        "went_back": went_back,
    }
    if json or not done.differences:
        answer(told, json, lambda _: _show_comparison(done.events, done.seconds, done.differences))
    elif replace:
        _show(done)
        note(_replaced())
    if not done.replaced:
        note(
            both(
                "Intet er erstattet: læserne får de hidtidige rækker. Rækkerne kan være spor af, hvem der "
                "rørte tabellerne. "
                "Sammenlign (sagsgang replay, sagsgang doctor), og kør så: sagsgang rebuild --replace",
                "Nothing was replaced: readers are given the rows of before. They may be traces of who touched "
                "the tables. "
                "Compare (sagsgang replay, sagsgang doctor), and then run: sagsgang rebuild --replace",
            )
        )
    return DIFFERS if done.differences or aside else 0


def _rebuilt(opened: Journal, names: Sequence[str], processes: int | None, replace: bool, each: Each) -> Rebuilt:
    with progress(both("Genopbygger", "Rebuilding")) as advance:
        return rebuild(opened, names, advance, processes=processes, replace=replace, each=each)


@contextmanager
def _written(path: Path | None) -> Iterator[Each]:
    """Where every row that differs is written, if the call says so. Personal data may stand in it."""
    if path is None:
        yield no_each
        return
    file: IO[bytes] = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb")
    with file:

        def write(one: Difference) -> None:
            file.write(msgspec.json.encode({**one._asdict(), "what": one.what}) + b"\n")

        yield write


def _is_to_be_replaced() -> bool:
    """Asks the person at the terminal; without one the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = both("Erstat dem, og gem, hvad der stod? [j/N] ", "Replace them, and keep what stood there? [y/N] ")
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("j", "ja", "y", "yes")


def _replaced() -> str:
    return both(
        "Erstattet; det, der stod, er gemt i tabellen sagsgang.replaced_rows.",
        "Replaced; what stood there is kept in the table sagsgang.replaced_rows.",
    )


def _show(done: Rebuilt) -> None:
    _show_comparison(done.events, done.seconds, done.differences)
    _show_lines(done.differing)


def check_processes(processes: int | None) -> None:
    """At least one process does the work. Raises Problem ``bad-number``."""
    if processes is not None and not 1 <= processes <= MOST_PROCESSES:
        raise BadInput(
            code="bad-number",
            parameter="processes",
            da=f"--processes skal ligge mellem 1 og {MOST_PROCESSES}.",
            en=f"--processes must be from 1 to {MOST_PROCESSES}.",
        )


def replay_journal(
    *,
    until: Annotated[
        str | None, Parameter(help=both("Som kendt på dette tidspunkt (nu).", "As known at this moment (now)."))
    ] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang replay``."""
    with journal() as opened:
        catch_up(opened)
        position = opened.position_at(moment_of(until, zone_of_journal(opened))) if until else None
        with progress(both("Afspiller", "Replaying")) as advance:
            done = replay(opened, position, advance)
    told = {
        "events": done.events,
        "seconds": round(done.seconds, 3),
        "differences": len(done.differences),
        "differing": done.differences[:100],
    }

    def show(_: object) -> None:
        _show_comparison(done.events, done.seconds, len(done.differences))
        _show_lines(done.differences)

    answer(told, json, show)
    return DIFFERS if done.differences else 0


def _show_lines(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        out.print(f"  {spoken_difference(line)}", style="red", markup=False)
    if len(lines) > SHOWN:
        out.print(f"  … (+{len(lines) - SHOWN})", style="red", markup=False)


def _show_comparison(events: int, seconds: float, differences: int) -> None:
    out.print(
        both(
            f"{counted(events, 'hændelse', 'hændelser')} på {number(seconds, 1)} s. ",
            f"{counted(events, 'event', 'events')} in {number(seconds, 1)} s. ",
        )
        + (
            both("Ingen afvigelser.", "No differences.")
            if not differences
            else counted(differences, *both("afvigelse!|afvigelser!", "difference!|differences!").split("|"))
        ),
        style="green" if not differences else "bold red",
    )
