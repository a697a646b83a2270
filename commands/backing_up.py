"""Backing up and restoring: the journal as one file, whole or as it was known at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .. import __version__
from ..doctor.finding import numbered
from ..domain.problem import BadInput, Problem
from ..intake.loading.choices import KEPT as OF_IMPORTS
from ..journal.application import Journal
from ..journal.backup.backup import Moment, back_up
from ..journal.backup.backup_file import opened
from ..journal.backup.restore import check_known, restore
from ..journal.connection.location import shown
from ..journal.schema.row_faults import BrokenRule
from ..journal.server.embedded import discard
from ..journal.server.home import located
from ..operations.moments import moment_of, zone_of
from ..operations.problems import out_of_bounds
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.upkeep.differing_rows import KEPT as REPLACED
from ..terminal.language import both, counted, number
from ..terminal.output import answer, note, out
from ..terminal.progress import progress
from ..terminal.tables import when
from .asking import DIFFERS, Json, check_said, journal, place, url_of

LISTED = 5
LAST_POSITION = 2**62
BESIDE = (OF_IMPORTS, REPLACED)
Until = Annotated[
    str | None,
    Parameter(
        name=("--until", "--at"),
        help=both("Kun det, som var registreret da (alt).", "Only what was recorded by then (everything)."),
    ),
]
Position = Annotated[
    int | None,
    Parameter(help=both("Kun hændelser til og med denne position.", "Only events up to this position, included.")),
]


def backup(
    to: Annotated[
        str,
        Parameter(
            help=both(
                "Filen, som ikke må findes, eller en mappe, hvor den får et navn.",
                "The file, which must not be there, or a folder in which it gets a name.",
            )
        ),
    ],
    *,
    until: Until = None,
    position: Position = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang backup``: exit status 4 when rows are in it that no restore takes."""
    check_said("to", to)
    with journal() as opened_journal:
        zone = zone_of_journal(opened_journal)
        at = moment_of(until, zone) if until is not None else None
        moment = _moment(at, position)
        with progress(both("Sikkerhedskopierer", "Backing up")) as advance:
            done = back_up(opened_journal, Path(to), __version__, BESIDE, moment, advance)
    manifest = done.manifest
    rows = {held.table: held.rows for held in manifest.tables}
    told = {
        "file": str(done.path),
        "bytes": done.path.stat().st_size,
        "position": manifest.position,
        "recorded": manifest.recorded,
        "until": manifest.until,
        "events": rows["stored_events"],
        "rejections": rows["rejections"],
        "left_out": done.left_out,
        "rejections_left_out": done.rejections_left_out,
        "broken": [one._asdict() for one in done.broken],
    }

    def show(_: object) -> None:
        out.print(f"{both('Skrevet', 'Written')}: {done.path}", markup=False, soft_wrap=True)
        _show_rows(manifest.position, manifest.recorded, rows["rejections"], when(manifest.recorded, zone))

    answer(told, json, show)
    _say_rejections_left_out(done.rejections_left_out)
    if position is not None and manifest.position < position:
        note(
            both(
                f"Journalen ender ved position {manifest.position}.",
                f"The journal ends at position {manifest.position}.",
            )
        )
    if done.left_out:
        names = ", ".join(done.left_out)
        note(
            both(
                f"Ikke med, fordi databasebrugeren ikke må læse dem: {names}. Uden dem læses importerede filer forfra.",
                f"Left out because the database user may not read them: {names}. Without them imported files are read anew.",
            )
        )
    return _told_broken(done.broken)


def _told_broken(broken: Sequence[BrokenRule]) -> int:
    """Say which rows no restore takes, and up to where it does. Gives the exit status."""
    if not broken:
        return 0
    listed = "; ".join(f"{one.rule} ({one.rows}): {numbered(one.positions, one.rows)}" for one in broken)
    note(
        both(
            "Skrevet, men den kan ikke indlæses hel: rækker i journalen er ikke, som den skriver dem (regel, antal, de første "
            f"positioner): {listed}. Behold den seneste sikkerhedskopi uden denne besked, og se: sagsgang doctor",
            "Written, but it can't be restored whole: rows of the journal are not as it writes them (rule, number, first "
            f"positions): {listed}. Keep the latest backup without this message, and see: sagsgang doctor",
        )
    )
    last = min(one.positions[0] for one in broken) - 1
    if last > 0:
        note(
            both(
                f"Så langt den er hel: sagsgang restore --position {last}",
                f"As far as it is whole: sagsgang restore --position {last}",
            )
        )
    return DIFFERS


