r"""Signs that a terminal obeys instead of showing, written out: ``\x1b`` for an escape, ``\u202e`` for a turn of direction.

Notes, names and values are written by others. A sign in them that moves the cursor, colours, renames the window, turns
the direction of reading or takes no room at all would show what is not there. ``output`` puts everything that is shown
through here.
"""

from __future__ import annotations

import re
from typing import TextIO

from ..domain.signs import UNSEEN

# And the selectors of how the sign before them looks.
_OBEYED = re.compile(f"[{UNSEEN}\ufe00-\ufe0f]")


def visible(text: str) -> str:
    """``text`` as it may be shown: signs that would be obeyed are written as their numbers."""
    return text if text.isascii() and text.isprintable() else _OBEYED.sub(_number, text)


def shown_on(stream: TextIO, text: str) -> str:
    """``text`` for a terminal in visible signs; for a file or another program as it is."""
    return visible(text) if stream.isatty() else text


def visible_json(json: str) -> str:
    """A JSON text that says the same, with those signs as JSON escapes them."""
    return _OBEYED.sub(_escaped, json)


def _number(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
