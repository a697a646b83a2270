"""Whether projections were made from this journal as it is now: a standing remembers the event at its position."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import LiteralString, NamedTuple

from psycopg import sql

from ...domain.problem import InternalFault, Problem, See
from ..tables.registry import EVENT_AT, Connection

REPLACE = See("rebuild", {"replace": True})
# One statement sees one state: nobody's standing is read before the event that it rests on.
STRANGE: LiteralString = """
    SELECT name, position, head FROM (
        SELECT name, position, event, to_regclass('sagsgang.' || name || '_' || generation) AS table,
            (SELECT coalesce(max(notification_id), 0) FROM sagsgang.stored_events) AS head
        FROM sagsgang.projections WHERE name = ANY({})
    ) AS registered
    WHERE "table" IS NOT NULL AND (position > head OR event IS NOT NULL AND event IS DISTINCT FROM ({}))
    ORDER BY position DESC, name"""


# Whether each stands at the journal's end, rests on the event there, and has its table; and whether cases are set aside.
AT_THE_END: LiteralString = """
    SELECT name, position, fold, to_regclass('sagsgang.' || name || '_' || generation) IS NOT NULL
        AND position = (SELECT coalesce(max(notification_id), 0) FROM sagsgang.stored_events)
        AND (event IS NULL OR event IS NOT DISTINCT FROM ({}))
        AND NOT EXISTS (SELECT FROM sagsgang.cases_behind),
        EXISTS (SELECT FROM sagsgang.cases_set_aside)
    FROM sagsgang.projections"""


class UpToDate(NamedTuple):
    """Projections that stand at the journal's end, ``position``, in every case. aside: whether cases may be set aside."""

    position: int
    aside: bool


class Stranger(NamedTuple):
    """A projection that does not rest on this journal: it stands beyond its end, or the event at its position is another."""

    name: str
    position: int
    head: int

    def __str__(self) -> str:
        what = f"the journal ends at {self.head}" if self.position > self.head else "the event there is another"
        return f"{self.name} stands at position {self.position}: {what}"

    @property
    def problem(self) -> Problem:
        """What that is, and what to do."""
        return _ahead(self) if self.position > self.head else _of_another(self)


def strangers(connection: Connection, names: Sequence[str]) -> list[Stranger]:
    """Those of the projections that were made from another journal, or from this one before it lost or changed events."""
    query = sql.SQL(STRANGE).format(sql.Placeholder(), sql.SQL(EVENT_AT).format(sql.SQL("position")))
    return [Stranger(*row) for row in connection.execute(query, (list(names),))]


def up_to_date(connection: Connection, names: Collection[str], fold: int) -> UpToDate | None:
    """How these projections, and no others, stand at the journal's end, by that fold; None: there is something to do, or to
    say. The tables are there."""
    query = sql.SQL(AT_THE_END).format(sql.SQL(EVENT_AT).format(sql.SQL("position")))
    rows = connection.execute(query).fetchall()
    if len(rows) != len(names) or {name for name, _, by, stands, _ in rows if stands and by == fold} != {*names}:
        return None
    return UpToDate(rows[0][1], rows[0][4])


def check_origin(connection: Connection, names: Sequence[str]) -> None:
    """Raises Problem ``projection-ahead`` or ``projection-of-another``: no answer may come from them, and what they hold may
    be the only trace of what is gone."""
    for stranger in strangers(connection, names):
        raise stranger.problem


def _ahead(one: Stranger) -> Problem:
    return InternalFault(
        code="projection-ahead",
        see=REPLACE,
        da=f"Projektionen {one.name} står ved position {one.position}, og journalen ender ved {one.head}: "
        "journalen har mistet "
        "hændelser, eller den er genskabt til et tidligere tidspunkt. Intet besvares. Er noget slettet, så gem "
        "databasen, som "
        "den er, og genskab en sikkerhedskopi i en ny. Er journalen den rette, så genopbyg projektionerne, og erstat dem.",
        en=f"The projection {one.name} stands at position {one.position}, and the journal ends at {one.head}: "
        "the journal has "
        "lost events, or was restored to an earlier moment. Nothing is answered. If something was deleted, "
        "keep the database "
        "as it is and restore a backup into a new one. If the journal is the right one, rebuild the "
        "projections, and replace them.",
        projection=one.name,
        position=one.position,
        head=one.head,
    )


def _of_another(one: Stranger) -> Problem:
    return InternalFault(
        code="projection-of-another",
        see=REPLACE,
        da=f"Projektionen {one.name} er lavet af en anden journal end denne, eller hændelsen ved position "
        f"{one.position} er "
        "ændret siden. Intet besvares. Er noget ændret, så gem databasen, som den er, og genskab en "
        "sikkerhedskopi i en ny. "
        "Er journalen den rette, så genopbyg projektionerne, og erstat dem.",
        en=f"The projection {one.name} was made from another journal than this one, or the event at position "
        f"{one.position} was "
        "changed since. Nothing is answered. If something was changed, keep the database as it is and restore "
        "a backup into a "
        "new one. If the journal is the right one, rebuild the "
        "projections, and replace them.",
        projection=one.name,
        position=one.position,
        head=one.head,
    )
