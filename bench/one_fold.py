"""One history folded, every position of it: run by the Python of any checkout, so it uses only what every version has.

Words: the history, how many events, and after how many seconds of processor it is cut off. Says one line of JSON: the
seconds of processor that it took, or that it was cut off.
"""

from __future__ import annotations

import json
import signal
import sys
from time import process_time
from types import FrameType

from late_histories import HISTORIES, law, recorded  # type: ignore[import-not-found]
from sagsgang.domain.fold.rows import rows


class CutOff(BaseException):
    """It took too long."""


def cut_off(number: int, frame: FrameType | None) -> None:
    """The time is over."""
    raise CutOff


def main(name: str, size: str, most: str) -> None:
    """Fold, and say how long it took."""
    history, governing = recorded(HISTORIES[name](int(size))), law()
    signal.signal(signal.SIGPROF, cut_off)
    signal.setitimer(signal.ITIMER_PROF, float(most))
    began, done = process_time(), True
    try:
        rows(history, governing)
    except CutOff:
        done = False
    signal.setitimer(signal.ITIMER_PROF, 0)
    print(json.dumps({"seconds": process_time() - began, "done": done}))


if __name__ == "__main__":
    main(*sys.argv[1:])
