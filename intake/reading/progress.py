"""How far a reading has come, said every now and then."""

from __future__ import annotations

from collections.abc import Callable

from .source import Source

BytesRead = Callable[[int], None]
"""Called now and then with the bytes read so far of all files together; ``source.total_bytes`` is its end."""

_REPORTED = 1_000  # records between two reports


class Reporter:
    """Says how many bytes have been read, every now and then."""

    def __init__(self, progress: BytesRead | None) -> None:
        self._progress = progress
        self._records = 0
        self._before = 0

    def one_of(self, source: Source) -> None:
        """One record more has been read of ``source``."""
        self._records += 1
        if self._progress and self._records % _REPORTED == 0:
            self._progress(self._before + source.consumed())

    def several_of(self, source: Source, records: int) -> None:
        """So many records more have been read of ``source``."""
        self._records += records
        if self._progress and self._records % _REPORTED < records:
            self._progress(self._before + source.consumed())

    def end_of(self, source: Source) -> None:
        """All of ``source`` has been read."""
        self._before += source.consumed()
        if self._progress:
            self._progress(self._before)
