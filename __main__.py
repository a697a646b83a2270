"""The program as it is started: ``sagsgang``, or ``python -m sagsgang``.

Who interrupts a call (Ctrl-C, SIGTERM) gets a line and exit status 130, whether it was starting, working or ending then.
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # until the handlers stand nothing is read that takes time
    from collections.abc import Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM)
OBJECTS_BETWEEN = 20_000  # made before cycles are looked for, of which a start makes none; the usual is 700
INTERRUPTED = 130  # the exit status: that of a shell for Ctrl-C


def main() -> None:
    """Carry out a call. A program that starts this one may ignore SIGINT: here it is heard."""
    _handle(_end_at_once)
    gc.set_threshold(OBJECTS_BETWEEN)
    from .cli import carry_out  # noqa: PLC0415 - it reads most of the program

    with _interruptible() as interrupted:
        status = carry_out()
    raise SystemExit(INTERRUPTED if interrupted else status)


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """An interruption in here ends what is being done as an error does; a second one ends the process. Gives the signals
    that came: work that was done already may stand, and is told of, so the call need not end by the error."""
    came: list[int] = []

    def interrupt(number: int, _: object) -> None:
        _handle(_end_at_once)
        came.append(number)
        raise KeyboardInterrupt

    _handle(interrupt)
    try:
        yield came
    finally:
        _handle(_end_at_once)


def _end_at_once(*_: object) -> None:
    """End the process without its clean-up, for which modules may be missing that were just being read."""
    try:
        from .domain.problem import INTERRUPTED as SAID  # noqa: PLC0415
        from .terminal.language import say  # noqa: PLC0415

        said = say(SAID)
    except (ImportError, AttributeError):  # it came while these were read
        said = "interrupted."
    os.write(2, f"sagsgang: {said}\n".encode())
    os._exit(INTERRUPTED)


def _handle(handler: object) -> None:
    for number in SIGNALS:
        signal.signal(number, handler)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
