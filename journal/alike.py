"""Many events of one source that read well on their own, as columns: what a log brings, a batch at a time.

What is decided of each event alone costs more than writing it. Nearly always there is nothing to decide: none of a batch
is in the journal yet, and all of it is to be written as it comes. That is seen at a glance here, of the batch as a whole;
anything else is left to ``admission``, entry by entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .admission import Candidate


class Alike(NamedTuple):
    """Events as columns; none of them says which version its sender saw. typed: whether it names a case type."""

    source: str
    cases: list[str]
    topics: list[str]
    states: list[bytes]
    ids: list[str]
    typed: list[bool]

    def candidates(self) -> list[Candidate]:
        """The same one by one."""
        source = self.source
        return [
            Candidate(case, topic, state, source, id_, typed, None)
            for case, topic, state, id_, typed in zip(*self[1:], strict=True)
        ]


def following(alike: Alike, held: Mapping[str, int]) -> list[int] | None:
    """The version that each event gets, if the journal holds none of them; None: they are to be decided one by one.

    held: how far their cases have come. As ``admission.admit``: an id is one event's, and a case begins with its type.
    """
    if len(set(alike.ids)) != len(alike.ids):
        return None
    versions = dict(held)
    come = versions.get
    found = []
    for case, typed in zip(alike.cases, alike.typed, strict=True):
        version = come(case, 0) + 1
        if version == 1 and not typed:
            return None
        versions[case] = version
        found.append(version)
    return found
