"""Kinds of value of a mapping that its struct's types do not say: what a condition may be, and a column with a dot."""

from __future__ import annotations

from typing import Any

import msgspec

from ...domain.excerpt import excerpt, nearest
from ...domain.written.toml_form import table, whole
from ...domain.written.toml_kinds import any_text
from ...domain.written.toml_lines import Path
from ...domain.written.toml_page import Kind, Page

ANY_TEXT = {"type": ["string", "integer"]}


def texts(page: Page, path: Path, value: Any) -> Any:
    """A kind: a text or a list of texts; a whole number is read as its text."""
    if isinstance(value, list):
        read = [texts(page, (*path, index), one) for index, one in enumerate(value)]
        return None if None in read else tuple(read)
    return str(value) if type(value) is int else any_text(page, path, value)


def condition_of(form: type[msgspec.Struct]) -> Kind:
    """A kind: what must hold of a column. ``true`` and ``false`` are words for yes and no."""
    in_full = about_column(form)

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, bool):
            return {"truth": value}
        return in_full(page, path, value) if isinstance(value, dict) else texts(page, path, value)

    return kind


def about_column(form: type[msgspec.Struct]) -> Kind:
    """A kind: a table about a column, read whole or not at all. Under no key of its own it may be a name with a dot."""
    known = [field.encode_name for field in msgspec.structs.fields(form)]
    in_full = whole(table(form))

    def kind(page: Page, path: Path, value: Any) -> Any:
        if not isinstance(value, dict) or not value or any(nearest(key, known) for key in value):
            return in_full(page, path, value)
        key, listed = excerpt(next(iter(value))), ", ".join(known)
        dotted = f'"{excerpt(path[-1])}.{key}"'
        page.fault(
            (*path, next(iter(value))),
            da=f"Ukendt nøgle »{key}«. Kendte: {listed}; en kolonne med punktum skrives i anførselstegn: {dotted}.",
            en=f'Unknown key "{key}". Known: {listed}; a column with a dot is written in quotes: {dotted}.',
        )
        return None

    return kind
