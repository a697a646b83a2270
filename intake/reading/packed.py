"""Gzip as bytes, of one member or several: unpacked as it comes, or read through beforehand.

The checksum of a member stands at its end. What is read before it may be invented by one flipped bit, so a file is
read through before its first row is believed; only of a pipe that is not possible.
"""

from __future__ import annotations

import io
import zlib

from ..event.input_problems import Malformed

_MAGIC = b"\x1f\x8b\x08"  # two bytes for gzip, one for the only method there is
_PACKED = 1 << 16
_UNPACKED = 1 << 20
_AS_GZIP = 16 + zlib.MAX_WBITS


def is_packed(start: bytes) -> bool:
    """Whether a file that begins so is gzip. One with a single flipped bit still is: damaged, and no text."""
    found = start[: len(_MAGIC)]
    as_it_is = sum(byte == wanted for byte, wanted in zip(found, _MAGIC, strict=False))
    return found[:2] == _MAGIC[:2] or (as_it_is == 2 and len(found) == 3)


def is_cut_off(name: str, start: bytes) -> bool:
    """Whether a file called as packed ones are holds less than the first signs of one: nothing, or a piece of them."""
    return name.lower().endswith((".gz", ".gzip")) and len(start) < len(_MAGIC) and _MAGIC.startswith(start)


def cut_off() -> Malformed:
    """What is wrong with a packed file that has not even begun."""
    return nothing_read(_damage("er ikke komplet", "is not complete"))


def damage_in(file: io.BufferedReader) -> Malformed | None:
    """What is wrong in the packed ``file``, read through from where it stands and put back there; None if nothing."""
    start = file.tell()
    unpacked = Unpacked(file, salvage=False)
    room = memoryview(bytearray(_UNPACKED))
    while unpacked.readinto(room):
        pass
    file.seek(start)
    return unpacked.damage


class Unpacked(io.RawIOBase):
    """A gzip stream that gives every byte before the damage and then ends.

    salvage: whether the last bytes before it are wanted; to keep them costs a copy of the state for each piece.
    """

    def __init__(self, packed: io.BufferedReader, *, salvage: bool = True) -> None:
        self._packed = packed
        self._salvage = salvage
        self._member = zlib.decompressobj(_AS_GZIP)
        self._begun = False  # whether the current member has got any bytes
        self._pending = b""
        self._ready = memoryview(b"")
        self._open = True
        self.damage: Malformed | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a memoryview is what it is given
        while not self._ready and self._open:
            self._ready = memoryview(self._next())
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _next(self) -> bytes:
        """The next unpacked bytes; empty where there are none yet."""
        packed = self._pending or self._packed.read(_PACKED)
        self._pending = b""
        if not self._begun:
            packed = packed.lstrip(b"\0")  # the padding that block copies leave after a member
        if not packed and not self._begun:
            self._open = self._packed.peek(1) != b""
            return b""
        self._begun = True
        before = self._member.copy() if self._salvage else None
        try:
            data = self._member.decompress(packed, _UNPACKED)
        except zlib.error:
            self._damaged("er beskadiget", "is corrupt")
            return _up_to_damage(before, packed) if before else b""
        if self._member.eof:
            self._pending = self._member.unused_data
            self._member, self._begun = zlib.decompressobj(_AS_GZIP), False
        elif packed or data:
            self._pending = self._member.unconsumed_tail
        else:
            self._damaged("er ikke komplet", "is not complete")
        return data

    def _damaged(self, da: str, en: str) -> None:
        self._open = False
        self.damage = _damage(da, en)


def _damage(da: str, en: str) -> Malformed:
    return Malformed(
        code="damaged-file",
        da=f"Den pakkede fil {da} herfra: hent den igen. Linjerne før er læst.",
        en=f"The compressed file {en} from here on: fetch it again. The lines before have been read.",
        said_da=da,
        said_en=en,
    )


def nothing_read(damage: Malformed) -> Malformed:
    """The same damage, found before the first line was read."""
    da, en = damage.details["said_da"], damage.details["said_en"]
    return Malformed(
        code=damage.code,
        da=f"Den pakkede fil {da}: hent den igen. Intet af den er læst.",
        en=f"The compressed file {en}: fetch it again. Nothing of it has been read.",
    )


def _up_to_damage(before: zlib._Decompress, packed: bytes) -> bytes:
    """Byte by byte up to the failing one: the call that failed has swallowed what was good before it."""
    data = bytearray()
    try:
        for place in range(len(packed)):
            data += before.decompress(packed[place : place + 1])
    except zlib.error:
        pass
    return bytes(data)
