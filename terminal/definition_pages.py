"""What people define in files on the terminal: what a check finds, and what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .language import both, say
from .output import out, put_json
from .tables import table

if TYPE_CHECKING:
    from ..operations.definitions import Checked, Publication
    from ..operations.schemas import JsonSchema


def show_check(found: Checked, _: object) -> None:
    """What is wrong, line by line, what is in order, and what is to be said of it."""
    for fault in found.errors:
        out.print(f"{fault.file}:{fault.line}: {say(fault.reason)}", markup=False, soft_wrap=True)
    for one in found.in_order:
        in_order = both("i orden", "in order")
        out.print(f"{one.id}: {in_order}, {say(one.contents)}", style="green", markup=False)
    show_notes_of(found)


def show_published(found: Publication, _: object) -> None:
    """What was published, where in the journal it stands, and what is to be said of it."""
    headings = both("Hvad|Id|Position|", "What|Id|Position|").split("|")
    rows = [
        [one.kind, one.id, one.position, both("var der i forvejen", "was there already") if one.already else ""]
        for one in found.published
    ]
    out.print(table(headings, rows))
    show_notes_of(found)


def show_schema(found: JsonSchema, _: object) -> None:
    """The schema as a file that editors read, which it is for people too."""
    put_json(found)


def show_notes_of(answer: Any) -> None:
    """What is to be said of what is in order; with file and line, if it stands there."""
    notes: list[Any] = getattr(answer, "notes", [])
    for one in notes:
        said = f"{one.file}:{one.line}: {say(one.text)}" if hasattr(one, "line") else say(one)
        out.print(said, style="yellow", markup=False, soft_wrap=True)
