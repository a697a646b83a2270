"""What is told of a parameter where it is declared: its words of help, and how it is written."""

from __future__ import annotations

from typing import Annotated, Any, get_args, get_origin

import msgspec

from ..domain.text import Text


def told(da: str, en: str, *, positional: bool = False, group: Text | None = None) -> msgspec.Meta:
    """The help of a parameter in both languages. positional: it is written without its name where parameters can be.

    group: what several of many parameters are about.
    """
    return msgspec.Meta(description=en, extra={"help": Text(da, en), "positional": positional, "group": group})


def parts_of(annotated: Any) -> tuple[Any, Text, bool, Text | None, tuple[float, float] | None]:
    """A type, its help, whether positional, its group, its bounds. What is told last holds: it may be told of anew."""
    assert get_origin(annotated) is Annotated, f"a parameter without words of help: {annotated}"
    kind, *metas = get_args(annotated)
    *_, extra = (one.extra for one in metas if isinstance(one, msgspec.Meta) and one.extra)
    return kind, extra["help"], extra["positional"], extra["group"], _bounds_of(annotated)


def _bounds_of(kind: Any) -> tuple[float, float] | None:
    """The least and the most that a number may be; None: it is none, or has no bounds."""
    for one in get_args(kind):
        if isinstance(one, msgspec.Meta) and one.ge is not None and one.le is not None:
            return one.ge, one.le
        if (found := _bounds_of(one)) is not None:
            return found
    return None
