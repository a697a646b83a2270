"""What an examination says: a stable code, how grave it is, and what to do, in both languages."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..domain.text import Text

Severity = Literal["error", "warning", "note", "unchecked"]
"""error: something does not verify. warning: something that guards is missing, or more is allowed than needed. note:
worth knowing, and nothing is wrong. unchecked: the user may not look."""
NAMED = 10


class Finding(msgspec.Struct, frozen=True):
    """One thing that was found. about: what of the kind it is, as a name of a trigger, a projection or a role."""

    code: str
    text: Text
    severity: Severity = "error"
    about: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is nothing to mend."""
        return self.severity in ("note", "unchecked")


def finding(code: str, *, da: str, en: str, severity: Severity = "error", about: str = "") -> Finding:
    """A finding from its words."""
    return Finding(code, Text(da, en), severity, about)


def numbered(positions: list[int], count: int) -> str:
    """The first of some positions, and how many more there are."""
    listed = ", ".join(map(str, positions[:NAMED]))
    return listed + (f" … (+{count - len(positions[:NAMED])})" if count > len(positions[:NAMED]) else "")
