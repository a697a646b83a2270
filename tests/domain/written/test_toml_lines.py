"""Where each key of a TOML text stands."""

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.written.toml_lines import Path, lines_of

AWKWARD_VALUES = [
    "1",
    "-1.5e3",
    "true",
    "2008-03-01",
    "2008-03-01 12:30:00",
    "2008-03-01T12:30:00+01:00",
    '"plain"',
    '"a # that is no comment, ] and } = [x]"',
    r'"escaped \" and \\"',
    r"'C:\temp\'",
    '"""two\nlines = 1"""',
    '"""\n[not.a.table]\nending in a quote""""',
    '"""""two quotes at both ends"""""',
    "'''three ' and '' \n [[x]]'''",
    '""',
    "[]",
    "[ 1, 2,\n  3, # a comment, with ]\n]",
    '[ [1, [2]], ["a,b", "c"] ]',
    "{}",
    '{ a = 1, "b c" = { d = "}" }, e.f = [ { g = 1 } ] }',
    "[ { a = 1 }, { a = 2 },\n { a = 3 } ]",
]
KEYS = st.sampled_from(["a", "b-c", "d_e", '"with space"', "'single'", '"quo\\"te"', '"[x]"', "1"])
PAIRS = st.dictionaries(KEYS, st.sampled_from(AWKWARD_VALUES), max_size=5)
COMMENTS = st.sampled_from(["", "# [table] key = 1\n", "\n\n", "  # \"\"\" '''\n"])


def read_key(written: str) -> str:
    """The key as the standard library reads it."""
    return next(iter(tomllib.loads(f"{written} = 1")))


def paths_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every path in a value that was read."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_of(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths_of(inner, (*path, index))


@given(PAIRS, st.lists(st.tuples(COMMENTS, PAIRS), max_size=4), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None)
def test_every_key_is_found_on_the_line_on_which_it_was_written(
    top: dict[str, str], tables: list[tuple[str, dict[str, str]]], line_end: str
) -> None:
    """Given a file written line by line, then each key is found on the line where it was put."""
    text, expected = "", {}

    def write(path: Path, pairs: dict[str, str]) -> None:
        nonlocal text
        for key, value in pairs.items():
            expected[(*path, read_key(key))] = text.count("\n") + 1
            text += f"  {key}  =  {value} # and why\n"

    write((), top)
    for index, (comment, pairs) in enumerate(tables):
        text += comment
        expected["deadline", index] = text.count("\n") + 1
        text += "[[ deadline ]]\n"
        write(("deadline", index), pairs)

    found = lines_of(text.replace("\n", line_end))

    assert {path: found[path] for path in expected} == expected
    assert set(found) == set(paths_of(tomllib.loads(text)))


def test_tables_inside_arrays_of_tables_belong_to_the_last_one() -> None:
    """Given nested headers, then paths count the tables of each array by itself."""
    text = "[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[a.c]\ny = 3\n[[a]]\n[[a.b]]\nx = 4\n[z.w]\nv.u = 5\n"

    found = lines_of(text)

    assert found["a", 0, "b", 1, "x"] == 5
    assert found["a", 0, "c", "y"] == 7
    assert found["a", 1, "b", 0, "x"] == 10
    assert found["z", "w", "v", "u"] == 12
    assert set(found) == set(paths_of(tomllib.loads(text)))
