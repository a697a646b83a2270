"""Reading a mapping file. All that can be known without the rows is checked: names, templates, formats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath

import msgspec

from ...domain.excerpt import excerpt
from ...domain.written.toml_form import read_table
from ...domain.written.toml_page import Page
from ..definitions.written_file import WrittenFile, read_text
from .column_check import MappingFault
from .mapping import LogMapping, MappingError
from .mapping_check import flaws


def read_mapping(path: FilePath) -> LogMapping:
    """The mapping in the file ``path``. Raises MappingError, and Problem as ``read_text``."""
    return parse_mapping(read_text(path), str(path))


def parse_mapping(text: str, file: str = "mapping") -> LogMapping:
    """The mapping written in ``text``; ``file`` is its name in errors. Raises MappingError."""
    page = Page(text, file)
    read = {} if page.faults else read_table(page, (), page.values, LogMapping)
    mapping = msgspec.convert({"source": "", "event": [], **read}, LogMapping)
    for flaw in () if page.faults and not page.values else flaws(mapping, page.values):
        _fault(page, flaw)
    if page.faults:
        first, *others = page.sorted_faults()
        raise MappingError(file=file, line=first.line, da=first.reason.da, en=first.reason.en, others=others)
    return mapping


@contextmanager
def located(file: WrittenFile) -> Iterator[None]:
    """Around the use of the mapping in ``file``: what turns out to be wrong then has its file and line too."""
    try:
        yield
    except MappingError as error:
        if not error.path:
            raise
        page = Page(file.text, file.name)
        raise MappingError(
            da=error.reason.da,
            en=error.reason.en,
            file=page.file,
            line=page.line(error.path),
            see=error.details["see"],
        ) from None


def _fault(page: Page, flaw: MappingFault) -> None:
    """The flaw with its place: the number of the ``[[event]]``, and the key in it."""
    named = [step for step in flaw.path if isinstance(step, str)]
    place = excerpt(named[-1] if named else page.file)
    if flaw.path[:1] == ("event",) and len(flaw.path) > 1:
        place = f"[[event]] {int(flaw.path[1]) + 1}, {place}"
    page.fault(flaw.path, da=f"{place}: {flaw.da}", en=f"{place}: {flaw.en}")
