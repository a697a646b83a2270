"""Examining an installation, whatever state it is in: a question that makes and changes nothing."""

from __future__ import annotations

from typing import Annotated

import msgspec
from psycopg import IsolationLevel

from ..doctor.examination import examine, replayed
from ..doctor.finding import Diagnosis
from ..domain.text import Text
from ..journal.application import Journal
from ..journal.backup.kept_tables import without_limits
from ..journal.connection.datastore import JournalDatastore, check_server
from ..journal.schema.format import is_nothing_there, no_journal
from ..projections.upkeep.replay import Replayed, replay
from .operation_help import told
from .session import Session


class DoctorAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at beside the installation itself."""

    replay: Annotated[
        bool,
        told(
            "Regn også hver sag ud igen, og sammenlign, som ved en afspilning.",
            "Compute every case again too, and compare, as a replay does.",
        ),
    ] = False


class Examination(msgspec.Struct, kw_only=True):
    """What was found, part by part. sound: whether nothing is to be mended."""

    sound: bool
    checks: list[Diagnosis]


def doctor(session: Session, asked: DoctorAsked) -> Examination:
    """Examine the installation. The session's journal is not asked: it may be one that can't be opened.

    Raises Problem ``no-journal`` where there never was one.
    """
    url, home, host = session.installation
    check_server(url)
    with JournalDatastore(url) as datastore, datastore.connect() as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction(), session.listener.progress(Text("Efterser", "Examining")) as advance:
            without_limits(connection)
            if is_nothing_there(connection):
                raise no_journal()
            found = examine(connection, host, home, advance)

    def replay_all() -> Replayed:
        """Of every case; the projections stay as far as they are."""
        with (
            Journal.open(url, make=False) as opened,
            session.listener.progress(Text("Afspiller", "Replaying")) as advance,
        ):
            return replay(opened, None, advance)

    if asked.replay:
        found += replayed(replay_all)
    sound = all(one.ok for one in found)
    if sound and not asked.replay:
        session.listener.note(
            Text(
                "Om svarene følger af journalen, viser en afspilning.",
                "Whether answers follow from the journal shows a replay.",
            ),
            see="replay",
        )
    return Examination(sound=sound, checks=found)
