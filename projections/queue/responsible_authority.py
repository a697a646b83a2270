"""Which authority is responsible for a matter, by the directories (vejviser) in force and known at a moment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from ...domain.events.history import Recorded
from ...domain.events.publications import DirectoryPublished
from ...domain.rules.directory import Directory, Responsibility

WHOLE, BEGINNING, INSIDE = 4, 2, 1  # how well a word of the question fits one of the directory
SHORT = 3  # letters: a word this short says something only as a whole
LONGEST_ENDING = 4  # klage: klagerne
ALIKE = 0.75  # how alike two words are that may be the same, misspelt (of 1)
NEAREST = 5
DANISH = str.maketrans({"æ": "a", "ä": "a", "ø": "o", "ö": "o", "å": "a", "ß": "s"})


def _words(written: str) -> list[str]:
    """The words of a text, as they are compared."""
    plain = unicodedata.normalize("NFKD", written.casefold().translate(DANISH))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [re.sub("aa|ae", "a", word).replace("oe", "o") for word in re.findall(r"[a-z0-9]+", plain)]


# Words of a sentence, not of a matter.
SAY_NOTHING = frozenset(
    _words(
        "af at ansvar ansvaret ansvarlig den der det en er et for fra har hos hvem hvor i jeg med min mit og om på skal "
        "som til ved a an and are by do from in is my of on or responsible the to who with"
    )
)


class DirectoryVersion(NamedTuple):
    """One version of a directory, and the position of its publication."""

    position: int
    directory: Directory


class Match(NamedTuple):
    """An entry that speaks of what was asked, in which version, and how well it fits: words of the question, score."""

    version: DirectoryVersion
    entry: Responsibility
    fits: tuple[int, int]


def versions(published: Iterable[Recorded]) -> list[DirectoryVersion]:
    """Every version of every directory, in the order of publication."""
    return [
        DirectoryVersion(recorded.position, recorded.event.definition)
        for recorded in published
        if isinstance(recorded.event, DirectoryPublished)
    ]


def in_force(known: Iterable[DirectoryVersion], day: date) -> list[DirectoryVersion]:
    """Of each directory the version that governs on a day: that with the latest first day not after it.

    known: in the order of publication; of several with one first day the last one counts.
    """
    governing: dict[str, DirectoryVersion] = {}
    for version in known:
        since = version.directory.valid_from or date.min
        held = governing.get(version.directory.id)
        if since <= day and (held is None or since >= (held.directory.valid_from or date.min)):
            governing[version.directory.id] = version
    return [governing[id_] for id_ in sorted(governing)]


def find(governing: Sequence[DirectoryVersion], question: str) -> list[Match]:
    """The entries that speak of the words of a question, best first; then as they are written.

    Case and accents do not matter, nor whether it is written å or aa. Compounds are found by their parts.
    """
    asked = set(_words(question)) - SAY_NOTHING
    found = []
    for version in governing:
        for entry in version.directory.entries:
            scores = [score for word in asked if (score := _score(word, _words_of(entry)))]
            if scores:
                found.append(Match(version, entry, (len(scores), sum(scores))))
    return sorted(found, key=lambda match: match.fits, reverse=True)


def nearest(governing: Sequence[DirectoryVersion], question: str) -> list[Responsibility]:
    """Entries that may be meant by a question that found nothing, for people to choose among.

    First those with a word like one of the question's, then those with a word that is part of one.
    """
    by_word: dict[str, list[Responsibility]] = {}
    for version in governing:
        for entry in version.directory.entries:
            for word in _words_of(entry):
                by_word.setdefault(word, []).append(entry)
    asked = [word for word in dict.fromkeys(_words(question)) if word not in SAY_NOTHING]
    alike = [like for word in asked for like in get_close_matches(word, sorted(by_word), n=NEAREST, cutoff=ALIKE)]
    parts = [
        part
        for word in asked
        for part in sorted(by_word, key=len, reverse=True)
        if len(part) > SHORT and part in word
    ]
    return list(dict.fromkeys(entry for word in (*alike, *parts) for entry in by_word[word]))[:NEAREST]


def _score(asked: str, words: Iterable[str]) -> int:
    """How well the best of these words fits; 0: none does."""
    best = 0
    for word in words:
        if word == asked:
            return WHOLE
        if len(asked) <= SHORT or len(word) <= SHORT:
            continue
        if word.startswith(asked) or (asked.startswith(word) and len(asked) - len(word) <= LONGEST_ENDING):
            best = max(best, BEGINNING)
        elif asked in word:
            best = max(best, INSIDE)
    return best


def _words_of(entry: Responsibility) -> list[str]:
    return _words(" ".join((entry.topic.da, entry.topic.en, *entry.words)))
