"""What an examination says: a stable code, how grave it is, and what to do, in both languages."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..domain.problem import Problem
from ..domain.text import Text

Severity = Literal["ok", "error", "warning", "note", "unchecked"]
"""error: something does not verify. warning: something that guards is missing, or more is allowed than needed. note:
worth knowing, and nothing is wrong. unchecked: the user may not look. ok: all of a part was looked at, and is sound."""
Part = Literal[
    "home", "schema", "rows", "rejections", "projections", "tables", "rights", "server", "clock", "replay"
]
NAMED = 10


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was found, in which part of the installation. ok: whether it is nothing to mend.

    about: what of the kind it is, as a name of a trigger, a projection or a role. see: the operation that mends it, or tells
    more.
    """

    part: Part | None = None
    code: str
    ok: bool
    severity: Severity
    about: str
    text: Text
    see: str | None = None


def finding(
    code: str, *, da: str, en: str, severity: Severity = "error", about: str = "", see: str | None = None
) -> Diagnosis:
    """A finding from its words; the examination says of which part it is."""
    ok = severity in ("ok", "note", "unchecked")
    return Diagnosis(code=code, text=Text(da, en), ok=ok, severity=severity, about=about, see=see)


def of_problem(problem: Problem, about: str = "") -> Diagnosis:
    """That there is a problem."""
    return finding(problem.code, da=problem.text.da, en=problem.text.en, about=about, see=problem.see)


def numbered(positions: list[int], count: int) -> str:
    """The first of some positions, and how many more there are."""
    listed = ", ".join(map(str, positions[:NAMED]))
    return listed + (f" … (+{count - len(positions[:NAMED])})" if count > len(positions[:NAMED]) else "")
