"""Logs as offers in the order in which they land: read here, or in a process of its own where that is worth it.

Reading and mapping take the time of one core, writing that of another: a large log is read by one process while the
other lands what it gives. What is on its way between them is bounded by bytes, and keeps its order.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import BinaryIO, NamedTuple, cast

import msgspec

from ...domain.problem import KINDS, Problem, Unavailable
from ..event.offer import Offer, pack_many, unpack_many
from ..event.sheaf import Sheaf, pack_sheaf, unpack_sheaf
from ..mapping.mapping import LogMapping, MappingError
from ..reading.progress import BytesRead, Reporter
from ..reading.remarks import ImportRemarks
from ..reading.source import total_bytes
from .arrangement import arranged
from .record_offers import Reading, offers_of

WORTH_A_PROCESS = 8 << 20
"""Bytes of files above which reading them takes longer than starting a process."""

_FRAME = 500  # records that are handed over together
_HEAVY = 1 << 20  # bytes of records after which they are handed over, however few
_OBJECTS_BETWEEN = 100_000  # made before cycles are looked for
_OFFERS, _SHEAF, _END, _PROBLEM, _FAULT = b"o", b"s", b"e", b"p", b"f"


class Log(NamedTuple):
    """A foreign log: its files, read as one in the order given, and how they are read."""

    mapping: LogMapping
    paths: Sequence[Path]

    @property
    def chooses(self) -> bool:
        """Whether it is asked for firsts or lasts."""
        return any(rule.only != "each" for rule in self.mapping.rules)

    @property
    def is_arranged(self) -> bool:
        """Whether all of it must be read before it is known what lands first."""
        return self.is_sorted or self.chooses

    @property
    def is_sorted(self) -> bool:
        """Whether its records land in another order than that of the files."""
        return self.mapping.says_recorded or self.mapping.order is not None


@contextmanager
def offers_to_land(
    logs: Sequence[Log], reading: Reading, progress: BytesRead | None = None
) -> Iterator[Iterator[Offer | Sheaf]]:
    """What the records of ``logs`` offer."""
    size = total_bytes([path for log in logs for path in log.paths])
    if reading.columns is not None or size is None or size < WORTH_A_PROCESS or (os.cpu_count() or 1) < 2:
        yield offers_in_order(logs, reading, Reporter(progress))
        return
    with _reader(pickle.dumps((logs, reading))) as pipe:
        yield _received(pipe, progress, reading.remarks)


@contextmanager
def _reader(work: bytes) -> Iterator[BinaryIO]:
    """A process that reads logs, and what it says. It ends with this one: it sees its input end."""
    here = [str(path) for path in sys.path]
    program = f"import sys; sys.path[:] = {here!r}; from {__name__} import read_apart; read_apart()"
    reader = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (our own words)
    assert reader.stdin is not None
    assert reader.stdout is not None
    try:
        reader.stdin.write(len(work).to_bytes(8, "big") + work)
        reader.stdin.flush()
        yield cast(BinaryIO, reader.stdout)
    finally:
        reader.kill()
        reader.stdin.close()
        reader.stdout.close()
        reader.wait()


def offers_in_order(logs: Sequence[Log], reading: Reading, report: Reporter) -> Iterator[Offer | Sheaf]:
    """The same, read here. The mappings are made ready at once, so what is wrong in one is said before anything lands."""
    is_arranged = any(log.is_arranged for log in logs)
    reading = reading._replace(sheaves=reading.sheaves and not is_arranged)
    offers = chain.from_iterable(
        [offers_of(log.mapping, log.paths, reading, number, report) for number, log in enumerate(logs)]
    )
    if not is_arranged:
        return offers
    return arranged(cast(Iterator[Offer], offers), reading.chunk, by_place=not any(log.is_sorted for log in logs))


def _received(
    pipe: BinaryIO, progress: BytesRead | None, remarks: ImportRemarks | None
) -> Iterator[Offer | Sheaf]:
    """What the other process gives; raises what it raised."""
    while True:
        head = pipe.read(5)
        size = int.from_bytes(head[1:], "big")
        content = pipe.read(size)
        if len(head) < 5 or len(content) < size:
            raise _killed()
        kind = head[:1]
        if kind in (_OFFERS, _SHEAF):
            if progress:
                progress(int.from_bytes(content[:8], "big"))
            if kind == _SHEAF:
                yield unpack_sheaf(memoryview(content)[8:])
            else:
                yield from unpack_many(content[8:])
        elif kind == _END:
            if remarks and content:
                remarks.take_over(pickle.loads(content))  # noqa: S301 (from the process that this one started)
            return
        elif kind == _PROBLEM:
            raise _problem_of(content)
        else:
            raise RuntimeError(content.decode())


def _killed() -> Problem:
    """The other process ended without a word: it was ended from outside."""
    return Unavailable(
        code="worker-killed",
        da="Den proces, der læser loggen, blev afbrudt udefra, oftest fordi maskinen manglede hukommelse. Det, der er "
        "landet, gælder. Giv plads, og kør importen igen: den fortsætter, hvor den slap.",
        en="The process that reads the log was ended from outside, most often because the machine was short of memory. "
        "What has landed stands. Make room and run the import again: it goes on where it stopped.",
    )


def _bytes_of(problem: Problem) -> bytes:
    """A problem on its way between two processes; one of the mapping with its place there."""
    words = problem.reason if isinstance(problem, MappingError) else problem.text
    place = problem.path if isinstance(problem, MappingError) else ()
    details = {name: problem.details.get(name) for name in ("file", "line")}
    return msgspec.json.encode((problem.kind, problem.code, words.da, words.en, place, details))


def _problem_of(content: bytes) -> Problem:
    kind, code, da, en, place, details = msgspec.json.decode(content)
    if code == MappingError.code:
        return MappingError(da=da, en=en, file=details["file"], line=details["line"], path=tuple(place))
    return KINDS[kind](code=code, da=da, en=en)


def read_apart() -> None:
    """Read logs in this process and hand over what they offer, as another that has started it asks."""
    # Rows make no cycles, but a problem met in one does: cycles are looked for, seldom, and not among what was imported.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN, 20, 100)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # whoever is at the terminal stops the other, and that ends this one
    said, told = sys.stdin.buffer, sys.stdout.buffer
    work = said.read(int.from_bytes(said.read(8), "big"))
    logs, reading = pickle.loads(work)  # noqa: S301 (from the process that started this one)
    Thread(target=_end_with, args=(said,), daemon=True).start()
    done = [0]
    report = Reporter(lambda read: done.__setitem__(0, read))

    def tell(kind: bytes, content: bytes = b"") -> None:
        told.write(kind + len(content).to_bytes(4, "big") + content)
        told.flush()

    try:
        for frame in _frames(offers_in_order(logs, reading, report)):
            read = done[0].to_bytes(8, "big")
            if isinstance(frame, Sheaf):
                tell(_SHEAF, read + pack_sheaf(frame))
            else:
                tell(_OFFERS, read + pack_many(frame))
        tell(_END, pickle.dumps(reading.remarks))
    except BrokenPipeError:
        os._exit(1)  # whoever asked has gone
    except Problem as problem:
        tell(_PROBLEM, _bytes_of(problem))
    except Exception:
        tell(_FAULT, traceback.format_exc().encode())


def _end_with(said: BinaryIO) -> None:
    """Nothing more is said: when the input ends, whoever asked has gone."""
    said.read(1)
    os._exit(1)


def _frames(offers: Iterator[Offer | Sheaf]) -> Iterator[list[Offer] | Sheaf]:
    frame: list[Offer] = []
    weight = 0
    for offer in offers:
        if isinstance(offer, Sheaf):
            if frame:
                yield frame
                frame, weight = [], 0
            yield offer
            continue
        frame.append(offer)
        weight += offer.weight
        if len(frame) >= _FRAME or weight >= _HEAVY:
            yield frame
            frame, weight = [], 0
    yield frame
