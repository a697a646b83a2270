"""Cases that are behind: their rows tell what was recorded up to a position, and their projection stands further.

Telling them takes longer than others are to wait, so it is done apart (``apart.py``). As long as a case is behind nobody
else writes rows of it. That it is, is kept with each generation of a projection, and changes together with its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from time import thread_time
from typing import LiteralString, NamedTuple

from ...domain.fold.rows import WHOLE, no_matter
from .registry import Connection, TableStanding
from .table import Projection

# Events of a case beyond which it is not told under the lock that others wait for, nor so many bytes of them.
MANY_EVENTS = 500
MANY_BYTES = 4 << 20
# Seconds of the processor that a case may take under that lock, and all cases of a batch that are not small.
PATIENCE = 0.5
SMALL = 100  # events; to tell such a case apart would cost more than it takes

OF_READERS: LiteralString = """
    SELECT case_id, min(behind.position) FROM sagsgang.cases_behind AS behind
    JOIN sagsgang.projections AS live ON (live.name, live.generation) = (behind.projection, behind.generation)
    GROUP BY case_id ORDER BY min(since), case_id"""
MAY_READ: LiteralString = "SELECT has_table_privilege(to_regclass('sagsgang.cases_behind'), 'SELECT')"

Standings = dict[str, TableStanding]


class TooLong(Exception):  # noqa: N818 - no error of anyone's: the case is told another way
    """A case takes longer to tell than others wait."""


PatienceOf = Callable[[int], Callable[[], None]]


def as_long_as_it_takes(events: int) -> Callable[[], None]:
    """For callers whom nobody waits for."""
    return no_matter


class Patience:
    """How long cases may be told while somebody waits. Raises TooLong when called later.

    clock: what the seconds are counted by: of the processor, or (``monotonic``) as the one who waits counts them.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = thread_time) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._ends - self._clock())

    def __call__(self) -> None:
        if self._clock() > self._ends:
            raise TooLong


class PatienceOfBatch:
    """How long each case of a batch may be told: so many seconds of the processor, shared by all that are not small."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._shared = Patience(seconds)

    def __call__(self, events: int) -> Callable[[], None]:
        """That of a case with so many events."""
        if events <= WHOLE:
            return no_matter
        return Patience(self._seconds) if events <= SMALL else self._shared


class Behind(NamedTuple):
    """A case that is behind. position: what its rows tell is what was recorded up to there."""

    case: str
    position: int


def put(
    connection: Connection, projection: Projection, generation: int, position: int, cases: Collection[str]
) -> None:
    """From here on these cases are behind, and their rows tell what was recorded up to a position; those that were stay."""
    if cases:
        connection.execute(
            "INSERT INTO sagsgang.cases_behind (projection, generation, case_id, position)"
            " SELECT %s, %s, case_id, %s FROM unnest(%s::text[]) AS case_id ON CONFLICT DO NOTHING",
            (projection.name, generation, position, sorted(cases)),
        )


def cases(connection: Connection, projections: Iterable[Projection], found: Standings) -> set[str]:
    """The cases that are behind in any of these generations."""
    return {case for one in positions(connection, projections, found).values() for case in one}


def positions(
    connection: Connection, projections: Iterable[Projection], found: Standings, case: str | None = None
) -> dict[str, dict[str, int]]:
    """By projection, the cases that are behind in its generation (or one of them), and how far their rows tell."""
    told: dict[str, dict[str, int]] = {}
    wanted = {one.name: found[one.name].generation for one in projections if one.name in found}
    for name, generation, one, position in connection.execute(
        "SELECT projection, generation, case_id, position FROM sagsgang.cases_behind"
        " WHERE projection = ANY(%s) AND (%s::text IS NULL OR case_id = %s) ORDER BY since, case_id",
        (list(wanted), case, case),
    ):
        if wanted[name] == generation:
            told.setdefault(name, {})[one] = position
    return told


def of_readers(connection: Connection) -> list[Behind]:
    """Those in what readers use, the longest first; none where nobody let this user look, or nothing was projected yet."""
    if connection.execute(MAY_READ).fetchone() != (True,):
        return []
    return [Behind(*row) for row in connection.execute(OF_READERS)]


def move(connection: Connection, projection: Projection, generation: int, case: str, until: int | None) -> None:
    """The rows of a case tell what was recorded up to a position; None: all that its projection tells."""
    where = (projection.name, generation, case)
    if until is None:
        connection.execute(
            "DELETE FROM sagsgang.cases_behind WHERE (projection, generation, case_id) = (%s, %s, %s)", where
        )
    else:
        connection.execute(
            "UPDATE sagsgang.cases_behind SET position = %s WHERE (projection, generation, case_id) = (%s, %s, %s)",
            (until, *where),
        )


def forget(connection: Connection, projection: Projection, keep: Sequence[int]) -> None:
    """Nothing is behind in generations that are dropped."""
    connection.execute(
        "DELETE FROM sagsgang.cases_behind WHERE projection = %s AND generation <> ALL(%s)",
        (projection.name, list(keep)),
    )
