"""What was rejected, as a file that ``import`` or ``append`` takes again once it is mended."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import PurePath

from ...domain.problem import BadInput, Problem
from ...journal.rejections import Heading, KeptRejection

_SHOWN = 10  # files that are named where one has to be chosen


def is_from(kept: KeptRejection, origin: str | None) -> bool:
    """Whether a rejection came from the file ``origin``, said whole or by its name alone; None: from any."""
    said = kept.rejection.origin
    return origin is None or said == origin or PurePath(said).name == origin


class RejectedLines:
    """The lines of rejections, under the column names that they stood under, each once.

    A file has one heading: rejections of several files are one only where none has column names, as events have none.
    """

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._headings: dict[str, list[Heading]] = {}
        for heading in headings:
            self._headings.setdefault(heading.origin, []).append(heading)
        self.without_bytes = 0
        """Rejections of a whole file, such as a damaged one, of which there are no lines."""

    def of(self, kept: Callable[[], Iterable[KeptRejection]]) -> Iterator[bytes]:
        """The lines without their ends. Raises Problem (several-files) before the first.

        kept: reads the rejections; twice, for memory need not hold them all.
        """
        headings = Counter((one.rejection.origin, self.heading_of(one)) for one in kept() if one.rejection.raw)
        if any(raw for _, raw in headings) and len({raw for _, raw in headings}) > 1:
            raise _several(headings)
        if raw := next((raw for _, raw in headings if raw), b""):
            yield raw
        given: set[bytes] = set()
        for one in kept():
            line = one.rejection.raw.rstrip(b"\r\n")
            digest = sha256(line).digest()
            if not line:
                self.without_bytes += 1
            elif digest not in given:
                given.add(digest)
                yield line

    def heading_of(self, kept: KeptRejection) -> bytes:
        """The column names that held when the line was rejected; none for a file without."""
        held = self._headings.get(kept.rejection.origin, [])
        place = bisect_left(held, kept.id, key=lambda heading: heading.id)
        return held[place - 1].raw if place else b""


def _several(headings: Counter[tuple[str, bytes]]) -> Problem:
    files = sorted({origin for origin, _ in headings})
    shown = ", ".join(files[:_SHOWN]) + (" …" if len(files) > _SHOWN else "")
    da = f"Det afviste er fra flere filer med hver deres kolonner: vælg den ene ({shown})."
    en = f"What was rejected is from several files, each with its own columns: choose one ({shown})."
    if len(files) == 1:
        da = f"{shown} har haft forskellige kolonnenavne: tag dem hver for sig, fra et nummer og så mange."
        en = f"{shown} has had different column names: take them one by one, from a number and so many."
    return BadInput(code="several-files", or_else="after" if len(files) == 1 else "origin", da=da, en=en)
