"""SIGTERM and SIGINT, as whoever runs a node or a follower stops it: an orderly end, and nothing that went wrong."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stoppable(Protocol):
    """What ends in an orderly way when it is told to."""

    def stop(self) -> None:
        """Make it end soon; a signal's handler calls."""


class StoppedBySignal(KeyboardInterrupt):
    """Raised where nothing is there yet that could be told to stop. Libraries clean up after it as after Ctrl-C."""


@contextmanager
def stopped_by_signals(what: Stoppable) -> Iterator[None]:
    """A signal stops it in an orderly way; a second one ends the process at once. For the main thread alone."""

    def stop() -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        what.stop()

    with _on_signal(stop):
        yield


@contextmanager
def ending_at_signals() -> Iterator[None]:
    """For a command that runs until it is stopped: a signal that comes before it is at work ends it as well as later.

    For the main thread alone.
    """

    def end() -> None:
        raise StoppedBySignal

    with suppress(StoppedBySignal), _on_signal(end):
        yield


@contextmanager
def _on_signal(act: Callable[[], None]) -> Iterator[None]:
    before = {number: signal.signal(number, lambda *_: act()) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
