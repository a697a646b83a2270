"""What a writer of many events knows without asking the journal, as long as nobody else has written since.

Looking up whether an event is there already, and how far its case has come, costs the server as much as writing it. A
source of which the journal held nothing has only what this writer wrote of it; a case that it wrote to stands where it
left it. Memory is bounded: events are remembered by marks, of which a few lead to a question that was not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from .admission import Candidate, Row

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

    def versions(self, cases: Iterable[str]) -> dict[str, int]:
        """How far those of the cases have come of which it is known."""
        held = self._versions
        return {case: held[case] for case in cases if case in held}

    def wrote(self, rows: Sequence[Row]) -> None:
        """These rows were written and committed, and are the journal's last."""
        if self._end is None or self._end[0] + 1 != rows[0].position:
            self._end = None
            return
        if len(self._versions) > _CASES:
            self._versions.clear()
        marks, versions, last = self._marks, self._versions, _PLACES - 1
        for _, case, version, _, _, _, event_id, _ in rows:
            versions[case] = version
            if marks:
                mark = hash(event_id)
                marks[mark & last] = marks[mark >> _BITS & last] = 1
        self._end = rows[-1].position, rows[-1].recorded
