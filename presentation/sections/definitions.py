"""What people define in files: what a check finds, and what was published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...domain.text import Text
from ...domain.written.toml_page import FileNote
from ..model.columns import listed
from ..model.section import Column, Line, Section
from ..model.sentences import same, sentence

if TYPE_CHECKING:  # what says endings alone needs no calendars of the world
    from ...operations.definitions import Checked, Publication

UNTITLED = same("")
ALWAYS = Text("altid", "always")
ID = Column(id="id", label=Text("Id", "Id"), sort="text", key=True)
TITLE = Column(id="title", label=Text("Titel", "Title"), sort="text")
VALID_FROM = Column(id="valid_from", label=Text("Gælder fra", "Valid from"), sort="date")
POSITION = Column(id="position", label=Text("Position", "Position"), sort="number", priority=2)
PUBLISHED = (
    Column(id="kind", label=Text("Hvad", "What"), sort="text"),
    ID,
    POSITION,
    Column(id="already", label=UNTITLED, sort="text"),
)
THERE_BEFORE = Text("var der i forvejen", "was there already")


def checked(found: Checked, _: object) -> list[Section]:
    """What is wrong, line by line, what is in order, and what is to be said of it."""
    faults = [Line(_in_file(one.file, one.line, one.reason), whole=True) for one in found.errors]
    in_order = [
        Line(
            sentence("{id}: i orden, {contents}", "{id}: in order, {contents}", id=one.id, contents=one.contents),
            "good",
        )
        for one in found.in_order
    ]
    return [Section(id="check", title=UNTITLED, lines=(*faults, *in_order, *notes_of(found)))]


def published(found: Publication, _: object) -> list[Section]:
    """What was published, where in the journal it stands, and what is to be said of it."""
    table = listed(found.published, *PUBLISHED, already=lambda one: THERE_BEFORE if one.already else UNTITLED)
    return [Section(id="published", title=UNTITLED, **table, notes=notes_of(found))]


def versions(
    id_: str,
    found: Sequence[Any],
    columns: Sequence[Column],
    following: str | None,
    *,
    none: Text | None = None,
    publish: str | None = None,
    **cells: Callable[[Any], Any],
) -> list[Section]:
    """A list of published versions.

    following: the cursor of those after. none, publish: what is said where there are none, and the operation that publishes
    one. cells: as of ``listed``.
    """
    table = listed(found, *columns, **{"valid_from": lambda one: one.valid_from or ALWAYS, **cells})
    empty: dict[str, Any] = {"empty": none, "see": None if found else publish} if none else {}
    return [Section(id=id_, title=UNTITLED, **table, next=following, **empty)]


def notes_of(answer: Any) -> tuple[Line, ...]:
    """What is to be said of what is in order; with file and line, if it stands there."""
    noted: Sequence[FileNote | Text] = getattr(answer, "notes", ())
    return tuple(
        Line(one, "warning")
        if isinstance(one, Text)
        else Line(_in_file(one.file, one.line, one.text), "warning", whole=True)
        for one in noted
    )


def _in_file(file: str, line: int, said: Text) -> Text:
    return sentence("{file}:{line}: {said}", "{file}:{line}: {said}", file=file, line=str(line), said=said)
