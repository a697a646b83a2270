"""The contract: every operation with its parameters and its answer, as a document made from the table.

``python -m sagsgang.operations.contract`` prints it; what docs/contract.md says is that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from ..domain.day_or_instant import SCHEMA
from .operation import Operation
from .schema import schemas_of
from .table import OPERATIONS

HEAD = """# The contract: operations, parameters, answers

<!-- Made from the table of operations by: make docs/contract.md -->

Every question and every act of the office is an operation with a name that never changes. At the terminal `case.show`
is `sagsgang case show`, a parameter `as_of` is `--as-of`, and `--json` gives the answer as below. Parameters and keys are
added, never changed or taken away.

A *day or instant* is `2011-07-01`, or `2011-07-01T12:00:00Z` in UTC. A *text* is `{"da": …, "en": …}`. Answers that are
pages of a list have `next`: the parameter `after` takes it.
"""


def contract() -> str:
    """The whole document, in English."""
    return "\n".join([HEAD, *_operations(), "## What answers are made of\n", *_parts()])


def _operations() -> Iterator[str]:
    for one in OPERATIONS.values():
        does = "computes from its parameters alone" if one.does == "computes" else one.does
        over = f" over what {' and '.join(f'`{name}`' for name in one.needs.over)} say" if one.needs.over else ""
        _, answer = one.types()
        yield f"## `{one.name}`\n"
        yield f"{one.help.en} It {does}; needs the right to {one.needs.right}{over}.\n"
        if one.takes:
            yield f"It takes {one.takes.en}, as bytes that are read on the way.\n"
        if one.gives:
            yield f"It gives {one.gives.en}, as bytes that are written on the way.\n"
        yield "| parameter | type | |\n|---|---|---|"
        yield from (f"| `{name}` | {kind} | {told} |" for name, kind, told in _parameters(one))
        yield f"\nAnswer: {_said(schemas_of([answer])[0][0])}\n"


def _parameters(operation: Operation) -> Iterator[tuple[str, str, str]]:
    struct, _ = operation.types()
    [_], parts = schemas_of([struct])
    schema = parts[struct.__name__]
    for one in operation.parameters():
        kind = _said(schema["properties"][one.name])
        bounds = f", {one.bounds[0]:g} to {one.bounds[1]:g}" if one.bounds else ""
        must = " **must be given**" if one.name in schema.get("required", ()) else ""
        yield one.name, kind + bounds, one.help.en + must


def _parts() -> Iterator[str]:
    _, parts = schemas_of([one.types()[1] for one in OPERATIONS.values()])
    for name, schema in sorted(parts.items()):
        if name == "Text":
            continue
        yield f"### {name}\n"
        if told := schema.get("description"):
            yield " ".join(told.split()) + "\n"
        if "properties" in schema:
            required = set(schema.get("required", ()))
            yield "| key | type |\n|---|---|"
            for key, kind in schema["properties"].items():
                yield f"| `{key}` | {_said(kind)}{'' if key in required else ', may be missing'} |"
        else:
            yield _said(schema)
        yield ""


def _said(schema: dict[str, Any]) -> str:
    """A schema in a few words, with links to what it is made of."""
    match schema:
        case {"$ref": ref}:
            name = str(ref).rpartition("/")[2]
            return "text" if name == "Text" else f"[{name}](#{name.lower()})"
        case {"anyOf": kinds} if kinds == SCHEMA["anyOf"]:
            said = "day or instant"
        case {"anyOf": kinds}:
            said = " or ".join(dict.fromkeys(_said(kind) for kind in kinds))
        case {"enum": values}:
            said = ", ".join("null" if value is None else f"`{value}`" for value in values)
        case {"type": "array", "prefixItems": items}:
            said = f"list of {', '.join(_said(item) for item in items)}"
        case {"type": "array", "items": items}:
            said = f"list of {_said(items)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            said = f"object of {_said(values)}"
        case _:
            said = FORMATS.get(schema.get("format", "")) or schema.get("type", "anything")
    return said


FORMATS = {"date-time": "instant", "date": "day"}


if __name__ == "__main__":
    sys.stdout.write(contract())
