"""What a writer of many events knows without asking the journal, as long as nobody else has written since.

Looking up whether an event is there already, and how far its case has come, costs the server as much as writing it. A
source of which the journal held nothing has only what this writer wrote of it; a case that it wrote to stands where it
left it. Memory is bounded: events are remembered by marks, of which a few lead to a question that was not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from .admission import Candidate, EventRow

WORTH = 500
"""Events of one batch from which on remembering pays."""

_PLACES = (
    1 << 24
)  # one byte each, taken only where it is used: of a million events one in a hundred is asked for in vain
_BITS = 24
_CASES = 100_000


class Recent:
    """What was found and written under the journal's lock. It holds while the journal ends where this writer left it.

    Two threads that write in turn make it begin anew each time; what it says then is still so.
    """

    def __init__(self) -> None:
        self._end: tuple[int, datetime | None] | None = None
        self._new: frozenset[str] = frozenset()  # sources of which the journal held nothing when this began
        self._marks = bytearray()
        self._versions: dict[str, int] = {}

    def begin(self, end: tuple[int, datetime | None], sources: set[str], there: Callable[[str], bool]) -> None:
        """Under the lock: the journal ends at ``end``. there: whether it holds anything of a source."""
        if self._end == end:
            return
        self._versions = {}
        self._new = frozenset(source for source in sources if not there(source))
        self._marks = bytearray(_PLACES if self._new else 0)
        self._end = end

    def unknown(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those of the candidates that the journal may hold."""
        marks, new, last = self._marks, self._new, _PLACES - 1
        if not new:
            return list(candidates)
        found = []
        for candidate in candidates:
            mark = hash(candidate[4])
            if (marks[mark & last] and marks[mark >> _BITS & last]) or candidate[3] not in new:
                found.append(candidate)
        return found

    def unknown_ids(self, source: str, ids: Sequence[str]) -> list[str]:
        """The same of events of one source, by their ids."""
        if source not in self._new:
            return list(ids)
        marks, last = self._marks, _PLACES - 1
        return [id_ for id_ in ids if marks[(mark := hash(id_)) & last] and marks[mark >> _BITS & last]]

    def versions(self, cases: Iterable[str]) -> dict[str, int]:
        """How far those of the cases have come of which it is known."""
        held = self._versions
        return {case: held[case] for case in cases if case in held}

    def wrote(self, rows: Sequence[EventRow]) -> None:
        """These rows were written and committed, and are the journal's last."""
        self.wrote_columns(
            rows[0].position,
            rows[-1].recorded,
            [row.case for row in rows],
            [row.version for row in rows],
            [row.event_id for row in rows],
        )

    def wrote_columns(
        self, first: int, recorded: datetime, cases: Sequence[str], versions: Sequence[int], ids: Sequence[str]
    ) -> None:
        """The same of rows as columns. first: the position of the first; recorded: when the last was."""
        if self._end is None or self._end[0] + 1 != first:
            self._end = None
            return
        if len(self._versions) > _CASES:
            self._versions.clear()
        self._versions.update(zip(cases, versions, strict=True))
        if marks := self._marks:
            last = _PLACES - 1
            for id_ in ids:
                mark = hash(id_)
                marks[mark & last] = marks[mark >> _BITS & last] = 1
        self._end = first + len(ids) - 1, recorded
