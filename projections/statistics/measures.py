"""Every measure of the office by name, so that statistics, reports and targets count by the same definition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec

from ...domain.measure_entries import ENTRIES, MeasureEntry
from ...domain.problem import BadInput
from ...domain.text import Text

if TYPE_CHECKING:
    from ..asking.grouping import Figures, Selection
    from ..asking.reader import Reader


class Measure(MeasureEntry):
    """A measure, and what counts it: read when it is asked for, and no other's."""

    @cached_property
    def count(self) -> Callable[[Reader, Selection], Sequence[Any]]:
        """What counts it."""
        found: Callable[[Reader, Selection], Sequence[Any]] = getattr(self._file, self.at.partition(":")[2])
        return found

    @cached_property
    def definition(self) -> Text:
        """What it means."""
        found: Text = self._file.DEFINITION
        return found

    @cached_property
    def row(self) -> type[Figures]:
        """The struct of its rows."""
        [found] = get_args(get_type_hints(self.count)["return"])
        kind: type[Figures] = found
        return kind

    @property
    def fields(self) -> tuple[str, ...]:
        """By what it can be divided, beside attributes."""
        return tuple(dict.fromkeys(["case", *self._file.FIELDS]))

    @property
    def _file(self) -> Any:
        room = __package__.rpartition(".")[0]
        return import_module(f"{room}.{self.at.partition(':')[0]}")

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the figures in a row."""
        return tuple(
            field.name
            for field in msgspec.structs.fields(self.row)
            if {int, float} & {field.type, *get_args(field.type)}
        )

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of the figures that are a number of something: nought where there is nothing."""
        return tuple(field.name for field in msgspec.structs.fields(self.row) if field.type is int)


class UnknownMeasure(BadInput):
    """A measure was asked for that there is not."""

    code = "unknown-measure"


MEASURES = {one.name: Measure(**vars(one)) for one in ENTRIES}
"""What there is to count, by name; the columns of its rows are named in ``presentation/model/columns.py``."""


def measure(name: str) -> Measure:
    """The measure of a name. Raises UnknownMeasure."""
    if name not in MEASURES:
        known = ", ".join(sorted(MEASURES))
        raise UnknownMeasure(
            da=f"Der er intet mål {name!r}. Mål: {known}.", en=f"There is no measure {name!r}. Measures: {known}."
        )
    return MEASURES[name]