def _say_rejections_left_out(count: int) -> None:
    if count:
        note(
            both(
                f"{counted(count, 'afvist linje', 'afviste linjer')} fra efter det tidspunkt er ikke med.",
                f"{counted(count, 'rejected line', 'rejected lines')} of after that moment "
                f"{'is' if count == 1 else 'are'} left out.",
            )
        )


def restore_backup(
    from_: Annotated[
        Path,
        Parameter(
            name="--from",
            help=both(
                "Filen, som 'sagsgang backup' skrev, eller en mappe, der har én.",
                "The file that 'sagsgang backup' wrote, or a folder that has one.",
            ),
        ),
    ],
    *,
    until: Until = None,
    position: Position = None,
    zone: Annotated[
        str | None,
        Parameter(
            help=both("Tidszone for --until (Europe/Copenhagen).", "Time zone of --until (Europe/Copenhagen).")
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang restore``."""
    read_in = zone_of(zone or "Europe/Copenhagen")
    moment = _moment(moment_of(until, read_in) if until is not None else None, position)
    with opened(_one_file(from_)) as found:
        check_known(found)
        with progress(both("Efterprøver", "Verifying")) as advance:
            found.verify(advance)
        with (
            _nothing_left(),
            Journal.to_be_made(url_of(place.get())) as fresh,
            progress(both("Indlæser", "Restoring")) as advance,
        ):
            done = restore(fresh, found, BESIDE, moment, advance)
    with journal() as opened_journal:  # as anyone opens it from now on, and checks what can be checked at once
        told = {
            "file": str(found.path),
            "database": shown(opened_journal.url),
            "home": str(place.get().home) if place.get().home else None,
            "position": done.position,
            "recorded": done.recorded,
            "events": done.rows.get("stored_events", 0),
            "rejections": done.rows.get("rejections", 0),
            "rejections_left_out": done.left_out,
        }
        recorded = when(done.recorded, zone_of_journal(opened_journal))

    def show(_: object) -> None:
        where = both("Journalen er i", "The journal is in")
        out.print(f"{where} {told['home'] or told['database']}", markup=False, soft_wrap=True)
        _show_rows(done.position, done.recorded, done.rows.get("rejections", 0), recorded)
        note(
            both(
                "Alt er læst tilbage og sammenlignet. Efterprøv svarene med: sagsgang replay",
                "All of it was read back and compared. Check the answers by: sagsgang replay",
            )
        )

    answer(told, json, show)
    _say_rejections_left_out(done.left_out)


@contextmanager
def _nothing_left() -> Iterator[None]:
    """What fails in here leaves no embedded server behind that was made for it."""
    home = place.get().home
    was_there = home is None or (located(home) / "postgres").exists()
    try:
        yield
    except BaseException:
        if home is not None and not was_there:
            with suppress(Problem, OSError):
                if not discard(home):
                    note(
                        both(
                            f"I {home} er der en database uden journal; indlæs i den, eller stop den: sagsgang stop",
                            f"In {home} there is a database without a journal; restore into it, or stop it: sagsgang stop",
                        )
                    )
        raise


def _show_rows(position: int, recorded: datetime | None, rejections: int, said: str) -> None:
    events = counted(position, *both("hændelse|hændelser", "event|events").split("|"))
    lines = counted(rejections, *both("afvist linje|afviste linjer", "rejected line|rejected lines").split("|"))
    last = f" {both('til', 'until')} {said}" if recorded else ""
    out.print(f"Position {number(position)}: {events}{last}, {lines}", markup=False)


def _moment(at: datetime | None, position: int | None) -> Moment:
    """What the call says. Raises Problem ``bad-number``, ``until-or-position``."""
    if position is not None:
        if not 0 <= position <= LAST_POSITION:
            raise out_of_bounds("position", 0, LAST_POSITION)
        if at is not None:
            raise BadInput(
                code="until-or-position",
                parameter="until",
                da="Skriv enten --until eller --position.",
                en="Write either --until or --position.",
            )
    return Moment(at, position)


def _one_file(path: Path) -> Path:
    """The file that is meant. Raises Problem ``which-backup``."""
    check_said("from", str(path))
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.zip"))
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in found[:LISTED]) or both("ingen", "none")
    if len(found) > LISTED:
        names += f" … (+{len(found) - LISTED})"
    raise BadInput(
        code="which-backup",
        parameter="backup",
        da=f"Hvilken sikkerhedskopi i {path}? Skriv filens navn. Der er: {names}",
        en=f"Which backup in {path}? Write the file's name. There are: {names}",
    )
