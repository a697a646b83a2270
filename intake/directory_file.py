"""Directories of who is responsible for what (vejviser), as people write them: TOML text to ``Directory``, or its faults.

``docs/case-flow.md`` describes the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..domain.events.publications import DirectoryPublished
from ..domain.excerpt import excerpt
from ..domain.plain_text import plain
from ..domain.rules.directory import Directory, Responsibility
from ..domain.written.toml_kinds import day, each, office_name, slug, string, tables, text
from ..domain.written.toml_table import Fault, Key, Page, read_table
from ..journal.application import Journal
from .publications import SOURCE, FaultyFiles, Published, publish, published_at
from .written_file import read_text

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


def check_directories(paths: Sequence[Path]) -> tuple[list[tuple[Directory, str]], list[Fault]]:
    """The directories in files with their texts, and every fault. Raises Problem for a file that can't be read."""
    found, faults = [], []
    for path in paths:
        written = read_text(path)
        directory, its_faults = parse(written, str(path))
        faults += its_faults
        if directory is not None:
            found.append((directory, written))
    return found, faults


def publish_directories(
    journal: Journal, paths: Sequence[Path], now: datetime, recorded: datetime | None = None
) -> list[Published]:
    """Publish directories from files.

    now: when it is done. recorded: for filling a journal before it goes live. Raises FaultyFiles, Problem.
    """
    found, faults = check_directories(paths)
    if faults:
        raise FaultyFiles(faults)
    events = [
        DirectoryPublished(
            source=SOURCE, id="", occurred=published_at(now, recorded), definition=directory, text=written
        )
        for directory, written in found
    ]
    return publish(journal, events, recorded)
