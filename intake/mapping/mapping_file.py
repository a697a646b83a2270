"""Reading a mapping file. All that can be known without the rows is checked: names, templates, formats.

Each error names the file, the line, and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath

import msgspec

from ...domain.excerpt import excerpt
from ...domain.written.toml_page import Page
from ..definitions.written_file import read_text
from .column_check import Flaw
from .mapping import LogMapping, MappingError
from .mapping_check import flaws
from .mapping_shape import misshapen, understood


def read_mapping(path: FilePath) -> LogMapping:
    """The mapping in the file ``path``. Raises MappingError, and Problem as ``read_text``."""
    return parse_mapping(read_text(path), str(path))


def parse_mapping(text: str, file: str = "mapping") -> LogMapping:
    """The mapping written in ``text``; ``file`` is its name in errors. Raises MappingError."""
    page = Page(text, file)
    if page.faults:
        fault = page.faults[0]
        raise MappingError(file=file, line=fault.line, da=fault.da.rstrip("."), en=fault.en.rstrip("."))
    values = understood(page.values)
    try:
        mapping = msgspec.convert(values, LogMapping)
    except msgspec.ValidationError as error:
        raise _error(misshapen(values, str(error)), page) from None
    if flaw := next(flaws(mapping), None):
        raise _error(flaw, page)
    return mapping


@contextmanager
def located(path: FilePath) -> Iterator[None]:
    """Around the use of the mapping in the file ``path``: what turns out to be wrong then has its file and line too."""
    try:
        yield
    except MappingError as error:
        if not error.path:
            raise
        page = Page(read_text(path), str(path))
        raise MappingError(
            da=error.reason.da, en=error.reason.en, file=page.file, line=page.line(error.path)
        ) from None


def _error(flaw: Flaw, page: Page) -> MappingError:
    """The flaw with its place: the line, the number of the ``[[event]]``, and the key in it."""
    named = [step for step in flaw.path if isinstance(step, str)]
    place = excerpt(named[-1] if named else page.file)
    if flaw.path[:1] == ("event",) and len(flaw.path) > 1:
        place = f"[[event]] {int(flaw.path[1]) + 1}, {place}"
    return MappingError(
        file=page.file,
        line=page.line(flaw.path),
        da=f"{place}: {flaw.da.rstrip('.')}",
        en=f"{place}: {flaw.en.rstrip('.')}",
    )
