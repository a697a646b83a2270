"""Signs as people meet them: those that a name can't have because nobody sees them, and words of two alphabets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Control signs; soft hyphen; marks and turns of direction, joiners and fillers without a width; tags; halves of letters.
# A line feed and a tab show, and so do the selectors of how the sign before them looks.
UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
"""What takes no room or moves what does, as the inside of a regular expression's brackets."""

# Unicode gives control signs no name of their own; these are what texts bring along.
_CONTROLS = {
    "\0": "NULL",
    "\t": "TAB",
    "\n": "LINE FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}
_IS_UNSEEN = re.compile(f"[{UNSEEN}]")
_WORD = re.compile(r"[^\W\d_]+")
# Alphabets whose letters can look like one another's. The µ of a unit is no letter of them.
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
# How the letters of all but the Latin begin in UTF-8.
_OTHER_THAN_LATIN = re.compile(rb"[\xcd-\xd6]")


def sign_name(sign: str) -> str:
    """Which sign it is, for who can't see it: ``U+200B ZERO WIDTH SPACE``."""
    name = unicodedata.name(sign, _CONTROLS.get(sign, ""))
    return f"U+{ord(sign):04X} {name}".rstrip()


def unfit_for_a_name(text: str) -> str | None:
    """The first sign that no name can have: not printable, or seen by nobody; None if there is none."""
    if text.isascii() and text.isprintable():
        return None
    return next((sign for sign in text if not sign.isprintable() or _IS_UNSEEN.match(sign)), None)


def may_mix(text: bytes) -> bool:
    """Whether a text in UTF-8 may hold letters of another alphabet than the Latin: quick, for millions of events."""
    return not text.isascii() and _OTHER_THAN_LATIN.search(text) is not None


@lru_cache(maxsize=16_384)  # a log has few names and many events
def of_two_alphabets(text: str) -> str | None:
    """The first word whose letters are of two alphabets, as where a Cyrillic а stands for a Latin a; None if none is so.

    A name all in Greek, or in Danish and Greek words beside one another, has none.
    """
    if text.isascii():
        return None
    return next((word for word in _WORD.findall(text) if len(_alphabets(word)) > 1), None)


def foreign_letters(word: str) -> list[str]:
    """Of a word of two alphabets the letters of the one with fewer, each once, by their names."""
    fewest = min(_alphabets(word).values(), key=len)
    return [sign_name(letter) for letter in dict.fromkeys(fewest)]


def _alphabets(word: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for letter in word:
        alphabet = unicodedata.name(letter, "").partition(" ")[0]
        if alphabet in _ALPHABETS:
            found.setdefault(alphabet, []).append(letter)
    return found
