"""Examining an installation: ``sagsgang doctor``. A question: it makes and changes nothing."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter
from psycopg import IsolationLevel

from ..doctor.examination import SOUND, Examined, examine
from ..doctor.finding import Finding
from ..journal.datastore import JournalDatastore, check_server
from ..journal.kept_tables import without_limits
from ..terminal.host_clock import host_clock
from ..terminal.language import both, counted, say
from ..terminal.output import answer, note, out
from ..terminal.progress import progress
from .asking import Json, place, url_of_what_is_there
from .rebuilding import DIFFERS, replay_journal

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
    """Carry out ``sagsgang doctor``: exit status 4 when anything is to be mended."""
    home = place.get().home
    url = url_of_what_is_there(place.get())
    check_server(url)
    with JournalDatastore(url) as datastore, datastore.connect() as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction(), progress(both("Efterser", "Examining")) as advance:
            without_limits(connection)
            found = examine(connection, host_clock(), home, advance)
    sound = all(one.is_sound for one in found)
    answer(
        {"sound": sound, "checks": [line for one in found for line in _lines(one)]}, json, lambda _: _show(found)
    )
    if replay and not any(one.code == "no-journal" for part in found for one in part.findings):
        if json:
            note(both("Sammenlign med: sagsgang replay", "Compare by: sagsgang replay"))
        else:
            return max(replay_journal(), 0 if sound else DIFFERS)
    elif not json and sound:
        note(
            both(
                "Om svarene følger af journalen, viser: sagsgang replay",
                "Whether answers follow from the journal shows: sagsgang replay",
            )
        )
    return 0 if sound else DIFFERS


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
    if examined.is_sound:
        sound = {"part": examined.part, "code": examined.part, "ok": True, "severity": "ok", "about": ""}
        told.insert(0, {**sound, "text": say(SOUND[examined.part])})
    return told


def _show(found: list[Examined]) -> None:
    for one in found:
        if (
            not any(
                finding.severity == "unchecked" and finding.code.endswith("-unchecked") for finding in one.findings
            )
            and one.is_sound
        ):
            out.print(f"✓ {say(SOUND[one.part])}", style="green", markup=False, soft_wrap=True)
        for finding in one.findings:
            _show_finding(finding)
    broken = sum(not finding.ok for one in found for finding in one.findings)
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


def _show_finding(finding: Finding) -> None:
    text = f"{MARKS[finding.severity]} {finding.code}: {say(finding.text)}"
    out.print(text, style=STYLES[finding.severity], markup=False, soft_wrap=True)
