"""Directories of who is responsible for what (vejviser), as people write them: TOML text to ``Directory``, or its faults.

``docs/case-flow.md`` describes the form.
"""

from __future__ import annotations

from ...domain.events.publications import DirectoryPublished
from ...domain.excerpt import excerpt
from ...domain.plain_text import plain
from ...domain.rules.directory import Directory, Responsibility
from ...domain.text import Text
from ...domain.words.figures import counted
from ...domain.written.toml_kinds import day, each, office_name, slug, string, tables, text
from ...domain.written.toml_table import Fault, Key, Page, read_table
from .definition import DefinitionKind

ENTRY = {
    "topic": Key(text, True),
    "words": Key(each(office_name)),
    "authority": Key(office_name, True),
    "unit": Key(office_name),
    "note": Key(text),
    "source": Key(string),
}
DIRECTORY = {
    "id": Key(slug, True),
    "title": Key(text, True),
    "valid_from": Key(day),
    "entry": Key(tables(ENTRY), True),
}


def parse(written: str, name: str) -> tuple[Directory | None, list[Fault]]:
    """The directory in a TOML text, or None and every fault, in the order of the file's lines.

    name: what the faults call the file.
    """
    page = Page(written, name)
    if page.faults:
        return None, page.faults
    values = read_table(page, (), page.values, DIRECTORY)
    if values.get("entry") == []:
        page.fault(("entry",), da="Vejviseren har ingen emner.", en="The directory has no entries.")
    _check_topics(page)
    if page.faults:
        return None, page.sorted_faults()
    entries = tuple(
        Responsibility(**{**entry, "words": tuple(entry.get("words", ()))}) for entry in values.pop("entry")
    )
    return Directory(**values, entries=entries), []


def _check_topics(page: Page) -> None:
    """No two entries say who is responsible for one and the same matter."""
    listed = page.values.get("entry")
    seen: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        topic = entry.get("topic") if isinstance(entry, dict) else None
        for language, said in topic.items() if isinstance(topic, dict) else ():
            if not isinstance(said, str):
                continue
            first = seen.setdefault((language, plain(said).casefold()), index)
            if first != index:
                line = page.line(("entry", first, "topic"))
                page.fault(
                    ("entry", index, "topic"),
                    da=f"Emnet »{excerpt(said)}« findes allerede på linje {line}.",
                    en=f'The topic "{excerpt(said)}" stands on line {line} already.',
                )
                break


def _contents(directory: Directory) -> Text:
    return counted(len(directory.entries), Text("emne", "entry"), Text("emner", "entries"))


DIRECTORIES = DefinitionKind(
    event=DirectoryPublished,
    parse=lambda file, _: parse(file.text, file.name),
    contents=_contents,
)
