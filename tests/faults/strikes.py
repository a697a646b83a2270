"""Killing a call at a random moment of its life."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from random import Random
from time import monotonic

from ..commands.program import end

Call = subprocess.Popen[bytes]


def duration(call: Call) -> float:
    """How many seconds a call that has just begun takes, undisturbed; it must succeed."""
    began = monotonic()
    finished = end(call)
    assert finished.status == 0, finished.err
    return monotonic() - began


class Striker:
    """Kills calls with SIGKILL at moments drawn evenly from those in which they are at work.

    seconds: what an undisturbed call takes; the first third goes by before it does anything. No outcome depends on it:
    a call that ends before its moment counts as no hit, and the moments come earlier from then on.
    """

    def __init__(self, seed: int, seconds: float) -> None:
        self.chance = Random(seed)
        self.seconds = seconds
        self.hits = 0

    def strike(self, call: Call, meanwhile: Callable[[], None] | None = None) -> bool:
        """Kill a call, unless it ends before its moment: then it must have succeeded. Says whether it was killed.

        meanwhile: done again and again until then.
        """
        moment = monotonic() + self.chance.uniform(self.seconds / 3, self.seconds)
        while meanwhile is not None and monotonic() < moment and call.poll() is None:
            meanwhile()
        try:
            call.wait(max(0, moment - monotonic()))
        except subprocess.TimeoutExpired:
            kill(call)
            self.hits += 1
            return True
        finished = end(call)
        assert finished.status == 0, finished.err
        self.seconds *= 0.8
        return False


def kill(call: Call) -> None:
    """Kill a call, and it alone: what it has started is left to see for itself."""
    call.send_signal(signal.SIGKILL)
    call.wait()
    for stream in (call.stdout, call.stderr):
        if stream is not None:
            stream.close()


def clear(call: Call) -> None:
    """Kill whatever a call has left."""
    with suppress(ProcessLookupError):
        os.killpg(call.pid, signal.SIGKILL)
