"""Templates: text in which ``${column}`` stands for a row's value. ``$$`` is a dollar sign."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

LogRow = Mapping[str, str]
"""A row: the columns that hold something, by name."""

Filler = Callable[[LogRow], str | None]
"""Gives the text for a row, or None if a column that it names is empty."""

_PIECE = re.compile(r"\$\$|\$\{([^${}]+)\}|\$")


class TemplateError(ValueError):
    """A dollar sign that begins neither ``${column}`` nor ``$$``."""


class Template(NamedTuple):
    """A template taken apart: the literal text before, between and after the columns."""

    literals: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def literal(self) -> str | None:
        """The text, if no column is named in it."""
        return None if self.columns else self.literals[0]


def parse_template(text: str) -> Template:
    """The parts of ``text``. Raises TemplateError."""
    literals, columns, start = [""], [], 0
    for piece in _PIECE.finditer(text):
        literals[-1] += text[start : piece.start()]
        start = piece.end()
        if piece[1] is not None:
            columns.append(piece[1])
            literals.append("")
        elif piece[0] == "$$":
            literals[-1] += "$"
        else:
            raise TemplateError(text)
    literals[-1] += text[start:]
    return Template(tuple(literals), tuple(columns))


def compile_template(template: Template) -> Filler:
    """A function that fills ``template``; it runs for every row, so the usual forms have one of their own."""
    literals, columns = template
    if not columns:
        return lambda row: literals[0]
    if len(columns) == 1:
        return _one_column(columns[0], literals[0], literals[1])

    def fill(row: LogRow) -> str | None:
        text = literals[0]
        for column, literal in zip(columns, literals[1:], strict=True):
            value = row.get(column)
            if value is None:
                return None
            text += value + literal
        return text

    return fill


def _one_column(column: str, before: str, after: str) -> Filler:
    if not before and not after:
        return lambda row: row.get(column)

    def fill(row: LogRow) -> str | None:
        value = row.get(column)
        return None if value is None else before + value + after

    return fill
