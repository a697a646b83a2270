"""Problems: what a person can mend, said in both languages, with a code and a kind that never change.

The kind says whose affair it is; the exit status of a command follows from it, and so does the status of HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal, NamedTuple, Self

from .text import Text

INTERRUPTED = Text("afbrudt; det, der var skrevet, gælder.", "interrupted; what was written stands.")
"""What is said of work that somebody broke off, which is no problem."""
Kind = Literal["bad-input", "unknown", "conflict", "not-allowed", "unavailable", "fault"]


class See(NamedTuple):
    """An operation that helps, and what it is to be asked."""

    operation: str
    asked: dict[str, str | bool]


class Problem(Exception):  # noqa: N818 - it is the word that users read
    """Something that a person can mend: a stable code, and what is wrong and what to do, in both languages.

    parameter: which of the parameters asked with is at fault, by its name; none: it is nothing that was asked with;
    empty: one of those that are alike, and the words show which.
    details: ``see``, the name of the operation that helps, or a ``See``; ``or_else``, another parameter that would do.

    A parameter that names what is not there (a type, a unit, a deadline, a check) is a ``BadInput`` of that parameter,
    wherever it is asked; the case that is asked about, where it is not there, is ``Unknown``.
    """

    kind: ClassVar[Kind] = "fault"
    code: str = "problem"
    parameter: str | None = None

    def __init__(
        self, *, da: str, en: str, code: str | None = None, parameter: str | None = None, **details: Any
    ) -> None:
        super().__init__(en)
        self.text = Text(da, en)
        self.code = code or type(self).code
        self.parameter = type(self).parameter if parameter is None else parameter
        self.details = details

    @property
    def see(self) -> str | None:
        """The name of the operation that helps."""
        see: See | str | None = self.details.get("see")
        return see.operation if isinstance(see, See) else see

    def worded(self, da: str, en: str) -> Self:
        """The same problem in other words."""
        other: Self = _as_it_was(type(self), (en,), self.__dict__ | {"text": Text(da, en)})
        return other

    def __reduce__(self) -> tuple[Callable[..., Problem], tuple[Any, ...]]:
        """How one is sent to another process: whatever its class asks for when it is made, all that it says goes along.

        Python would make it anew from its words alone, which fails there and ends that process.
        """
        return _as_it_was, (type(self), self.args, self.__dict__)


class BadInput(Problem):
    """What was sent, asked or written is not as it must be: it is mended there."""

    kind = "bad-input"


class Unknown(Problem):
    """What is asked about is not there, or was not at the moment asked."""

    kind = "unknown"


class Conflict(Problem):
    """What is there already speaks against it: look at it, and decide anew."""

    kind = "conflict"


class NotAllowed(Problem):
    """Whoever asks lacks the right."""

    kind = "not-allowed"


class Unavailable(Problem):
    """What is needed for it cannot be had now: a server, a lock, a disk, another system."""

    kind = "unavailable"


class InternalFault(Problem):
    """Something stored, or the program itself, is not as it should be."""

    kind = "fault"


KINDS: dict[str, type[Problem]] = {
    one.kind: one for one in (BadInput, Unknown, Conflict, NotAllowed, Unavailable, InternalFault)
}


def _as_it_was(kind: type[Any], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    problem = kind.__new__(kind, *args)
    problem.args = args
    problem.__dict__.update(state)
    return problem
