"""Keeping the journal and its projections: create, stop, status, go live, rebuild, replay."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from ..domain.fold.law import Law
from ..domain.text import Problem
from ..journal.embedded import stop as stop_server
from ..journal.entry import Appended
from ..journal.location import shown
from ..projections.catalogue import PROJECTIONS
from ..projections.catch_up import catch_up
from ..projections.reader import COPENHAGEN
from ..projections.rebuild import rebuild
from ..projections.replay import replay
from ..projections.store import prepare, standings
from ..terminal.language import both, counted, number
from ..terminal.moments import moment_of
from ..terminal.output import answer, note, out
from ..terminal.progress import progress
from ..terminal.tables import table, when
from .asking import Json, journal, place, say_set_aside

DIFFERS = 4


def init(*, json: Json = False) -> None:
    """Carry out ``sagsgang init``."""
    with journal() as opened:
        catch_up(opened)
        home = place.get().home
        told = {"database": shown(opened.url) if home is None else opened.url, "home": str(home) if home else None}
        answer(
            told,
            json,
            lambda _: out.print(
                f"{both('Journalen er i', 'The journal is in')} {told['home'] or told['database']}",
                markup=False,
                soft_wrap=True,
            ),
        )


def stop() -> None:
    """Carry out ``sagsgang stop``."""
    home = place.get().home
    if home is None:
        raise Problem(
            code="not-ours",
            da="Databasen er angivet med en URL; sagsgang har ikke startet den og stopper den ikke.",
            en="The database is given by URL; sagsgang did not start it and does not stop it.",
        )
    stopped = stop_server(home)
    note(both("Stoppet.", "Stopped.") if stopped else both("Den kørte ikke.", "It was not running."))


def status(*, json: Json = False) -> None:
    """Carry out ``sagsgang status``."""
    with journal() as opened:
        head = opened.head()
        with opened.connect() as connection:
            prepare(connection)
            found = standings(connection)
        home = place.get().home
        behind = {name: found[name].position if name in found else None for name in PROJECTIONS}
        told = {
            "database": shown(opened.url),
            "home": str(home) if home else None,
            "position": head.position,
            "recorded": head.recorded,
            "live": opened.is_live(),
            "case_types": sorted(Law(opened.publications(head.position)).types()),
            "projections": behind,
        }

    def show(_: object) -> None:
        out.print(f"Journal: {told['home'] or told['database']}", markup=False, soft_wrap=True)
        live = both("i drift", "live") if told["live"] else both("ikke gået i drift", "not yet live")
        out.print(
            f"Position {number(head.position)}, {both('sidst registreret', 'last recorded')} "
            f"{when(head.recorded, COPENHAGEN)}, {live}",
            markup=False,
        )
        headings = both("Projektion|Position|Bagud", "Projection|Position|Behind").split("|")
        rows = [[name, position, head.position - (position or 0)] for name, position in behind.items()]
        out.print(table(headings, rows))

    answer(told, json, show)


def live(*, json: Json = False) -> None:
    """Carry out ``sagsgang live``."""
    with journal() as opened:
        outcome = opened.go_live()
        if isinstance(outcome, Appended):
            text = both(
                "Journalen er gået i drift: fra nu af giver den selv registreringstiden.",
                "The journal is live: from now on it gives the time of recording itself.",
            )
        else:
            text = both("Journalen var allerede i drift.", "The journal was live already.")
        answer(
            {"position": getattr(outcome, "position", None), "already": not isinstance(outcome, Appended)},
            json,
            lambda _: note(text),
        )


def rebuild_projections(
    *names: Annotated[
        Literal[
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
        ],
        Parameter(help=both("Hvilke (alle).", "Which (all).")),
    ],
    json: Json = False,
) -> int:
    """Carry out ``sagsgang rebuild``."""
    with journal() as opened:
        with progress(both("Genopbygger", "Rebuilding")) as advance:
            done = rebuild(opened, names, advance)
        aside = say_set_aside(opened)
    told = {
        "events": done.events,
        "seconds": round(done.seconds, 3),
        "differences": done.differences,
        "set_aside": aside,
    }
    answer(told, json, lambda _: _show_comparison(done.events, done.seconds, done.differences))
    return DIFFERS if done.differences or aside else 0


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
        position = opened.position_at(moment_of(until, COPENHAGEN)) if until else None
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
        for line in done.differences[:20]:
            out.print(f"  {line}", style="red", markup=False)

    answer(told, json, show)
    return DIFFERS if done.differences else 0


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
