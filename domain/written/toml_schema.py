"""The JSON Schema (draft 2020-12) of a file that people write, made from its form."""

from __future__ import annotations

from typing import Any

import msgspec

from ..text import Language

DIALECT = "https://json-schema.org/draft/2020-12/schema"


# What the library says that is nothing to an editor: of Python, or of what TOML does not have.
_PASSED_OVER = frozenset({"discriminator", "title"})
_NULL = {"type": "null"}


def schema_of_form(form: Any, language: Language) -> dict[str, Any]:
    """The schema of a file of this form, by which an editor completes and checks it; what keys mean in one language."""
    [top], parts = msgspec.json.schema_components([form], ref_template="#/$defs/{name}")
    defined = {name: _plain(part, language) for name, part in parts.items()}
    whole = defined.pop(top["$ref"].rpartition("/")[2])
    return {"$schema": DIALECT, **whole, "$defs": defined}


def _plain(schema: Any, language: Language) -> Any:
    """A part of the schema as an editor has use for it: nothing is null, and what keys mean is said in one language."""
    if isinstance(schema, list):
        return [_plain(one, language) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "also" in schema:
        also, kept = schema["also"], {key: value for key, value in schema.items() if key != "also"}
        return _plain(kept | {"anyOf": [*kept["anyOf"], *also]}, language)
    options = [one for one in schema.get("anyOf", ()) if one != _NULL]
    if len(options) == 1 and options != schema["anyOf"]:
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return _plain(options[0] | rest, language)
    found = {}
    for key, value in schema.items():
        if key == "properties":
            found[key] = {name: _plain(one, language) for name, one in value.items()}
        elif key == "description":
            found |= {key: value[language]} if isinstance(value, dict) else {}
        elif key not in _PASSED_OVER and (key, value) != ("default", None):
            found[key] = _plain(value, language)
    return found
