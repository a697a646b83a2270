"""One JSON object, read strictly: in it no key stands twice."""

from __future__ import annotations

from typing import Any

import msgspec

from ...domain.foreign_words import json_words
from .input_problems import Malformed, key_twice, not_utf8
from .json_keys import repeated_key


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in ``raw``, in which no key stands twice: which of its values was meant, nobody knows.

    Raises Malformed (not-utf8, not-json, not-an-object, key-twice).
    """
    try:
        value = msgspec.json.decode(raw)
    except UnicodeDecodeError:
        raise not_utf8() from None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _not_json(raw, error) from None
    if not isinstance(value, dict):
        raise Malformed(
            code="not-an-object",
            da="Linjen er JSON, men ikke ét objekt: skriv ét objekt pr. linje, { … }.",
            en="The line is JSON, but not one object: write one object a line, { … }.",
        )
    if (key := repeated_key(raw, value)) is not None:
        raise key_twice(key)
    return value


def _not_json(raw: bytes, error: Exception) -> Malformed:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return not_utf8()
    why = json_words(raw, error)
    return Malformed(
        code="not-json",
        da=f"Linjen er ikke gyldig JSON ({why.da}): skriv ét objekt pr. linje, uden linjeskift i det.",
        en=f"The line is not valid JSON ({why.en}): write one object a line, without line breaks in it.",
    )
