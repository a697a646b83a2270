"""Faults of the program while one case is folded: what is said of them, and what of them is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from ..events.unreadable import CannotBeRead
from ..problem import InternalFault, Problem


class NotComputed(InternalFault):
    """A fault in the program keeps a case from being computed."""

    code = "cannot-be-computed"


def named(error: Exception) -> str:
    """The kind of an error and where in the program it was raised, ``KeyError (clock.py:87)``, or in the journal it is:
    ``unreadable-event (position 17)``."""
    if isinstance(error, CannotBeRead):
        return f"{error.code} (position {error.details['position']})"
    where = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} ({Path(where.filename).name}:{where.lineno})"


@contextmanager
def computing(case: str) -> Iterator[None]:
    """For what folds one case to tell of it. Raises NotComputed where that raises anything else."""
    try:
        yield
    except CannotBeRead as error:
        raise NotComputed(
            code=error.code,
            da=f"Sagen {case} kan ikke gennemregnes. {error.text.da}",
            en=f"The case {case} cannot be computed. {error.text.en}",
            **error.details,
        ) from error
    except (Problem, MemoryError):
        raise
    except Exception as error:
        raise NotComputed(
            see="set-aside",
            da=f"Sagen {case} kan ikke gennemregnes: en fejl i programmet, {named(error)}. Dens hændelser er i "
            "journalen, som de kom. Meld fejlen.",
            en=f"The case {case} cannot be computed: a fault in the program, {named(error)}. Its events are in "
            "the journal as they came. Report the fault.",
        ) from error
