"""Arrays of tables in a TOML text as written, right or wrong: a wrong value is not a missing one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..excerpt import excerpt
from ..text import Text
from .toml_lines import Path
from .toml_page import Page


def written(listed: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of an array, each with its place; what is no array, or no table in it, is passed over."""
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict):
            yield index, item


def written_names(listed: object, name: str) -> list[str]:
    """What the tables of an array hold under ``name``."""
    return [item[name] for _, item in written(listed) if isinstance(item.get(name), str)]


def check_names(page: Page, path: Path, listed: object, name: str, what: Text) -> None:
    """No two tables of the array at ``path`` share a name. what: what the tables are called, with the article in Danish."""
    seen: dict[str, Path] = {}
    for index, item in written(listed):
        found = item.get(name)
        if not isinstance(found, str):
            continue
        place = (*path, index, name)
        first = seen.setdefault(found, place)
        if first != place:
            line = page.line(first)
            page.fault(
                place,
                da=f"{what.da.capitalize()} »{excerpt(found)}« findes allerede på linje {line}.",
                en=f'The {what.en} "{excerpt(found)}" stands on line {line} already.',
            )
