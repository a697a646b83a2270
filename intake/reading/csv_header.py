"""The column names of a CSV file: what is wrong with them, and which key of the mapping would mend it."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from ...domain.excerpt import excerpt, nearest
from ..event.input_problems import Malformed
from ..mapping.mapping import Csv, MappingError
from .lines import FileLine

_DELIMITERS = {",": ",", ";": ";", "\t": "\\t", "|": "|"}
_LONGEST_LIST = 300


def check_header(
    header: Sequence[str], lines: Sequence[FileLine], form: Csv, file: str, needed: frozenset[str]
) -> None:
    """Raises MappingError if a needed column is not in ``header``, or there twice. lines: what it was read from."""
    if header and (absent := sorted(needed - set(header))):
        if (other := _delimiter_of(lines, form, needed)) is not None:
            raise _another_delimiter(other, file)
        like = nearest(absent[0], header)
        there = excerpt(", ".join(name for name in header if name), _LONGEST_LIST)
        raise MappingError(
            da=f"kolonnen {absent[0]} findes ikke i filen"
            + (f"; mente du {like}?" if like else f"; den har: {there}"),
            en=f"the column {absent[0]} is not in the file"
            + (f"; did you mean {like}?" if like else f"; it has: {there}"),
            file=file,
            line=1,
        )
    if twice := sorted({name for name in needed if header.count(name) > 1}):
        raise MappingError(
            da=f"kolonnen {twice[0]} står der to gange: omdøb den ene",
            en=f"the column {twice[0]} is there twice: rename one of them",
            file=file,
            line=1,
        )


def unreadable_header(lines: Sequence[FileLine], form: Csv, file: str, error: Exception) -> MappingError:
    """Why the first line is no list of names."""
    if isinstance(error, Malformed) and error.code == "not-utf8":
        return MappingError(
            da=f'kolonnenavnene er ikke tekst i tegnsættet {form.encoding}: skriv fx encoding = "cp1252" under [csv]',
            en=f'the column names are not text in {form.encoding}: write encoding = "cp1252", say, in [csv]',
            file=file,
            line=1,
        )
    if (other := _delimiter_of(lines, form, frozenset())) is not None:
        return _another_delimiter(other, file)
    return MappingError(
        da="kolonnenavnene i første linje kan ikke læses: se encoding, delimiter og quote i [csv]",
        en="the column names in the first line cannot be read: see encoding, delimiter and quote in [csv]",
        file=file,
        line=1,
    )


def _delimiter_of(lines: Sequence[FileLine], form: Csv, needed: frozenset[str]) -> str | None:
    """Another delimiter with which the line has more of the columns that are needed; None if there is none."""
    text = b"".join(line.raw for line in lines).decode(form.encoding, "replace")
    found = {mark: len(needed & set(_split(text, mark, form.quote))) for mark in {form.delimiter, *_DELIMITERS}}
    best = max(found, key=lambda mark: (found[mark], mark == form.delimiter))
    return best if found[best] > found[form.delimiter] else None


def _split(text: str, delimiter: str, quote: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, quotechar=quote), [])
    except csv.Error:
        return []


def _another_delimiter(mark: str, file: str) -> MappingError:
    written = _DELIMITERS.get(mark, mark)
    return MappingError(
        da=f'kolonnerne er skilt af andet end det, som kortlægningen siger: skriv delimiter = "{written}" under [csv]',
        en=f'the columns are separated by another mark than the mapping says: write delimiter = "{written}" in [csv]',
        file=file,
        line=1,
    )
