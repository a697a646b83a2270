"""Examining an installation: ``sagsgang doctor``. A question: it makes and changes nothing."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter
from psycopg import IsolationLevel

from ..doctor.examination import SOUND, Examined, examine
from ..doctor.finding import Finding, finding
from ..domain.problem import Problem
from ..journal.application import Journal
from ..journal.backup.kept_tables import without_limits
from ..journal.connection.datastore import JournalDatastore, check_server
from ..journal.schema.format import is_nothing_there, no_journal
from ..projections.upkeep.replay import replay as replay_all
from ..terminal.host_clock import host_clock
from ..terminal.language import both, counted, say
from ..terminal.output import answer, note, out
from ..terminal.progress import progress
from .asking import Json, place, url_of_what_is_there
from .rebuilding import DIFFERS

MARKS = {"error": "✗", "warning": "!", "note": "·", "unchecked": "?"}
STYLES = {"error": "bold red", "warning": "yellow", "note": "dim", "unchecked": "cyan"}


def doctor(
    *,
    replay: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "Regn også hver sag ud igen, og sammenlign (som sagsgang replay).",
                "Compute every case again too, and compare (as sagsgang replay).",
            ),
        ),
    ] = False,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang doctor``: exit status 4 when anything is to be mended.

    Raises Problem ``no-journal`` where there never was one, in a home as in a database.
    """
    home = place.get().home
    url = url_of_what_is_there(place.get())
    check_server(url)
    with JournalDatastore(url) as datastore, datastore.connect() as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction(), progress(both("Efterser", "Examining")) as advance:
            without_limits(connection)
            if is_nothing_there(connection):
                raise no_journal()
            found = examine(connection, host_clock(), home, advance)
    sound = all(one.is_sound for one in found)
    if replay:
        found.append(_replayed(url))
        sound = sound and found[-1].is_sound
    told = {"sound": sound, "checks": [line for one in found for line in _lines(one)]}
    answer(told, json, lambda _: _show(found))
    if not replay and sound and not json:
        note(
            both(
                "Om svarene følger af journalen, viser: sagsgang replay",
                "Whether answers follow from the journal shows: sagsgang replay",
            )
        )
    return 0 if sound else DIFFERS


def _replayed(url: str) -> Examined:
    """Every case computed anew and compared; the projections stay as far as they are."""
    try:
        with (
            Journal.open(url, make=False) as opened,
            progress(both("Afspiller", "Replaying")) as advance,
        ):
            done = replay_all(opened, None, advance)
    except Problem as problem:
        text = problem.text
        return Examined(
            "replay",
            [
                finding(
                    "not-replayed",
                    da=f"Sagerne kunne ikke afspilles: {text.da}",
                    en=f"The cases could not be replayed: {text.en}",
                    severity="unchecked",
                )
            ],
        )
    if not done.differences:
        return Examined("replay", [])
    first = "; ".join(done.differences[:5])
    return Examined(
        "replay",
        [
            finding(
                "replay-differs",
                da=f"{len(done.differences)} afvigelser mellem journalen og det, læserne får: {first}. Se alle: sagsgang replay",
                en=f"{len(done.differences)} differences between the journal and what readers are given: {first}. See all: sagsgang replay",
            )
        ],
    )


def _lines(examined: Examined) -> list[dict[str, Any]]:
    told = [
        {
            "part": examined.part,
            "code": one.code,
            "ok": one.ok,
            "severity": one.severity,
            "about": one.about,
            "text": say(one.text),
        }
        for one in examined.findings
    ]
    if examined.is_known_to_be_sound:
        sound = {"part": examined.part, "code": examined.part, "ok": True, "severity": "ok", "about": ""}
        told.insert(0, {**sound, "text": say(SOUND[examined.part])})
    return told


def _show(found: list[Examined]) -> None:
    for one in found:
        if one.is_known_to_be_sound:
            out.print(f"✓ {say(SOUND[one.part])}", style="green", markup=False, soft_wrap=True)
        alike: dict[str, list[Finding]] = {}
        for told in one.findings:
            alike.setdefault(told.code, []).append(told)
        for first, *others in alike.values():
            _show_finding(first)
            if others:
                also = ", ".join(other.about for other in others)
                out.print(both(f"  Det samme: {also}", f"  The same: {also}"), markup=False, soft_wrap=True)
    broken = sum(not told.ok for one in found for told in one.findings)
    if broken:
        out.print(
            counted(
                broken,
                *both(
                    "ting skal bringes i orden.|ting skal bringes i orden.",
                    "thing is to be mended.|things are to be mended.",
                ).split("|"),
            ),
            style="bold red",
        )


def _show_finding(one: Finding) -> None:
    text = f"{MARKS[one.severity]} {one.code}: {say(one.text)}"
    out.print(text, style=STYLES[one.severity], markup=False, soft_wrap=True)
