"""Backing up and restoring: the journal as one file, whole or as it was known at a moment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from .. import __version__
from ..doctor.finding import numbered
from ..domain.text import Text
from ..domain.words.figures import counted
from ..intake.loading.choices import KEPT as OF_IMPORTS
from ..journal.application import Journal
from ..journal.backup.backup import Extent, back_up
from ..journal.backup.backup_file import opened
from ..journal.backup.restore import check_known
from ..journal.backup.restore import restore as put_back
from ..journal.schema.row_faults import BrokenRule
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.upkeep.differing_rows import KEPT as REPLACED
from . import problems
from .installation import Located, located
from .moments import moment_of, zone_of
from .operation_help import told
from .session import Session

BESIDE = (OF_IMPORTS, REPLACED)
LISTED = 5
LAST_POSITION = 2**62
Until = Annotated[
    str | None, told("Kun det, som var registreret da (alt).", "Only what was recorded by then (everything).")
]
UpTo = Annotated[
    Annotated[int, msgspec.Meta(ge=0, le=LAST_POSITION)] | None,
    told("Kun hændelser til og med denne position.", "Only events up to this position, included."),
]


class BackupAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Where a backup is written, and how much of the journal."""

    to: Annotated[
        str,
        told(
            "Filen, som ikke må findes, eller en mappe, hvor den får et navn.",
            "The file, which must not be there, or a folder in which it gets a name.",
        ),
    ]
    until: Until = None
    position: UpTo = None


class BackupWritten(msgspec.Struct, kw_only=True):
    """A backup that was written, up to a position. left_out: tables that the user may not read. broken: what keeps a restore
    from taking it; whole_until: it takes as much as is of up to there; none: all of it."""

    file: str
    bytes: int
    position: int
    recorded: datetime | None
    until: datetime | None
    zone: str
    events: int
    rejections: int
    left_out: list[str]
    rejections_left_out: int
    broken: list[BrokenRule]
    whole_until: int | None


class RestoreAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which backup is restored, and how much of it."""

    backup: Annotated[
        str,
        told(
            "Filen, der er skrevet som sikkerhedskopi, eller en mappe, der har én.",
            "The file that was written as a backup, or a folder that has one.",
        ),
    ] = msgspec.field(name="from")
    until: Until = None
    position: UpTo = None
    zone: Annotated[
        str, told("Tidszone for until (Europe/Copenhagen).", "Time zone of until (Europe/Copenhagen).")
    ] = "Europe/Copenhagen"


class BackupRestored(Located, frozen=True, kw_only=True):
    """A journal that was restored from a backup, up to a position."""

    file: str
    position: int
    recorded: datetime | None
    zone: str
    events: int
    rejections: int
    rejections_left_out: int


def backup(session: Session, asked: BackupAsked) -> BackupWritten:
    """Write the journal to a file, while others work. Raises BadMoment, Problem ``until-or-position``, ``backup-exists``,
    ``not-written``."""
    zone = zone_of_journal(session.journal)
    moment = _moment(asked, zone)
    with session.listener.progress(Text("Sikkerhedskopierer", "Backing up")) as advance:
        done = back_up(session.journal, Path(asked.to), __version__, BESIDE, moment, advance)
    manifest = done.manifest
    rows = {held.table: held.rows for held in manifest.tables}
    _note_rejections_left_out(session, done.rejections_left_out)
    if asked.position is not None and manifest.position < asked.position:
        end = manifest.position
        session.listener.note(Text(f"Journalen ender ved position {end}.", f"The journal ends at position {end}."))
    if done.left_out:
        session.listener.note(_left_out(done.left_out))
    if done.broken:
        session.listener.note(_broken(done.broken), see="doctor")
    return BackupWritten(
        file=str(done.path),
        bytes=done.path.stat().st_size,
        position=manifest.position,
        recorded=manifest.recorded,
        until=manifest.until,
        zone=zone.key,
        events=rows["stored_events"],
        rejections=rows["rejections"],
        left_out=done.left_out,
        rejections_left_out=done.rejections_left_out,
        broken=done.broken,
        whole_until=min((one.positions[0] - 1 for one in done.broken), default=None),
    )


def restore(session: Session, asked: RestoreAsked) -> BackupRestored:
    """Put a backup into a database that holds no journal. The session's journal is asked for once the file is verified.

    Raises BadMoment, Problem ``which-backup``, ``until-or-position``, ``no-backup``, ``backup-damaged``, ``backup-newer``,
    ``restore-not-empty`` and others of ``journal.backup.restore``.
    """
    moment = _moment(asked, zone_of(asked.zone))
    with opened(_one_file(Path(asked.backup))) as found:
        check_known(found)
        with session.listener.progress(Text("Efterprøver", "Verifying")) as advance:
            found.verify(advance)
        journal = session.journal
        with session.listener.progress(Text("Indlæser", "Restoring")) as advance:
            done = put_back(journal, found, BESIDE, moment, advance)
    url, _, host = session.installation
    with Journal.open(
        url, host=host
    ) as restored:  # as anyone opens it from now on, and checks what can be checked at once
        zone = zone_of_journal(restored)
    session.listener.note(READ_BACK, see="replay")
    _note_rejections_left_out(session, done.left_out)
    return BackupRestored(
        **located(session),
        file=str(found.path),
        position=done.position,
        recorded=done.recorded,
        zone=zone.key,
        events=done.rows.get("stored_events", 0),
        rejections=done.rows.get("rejections", 0),
        rejections_left_out=done.left_out,
    )


def _moment(asked: BackupAsked | RestoreAsked, zone: ZoneInfo) -> Extent:
    """How much is kept. Raises BadMoment, Problem ``until-or-position``."""
    if asked.until is None:
        return Extent(None, asked.position)
    if asked.position is not None:
        raise problems.until_or_position()
    return Extent(moment_of(asked.until, zone), None)


def _one_file(path: Path) -> Path:
    """The file that is meant. Raises Problem ``which-backup``."""
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.zip"))
    if len(found) == 1:
        return found[0]
    more = f" … (+{len(found) - LISTED})" if len(found) > LISTED else ""
    raise problems.which_backup(path, ", ".join(one.name for one in found[:LISTED]) + more)


def _note_rejections_left_out(session: Session, count: int) -> None:
    if count:
        lines = counted(count, Text("afvist linje", "rejected line"), Text("afviste linjer", "rejected lines"))
        session.listener.note(
            Text(
                f"{lines.da} fra efter det tidspunkt er ikke med.",
                f"{lines.en} of after that moment {'is' if count == 1 else 'are'} left out.",
            )
        )


def _left_out(tables: list[str]) -> Text:
    named = ", ".join(tables)
    return Text(
        f"Ikke med, fordi databasebrugeren ikke må læse dem: {named}. Uden dem læses importerede filer forfra.",
        f"Left out because the database user may not read them: {named}. Without them imported files are read anew.",
    )


def _broken(broken: list[BrokenRule]) -> Text:
    """Which rows no restore takes."""
    listed = "; ".join(f"{one.rule} ({one.rows}): {numbered(one.positions, one.rows)}" for one in broken)
    return Text(
        "Skrevet, men den kan ikke indlæses hel: rækker i journalen er ikke, som den skriver dem (regel, antal, de første "
        f"positioner): {listed}. Behold den seneste sikkerhedskopi uden denne besked.",
        "Written, but it can't be restored whole: rows of the journal are not as it writes them (rule, number, first "
        f"positions): {listed}. Keep the latest backup without this message.",
    )


READ_BACK = Text(
    "Alt er læst tilbage og sammenlignet. Efterprøv svarene ved at afspille.",
    "All of it was read back and compared. Check the answers by a replay.",
)
