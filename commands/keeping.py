"""Keeping the journal and its projections: create, stop, status, go live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import Parameter

from ..domain.fold.calendar_coverage import ending
from ..domain.problem import BadInput, Conflict
from ..domain.text import Text
from ..journal.connection.location import shown
from ..journal.entry import Appended
from ..journal.schema.shape import Fault
from ..journal.server.embedded import stop as stop_server
from ..operations.moments import zone_of
from ..operations.registration import registering
from ..presentation.answers.calendars import endings
from ..presentation.model.section import Section
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.queue.calendar_coverage import calendar_coverage
from ..projections.tables.catalogue import PROJECTIONS
from ..projections.tables.registry import prepare, standings
from ..projections.upkeep.catch_up import catch_up
from ..projections.upkeep.checkpoint import lag_of
from ..projections.upkeep.origin import strangers
from ..terminal.follower_pages import show_lag
from ..terminal.language import both, number, say
from ..terminal.loading_pages import note_lost_rejections
from ..terminal.output import answer, note, out
from ..terminal.reader_time import now
from ..terminal.renderer import show_sections
from ..terminal.tables import table, when
from .asking import Json, Recorded, journal, place
from .clocks import clock_problems
from .listener import session_of


def init(
    *,
    zone: Annotated[
        str | None,
        Parameter(
            help=both(
                "Journalens tidszone: den, datoer forstås i, hvor sagerne ikke har én fælles (Europe/Copenhagen).",
                "The journal's time zone: in which dates are meant where the cases share none (Europe/Copenhagen).",
            )
        ),
    ] = None,
    recorded: Recorded = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang init``. Said again with another zone, it is that one from then on."""
    chosen = zone_of(zone) if zone is not None else None
    if recorded is not None and chosen is None:
        raise BadInput(
            code="which-words",
            parameter="words",
            da="--recorded siger, hvornår --zone blev registreret: skriv også --zone, eller udelad --recorded.",
            en="--recorded says when --zone was registered: write --zone too, or leave --recorded out.",
        )
    with journal(mend=True, make=True) as opened:
        put_back = opened.recorder.brought.put_back
        lost = opened.rejections_missing()
        if chosen is not None:
            key = chosen.key
            registering(opened, recorded, lambda at: opened.choose_zone(key, at or now(), at), chosen)
            session_of(opened).fold_in()
        else:
            catch_up(opened)
        home = place.get().home
        told = {
            "database": shown(opened.url),
            "home": str(home) if home else None,
            "zone": zone_of_journal(opened).key,
            "put_back": [{"kind": one.kind, "name": one.name} for one in put_back],
            "rejections_lost": lost,
        }

    def show(_: object) -> None:
        where = both("Journalen er i", "The journal is in")
        out.print(f"{where} {told['home'] or told['database']}", markup=False, soft_wrap=True)
        if chosen is not None:
            out.print(f"{both('Tidszone', 'Time zone')}: {told['zone']}", markup=False)

    answer(told, json, show)
    _say_put_back(put_back)
    note_lost_rejections(lost)


def _say_put_back(put_back: Sequence[Fault]) -> None:
    """What was not as it should be, and stands again."""
    if put_back:
        named = ", ".join(f"{one.kind} {one.name}" for one in put_back)
        note(
            both(
                f"Journalen manglede noget, eller det var ændret; det er sat tilbage, og alle rækker er efterset: {named}. "
                "Find ud af, hvem der gjorde det.",
                f"Something of the journal was missing or altered; it was put back, and every row was looked at: {named}. "
                "Find out who did it.",
            )
        )


def stop() -> None:
    """Carry out ``sagsgang stop``."""
    home = place.get().home
    if home is None:
        raise Conflict(
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
            strange = [one.problem for one in strangers(connection, list(PROJECTIONS))]
        home = place.get().home
        calendars = calendar_coverage(opened, now())
        clocks, off = clock_problems(opened)
        behind = {name: found[name].position if name in found else None for name in PROJECTIONS}
        lag = lag_of(opened)
        told: dict[str, Any] = {
            "database": shown(opened.url),
            "home": str(home) if home else None,
            "position": head.position,
            "recorded": head.recorded,
            "live": opened.is_live(),
            "zone": zone_of_journal(opened).key,
            "case_types": sorted(opened.law(head.position).types()),
            "projections": behind,
            **msgspec.structs.asdict(lag),
            "calendars": calendars,
            "clock": clocks,
            "problems": [
                {"code": "calendar-ended" if one.runs_out == "has" else "calendar-ends", "text": text}
                for one in calendars
                if (text := ending(one))
            ]
            + [{"code": one.code, "text": one.text} for one in (*off, *strange)],
        }

    def show(_: object) -> None:
        out.print(f"Journal: {told['home'] or told['database']}", markup=False, soft_wrap=True)
        live = both("i drift", "live") if told["live"] else both("ikke gået i drift", "not yet live")
        out.print(
            f"Position {number(head.position)}, {both('sidst registreret', 'last recorded')} "
            f"{when(head.recorded, ZoneInfo(str(told['zone'])))}, {live}",
            markup=False,
        )
        out.print(f"{both('Tidszone', 'Time zone')}: {told['zone']}", markup=False)
        headings = both("Projektion|Position|Bagud", "Projection|Position|Behind").split("|")
        rows = [[name, position, head.position - (position or 0)] for name, position in behind.items()]
        out.print(table(headings, rows))
        show_lag(lag)
        show_sections([Section(id="endings", title=Text("", ""), lines=endings(calendars))], None)
        for one in (*off, *strange):
            out.print(say(one.text), style="yellow", markup=False, soft_wrap=True)

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
