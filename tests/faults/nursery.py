"""Nodes that start at once: the program is read one time, and each node is a fork of that, a process of its own.

A node that is started as people do it needs a second of a processor for that, which a thousand kills have not.

Run as a program, it takes a line of JSON for each node to be started, and answers with one for each that began or ended.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

REAPED_EVERY = 0.02  # seconds
NEVER = 3600.0


class Nursling:
    """A node that was started so; as ``subprocess.Popen`` has it."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self._nursery = nursery

    @property
    def returncode(self) -> int | None:
        """How it ended; None: not that anybody knows."""
        return self._nursery.ended.get(self.pid)

    def poll(self) -> int | None:
        """How it ended, if it has."""
        self._nursery.listen(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        give_up = monotonic() + (timeout or NEVER)
        while self.returncode is None:
            assert monotonic() < give_up, "it did not end"
            self._nursery.listen(REAPED_EVERY)
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, unless it has ended."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """Starts nodes. ended: the exit status of those that ended, by their number, as ``subprocess`` gives it."""

    def __init__(self, call: subprocess.Popen[bytes]) -> None:
        self.ended: dict[int, int] = {}
        self._began: list[int] = []
        self._heard = b""
        self._call = call

    def start(self, words: Sequence[str], log: Path) -> Nursling:
        """Start ``sagsgang WORDS``, which says everything into a file."""
        assert self._call.stdin is not None
        self._call.stdin.write(json.dumps({"words": words, "log": str(log)}).encode() + b"\n")
        self._call.stdin.flush()
        while not self._began:
            self.listen(NEVER)
        return Nursling(self, self._began.pop())

    def listen(self, seconds: float) -> None:
        """Take up what is said, waiting for it so long at most."""
        assert self._call.stdout is not None
        if not select.select([self._call.stdout], [], [], seconds)[0]:
            return
        said = os.read(self._call.stdout.fileno(), 65_536)
        assert said, "the nursery ended"
        *lines, self._heard = (self._heard + said).split(b"\n")
        for line in map(json.loads, lines):
            if "status" in line:
                self.ended[line["pid"]] = line["status"]
            else:
                self.ended.pop(line["pid"], None)  # the system gives numbers again
                self._began.append(line["pid"])


@contextmanager
def nursery(env: dict[str, str]) -> Iterator[Nursery]:
    """A nursery, whose nodes have this environment. None of them is left in the end."""
    with subprocess.Popen(
        [sys.executable, __file__], env=env, stdin=-1, stdout=-1, start_new_session=True
    ) as call:
        try:
            yield Nursery(call)
        finally:
            os.killpg(call.pid, signal.SIGKILL)


def main() -> None:
    """Start what is asked for, and say what ended, until there is nobody any more who asks."""
    from sagsgang.cli import run  # not by who only imports the above

    while True:
        if select.select([0], [], [], REAPED_EVERY)[0]:
            asked = os.read(0, 65_536)
            if not asked:
                return
            for line in map(json.loads, asked.splitlines()):
                pid = os.fork()
                if pid == 0:
                    _speak_into(line["log"])
                    os._exit(run(line["words"]))
                _say(pid=pid)
        while (ended := _ended()) is not None:
            _say(pid=ended[0], status=os.waitstatus_to_exitcode(ended[1]))


def _ended() -> tuple[int, int] | None:
    try:
        found = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return found if found[0] else None


def _speak_into(log: str) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number, into in enumerate((os.open(os.devnull, os.O_RDONLY), file, file)):
        os.dup2(into, number)


def _say(**said: Any) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
