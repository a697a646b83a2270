"""A JSON Schema on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .output import put_json

if TYPE_CHECKING:
    from ..operations.schemas import JsonSchema


def show_schema(found: JsonSchema, _: object) -> None:
    """The schema as a file that editors read, which it is for people too."""
    put_json(found)
